"""Pages and resolvers of lines from end to end: study file, samples, summary, published data, registration."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kaklet.command_line import main
from kaklet.config import ConfigError, load
from kaklet.daemon import database
from kaklet.publishing.data import compared_again, write_data
from kaklet.publishing.verify import verified
from kaklet.reporting import gathered
from results.keep import Store, Writer
from results.records import Heartbeat, Session

START = datetime(2027, 1, 11, 12, tzinfo=UTC)
LINES = """
[line_rules]
speed = ["speed"]
web = ["page-of-line"]
servers = ["speed"]
dns = ["resolver"]

[[provider]]
id = "telco"
name = "Telco"

[[line_plan]]
id = "telco-100"
provider = "telco"
name = "Fibre 100"
download = { advertised = 100 }

[[line]]
agent = "home-1"
provider = "telco"
plan = "telco-100"
timezone = "Europe/Stockholm"

[[control]]
id = "ref"
target.server = { url = "ws://127.0.0.1:9/" }
target.reference = { url = "http://127.0.0.1:9/page/" }
target.name = { url = "dns:line.ref.localhost" }

[[task]]
name = "speed"
target = "server"
every_seconds = 3600
probe = { kind = "ndt7", own_server = true }

[[task]]
name = "page-of-line"
target = "reference"
every_seconds = 3600
probe = { kind = "web", fingerprint = "0123456789ab" }

[[task]]
name = "resolver"
target = "name"
every_seconds = 3600
probe = { kind = "dns", fresh_name = true }
"""


@pytest.fixture
def homes(study: Path) -> Path:
    """Return a study of a host and of a line, with a day of samples."""
    text = study.read_text(encoding="utf-8").replace("every_seconds = 0.5", "every_seconds = 3600")
    study.write_text(text + LINES, encoding="utf-8")
    return study


def sample(hour: int, task: str, target: str, kind: str, **more: object) -> dict[str, Any]:
    """Make a sample of the line."""
    slot = (START + timedelta(hours=hour)).isoformat()
    made = {"agent": "home-1", "provider": "ref", "target": target, "task": task, "kind": kind, "slot": slot}
    return {**made, "started_at": slot, "duration_seconds": 5.0, **more}


def fill(study: Path) -> None:
    """Import a day: pages that take an hour's number of seconds, and a resolver that is silent at two."""
    paced = "server=speed.example.org:443; congestion_server=bbr; congestion_client=cubic"
    page = {"first_byte_seconds": 0.1, "resources": 22.0, "page_bytes": 9e5, "page_fingerprint": 281474976710655.0}
    samples: list[dict[str, Any]] = []
    for hour in range(24):
        silent = {"failure": "resolver_silent"} if hour in {8, 20} else {"metrics": {"query_seconds": 0.02}}
        address = "2a02:1234:5678:9abc::1" if hour % 2 else "192.168.1.1"
        speed = {"download_bits_per_second": 97e6}
        samples += [
            sample(hour, "speed", "server", "ndt7", metrics=speed, detail=paced, address="192.0.2.7"),
            sample(hour, "page-of-line", "reference", "web", metrics={**page, "page_seconds": 1.0 + hour}),
            sample(hour, "resolver", "name", "dns", address=address, detail="NOERROR", **silent),
        ]
    file = study.with_name("samples.jsonl")
    file.write_text("".join(f"{json.dumps(one)}\n" for one in samples), encoding="utf-8")
    told = CliRunner().invoke(main, ["import", "observations", str(file), "--config", str(study)])
    assert told.exit_code == 0, told.output


def test_the_summary_tells_pages_resolvers_and_servers(homes: Path) -> None:
    """As JSON for programs, and in 80 columns for people."""
    fill(homes)
    told = json.loads(CliRunner().invoke(main, ["summary", str(homes), "--json"]).stdout)
    for found in (*told["lines"]["plans"], *told["lines"]["lines"]):
        (page,) = found["web"]
        assert page["page_seconds"]["all"] == {"n": 24, "p50": 12.5, "p95": 23.0}
        assert (found["dns"]["asked"], found["dns"]["unanswered"], found["dns"]["peak_unanswered"]) == (24, 2, 1)
        assert [one["address"] for one in found["dns"]["resolvers"]] == ["192.168.1.1", "2a02:1234::/32"]
        assert found["responsiveness"] is None
        (server,) = found["servers"]
        assert (server["provider"], server["tests"], server["congestion"]) == ("ref", 24, {"bbr": 24})
    words = CliRunner().invoke(main, ["summary", str(homes)]).stdout
    assert "page page-of-line ref: p50 12.500 s, p95 23.000 s (n=24, failed 0)" in words
    assert "unanswered: 8.33% of 24, wrong: 0" in words
    assert "2a02:1234::/32 (outside): asked 12" in words
    assert "server ref server: 24 tests; congestion control: bbr 24" in words
    assert max(map(len, words.splitlines())) <= 80


def test_published_data_tell_the_same_and_no_house(homes: Path, tmp_path: Path) -> None:
    """The figures come out again; of addresses and of servers' words nothing is published but what they need."""
    fill(homes)
    path = tmp_path / "data.sqlite3"
    with gathered(load(homes)) as found:
        write_data(found, path)
        lines = found.compared().lines
    assert lines.lines[0].dns is not None
    assert compared_again(path).lines == lines
    store = Store.read(path)
    try:
        texts = {text for (text,) in store.connection.execute("SELECT text FROM texts")}
        details = {text for (text,) in store.connection.execute("SELECT detail FROM details")}
    finally:
        store.close()
    assert texts == {"192.168.1.1", "2a02:1234::/32"}
    assert details <= {"congestion_server=bbr", ""}
    assert b"2a02:1234:5678" not in path.read_bytes()
    assert b"speed.example.org" not in path.read_bytes()


def test_a_report_of_them_is_verified(homes: Path, tmp_path: Path) -> None:
    """From its published data, with every figure in the table of lines."""
    fill(homes)
    out = tmp_path / "report"
    made = CliRunner().invoke(main, ["report", str(homes), "--out", str(out), "--downloads", "--format", "csv"])
    assert made.exit_code == 0, made.output
    assert verified(out).differences == ()
    rows = (out / "lines.csv").read_text(encoding="utf-8")
    for figure in (
        "page_seconds_p95_peak:page-of-line:ref",
        "dns_unanswered,",
        "resolver:2a02:1234::/32",
        "server:ref:server",
    ):
        assert figure in rows


def test_a_machine_that_was_off_is_found_in_the_published_data(homes: Path, tmp_path: Path) -> None:
    """By the number of its start: the machine's own mark of it is not published."""
    fill(homes)
    writer = Writer(database(Path(load(homes).study.study.data)), give_up=pytest.fail)
    writer.start()
    for hour, boot in ((0, "a-secret-mark"), (5, "another-mark")):
        run = f"run-{hour}"
        at = START + timedelta(hours=hour)
        writer.keep(
            Session(id=run, agent="home-1", started_at=at, software="", config_sha256="", method="3", boot_id=boot)
        )
        writer.keep(Heartbeat(session=run, at=at + timedelta(hours=3)))
    writer.stop()
    path = tmp_path / "data.sqlite3"
    with gathered(load(homes)) as found:
        write_data(found, path)
        lines = found.compared().lines
    assert [(one.cause, one.lasted_seconds) for one in lines.lines[0].disconnections] == [("house", 7200)]
    assert compared_again(path).lines == lines
    assert b"secret-mark" not in path.read_bytes()


def test_a_registration_holds_lines(homes: Path) -> None:
    """What was sold is put on record, once, and again when it changes; the report tells the change."""
    assert "On record since" in CliRunner().invoke(main, ["register", str(homes)]).output
    fill(homes)
    with gathered(load(homes)) as found:
        assert found.compared().registered.since is not None
    homes.write_text(homes.read_text(encoding="utf-8").replace("advertised = 100 }", "advertised = 90 }"), "utf-8")
    CliRunner().invoke(main, ["register", str(homes)])
    with gathered(load(homes)) as found:
        (change,) = found.compared().registered.changes
    assert (change.rule, change.before, change.after) == ("line_plans.telco-100.download.advertised", "100.0", "90.0")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('web = ["page-of-line"]', 'web = ["resolver"]', "names 'resolver', which is of another kind than web"),
        ('dns = ["resolver"]', 'dns = ["speed"]', "names 'speed', which is of another kind than dns"),
        ('dns = ["resolver"]', 'dns = ["nothing"]', "names 'nothing', which is no task that measures"),
        ('dns = ["resolver"]', 'responsiveness = ["resolver"]', "is of another kind than responsiveness"),
        ("fresh_name = true", "authoritative = true", "which asks the zone's own servers"),
        ('fingerprint = "0123456789ab"', 'fingerprint = "x"', "fingerprint must be 12 lower-case hexadecimal digits"),
    ],
)
def test_line_rules_that_do_not_fit_are_told(homes: Path, right: str, wrong: str, said: str) -> None:
    """Each with a sentence that says what to do."""
    homes.write_text(homes.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load(homes)


def test_what_people_noted_of_a_seller_of_lines_is_told(homes: Path, tmp_path: Path) -> None:
    """Its terms and what it offers stand in the record, and it lacks nothing that only a host offers."""
    fill(homes)
    noted = {
        "terms": "provider,term,value,tester,seen_on,note\ntelco,binding_months,24,,2027-01-02,page 1\n",
        "offerings": (
            "provider,aspect,item,value,note\n"
            "telco,value_raising,Router included,yes,\n"
            "alpha,value_raising,Staging site,yes,\n"
        ),
    }
    for table, rows in noted.items():
        file = tmp_path / f"{table}.csv"
        file.write_text(rows, encoding="utf-8")
        told = CliRunner().invoke(main, ["import", table, str(file), "--config", str(homes)])
        assert told.exit_code == 0, told.output
    out = tmp_path / "report"
    made = CliRunner().invoke(main, ["report", str(homes), "--out", str(out), "--downloads", "--format", "html,txt"])
    assert made.exit_code == 0, made.output
    assert verified(out).differences == ()
    with gathered(load(homes)) as found:
        record = found.compared().service
    assert [one.provider for one in record.terms] == ["telco"]
    assert [(one.provider, one.lacks) for one in record.offerings] == [("alpha", ()), ("telco", ())]
    assert any("Telco" in page.read_text(encoding="utf-8") for page in (out / "en").glob("*terms*.html"))
