"""The accounting from end to end: a study file, imported records of several agents, the summary in JSON."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kaklet.config import load
from kaklet.reporting import study_facts

Kaklet = Callable[..., subprocess.CompletedProcess[str]]

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
EVERY = timedelta(minutes=1)
MORE = """
[[control]]
id = "anchor"
target.site = { url = "http://127.0.0.1:9/" }

[[maintenance]]
provider = "alpha"
start = 2026-05-03T12:20:00Z
end = 2026-05-03T12:30:00Z
announced = 2026-05-01T11:00:00+02:00
source = "status page, read 2 May 2026"
"""


@pytest.fixture
def minutely(study: Path) -> Path:
    """Return a study that asks each minute, with a control and announced maintenance."""
    text = study.read_text(encoding="utf-8").replace("every_seconds = 0.5", "every_seconds = 60")
    study.write_text(text + MORE, encoding="utf-8")
    return study


def lines(agent: str, provider: str, failures: dict[range, str]) -> Iterator[str]:
    """Write an hour of samples as JSON lines; what is in none of the ranges of *failures* succeeded."""
    for place in range(60):
        slot = START + place * EVERY
        failure = next((name for places, name in failures.items() if place in places), None)
        sample: dict[str, Any] = {"agent": agent, "provider": provider, "target": "site", "task": "page"}
        sample |= {"kind": "http", "slot": slot.isoformat(), "attempt": 0, "failure": failure, "detail": ""}
        sample |= {"started_at": (slot + timedelta(seconds=1)).isoformat(), "duration_seconds": 0.2, "metrics": {}}
        yield json.dumps(sample)


def check(kaklet: Kaklet, study: Path, told: list[str], *options: str) -> dict[str, Any]:
    """Import the lines *told* and return the summary's only check."""
    file = study.with_name("lines.jsonl")
    file.write_text("\n".join(told) + "\n", encoding="utf-8")
    imported = kaklet("import", "observations", file, "--config", study)
    assert (imported.returncode, imported.stderr) == (0, "")
    summary = json.loads(kaklet("summary", study, "--json", *options).stdout)
    ((found,),) = [one["checks"] for one in summary["providers"]]
    assert isinstance(found, dict)
    return found


def test_one_vantage_point_of_three_blames_nobody(kaklet: Kaklet, minutely: Path) -> None:
    """Note 9, with the real commands: ten minutes of DISAGREE, no downtime, less coverage."""
    told = [*lines("a", "alpha", {range(10, 20): "timeout"}), *lines("b", "alpha", {}), *lines("c", "alpha", {})]
    found = check(kaklet, minutely, told)
    assert (found["due"], found["up"], found["disagree"], found["down"]) == (60, 50, 10, 0)
    assert (found["uptime"], found["downtime_seconds"], found["outages"]) == (1.0, 0.0, [])
    assert found["coverage"] == pytest.approx(50 / 60)


def test_a_cut_line_and_maintenance_and_walls(kaklet: Kaklet, minutely: Path) -> None:
    """Silence with a silent control is void, announced work is downtime with a second figure, a wall is a wall."""
    cut = {range(5): "timeout"}
    told = [*lines("a", "alpha", {**cut, range(20, 30): "unexpected_status", range(40, 42): "blocked"})]
    found = check(kaklet, minutely, [*told, *lines("a", "anchor", cut)])
    assert (found["void"], found["down"], found["blocked"], found["measured"]) == (5, 10, 2, 53)
    assert (found["uptime"], found["uptime_without_announced"]) == (43 / 53, 1.0)
    (outage,) = found["outages"]
    assert (outage["cause"], outage["samples"], len(outage["proof"])) == ("unexpected_status", 10, 10)


def test_a_control_is_asked_by_what_measures_and_compared_by_nothing(minutely: Path) -> None:
    """It stands in the series, and not among the providers."""
    loaded = load(minutely)
    assert [series.target.provider for series in loaded.study.series()] == ["alpha", "anchor"]
    facts = study_facts(loaded)
    assert (facts.controls, [one.id for one in facts.providers]) == ({"anchor"}, ["alpha"])


def test_a_control_is_written_to_by_nobody(asking_study: Callable[..., Path]) -> None:
    """A task that asks people questions leaves controls alone."""
    file = asking_study()
    file.write_text(
        file.read_text(encoding="utf-8")
        + '\n[[control]]\nid = "anchor"\ntarget.site = { url = "http://127.0.0.1:9/" }\n',
        encoding="utf-8",
    )
    asked = {(series.task.name, series.target.provider) for series in load(file).study.series()}
    assert asked == {("page", "alpha"), ("page", "anchor"), ("ask", "alpha")}
