"""The words of the judgement."""

from enum import StrEnum

import msgspec


class OutcomeKind(StrEnum):
    """What came of a form that was sent."""

    CONFIRMED = "confirmed"
    """A known form software said in its own way that it has taken the message, or a case got a number."""
    THANKED = "thanked"
    """Thanks, and nothing that could be held against anybody."""
    REJECTED = "rejected"
    """The form said that something is wrong, or that it could not be sent."""
    BLOCKED = "blocked"
    """Something between us and the form took us for a machine or for too much: a guard, a CAPTCHA, a limit of rate."""
    UNKNOWN = "unknown"
    """Nothing in the answer tells."""


MAX_QUOTES = 8
MAX_QUOTE = 300
MAX_REASON = 120


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a form, and why that is said."""

    kind: OutcomeKind
    reasons: tuple[str, ...]
    """Stable ids with what was found, such as ``cf7:mail_sent`` or ``words=sv``; strongest first."""
    quoted: tuple[str, ...] = ()
    """The sentences that say so, as they stand; at most `MAX_QUOTES` of `MAX_QUOTE` characters."""
    ticket: str | None = None
    """The number under which the case is kept: what mail about it will name."""
    mechanic: str | None = None
    """The form software, where it can be told."""
    verify: bool = False
    """Whether the sender is asked to open a link in a mail before anybody reads the message."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule has found."""

    kind: OutcomeKind
    reasons: tuple[str, ...]
    quoted: tuple[str, ...] = ()
    ticket: str | None = None
    mechanic: str | None = None
