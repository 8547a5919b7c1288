"""Several collectors where everybody shows a certificate: one name, two brokers, and what a group may hear."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest
from guarded_broker import Caller, Fleet, kaklet
from real_servers import free_ports
from vantages import Collected, collecting, fleet_study_text, gathered, proved, until

from kaklet.config import load
from kaklet.fleet.study_telling import StudyTelling
from kaklet.fleet.topics import BATCH
from results.keep.segments import read_segment
from results.keep.spool import CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vantages import Vantage

    Made = Callable[..., Vantage]

TAKEN = {"Success", "No matching subscribers"}


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """Return the fleet of a study that its vantages can send something for; its broker does not run yet."""
    file = tmp_path / "study.toml"
    text = fleet_study_text("", every=60, port=1).replace('[broker]\nurl = ""\n', "")
    file.write_text(text, encoding="utf-8")
    return Fleet(file, free_ports(1)[0])


def batches(folder: Path) -> set[bytes]:
    """Return the batches in the closed segments of a spool."""
    kept = [one for path in folder.glob(f"*{CLOSED}") for one in read_segment(path.read_bytes()).kept]
    return {one.payload for one in kept if one.part == BATCH}


async def test_two_collectors_of_one_certificate_share_a_guarded_broker(
    fleet: Fleet, vantage: Made, tmp_path: Path
) -> None:
    """With TLS and the rules as they are written each takes a part, and an agent hears nothing by joining the group."""
    one, papers, spy = vantage(), fleet.enrol("malmo-1"), fleet.enrol("oslo-1")
    one.make(100)
    loaded, letters = load(fleet.study), one.letters()
    folders = [tmp_path / "spool-0", tmp_path / "spool-1"]
    with fleet.running(), Caller(fleet, papers) as agent, Caller(fleet, spy) as other:
        agent.client.subscribe(fleet.topic("malmo-1", "down/ack"), qos=1)
        other.client.subscribe("$share/g/" + fleet.topic("+", BATCH), qos=1)
        async with collecting(loaded, folders[0], share="g"), collecting(loaded, folders[1], share="g"):
            await until(lambda: all(list(folder.glob("*.open")) for folder in folders))

            def acknowledged() -> bool:
                """Send all, and tell whether all of it was acknowledged: what the spy would get is got by nobody."""
                for letter in letters:
                    assert agent.says(letter.topic, letter.payload) in TAKEN
                time.sleep(0.2)
                return len({message.payload for message in agent.heard}) == len(letters)

            await until(acknowledged)
        assert other.heard == []
    parts = [batches(folder) for folder in folders]
    assert all(parts)
    gathered(loaded, *folders)
    proved([one], Collected(loaded))


def test_a_second_broker_is_served_by_the_same_folder(fleet: Fleet, tmp_path: Path) -> None:
    """Its name comes into the certificate, its settings lie beside the first one's, and its agents find it."""
    port, other = free_ports(1)[0], tmp_path / "other"
    url = f"mqtts://127.0.0.1:{port}"
    said = kaklet("fleet", "broker", fleet.study, "--url", url, code=1)
    assert f"is not for 127.0.0.1: run `kaklet fleet init {fleet.study} --renew --name 127.0.0.1`" in said
    kaklet("fleet", "init", fleet.study, "--renew", "--name", "127.0.0.1")
    said = kaklet("fleet", "broker", fleet.study, "--url", url, "--at", other)
    assert f"mosquitto -c {other}/mosquitto-127.0.0.1-{port}.conf" in said
    shutil.copytree(fleet.folder.broker, other)
    (other / f"mosquitto-127.0.0.1-{port}.conf").rename(other / "mosquitto.conf")
    papers = fleet.enrol("malmo-1", "--url", url)
    assert f'url = "{url}"' in (fleet.folder.agents / "malmo-1" / "agent.toml").read_text()
    first = fleet.port
    fleet.folder.broker, fleet.port = other, port
    with fleet.running(), Caller(fleet, papers) as agent:
        agent.client.subscribe(fleet.topic("malmo-1", "down/study"), qos=1)
        assert agent.says(fleet.topic("malmo-1", BATCH)) in TAKEN
        assert "It lies at the broker for 1 agent." in kaklet("fleet", "publish", fleet.study, "--url", url)
        assert agent.says(fleet.topic("malmo-1", BATCH)) in TAKEN
    assert len(agent.heard) == 1
    assert first != port


def test_a_copy_of_the_folder_tells_nobody(fleet: Fleet) -> None:
    """A spool signs nothing, and tells agents of the study only where the fleet's own folder is."""
    fleet.enrol("malmo-1")
    telling = StudyTelling(load(fleet.study), signs=False)
    assert telling._due({}) == []  # noqa: SLF001 -- what it would tell
    assert not fleet.folder.study.exists()
    assert StudyTelling(load(fleet.study))._due({})  # noqa: SLF001 -- as above
    assert [agent for agent, _ in telling._due({})] == ["malmo-1"]  # noqa: SLF001 -- as above
    (fleet.folder.path / "study.key").unlink()
    assert telling._due({}) == []  # noqa: SLF001 -- as above
