"""Internet lines: what was sold against what was delivered. Pure functions, each rule set in a module of its own."""

LINE_METHOD = "3"
"""The version of all that is judged here; each rule set has one of its own besides."""
