"""What a machine knew of its clock is kept with what it recorded."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from results.keep import Store
from results.records import Failure, Heartbeat, Observation, Session

BOOTED = datetime(2026, 5, 1, 7, 31, 12, 345_000, tzinfo=UTC)
CLOCK = {
    "clock_synchronised": False,
    "clock_error_seconds": 16.384,
    "booted_at": BOOTED,
    "redated_by_seconds": 86_400.25,
}


def test_runs_and_heartbeats_tell_of_their_clock(store: Store, session: Session) -> None:
    """Each has its own: the clock may have been put right in between."""
    begun = replace(session, **CLOCK)
    beat = Heartbeat(
        session=session.id,
        at=session.started_at + timedelta(minutes=1),
        clock_synchronised=True,
        clock_error_seconds=0.016,
        booted_at=BOOTED + timedelta(days=1),
    )
    store.keep([begun])
    assert [(one.clock_synchronised, one.booted_at) for one in store.heartbeats()] == [(None, None)]
    store.keep([beat])
    assert store.all(Session) == [begun]
    assert store.heartbeats() == [beat]


def test_observations_told_spells_the_clock_out(
    store: Store, tmp_path: Path, observed: Callable[..., Observation], session: Session
) -> None:
    """Error, the machine's start and its id, the time since then, and by how much a sample was re-dated."""
    missed = observed(session=session.id, attempt=1, started_at=None, failure=Failure.MISSED_LATE, **CLOCK)
    store.keep([session, observed(session=session.id, **CLOCK), missed, observed(attempt=2)])
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        found = db.execute(
            "SELECT clock_synchronised, clock_error_seconds, booted_at, started_monotonic_seconds, boot_id,"
            " redated_by_seconds FROM observations_told ORDER BY attempt"
        ).fetchall()
    since = (observed().started_at - BOOTED).total_seconds()
    assert found == [
        (0, 16.384, "2026-05-01T07:31:12.345Z", since, "b", 86_400.25),
        (0, 16.384, "2026-05-01T07:31:12.345Z", None, "b", 86_400.25),
        (None, None, None, None, None, None),
    ]


def test_a_clock_takes_a_row_only_when_something_of_it_changes(
    store: Store, tmp_path: Path, observed: Callable[..., Observation], session: Session
) -> None:
    """A thousand samples under two settings of the clock share two rows."""
    store.keep([session])
    for step in (0, 1):
        clock = {**CLOCK, "booted_at": BOOTED + timedelta(days=step)}
        store.keep([observed(session=session.id, attempt=1 + step + 2 * n, **clock) for n in range(500)])
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM contexts").fetchone() == (2,)
