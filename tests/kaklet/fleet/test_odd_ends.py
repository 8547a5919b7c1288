"""What was found by reading the fleet as a stranger: ends that do not meet, and words that cannot be."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from vantages import EVERY, Collected, Vantage, collecting, proved, until

from kaklet.fleet import transport, wire
from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.settings import Meeting
from kaklet.fleet.standing import agents_told
from kaklet.fleet.together import together
from kaklet.fleet.topics import BATCH, STATE, topic
from kaklet.fleet.transport import Letter, connected
from kaklet.fleet.wire import packed, read_batch
from kaklet.status import status_lines
from probes.machine_clock import MachineClock
from results.keep import outbox
from results.keep.collected import RUNS_KEPT
from results.keep.fleet import agent_sessions, agent_states, refusals
from results.keep.outbox import Outbox
from results.keep.redating_outbox import RedatingOutbox
from results.records import FormSeen
from results.records.fleet import Redated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from broker import Mosquitto

    from kaklet.config import Loaded

    Start = Callable[..., Mosquitto]
    Study = Callable[..., Loaded]
    Made = Callable[..., Vantage]


QUICK_TURNS = 3


def test_an_agent_that_was_started_again_and_again_delivers_all(fleet_study: Study, vantage: Made) -> None:
    """Three hundred short runs while the broker was away fit no single batch; they go in several."""
    loaded, one = fleet_study(), vantage()
    for run in range(300):
        one.session = msgspec.structs.replace(one.session, id=f"run-{run}", started_at=one.start + run * EVERY)
        one.keep(one.session, one.observed(run))
    collected = Collected(loaded)
    answers = collected.take(one.letters(most=1_000))
    assert {msgspec.json.decode(answer.payload, type=wire.Ack).refused for answer in answers} == {()}
    proved([one], collected)


@pytest.mark.parametrize("changes", [3, 6])
def test_a_visit_outlasts_several_changes_of_the_study(fleet_study: Study, vantage: Made, changes: int) -> None:
    """A form takes a minute, and a study can be published several times in that."""
    loaded, one = fleet_study(), vantage()
    one.make(1)
    first = one.session
    for number in range(changes):
        one.session = msgspec.structs.replace(one.session, id=f"next-{number}")
        one.keep(one.session)
    with closing(Outbox.create(one.path)) as outbox:
        outbox.forget(range(1, len(one.made) + 1))
    one.keep(one.observed(5, session=first.id))
    answers = Collected(loaded).take(one.letters())
    assert [msgspec.json.decode(answer.payload, type=wire.Ack).refused for answer in answers] == [()]


ODD_STATES = {
    "an endless time": {"waits_for_clock": True, "clock_synchronised": False, "waits_seconds": "1e999"},
    "a huge time": {"waits_for_clock": True, "clock_synchronised": False, "waits_seconds": "1e300"},
    "no ceiling": {"ceiling_per_second": "0.0"},
    "a ceiling below nothing": {"ceiling_per_second": "-1.0"},
    "an endless error": {"clock_synchronised": True, "clock_error_seconds": "1e999"},
    "a backlog of a thousand digits": {"backlog": "9" * 1_000},
    "a backlog below nothing": {"backlog": "-5"},
    "a backlog that no column holds": {"backlog": "9" * 25},
    "half a letter": {"software": '"\\ud800"'},
    "a long name": {"session": f'"{"x" * 5_000}"'},
    "a number of connections": {"connection": "9" * 30},
    "a version": {"study_version": "9" * 4_000},
}


@pytest.mark.parametrize("odd", ODD_STATES)
def test_no_state_of_an_agent_keeps_a_person_from_seeing_the_others(
    fleet_study: Study, vantage: Made, odd: str
) -> None:
    """Whatever it says of itself: the collector goes on, and status, summary and desk show the fleet."""
    loaded, one = fleet_study(), vantage()
    content = msgspec.json.decode(msgspec.json.encode(one.state("here")))
    raw = ",".join(
        f'"{name}":{msgspec.json.encode(value).decode()}'
        for name, value in content.items()
        if name not in ODD_STATES[odd]
    )
    more = ",".join(
        f'"{name}":{value if isinstance(value, str) else str(value).lower()}' for name, value in ODD_STATES[odd].items()
    )
    collected = Collected(loaded)
    collected.take([Letter(topic("small", one.agent, STATE), f"{{{raw},{more}}}".encode())])
    now = datetime.now(UTC)
    lines = list(status_lines(loaded, now))
    assert max(map(len, lines)) <= 80
    assert sum(len(line) for line in lines) < 5_000
    with collected.store() as store:
        told = agents_told(loaded.study, agent_states(store), now)
    msgspec.json.encode(told)
    assert collected.complete() is not None


async def test_a_day_that_is_redated_while_its_manifest_is_on_its_way(
    mosquitto: Start, fleet_study: Study, vantage: Made
) -> None:
    """No collector was there when the day ended, and then the clock was put right: the day as it is now is told."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(10, now=one.start)
    one.keep(one.observed(500), now=datetime.now(UTC) + timedelta(days=2))
    held = True
    states = 0
    async with (
        connected(Meeting(url=broker.url), name="ear") as ear,
        one.posting(broker.url, gate=lambda *_: 0 if held else None),
    ):
        await ear.subscribe(topic("small", one.agent, STATE))
        async for letters in ear.letters():
            states += len(letters)
            if states >= QUICK_TURNS:
                break
        one.made[8] = moved = msgspec.structs.replace(one.made[8], detail="moved")
        with closing(RedatingOutbox.create(one.path)) as outbox:
            outbox.redate(lambda _: iter([Redated(9, moved, second=False)]), 0)
        held = False
        collected = Collected(loaded)
        async with collecting(loaded):
            await until(lambda: not one.backlog() and collected.complete()[one.agent].days > 0)
    assert collected.complete()[one.agent].days_unlike == 0
    proved([one], collected)


def says(collected: Collected, one: Vantage, minute: float, *, retained: bool = False, **more: object) -> None:
    """Have *one* say how it is, at a minute by the collector's clock."""
    state = one.state("here", **more)
    letter = Letter(topic("small", one.agent, STATE), msgspec.json.encode(state), retained)
    collected.take([letter], one.start + minute * EVERY)


def heard_of(collected: Collected) -> list[tuple[str, float]]:
    """Tell which run of each agent is the newest, and in which minute it was heard of."""
    start = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
    with collected.store() as store:
        return [(one.session, ((one.seen_at or start) - start) / EVERY) for one in agent_states(store)]


def test_a_collector_whose_clock_was_set_back_hears_the_newer_run(fleet_study: Study, vantage: Made) -> None:
    """The run before was heard of in what is the future now; the one that speaks is the newest all the same."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 12, 0, tzinfo=UTC))
    collected = Collected(loaded)
    says(collected, one, 60, session="old")
    for minute in (1, 2, 3):
        says(collected, one, minute, session="new")
    assert heard_of(collected) == [("new", 3)]


def test_what_the_broker_kept_makes_no_agent_older(fleet_study: Study, vantage: Made) -> None:
    """An agent's clock is an hour late; a collector that connects anew gets its last word once more."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 12, 0, tzinfo=UTC))
    collected = Collected(loaded)
    slow = one.start - timedelta(hours=1)
    says(collected, one, 1, at=slow)
    says(collected, one, 2, at=slow, retained=True)
    assert heard_of(collected) == [(one.session.id, 1)]


def test_the_runs_of_an_agent_do_not_pile_up(fleet_study: Study, vantage: Made) -> None:
    """One that starts each minute for a year leaves a few."""
    loaded, one, other = fleet_study(), vantage(start=datetime(2026, 5, 3, 12, 0, tzinfo=UTC)), vantage("lund-2")
    collected = Collected(loaded)
    says(collected, other, 0, session="kept")
    for minute in range(40):
        says(collected, one, minute, session=f"run-{minute}")
    with collected.store() as store:
        assert len(agent_sessions(store)) <= RUNS_KEPT + 1
    assert [session for session, _ in heard_of(collected)] == ["kept", "run-39"]


async def test_an_outbox_that_somebody_has_locked_is_waited_for(vantage: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy is being made of it, which takes a while: the agent goes on afterwards, and does not end."""
    monkeypatch.setattr(outbox, "BUSY_SECONDS", 0.05)
    one = vantage()
    one.make(3)
    door = OutboxDoor(one.path)
    with closing(sqlite3.connect(one.path, isolation_level=None)) as other:
        assert not await door.ask(Outbox.empty)
        other.execute("BEGIN IMMEDIATE")
        asked = asyncio.create_task(door.ask(lambda outbox: outbox.forget([1])))
        await asyncio.wait({asked}, timeout=1.0)
        assert not asked.done()
        other.execute("ROLLBACK")
        await asked
    assert one.backlog() == len(one.made) - 1
    await door.close()


def test_two_machines_with_one_copied_card_are_told_of(fleet_study: Study, vantage: Made, tmp_path: Path) -> None:
    """Both go on with the same numbers: what of it comes second cannot be kept, and nobody is left to think it was."""
    loaded, one = fleet_study(), vantage(start=datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=1))
    one.make(3)
    (tmp_path / "copy").mkdir()
    shutil.copytree(one.path.parent, tmp_path / "copy" / one.agent)
    copy = Vantage(tmp_path / "copy", one.agent, one.start)
    copy.made = list(one.made)
    for number, each in enumerate((one, copy)):
        each.session = msgspec.structs.replace(each.session, id=f"machine-{number}")
        each.keep(each.session)
        each.make(2, first=10 + number)
    collected = Collected(loaded)
    collected.take([*one.letters(), *one.letters()])
    with collected.store() as store:
        assert refusals(store) == []
    collected.take(copy.letters())
    for each in (one, copy, one):
        collected.take([Letter(topic("small", one.agent, STATE), msgspec.json.encode(each.state("here")))])
    proved([one], collected)
    with collected.store() as store:
        states, told = agent_states(store), refusals(store)
    now = datetime.now(UTC)
    assert sum(refusal.count for refusal in told) == len(copy.made) - 7 + 1
    (shown,) = agents_told(loaded.study, states, now, refused=told)
    assert "what it sent comes from a second machine with the same card" in shown.notes[-1]


def test_a_frozen_batch_that_comes_again_is_no_copy(fleet_study: Study, vantage: Made) -> None:
    """Its run is not in the store either, since none of its records is."""
    loaded, one = fleet_study(), vantage(start=datetime(2026, 5, 3, 12, 0, tzinfo=UTC))
    one.make(5)
    collected = Collected(loaded)
    for _ in range(2):
        collected.take(one.letters(most=100), one.start + timedelta(days=20))
    with collected.store() as store:
        assert refusals(store) == []


@pytest.mark.parametrize(("own", "theirs", "taken"), [(False, True, False), (True, True, True), (False, None, True)])
def test_a_collector_that_was_switched_on_without_a_clock_freezes_nothing(
    fleet_study: Study, vantage: Made, *, own: bool, theirs: bool | None, taken: bool
) -> None:
    """It is three days behind agents whose clocks are right: what they send stays with them until it knows the time."""
    loaded, one = fleet_study(), vantage(start=datetime.now(UTC).replace(second=0, microsecond=0))
    one.session = msgspec.structs.replace(one.session, clock_synchronised=theirs)
    one.keep(one.session, *(one.observed(minute, clock_synchronised=theirs) for minute in range(-5, 0)))
    collected = Collected(loaded)
    clock = MachineClock(kernel=lambda: (own, 16.0))
    answers = collected.take(one.letters(most=100), datetime.now(UTC) - timedelta(days=3), clock=clock)
    assert bool(answers) == taken
    assert collected.complete().get(one.agent) is None or taken
    collected.take(one.letters(most=100), datetime.now(UTC))
    if not taken:
        proved([one], collected)


@pytest.mark.parametrize("sent_at", [datetime(2026, 5, 3), datetime(9999, 12, 31, tzinfo=UTC)])  # noqa: DTZ001 -- without a zone on purpose
def test_when_a_batch_says_that_it_was_sent_stops_no_collector(
    fleet_study: Study, vantage: Made, sent_at: datetime
) -> None:
    """A time without a zone, or at the end of all times, costs its records nothing."""
    loaded, one = fleet_study(), vantage()
    one.make(3)
    payload = packed(msgspec.structs.replace(read_batch(one.letters(most=100)[0].payload), sent_at=sent_at))
    collected = Collected(loaded)
    clock = MachineClock(kernel=lambda: (False, 16.0))
    collected.take([Letter(topic("small", one.agent, BATCH), payload)], clock=clock)
    proved([one], collected)


async def test_a_record_that_no_collector_takes_stands_in_nobodys_way(
    mosquitto: Start, fleet_study: Study, vantage: Made
) -> None:
    """A page made a form of megabytes: it is lost and told as lost, and what stood beside it arrives."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(5)
    one.keep(
        FormSeen(
            provider="alpha",
            target="site",
            signature="s",
            at=one.start,
            description=one.dice.randbytes(1_500_000).hex(),
            evidence="e",
        )
    )
    one.make(5, first=5)
    async with collecting(loaded), one.posting(broker.url):
        await until(lambda: not one.backlog())
        one.make(1, first=10)  # what an agent no longer holds it says with what it sends next
        await until(lambda: not one.backlog())
    told = Collected(loaded).complete()[one.agent]
    assert (told.produced, told.collected, told.lost) == (len(one.made), len(one.made) - 1, 1)


@asynccontextmanager
async def slow_line(port: int) -> AsyncIterator[int]:
    """Carry so many bytes a second to the broker at *port*, and no more; yield the port of this end."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bytes_at_once: int) -> None:
        while content := await reader.read(bytes_at_once):
            writer.write(content)
            await writer.drain()
            await asyncio.sleep(TURN_SECONDS)

    async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        try:
            # Whichever end goes, the other one is hung up on.
            await together(carry(reader, back, SLOW_BYTES), carry(there, writer, 65_536))
        except (OSError, asyncio.CancelledError):
            pass  # one end was hung up on, or the test is over
        finally:
            for end in (back, writer):
                end.close()
                with suppress(OSError):
                    await end.wait_closed()

    calls: set[asyncio.Task[None]] = set()
    server = await asyncio.start_server(
        lambda *ends: calls.add(asyncio.create_task(both(*ends))), "127.0.0.1", 0, limit=SLOW_BYTES
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


SLOW_BYTES, TURN_SECONDS = 1_000, 0.05


async def test_a_slow_line_gets_smaller_batches(
    mosquitto: Start, fleet_study: Study, vantage: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that takes longer than the broker is waited for would be sent again and again, and never arrive."""
    monkeypatch.setattr(transport, "PUBACK_SECONDS", 1.0)
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(1)
    one.keep(*(one.observed(minute, detail=one.dice.randbytes(900).hex()) for minute in range(10, 50)))
    async with slow_line(broker.port) as port, collecting(loaded), one.posting(f"mqtt://127.0.0.1:{port}"):
        await until(lambda: not one.backlog())
    proved([one], Collected(loaded))


async def test_a_lost_broker_is_told_in_words(mosquitto: Start) -> None:
    """No number of an error is among them."""
    broker = mosquitto()
    async with connected(Meeting(url=broker.url), name="one") as line:
        broker.kill()
        with pytest.raises(
            transport.LineLostError, match=r"^The broker is not reached \(the connection broke off\)\.$"
        ):
            await line.lost()
    with pytest.raises(transport.LineLostError, match=r"^The broker is not reached \(Connection refused\)\.$"):
        async with connected(Meeting(url=broker.url), name="two"):
            pass
