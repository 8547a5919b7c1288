"""What the issue of a speed is settled by: ratios to a peer in the same run, a line of JSON each. Never timed tests."""
