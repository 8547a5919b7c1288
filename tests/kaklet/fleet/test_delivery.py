"""Through a real broker that loses what it can: produced equals collected, and nothing is there twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import pytest
from vantages import PATIENCE_SECONDS, QUICK, Collected, all_posting, collecting, proved, until

from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.posting import MANY, Posting
from kaklet.fleet.settings import Meeting
from kaklet.fleet.topics import ACK, BATCH, STATE, topic
from kaklet.fleet.transport import Letter, Line, LineLostError, RefusedError, connected
from results.keep.fleet import agent_sessions, agent_states

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker import Mosquitto
    from vantages import Vantage

    from kaklet.config import Loaded
    from results.keep.outbox import Standing
    from results.records.fleet import AgentState, Presence

    Start = Callable[..., Mosquitto]
    Study = Callable[..., Loaded]
    Made = Callable[..., Vantage]


async def heard(line: Line, letter: Letter) -> None:
    """Send *letter*, again until somebody has asked for it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await line.publish(letter):  # noqa: ASYNC110 -- the broker has no event for it
            await asyncio.sleep(0.02)


async def test_what_agents_made_is_collected_once_and_then_forgotten(
    mosquitto: Start, fleet_study: Study, vantage: Made
) -> None:
    """Two agents: every record is in the store as it was made, and their outboxes are empty."""
    broker = mosquitto()
    loaded = fleet_study(broker.url)
    agents = [vantage("malmo-1"), vantage("lund-2")]
    for one in agents:
        one.make(100)
    async with collecting(loaded), all_posting(broker.url, *agents):
        await until(lambda: not any(one.backlog() for one in agents))
    proved(agents, Collected(loaded))


async def test_a_collector_that_comes_late_and_goes_loses_nothing(
    mosquitto: Start, fleet_study: Study, vantage: Made
) -> None:
    """Nobody listens at first, then a collector does, ends, and another one takes the rest."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(60)
    async with all_posting(broker.url, one):
        await asyncio.sleep(0.5)
        assert one.backlog() == len(one.made)
        async with collecting(loaded):
            await until(lambda: one.backlog() < len(one.made))
        one.make(60, first=60)
        async with collecting(loaded):
            await until(lambda: not one.backlog())
    proved([one], Collected(loaded))


async def test_a_broker_that_is_killed_loses_nothing(mosquitto: Start, fleet_study: Study, vantage: Made) -> None:
    """It keeps nothing on disk, dies twice by signal 9 while batches are on their way, and comes again."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    async with collecting(loaded), all_posting(broker.url, one):
        for turn in range(3):
            one.make(300, first=300 * turn)
            await asyncio.sleep(0.2)
            if turn < 2:
                broker.kill()
                await asyncio.sleep(0.2)
                broker.start()
        await until(lambda: not one.backlog())
    proved([one], Collected(loaded))


async def test_a_full_queue_loses_nothing(mosquitto: Start, fleet_study: Study, vantage: Made) -> None:
    """A broker that drops all but a message or two for each receiver, and says that all is well."""
    broker = mosquitto("max_queued_messages 1\nmax_inflight_messages 1\n")
    loaded = fleet_study(broker.url)
    agents = [vantage(f"agent-{number}") for number in range(4)]
    for one in agents:
        one.make(200)
    async with collecting(loaded), all_posting(broker.url, *agents):
        await until(lambda: not any(one.backlog() for one in agents))
    proved(agents, Collected(loaded))


async def test_a_refused_publish_is_told_and_tried_again(
    mosquitto: Start, fleet_study: Study, vantage: Made, caplog: pytest.LogCaptureFixture
) -> None:
    """The broker's permissions forbid it, without an error on the wire that MQTT 3 would show; then they allow it."""
    caplog.set_level("INFO")
    broker = mosquitto()
    broker.allow("topic read #")
    loaded, one = fleet_study(broker.url), vantage()
    one.make(20)
    async with collecting(loaded), all_posting(broker.url, one):
        await until(lambda: "The broker refuses what this agent sends (Not authorized)" in caplog.text)
        assert one.backlog() == len(one.made)
        broker.allow("topic readwrite #")
        await until(lambda: not one.backlog())
    assert "The broker takes what this agent sends again." in caplog.text
    proved([one], Collected(loaded))


async def test_publishing_says_what_the_broker_said(mosquitto: Start) -> None:
    """Refused, taken by nobody, and taken by somebody are three things."""
    broker = mosquitto()
    broker.allow("topic readwrite mine/#\ntopic read #")
    async with connected(Meeting(url=broker.url), name="one") as line:
        with pytest.raises(RefusedError, match="Not authorized"):
            await line.publish(Letter("yours/1", b"x"))
        assert not await line.publish(Letter("mine/1", b"x"))
        await line.subscribe("mine/#")
        assert await line.publish(Letter("mine/1", b"x"))


async def test_an_answer_to_another_batch_or_epoch_makes_nobody_forget(
    mosquitto: Start, fleet_study: Study, vantage: Made
) -> None:
    """Only the batch that is named, of the epoch that is named, is forgotten; garbage is passed over."""
    broker = mosquitto()
    one = vantage()
    one.make(10)
    fleet_study(broker.url)
    async with connected(Meeting(url=broker.url), name="someone") as line, all_posting(broker.url, one):
        await line.subscribe(topic("small", one.agent, BATCH))
        for answer in (
            b"",
            b"\xff" * 100,
            b"[" * 60_000,
            b'{"type":"batch","epoch":"other","batch_id":"x","first":1,"last":999}',
            msgspec.json.encode({"type": "batch", "epoch": "x", "batch_id": "y", "first": 1, "last": 2**70}),
        ):
            await line.publish(Letter(topic("small", one.agent, ACK), answer))
        await asyncio.sleep(0.3)
        assert one.backlog() == len(one.made)


async def test_a_backlog_that_is_gone_is_told_at_once(mosquitto: Start, fleet_study: Study, vantage: Made) -> None:
    """Who looks then does not see for another minute what waited when the agent came."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(MANY)
    door = OutboxDoor(one.path)
    told: list[int] = []

    def state(standing: Standing, presence: Presence) -> AgentState:
        told.append(standing.backlog)
        return one.state(presence)

    manner = QUICK._replace(state_seconds=600.0)
    posting = Posting(Meeting(url=broker.url), "small", one.agent, door, state, manner)
    async with collecting(loaded), posting.connect() as line:
        task = asyncio.create_task(posting.work(line))
        await until(lambda: told[-1] == 0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await door.close()
    assert told[0] >= MANY


async def test_the_broker_says_that_an_agent_is_lost(mosquitto: Start, fleet_study: Study, vantage: Made) -> None:
    """Its state is here while it is connected, and lost when its connection breaks without a goodbye."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    one.make(5)
    stored = Collected(loaded)

    def states() -> list[str]:
        with stored.store() as store:
            return [state.state for state in agent_states(store)]

    will = Letter(topic("small", one.agent, STATE), msgspec.json.encode(one.state("lost", connection=1)), retained=True)
    async with collecting(loaded), asyncio.timeout(PATIENCE_SECONDS):
        async with one.posting(broker.url):
            await until(lambda: states() == ["here"])
            with stored.store() as store:
                (state,) = agent_states(store)
            assert state.seen_at is not None
            assert (state.agent, state.session) == (one.agent, one.session.id)
        meeting = Meeting(url=broker.url)
        # Another client of the same name: the broker ends the first one, as where a line breaks.
        async with connected(meeting, name="twice", will=will) as line, connected(meeting, name="twice"):
            with pytest.raises(LineLostError):
                await anext(line.letters())
        await until(lambda: states() == ["lost"])


async def test_the_end_of_an_older_run_changes_nothing(mosquitto: Start, fleet_study: Study, vantage: Made) -> None:
    """A last will that is carried out late, after the next run's birth, leaves the agent here."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    stored = Collected(loaded)
    old = one.state("lost", session="older")
    async with collecting(loaded), connected(Meeting(url=broker.url), name="one") as line:
        place = topic("small", one.agent, STATE)
        for state in (one.state("here", session="older"), one.state("here"), old):
            await heard(line, Letter(place, msgspec.json.encode(state), retained=True))
        marker = msgspec.json.encode(one.state("here", agent="lund-2"))
        await heard(line, Letter(topic("small", "lund-2", STATE), marker))

        def told() -> bool:
            with stored.store() as store:
                return any(state.agent == "lund-2" for state in agent_states(store))

        await until(told)
        with stored.store() as store:
            newest = {state.agent: state for state in agent_states(store)}
            assert newest[one.agent].session == one.session.id
            assert newest[one.agent].state == "here"
            assert [state.session for state in agent_sessions(store) if state.agent == one.agent][1:] == ["older"]


async def test_an_agent_may_not_speak_for_another(mosquitto: Start, fleet_study: Study, vantage: Made) -> None:
    """A state on one agent's topic that names another one is refused."""
    broker = mosquitto()
    loaded, one = fleet_study(broker.url), vantage()
    stored = Collected(loaded)
    async with collecting(loaded), connected(Meeting(url=broker.url), name="one") as line:
        forged = msgspec.json.encode(one.state("here", agent="lund-2"))
        await heard(line, Letter(topic("small", one.agent, STATE), forged))
        await heard(line, Letter(topic("small", one.agent, STATE), msgspec.json.encode(one.state("here"))))

        def names() -> list[str]:
            with stored.store() as store:
                return [state.agent for state in agent_states(store)]

        await until(lambda: names() == [one.agent])
