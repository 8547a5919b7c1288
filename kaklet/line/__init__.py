"""The doors of Internet lines."""
