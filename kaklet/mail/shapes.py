"""What the desk tells of a message."""

from datetime import datetime
from enum import StrEnum

import msgspec

from results.judge.correspondence import Heard
from results.records import Assignment, CallBack, Case, Message, Review, Verdict
from results.records.letter import Letter


class Wait(StrEnum):
    """Why a message waits for a person."""

    UNMATCHED = "unmatched"
    """It belongs to no case that a rule could find."""
    UNDETERMINED = "undetermined"
    """Neither the rules nor people have agreed on what it is."""
    UNGRADED = "ungraded"
    """A person answered, and nobody has said whether it answers what was asked, or those who have disagree."""
    PROMISE = "promise"
    """It promised something, the time is over, and nobody has noted whether it was kept."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One message that waits for a person."""

    message: str
    """Its short id."""
    why: tuple[Wait, ...]
    received_at: datetime
    folder: str
    subject: str
    """Redacted."""
    provider: str | None = None
    case: str | None = None
    verdict: Verdict | None = None
    """What holds now."""
    machine: Verdict | None = None
    promised_until: datetime | None = None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One message, with all that helps to decide about it."""

    message: Message
    short: str
    letter: Letter | None
    """None if it is no mail, or its bytes are not there."""
    case: Case | None
    heard: Heard | None
    """What rules and people say; None for what belongs to no case."""
    machine: Verdict | None
    reasons: tuple[str, ...]
    """Redacted."""
    names: tuple[str, ...]
    """That are to be taken out of whatever is shown of it."""
    question: str
    """What was asked in its case, redacted."""
    candidates: tuple[Case, ...]
    """For what belongs to no case: those that something speaks for."""
    reviews: tuple[Review, ...]
    assignments: tuple[Assignment, ...]
    call_backs: tuple[CallBack, ...]
