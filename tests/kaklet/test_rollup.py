"""`kaklet rollup`: counts what is there, and proves that it can count it again."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaklet.config import load
from kaklet.daemon import database
from kaklet.rolling import FOLDING
from probes import KINDS
from results.keep import Store
from results.records import Observation

Kaklet = Callable[..., subprocess.CompletedProcess[str]]
START = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def path(study: Path) -> Path:
    """Keep two hours of samples and return where."""
    found = database(Path(load(study).study.study.data))
    with closing(Store.create(found)) as store:
        store.keep(
            [
                Observation(
                    agent="here",
                    provider="alpha",
                    target="site",
                    task="page",
                    kind="http",
                    slot=START + timedelta(minutes=number),
                    duration_seconds=0.1 + number / 1000,
                )
                for number in range(120)
            ]
        )
    return found


def test_it_counts_the_hours_that_were_added_to(kaklet: Kaklet, study: Path, path: Path) -> None:
    """Once; a second time there is nothing left to do."""
    assert kaklet("rollup", str(study)).stdout == "Rolled up: 2 hours.\n"
    assert kaklet("rollup", str(study)).stdout == "Rolled up: 0 hours.\n"
    with closing(Store.read(path)) as store:
        (day,) = store.rollups(START - timedelta(hours=12), START + timedelta(hours=12))
    assert (day.up, day.seconds) == (120, 86_400)


@pytest.mark.usefixtures("path")
def test_it_makes_them_again_as_they_were(kaklet: Kaklet, study: Path) -> None:
    """From raw, byte for byte."""
    done = kaklet("rollup", str(study), "--rebuild")
    assert done.returncode == 0
    assert done.stdout.startswith("Made again from raw: 2 hours, byte for byte as they were (SHA-256 ")


def test_roll_ups_that_were_not_made_of_the_samples_are_told(kaklet: Kaklet, study: Path, path: Path) -> None:
    """Who altered one, or made it by other rules, is found out, and the right ones are in place afterwards."""
    kaklet("rollup", str(study))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE rollups_hourly SET slowest_us = slowest_us + 1")
    done = kaklet("rollup", str(study), "--rebuild")
    assert (done.returncode, done.stdout) == (1, "")
    assert "were not as they are now" in done.stderr
    assert kaklet("rollup", str(study), "--rebuild").returncode == 0


def test_before_any_run_there_is_nothing_to_roll_up(kaklet: Kaklet, study: Path) -> None:
    """One sentence, and no empty store is left behind."""
    done = kaklet("rollup", str(study))
    assert done.returncode == 1
    assert done.stderr.startswith("There are no results yet")
    assert not database(Path(load(study).study.study.data)).exists()


def test_every_kind_of_probe_tells_its_speed() -> None:
    """A kind whose speed were not known here would be rolled up by another figure than the report tells."""
    assert FOLDING.speeds.keys() == KINDS.keys()
    assert all(FOLDING.speeds.values())
