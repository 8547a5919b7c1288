"""Was it up? Counted over due slots by their lengths; what was not measured is unknown, never up and never down."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from results.judge.due import Grid, ceil_ms
from results.judge.maintenance import Maintenance
from results.judge.outages import Outage
from results.judge.outcome import Outcome
from results.judge.verdicts import Judged

MS = 1000


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the due slots of one check add up to.

    ``due = measured + blocked + disagree + void + missed + paused``, ``measured = up + degraded + down``.
    """

    due: int
    measured: int
    up: int
    degraded: int = 0
    """Slots with the right answer, but slower than acceptable. They count as up in the ratio."""
    down: int
    missed: int
    """Slots recorded as missed, or of which there is no record at all."""
    void: int
    """Slots in which the prober failed, or could not tell."""
    blocked: int = 0
    disagree: int = 0
    paused: int = 0
    due_seconds: float
    measured_seconds: float
    """What the measured slots stand for: [slot, slot + interval) each."""
    downtime_seconds: float
    uptime_without_announced: float | None = None
    """The uptime outside the maintenance that was announced before it began; None if nothing else was measured."""
    outages: tuple[Outage, ...]

    @property
    def uptime(self) -> float | None:
        """The share of the measured time that was up, 0 to 1; None if none was measured."""
        up_seconds = self.measured_seconds - self.downtime_seconds
        return up_seconds / self.measured_seconds if self.measured else None

    @property
    def coverage(self) -> float:
        """The share of the due time that was measured, 0 to 1."""
        return self.measured_seconds / self.due_seconds if self.due else 0.0


def availability(
    grid: Grid,
    judged: Sequence[Judged],
    *,
    degraded: int,
    outages: Sequence[Outage],
    maintenance: Sequence[Maintenance] = (),
) -> Availability:
    """
    Add up one check's *judged* slots, each by its length, so that a change of interval re-weights nothing.

    *degraded* of those that are UP were slower than acceptable. *maintenance* is the provider's own.
    """
    told: Counter[Outcome] = Counter()
    for one in judged:
        told[one.outcome] += one.end - one.start
    measured = [one for one in judged if one.outcome.measured]
    outside = list(_outside(measured, [_excused(grid, window) for window in maintenance]))
    elsewhere = _seconds(grid, outside)
    return Availability(
        due=len(grid),
        measured=sum(told[outcome] for outcome in Outcome if outcome.measured),
        up=told[Outcome.UP] - degraded,
        degraded=degraded,
        down=told[Outcome.DOWN],
        missed=told[Outcome.MISSED],
        void=told[Outcome.VOID],
        blocked=told[Outcome.BLOCKED],
        disagree=told[Outcome.DISAGREE],
        paused=told[Outcome.PAUSED],
        due_seconds=_seconds(grid, judged),
        measured_seconds=_seconds(grid, measured),
        downtime_seconds=_seconds(grid, filter(_is_down, measured)),
        uptime_without_announced=(elsewhere - _seconds(grid, filter(_is_down, outside))) / elsewhere
        if elsewhere
        else None,
        outages=tuple(outages),
    )


def _seconds(grid: Grid, judged: Iterable[Judged]) -> float:
    """Add up the lengths of *judged* slots: exactly, for they are whole milliseconds."""
    return sum(grid.milliseconds(one.start, one.end) for one in judged) / MS


def _is_down(judged: Judged) -> bool:
    return judged.outcome is Outcome.DOWN


def _excused(grid: Grid, window: Maintenance) -> tuple[int, int]:
    """Tell which slots *window* excuses, by their numbers [start, end)."""
    if not window.in_time:
        return (0, 0)
    return grid.before(ceil_ms(window.start)), grid.before(ceil_ms(window.end))


def _outside(judged: Iterable[Judged], excused: Iterable[tuple[int, int]]) -> Iterator[Judged]:
    """Yield what no window excuses."""
    spans = sorted(excused)
    for one in judged:
        at = one.start
        for start, end in spans:
            if at < min(start, one.end):
                yield one._replace(start=at, end=min(start, one.end))
            at = max(at, end)
        if at < one.end:
            yield one._replace(start=at)
