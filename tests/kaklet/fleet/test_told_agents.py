"""Collector, broker and agent as processes, over TLS: the study comes to the agent, changes, and is defended."""

import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from guarded_broker import Caller, Fleet, kaklet

from kaklet.config import load
from kaklet.daemon import database
from kaklet.fleet.agent_study import StudyDocument, for_agents
from kaklet.fleet.publishing import published
from kaklet.fleet.signing import new_signing_key, signed
from probes.probe import utc_now
from results.keep import Store
from results.keep.fleet import agent_states
from results.records import Observation, Session
from results.records.fleet import AgentState

PATIENCE_SECONDS = 120.0
A_DAY = timedelta(days=1)


class Vantage:
    """What was carried to a vantage, and the agent that runs there."""

    def __init__(self, fleet: Fleet, command: list[str]) -> None:
        fleet.enrol("malmo-1")
        there = fleet.study.parent / "vantage"
        with tarfile.open(fleet.folder.agents / "malmo-1.tar") as packed:
            packed.extractall(there, filter="data")
        self.file, self.said = there / "malmo-1/agent.toml", there / "said.txt"
        # Machines that run tests are often never synchronised, and records would wait for that.
        self.file.write_text(self.file.read_text().replace("# hold_seconds = 600", "hold_seconds = 0"))
        self._command = command

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Run the agent meanwhile."""
        with self.said.open("a") as said:
            process = subprocess.Popen([*self._command, "agent", str(self.file)], stderr=said, stdout=said)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_SECONDS) == 0, self.said.read_text()

    def hears(self, words: str) -> None:
        """Wait until the agent has said *words*."""
        wait_until(lambda: words in self.said.read_text(), self.said.read_text)


def wait_until(done: Callable[[], bool], told: Callable[[], object] = str) -> None:
    """Wait for *done*; fail with what is *told* if it never comes."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < until, told()
        time.sleep(0.05)


def state(study: Path) -> AgentState | None:
    """Tell how the agent is, by the collector's store."""
    with closing(Store.read(database(study.parent / "data"))) as store:
        return next(iter(agent_states(store)), None)


def collected(study: Path) -> list[Observation]:
    """List what came from the agent, in the order of its slots."""
    with closing(Store.read(database(study.parent / "data"))) as store:
        found = [one for one in store.observations(utc_now() - A_DAY, utc_now() + A_DAY) if one.agent == "malmo-1"]
    return sorted(found, key=lambda one: one.slot)


def count(study: Path) -> int:
    """Count what came from the agent."""
    with closing(sqlite3.connect(database(study.parent / "data"))) as db:
        return int(db.execute("SELECT count(*) FROM observations_told WHERE agent = 'malmo-1'").fetchone()[0])


@pytest.fixture
def vantage(fleet: Fleet) -> Vantage:
    """Return a vantage whose agent has been enrolled."""
    return Vantage(fleet, [sys.executable, "-m", "kaklet"])


def test_a_study_comes_changes_and_is_defended(
    fleet: Fleet, vantage: Vantage, starting: Callable[[Path], object]
) -> None:
    """
    An agent that knows nothing is told by the collector, measures, takes a change between two slots without a gap,
    keeps what it had when a stranger's study comes, and says so; what it measured is collected, each by its own study.
    """
    with fleet.running(), vantage.measuring():
        vantage.hears("No study is known yet")
        starting(fleet.study)
        vantage.hears("Version 1 of the study came: 1 series")
        wait_until(lambda: count(fleet.study) >= 3)

        fleet.study.write_text(fleet.study.read_text().replace("timeout_seconds = 0.3", "timeout_seconds = 0.25"))
        assert "Version 2 of the study is new. It lies at the broker for 1 agent." in kaklet(
            "fleet", "publish", fleet.study
        )
        vantage.hears("Version 2 of the study came")
        before = count(fleet.study)
        wait_until(lambda: count(fleet.study) >= before + 3)

        document = StudyDocument(
            study="small", version=9, made_at=utc_now(), content=for_agents(load(fleet.study).study)
        )
        with Caller(fleet, fleet.collector) as caller:
            caller.says(fleet.topic("malmo-1", "down/study"), signed(document.canonical(), new_signing_key()[0]))
        vantage.hears("The study that came was not signed by the study's key. What was known before still holds.")
        wait_until(lambda: bool((now := state(fleet.study)) and now.study_trouble), lambda: state(fleet.study))
        told = state(fleet.study)
        assert told
        assert (told.state, told.study_version) == ("here", 2)
        before = count(fleet.study)
        wait_until(lambda: count(fleet.study) >= before + 3)
    wait_until(lambda: bool((now := state(fleet.study)) and now.state == "gone"), lambda: state(fleet.study))

    assert f"malmo-1  seen {utc_now():%Y-%m-%d}" in kaklet("fleet", "list", fleet.study)
    found = collected(fleet.study)
    assert {later.slot - earlier.slot for earlier, later in pairwise(found)} == {timedelta(seconds=0.5)}
    with closing(Store.read(database(fleet.study.parent / "data"))) as store:
        runs = {one.id: one.config_sha256 for one in store.all(Session) if one.agent == "malmo-1"}
    assert len({runs[one.session] for one in found if one.session}) == 2


def test_an_agent_that_finds_no_broker_measures_what_it_was_told_last(fleet: Fleet, vantage: Vantage) -> None:
    """The study that it accepted survives its restart, and the broker's absence: it measures, and keeps the records."""
    data = vantage.file.parent / "data"
    data.mkdir()
    with fleet.folder.held():
        (data / "study.signed").write_bytes(published(fleet.folder, load(fleet.study).study, now=utc_now()).content)

    def measured() -> bool:
        with closing(sqlite3.connect(data / "outbox.sqlite3")) as db:
            return bool(db.execute("SELECT count(*) >= 6 FROM outbox").fetchone()[0])

    with vantage.measuring():
        vantage.hears("The broker is not reached")
        wait_until(measured, vantage.said.read_text)
    assert "No study is known yet" not in vantage.said.read_text()
