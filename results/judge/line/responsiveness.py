"""
How a line answers while it works: round trips a minute (RPM), idle and under load.

Source: IETF, draft-ietf-ippm-responsiveness: bands below 300 (poor), to 1,000 (fair), to 6,000 (good) and from there
on (excellent); a figure is told with its confidence.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

import msgspec

from results.judge.line.durations import Durations, Placed, durations, percentile, told
from results.judge.line.plan import Direction, LineRules
from results.judge.line.samples import Mark, crossed, mark_of
from results.records import Blame, Failure

SOURCE = "IETF, draft-ietf-ippm-responsiveness"
FAIR, GOOD, EXCELLENT = 300, 1_000, 6_000
"""Round trips a minute from which on each band begins."""
_SLOW_PERCENT = 20
_LOW = 0


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
    """Slots of which nothing is known: the prober's own fault, or a server that had no room; those that were paused are
    none."""
    idle_seconds: Durations | None
    """A request's time while nothing else is on the line."""
    directions: tuple[RpmFound, ...]


def responsiveness(samples: Iterable[Placed], rules: LineRules) -> ResponsivenessFound:
    """Tell of the tests in *samples*, leaving out of each figure those that *rules* mark."""
    known = [one for one in samples if one[0].failure is not Failure.PAUSED]
    silent = [one.failure for one, _ in known if not any(_metric(way) in one.metrics for way in Direction)]
    failed = sum(one is None or one.blame is Blame.TARGET for one in silent)
    idle = told((one for one in known if not crossed(one[0], rules)), "idle_http_seconds")
    return ResponsivenessFound(
        failed=failed,
        unknown=len(silent) - failed,
        idle_seconds=durations([seconds for seconds, _ in idle]),
        directions=tuple(_direction(known, way, rules) for way in Direction),
    )


def _metric(way: Direction) -> str:
    return f"{way.value}_rpm"


def _direction(samples: Sequence[Placed], way: Direction, rules: LineRules) -> RpmFound:
    tests = [(one, mark_of(one[0], way, rules)) for one in samples if _metric(way) in one[0].metrics]
    marks = Counter(mark for _, mark in tests)
    counted = [one for one, mark in tests if mark is None]
    trips = told(counted, _metric(way))
    return RpmFound(
        direction=way,
        counted=len(counted),
        low_confidence=sum(one.metrics.get(f"{way.value}_confidence") == _LOW for one, _ in counted),
        device_limited=marks[Mark.DEVICE_LIMITED],
        cross_traffic=marks[Mark.CROSS_TRAFFIC],
        rpm=_rpm([one for one, _ in trips]),
        peak_rpm=_rpm([one for one, peak in trips if peak]),
        off_peak_rpm=_rpm([one for one, peak in trips if not peak]),
        bands=_bands([one for one, _ in trips]),
        loaded_seconds=durations([seconds for seconds, _ in told(counted, f"{way.value}_loaded_seconds")]),
    )


def _rpm(trips: Sequence[float]) -> Rpm | None:
    if not trips:
        return None
    return Rpm(n=len(trips), p20=percentile(trips, _SLOW_PERCENT), p50=median(trips))


def _bands(trips: Sequence[float]) -> RpmBands:
    return RpmBands(
        poor=sum(one < FAIR for one in trips),
        fair=sum(FAIR <= one < GOOD for one in trips),
        good=sum(GOOD <= one < EXCELLENT for one in trips),
        excellent=sum(one >= EXCELLENT for one in trips),
    )
