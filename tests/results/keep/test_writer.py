"""The one writer: in order, on disk when it says so, patient with locks, and honest when the disk is full."""

import asyncio
import os
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from results.keep import StoreError, Writer
from results.keep import store as store_module
from results.keep import writer as writer_module
from results.keep.errors import StoreFullError
from results.records import Case, Message, Observation, Record, Session

Observed = Callable[..., Observation]


class Office:
    """A running writer, and what it said when it gave up."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.given_up: list[StoreError] = []
        self.writer = Writer(path, give_up=self.given_up.append)

    def on_disk(self, query: str) -> list[tuple[object, ...]]:
        """Ask the file by a connection of one's own."""
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(query).fetchall()

    def attempts(self) -> list[object]:
        """List the attempts on disk."""
        return [attempt for (attempt,) in self.on_disk("SELECT attempt FROM observations_told ORDER BY attempt")]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Yield a writer that has been started, and stop it."""
    office = Office(tmp_path / "kaklet.sqlite3")
    office.writer.start()
    yield office
    with suppress(StoreError):
        office.writer.stop()


async def test_settled_means_on_disk(office: Office, observed: Observed) -> None:
    """When settled() returns, another program finds the record."""
    office.writer.keep(observed())
    await office.writer.settled()
    assert office.attempts() == [0]


async def test_settled_does_not_wait_for_company(office: Office, observed: Observed) -> None:
    """A probe that waits for its case to be on disk is not made to wait for other records."""
    office.writer.keep(observed())
    await office.writer.settled()
    waits = []
    for attempt in range(5):
        started = time.monotonic()
        office.writer.keep(observed(attempt=attempt))
        await office.writer.settled()
        waits.append(time.monotonic() - started)
    # Whoever waits for company waits so long each time; a busy machine may hold up any of them.
    assert min(waits) < writer_module.LINGER_SECONDS


def test_a_record_is_on_disk_within_a_fraction_of_a_second(office: Office, observed: Observed) -> None:
    """Nobody has to ask: kill -9 loses the last moments and no more."""
    office.writer.keep(observed())
    deadline = time.monotonic() + 2
    while not office.attempts() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert office.attempts() == [0]


async def test_the_order_is_kept(
    office: Office, session: Session, case: Case, observed: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What refers to a record is never written before it, across batches of any size."""
    monkeypatch.setattr(writer_module, "BATCH", 7)
    office.writer.keep(session)
    office.writer.keep(case)
    for number in range(100):
        office.writer.keep(observed(attempt=number, session="s1"))
        office.writer.keep(
            Message(id=f"maildir:{number:03d}", case="c1", received_at=case.opened_at, evidence="00" * 32)
        )
    await office.writer.settled()
    assert office.on_disk("SELECT id FROM messages ORDER BY rowid") == [(f"maildir:{n:03d}",) for n in range(100)]
    assert office.given_up == []


async def test_records_may_come_from_any_thread(office: Office, observed: Observed) -> None:
    """The mailbox is read in a thread of its own and keeps its messages from there."""
    threads = [
        threading.Thread(
            target=lambda first=first: [office.writer.keep(observed(attempt=first + n)) for n in range(50)]
        )
        for first in (0, 50, 100)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    await office.writer.settled()
    assert office.attempts() == list(range(150))


def test_stop_writes_what_is_pending(office: Office, observed: Observed) -> None:
    """Nothing that was taken is left in memory at a clean end."""
    for attempt in range(2_500):
        office.writer.keep(observed(attempt=attempt))
    office.writer.stop()
    assert office.attempts() == list(range(2_500))


async def test_a_locked_database_is_waited_for(office: Office, observed: Observed) -> None:
    """A backup that locks the file for a while costs no record and no order, and nobody gives up."""
    with closing(sqlite3.connect(office.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for attempt in range(10):
            office.writer.keep(observed(attempt=attempt))
        settled = asyncio.create_task(office.writer.settled())
        await asyncio.sleep(0.3)
        assert not settled.done()
        other.execute("ROLLBACK")
    await settled
    assert office.attempts() == list(range(10))
    assert office.given_up == []


async def test_who_runs_out_of_time_waiting_does_not_end_the_writer(office: Office, observed: Observed) -> None:
    """A visit whose time is over while the file is locked costs itself, and nobody else's records."""
    with closing(sqlite3.connect(office.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        office.writer.keep(observed())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await office.writer.settled()
    office.writer.keep(observed(attempt=1))
    await asyncio.wait_for(office.writer.settled(), 5)
    assert office.attempts() == [0, 1]


async def test_a_writer_without_patience_tries_again_until_the_lock_is_gone(
    tmp_path: Path, observed: Observed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each refusal is logged with the number of records that wait, and the last try succeeds."""
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.02)
    monkeypatch.setattr(writer_module, "BUSY_PAUSE_SECONDS", 0.02)
    office = Office(tmp_path / "kaklet.sqlite3")
    office.writer.start()
    with closing(sqlite3.connect(office.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        office.writer.keep(observed())
        await asyncio.sleep(0.4)
        assert office.attempts() == []
        other.execute("ROLLBACK")
    await office.writer.settled()
    office.writer.stop()
    assert office.attempts() == [0]
    assert "is locked by another program" in caplog.text
    assert "1 records wait in memory" in caplog.text


def flood(observed: Observed, count: int = 3_000) -> list[Record]:
    """Make *count* observations, about 500 bytes each."""
    return [observed(attempt=number, detail="x" * 300) for number in range(count)]


def test_on_a_full_disk_the_reserve_is_given_up_and_all_is_written(small_disk: Path, observed: Observed) -> None:
    """A real disk without room: the reserve makes some, everything taken is written, and the daemon is told."""
    office = Office(small_disk / "kaklet.sqlite3")
    office.writer.start()
    left = os.statvfs(small_disk)
    (small_disk / "filler").write_bytes(bytes(left.f_bavail * left.f_bsize - (64 << 10)))
    for record in flood(observed):
        office.writer.keep(record)
    office.writer.stop()
    assert office.attempts() == list(range(3_000))
    assert not (small_disk / "reserve").exists()
    assert [type(error) for error in office.given_up] == [StoreFullError]
    assert str(office.given_up[0]).endswith("is full: free some space, then start again.")


def test_a_disk_that_stays_full_is_told_and_not_hidden(small_disk: Path, observed: Observed) -> None:
    """When not even the reserve is enough, stop() raises instead of pretending."""
    office = Office(small_disk / "kaklet.sqlite3")
    office.writer.start()
    (small_disk / "filler").write_bytes(bytes(11 << 20))
    for record in flood(observed, 20_000):
        office.writer.keep(record)
    with pytest.raises(StoreFullError, match="is full"):
        office.writer.stop()
    assert office.attempts() == list(range(len(office.attempts())))


@pytest.fixture
def file_limit() -> Iterator[Callable[[int], None]]:
    """Yield what sets the size beyond which no file of this process may grow; it is lifted afterwards."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_when_writing_fails_the_reserve_goes_first_and_nothing_is_dropped(
    tmp_path: Path, observed: Observed, file_limit: Callable[[int], None]
) -> None:
    """On every machine: a refused write gives up the reserve, calls give_up, and is tried again."""
    seen: list[tuple[bool, StoreError]] = []

    def make_room(error: StoreError) -> None:
        seen.append((office.path.with_name("reserve").exists(), error))
        file_limit(64 << 20)

    office = Office(tmp_path / "kaklet.sqlite3")
    office.writer = Writer(office.path, give_up=make_room)
    office.writer.start()
    assert office.path.with_name("reserve").stat().st_size == writer_module.RESERVE_BYTES
    file_limit(office.path.with_name("kaklet.sqlite3-wal").stat().st_size + 8_192)
    for record in flood(observed):
        office.writer.keep(record)
    office.writer.stop()
    assert [(existed, type(error)) for existed, error in seen] == [(False, StoreFullError)]
    assert office.attempts() == list(range(3_000))


async def test_settled_never_speaks_of_records_that_were_lost(office: Office, observed: Observed) -> None:
    """After a record could not be written, settled() says so, also when nothing is pending any more."""
    office.writer.keep(observed(session="never-begun"))
    for _ in range(2):
        with pytest.raises(StoreError, match="FOREIGN KEY"):
            await office.writer.settled()
    assert len(office.given_up) == 1


async def test_a_record_that_cannot_be_written_does_not_end_the_thread(office: Office, observed: Observed) -> None:
    """A file name of strange bytes in the mailbox is told as an error; nobody waits for ever."""
    office.writer.keep(observed(detail="\udce9"))
    with pytest.raises(StoreError, match="cannot be written"):
        await asyncio.wait_for(office.writer.settled(), 5)
    with pytest.raises(StoreError, match="cannot be written"):
        office.writer.stop()


def test_a_start_that_fails_is_told_at_once(sealed_folder: Path) -> None:
    """The daemon hears before it begins that its folder cannot be written."""
    with pytest.raises(StoreError, match="cannot be written"):
        Office(sealed_folder / "kaklet.sqlite3").writer.start()


def test_a_disk_without_room_for_the_reserve_is_refused_at_the_start(small_disk: Path) -> None:
    """A study that would fill the disk at once is not begun."""
    (small_disk / "filler").write_bytes(bytes(13 << 20))
    with pytest.raises(StoreFullError, match="There is no room beside"):
        Office(small_disk / "kaklet.sqlite3").writer.start()


def test_the_reserve_is_made_again_at_the_next_start(office: Office, tmp_path: Path) -> None:
    """After somebody has freed some space, the next run is protected as the first was."""
    office.writer.stop()
    (tmp_path / "reserve").unlink()
    again = Office(office.path)
    again.writer.start()
    again.writer.stop()
    reserve = (tmp_path / "reserve").stat()
    assert reserve.st_size == writer_module.RESERVE_BYTES
    assert reserve.st_blocks * 512 >= writer_module.RESERVE_BYTES


def test_a_late_record_of_an_earlier_slot_is_taken(office: Office, observed: Observed) -> None:
    """The order of arrival need not be the order of slots."""
    office.writer.keep(observed())
    office.writer.keep(observed(slot=observed().slot - timedelta(days=2)))
    office.writer.stop()
    assert len(office.attempts()) == 2
