"""Slots, their order, and what becomes of those that could not be asked."""

import asyncio
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.probe import Notes, Target, Tools, Visit
from probes.task import EPOCH, MISSES_TOLD
from results.records import Channel, Failure, Observation, Record
from scheduler import Chore, Series, Task, Timetable, _Cohort

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
intervals = st.integers(500, 10**8).map(lambda ms: ms / 1000)


class Swift(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="swift"):
    """A probe that needs *seconds*, and notes in `begun` what it was asked."""

    schemes: ClassVar[frozenset[str]] = frozenset({"http"})
    channel: ClassVar[Channel | None] = None
    begun: ClassVar[list[Visit]] = []

    timeout_seconds: float = 5.0
    seconds: float = 0.0

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Take the time that it takes."""
        self.begun.append(visit)
        await asyncio.sleep(self.seconds)
        notes.metrics["status"] = 200.0


class Errant(Swift, frozen=True, kw_only=True, tag_field="kind", tag="errant"):
    """The same without a task."""

    taskless: ClassVar[bool] = True


class Filler(Swift, frozen=True, kw_only=True, tag_field="kind", tag="ndt7"):
    """One that fills the line; `beside` gets how many ran at once."""

    running: ClassVar[list[int]] = []
    beside: ClassVar[asyncio.Queue[int]] = asyncio.Queue()

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Be one of those that run."""
        self.running.append(1)
        await super().measure(visit, notes)
        self.beside.put_nowait(len(self.running))
        self.running.pop()


class Book:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.kept: list[Record] = []

    def keep(self, record: Record) -> None:
        """Take *record*."""
        self.kept.append(record)

    async def settled(self) -> None:
        """All is taken at once."""

    @property
    def observations(self) -> list[Observation]:
        """What was observed or missed."""
        return [record for record in self.kept if isinstance(record, Observation)]

    def outcomes(self) -> list[tuple[datetime, str, Failure | None]]:
        """List (slot, provider, failure) of each observation, sorted."""
        return sorted((one.slot, one.provider, one.failure) for one in self.observations)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Forget what earlier tests asked."""
    Swift.begun.clear()


def task(every: float = 60.0, *, name: str = "page", **settings: float) -> Task:
    """Make a task."""
    return Task(name=name, target="site", every_seconds=every, probe=Swift(**settings))


def series(task: Task, *providers: str) -> list[Series]:
    """Make the series of *task* at *providers*."""
    return [Series(task=task, target=Target(provider=one, name="site", url="http://localhost/")) for one in providers]


def timetable(many: list[Series], book: Book, clock: Callable[[], datetime], *, seed: str = "study") -> Timetable:
    """Make a timetable that has not been started."""
    tools = Tools(sink=book, evidence=None, post=None)
    return Timetable(many, tools, agent="a", session="s", seed=seed, now=clock)


@given(moments, intervals)
def test_a_slot_is_a_floor_of_time(at: datetime, every: float) -> None:
    """Each moment lies in exactly one slot, whose start is a whole number of intervals after 1970."""
    one = task(every)
    assert one.slot(at) <= at < one.slot(at) + one.every
    assert (one.slot(at) - EPOCH) % one.every == timedelta(0)
    assert one.slot(at) == EPOCH + one.turn(at) * one.every


@given(moments, intervals, st.floats(0, 0.999))
def test_a_slot_is_the_same_on_every_agent(at: datetime, every: float, later: float) -> None:
    """Wherever and whenever within the slot it is worked out, it is the same slot."""
    one = task(every)
    slot = one.slot(at)
    elsewhere = slot + later * one.every
    assert task(every).slot(elsewhere.astimezone(UTC)) == slot


@given(intervals)
def test_a_slot_is_over_before_the_next_begins(every: float) -> None:
    """At the shortest permitted interval, spread, lateness and timeout fit into one slot."""
    one = task(every, timeout_seconds=0.75 * every)
    assert one.shortest_seconds == pytest.approx(every)
    assert one.spread_seconds + one.lateness_seconds + one.probe.timeout_seconds <= every + 1e-9


def test_the_order_is_the_same_whoever_works_it_out() -> None:
    """Seed and slot decide, nothing else."""
    many = series(task(), *"abcdefgh")
    one, other = (timetable(many, Book(), Clock(NOON)) for _ in range(2))
    assert list(one.order(many, NOON)) == list(other.order(many, NOON))


def test_the_order_changes_from_slot_to_slot_and_with_the_seed() -> None:
    """Nobody is always first."""
    many = series(task(), *"abcdefgh")
    one, other = timetable(many, Book(), Clock(NOON)), timetable(many, Book(), Clock(NOON), seed="another")
    slots = [NOON + place * timedelta(seconds=60) for place in range(200)]
    firsts = {next(one.order(many, slot))[0].target.provider for slot in slots}
    assert firsts == set("abcdefgh")
    assert [list(one.order(many, slot)) for slot in slots] != [list(other.order(many, slot)) for slot in slots]


def test_the_starts_are_spread_over_a_fifth_of_the_slot() -> None:
    """Everyone once, evenly apart, the first at once."""
    many = series(task(60.0), *"abcd")
    order = list(timetable(many, Book(), Clock(NOON)).order(many, NOON))
    assert [delay for _, delay in order] == [0.0, 3.0, 6.0, 9.0]
    assert {one.target.provider for one, _ in order} == set("abcd")


@pytest.mark.parametrize(("every", "spread", "lateness"), [(10.0, 2.0, 0.5), (3600.0, 30.0, 5.0)])
def test_spread_and_lateness_are_bounded(every: float, spread: float, lateness: float) -> None:
    """In a long interval all competitors are still asked within half a minute."""
    assert (task(every).spread_seconds, task(every).lateness_seconds) == (spread, lateness)


async def test_a_slot_is_asked_of_every_provider() -> None:
    """Each series gets one observation, with slot, turn, session and the probe's figures."""
    book, clock, many = Book(), Clock(NOON), series(task(0.6), "p", "q")
    table = timetable(many, book, clock)
    await _Cohort(table, many).fire()
    await asyncio.sleep(0.3)
    assert book.outcomes() == [(NOON, "p", None), (NOON, "q", None)]
    assert {visit.turn for visit in Swift.begun} == {many[0].task.turn(NOON)}
    (one, _) = book.observations
    assert (one.session, one.kind, one.metrics, one.started_at) == ("s", "swift", {"status": 200.0}, NOON)
    assert table.running() == ()


async def test_a_firing_a_hair_early_asks_the_slot_that_is_about_to_begin() -> None:
    """Timers are not exact, and a slot must not be asked twice because of that."""
    book, clock, many = Book(), Clock(NOON - timedelta(milliseconds=2)), series(task(), "p")
    await _Cohort(timetable(many, book, clock), many).fire()
    await asyncio.sleep(0.05)
    assert book.outcomes() == [(NOON, "p", None)]


async def test_a_late_firing_is_missed_and_never_asked_late() -> None:
    """Beyond the lateness the slot is recorded as missed, for each series, and nobody is asked."""
    book, clock, many = Book(), Clock(NOON + timedelta(seconds=3.1)), series(task(60.0), "p", "q")
    await _Cohort(timetable(many, book, clock), many).fire()
    await asyncio.sleep(0.05)
    assert book.outcomes() == [(NOON, "p", Failure.MISSED_LATE), (NOON, "q", Failure.MISSED_LATE)]
    assert Swift.begun == []
    assert all(one.started_at is None and one.duration_seconds is None for one in book.observations)


async def test_a_firing_within_the_lateness_is_asked() -> None:
    """Not quite three seconds of sixty are still the same moment for all."""
    book, clock, many = Book(), Clock(NOON + timedelta(seconds=2.9)), series(task(60.0), "p")
    await _Cohort(timetable(many, book, clock), many).fire()
    await asyncio.sleep(0.05)
    assert book.outcomes() == [(NOON, "p", None)]


async def test_slots_that_went_by_are_recorded_one_by_one() -> None:
    """A machine that slept through three slots says so for each of them."""
    book, clock, many = Book(), Clock(NOON), series(task(60.0), "p")
    cohort = _Cohort(timetable(many, book, clock), many)
    await cohort.fire()
    await asyncio.sleep(0.02)
    clock.at = NOON + timedelta(seconds=240)
    await cohort.fire()
    await asyncio.sleep(0.02)
    failures = [failure for _, _, failure in book.outcomes()]
    assert failures == [None, *[Failure.MISSED_LATE] * 3, None]
    assert len(Swift.begun) == 2


async def test_a_leap_of_the_clock_over_years_is_soon_told() -> None:
    """A machine whose clock was wrong at its start records the newest misses, and asks in time again."""
    book, clock, many = Book(), Clock(NOON - timedelta(days=20_000)), series(task(60.0), "p")
    cohort = _Cohort(timetable(many, book, clock), many)
    await cohort.fire()
    await asyncio.sleep(0.02)
    clock.at = NOON
    await cohort.fire()
    await asyncio.sleep(0.5)
    slots = [one.slot for one in sorted(book.observations, key=lambda one: one.slot)]
    assert len(slots) == MISSES_TOLD + 2
    assert slots[1:] == [NOON + place * timedelta(seconds=60) for place in range(-MISSES_TOLD, 1)]


async def test_a_clock_that_is_set_back_asks_nothing_twice() -> None:
    """The slots of the hour that comes again have been asked; after it the work goes on without a hole."""
    book, clock, many = Book(), Clock(NOON), series(task(60.0), "p")
    cohort = _Cohort(timetable(many, book, clock), many)
    await cohort.fire()
    for minutes in (-60, -1, 0, 1):
        clock.at = NOON + timedelta(minutes=minutes)
        await cohort.fire()
        await asyncio.sleep(0.02)
    assert book.outcomes() == [(NOON, "p", None), (NOON + timedelta(minutes=1), "p", None)]


async def test_a_slot_whose_predecessor_still_runs_is_missed() -> None:
    """No series is ever asked twice at the same time."""
    book, clock, many = Book(), Clock(NOON), series(task(60.0, seconds=0.3), "p")
    table = timetable(many, book, clock)
    cohort = _Cohort(table, many)
    await cohort.fire()
    await asyncio.sleep(0.05)
    assert table.running() == ("page p",)
    clock.at = NOON + timedelta(seconds=60)
    await cohort.fire()
    await asyncio.sleep(0.4)
    assert book.outcomes() == [(NOON, "p", None), (clock.at, "p", Failure.MISSED_OVERRUN)]
    assert len(Swift.begun) == 1


async def test_one_slow_provider_does_not_keep_the_others_from_being_asked() -> None:
    """The overrun is that series' own."""
    book, clock = Book(), Clock(NOON)
    slow, quick = series(task(0.6, name="slow", seconds=0.5), "p") + series(task(0.6, name="quick"), "q")
    cohort = _Cohort(timetable([slow, quick], book, clock), [slow, quick])
    await cohort.fire()
    await asyncio.sleep(0.2)
    clock.at += timedelta(seconds=0.6)
    await cohort.fire()
    await asyncio.sleep(0.1)
    missed = [one.task for one in book.observations if one.failure is Failure.MISSED_OVERRUN]
    assert missed == ["slow"]


async def running(many: list[Series], book: Book, clock: Callable[[], datetime]) -> Timetable:
    """Start a timetable whose own firings are far away, and fire once."""
    table = timetable(many, book, clock)
    table.start()
    await _Cohort(table, many).fire()
    await asyncio.sleep(0.05)
    return table


async def test_stop_lets_what_runs_come_to_its_end() -> None:
    """Within the grace a visit ends as if nothing had been said."""
    book, many = Book(), series(task(86_400.0, seconds=0.2), "p")
    table = await running(many, book, Clock(NOON.replace(hour=0)))
    await table.stop(5.0)
    assert [one.failure for one in book.observations] == [None]
    assert table.running() == ()


async def test_stop_cuts_off_what_outlasts_the_grace() -> None:
    """A visit that is cut off leaves no observation: its slot stays unmeasured, and nobody is blamed."""
    book, many = Book(), series(task(86_400.0, seconds=60.0, timeout_seconds=100.0), "p")
    table = await running(many, book, Clock(NOON.replace(hour=0)))
    started = asyncio.get_running_loop().time()
    await table.stop(0.2)
    assert 0.15 < asyncio.get_running_loop().time() - started < 2.0
    assert book.observations == []
    assert table.running() == ()


async def test_stop_begins_nothing_more() -> None:
    """A series that still waits for its turn is not asked in the grace: it might be cut off in the middle."""
    book, many = Book(), series(task(86_400.0), "p", "q")
    table = await running(many, book, Clock(NOON.replace(hour=0)))
    assert len(Swift.begun) == 1
    started = asyncio.get_running_loop().time()
    await table.stop(10.0)
    assert asyncio.get_running_loop().time() - started < 2.0
    assert len(Swift.begun) == 1


async def test_a_slot_that_begins_during_the_stop_is_not_asked() -> None:
    """The job of a slot may be under way already when the stop is asked for."""
    book, many = Book(), series(task(86_400.0), "p")
    table = timetable(many, book, Clock(NOON.replace(hour=0)))
    table.start()
    await table.stop(1.0)
    await _Cohort(table, many).fire()
    await asyncio.sleep(0.05)
    assert Swift.begun == []
    assert table.running() == ()


async def test_what_needs_no_task_is_let_come_to_its_end_too() -> None:
    """An errand ends within the grace as a task does, and one that does not is cut off and leaves no record."""
    book = Book()
    for seconds, grace_seconds in ((0.1, 5.0), (60.0, 0.2)):
        probe = Errant(seconds=seconds, timeout_seconds=100.0)
        one = Task(name=f"for {seconds:g} s", target="site", every_seconds=86_400.0, probe=probe)
        table = await running(series(one, "p"), book, Clock(NOON.replace(hour=0)))
        assert table.running() == (f"{one.name} p",)
        await table.stop(grace_seconds)
        assert table.running() == ()
    assert [found.task for found in book.observations] == ["for 0.1 s"]


async def test_what_fills_the_line_is_never_asked_beside_itself() -> None:
    """Two tests of speed that are due at the same moment follow one another, and both are kept."""
    fill = Filler(seconds=0.2)
    tasks = [Task(name=f"{every:g}", target="site", every_seconds=every, probe=fill) for every in (86_400.0, 43_200.0)]
    book, one, other = Book(), *(series(each, "p") for each in tasks)
    table = await running(one, book, Clock(NOON.replace(hour=0)))
    await _Cohort(table, other).fire()
    async with asyncio.timeout(20):
        assert [await Filler.beside.get() for _ in tasks] == [1, 1]
    await table.stop(5.0)
    assert [one.failure for one in book.observations] == [None, None]


async def test_stop_without_anything_running_returns_at_once() -> None:
    """There is nothing to wait for between two slots."""
    table = timetable(series(task(86_400.0), "p"), Book(), Clock(NOON))
    table.start()
    await asyncio.wait_for(table.stop(60.0), 1.0)


async def test_a_chore_is_done_at_once_and_over_and_over() -> None:
    """The mailbox is read at the start, not one interval later, and until the stop."""
    done = asyncio.Queue[int]()
    numbers = itertools.count()

    async def do() -> None:
        done.put_nowait(next(numbers))

    table = Timetable(
        [],
        Tools(sink=Book(), evidence=None, post=None),
        agent="a",
        session="s",
        seed="x",
        now=lambda: datetime.now(UTC),
    )
    table.start([Chore(name="count", every_seconds=0.1, do=do)])
    assert await asyncio.wait_for(done.get(), 0.09) == 0
    assert await asyncio.wait_for(done.get(), 2.0) == 1
    await table.stop(0.1)
    await asyncio.sleep(0.3)
    assert done.qsize() <= 1


async def test_the_injected_clock_decides_which_slot_is_asked() -> None:
    """Firings come from timers, but slots come from the clock that was given, never from the machine's."""
    book, clock = Book(), Clock(NOON)
    table = timetable(series(task(0.2), "p"), book, clock)
    table.start()
    await asyncio.sleep(0.5)
    await table.stop(1.0)
    assert book.outcomes() == [(NOON, "p", None)]
    assert book.observations[0].started_at == NOON


async def test_a_real_run_accounts_for_each_slot_exactly_once() -> None:
    """Two cohorts over two seconds: each slot of each series has one record, without hole or double."""
    book = Book()
    many = series(task(0.25, name="often"), "p", "q", "r") + series(task(0.5, name="seldom"), "p", "q")
    table = timetable(many, book, lambda: datetime.now(UTC))
    table.start()
    await asyncio.sleep(2.2)
    await table.stop(1.0)
    by_series: dict[tuple[str, str], list[Observation]] = {}
    for one in book.observations:
        by_series.setdefault((one.task, one.provider), []).append(one)
    assert len(by_series) == 5
    for (name, _), seen in by_series.items():
        every = timedelta(seconds=0.25 if name == "often" else 0.5)
        slots = sorted(one.slot for one in seen)
        assert all(after - before == every for before, after in itertools.pairwise(slots))
        assert len(slots) >= (6 if name == "often" else 3)
        assert {one.failure for one in seen} <= {None, Failure.MISSED_LATE}
    asked = [(visit.task, visit.target.provider, visit.slot) for visit in Swift.begun]
    assert len(asked) == len(set(asked)) == sum(one.failure is None for one in book.observations)
    assert len(asked) > len(book.observations) / 2


async def test_a_replaced_study_leaves_no_slot_out_and_asks_none_twice() -> None:
    """The series change between two slots of an interval; one slot has the old ones, the next one the new."""
    book = Book()
    table = timetable(series(task(0.5), "old", "both"), book, lambda: datetime.now(UTC))
    table.start()
    await asyncio.sleep(1.1)
    table.replace(series(task(0.5), "both", "new"), session="t")
    await asyncio.sleep(1.1)
    await table.stop(1)
    slots = {who: [slot for slot, one, _ in book.outcomes() if one == who] for who in ("old", "both", "new")}
    # The end of the test may cut the newest slot in two.
    assert {*slots["both"]} ^ {*slots["old"], *slots["new"]} <= {max(slots["both"] + slots["new"])}
    assert slots["old"][-1] < slots["new"][0]
    assert {one.session for one in book.observations if one.provider == "new"} == {"t"}
    assert {later - earlier for earlier, later in itertools.pairwise(slots["both"])} == {timedelta(seconds=0.5)}


async def test_a_slot_that_has_begun_is_asked_to_its_end() -> None:
    """Whoever comes late in the order of a slot is asked in it, although the study changes meanwhile."""
    book = Book()
    many = series(task(2.5), *"abcdefghij")
    table = timetable(many, book, Clock(NOON))
    table.walk(many, NOON, late_seconds=0.0)
    await asyncio.sleep(0.1)
    begun = len(book.observations)
    table.replace(series(task(2.5), "other"), session="t")
    await asyncio.sleep(1.5)
    assert begun < 10
    assert {one.provider for one in book.observations} == set("abcdefghij")
    assert {one.session for one in book.observations} == {"s"}


async def test_an_interval_comes_and_goes_with_its_series() -> None:
    """One that is new begins with its next slot, and one that is gone is not asked again."""
    book = Book()
    table = timetable(series(task(0.4), "old"), book, lambda: datetime.now(UTC))
    table.start()
    await asyncio.sleep(0.9)
    table.replace(series(task(0.3), "new"), session="t")
    changed = datetime.now(UTC)
    await asyncio.sleep(0.8)
    await table.stop(1)
    asked = {who: [one.slot for one in book.observations if one.provider == who] for who in ("old", "new")}
    assert asked["old"]
    assert max(asked["old"]) <= changed
    assert len(asked["new"]) >= 2
    assert min(asked["new"]) > changed
