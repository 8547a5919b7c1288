"""Many vantage points: who an agent is, what it is told, and how its records come home."""
