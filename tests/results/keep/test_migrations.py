"""The numbered steps, and what people see who look in with other tools."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlite_utils import Database

from results.keep import Store, StoreError
from results.keep.migrations import STEPS, migrations
from results.keep.rows import flat_row, from_ms
from results.records import Case, Failure, Handover, Hop, Message, Observation, Session, Sighting

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
WRITTEN_BY = Path(__file__).with_name("written_by")


def test_steps_lists_exactly_the_registered_steps() -> None:
    """A step that was added without its name in STEPS would make the next start refuse its own file."""
    assert {step.name for step in migrations.pending(Database(memory=True))} == STEPS


def test_applying_twice_changes_nothing(tmp_path: Path) -> None:
    """Each step is applied once, however often the daemon starts."""
    path = tmp_path / "kaklet.sqlite3"
    schemas = []
    for _ in range(2):
        Store.create(path).close()
        with closing(sqlite3.connect(path)) as db:
            schemas.append(db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall())
    assert schemas[0] == schemas[1]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a file that an earlier version wrote, which knew the steps to 002_rollups."""
    path = tmp_path / "kaklet.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.executescript((WRITTEN_BY / "002_rollups.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture
def told_then() -> list[Observation]:
    """Return what that version read from that file: samples of every kind, hops, failures, a confirmation."""
    lines = (WRITTEN_BY / "002_rollups.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Observation) for line in lines]


def test_a_file_of_the_first_version_is_brought_up_to_date(old: Path, told_then: list[Observation]) -> None:
    """What was kept before a step is there after it, and waits to be rolled up."""
    with closing(sqlite3.connect(old)) as db:
        db.executescript(
            "DROP TABLE rollups_hourly; DROP TABLE rollups_daily; DROP TABLE open_hours;"
            "DELETE FROM _sqlite_migrations WHERE name = '002_rollups'"
        )
    with pytest.raises(StoreError, match="older Kaklet: start `kaklet run` once"):
        Store.read(old)
    with closing(Store.create(old)) as store:
        assert list(store.observations(*ALWAYS)) == told_then
    with closing(sqlite3.connect(old)) as after:
        assert after.execute("SELECT hour_ms FROM open_hours").fetchall() == [(1777809600000,)]


def test_handovers_of_a_file_without_follow_ups_are_those_of_its_questions(tmp_path: Path, case: Case) -> None:
    """The step that numbers letters within their case takes over what was handed over before it."""
    path = tmp_path / "kaklet.sqlite3"
    db = Database(path)
    migrations.apply(db, stop_before="003_correspondence")
    row = {"case": "c1", "at_ms": 5, "detail": "250 ok", "evidence": "ef" * 32}
    columns = {**flat_row(case), **row, "id": "c1"}
    for table in ("cases", "handovers"):
        names = {column.name for column in db.table(table).columns}
        db.table(table).insert({name: value for name, value in columns.items() if name in names})
    db.close()
    with closing(Store.create(path)) as store:
        assert store.all(Handover) == [
            Handover(case="c1", number=0, at=from_ms(5), detail="250 ok", evidence="ef" * 32)
        ]
        assert [(one.plan, one.seed) for one in store.all(Case)] == [(None, False)]


def test_rows_from_before_the_columns_by_kind_read_the_same(old: Path, told_then: list[Observation]) -> None:
    """Each field of each sample, by the store and by the view; its run says that no method was kept then."""
    with closing(sqlite3.connect(old)) as db:
        before = db.execute("SELECT * FROM observations_told ORDER BY kind, slot, attempt").fetchall()
    with closing(Store.create(old)) as store:
        assert list(store.observations(*ALWAYS)) == told_then
        assert [one.method for one in store.all(Session)] == [""]
    with closing(sqlite3.connect(old)) as db:
        after = db.execute("SELECT * FROM observations_told ORDER BY kind, slot, attempt").fetchall()
    assert [row[: len(before[0])] for row in after] == before


def test_an_old_file_takes_new_samples(old: Path, told_then: list[Observation]) -> None:
    """What comes after the step is kept by the new layouts beside the old rows; a second delivery changes nothing."""
    new = [msgspec.structs.replace(one, slot=one.slot + timedelta(hours=1)) for one in told_then]
    with closing(Store.create(old)) as store:
        store.keep([*told_then, *new])
        found = list(store.observations(*ALWAYS))
    expected = {one.key: one for one in told_then} | {one.key: to_microsecond(one) for one in new}
    assert {one.key: one for one in found} == expected
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("SELECT count(*) FROM layouts").fetchone() == (3,)


def to_microsecond(one: Observation) -> Observation:
    """Round the one duration in the file that had no column and has one now."""
    metrics = dict(one.metrics)
    if "query_seconds" in metrics:
        metrics["query_seconds"] = round(metrics["query_seconds"], 6)
    return msgspec.structs.replace(one, metrics=metrics)


def test_messages_of_a_file_without_sightings_stay_as_they_are(tmp_path: Path) -> None:
    """The step that adds sightings and removals changes no message, and every message's place is known after it."""
    path = tmp_path / "kaklet.sqlite3"
    db = Database(path)
    migrations.apply(db, stop_before="007_hearing")
    db.table("messages").insert({"id": "imap:INBOX:7:1", "received_ms": 5, "folder": "INBOX", "evidence": "ef" * 32})
    db.close()
    with closing(Store.create(path)) as store:
        assert store.all(Message) == [
            Message(id="imap:INBOX:7:1", received_at=from_ms(5), folder="INBOX", evidence="ef" * 32)
        ]
        assert store.places() == {"imap:INBOX:7:1"}
        assert store.message_by_evidence("ef" * 32) == "imap:INBOX:7:1"
        assert store.all(Sighting) == []


def test_observations_told_works_with_the_sqlite3_module(
    store: Store, tmp_path: Path, observed: Callable[..., Observation]
) -> None:
    """The view tells times as text to the millisecond, and NULL for what was not reached."""
    missed = observed(
        failure=Failure.MISSED_LATE, attempt=1, started_at=None, duration_seconds=None, address=None, metrics={}
    )
    store.keep([observed(), missed])
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        db.row_factory = sqlite3.Row
        first, second = db.execute("SELECT * FROM observations_told ORDER BY attempt").fetchall()
    assert (first["provider"], first["task"], first["failure"]) == ("bjorkhost", "front-page", None)
    assert (first["slot"], first["started_at"]) == ("2026-05-03T12:00:00.000Z", "2026-05-03T12:00:00.123Z")
    assert first["duration_seconds"] == 0.25
    assert second["failure"] == "missed_late"
    assert first["method"] is None
    assert (second["started_at"], second["duration_seconds"], second["address"]) == (None, None, None)


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_keeps_its_name_on_disk(
    store: Store, tmp_path: Path, observed: Callable[..., Observation], failure: Failure
) -> None:
    """A failure is stored as the word that the method explains, so that others can count it."""
    store.keep([observed(failure=failure)])
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        assert db.execute("SELECT failure FROM observations_told").fetchone() == (failure.value,)


def test_observations_told_names_the_method_of_measuring(
    store: Store, tmp_path: Path, observed: Callable[..., Observation], session: Session
) -> None:
    """Each sample carries the version of the method that its run measured by."""
    store.keep([session, observed(session=session.id)])
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        assert db.execute("SELECT method FROM observations_told").fetchall() == [("7",)]


def test_observations_told_names_the_clock(store: Store, tmp_path: Path, observed: Callable[..., Observation]) -> None:
    """Whose clock told the times stands beside each sample, also where its last hop says it; where none did, NULL."""
    hop = Hop(url="http://example.com/", address="192.0.2.7", clock="process")
    others = [
        observed(attempt=1, clock="kernel", address="192.0.2.7", metrics={}),
        observed(attempt=2, clock=None, address="192.0.2.7", metrics={}, hops=(hop,)),
        observed(attempt=3, clock=None, address=None, metrics={}),
    ]
    store.keep(others)
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        found = db.execute("SELECT clock FROM observations_told ORDER BY attempt").fetchall()
    assert found == [("kernel",), ("process",), (None,)]
