"""What can be said of a fleet of agents: whether all that they made has come."""
