"""Where agents and collector meet, and an agent's own file: mistakes are named with what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaklet.config import ConfigError, load
from kaklet.fleet.agent_file import first_study, read_agent_file
from kaklet.fleet.settings import Meeting, under
from kaklet.fleet.topics import BATCH, Place, is_agent_name, place_of, topic

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from kaklet.config import Loaded

AGENT = """
agent = "{agent}"
study = "{study}"
data = "data"
study_file = "study.toml"
[broker]
url = "{url}"
"""


@pytest.mark.parametrize(
    ("broker", "words"),
    [
        ('url = "broker.example"', "broker.url must be written as mqtts://HOST:PORT"),
        ('url = "mqtt://broker.example:1883"', "broker.url must begin with mqtts: only a broker on this machine"),
        ('url = "mqtts://broker.example"', "broker.ca is missing"),
        ('url = "mqtt://127.0.0.1"\ncertificate = "a.crt"', "broker.certificate and broker.key go together"),
        ('url = "mqtt://127.0.0.1"\nlate_days = 0', "broker.late_days must be more than 0"),
        ('url = "mqtt://127.0.0.1"\nport = 3', "broker.port is not a known key"),
    ],
)
def test_a_broker_that_cannot_be_met_at_is_told(fleet_study: Callable[..., Loaded], broker: str, words: str) -> None:
    """One line for each mistake, with its key."""
    file = fleet_study().file
    file.write_text(file.read_text().replace('url = "mqtt://127.0.0.1:1883"', broker))
    with pytest.raises(ConfigError, match=words):
        load(file)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('agent = "here"', 'agent = "collector"', "study.agent is 'collector', a name that the fleet itself uses"),
        ('id = "beta"', 'id = "agent"', "provider names 'agent', under which alerts tell of vantage points"),
    ],
)
def test_a_name_that_the_fleet_needs_is_told(
    fleet_study: Callable[..., Loaded], old: str, new: str, words: str
) -> None:
    """Only where there is a broker."""
    file = fleet_study().file
    text = file.read_text().replace(old, new)
    file.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load(file)
    file.write_text(text.replace('[broker]\nurl = "mqtt://127.0.0.1:1883"', ""))
    load(file)


@pytest.mark.parametrize(
    ("agent", "study", "url", "words"),
    [
        ("Malmö", "small", "mqtt://127.0.0.1", "agent must be lower-case letters"),
        ("alert", "small", "mqtt://127.0.0.1", "agent is 'alert', a name that the fleet itself uses"),
        ("malmo-1", "small", "mqtt://10.0.0.1", "broker.url must begin with mqtts"),
        ("malmo-1", "a/b", "mqtt://127.0.0.1", "study.id is a part of topics"),
        ("malmo-1", "other", "mqtt://127.0.0.1", "study is not the id of"),
    ],
)
def test_a_mistake_in_an_agents_file_is_told(
    fleet_study: Callable[..., Loaded], tmp_path: Path, agent: str, study: str, url: str, words: str
) -> None:
    """One line for each mistake, with its key."""
    fleet_study()
    file = tmp_path / "agent.toml"
    file.write_text(AGENT.format(agent=agent, study=study, url=url))
    with pytest.raises(ConfigError, match=words):
        first_study(read_agent_file(file), file)


def test_an_agent_measures_in_its_own_name(fleet_study: Callable[..., Loaded], tmp_path: Path) -> None:
    """The study's own agent and data folder are not those of the vantage; paths are relative to the agent's file."""
    fleet_study()
    file = tmp_path / "agent.toml"
    file.write_text(AGENT.format(agent="malmo-1", study="small", url="mqtt://127.0.0.1"))
    head = first_study(read_agent_file(file), file).study.study
    assert (head.agent, head.data) == ("malmo-1", str(tmp_path / "data"))


def test_files_are_relative_to_the_folder(tmp_path: Path) -> None:
    """Those that are named from the root stay where they are."""
    found = under(tmp_path, Meeting(url="mqtts://x", ca="ca.crt", certificate="/etc/a.crt", key=None))
    assert (found.ca, found.certificate, found.key) == (str(tmp_path / "ca.crt"), "/etc/a.crt", None)
    assert (found.host, found.port, found.encrypted) == ("x", 8883, True)


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "Malmo", "a" * 41, "-a", "å", "a b"])
def test_a_name_that_is_no_level_is_nobodys(name: str) -> None:
    """It can be no agent's, and no topic with it is listened to."""
    assert not is_agent_name(name)
    assert place_of(topic("small", name, BATCH), "small") is None


def test_a_topic_says_whose_it_is() -> None:
    """Of this study alone, and of the parts that there are."""
    assert place_of("kaklet/v1/small/malmo-1/up/batch", "small") == Place("malmo-1", BATCH)
    assert place_of("kaklet/v1/other/malmo-1/up/batch", "small") is None
    assert place_of("kaklet/v1/small/malmo-1/up/else", "small") is None


def test_collecting_needs_a_broker(
    kaklet: Callable[..., subprocess.CompletedProcess[str]], fleet_study: Callable[..., Loaded]
) -> None:
    """A study without one has nobody to collect from, and says what to write."""
    file = fleet_study().file
    file.write_text(file.read_text().replace('[broker]\nurl = "mqtt://127.0.0.1:1883"\n', ""))
    done = kaklet("collect", file)
    assert done.returncode == 1
    assert "names no broker: write a [broker] table" in done.stderr


def test_an_agent_without_a_file_is_told(kaklet: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """One sentence, and no traceback."""
    done = kaklet("agent", "nowhere.toml")
    assert done.returncode == 1
    assert "does not exist: `kaklet fleet enrol` writes one" in done.stderr
    assert "Traceback" not in done.stderr
