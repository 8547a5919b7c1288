"""
How a line answers while it works: round trips a minute (RPM), idle and under load.

Source: IETF, draft-ietf-ippm-responsiveness: bands below 300 (poor), to 1,000 (fair), to 6,000 (good) and from there
on (excellent); a figure is told with its confidence.
"""

import msgspec

from results.judge.line.durations import Durations
from results.judge.line.plan import Direction

SOURCE = "IETF, draft-ietf-ippm-responsiveness"


class RpmBands(msgspec.Struct, frozen=True, kw_only=True):
    """How many samples that count lie in each band of the draft."""

    poor: int
    fair: int
    good: int
    excellent: int


class Rpm(msgspec.Struct, frozen=True, kw_only=True):
    """Round trips a minute of so many samples."""

    n: int
    p20: float
    """By the nearest rank."""
    p50: float
    """The median."""


class RpmFound(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a line, or of all lines of a plan. None where no sample counts."""

    direction: Direction
    counted: int
    low_confidence: int
    """Samples that count, and of which the test itself said that its confidence is low."""
    device_limited: int
    """Samples that the agent itself may have held down: in no figure."""
    cross_traffic: int
    """Samples beside which others used the line: in no figure."""
    rpm: Rpm | None
    peak_rpm: Rpm | None
    off_peak_rpm: Rpm | None
    bands: RpmBands
    loaded_seconds: Durations | None
    """A request's time on the connections that load the line."""


class ResponsivenessFound(msgspec.Struct, frozen=True, kw_only=True):
    """Both directions."""

    failed: int
    """Tests that told nothing in either direction."""
    unknown: int
    """Slots of which nothing is known, by the prober's own fault; those that were paused are none."""
    idle_seconds: Durations | None
    """A request's time while nothing else is on the line."""
    directions: tuple[RpmFound, ...]
