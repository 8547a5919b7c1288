"""What types cannot say of a study file: each mistake by its key."""
