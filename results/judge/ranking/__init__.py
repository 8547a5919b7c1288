"""Who is better than whom, as far as the figures can tell: tests, rank intervals, weightings. Pure."""
