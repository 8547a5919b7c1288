"""The raw times of a phone call: what the person who makes it marks. Calls are timed, never recorded."""

from datetime import datetime
from enum import StrEnum

import msgspec


class CallStep(StrEnum):
    """A moment of a call that the caller marks. A step may be left out, and a mistaken press is undone by another."""

    DIAL = "dial"
    """The number is dialled: everything is counted from here."""
    MENU = "menu"
    """A machine answers and gives choices."""
    QUEUE = "queue"
    """The caller waits for a person."""
    ANSWERED = "answered"
    """A person speaks."""
    SOLVED = "solved"
    """The question is answered."""
    ENDED = "ended"
    """The line is closed, by whomever."""
    UNDO = "undo"
    """The press before this one, if it was not undone already, was a mistake."""


class PressClock(StrEnum):
    """How the time since the dialling was told."""

    MONOTONIC = "monotonic"
    """By the page's own clock, which nobody sets."""
    WALL = "wall"
    """By the browser's time of day, because the page was loaded anew during the call."""


class Dialling(msgspec.Struct, frozen=True, kw_only=True, tag="dialling"):
    """
    A call that is begun, written down at its first press.

    What it came to is an entry of the service record (`results.records.service.Call`), made of the presses.
    """

    id: str
    """Chosen by the page, so that the same call sent twice is one."""
    provider: str
    number: str
    """As it was dialled."""
    question: str
    """The id of what was to be asked."""
    by: str
    """Who called."""
    in_hours: bool | None = None
    """Whether the provider's published hours said that the phone was open; None where it publishes none."""
    opened_at: datetime
    """When it was dialled."""


class Press(msgspec.Struct, frozen=True, kw_only=True, tag="press"):
    """One marked moment of a call."""

    id: str
    """Chosen by the page. The key: a press that is sent twice is one."""
    call: str
    step: CallStep
    after_ms: int
    """Since the dialling, by *clock*."""
    clock: PressClock
    at: datetime
    """The same moment by the server's clock: when it came, less how long it lay in the page."""
    came_at: datetime
    """When the server had it. Later than *at* where the connection was lost."""
