"""The SQLite file with all facts. The only door to sqlite-utils."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec
from sqlite_utils import Database

from results.keep import letters
from results.keep.errors import StoreError, told
from results.keep.migrations import STEPS, migrations
from results.keep.narrow import Encoded, encode
from results.keep.packing import DAY_MS, floor_to
from results.keep.rollups import Folding, Rollups, plan
from results.keep.rows import flat_row, from_ms, from_row, to_ms
from results.keep.samples import Samples
from results.keep.shared import Shared
from results.records import (
    Approval,
    Assignment,
    CallBack,
    Case,
    Followed,
    FollowUp,
    Handover,
    Heartbeat,
    Message,
    Observation,
    Plan,
    Record,
    Review,
    Session,
    Withheld,
)
from results.records.rollup import Rollup

BUSY_SECONDS = 10.0
"""How long to wait for another program that has the file locked before saying so."""

_TABLES: dict[type, str] = {
    Approval: "approvals",
    Assignment: "assignments",
    CallBack: "call_backs",
    Case: "cases",
    FollowUp: "follow_ups",
    Followed: "followed",
    Handover: "handovers",
    Message: "messages",
    Plan: "plans",
    Review: "reviews",
    Session: "sessions",
    Withheld: "withheld",
}
_Kept = TypeVar(
    "_Kept",
    Approval,
    Assignment,
    CallBack,
    Case,
    FollowUp,
    Followed,
    Handover,
    Message,
    Plan,
    Review,
    Session,
    Withheld,
)


class Store:
    """
    All facts of a study. One writer at a time; readers never disturb it (write-ahead log).

    A connection belongs to the thread that opened it.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._shared = Shared(db.conn)
        self._samples = Samples(db.conn, self._shared)
        self._rollups = Rollups(db.conn, self._shared)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the store at *path* for writing, make it if need be, and bring its tables up to date."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            db = Database(connection)
            _refuse_newer(db, path)
            migrations.apply(db)
        except (sqlite3.Error, OSError) as error:
            raise told(error, path) from error
        return cls(db)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open the store at *path* for reading only. Raises `StoreError` if there is none."""
        if not path.exists():
            raise StoreError(f"There are no results yet: {path} does not exist. Start `kaklet run` first.")
        try:
            db = Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS))
            _refuse_newer(db, path)
        except sqlite3.Error as error:
            raise told(error, path) from error
        if migrations.pending(db):
            raise StoreError(f"{path} was written by an older Kaklet: start `kaklet run` once to bring it up to date.")
        return cls(db)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def keep(self, records: Sequence[Record]) -> None:
        """Write all of *records*, or none if it raises. What is there already is left as it is."""
        try:
            with self._transaction():
                self._samples.insert([one for record in records for one in self._keep_one(record)])
        except sqlite3.Error as error:
            raise told(error, self._path()) from error
        except (ValueError, OverflowError) as error:
            # Text that is no UTF-8, such as a file name of other bytes, or a number that no column has room for.
            raise StoreError(f"A record cannot be written ({error}): report this as a bug of Kaklet.") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # Immediate, so that the numbers looked up in it are not handed out by another program at the same time.
        self._db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.conn.execute("COMMIT")
        except BaseException:
            self._shared.forget()
            if self._db.conn.in_transaction:
                self._db.conn.execute("ROLLBACK")
            raise

    def _keep_one(self, record: Record) -> Iterator[Encoded]:
        """Write *record*, or yield it as rows if it is an observation: those are written together at the end."""
        if isinstance(record, Observation):
            yield encode(record, self._shared)
        elif isinstance(record, Heartbeat):
            self._keep_heartbeat(record)
        elif isinstance(record, Session):
            self._insert("sessions", {**flat_row(record), "heartbeat_ms": to_ms(record.started_at)})
        else:
            self._insert(_TABLES[type(record)], flat_row(record))

    def _keep_heartbeat(self, beat: Heartbeat) -> None:
        self._db.execute(
            "UPDATE sessions SET heartbeat_ms = :at, running = :running, ended = :ended,"
            " mailbox_read_ms = coalesce(:read, mailbox_read_ms) WHERE id = :session",
            {
                "at": to_ms(beat.at),
                "running": msgspec.json.encode(beat.running).decode(),
                "ended": beat.ended,
                "read": None if beat.mailbox_read_at is None else to_ms(beat.mailbox_read_at),
                "session": beat.session,
            },
        )

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        # sqlite-utils' insert looks the table's columns up anew for every call: 20 times the price of the insert.
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self._db.execute(
            # The names are those of our own records.
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING',  # noqa: S608
            list(row.values()),
        )

    def observations(self, start: datetime, end: datetime) -> Iterator[Observation]:
        """Yield the observations whose slot lies in [*start*, *end*), by series, time and attempt."""
        return self._samples.between(start, end)

    def newest_observations(self) -> list[Observation]:
        """Return the newest scheduled observation of each series."""
        return self._samples.newest()

    def rolled(self, start: datetime, end: datetime) -> tuple[Iterator[Rollup], Iterator[Observation]]:
        """
        Tell the period [*start*, *end*) by roll-ups where there are any, and by raw observations elsewhere.

        Whole days and hours of UTC come as roll-ups, but for those that samples were added to since; the edges and
        the rest come raw. Together they are each sample of the period once.
        """
        first, last = self.first_slot(), self.last_slot()
        if first is None or last is None:
            return iter(()), iter(())
        # No plan is needed for the time before and after all samples.
        start_ms = max(to_ms(start), floor_to(to_ms(first), DAY_MS))
        end_ms = min(to_ms(end), floor_to(to_ms(last), DAY_MS) + DAY_MS)
        found = plan(start_ms, end_ms, set(self._rollups.open_hours()))
        raw = chain.from_iterable(self._samples.between(from_ms(one), from_ms(end)) for one, end in found.raw)
        return self._rollups.between(found), raw

    def rollups(self, start: datetime, end: datetime) -> Iterator[Rollup]:
        """Yield the roll-ups that tell of [*start*, *end*); what they leave out, `rolled` tells beside them."""
        return self.rolled(start, end)[0]

    def roll_up(self, folding: Folding) -> int:
        """Make the roll-ups of all hours that samples were added to; tell how many hours. A day at a time."""
        try:
            hours = self._rollups.open_hours()
            for _, of_day in groupby(hours, lambda hour: floor_to(hour, DAY_MS)):
                with self._transaction():
                    self._rollups.fold(of_day, folding)
        except sqlite3.Error as error:
            raise told(error, self._path()) from error
        return len(hours)

    def drop_rollups(self) -> None:
        """Throw all roll-ups away; `roll_up` makes them again from raw."""
        try:
            with self._transaction():
                self._rollups.start_again()
        except sqlite3.Error as error:
            raise told(error, self._path()) from error

    def rollups_sha256(self) -> str:
        """Tell the SHA-256 of all roll-ups, by which two ways of making them can be compared."""
        return self._rollups.digest()

    def all(self, kind: type[_Kept]) -> list[_Kept]:
        """Return every record of *kind*, in the order of arrival."""
        return [from_row(row, kind) for row in self._db.query(f"SELECT * FROM {_TABLES[kind]} ORDER BY rowid")]  # noqa: S608

    def heartbeats(self) -> list[Heartbeat]:
        """Return the newest heartbeat of each session, oldest session first."""
        rows = self._db.query(
            "SELECT id AS session, heartbeat_ms AS at_ms, running, mailbox_read_ms, ended"
            " FROM sessions ORDER BY started_ms"
        )
        return [
            from_row({**row, "running": msgspec.json.decode(row["running"]), "ended": bool(row["ended"])}, Heartbeat)
            for row in rows
        ]

    def count(self, table: str) -> int:
        """Tell how many rows *table* has; of ``observations``, that is samples and confirmations."""
        return self._samples.count() if table == "observations" else int(self._db.table(table).count)

    def case_by_address(self, address: str) -> str | None:
        """Tell the id of the case whose reply address is *address*; None if there is none."""
        return self._case_where("address", address)

    def case_by_message_id(self, message_id: str) -> str | None:
        """Tell the id of the case of which a letter of ours had this Message-ID; None if there is none."""
        return self._case_where("message_id", message_id) or letters.case_of_follow_up(self._db, message_id)

    def seed_by_message_id(self, message_id: str) -> str | None:
        """Tell the id of the case of a letter to a seed of our own with this Message-ID; None if there is none."""
        return letters.seed_by_message_id(self._db, message_id)

    def contacts(self, provider: str, since: datetime) -> int:
        """Tell how many letters to *provider* were begun after *since*, whatever became of them; seeds are none."""
        return letters.contacts(self._db, provider, to_ms(since))

    def begun(self, case: str, number: int) -> bool:
        """Tell whether letter *number* of *case* (0 is its question) was ever begun."""
        return letters.begun(self._db, case, number)

    def _case_where(self, column: str, value: str) -> str | None:
        rows = self._db.query(f'SELECT id FROM cases WHERE "{column}" = ? LIMIT 1', [value])  # noqa: S608 -- our columns
        return next((str(row["id"]) for row in rows), None)

    def first_slot(self) -> datetime | None:
        """Tell the earliest due slot on record; None if there is none."""
        return self._samples.edge("min")

    def last_slot(self) -> datetime | None:
        """Tell the latest due slot on record; None if there is none."""
        return self._samples.edge("max")

    def imported_until(self) -> dict[str, datetime]:
        """Tell, by task, the latest due slot among the observations that were imported."""
        return self._samples.imported_until()

    def _path(self) -> Path:
        (row,) = [row for row in self._db.query("PRAGMA database_list") if row["name"] == "main"]
        return Path(row["file"])


def _refuse_newer(db: Database, path: Path) -> None:
    applied = {step.name for step in migrations.applied(db)}
    if newer := sorted(applied - STEPS):
        raise StoreError(
            f"{path} was written by a newer Kaklet (step {newer[-1]}): update Kaklet, or name another data folder."
        )
