"""One JSON line for each bar: our figure, the peer's, and whether the bar is met."""

import statistics
import sys
from collections.abc import Sequence

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A bar and what was reached. None stands where there was no peer to compare with."""

    name: str
    ours: float
    peer: float | None
    ratio: float | None
    """ours / peer"""
    bar: float
    """What `ratio` may be at most (at least, where a speed is compared), or `ours` where the bar is in a unit."""
    met: bool | None


def against_peer(name: str, ours: Sequence[float], peer: Sequence[float], *, bar: float) -> Line:
    """Hold the ratio of the medians of *ours* and *peer* against *bar*."""
    mine, theirs, ratio = _medians(ours, peer)
    return Line(name=name, ours=mine, peer=theirs, ratio=ratio, bar=bar, met=None if ratio is None else ratio <= bar)


def at_least(name: str, ours: Sequence[float], peer: Sequence[float], *, bar: float) -> Line:
    """Hold the ratio of the medians of *ours* and *peer* against *bar*, which it must reach."""
    mine, theirs, ratio = _medians(ours, peer)
    return Line(name=name, ours=mine, peer=theirs, ratio=ratio, bar=bar, met=None if ratio is None else ratio >= bar)


def by_itself(name: str, ours: Sequence[float], peer: Sequence[float], *, bar: float) -> Line:
    """Hold the median of *ours* against *bar*, which is in the same unit; the peer's stands beside it."""
    mine, theirs, ratio = _medians(ours, peer)
    return Line(name=name, ours=mine, peer=theirs, ratio=ratio, bar=bar, met=mine <= bar)


def say(line: Line) -> None:
    """Print *line* at once."""
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


def _medians(ours: Sequence[float], peer: Sequence[float]) -> tuple[float, float | None, float | None]:
    mine = statistics.median(ours)
    theirs = statistics.median(peer) if peer else None
    return round(mine, 4), None if theirs is None else round(theirs, 4), round(mine / theirs, 3) if theirs else None
