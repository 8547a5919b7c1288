"""A failed visit is asked again, closer in time, without ever touching what is scheduled."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import msgspec
import pytest

from probes.probe import Notes, ProbeFailed, Target, Tools, Visit
from results.records import Channel, Failure, Observation, Record
from scheduler import Series, Task, Timetable, _Cohort

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
REFUSED, FAULT = Failure.CONNECTION_REFUSED, Failure.PROBE_FAULT


class Moody(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="moody"):
    """A probe that gives the outcomes in `moods` in turn, and succeeds after them."""

    schemes: ClassVar[frozenset[str]] = frozenset({"http"})
    channel: ClassVar[Channel | None] = None
    moods: ClassVar[list[Failure | None]] = []

    timeout_seconds: float = 1.0
    seconds: float = 0.0

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Give the next outcome."""
        del visit, notes
        mood = self.moods.pop(0) if self.moods else None
        await asyncio.sleep(self.seconds)
        if mood is not None:
            raise ProbeFailed(mood)


class Book:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.kept: list[Observation] = []
        self.ended: list[float] = []

    def keep(self, record: Record) -> None:
        """Take *record*."""
        self.kept.append(record)
        self.ended.append(asyncio.get_running_loop().time())

    async def settled(self) -> None:
        """All is taken at once."""

    def attempts(self) -> list[tuple[datetime, int, Failure | None]]:
        """List slot, attempt and failure of each observation, in the order in which they ended."""
        return [(one.slot, one.attempt, one.failure) for one in self.kept]


class Desk:
    """One series with confirmations after 20 ms and again 40 ms, and the clock that it goes by."""

    def __init__(self, *moods: Failure | None, **settings: float) -> None:
        Moody.moods[:] = moods
        self.at = NOON
        self.book = Book()
        task = Task(
            name="page",
            target="site",
            every_seconds=60.0,
            probe=Moody(**settings),
            confirm_after_seconds=(0.02, 0.04),
        )
        series = [Series(task=task, target=Target(provider="p", name="site", url="http://localhost/"))]
        tools = Tools(sink=self.book, evidence=None, post=None)
        self.table = Timetable([], tools, agent="a", session="s", seed="x", now=lambda: self.at)
        self.cohort = _Cohort(self.table, series)

    async def fire(self, seconds: float) -> None:
        """Begin a slot and give it *seconds*."""
        await self.cohort.fire()
        await asyncio.sleep(seconds)


@pytest.fixture
def desk() -> Callable[..., Desk]:
    """Return what makes a desk."""
    return Desk


async def test_a_failure_is_asked_again_until_the_list_ends(desk: Callable[..., Desk]) -> None:
    """Attempts 1 and 2 belong to the same slot, and there is no third."""
    one = desk(*[REFUSED] * 9)
    await one.fire(0.3)
    assert one.book.attempts() == [(NOON, 0, REFUSED), (NOON, 1, REFUSED), (NOON, 2, REFUSED)]


async def test_confirmations_end_with_the_first_success(desk: Callable[..., Desk]) -> None:
    """Once it answers, nobody asks on."""
    one = desk(REFUSED)
    await one.fire(0.3)
    assert one.book.attempts() == [(NOON, 0, REFUSED), (NOON, 1, None)]


async def test_a_confirmation_that_fails_by_itself_leaves_the_next_to_be_asked(desk: Callable[..., Desk]) -> None:
    """The prober's own fault says nothing about the target, so the question stays open."""
    one = desk(REFUSED, FAULT)
    await one.fire(0.3)
    assert one.book.attempts() == [(NOON, 0, REFUSED), (NOON, 1, FAULT), (NOON, 2, None)]


@pytest.mark.parametrize("outcome", [None, FAULT, Failure.NEEDS_PERSON])
async def test_only_the_targets_failures_are_confirmed(desk: Callable[..., Desk], outcome: Failure | None) -> None:
    """A success, and what is not the target's fault, is asked once."""
    one = desk(outcome)
    await one.fire(0.2)
    assert one.book.attempts() == [(NOON, 0, outcome)]


async def test_each_delay_counts_from_the_end_of_the_attempt_before(desk: Callable[..., Desk]) -> None:
    """The same series is never asked twice at the same time, however slow it is."""
    one = desk(REFUSED, REFUSED, REFUSED, seconds=0.05)
    began = asyncio.get_running_loop().time()
    await one.fire(0.6)
    assert len(one.book.kept) == 3
    assert one.book.ended[-1] - began >= 0.05 + 0.02 + 0.05 + 0.04 + 0.05


async def test_a_confirmation_that_could_run_into_the_next_slot_is_not_begun(desk: Callable[..., Desk]) -> None:
    """The clock leaves less than the probe's timeout until the next slot."""
    one = desk(REFUSED, REFUSED)
    await one.fire(0.01)
    one.at = NOON + timedelta(seconds=59.5)
    await asyncio.sleep(0.2)
    assert one.book.attempts() == [(NOON, 0, REFUSED)]


async def test_a_scheduled_visit_does_not_wait_for_a_confirmation(desk: Callable[..., Desk]) -> None:
    """After a leap of the clock the next slot is due while one is confirmed: the confirmation gives way."""
    one = desk(REFUSED, REFUSED, seconds=0.05)
    await one.fire(0.1)
    one.at += timedelta(seconds=60)
    await one.fire(0.3)
    assert one.book.attempts() == [(NOON, 0, REFUSED), (one.at, 0, None)]


async def test_stop_cuts_confirmations_off(desk: Callable[..., Desk]) -> None:
    """They add no weight, so nobody waits for them."""
    one = desk(REFUSED, REFUSED)
    one.table.start()
    await one.fire(0.01)
    await one.table.stop(5.0)
    await asyncio.sleep(0.1)
    assert one.book.attempts() == [(NOON, 0, REFUSED)]
