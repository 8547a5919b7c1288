"""The outbox: numbered once, on disk when it says so, remembered across starts, and honest when the disk is full."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from results.keep import StoreError, Writer
from results.keep.errors import StoreFullError
from results.keep.outbox import Outbox
from results.records import Failure, Followed, Heartbeat, Observation, Session
from results.records.fleet import NO_DIGEST, added

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def session(name: str = "s1") -> Session:
    """Make a run."""
    return Session(id=name, agent="malmo-1", started_at=NOON, software="0", config_sha256="0", boot_id="")


def sample(minute: int, failure: Failure | None = None) -> Observation:
    """Make a sample."""
    return Observation(
        agent="malmo-1",
        provider="alpha",
        target="site",
        task="page",
        kind="http",
        slot=NOON + timedelta(minutes=minute),
        failure=failure,
        session="s1",
    )


class Clock:
    """A clock that is set by hand."""

    now = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the outbox is."""
    return tmp_path / "outbox.sqlite3"


@pytest.fixture
def outbox(path: Path, clock: Clock) -> Iterator[Outbox]:
    """Yield an outbox."""
    with closing(Outbox.create(path, clock)) as opened:
        yield opened


def waiting(outbox: Outbox) -> list[int]:
    """List the sequences that wait."""
    found, after = [], 0
    while (some := outbox.waiting(after, 3, 1_000)) is not None:
        found += [seq for seq, _ in some.rows]
        after = found[-1]
    return found


def test_sequences_are_given_once(path: Path) -> None:
    """They begin at 1 and go on after all was forgotten and the agent started again; so does the epoch."""
    epochs = set()
    for first in (1, 4, 7):
        with closing(Outbox.create(path)) as outbox:
            epochs.add(outbox.epoch)
            outbox.keep([session(f"s{first}"), sample(first), sample(first + 1)])
            assert waiting(outbox) == [first, first + 1, first + 2]
            outbox.forget([first, first + 1, first + 2])
            assert outbox.standing().backlog == 0
            assert outbox.kept_from() == first + 3
    assert len(epochs) == 1


def test_a_new_file_is_another_epoch(path: Path) -> None:
    """Where the card was written anew, sequence 1 is that of another epoch."""
    with closing(Outbox.create(path)) as outbox:
        before = outbox.epoch
    path.unlink()
    with closing(Outbox.create(path)) as outbox:
        assert outbox.epoch != before


def test_all_or_nothing(outbox: Outbox) -> None:
    """What no agent sends is refused, with what came beside it, and the next sequences have no gap."""
    outbox.keep([session()])
    with pytest.raises(StoreError, match="cannot send a Followed"):
        outbox.keep([sample(1), Followed(case="x", until=NOON)])
    outbox.keep([sample(2)])
    assert waiting(outbox) == [1, 2]


def test_a_batch_tells_of_its_runs(outbox: Outbox) -> None:
    """Each batch names the runs of its records, also when the run's own record has been forgotten."""
    outbox.keep([session("s1"), sample(1), sample(2), session("s2"), sample(3)])
    outbox.forget([1, 2])
    assert runs(outbox) == ["s1", "s2"]


def test_a_batch_tells_of_the_runs_just_before(outbox: Outbox) -> None:
    """A visit that one run began may end after the next one did, and its record names the first; older ones go."""
    outbox.keep([session("s1"), session("s2"), sample(1)])
    outbox.forget([1, 2])
    assert runs(outbox) == ["s1", "s2"]
    outbox.keep([*(session(f"s{number}") for number in range(3, 13)), sample(2)])
    outbox.forget(range(3, 14))
    assert runs(outbox) == [f"s{number}" for number in range(3, 13)]


def runs(outbox: Outbox) -> list[str]:
    """Name the runs that the next batch tells of."""
    some = outbox.waiting(0, 10, 10_000)
    assert some is not None
    return [msgspec.msgpack.decode(one, type=Session).id for one in some.sessions]


def test_a_day_that_is_over_has_a_manifest(outbox: Outbox, clock: Clock) -> None:
    """First and last sequence, count and digest of all that was made in it, until a collector has it."""
    outbox.keep([session(), sample(1)])
    rows = outbox.waiting(0, 10, 10_000)
    assert rows is not None
    assert outbox.manifests() == []
    clock.now += timedelta(days=1)
    outbox.keep([sample(2)])
    outbox.forget([1, 2])
    (told,) = outbox.manifests()
    assert (told.first, told.last, told.day, told.count, told.kept_from) == (1, 2, NOON.date(), 2, 3)
    assert told.digest == added(NO_DIGEST, rows.rows)
    some = outbox.waiting(0, 10, 10_000)
    assert some is not None
    assert some.first == 3
    outbox.manifest_told(1, NO_DIGEST)
    assert outbox.manifests() == [told], "what a collector has is another one: it was re-dated meanwhile"
    outbox.manifest_told(1, told.digest)
    assert outbox.manifests() == []


def test_a_batch_never_spans_two_days(outbox: Outbox, clock: Clock) -> None:
    """Its records are all of one manifest."""
    outbox.keep([session(), sample(1)])
    clock.now += timedelta(days=1)
    outbox.keep([sample(2)])
    some = outbox.waiting(0, 10, 10_000)
    assert some is not None
    assert [seq for seq, _ in some.rows] == [1, 2]


def test_a_clock_that_was_set_back_makes_another_manifest_of_that_day(outbox: Outbox, clock: Clock) -> None:
    """Manifests lie side by side without a gap, whatever the clock did."""
    outbox.keep([session()])
    for days in (1, -1, 1):
        clock.now += timedelta(days=days)
        outbox.keep([sample(1)])
    assert [(one.first, one.last, one.day.day) for one in outbox.manifests()] == [(1, 1, 3), (2, 2, 4), (3, 3, 3)]


def test_what_was_asked_is_remembered(path: Path) -> None:
    """The next start knows when the agent was last awake, whom it asked, and tells of no slot twice."""
    with closing(Outbox.create(path)) as outbox:
        assert outbox.before().heard_at is None
        outbox.keep([session(), sample(1), sample(2), Heartbeat(session="s1", at=NOON + timedelta(minutes=2))])
        outbox.forget([1, 2, 3, 4])
    with closing(Outbox.create(path)) as outbox:
        before = outbox.before()
        assert before.heard_at == NOON + timedelta(minutes=2)
        assert {(one.provider, one.task) for one in before.series} == {("alpha", "page")}
        outbox.keep([sample(minute, Failure.MISSED_DOWN) for minute in (2, 3)])
        assert waiting(outbox) == [5]


def test_an_unreadable_outbox_is_told(path: Path) -> None:
    """One sentence, and no traceback."""
    path.write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreError, match="not a sound Kaklet database"):
        Outbox.create(path)


async def test_a_full_disk_ends_the_measuring_and_loses_nothing(small_disk: Path) -> None:
    """The agent is told to stop, as the daemon is; what was measured is on the disk, and can be sent."""
    given_up: list[StoreError] = []
    path = small_disk / "outbox.sqlite3"
    writer = Writer(path, give_up=given_up.append, create=Outbox.create)
    writer.start()
    writer.keep(session())
    made = 1
    while not given_up and made < 100_000:
        for _ in range(200):
            writer.keep(msgspec.structs.replace(sample(made), detail="x" * 250))
            made += 1
        await writer.settled()
    writer.stop()
    assert isinstance(given_up[0], StoreFullError)
    with closing(Outbox.create(path)) as outbox:
        assert outbox.standing().backlog == made
        outbox.forget(range(1, 100))
        assert outbox.standing().backlog == made - 99
