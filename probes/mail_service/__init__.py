"""The mail service that a web host sells: talking to its servers as a mail program does, with an account or without."""
