"""A report and the one before: what has changed, and is it more than noise? Pure."""
