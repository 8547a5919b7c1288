"""Internet lines from end to end: a study file, imported samples, the summary, and what is checked of the file."""

import csv
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import ConfigError, load
from kaklet.fleet.agent_study import for_agents, study_of
from kaklet.publishing.data import compared_again, write_data
from kaklet.publishing.verify import verified
from kaklet.reporting import compare_study, gathered
from report_templates import render

START = datetime(2027, 1, 11, 12, tzinfo=UTC)
LINES = """
[line_rules]
speed = ["speed"]
servers = ["speed"]
minimum_tests = 10

[[provider]]
id = "telco"
name = "Telco"

[[line_plan]]
id = "telco-100"
provider = "telco"
name = "Fibre 100"
medium = "fibre"
download = { minimum = 60, normal = 80, maximum = 100, advertised = 100 }
upload = { advertised = 10 }

[[line]]
agent = "home-1"
provider = "telco"
plan = "telco-100"
place = { en = "Malmö" }
timezone = "Europe/Stockholm"

[[control]]
id = "ref"
target.server = { url = "http://127.0.0.1:9/" }

[[control]]
id = "ref-2"
target.server = { url = "http://127.0.0.1:9/" }

[[task]]
name = "speed"
target = "server"
every_seconds = 3600
probe = { kind = "http", timeout_seconds = 30 }
"""


BROKER = """
[broker]
url = "mqtts://broker.example.org:8883"
ca = "fleet/ca.crt"
certificate = "fleet/collector.crt"
key = "fleet/collector.key"
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return the study file of lines that `kaklet init` writes."""
    file = tmp_path / "lines.toml"
    done = CliRunner().invoke(main, ["init", "--lines", str(file)])
    assert (done.exit_code, "your lines" in done.output) == (0, True)
    return file


def test_a_new_study_of_lines_is_right_as_it_is(template: Path) -> None:
    """It has no rules of grading, for nothing in it is graded, and each part of the line is told by a task."""
    done = CliRunner().invoke(main, ["check", str(template)])
    assert (done.exit_code, done.stderr) == (0, "")
    study = load(template).study
    assert study.rules.criteria == ()
    assert study.line_rules.tasks == {task.name for task in study.task}


def test_a_new_study_of_lines_has_a_report(template: Path, tmp_path: Path) -> None:
    """Without rules of its own, and without a word of providers' doors in the summary."""
    one = {**sample(12, "north", 97.0), "target": "ndt", "kind": "ndt7"}
    file = template.with_name("samples.jsonl")
    file.write_text(f"{json.dumps(one)}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["import", "observations", str(file), "--config", str(template)])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(main, ["report", str(template), "--out", str(tmp_path / "report")])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(main, ["summary", str(template)])
    assert done.exit_code == 0, done.output
    assert "line plan" in done.output
    assert "uptime" not in done.output


def test_a_study_that_also_asks_providers_needs_rules(template: Path) -> None:
    """Whoever has a target is compared, and that is graded by rules that stand in the file."""
    text = template.read_text(encoding="utf-8")
    site = 'name = "First ISP"\ntarget.ndt = { url = "ws://127.0.0.1:9/" }'
    template.write_text(text.replace('name = "First ISP"', site), encoding="utf-8")
    with pytest.raises(ConfigError, match="rules is missing: it says how providers are graded"):
        load(template)


def test_tasks_that_agents_are_not_told_of_are_named(template: Path) -> None:
    """A certificate that lies at the collector keeps a task from the lines of agents, and `check` says so."""
    text = template.read_text(encoding="utf-8").replace(
        'kind = "responsiveness", ', 'kind = "responsiveness", ca_file = "own.pem", '
    )
    assert "agents do not run" not in said(template, text + BROKER)
    elsewhere = text.replace('agent = "home-1" ', 'agent = "home-0" ', 1)
    assert "Mind: agents do not run 'responsiveness': it needs a file of this machine" in said(
        template, elsewhere + BROKER
    )


def said(file: Path, text: str) -> str:
    """Tell what `kaklet check` says of *text*."""
    file.write_text(text, encoding="utf-8")
    (file.parent / "own.pem").touch()
    done = CliRunner().invoke(main, ["check", str(file)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def both(study: Path) -> Path:
    """Return a study of a host and of a line."""
    text = study.read_text(encoding="utf-8").replace("every_seconds = 0.5", "every_seconds = 3600")
    study.write_text(text + LINES, encoding="utf-8")
    return study


def sample(hour: int, provider: str, mbits: float | None, **more: object) -> dict[str, Any]:
    """Make a speed test of the line by the server of *provider*; one without a speed failed."""
    slot = START + timedelta(hours=hour)
    made: dict[str, Any] = {
        "agent": "home-1",
        "provider": provider,
        "target": "server",
        "task": "speed",
        "kind": "ndt7",
    }
    made |= {"slot": slot.isoformat(), "started_at": slot.isoformat(), "duration_seconds": 20.0}
    if mbits is None:
        made["failure"] = "timeout"
    else:
        made["metrics"] = {"download_bits_per_second": mbits * 1e6, "upload_bits_per_second": 9.6e6}
        made["metrics"]["device_ceiling_bits_per_second"] = 400e6
    return made | more


def fill(study: Path) -> None:
    """Import two days of tests by two servers, two of which failed, and as many samples of the host."""
    tests = [
        sample(hour, server, None if hour in {30, 31} else speed)
        for hour in range(48)
        for server, speed in (("ref", 97.0), ("ref-2", 85.0))
    ]
    pages = [
        {**sample(hour, "alpha", None), "target": "site", "task": "page", "kind": "http", "failure": None}
        for hour in range(48)
    ]
    file = study.with_name("samples.jsonl")
    file.write_text("".join(f"{json.dumps(one)}\n" for one in [*tests, *pages]), encoding="utf-8")
    told = CliRunner().invoke(main, ["import", "observations", str(file), "--config", str(study)])
    assert told.exit_code == 0, told.output


def test_the_summary_tells_hosts_and_lines_apart(both: Path) -> None:
    """The host by its target, the Internet provider by the line that was measured from; neither in the other's."""
    fill(both)
    told = json.loads(CliRunner().invoke(main, ["summary", str(both), "--json"]).stdout)
    assert [one["id"] for one in told["providers"]] == ["alpha"]
    (plan,), (line,) = told["lines"]["plans"], told["lines"]["lines"]
    assert (plan["name"], plan["lines"], plan["few"], plan["failed"]) == ("Telco", 1, True, 4)
    down = plan["directions"][0]
    # Two days have eight peak hours with two tests each; hours 30 and 31 are 19 and 20 o'clock there.
    assert down["counted"] == 92
    assert down["peak"] == {"n": 12, "above_95": 6, "between": 6, "below_80": 0}
    assert down["peak_quantiles"]["p50"] == 91
    outcomes = {one["rule"]["id"]: one["outcome"] for one in down["rulings"]}
    assert outcomes == {
        "fcc_bands": "counted",
        "fcc_80_80": "80_to_95",
        "bead": "meets",
        "bredbandskollen": "counted",
    }
    assert {one["rule"]["id"]: one["outcome"] for one in line["directions"][0]["rulings"]}["bnetza"] == "no_campaign"
    assert all(one["deciding"] for one in down["rulings"])
    (outage,) = line["disconnections"]
    assert (outage["cause"], outage["lasted_seconds"]) == ("line", 7200)


def test_the_summary_for_people_has_the_lines(both: Path) -> None:
    """A line for each plan and direction, which says that they are few."""
    fill(both)
    told = CliRunner().invoke(main, ["summary", str(both)]).stdout
    assert "telco-100" in told
    assert "1 line: few" in told
    assert max(map(len, told.splitlines())) <= 80


def test_lines_come_out_of_the_published_data_as_they_were(both: Path, tmp_path: Path) -> None:
    """The same figures from the file that anyone can verify; where the copy of a contract lies is not in it."""
    fill(both)
    with gathered(load(both)) as found:
        write_data(found, tmp_path / "data.sqlite3")
        comparison = found.compared()
    assert comparison.lines.plans
    assert compared_again(tmp_path / "data.sqlite3").lines == comparison.lines
    assert msgspec.json.decode(msgspec.json.encode(comparison), type=type(comparison)) == comparison


def test_a_report_with_lines_is_verified_from_its_data(both: Path, tmp_path: Path) -> None:
    """Every figure of lines comes out of the published samples again, and stands in a table of its own."""
    fill(both)
    out = tmp_path / "report"
    made = CliRunner().invoke(main, ["report", str(both), "--out", str(out), "--downloads", "--format", "html,csv,txt"])
    assert made.exit_code == 0, made.output
    assert verified(out).differences == ()
    head, *rows = csv.reader((out / "lines.csv").read_text(encoding="utf-8").splitlines())
    found = [dict(zip(head, row, strict=True)) for row in rows]
    (bead,) = [one for one in found if (one["figure"], one["direction"]) == ("bead", "download")]
    assert (bead["provider"], bead["plan"], bead["verdict"], float(bead["value"])) == (
        "telco",
        "telco-100",
        "meets",
        85,
    )
    assert "Telco: Fibre 100" in (out / "en" / "report.txt").read_text(encoding="utf-8")


def test_a_study_of_lines_alone_has_a_report(study: Path, tmp_path: Path) -> None:
    """Without a host, a criterion or a grade; in four languages."""
    text = study.read_text(encoding="utf-8")
    head, rules = text[: text.index("[[rules.criteria]]")], "criteria = []\n"
    study.write_text(head + rules + LINES, encoding="utf-8")
    fill_lines_only(study)
    comparison = compare_study(load(study))
    assert comparison.providers == ()
    render(comparison, tmp_path / "report", ["en", "sv", "nb", "nl"])
    page = (tmp_path / "report" / "en" / "index.html").read_text(encoding="utf-8")
    assert "Fibre 100" in page
    assert "few lines" in page


def fill_lines_only(study: Path) -> None:
    """Import a day of tests."""
    file = study.with_name("samples.jsonl")
    file.write_text("".join(f"{json.dumps(sample(hour, 'ref', 97.0))}\n" for hour in range(24)), encoding="utf-8")
    assert CliRunner().invoke(main, ["import", "observations", str(file), "--config", str(study)]).exit_code == 0


def test_an_agent_runs_a_study_whose_tests_ask_neutral_places_alone(both: Path) -> None:
    """What an agent is told has no lines in it, and is right all the same."""
    made, reason = study_of(for_agents(load(both).study), study="s", agent="home-1", data="data")
    assert reason == ""
    assert made is not None
    assert {one.target.provider for one in made.series() if one.task.name == "speed"} == {"ref", "ref-2"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('plan = "telco-100"', 'plan = "telco-50"', "line[0].plan names 'telco-50', which is no [[line_plan]]"),
        ('speed = ["speed"]', 'speed = ["fast"]', "line_rules.speed names 'fast', which is no task that measures"),
        ('speed = ["speed"]', "", "line_rules.speed is empty"),
        ('provider = "telco"\nplan', 'provider = "alpha"\nplan', "line[0].provider is not that of the plan, 'telco'"),
        ("minimum = 60", "minimum = 90", "line_plan[0].download.minimum must not be more than normal"),
        ('"Europe/Stockholm"', '"Europe/Malmö"', "line[0].timezone 'Europe/Malmö' is no time zone"),
        (
            "upload = {",
            "contract = { sha256 = 'x', source = 's', read_on = 2026-01-01 }\nupload = {",
            "sha256 must be 64",
        ),
    ],
)
def test_what_does_not_fit_is_told_by_its_key(both: Path, old: str, new: str, expected: str) -> None:
    """One mistake, one sentence."""
    text = both.read_text(encoding="utf-8")
    assert old in text
    both.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(both)
    assert expected in str(error.value)


def test_an_agent_hangs_on_one_line_at_a_time(both: Path) -> None:
    """Two lines on the same day are a mistake; one after the other are not."""
    text = both.read_text(encoding="utf-8")
    second = '\n[[line]]\nagent = "home-1"\nprovider = "telco"\nplan = "telco-100"\nsince = 2027-02-01\n'
    both.write_text(text + second, encoding="utf-8")
    with pytest.raises(ConfigError, match="two lines on the same day"):
        load(both)
    both.write_text(text.replace("place = { en", "until = 2027-01-31\nplace = { en") + second, encoding="utf-8")
    assert len(load(both).study.line) == 2


def test_a_contract_is_the_file_whose_hash_it_names(both: Path) -> None:
    """Another copy is another contract."""
    file = both.with_name("contract.txt")
    file.write_text("100 Mbit/s", encoding="utf-8")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    contract = f'contract = {{ file = "contract.txt", sha256 = "{sha256}", source = "page 2", read_on = 2026-01-01 }}\n'
    both.write_text(both.read_text(encoding="utf-8").replace("upload = {", f"{contract}upload = {{"), encoding="utf-8")
    assert load(both).study.line_plan[0].contract
    file.write_text("50 Mbit/s", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not that of the file"):
        load(both)
