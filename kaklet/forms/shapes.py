"""What is told of the forms that wait for a person."""

from datetime import datetime

import msgspec

_CHOSEN = frozenset({"newsletter_opt_in", "captcha", "department", "urgency", "attachment"})


class FormTask(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose form keeps machines out: for a person to send from their own browser."""

    case: str
    provider: str
    task: str
    target: str
    url: str
    """Where the form is."""
    due: datetime
    """When it was to be sent."""
    subject: str
    started_at: datetime | None = None
    """None if nobody has begun it."""
    started_by: str | None = None


class FormQueue(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet form queue --json` prints."""

    tasks: tuple[FormTask, ...]
    """The oldest first."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the form, and what to put into it."""

    role: str
    field: str
    """What the page calls it, as far as it is known."""
    text: str
    """To paste; empty where nothing is known that is true."""
    required: bool = False


class FormSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet form start --json` prints: all that a person needs to send one question."""

    task: FormTask
    persona: str
    address: str
    """The reply address that only this case has."""
    entries: tuple[Entry, ...]
    """In the order of the page, where the form has been seen."""
    consent: bool
    """Whether a consent that the form demands may be given."""


def left_open(entry: Entry, *, consent: bool) -> str:
    """Tell what a person does with the field of *entry*, for which there is no text; *consent* may be given or not."""
    if entry.role == "consent":
        return "Tick it." if consent else "The plan allows no consent: if it is demanded, do not send."
    if not entry.required:
        return "Leave it as it is."
    if is_unanswerable(entry):
        return "Nothing is known that would be true here: do not invent it, and do not send."
    return "Choose what fits the question; if nothing true does, do not send."


def is_unanswerable(entry: Entry) -> bool:
    """Whether the form demands in *entry* what nothing true is known for, and a person cannot choose either."""
    return entry.required and not entry.text and entry.role not in _CHOSEN | {"consent"}
