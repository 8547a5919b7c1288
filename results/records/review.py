"""What people decide about messages. It stands beside the machine's verdict and never overwrites it."""

from datetime import datetime

import msgspec

from results.records.verdict import Verdict

IMPORT = "import cases"
"""By whom a review is that came with an imported case."""


class Review(msgspec.Struct, frozen=True, kw_only=True, tag="review"):
    """One person's judgement of one message. Of several by the same person, the latest holds."""

    message: str
    by: str
    """Who judged; an import says so of itself."""
    at: datetime
    why: str = ""
    verdict: Verdict | None = None
    """What the message is; None where the machine's verdict is not disputed."""
    useful: bool | None = None
    """Whether it answers what was asked; None where that was not graded."""
    promised_until: datetime | None = None
    """Until when it promises a call-back or a further answer; None if it promises none."""
    grade: int | None = None
    """How well it answers what was asked, 1 to 10; None where that was not graded."""
    blind: bool = False
    """Whether who judged was not told whose answer it is, nor what others say of it."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True, tag="assignment"):
    """A person says which case a message belongs to that no rule could place. Of several, the latest holds."""

    message: str
    case: str | None
    """None if it belongs to none: then it is out of the queue."""
    by: str
    at: datetime
    why: str = ""


class Forgotten(msgspec.Struct, frozen=True, kw_only=True, tag="forgotten"):
    """The raw bytes of a message were removed when their time had come; this is what the rules had said of them."""

    message: str
    at: datetime
    verdict: Verdict | None
    """The machine's; None where there was nothing to judge, as for what belongs to no case."""
    rules: str
    """The version of the rules that said so."""
    reasons: str
    """Its reasons, one on each line, redacted."""
    template: str = ""
    """SHA-256 of its text without all that is specific to one question: equal ones show a template."""


class CallBack(msgspec.Struct, frozen=True, kw_only=True, tag="call_back"):
    """Whether a promise that a message made was kept. Of several, the latest holds."""

    message: str
    kept_at: datetime | None
    """When it was kept; None if its time passed without."""
    by: str
    at: datetime
    why: str = ""
