"""Asking name servers: one question, and who is in charge of a name."""
