"""
What is asked over and over, and in which slots: pure arithmetic, the same on every agent and after every restart.

A slot is a floor of time over the task's interval.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import msgspec

from probes import AnyProbe, kind_of
from probes.probe import Target
from results.records import Failure, Observation
from results.records.clock import ClockReading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAX_SPREAD_SECONDS = 30.0
MAX_LATENESS_SECONDS = 5.0
MISSES_TOLD = 1_000
"""How many slots in a row are recorded as missed after an absence, a sleep or a leap of the clock; the others have no
record, which counts the same."""


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same question to the same target of every provider, over and over."""

    name: str
    target: str
    every_seconds: float
    probe: AnyProbe
    title: dict[str, str] = {}
    """Its name for readers, by language code."""
    acceptable_seconds: float | None = None
    """A right answer that takes longer is told as degraded, which counts as up; None if any speed will do."""
    confirm_after_seconds: tuple[float, ...] = ()
    """Where the target failed it is asked again, until one attempt succeeds: after so long each, from the end of the
    attempt before. These attempts bound an outage more closely and never add weight."""

    @property
    def every(self) -> timedelta:
        """The interval."""
        return timedelta(seconds=self.every_seconds)

    @property
    def spread_seconds(self) -> float:
        """Over how much of the slot the providers' starts are spread."""
        return min(0.2 * self.every_seconds, MAX_SPREAD_SECONDS)

    @property
    def lateness_seconds(self) -> float:
        """A slot that could not begin within this time is missed: it would no longer be the same moment for all."""
        return min(0.05 * self.every_seconds, MAX_LATENESS_SECONDS)

    @property
    def shortest_seconds(self) -> float:
        """The interval from which on a slot, with its confirmations, is surely over before the next one begins."""
        attempts = 1 + len(self.confirm_after_seconds)
        return (attempts * self.probe.timeout_seconds + sum(self.confirm_after_seconds)) / 0.75

    def turn(self, at: datetime) -> int:
        """Tell the ordinal of the slot that holds *at*."""
        return (at - EPOCH) // self.every

    def slot(self, at: datetime) -> datetime:
        """Tell the start of the slot that holds *at*."""
        return EPOCH + self.turn(at) * self.every

    def slots(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Yield the slots from *first* to *last*, both included; the newest `MISSES_TOLD` of them."""
        slot = max(first, last - (MISSES_TOLD - 1) * self.every)
        while slot <= last:
            yield slot
            slot += self.every


class Chore(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is done over and over beside probing, such as reading the mailbox."""

    name: str
    every_seconds: float
    do: Callable[[], Awaitable[None]]


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One task at one provider: what a stream of observations is about."""

    task: Task
    target: Target

    @property
    def name(self) -> str:
        """Its name for people."""
        return f"{self.task.name} {self.target.provider}"

    def missed(
        self, slot: datetime, failure: Failure, reading: ClockReading, *, agent: str, session: str | None
    ) -> Observation:
        """Make the record of a *slot* in which it was not asked; *reading* is what the machine's clock says now."""
        return Observation(
            agent=agent,
            provider=self.target.provider,
            target=self.target.name,
            task=self.task.name,
            kind=kind_of(self.task.probe),
            slot=slot,
            failure=failure,
            clock_synchronised=reading.synchronised,
            clock_error_seconds=reading.error_seconds,
            booted_at=reading.booted_at,
            session=session,
        )


class Due(NamedTuple):
    """A slot, its ordinal, and the run that it began in: the study may be another one before all of it is asked."""

    slot: datetime
    turn: int
    session: str


def cohorts(series: Iterable[Series]) -> list[list[Series]]:
    """Part *series* into those of equal interval, the shortest interval first."""
    by_interval = sorted(series, key=lambda one: one.task.every_seconds)
    return [list(group) for _, group in groupby(by_interval, key=lambda one: one.task.every_seconds)]
