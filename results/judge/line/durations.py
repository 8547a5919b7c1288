"""How long something took, over samples: median and 95th percentile, in peak hours and beside them."""

from collections.abc import Iterable, Sequence
from statistics import median
from zoneinfo import ZoneInfo

import msgspec

from results.judge.line.samples import PEAK_HOURS
from results.records import Observation

_95 = 95
Placed = tuple[Observation, ZoneInfo]
"""A sample, and the zone of the line that it was taken over."""


class Durations(msgspec.Struct, frozen=True, kw_only=True):
    """So many samples, in seconds."""

    n: int
    p50: float
    """The median."""
    p95: float
    """By the nearest rank."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """The times of all hours, of the peak hours and of the others; None where there is no sample."""

    all: Durations | None = None
    peak: Durations | None = None
    off_peak: Durations | None = None


def taken(times: Iterable[tuple[float, bool]]) -> Taken:
    """Tell of *times*, in seconds and whether each was in peak hours."""
    known = list(times)
    return Taken(
        all=durations([seconds for seconds, _ in known]),
        peak=durations([seconds for seconds, peak in known if peak]),
        off_peak=durations([seconds for seconds, peak in known if not peak]),
    )


def durations(seconds: Sequence[float]) -> Durations | None:
    """Tell of *seconds*; None of none."""
    if not seconds:
        return None
    return Durations(n=len(seconds), p50=median(seconds), p95=percentile(seconds, _95))


def percentile(values: Sequence[float], percent: int) -> float:
    """Tell the value that so many per cent of *values* are no greater than, by the nearest rank."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def at_peak(placed: Placed) -> bool:
    """Whether a sample began in the peak hours of its line; its slot is told by where that is not known."""
    one, zone = placed
    return (one.started_at or one.slot).astimezone(zone).hour in PEAK_HOURS


def told(samples: Iterable[Placed], metric: str) -> list[tuple[float, bool]]:
    """List the *metric* of those *samples* that have it, each with whether it is of peak hours."""
    return [(one[0].metrics[metric], at_peak(one)) for one in samples if metric in one[0].metrics]
