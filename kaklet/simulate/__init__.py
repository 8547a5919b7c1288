"""Made-up studies whose truth is known, for tests, benchmarks and demonstrations. They say what they are."""
