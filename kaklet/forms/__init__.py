"""The doors of forms: inspected, tried dry, confirmed and sent by a person."""
