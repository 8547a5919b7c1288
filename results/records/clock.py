"""How right a machine's clock is: the words that records tell it in."""

from datetime import datetime
from math import ceil
from typing import NamedTuple, TypeVar

import msgspec

from results.records.observation import Observation
from results.records.session import Heartbeat, Session

Clocked = TypeVar("Clocked", Observation, Session, Heartbeat)
"""Records that carry what their machine knew of its clock."""
MS = 1_000


class ClockReading(NamedTuple):
    """What a machine knows of its own wall clock at one moment. None where the system does not say."""

    synchronised: bool | None
    """Whether the kernel holds it for synchronised: adjtimex(2), no STA_UNSYNC."""
    error_seconds: float | None
    """How wrong it may be at most: the kernel's ``maxerror``, `rounded_up`."""
    booted_at: datetime | None
    """When the machine started, as this clock tells it: the clock less the time since the machine's start, sleep
    included (CLOCK_BOOTTIME). It changes only when the clock is set."""


def rounded_up(error_seconds: float) -> float:
    """Round up to a power of two of milliseconds, so that an error that grows all the time seldom changes."""
    ms = max(1, ceil(error_seconds * MS))
    return float(1 << (ms - 1).bit_length()) / MS


def clocked(record: Clocked, reading: ClockReading) -> Clocked:
    """Return *record* with what was known of the clock when it was made."""
    return msgspec.structs.replace(
        record,
        clock_synchronised=reading.synchronised,
        clock_error_seconds=reading.error_seconds,
        booted_at=reading.booted_at,
    )
