"""Internet lines in a report: what was sold beside what was delivered. Facts about lines; nothing of it is ranked."""
