"""History from elsewhere: `kaklet import observations`, and what `kaklet summary` makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOD = {
    "agent": "se-1",
    "provider": "bjorkhost",
    "target": "site",
    "task": "front-page",
    "kind": "http",
    "slot": "2026-05-03T14:00:00Z",
    "started_at": "2026-05-03T14:00:01.250Z",
    "duration_seconds": 0.312,
    "attempt": 0,
    "failure": None,
    "detail": "",
    "metrics": {"connect_seconds": 0.011, "ttfb_seconds": 0.2},
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the demonstration's study in a folder of its own."""
    path = tmp_path / "config.toml"
    path.write_bytes((ROOT / "config.toml").read_bytes())
    return path


def kaklet(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with *given* on its standard input."""
    command = [sys.executable, "-m", "kaklet", *words]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=60, text=True)


def lines(*observations: dict[str, object] | str) -> str:
    """Write *observations* as the lines of a file."""
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in observations)


def imported(config: Path, *observations: dict[str, object] | str) -> subprocess.CompletedProcess[str]:
    """Import *observations* into the study *config*."""
    return kaklet("import", "observations", "-", "--config", str(config), given=lines(*observations))


def check_of(config: Path, provider: str = "bjorkhost") -> dict[str, object]:
    """Return the one check of *provider* in the summary."""
    done = kaklet("summary", str(config), "--json")
    assert done.returncode == 0, done.stderr
    (found,) = [one for one in json.loads(done.stdout)["providers"] if one["id"] == provider]
    (check,) = found["checks"]
    return check


def test_imported_lines_are_judged_by_the_same_rules(config: Path) -> None:
    """A good slot, a failed one, a missed one and one without a record make two measured of four due."""
    slots = ["2026-05-03T14:00:00Z", "2026-05-03T14:00:02.500Z", "2026-05-03T14:00:07.500Z"]
    failures = [None, "timeout", "missed_down"]
    done = imported(config, *[{**GOOD, "slot": s, "failure": f} for s, f in zip(slots, failures, strict=True)])
    assert (done.returncode, done.stdout) == (0, "Taken: 3. Not taken: 0.\n")
    check = check_of(config)
    assert [check[name] for name in ("due", "measured", "missed", "void", "uptime")] == [4, 2, 2, 0, 0.5]
    assert check["coverage"] == 0.5
    assert check["latency_seconds"] == {
        "p50": pytest.approx(0.312, rel=0.0079),
        "p95": None,
        "p99": None,
        "censored": 1,
        "n": 2,
    }


def test_a_second_import_changes_nothing(config: Path) -> None:
    """The key of a record makes a second delivery harmless."""
    imported(config, GOOD)
    before = check_of(config)
    assert imported(config, GOOD).returncode == 0
    assert check_of(config) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("garbage", "is not an observation"),
        ({**GOOD, "failure": "boredom"}, "is not an observation"),
        ({**GOOD, "slot": "2026-05-03T14:00:00"}, "has a slot without a zone: end it with Z"),
        ({**GOOD, "booted_at": "2026-05-03T14:00:00"}, "has a booted_at without a zone: end it with Z"),
        ({**GOOD, "redated_by_seconds": 1e300}, "has a redated_by_seconds of more than a century"),
        ({**GOOD, "provider": "nobody"}, "which the study does not have"),
        ({**GOOD, "duration_seconds": -1}, "has a figure that is not finite, or a negative duration"),
        ({**GOOD, "started_at": None}, "is a success that never started"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(config: Path, line: dict[str, object] | str, words: str) -> None:
    """The good lines before and after it are taken, and the exit code tells of it."""
    done = imported(config, GOOD, line, {**GOOD, "slot": "2026-05-03T14:00:02.500Z"})
    assert done.returncode == 1
    assert done.stdout == "Taken: 2. Not taken: 1.\n"
    assert done.stderr.startswith("line 2 ")
    assert words in done.stderr


def test_the_table_for_people_fits_80_columns(config: Path) -> None:
    """No line of the summary is wider, and an uptime below 1 is never told as 100 %."""
    imported(config, GOOD, {**GOOD, "slot": "2026-05-03T14:00:02.500Z", "failure": "timeout"})
    done = kaklet("summary", str(config))
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "50.000%" in done.stdout


@pytest.mark.parametrize("name", ["observation", "summary", "comparison"])
def test_each_format_has_a_schema(name: str) -> None:
    """What is read and written in JSON is described."""
    done = kaklet("schema", name)
    assert done.returncode == 0
    assert json.loads(done.stdout)["$defs"]
