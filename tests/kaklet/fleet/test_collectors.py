"""Several collectors over one fleet: what their spools hold comes into one store as if there had been one."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import AsyncExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner
from vantages import PATIENCE_SECONDS, QUICK, Collected, all_posting, collecting, gathered, proved, rolled, until

from kaklet.alerts.looking import Looker
from kaklet.command_line import main
from kaklet.config import load
from kaklet.fleet.beside import collector_beside
from kaklet.fleet.gathering import Round
from kaklet.fleet.spooling import Spooling
from kaklet.fleet.standing import agents_told
from kaklet.fleet.topics import BATCH, STATE, spool_of, topic
from kaklet.fleet.transport import Letter
from kaklet.running import alone
from results.keep import StoreError, StoreFullError
from results.keep.fleet import agent_states, refusals
from results.keep.outbox import Outbox
from results.keep.segments import Frames, Kept, read_segment
from results.keep.spool import CLOSED, Spool

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker import Mosquitto
    from vantages import Vantage

    from kaklet.config import Loaded

    Start = Callable[..., Mosquitto]
    Study = Callable[..., Loaded]
    Made = Callable[..., Vantage]

START = datetime(2026, 5, 3, 11, 30, tzinfo=UTC)
COLLECTED_AT = START + timedelta(hours=3)


def in_order(loaded: Loaded, path: Path, letters: list[Letter]) -> Collected:
    """Return what a single collector has that took *letters* one by one."""
    alone = Collected(loaded, path)
    for letter in letters:
        alone.take([letter])
    return alone


def spooled(folder: Path, letters: list[Letter], now: datetime = COLLECTED_AT) -> list[Letter]:
    """Keep *letters*, which come at *now*, in a segment of the spool in *folder*; return the answers."""
    with Spool(folder, "small", now) as spool:
        spooling = Spooling(spool, "small", lambda: now)
        return [one for answers in spooling.take([*letters, spooling.beat()]) for one in answers]


def children() -> str:
    """Name the processes that this one has started and not ended."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")


def segments(folder: Path) -> list[Path]:
    """Return the closed segments of a spool, in order."""
    return sorted(folder.glob(f"*{CLOSED}"))


async def test_agents_may_be_sharded_over_brokers(
    mosquitto: Start, fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """Two brokers with a spool each, gathered into one store: the same as one collector has, byte for byte."""
    brokers = [mosquitto(), mosquitto()]
    loaded = fleet_study(brokers[0].url)
    agents = [vantage(name) for name in ("malmo-1", "lund-2", "oslo-3", "bergen-4")]
    for one in agents:
        one.make(100)
    alone = in_order(loaded, tmp_path / "alone.sqlite3", [letter for one in agents for letter in one.letters()])
    folders = [tmp_path / "spool-0", tmp_path / "spool-1"]
    async with AsyncExitStack() as stack:
        for number, (broker, folder) in enumerate(zip(brokers, folders, strict=True)):
            await stack.enter_async_context(collecting(loaded, folder, url=broker.url))
            await stack.enter_async_context(all_posting(broker.url, *agents[number::2]))
        await until(lambda: not any(one.backlog() for one in agents))
    assert gathered(loaded, *folders).troubled == 0
    together = Collected(loaded)
    proved(agents, together)
    assert rolled(together.path) == rolled(alone.path)
    assert not any(segments(folder) for folder in folders)


async def test_spools_of_a_group_share_agents_and_die_in_turns(
    mosquitto: Start, fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """Two collectors share one broker, are killed by signal 9 in the middle, and the other takes what was not kept."""
    broker = mosquitto()
    loaded = fleet_study(broker.url)
    agents = [vantage(name) for name in ("malmo-1", "lund-2")]
    for one in agents:
        one.make(200)
    alone = in_order(loaded, tmp_path / "alone.sqlite3", [letter for one in agents for letter in one.letters(50)])
    folders = [tmp_path / "spool-0", tmp_path / "spool-1"]
    processes: list[subprocess.Popen[bytes]] = []

    def start(folder: Path) -> None:
        command = [sys.executable, "-m", "kaklet", "collect", str(loaded.file), "--spool", str(folder), "--share", "g"]
        with (tmp_path / "said").open("ab") as said:
            processes.append(subprocess.Popen(command, stderr=said))

    for folder in folders:
        start(folder)
    try:
        await until(lambda: all(list(folder.glob("*.open")) for folder in folders))
        async with all_posting(broker.url, *agents, manner=QUICK._replace(records=10, window=1)):
            for turn in range(2):
                left = (0.8 - 0.4 * turn) * sum(len(one.made) for one in agents)
                await until(lambda left=left: sum(one.backlog() for one in agents) < left)
                processes[turn].kill()
                processes[turn].wait()
                start(folders[turn % 2])
            await until(lambda: not any(one.backlog() for one in agents))
    finally:
        for one in processes:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGTERM)
            one.wait(PATIENCE_SECONDS)
    assert gathered(loaded, *folders).troubled == 0
    together = Collected(loaded)
    proved(agents, together)
    assert rolled(together.path) == rolled(alone.path)


async def test_each_collector_of_a_group_takes_a_part(
    mosquitto: Start, fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """Batches go to one of them each, states to both, and each knows of the other."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(200)
    folders = [tmp_path / "spool-0", tmp_path / "spool-1"]
    async with (
        collecting(loaded, folders[0], share="g"),
        collecting(loaded, folders[1], share="g"),
        all_posting(broker.url, one),
    ):
        await until(lambda: not one.backlog())
    parts = [
        {(kept.part, kept.payload) for path in segments(folder) for kept in read_segment(path.read_bytes()).kept}
        for folder in folders
    ]
    batches = [{payload for part, payload in found if part == BATCH} for found in parts]
    assert all(batches)
    assert not batches[0] & batches[1]
    assert all(any(part == STATE for part, _ in found) for found in parts)
    assert len({part for found in parts for part, _ in found if spool_of(part)}) == 2


def test_gathering_again_and_in_any_order_changes_nothing(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """Segments that are gathered twice, the newest first and beside the collector itself, are there once."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(100)
    letters = one.letters()
    alone = Collected(loaded, tmp_path / "alone.sqlite3")
    alone.take(letters, COLLECTED_AT)
    folder, copies = tmp_path / "spool", tmp_path / "copies"
    for number in range(0, len(letters), 5):
        spooled(folder, letters[number : number + 7], COLLECTED_AT + timedelta(seconds=number))
    shutil.copytree(folder, copies)
    together = Collected(loaded)
    together.take(letters[3:9], COLLECTED_AT)
    for path in reversed(segments(copies)):
        alone_there = tmp_path / path.stem
        alone_there.mkdir()
        shutil.copy(path, alone_there)
        assert gathered(loaded, alone_there).segments == 1
    assert gathered(loaded, folder, copies).troubled == 0
    proved([one], together)
    assert rolled(together.path) == rolled(alone.path)


def test_a_segment_may_be_kept_aside(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """With --keep it lies in a folder beside, as it was, for its owner alone."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(5)
    spooled(tmp_path / "spool", one.letters())
    (path,) = segments(tmp_path / "spool")
    was = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    gathered(loaded, path.parent, keep=True)
    assert (path.parent / "gathered" / path.name).read_bytes() == was
    assert not path.exists()


def test_what_came_late_is_told_by_the_spools_own_time(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """Gathered months later, it is as late, and as little frozen, as when the spool took it."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(60)
    spooled(tmp_path / "spool", one.letters(), START + timedelta(minutes=90))
    gathered(loaded, tmp_path / "spool")
    told = Collected(loaded).complete()[one.agent]
    assert (told.collected, told.frozen) == (121, 0)
    assert 0 < told.late < 121


def test_a_torn_end_is_told_and_left_out(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """A spool that was killed while it wrote closes what it had kept when it starts again, and loses none of it."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(20)
    letters, folder = one.letters(), tmp_path / "spool"
    killed = Spool(folder, "small", COLLECTED_AT)
    for _ in Spooling(killed, "small", lambda: COLLECTED_AT).take(letters):
        pass
    (path,) = folder.glob("*.open")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[-100:-30])
    assert gathered(loaded, folder) == Round()
    again = Spool(folder, "small", COLLECTED_AT)
    assert [sentence.partition(" ")[2] for sentence in again.left] == [
        "ends in 70 torn bytes, which were never acknowledged: they are left out."
    ]
    assert gathered(loaded, folder) == Round(1, len(letters), 0)
    proved([one], Collected(loaded))


@pytest.mark.parametrize("bytes_", [0, 1, 100])
def test_a_segment_that_was_only_begun_is_none(tmp_path: Path, bytes_: int) -> None:
    """Killed before anything was in it, it is removed without a word, and its number is given again."""
    folder = tmp_path / "spool"
    spooled(folder, [])
    (path,) = segments(folder)
    (folder / path.with_suffix(".open").name.replace("-00000001-", "-00000002-")).write_bytes(
        path.read_bytes()[:bytes_]
    )
    assert Spool(folder, "small", COLLECTED_AT).left == []
    spooled(folder, [])
    assert [read_segment(one.read_bytes()).head.number for one in segments(folder)] == [1, 2]


def test_a_spoilt_segment_costs_what_is_spoilt(
    fleet_study: Study, vantage: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One letter of it is lost, what lies before, after and beside it is not; a sound copy brings that one too."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(30)
    letters, folder = one.letters(), tmp_path / "spool"
    spooled(folder, letters[:6])
    (spoilt,) = segments(folder)
    sound = spoilt.read_bytes()
    at = sound.index(letters[2].payload) + 20
    spoilt.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
    spooled(folder, letters[6:])
    assert gathered(loaded, folder).troubled == 1
    assert "1 letters of it cannot be read" in caplog.text
    told = Collected(loaded).complete()[one.agent]
    assert (told.collected, told.lost, told.under_way) == (len(one.made) - 7, 0, 7)
    assert [path.name for path in (folder / "spoilt").iterdir()] == [spoilt.name]
    spoilt.write_bytes(sound)
    gathered(loaded, folder)
    proved([one], Collected(loaded))


def test_a_copy_that_was_broken_off_stays(
    fleet_study: Study, vantage: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a segment under its last name is no segment yet: it is not removed, and taken when it is whole."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(30)
    folder = tmp_path / "spool"
    spooled(folder, one.letters())
    (path,) = segments(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert gathered(loaded, folder) == Round(0, 0, 1)
    assert "ends before its end" in caplog.text
    assert path.exists()
    path.write_bytes(whole)
    assert gathered(loaded, folder).segments == 1
    proved([one], Collected(loaded))


@pytest.mark.parametrize("content", [b"", b"kaklet segment 1\n", b"\0" * 5_000, b"\xff" * 5_000])
def test_what_is_no_segment_is_left(fleet_study: Study, vantage: Made, tmp_path: Path, content: bytes) -> None:
    """Under the name of a segment there may be anything, or a copy that has just begun: it stays, and stops nothing."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(5)
    folder = tmp_path / "spool"
    spooled(folder, one.letters())
    (folder / f"00000000T000000-0-1-0{CLOSED}").write_bytes(content)
    assert gathered(loaded, folder) == Round(1, len(one.letters()) + 1, 1)
    assert [path.read_bytes() for path in segments(folder)] == [content]
    proved([one], Collected(loaded))


def test_nobody_makes_up_a_letter_inside_of_a_letter(tmp_path: Path) -> None:
    """A frame of the right shape within what an agent sent is not found where that frame is torn."""
    forged = Frames().frame(Kept(at=START, agent="lund-2", part=BATCH, payload=b"forged"))
    with Spool(tmp_path, "small", START) as spool:
        spool.keep([Kept(at=START, agent="malmo-1", part=BATCH, payload=forged * 3)])
    (path,) = segments(tmp_path)
    content = path.read_bytes()
    spoilt = content.replace(b"malmo-1", b"malmo-2")
    assert read_segment(content).kept[0].agent == "malmo-1"
    assert read_segment(spoilt).kept == []
    assert read_segment(spoilt).spoilt == 1


def test_what_cannot_be_read_is_counted_once_and_not_acknowledged(
    fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """As the collector itself does; a segment that comes twice counts it no second time."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(3)
    folder = tmp_path / "spool"
    assert spooled(folder, [Letter(topic("small", one.agent, BATCH), b"\xff" * 50)]) == []
    shutil.copytree(folder, tmp_path / "copy")
    gathered(loaded, folder)
    gathered(loaded, tmp_path / "copy")
    with Collected(loaded).store() as store:
        assert [(item.agent, item.why, item.count) for item in refusals(store)] == [
            (one.agent, "up/batch: is not compressed as agreed", 1)
        ]


def test_what_another_spool_may_hold_is_under_way_and_not_lost(
    fleet_study: Study, vantage: Made, tmp_path: Path
) -> None:
    """An agent has forgotten what was acknowledged; only when all spools were gathered since is a gap a loss."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(20)
    letters = one.letters(10)
    with closing(Outbox.create(one.path)) as outbox:
        outbox.forget(range(1, 21))
    later = one.letters(10)
    first, second = tmp_path / "spool-0", tmp_path / "spool-1"
    spooled(first, letters[:1])
    spooled(second, later)
    with Spool(second, "small", COLLECTED_AT) as spool:
        other = Spooling(spool, "small", lambda: COLLECTED_AT)
        with Spool(first, "small", COLLECTED_AT) as neighbour:
            beat = Spooling(neighbour, "small").beat()
        list(other.take([beat]))
    gathered(loaded, second)
    told = Collected(loaded).complete()[one.agent]
    assert (told.lost, told.under_way) == (0, 20)
    gathered(loaded, first)
    told = Collected(loaded).complete()[one.agent]
    assert (told.lost, told.under_way) == (0, 10)
    for folder in (first, second):
        spooled(folder, [], COLLECTED_AT + timedelta(minutes=5))
    gathered(loaded, first, second)
    told = Collected(loaded).complete()[one.agent]
    assert (told.lost, told.under_way) == (10, 0)


def test_an_agent_is_not_called_lost_because_nobody_gathered(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """It is unknown; when its spool has listened, and was gathered, and told nothing of it, it is lost."""
    loaded, one = fleet_study(), vantage(start=START)
    folder = tmp_path / "spool"
    state = msgspec.json.encode(one.state("here"))
    spooled(folder, [Letter(topic("small", one.agent, STATE), state)])
    gathered(loaded, folder)

    def shown(now: datetime) -> tuple[str, str]:
        with Collected(loaded).store() as store:
            (told,) = agents_told(loaded.study, agent_states(store), now)
        return told.presence, " ".join(told.notes)

    assert shown(COLLECTED_AT + timedelta(minutes=4))[0] == "here"
    presence, note = shown(COLLECTED_AT + timedelta(hours=5))
    assert presence == "unknown"
    assert "was not heard of here for 5 h 0 m: gather spool" in note
    for minute in range(7):
        spooled(folder, [], COLLECTED_AT + timedelta(minutes=300 + minute))
        gathered(loaded, folder)
        presence, note = shown(COLLECTED_AT + timedelta(minutes=300 + minute))
        assert presence == ("lost" if minute > 5 else "unknown")
        assert ("has not spoken since spool" in note) == (minute <= 5)


def test_nobody_is_alarmed_because_nobody_gathered(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """An alert says lost of an agent when its spool was gathered, and not before; unknown, it is not back either."""
    loaded, one = fleet_study(), vantage(start=START)
    folder, now = tmp_path / "spool", COLLECTED_AT + timedelta(hours=5)
    spooled(folder, [Letter(topic("small", one.agent, STATE), msgspec.json.encode(one.state("here")))])
    gathered(loaded, folder)
    sight = Looker(loaded).sight({}, COLLECTED_AT, now)
    assert (sight.lost, sight.here) == ({}, frozenset())
    for minute in range(7):
        assert Looker(loaded).sight({}, COLLECTED_AT, now).lost == {}
        spooled(folder, [], now - timedelta(minutes=6 - minute))
        gathered(loaded, folder)
    assert Looker(loaded).sight({}, COLLECTED_AT, now).lost == {one.agent: COLLECTED_AT}


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_state_counts_in_whatever_order_spools_come(
    fleet_study: Study, vantage: Made, tmp_path: Path, *, turned: bool
) -> None:
    """Two spools heard of two runs of an agent: the later one is there, and only its own will ends it."""
    loaded, one = fleet_study(), vantage(start=START)
    place = topic("small", one.agent, STATE)
    heard = [("older", "here"), ("newer", "here"), ("older", "lost"), ("newer", "here"), ("newer", "lost")]
    folders = {tmp_path / "spool-0": (0, 2, 3), tmp_path / "spool-1": (0, 1, 3, 4)}
    for folder, heard_there in folders.items():
        for number in heard_there:
            session, state = heard[number]
            said = msgspec.json.encode(one.state(state, session=session, backlog=number))
            spooled(folder, [Letter(place, said)], COLLECTED_AT + timedelta(seconds=number))
    for folder in reversed(folders) if turned else folders:
        gathered(loaded, folder)
    with Collected(loaded).store() as store:
        assert [(item.session, item.state) for item in agent_states(store)] == [("newer", "lost")]


def test_share_needs_a_spool(fleet_study: Study) -> None:
    """Two databases that each hold a part would call the rest lost: it is refused, in a sentence."""
    done = CliRunner().invoke(main, ["collect", str(fleet_study().file), "--share", "g"])
    assert (done.exit_code, done.stderr.count(".")) == (1, 1)
    assert done.stderr.startswith("--share needs --spool")


def test_a_gatherer_may_be_killed_at_any_time(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """By signal 9 in the middle, three times; the last one takes the rest, and everything is there once."""
    loaded, one = (
        fleet_study(),
        vantage(start=datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=2_000)),
    )
    one.make(2_000)
    letters, folder = one.letters(), tmp_path / "spool"
    for number in range(0, len(letters), 40):
        spooled(folder, letters[number : number + 40], datetime.now(UTC))
    many = len(segments(folder))
    Collected(loaded)
    command = [sys.executable, "-m", "kaklet", "gather", str(loaded.file), str(folder), "--follow"]
    for turn in range(3):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE_SECONDS
        while len(segments(folder)) > many - 1 - 2 * turn:
            assert time.monotonic() < end
            time.sleep(0.002)
        process.kill()
        process.wait()
    done = subprocess.run(command[:-1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not segments(folder)
    proved([one], Collected(loaded))


def test_a_full_disk_stops_a_spool_and_nothing_is_acknowledged(
    small_disk: Path, fleet_study: Study, vantage: Made
) -> None:
    """What was acknowledged is on the disk; what did not fit was not acknowledged, and one sentence says why."""
    loaded, one = fleet_study(), vantage(start=START)
    one.make(2_000)
    letters, now, folder = one.letters(), START + timedelta(minutes=2_000), small_disk / "spool"
    (small_disk / "other").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - 120_000))
    spooling = Spooling(Spool(folder, "small", now), "small", lambda: now)
    answers: list[Letter] = []

    def keep() -> None:
        for letter in letters:
            answers.extend(said for some in spooling.take([letter]) for said in some)

    with pytest.raises(StoreFullError, match="is full: free some space, then start again"):
        keep()
    assert 0 < len(answers) < len(letters)
    (small_disk / "other").unlink()
    Spool(folder, "small", now)
    gathered(loaded, folder)
    together = Collected(loaded)
    assert together.complete()[one.agent].collected >= 7 * len(answers)
    together.take(letters[len(answers) :], now)
    proved([one], together)


def test_two_collectors_do_not_share_a_folder(fleet_study: Study, tmp_path: Path) -> None:
    """The second one says so in a sentence and ends."""
    loaded = fleet_study()
    with alone(tmp_path / "spool", "--spool"):
        done = CliRunner().invoke(main, ["collect", str(loaded.file), "--spool", str(tmp_path / "spool")])
    assert done.exit_code == 1
    assert done.stderr.endswith("stop it first, or give this one another --spool.\n")


@pytest.mark.parametrize(("seconds", "closed"), [(29, 0), (30, 1), (-1, 1)])
def test_a_segment_is_closed_when_it_is_old(tmp_path: Path, seconds: int, closed: int) -> None:
    """After half a minute, also if nothing more comes; and at once where the clock was set back."""
    spool = Spool(tmp_path, "small", START)
    spool.keep([Kept(at=START, agent="malmo-1", part=STATE, payload=b"x")])
    spool.turn(START + timedelta(seconds=seconds))
    assert len(segments(tmp_path)) == closed
    spool.close()
    assert len(segments(tmp_path)) == 1


def test_a_spool_is_of_one_study(tmp_path: Path) -> None:
    """Another one's collector is refused, and a segment of another one is left where it is."""
    spooled(tmp_path, [])
    with pytest.raises(StoreError, match="is a spool of the study 'small': name another folder"):
        Spool(tmp_path, "other", START)


def test_a_segment_of_another_study_stays(fleet_study: Study, tmp_path: Path) -> None:
    """It is told and left, and is no loss for the study that it is of."""
    with Spool(tmp_path / "spool", "other", START) as spool:
        spool.keep([Kept(at=START, agent="malmo-1", part=STATE, payload=b"x")])
    assert gathered(fleet_study(), tmp_path / "spool") == Round(0, 0, 1)
    assert len(segments(tmp_path / "spool")) == 1


def test_gathering_from_nowhere_is_told(fleet_study: Study, tmp_path: Path) -> None:
    """A folder that was misspelt is no empty spool."""
    done = CliRunner().invoke(main, ["gather", str(fleet_study().file), str(tmp_path / "nowhere")])
    assert done.exit_code == 1
    assert done.stderr.endswith("nowhere does not exist: name the folder of a spool.\n")


async def test_run_leaves_collecting_to_spools_where_it_is_told_to(fleet_study: Study) -> None:
    """With `collects = false` no collector is started beside the daemon."""
    before = children()
    file = fleet_study().file
    file.write_text(file.read_text().replace("[broker]", "[broker]\ncollects = false"))
    async with collector_beside(load(file)):
        await asyncio.sleep(0.1)
        assert children() == before
