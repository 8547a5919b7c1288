"""A finding: one sentence about a fact of this period. It compares nobody and names no cause."""

from enum import StrEnum

import msgspec


class Tone(StrEnum):
    """On which side of a provider's page a finding stands."""

    PLUS = "plus"
    MINUS = "minus"
    NOTE = "note"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence."""

    tone: Tone
    sentence: str
