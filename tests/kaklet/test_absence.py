"""What went unasked because no daemon ran: told after the next start, once, and counted as unknown."""

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from patience import wait_until

from kaklet.absence import absence
from kaklet.config import load
from kaklet.daemon import database
from results.keep import Store
from results.records import Failure, Heartbeat, Observation, Session

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
EVER = datetime(2200, 1, 1, tzinfo=UTC)
EVERY = timedelta(seconds=0.5)


def observations(study: Path) -> list[Observation]:
    """Return all that *study* has on record, by slot."""
    store = Store.read(database(study.with_name("data")))
    with closing(store):
        return list(store.observations(NOON - timedelta(days=9_999), EVER))


def run_for_slots(daemon: Callable[[Path], object], study: Path, slots: int, number: int = signal.SIGTERM) -> None:
    """Run the daemon until it has asked *slots* more times, then send it the signal *number*."""
    before = len(observations(study)) if database(study.with_name("data")).exists() else 0
    running = daemon(study)
    wait_until(lambda: sum(one.failure is None for one in observations(study)[before:]) >= slots)
    running.end(number)


def test_slots_after_kill_9_are_told_once_and_count_as_unknown(
    kaklet: Callable[..., subprocess.CompletedProcess[str]], daemon: Callable[[Path], object], study: Path
) -> None:
    """A daemon killed for three slots: each is missed_down, uptime is unchanged, and the coverage falls."""
    run_for_slots(daemon, study, 3, signal.SIGKILL)
    killed = datetime.now(UTC)
    time.sleep(4 * EVERY.total_seconds())
    back = datetime.now(UTC)
    run_for_slots(daemon, study, 3)
    found = observations(study)
    down = [one.slot for one in found if one.failure is Failure.MISSED_DOWN]
    assert sum(killed < slot < back for slot in down) >= 3
    assert all(after.slot - before.slot == EVERY for before, after in pairwise(found)), "a slot is silent or double"

    run_for_slots(daemon, study, 1)
    again = {one.slot: one for one in observations(study)}
    assert [again[one.slot] for one in found] == found

    done = kaklet("summary", study, "--json")
    (check,) = json.loads(done.stdout)["providers"][0]["checks"]
    assert (check["uptime"], check["outages"]) == (1.0, [])
    assert check["missed"] >= 3
    assert check["coverage"] < 1.0


def kept(study: Path, *records: Observation | Session | Heartbeat) -> None:
    """Write *records*."""
    store = Store.create(database(study.with_name("data")))
    with closing(store):
        store.keep(records)


def session(name: str, agent: str = "here", at: datetime = NOON) -> Session:
    """Make a session."""
    return Session(id=name, agent=agent, started_at=at, software="0", config_sha256="0", boot_id="")


def asked(provider: str, agent: str = "here") -> Observation:
    """Make the record of a visit."""
    return Observation(agent=agent, provider=provider, target="site", task="page", kind="http", slot=NOON)


def test_the_absence_begins_with_the_newest_heartbeat_of_the_session_before(study: Path) -> None:
    """Older sessions, and other agents' sessions, do not count."""
    last = NOON + timedelta(seconds=40)
    kept(
        study,
        session("old"),
        session("before"),
        Heartbeat(session="before", at=last),
        session("elsewhere", "there", NOON + timedelta(hours=1)),
        asked("alpha"),
    )
    series = load(study).study.series()
    assert absence(database(study.with_name("data")), session("now"), series) == (last, series)


def test_a_series_that_is_new_was_not_due(study: Path) -> None:
    """Only what this agent has asked before was missed; what another agent asked says nothing."""
    kept(study, session("before"), asked("beta"), asked("alpha", "there"))
    found = absence(database(study.with_name("data")), session("now"), load(study).study.series())
    assert found == (NOON, [])


def test_before_the_first_session_there_is_no_absence(study: Path) -> None:
    """A study that has just begun has missed nothing."""
    kept(study, session("now"))
    assert absence(database(study.with_name("data")), session("now"), load(study).study.series()) is None


def test_a_writer_that_cannot_write_delays_no_slot(daemon: Callable[[Path], object], study: Path) -> None:
    """A database that another program holds for three seconds: all is asked meanwhile, in time, and kept later."""
    running = daemon(study)
    path = database(study.with_name("data"))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        begun = datetime.now(UTC)
        time.sleep(3.0)
        db.execute("ROLLBACK")
        ended = datetime.now(UTC)
    time.sleep(2 * EVERY.total_seconds())
    assert running.end() == 0
    meanwhile = [one for one in observations(study) if begun < one.slot < ended - EVERY]
    assert len(meanwhile) >= 4
    measured = [one for one in meanwhile if one.started_at is not None]
    # Another program may hold the machine itself for a moment.
    assert len(measured) >= len(meanwhile) - 1
    assert all(one.started_at - one.slot < EVERY for one in measured)
