"""What facts add up to: pure functions over records, each of them versioned by `METHOD`. No clock, no disk."""

METHOD = "5"
"""The version of every rule in this room. It changes whenever the same records would give another figure."""
