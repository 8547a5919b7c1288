"""What a disconnection is."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Cause(StrEnum):
    """Whose doing it was."""

    SERVER = "server"
    LINE = "line"
    HOUSE = "house"
    UNKNOWN = "unknown"
    """Nobody else was asked at that time."""


class Sign(StrEnum):
    """By what it was seen."""

    FAILED_SAMPLES = "failed_samples"
    """Slot by slot: samples that failed."""
    SILENT = "silent"
    """Packets that nobody answered."""
    UNREACHABLE = "unreachable"
    """Packets of which a router said that the way does not go on."""
    REFUSED = "refused"
    """Packets that arrived at a host on which nobody listened."""
    NOT_SENT = "not_sent"
    """Packets that the agent's machine could not send: it had no route, or its interface no link."""
    RESTARTED = "restarted"
    """The agent's machine started anew."""


class Disconnection(msgspec.Struct, frozen=True, kw_only=True):
    """
    One of them.

    Seen by packets it lasted longer than from ``start`` to ``last_lost``, and shorter than from ``last_good`` to
    ``first_good``.
    """

    agent: str
    cause: Cause
    start: datetime
    """The first slot that failed, or when the first lost packet was sent; of a restart the last sign of life."""
    end: datetime
    """When the last slot that failed ends, or when the first packet was sent that came back again (where that is not
    known: the last lost one); of a restart the agent's next start."""
    lasted_seconds: float
    failed: int
    """Samples that failed, or packets lost at least; 0 for a restart."""
    provider: str = ""
    """Whose server it was; empty where it was not a server."""
    sign: Sign = Sign.FAILED_SAMPLES
    last_good: datetime | None = None
    """When the last packet was sent that came back before; None where that is not known, or no packets tell it."""
    last_lost: datetime | None = None
    """When the last lost packet was sent; None where no packets tell it."""
    first_good: datetime | None = None
    """When the first packet was sent that came back again; None where that is not known, or no packets tell it."""
