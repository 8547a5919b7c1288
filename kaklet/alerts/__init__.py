"""Alerts: what went down, who fell silent and what waits for a person, told at once and each only once."""
