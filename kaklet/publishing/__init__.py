"""What stands beside a report, so that anyone can work out its figures again."""
