"""A loop that was held up, a daemon that was not there: what is asked afterwards, and what is recorded as missed."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import msgspec

from probes.machine_clock import MachineClock
from probes.probe import Notes, Target, Tools, Visit, utc_now
from probes.task import MISSES_TOLD
from results.keep import Store
from results.records import Channel, Failure, Observation, Record, Session
from scheduler import Series, Task, Timetable, _Cohort

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


class Swift(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="swift"):
    """A probe that needs no time."""

    schemes: ClassVar[frozenset[str]] = frozenset({"http"})
    channel: ClassVar[Channel | None] = None
    timeout_seconds: float = 0.1

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Ask nothing."""


class Book:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.kept: list[Observation] = []

    def keep(self, record: Record) -> None:
        """Take *record*."""
        self.kept.append(record)

    async def settled(self) -> None:
        """All is taken at once."""

    def slots(self, failure: Failure | None) -> list[datetime]:
        """List the slots with the outcome *failure*."""
        return sorted(one.slot for one in self.kept if one.failure is failure)

    def starts(self) -> list[datetime]:
        """List when visits began."""
        return sorted(one.started_at for one in self.kept if one.started_at is not None)


def series(every: float, count: int) -> list[Series]:
    """Make *count* series of one task."""
    task = Task(name="page", target="site", every_seconds=every, probe=Swift())
    url = "http://localhost/"
    return [Series(task=task, target=Target(provider=f"p{n}", name="site", url=url)) for n in range(count)]


def timetable(many: Sequence[Series], book: Book, at: datetime | None = None) -> Timetable:
    """Make a timetable by the machine's clock, or by one that stands at *at*."""
    now = (lambda: at) if at else utc_now
    return Timetable(many, Tools(sink=book, evidence=None, post=None), agent="a", session="s", seed="x", now=now)


async def test_a_loop_held_up_for_three_slots_records_them_and_asks_nothing_in_a_burst() -> None:
    """Each slot has one record; the three are missed_late; no start follows another by less than a slot's rest."""
    book = Book()
    table = timetable(series(0.5, 1), book)
    table.start()
    await asyncio.sleep(1.2)
    held_from = utc_now()
    time.sleep(1.7)  # noqa: ASYNC251 -- the loop is held up on purpose
    held_until = utc_now()
    await asyncio.sleep(1.2)
    await table.stop(1.0)
    slots = sorted(one.slot for one in book.kept)
    assert all(after - before == timedelta(seconds=0.5) for before, after in itertools.pairwise(slots))
    late = [slot for slot in book.slots(Failure.MISSED_LATE) if held_from < slot < held_until]
    assert len(late) >= 3
    assert not [at for at in book.starts() if held_from < at < held_until]
    assert all(after - before > timedelta(seconds=0.4) for before, after in itertools.pairwise(book.starts()))


async def test_starts_that_fell_behind_follow_at_twice_the_pace_at_most() -> None:
    """Held up for half a second, the twenty-five that fell due meanwhile are not asked all at once."""
    book, many = Book(), series(20.0, 200)
    table = timetable(many, book, NOON)
    began = asyncio.get_running_loop().time()
    starts: list[float] = []
    book.keep = lambda _: starts.append(asyncio.get_running_loop().time() - began)
    await _Cohort(table, many).fire()
    time.sleep(0.5)  # noqa: ASYNC251 -- as above
    await asyncio.sleep(1.0)
    assert len(starts) > 50
    # The gap is 20 ms.
    assert max(sum(at <= other < at + 0.1 for other in starts) for at in starts) <= 12


async def test_a_start_that_is_too_late_within_the_window_is_missed() -> None:
    """The lateness bounds each provider's own start, not only the slot's."""
    book, many = Book(), series(0.6, 2)
    await _Cohort(timetable(many, book, NOON), many).fire()
    await asyncio.sleep(0.02)
    time.sleep(0.3)  # noqa: ASYNC251 -- as above
    await asyncio.sleep(0.05)
    assert [one.failure for one in book.kept] == [None, Failure.MISSED_LATE]


async def test_the_lag_of_the_loop_is_on_the_record_of_the_visit() -> None:
    """A held-up loop shows in what was asked meanwhile, so that it can be judged void."""
    book = Book()
    table = timetable(series(0.5, 1), book)
    table.start()
    await asyncio.sleep(1.1)
    await table.stop(1.0)
    measured = [one for one in book.kept if one.failure is None]
    assert measured
    assert all(one.loop_lag_seconds is not None and one.loop_lag_seconds >= 0 for one in measured)
    assert {one.clock_synchronised for one in measured} <= {True, False, None}


async def test_each_record_tells_how_its_clock_was_set() -> None:
    """Also that of a slot which was not asked: by it both are moved when the clock proves wrong."""
    book, many = Book(), series(0.5, 1)
    table = timetable(many, book)
    table.start()
    await asyncio.sleep(1.1)
    table.miss(many, [NOON], Failure.MISSED_LATE)
    await asyncio.sleep(0)
    await table.stop(1.0)
    expected = MachineClock().reading(utc_now)
    assert {None, Failure.MISSED_LATE} <= {one.failure for one in book.kept}
    for one in book.kept:
        assert (one.booted_at is None) == (expected.booted_at is None)
        assert one.booted_at is None or abs(one.booted_at - expected.booted_at) < timedelta(seconds=0.1)
        assert one.clock_synchronised is expected.synchronised


async def test_an_absence_is_recorded_for_each_slot_since() -> None:
    """From the slot that holds the last sign of life to the one that holds the start."""
    book, many = Book(), series(60.0, 2)
    table = timetable(many, book, NOON + timedelta(seconds=30))
    table.absent(NOON - timedelta(seconds=130), many[:1])
    await asyncio.sleep(0.02)
    minutes = [(slot - NOON).total_seconds() / 60 for slot in book.slots(Failure.MISSED_DOWN)]
    assert minutes == [-3, -2, -1, 0]
    assert {one.provider for one in book.kept} == {"p0"}


async def test_a_slot_that_is_still_to_be_asked_was_not_missed() -> None:
    """A start on the stroke of a slot asks that slot."""
    book, many = Book(), series(60.0, 1)
    timetable(many, book, NOON).absent(NOON - timedelta(seconds=60), many)
    await asyncio.sleep(0.02)
    assert book.slots(Failure.MISSED_DOWN) == [NOON - timedelta(seconds=60)]


async def test_no_slot_is_silent_between_an_absence_and_the_start() -> None:
    """However long the rest of the start takes: what fell due meanwhile was late."""
    book, many = Book(), series(0.5, 1)
    table = timetable(many, book)
    table.absent(utc_now() - timedelta(seconds=2), many)
    time.sleep(0.7)  # noqa: ASYNC251 -- as above
    table.start()
    await asyncio.sleep(1.2)
    await table.stop(1.0)
    slots = sorted(one.slot for one in book.kept)
    assert all(after - before == timedelta(seconds=0.5) for before, after in itertools.pairwise(slots))
    assert book.slots(Failure.MISSED_DOWN)
    assert book.slots(Failure.MISSED_LATE)
    assert book.slots(None)


async def test_a_long_absence_is_told_for_its_newest_slots() -> None:
    """A year of silence makes a bounded number of records; the rest has none, which counts the same."""
    book, many = Book(), series(60.0, 1)
    timetable(many, book, NOON).absent(NOON - timedelta(days=365), many)
    await asyncio.sleep(0.6)
    slots = book.slots(Failure.MISSED_DOWN)
    assert len(slots) == MISSES_TOLD
    assert slots[-1] == NOON - timedelta(seconds=60)


async def test_a_heartbeat_from_the_future_is_no_absence() -> None:
    """A clock that was wrong before makes no records of what has not been yet."""
    book, many = Book(), series(60.0, 1)
    timetable(many, book, NOON).absent(NOON + timedelta(days=1), many)
    await asyncio.sleep(0.02)
    assert book.kept == []


async def test_telling_an_absence_holds_nobody_up() -> None:
    """A hundred thousand misses are recorded bit by bit, between what is due."""
    book, many = Book(), series(60.0, 200)
    timetable(many, book, NOON).absent(NOON - timedelta(days=365), many)
    longest, before = 0.0, time.process_time()
    while len(book.kept) < 100_000:
        await asyncio.sleep(0)
        longest, before = max(longest, time.process_time() - before), time.process_time()
    assert longest < 0.5


async def test_an_absence_told_twice_is_kept_once(tmp_path: Path) -> None:
    """What was asked before the crash stays as it was, and a second start adds nothing."""
    many, store = series(60.0, 1), Store.create(tmp_path / "kaklet.sqlite3")
    with closing(store):
        store.keep(
            [Session(id="s", agent="a", started_at=NOON, software="", config_sha256="", boot_id="")],
        )
        asked = Observation(
            agent="a", provider="p0", target="site", task="page", kind="swift", slot=NOON - timedelta(minutes=3)
        )
        store.keep([asked])
        for _ in range(2):
            book = Book()
            timetable(many, book, NOON).absent(NOON - timedelta(seconds=170), many)
            await asyncio.sleep(0.02)
            assert len(book.kept) == 3
            store.keep(book.kept)
        found = list(store.observations(NOON - timedelta(days=1), NOON))
    assert [one.failure for one in found] == [None, Failure.MISSED_DOWN, Failure.MISSED_DOWN]
