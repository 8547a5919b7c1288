"""A real daemon that is held up, shut out of its database or asks again: what its records add up to."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from misbehaving import PAGE, Server, request, saying
from patience import wait_until
from small_study import provider, small_study, task

from kaklet.command_line import main
from kaklet.daemon import database
from results.keep import Store
from results.records import Failure

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from results.records import Observation


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Return what starts a server, until the test is over."""
    started: list[Server] = []

    def start(talk: Callable[[socket.socket], None]) -> Server:
        started.append(Server(talk))
        return started[-1]

    yield start
    for one in started:
        one.close()


def asking(study: Path, server: Server, *, every: float, timeout: float, more: str = "") -> Path:
    """Make *study* ask *server*."""
    page = task("page", "site", "http", every_seconds=every, timeout_seconds=timeout)
    text = small_study(page, more, provider("alpha", site=f"http://127.0.0.1:{server.port}/"))
    study.write_text(text, encoding="utf-8")
    return study


def records(study: Path) -> list[Observation]:
    """Return all that *study* has on record."""
    with closing(Store.read(database(study.with_name("data")))) as store:
        return list(store.observations(datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)))


def checks(study: Path) -> dict[str, dict[str, Any]]:
    """Return the summary's checks of the one provider, by task."""
    done = CliRunner().invoke(main, ["summary", str(study), "--json"])
    assert done.exit_code == 0, done.output
    return {check["task"]: check for check in json.loads(done.stdout)["providers"][0]["checks"]}


def test_a_loop_that_stood_still_voids_what_was_under_way(
    daemon: Callable[[Path], Any], study: Path, serve: Callable[..., Server]
) -> None:
    """Note 7: a daemon that stands still for 1.5 s while it waits for an answer: that is void, and nothing is down."""
    asked = threading.Event()

    def slow(taken: socket.socket) -> None:
        request(taken)
        asked.set()
        time.sleep(0.3)
        taken.sendall(PAGE)

    running = daemon(asking(study, serve(slow), every=1.3, timeout=0.9))
    assert asked.wait(15)
    running.process.send_signal(signal.SIGSTOP)
    time.sleep(1.5)
    running.process.send_signal(signal.SIGCONT)
    time.sleep(1.4)
    asked.clear()
    assert asked.wait(15)
    time.sleep(0.6)
    assert running.end() == 0
    held, *_ = [one for one in records(study) if (one.loop_lag_seconds or 0) > 1]
    assert held.failure in {None, Failure.TIMEOUT}
    time.sleep(1.3)  # until the last slot is over
    found = checks(study)["page"]
    assert found["void"] >= 1
    assert (found["down"], found["outages"], found["uptime"]) == (0, [], 1.0)


IMPATIENT = """
import sys
from results.keep import store, writer
store.BUSY_SECONDS /= 30
writer.BUSY_PAUSE_SECONDS /= 30
from kaklet.command_line import main
sys.argv = ["kaklet", "run", sys.argv[1]]
main()
"""
"""The daemon with a thirtieth of its patience, so that a lock of a second is to it as one of 30 s."""


def test_a_database_that_is_locked_for_long_costs_no_sample(study: Path, serve: Callable[..., Server]) -> None:
    """Note 16: locked for 2.5 s, which to this daemon is what 75 s are to others: nothing is lost, nothing down."""
    study = asking(study, serve(saying(PAGE)), every=1, timeout=0.5)
    said = study.with_name("said.txt")
    with said.open("w") as out, subprocess.Popen([sys.executable, "-c", IMPATIENT, study], stderr=out) as running:
        try:
            wait_until(lambda: "Running" in said.read_text(), said.read_text)
            time.sleep(1.2)
            with closing(sqlite3.connect(database(study.with_name("data")), isolation_level=None)) as db:
                db.execute("BEGIN IMMEDIATE")
                begun = datetime.now(UTC)
                time.sleep(2.5)
                db.execute("ROLLBACK")
            ended = datetime.now(UTC)
            time.sleep(1.2)
            running.terminate()
            assert running.wait(15) == 0, said.read_text()
        finally:
            running.kill()
    assert said.read_text().count("is locked by another program") >= 3  # its patience ran out, and it went on
    found = records(study)
    meanwhile = [one for one in found if begun - timedelta(seconds=1) < one.slot < ended]
    assert len({one.slot for one in meanwhile}) == len(meanwhile) >= 3
    # A busy machine may have missed one, which is on record as missed.
    assert sum(one.failure is None for one in meanwhile) >= len(meanwhile) - 1
    assert {after.slot - before.slot for before, after in pairwise(found)} == {timedelta(seconds=1)}
    check = checks(study)["page"]
    assert (check["down"], check["outages"], check["uptime"], check["void"]) == (0, [], 1.0, 0)


UNCONFIRMED = task("unconfirmed", "site", "http", every_seconds=1, timeout_seconds=0.2)
CONFIRMED = f"confirm_after_seconds = [0.05, 0.05]\n\n{UNCONFIRMED}"


def test_asking_again_changes_no_downtime(
    daemon: Callable[[Path], Any], study: Path, serve: Callable[..., Server]
) -> None:
    """Note 10: an outage of known length has that length, give or take an interval, with confirmations and without."""
    down = threading.Event()

    def page(taken: socket.socket) -> None:
        saying(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n" if down.is_set() else PAGE)(taken)

    running = daemon(asking(study, serve(page), every=1, timeout=0.2, more=CONFIRMED))
    time.sleep(1.5)
    down.set()
    time.sleep(3)
    down.clear()
    time.sleep(1.5)
    assert running.end() == 0
    found = checks(study)
    again = [one for one in records(study) if one.attempt and one.task == "page"]
    assert len(again) >= 4  # two for each failed slot
    for check in found.values():
        # A busy machine may have missed a slot, which is then no downtime.
        assert 3 - 1 - check["missed"] <= check["downtime_seconds"] <= 3 + 1
        # A busy machine may also have let the page wait for too long, which is another outage.
        assert [one["cause"] for one in check["outages"]].count("unexpected_status") == 1
        assert check["down"] + check["up"] == check["measured"]
