"""
What the service record adds up to: pure functions over its entries, versioned by `SERVICE_METHOD`.

The entries are judged as a whole: they have days of their own, where they have any, and no slots.
"""

SERVICE_METHOD = "1"
"""The version of every rule in this room. It changes whenever the same entries would give another figure."""
