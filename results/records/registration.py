"""The rules of grading, as they stood at a moment: were they there before the figures?"""

from datetime import datetime

import msgspec


class Registration(msgspec.Struct, frozen=True, kw_only=True, tag="registration"):
    """One version of a study's rules."""

    sha256: str
    """Of `rules`."""
    at: datetime
    rules: str
    """The rules as JSON, keys in order: what the hash is of."""
