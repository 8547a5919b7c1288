"""What goes wrong around spools: clocks, pauses, files that cannot be read, programs of another age, signal 9."""

from __future__ import annotations

import os
import time
import zlib
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from vantages import Collected, gathered, proved

from kaklet.fleet import gathering
from kaklet.fleet.brokers import broker_at
from kaklet.fleet.gathering import Gatherer, Round
from kaklet.fleet.spooling import Spooling
from kaklet.fleet.standing import agents_told, deaf_words
from kaklet.fleet.topics import BATCH, MANIFEST, STATE, topic
from kaklet.fleet.transport import Letter
from kaklet.fleet.wire import Batch, packed
from probes.machine_clock import MachineClock
from results.keep import StoreFullError
from results.keep.collected import CollectorStore
from results.keep.fleet import agent_states, refusals
from results.keep.gathered import SegmentMark, frontiers
from results.keep.outbox import Outbox
from results.keep.segments import Kept, read_segment
from results.keep.spool import CLOSED, OPEN, Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from vantages import Vantage

    from kaklet.config import Loaded

    Study = Callable[..., Loaded]
    Made = Callable[..., Vantage]

START = datetime(2026, 5, 3, 11, 30, tzinfo=UTC)
NOON = START + timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def listens(
    folder: Path, minutes: Iterable[float], *letters: Letter, clock: MachineClock | None = None
) -> list[Letter]:
    """Let the spool in *folder* hear its own word at *minutes* after noon, and before the first *letters*; answer."""
    answers: list[Letter] = []
    waiting = list(letters)
    for minute in minutes:
        now = NOON + minute * MINUTE
        with Spool(folder, "small", now) as spool:
            spooling = Spooling(spool, "small", lambda now=now: now, clock=clock)
            answers += [one for some in spooling.take([*waiting, spooling.beat()]) for one in some]
        waiting = []
    return answers


def says(one: Vantage, minute: float = 0, **more: object) -> Letter:
    """Make the word of an agent that it is there, said a *minute* after noon."""
    told = one.state("here", **{"at": NOON + minute * MINUTE, **more})
    return Letter(topic("small", one.agent, STATE), msgspec.json.encode(told))


def shown(loaded: Loaded, minute: float) -> dict[str, str]:
    """Tell at a *minute* after noon how each agent is shown."""
    with Collected(loaded).store() as store:
        return {
            one.agent: one.presence for one in agents_told(loaded.study, agent_states(store), NOON + minute * MINUTE)
        }


def segments(folder: Path) -> list[Path]:
    """Return the closed segments of a spool, in order."""
    return sorted(folder.glob(f"*{CLOSED}"))


def test_an_agent_is_not_lost_because_its_spool_was_cut_off(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """For an hour it heard nothing, not even itself: who does not speak at once when it is back is unknown."""
    loaded, folder = fleet_study(), tmp_path / "spool"
    listens(folder, range(3), says(vantage()))
    listens(folder, [60, 61, 62])
    gathered(loaded, folder)
    assert shown(loaded, 62) == {"malmo-1": "unknown"}
    listens(folder, [63, 64, 65, 66])
    gathered(loaded, folder)
    assert shown(loaded, 66) == {"malmo-1": "lost"}


def test_an_agent_is_not_lost_because_a_segment_was_broken_off(
    fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """What it said lies in a copy that has no end yet, and is newer than all that is known of its spool."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage()
    listens(folder, [0], says(one))
    gathered(loaded, folder)
    listens(folder, [60], says(one, 60))
    (path,) = segments(folder)
    path.write_bytes(path.read_bytes()[:-3])
    assert gathered(loaded, folder).troubled == 1
    assert shown(loaded, 61) == {"malmo-1": "here"}


def test_an_agent_is_not_lost_because_nothing_of_its_spool_is_whole(
    fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """The first segment of all was broken off: how the agent is since, nobody knows."""
    loaded, folder = fleet_study(), tmp_path / "spool"
    listens(folder, [0], says(vantage()))
    (path,) = segments(folder)
    path.write_bytes(path.read_bytes()[:-3])
    gathered(loaded, folder)
    assert [shown(loaded, minute) for minute in (1, 60)] == [{"malmo-1": "here"}, {"malmo-1": "unknown"}]


def test_what_the_collector_heard_itself_is_not_left_to_a_spool(
    fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """A spool at the same broker heard the last word too, a second later; the collector here listened since."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage()
    collected = Collected(loaded)
    collected.take([says(one)], NOON)
    with closing(CollectorStore.create(collected.path)) as store:
        for minute in range(10):
            store.listened(NOON + minute * MINUTE)
    listens(folder, [1 / 60], says(one))
    gathered(loaded, folder)
    assert shown(loaded, 9) == {"malmo-1": "lost"}


def test_spools_do_not_speak_for_the_collector(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """That it is away is told though a spool is gathered; that it is back is not told because a spool was not."""
    loaded, folder = fleet_study(), tmp_path / "spool"
    near, far = vantage("malmo-1"), vantage("oslo-1")
    with closing(CollectorStore.create(Collected(loaded).path)) as store:
        for minute in range(3):
            store.listened(NOON + minute * MINUTE)
        store.take_state(near.state("here", at=NOON, seen_at=NOON + 2 * MINUTE))

    def words(minute: float) -> str:
        with Collected(loaded).store() as store:
            return deaf_words(agent_states(store), NOON + minute * MINUTE)

    listens(folder, [69, 70], says(far, 69))
    gathered(loaded, folder)
    assert words(70).startswith("Nobody has listened to agents for 1 h 8 m: the collector does not run")
    with closing(CollectorStore.create(Collected(loaded).path)) as store:
        for minute in range(170, 190):
            store.listened(NOON + minute * MINUTE)
        store.take_state(near.state("here", at=NOON, seen_at=NOON + 189 * MINUTE))
    assert shown(loaded, 189) == {"malmo-1": "here", "oslo-1": "unknown"}
    assert words(189) == ""


UNSYNCHRONISED = MachineClock(lambda: (False, 16.0))


def test_a_spool_with_a_clock_of_the_past_freezes_nothing(vantage: Made, tmp_path: Path) -> None:
    """What a synchronised agent sends from ahead is neither kept nor acknowledged until the spool's clock is right."""
    folder, one = tmp_path / "spool", vantage()
    one.made = [one.session]
    one.keep(one.session, *(one.observed(slot, clock_synchronised=True) for slot in range(10)))
    del one.made[0]
    assert listens(folder, [0], *one.letters(), clock=UNSYNCHRONISED) == []
    assert len(listens(folder, [1], *one.letters(), clock=MachineClock(lambda: (True, 0.01)))) == len(one.letters())


def test_a_spool_with_a_clock_of_the_future_freezes_nothing(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """What it kept came before it is gathered at the latest; and what is said later is newer."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage()
    one.make(20)
    ahead = (datetime.now(UTC) + timedelta(days=4_000) - NOON) / MINUTE
    listens(folder, [ahead], *one.letters(), says(one))
    gathered(loaded, folder)
    proved([one], Collected(loaded))
    time.sleep(0.01)
    now = (datetime.now(UTC) - NOON) / MINUTE
    listens(folder, [now], says(one, now, backlog=7))
    gathered(loaded, folder)
    with Collected(loaded).store() as store:
        assert [state.backlog for state in agent_states(store)] == [7]


def test_a_gatherer_with_a_clock_of_the_past_freezes_nothing(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """Where its own clock is not synchronised, it believes that of the spool."""
    loaded, folder = fleet_study(), tmp_path / "spool"
    one = vantage(start=datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=4_000))
    one.make(20)
    listens(folder, [(one.start - NOON) / MINUTE + 30], *one.letters())
    with Gatherer(loaded, broker_at(loaded), [folder], clock=UNSYNCHRONISED) as gatherer:
        assert gatherer.round().segments == 1
    proved([one], Collected(loaded))


def test_a_file_that_cannot_be_opened_stops_no_other(
    fleet_study: Study, vantage: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder under the name of a segment is told, and left; all that lies beside it is gathered."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage(start=START)
    one.make(5)
    listens(folder, [0], *one.letters())
    (folder / f"00000000T000000-0-1-0{CLOSED}").mkdir()
    assert gathered(loaded, folder) == Round(1, len(one.letters()) + 1, 1)
    assert "cannot be read (Is a directory): it is left there." in caplog.text
    assert not segments(folder)[1:]


def test_a_folder_that_cannot_be_written_is_told_once(
    fleet_study: Study, vantage: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is gathered and cannot be put aside stays, and neither stops the rest nor is read again and again."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage(start=START)
    one.make(5)
    listens(folder, [0, 1], *one.letters())
    (folder / "gathered").write_bytes(b"in the way")
    with Gatherer(loaded, broker_at(loaded), [folder], keep=True) as gatherer:
        assert gatherer.round().segments == 2
        assert gatherer.round() == Round()
    assert "is gathered, and cannot be put aside" in caplog.text
    proved([one], Collected(loaded))


def test_what_a_newer_program_kept_is_not_thrown_away(
    fleet_study: Study, vantage: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A letter that a spool acknowledged and this program cannot read waits for one that can."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage(start=START)
    one.make(5)
    good = one.letters()
    newer = zlib.compress(msgspec.msgpack.encode({"v": 2, "all": "is new"}))
    with Spool(folder, "small", NOON) as spool:
        spool.keep([Kept(at=NOON, agent=one.agent, part=BATCH, payload=part) for part in (good[0].payload, newer)])
    (path,) = segments(folder)
    was = path.read_bytes()
    assert gathered(loaded, folder).troubled == 1
    assert "1 letters of it cannot be read" in caplog.text
    assert (folder / "spoilt" / path.name).read_bytes() == was
    assert Collected(loaded).complete()[one.agent].collected == 7


def test_who_speaks_for_another_is_counted_once(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """However often the segment with it comes."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage()
    forged = Letter(topic("small", "lund-2", STATE), says(one).payload)
    listens(folder, [0], forged)
    (path,) = segments(folder)
    was = path.read_bytes()
    for _ in range(2):
        gathered(loaded, folder)
        path.write_bytes(was)
    with Collected(loaded).store() as store:
        assert [(item.agent, item.why, item.count) for item in refusals(store)] == [
            ("lund-2", "up/state: speaks for another agent", 1)
        ]


@pytest.mark.parametrize(("minute", "times"), [(-0.1, 0), (0.4, 1)])
def test_nobody_is_called_a_copy_because_two_clocks_differ(
    fleet_study: Study, vantage: Made, tmp_path: Path, minute: float, times: int
) -> None:
    """A spool half a minute ahead tells of the run before the restart; a copy of the card speaks on after it."""
    loaded, one = fleet_study(), vantage()
    started = {"started_at": NOON - timedelta(hours=1)}
    listens(tmp_path / "spool-0", [-0.1], says(one, -0.1, session="older", **started))
    listens(tmp_path / "spool-0", [0], says(one, 0, session="newer", started_at=NOON - timedelta(seconds=1)))
    listens(tmp_path / "spool-1", [minute + 0.5], says(one, minute, session="older", **started))
    for number in range(2):
        gathered(loaded, tmp_path / f"spool-{number}")
    with Collected(loaded).store() as store:
        assert sum(item.count for item in refusals(store)) == times
        assert [state.session for state in agent_states(store)] == ["newer"]


def test_a_gap_of_a_week_in_a_spool_is_closed_at_once(tmp_path: Path) -> None:
    """One segment that was carried late is found beside twenty thousand that came, in no more than a moment of work."""
    many, spools = 20_000, 1
    with closing(CollectorStore.create(tmp_path / "kaklet.sqlite3")) as store:
        rows = [("spool", number, number * 30_000) for number in (1, *range(3, many))]
        with store.connection:
            store.connection.executemany("INSERT INTO spools VALUES (?, ?, ?)", rows)
        at = datetime.fromtimestamp(60, UTC)
        before = time.process_time()
        store.gathered(SegmentMark("spool", 2, at, at, at))
        assert time.process_time() - before < 2
        assert frontiers(store.connection) == [(many - 1) * 30_000]
        (left,) = store.connection.execute("SELECT count(*) FROM spools").fetchone()
    assert left == spools


def test_after_a_failed_write_nothing_more_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nobody heard of the failure: a segment of the same number would be begun beside the torn one."""
    letter = Kept(at=NOON, agent="malmo-1", part=STATE, payload=b"x")
    spool = Spool(tmp_path, "small", NOON)
    spool.keep([letter])
    with monkeypatch.context() as patched:
        patched.setattr("os.fdatasync", _full)
        with pytest.raises(StoreFullError):
            spool.keep([letter])
    with pytest.raises(StoreFullError):
        spool.keep([letter])
    spool.close()
    assert len(list(tmp_path.glob(f"*{OPEN}"))) == 1


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_number_is_never_given_again(tmp_path: Path) -> None:
    """An open segment under a name of another make is closed by its content, and what is begun next comes after all."""
    letter = Kept(at=NOON, agent="malmo-1", part=STATE, payload=b"x")
    for _ in range(2):
        with Spool(tmp_path, "small", NOON) as spool:
            spool.keep([letter])
    killed = Spool(tmp_path, "small", NOON)
    killed.keep([letter])
    (path,) = tmp_path.glob(f"*{OPEN}")
    path.rename(tmp_path / f"carried{OPEN}")
    with Spool(tmp_path, "small", NOON) as spool:
        spool.keep([letter])
    numbers = [read_segment(one.read_bytes()).head.number for one in segments(tmp_path)]
    assert sorted(numbers) == [1, 2, 3, 4]


def test_a_full_disk_at_the_gatherer_costs_nothing(small_disk: Path, fleet_study: Study, vantage: Made) -> None:
    """One sentence says so; what was not taken stays in its segment, and comes when there is room."""
    loaded, one = fleet_study(), vantage(start=START)
    (small_disk / "data").mkdir()
    loaded.file.with_name("data").symlink_to(small_disk / "data")
    one.make(1_500)
    folder = loaded.file.with_name("spool")
    letters = one.letters(500)
    for minute in range(0, len(letters), 2):
        listens(folder, [2_000 + minute], *letters[minute : minute + 2])
    Collected(loaded)
    (small_disk / "other").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - 200_000))
    with pytest.raises(StoreFullError, match="is full: free some space, then start again"):
        gathered(loaded, folder)
    assert segments(folder)
    (small_disk / "other").unlink()
    assert gathered(loaded, folder).troubled == 0
    assert not segments(folder)
    proved([one], Collected(loaded))


def test_what_unfolds_to_much_is_taken_bit_by_bit(fleet_study: Study, vantage: Made) -> None:
    """A hostile agent's small letters of many megabytes each are not all unfolded at once."""
    one = vantage()
    batch = Batch(
        epoch="e", batch_id="b", first=1, kept_from=1, sessions=[], records=[(1, bytes(15_000_000))], sent_at=NOON
    )
    payload = packed(batch)
    collected = Collected(fleet_study())
    with closing(CollectorStore.create(collected.path)) as store:
        intake = gathering.Intake(
            store, gathering.customs(collected.loaded, broker_at(collected.loaded), store), "small"
        )
        parts = [len(answers) for answers in intake.take([Letter(topic("small", one.agent, BATCH), payload)] * 12)]
    assert sum(parts) == 12
    assert max(parts) <= 5


STEPS = ["hear_of_spools", "collect", "take_manifest", "take_state", "gathered"]


class _Killed(BaseException):
    """What signal 9 would be between two steps."""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", [*STEPS, "_moved"])
def test_a_gatherer_dies_at_each_step(
    fleet_study: Study, vantage: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
) -> None:
    """Before and after each thing it does, at every turn: the next one takes the rest, and all is there once."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage(start=START)
    one.make(20, now=one.start)
    one.make(5, first=20, now=one.start + timedelta(days=1))
    (manifest,) = _manifests(one)
    for minute, letter in enumerate([manifest, *one.letters(20), says(one), Letter(topic("small", "x", BATCH), b"?")]):
        listens(folder, [minute], letter)
    turns = 0
    place = gathering if step == "_moved" else CollectorStore
    real = getattr(place, step)
    while segments(folder):
        left = iter(range(1 + turns % 2))

        def dying(*arguments: object, left: Iterator[int] = left) -> object:
            if next(left, None) is None:
                if after:
                    real(*arguments)
                raise _Killed
            return real(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(place, step, dying)
            with suppress(_Killed):
                gathered(loaded, folder)
        turns += 1
        assert turns < 30
    collected = Collected(loaded)
    proved([one], collected)
    assert collected.complete()[one.agent].days_unlike == 0
    with collected.store() as store:
        assert [(item.agent, item.count) for item in refusals(store)] == [("x", 1)]


def _manifests(one: Vantage) -> list[Letter]:
    with closing(Outbox.create(one.path)) as outbox:
        return [Letter(topic("small", one.agent, MANIFEST), msgspec.json.encode(told)) for told in outbox.manifests()]


def test_two_gatherers_at_once_take_everything_once(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """Each looks, reads and removes between the steps of the other."""
    loaded, folder, one = fleet_study(), tmp_path / "spool", vantage(start=START)
    one.make(30)
    letters = one.letters()
    for minute, letter in enumerate(letters):
        listens(folder, [minute], letter)
    with (
        Gatherer(loaded, broker_at(loaded), [folder]) as first,
        Gatherer(loaded, broker_at(loaded), [folder], keep=True) as second,
    ):
        first.round(lambda: second.round(iter([False, True]).__next__) is None)
    assert not segments(folder)
    proved([one], Collected(loaded))
