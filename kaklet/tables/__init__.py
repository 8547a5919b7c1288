"""The summary for people, in 80 columns."""
