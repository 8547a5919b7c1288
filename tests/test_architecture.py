"""What the layout promises: who imports whom, and that code, tests, study and method speak of the same things."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kaklet.config import load
from probes import KINDS, kind_of
from results.records import Failure

ROOT = Path(__file__).parents[1]
OURS = {"kaklet", "probes", "results", "report_templates", "scheduler"}
ROOMS = [ROOT / name for name in ("kaklet", "probes", "results", "report_templates")]
MODULES = sorted([ROOT / "scheduler.py", *(file for room in ROOMS for file in room.rglob("*.py"))])
LONGEST = 300


@cache
def imported(file: Path) -> frozenset[str]:
    """Return the full name of every module that *file* imports, wherever in it."""
    return frozenset(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports by a relative name"
            yield node.module or ""


def importers(package: str) -> set[str]:
    """Name the modules that import *package* or something in it."""
    return {
        str(file.relative_to(ROOT)) for file in MODULES if any(name.split(".")[0] == package for name in imported(file))
    }


def test_the_scheduler_knows_probes_and_records_only() -> None:
    """It neither judges nor keeps nor decides what is compared."""
    ours = {name for name in imported(ROOT / "scheduler.py") if name.split(".")[0] in OURS}
    of_probes = {f"probes.{module}" for module in ("conditions", "probe", "stepper", "task", "turns", "walk")}
    assert ours == {"probes", *of_probes, "results.records", "results.records.clock"}


def test_apscheduler_has_one_door() -> None:
    """Another library for timers is a change in one file."""
    assert importers("apscheduler") == {"scheduler.py"}


@pytest.mark.parametrize("network", ["aiohttp", "aiosmtplib", "imap_tools", "socket", "ssl", "urllib"])
def test_results_never_talk_to_the_network(network: str) -> None:
    """Facts and judgements need no connection."""
    assert not {module for module in importers(network) if module.startswith("results/")}


@pytest.mark.parametrize("disk", ["sqlite3", "sqlite_utils", "tempfile", "pathlib", "os", "shutil", "time"])
def test_records_and_judges_touch_neither_disk_nor_clock(disk: str) -> None:
    """The same records give the same comparison, on any machine and on any day."""
    touched = {module for module in importers(disk) if module.startswith(("results/records", "results/judge"))}
    assert touched == set()


def test_judges_never_ask_for_the_time() -> None:
    """Time is an argument: no judge and no record calls a clock."""
    for file in MODULES:
        if file.is_relative_to(ROOT / "results" / "judge") or file.is_relative_to(ROOT / "results" / "records"):
            assert not re.search(r"\.(now|utcnow|today)\(", file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_module_is_too_long(file: Path) -> None:
    """What does not fit on a few screens is two things."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_probe_has_a_test_file(kind: str) -> None:
    """tests/ mirrors the rooms, one file for each kind."""
    assert (ROOT / "tests" / "probes" / f"test_{kind}.py").is_file()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_probe_is_shown_in_a_study(kind: str) -> None:
    """At work in the demonstration, or as an example in the file that `kaklet init` writes."""
    shown = {kind_of(task.probe) for task in load(ROOT / "config.toml").study.task}
    template = (ROOT / "kaklet" / "study_template.toml").read_text(encoding="utf-8")
    assert kind in shown or f'kind = "{kind}"' in template


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_probe_has_a_heading_in_the_method(kind: str) -> None:
    """What is published is explained, kind by kind."""
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ .*\b{kind}\b", method, re.MULTILINE)


@pytest.mark.parametrize("failure", sorted(Failure))
def test_every_failure_is_named_in_the_method(failure: Failure) -> None:
    """No reason is given in a report that a reader cannot look up."""
    assert f"`{failure}`" in (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
