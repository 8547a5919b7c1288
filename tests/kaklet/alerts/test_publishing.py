"""Alerts by MQTT: whoever comes later sees how everything stands, from a real Mosquitto."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from guarded_broker import Fleet
from real_servers import free_ports
from watched_study import Watched, at, beat, samples, session

from kaklet.alerts.board import board
from kaklet.alerts.publishing import Courier
from kaklet.config import load
from kaklet.fleet.settings import Meeting
from kaklet.fleet.transport import connected
from results.records import Failure

if TYPE_CHECKING:
    from broker import Mosquitto

PATIENCE_SECONDS = 30.0
ROOT = "kaklet/v1/small/alert"
ALPHA = f"{ROOT}/alpha/page"


async def retained(broker: Mosquitto | Meeting, *topics: str) -> dict[str, bytes]:
    """Come late and return all that the *broker* holds under *topics*."""
    found: dict[str, bytes] = {}
    meeting = broker if isinstance(broker, Meeting) else Meeting(url=broker.url)
    async with connected(meeting, name="late") as line:
        await line.subscribe(*topics)
        with_time = line.letters()
        try:
            async with asyncio.timeout(0.4):
                async for letters in with_time:
                    found |= {letter.topic: letter.payload for letter in letters if letter.retained}
        except TimeoutError:
            await with_time.aclose()
    return found


async def until_said(broker: Mosquitto | Meeting, topic: str, **wanted: object) -> dict[str, Any]:
    """Wait until the retained *topic* says *wanted*; return all that it says."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await retained(broker, topic)
            said: dict[str, Any] = json.loads(found[topic]) if found.get(topic) else {}
            if said and all(said.get(name) == value for name, value in wanted.items()):
                return said


async def until_plain(broker: Mosquitto, topic: str, wanted: bytes | None) -> None:
    """Wait until *topic* holds just *wanted*."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await retained(broker, topic)).get(topic) != wanted:
            pass


@asynccontextmanager
async def publishing(watched: Watched) -> AsyncIterator[Courier]:
    """Have the alerts of *watched* published meanwhile."""
    broker = watched.loaded.study.broker
    assert broker is not None
    courier = Courier(watched.loaded, broker, watched.alerts, retry_seconds=0.05)
    task = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def broker(mosquitto: Callable[..., Mosquitto]) -> Mosquitto:
    """Run a broker."""
    return mosquitto()


def told_at(study: Path, broker: Mosquitto) -> Watched:
    """Have the alerts of *study* told at *broker*."""
    tables = f'[broker]\nurl = "{broker.url}"\n[alerts]\n[alerts.home_assistant]\n'
    study.write_text(f"{study.read_text(encoding='utf-8')}\n{tables}", encoding="utf-8")
    return Watched(load(study))


@pytest.fixture
def told(study: Path, broker: Mosquitto) -> Watched:
    """Return the small study, whose alerts go to the broker and to Home Assistant there."""
    return told_at(study, broker)


async def test_who_comes_late_sees_what_is_open_and_then_that_it_is_closed(told: Watched, broker: Mosquitto) -> None:
    """An outage is open for whoever comes while it lasts, closed for whoever comes after."""
    told.keep(*samples(range(10)), *samples(range(10, 13), Failure.TIMEOUT))
    told.at(13)
    async with publishing(told) as courier:
        said = await until_said(broker, ALPHA, state="open")
        assert (said["cause"], said["since"], said["until"]) == ("timeout", "2026-05-03T12:10:00Z", None)
        assert (await until_said(broker, f"{ROOT}/beta/page"))["state"] == "closed"
        told.keep(*samples(range(13, 20)))
        told.at(20)
        courier.news.set()
        said = await until_said(broker, ALPHA, state="closed")
        assert (said["until"], said["event"]) == ("2026-05-03T12:13:00Z", "outage_closed")


async def test_a_broker_that_forgot_is_told_everything_anew(told: Watched, broker: Mosquitto) -> None:
    """It keeps nothing on disk and was killed; what is open then is there again."""
    told.keep(*samples(range(10)), *samples(range(10, 13), Failure.TIMEOUT))
    async with publishing(told) as courier:
        await until_said(broker, ALPHA, state="closed")
        broker.kill()
        told.at(13)
        courier.news.set()
        broker.start()
        await until_said(broker, ALPHA, state="open")


async def test_agents_and_what_waits_have_topics_of_their_own(told: Watched, broker: Mosquitto) -> None:
    """One that is lost is open; where nothing waits, that is said."""
    told.keep(session("malmo", -60), beat("malmo", -60, 0), session("oslo", -60), beat("oslo", -60, 9))
    told.at(10)
    async with publishing(told):
        assert (await until_said(broker, f"{ROOT}/agent/malmo", state="open"))["event"] == "agent_lost"
        await until_said(broker, f"{ROOT}/agent/oslo", state="closed", event=None)
        await until_said(broker, f"{ROOT}/waiting", state="closed", count=0, cases=[])


@pytest.fixture
def fleet(study: Path) -> Fleet:
    """Return the fleet of the small study, whose alerts are told at its own broker."""
    made = Fleet(study, free_ports(1)[0])
    with study.open("a", encoding="utf-8") as file:
        file.write("\n[alerts]\n[alerts.home_assistant]\n")
    return made


async def test_a_fleets_own_broker_is_told_and_its_reader_sees_it(fleet: Fleet) -> None:
    """By TLS, with the certificates and the rules that `kaklet fleet` writes: nothing of it is refused."""
    told = Watched(load(fleet.study))
    told.keep(*samples(range(10)), *samples(range(10, 13), Failure.TIMEOUT))
    told.at(13)
    folder = fleet.folder.path / "reader"
    reader = Meeting(
        url=f"mqtts://localhost:{fleet.port}",
        ca=str(folder / "ca.crt"),
        certificate=str(folder / "reader.crt"),
        key=str(folder / "reader.key"),
    )
    with fleet.running():
        async with publishing(told):
            said = await until_said(reader, ALPHA, state="open")
            found = await retained(reader, "homeassistant/#")
    assert said["cause"] == "timeout"
    (entity,) = [json.loads(one) for topic, one in found.items() if topic.endswith("alpha_page/config")]
    assert entity["state_topic"] == ALPHA


async def test_it_is_told_whether_anybody_watches(told: Watched, broker: Mosquitto) -> None:
    """Online while it runs, offline when it was ended: then nobody knows how anything stands."""
    online = f"{ROOT}/online"
    async with publishing(told):
        await until_plain(broker, online, b"online")
    await until_plain(broker, online, b"offline")


async def test_home_assistant_finds_each_topic(told: Watched, broker: Mosquitto) -> None:
    """A binary sensor for each, with device, availability and an id of its own, whose state its templates can read."""
    told.keep(session("oslo", -60), beat("oslo", -60, 9))
    async with publishing(told):
        # It is said last.
        await until_plain(broker, f"{ROOT}/online", b"online")
        found = {topic: json.loads(said) for topic, said in (await retained(broker, "homeassistant/#")).items()}
        states = await retained(broker, f"{ROOT}/#")
    assert set(found) == {
        f"homeassistant/binary_sensor/kaklet_small_{name}/config"
        for name in ("alpha_page", "beta_page", "agent_oslo", "waiting")
    }
    assert {config["unique_id"] for config in found.values()} == {topic.split("/")[2] for topic in found}
    alpha = found["homeassistant/binary_sensor/kaklet_small_alpha_page/config"]
    assert alpha["device"]["identifiers"] == ["kaklet_small_alpha"]
    assert alpha["device"]["name"] == "Alpha"
    assert alpha["default_entity_id"] == "binary_sensor.kaklet_small_alpha_page"
    for config in found.values():
        assert states[config["availability_topic"]] == config["payload_available"].encode()
        assert json.loads(states[config["state_topic"]])["state"] == config["payload_off"]
        assert config["value_template"] == "{{ value_json.state }}"
        assert "object_id" not in config


async def test_what_left_the_study_leaves_the_broker(told: Watched, broker: Mosquitto) -> None:
    """Its topic is removed, and so is its entity, whether it ever was down or not."""
    told.keep(*samples(range(10), provider="beta"))
    async with publishing(told):
        await until_said(broker, f"{ROOT}/beta/page", state="closed")
    left = msgspec.structs.replace(told.loaded.study, provider=told.loaded.study.provider[:1])
    told.loaded = msgspec.structs.replace(told.loaded, study=left)
    async with publishing(told):
        await until_plain(broker, f"{ROOT}/beta/page", None)
        await until_plain(broker, "homeassistant/binary_sensor/kaklet_small_beta_page/config", None)


async def test_a_topic_that_is_refused_keeps_no_other_from_being_said(
    study: Path, mosquitto: Callable[..., Mosquitto], caplog: pytest.LogCaptureFixture
) -> None:
    """The broker's rules allow the study's topics and not Home Assistant's: that is said, and the rest is there."""
    broker = mosquitto()
    broker.allow("topic readwrite kaklet/v1/#\ntopic read homeassistant/#")
    async with publishing(told_at(study, broker)):
        await until_plain(broker, f"{ROOT}/online", b"online")
        assert await retained(broker, "homeassistant/#") == {}
    assert "The broker refuses homeassistant/binary_sensor/kaklet_small_alpha_page/config" in caplog.text


def test_an_open_outage_is_not_hidden_by_an_older_one_that_is_corrected(watched: Watched) -> None:
    """The topic of a pair says what is open now, whatever was said last."""
    watched.keep(*samples(range(5)), *samples(range(6, 8), Failure.TIMEOUT), *samples(range(8, 10)))
    watched.keep(*samples(range(10, 13), Failure.TIMEOUT))
    watched.at(13)
    watched.keep(*samples((5,), Failure.TIMEOUT))
    assert watched.at(14) == ["outage_corrected alpha"]
    said = board("small", {("alpha", "page")}, (), watched.alerts.newest())[ALPHA]
    assert json.loads(said)["since"] == f"{at(10):%Y-%m-%dT%H:%M:%SZ}"
