"""What a message that came back may be: the words of the classifier."""

from enum import StrEnum

import msgspec

from results.records import Verdict

__all__ = ["Asked", "Finding", "Judgement", "Kind", "Verdict"]


class Kind(StrEnum):
    """What a phrase says of the message that it stands in."""

    MACHINE = "machine"
    """That no person has written it."""
    RECEIVED = "received"
    """That the question has arrived, has a number, is in a queue."""
    PROMISE = "promise"
    """That somebody is going to answer."""
    HOURS = "hours"
    """When somebody is there, how long answers take, where else to look. No sign of anything, but no answer either."""
    POLITE = "polite"
    """Thanks for the question. People say so too."""
    ABSENCE = "absence"
    """That the owner of the mailbox is away."""
    RETURN = "return"
    """When the owner is back, or who stands in. People say so too."""
    CLOSED = "closed"
    """That the question is held for answered."""
    VERIFY = "verify"
    """That the question waits for a click."""
    BOT = "bot"
    """That a machine answers the question itself."""
    SURVEY = "survey"
    """That the asker should rate the help."""
    PERSON = "person"
    """That an "I" speaks."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a message may be an answer to."""

    text: str
    """What we sent, so that our own words in a quotation are not read as the answerer's."""
    address: str
    """Our reply address."""
    after_seconds: float | None
    """How long after the question it came; None if that is not known."""
    human_seconds: float = 60.0
    """The soonest that a person can have read such a question and typed an answer."""


class Finding(msgspec.Struct, frozen=True):
    """What one rule has found."""

    verdict: Verdict
    reasons: tuple[str, ...]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter is, and why."""

    verdict: Verdict
    reasons: tuple[str, ...]
    """Stable ids with what was found, such as ``header:auto-submitted=auto-replied``."""
    vendor: str | None
    """The help desk that sent it, if it can be told."""
    ticket: str | None
    """The number that the help desk gave the question."""
    language: str | None
    """A guess, as in ISO 639-1; None if the text is too short for one."""
