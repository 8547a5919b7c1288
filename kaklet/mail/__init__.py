"""The doors of mail: what came, whose case it is, what a person says of it, and how long it is kept."""
