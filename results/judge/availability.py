"""Was it up? Counted over due slots by their lengths; what was not measured is unknown, never up and never down."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import msgspec

from results.judge.maintenance import Maintenance
from results.judge.outages import Outage, outages
from results.judge.outcome import Outcome
from results.judge.quorum import JudgedSlot
from results.judge.vantage import Vote


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
    slots: Sequence[JudgedSlot], *, confirmations: Sequence[Vote] = (), maintenance: Sequence[Maintenance] = ()
) -> Availability:
    """
    Add up one check's judged *slots*, each by its length, so that a change of interval re-weights nothing.

    *confirmations* tighten the bounds of outages and add no weight. *maintenance* is the provider's own.
    """
    told = Counter(judged.outcome for judged in slots)
    outside = [judged for judged in slots if not any(window.excuses(judged.slot.start) for window in maintenance)]
    elsewhere = _seconds(outside, _is_measured)
    return Availability(
        due=len(slots),
        measured=sum(told[outcome] for outcome in Outcome if outcome.measured),
        up=told[Outcome.UP],
        degraded=told[Outcome.DEGRADED],
        down=told[Outcome.DOWN],
        missed=told[Outcome.MISSED],
        void=told[Outcome.VOID],
        blocked=told[Outcome.BLOCKED],
        disagree=told[Outcome.DISAGREE],
        paused=told[Outcome.PAUSED],
        due_seconds=_seconds(slots, lambda _: True),
        measured_seconds=_seconds(slots, _is_measured),
        downtime_seconds=_seconds(slots, _is_down),
        uptime_without_announced=(elsewhere - _seconds(outside, _is_down)) / elsewhere if elsewhere else None,
        outages=outages(slots, confirmations),
    )


def _seconds(slots: Iterable[JudgedSlot], wanted: Callable[[JudgedSlot], bool]) -> float:
    """Add up the lengths of those *slots* that are *wanted*: exactly, for they are whole microseconds."""
    return sum((judged.slot.length for judged in slots if wanted(judged)), timedelta()).total_seconds()


def _is_measured(judged: JudgedSlot) -> bool:
    return judged.outcome.measured


def _is_down(judged: JudgedSlot) -> bool:
    return judged.outcome is Outcome.DOWN
