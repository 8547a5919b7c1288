"""
The outbox of an agent: what it made waits here until a collector has said that it is safe there.

Sequences begin at 1 with the file, grow by one and are never given twice. With the file an epoch is made, so that an
agent whose card was written anew is not taken for the one before.
"""

import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

import msgspec

from results.keep.errors import StoreError, told
from results.keep.outbox_shapes import Before, Standing, Waiting
from results.keep.rows import from_ms, to_ms
from results.keep.store import BUSY_SECONDS
from results.keep.transaction import transaction
from results.records import Failure, Heartbeat, Observation, Record, Session
from results.records.fleet import NO_DIGEST, AgentRecord, Manifest, added, joined, made_at
from results.records.rollup import SeriesName

__all__ = ["Before", "Outbox", "Standing", "Waiting"]

_TABLES = (
    "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
    CREATE TABLE IF NOT EXISTS days (
        first INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        last INTEGER NOT NULL,
        digest TEXT NOT NULL,
        moved TEXT NOT NULL DEFAULT '0',
        told INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE TABLE IF NOT EXISTS sessions (first INTEGER PRIMARY KEY, session BLOB NOT NULL) STRICT",
    """
    CREATE TABLE IF NOT EXISTS asked (
        provider TEXT NOT NULL,
        target TEXT NOT NULL,
        task TEXT NOT NULL,
        kind TEXT NOT NULL,
        slot_ms INTEGER NOT NULL,
        PRIMARY KEY (provider, target, task, kind)
    ) STRICT, WITHOUT ROWID
    """,
)
NEVER = -1

NEWEST = (1 << 63) - 1
"""No sequence is higher."""
_RECORD = msgspec.msgpack.Decoder(AgentRecord)
_ENCODER = msgspec.msgpack.Encoder()
_ASKED = (
    "INSERT INTO asked VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET slot_ms = excluded.slot_ms"
    " WHERE excluded.slot_ms > slot_ms"
)


_RUNS_BEFORE, _RUNS_TOGETHER = 9, 50
_OLDEST_RUN = f"SELECT first FROM sessions WHERE first <= :first ORDER BY first DESC LIMIT 1 OFFSET {_RUNS_BEFORE}"  # noqa: S608 -- ours
"""What was begun in one run may end in a later one, where the study changes meanwhile, perhaps more than once."""
_TOO_MANY_RUNS = f"SELECT first FROM sessions WHERE first > ? ORDER BY first LIMIT 1 OFFSET {_RUNS_TOGETHER}"  # noqa: S608 -- ours


class Outbox:
    """The file of an outbox. A connection belongs to the thread that opened it, and one connection alone may keep."""

    def __init__(self, connection: sqlite3.Connection, path: Path, now: Callable[[], datetime]) -> None:
        self._db, self._path, self._now = connection, path, now
        ((self.epoch,),) = connection.execute("SELECT value FROM about WHERE name = 'epoch'").fetchall()
        self._seq = self._newest()
        newest = connection.execute("SELECT first, day, digest FROM days ORDER BY first DESC LIMIT 1").fetchone()
        self._first: int
        self._day: str
        self._digest: str
        self._first, self._day, self._digest = newest or (0, "", NO_DIGEST)
        self._asked: dict[SeriesName, int] = {
            SeriesName("", *names): slot for *names, slot in connection.execute("SELECT * FROM asked")
        }
        self._asked_before: dict[SeriesName, int] = dict(self._asked)

    @classmethod
    def create(cls, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Self:
        """Open the outbox at *path*, and make it if need be. Raises `StoreError` if that cannot be done."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            with transaction(connection):
                for statement in _TABLES:
                    connection.execute(statement)
                epoch = secrets.token_hex(8)
                connection.execute("INSERT INTO about VALUES ('epoch', ?) ON CONFLICT DO NOTHING", (epoch,))
            return cls(connection, path, now)
        except (sqlite3.Error, OSError) as error:
            raise told(error, path) from error

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def keep(self, records: Sequence[Record]) -> None:
        """Write all of *records*, or none if it raises; each gets the next sequence."""
        try:
            made = [(one, _ENCODER.encode(one)) for one in records if not self._is_told(one)]
            rows = [(self._seq + place, blob) for place, (_, blob) in enumerate(made, 1)]
            with self._telling(), transaction(self._db):
                self._db.executemany("INSERT INTO outbox VALUES (?, ?)", rows)
                self._count(rows)
                self._remember([(seq, one, blob) for (one, _), (seq, blob) in zip(made, rows, strict=True)])
        except BaseException:
            self._forget_unwritten()
            raise

    def _is_told(self, record: Record) -> bool:
        """Whether *record* tells again, after a start, of a slot that a run before has told of."""
        if not isinstance(record, AgentRecord):
            raise StoreError(f"An agent cannot send a {type(record).__name__}: report this as a bug of Kaklet.")
        if not isinstance(record, Observation) or record.failure is not Failure.MISSED_DOWN:
            return False
        return to_ms(record.slot) <= self._asked_before.get(_names(record), NEVER)

    def _count(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """Count *rows* into the manifest of today, and begin it if it is another day than before."""
        if not rows:
            return
        today = self._now().date().isoformat()
        if today != self._day:
            self._first, self._day, self._digest = rows[0][0], today, NO_DIGEST
        self._seq, self._digest = rows[-1][0], added(self._digest, rows)
        self._db.execute(
            "INSERT INTO days (first, day, last, digest) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET last = excluded.last, digest = excluded.digest",
            (self._first, self._day, self._seq, self._digest),
        )

    def _remember(self, made: Iterable[tuple[int, Record, bytes]]) -> None:
        """Note what the next start must know: which series were asked until when, and when this run was awake."""
        slots: dict[SeriesName, int] = {}
        for seq, record, blob in made:
            if isinstance(record, Observation):
                names, slot = _names(record), to_ms(record.slot)
                if slot > self._asked.get(names, NEVER):
                    self._asked[names] = slots[names] = slot
            elif isinstance(record, Session):
                self._db.execute("INSERT INTO sessions VALUES (?, ?)", (seq, blob))
            if isinstance(record, Session | Heartbeat):
                heard = str(to_ms(record.started_at if isinstance(record, Session) else record.at))
                self._db.execute("INSERT OR REPLACE INTO about VALUES ('heard_ms', ?)", (heard,))
        self._db.executemany(_ASKED, ((*names[1:], slot) for names, slot in slots.items()))

    def _forget_unwritten(self) -> None:
        newest = self._db.execute("SELECT first, day, digest FROM days ORDER BY first DESC LIMIT 1").fetchone()
        self._seq = self._newest()
        self._first, self._day, self._digest = newest or (0, "", NO_DIGEST)
        self._asked = {SeriesName("", *names): slot for *names, slot in self._db.execute("SELECT * FROM asked")}

    def before(self) -> Before:
        """Tell what is remembered of the runs before."""
        with self._telling():
            heard = self._db.execute("SELECT value FROM about WHERE name = 'heard_ms'").fetchone()
            return Before(None if heard is None else from_ms(int(heard[0])), frozenset(self._asked_before))

    def waiting(self, after: int, most: int, most_bytes: int, until: int | None = None) -> Waiting | None:
        """
        Tell what waits behind sequence *after*, as much of it as goes out together; None if nothing does.

        What lies behind *until* may not go out yet.

        That is at most *most* records, and no more than *most_bytes* unless a single one is longer.
        """
        with self._telling():
            query = "SELECT seq, record FROM outbox WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
            rows: list[tuple[int, bytes]] = []
            first = last = size = 0
            found = self._db.execute(query, (after, NEWEST if until is None else until, most))
            for seq, record in found:
                size += len(record)
                if rows and (size > most_bytes or seq > last):
                    break
                if not rows:
                    first, last = self._day_of(seq)
                    last = min(last, self._last_of_runs(seq))
                rows.append((seq, record))
            found.close()
            if not rows:
                return None
            return Waiting(first, rows, self._sessions(rows[0][0], rows[-1][0]))

    def _day_of(self, seq: int) -> tuple[int, int]:
        query = "SELECT first, last FROM days WHERE first <= ? ORDER BY first DESC LIMIT 1"
        first, last = self._db.execute(query, (seq,)).fetchone()
        return int(first), int(last)

    def _last_of_runs(self, seq: int) -> int:
        """Tell the last sequence from *seq* on that goes out together: a batch tells of so many runs and no more."""
        found = self._db.execute(_TOO_MANY_RUNS, (seq,)).fetchone()
        return int(found[0]) - 1 if found else NEWEST

    def _sessions(self, first: int, last: int) -> list[bytes]:
        query = f"SELECT session FROM sessions WHERE first <= :last AND first >= coalesce(({_OLDEST_RUN}), 0)"  # noqa: S608 -- ours
        return [blob for (blob,) in self._db.execute(query, {"first": first, "last": last})]

    def forget(self, seqs: Collection[int]) -> None:
        """Forget the records of *seqs*: a collector has them."""
        with self._telling(), transaction(self._db):
            self._db.executemany("DELETE FROM outbox WHERE seq BETWEEN ? AND ?", _runs(seqs))
            kept_from = self._kept_from()
            self._db.execute("DELETE FROM days WHERE told AND last < ?", (kept_from,))
            self._db.execute(f"DELETE FROM sessions WHERE first < ({_OLDEST_RUN})", {"first": kept_from})  # noqa: S608 -- ours

    def manifests(self) -> list[Manifest]:
        """Tell the manifests of the days that are over and that no collector has acknowledged."""
        with self._telling():
            query = (
                "SELECT first, last, day, digest, moved FROM days WHERE NOT told"
                " AND first < (SELECT max(first) FROM days) ORDER BY first"
            )
            kept_from = self._kept_from()
            return [
                Manifest(
                    epoch=self.epoch,
                    first=first,
                    last=last,
                    day=date.fromisoformat(day),
                    count=last - first + 1,
                    digest=joined(digest, moved),
                    kept_from=kept_from,
                )
                for first, last, day, digest, moved in self._db.execute(query)
            ]

    def manifest_told(self, first: int, told: str) -> None:
        """Note that a collector has the manifest that begins with *first*, unless its digest is not *told* any more."""
        with self._telling(), transaction(self._db):
            found = self._db.execute("SELECT digest, moved FROM days WHERE first = ?", (first,)).fetchone()
            if found and joined(*found) == told:
                self._db.execute("UPDATE days SET told = 1 WHERE first = ?", (first,))

    def standing(self) -> Standing:
        """Tell how much waits."""
        with self._telling():
            (backlog,) = self._db.execute("SELECT count(*) FROM outbox").fetchone()
            oldest = self._db.execute("SELECT record FROM outbox ORDER BY seq LIMIT 1").fetchone()
            return Standing(backlog, self._kept_from(), made_at(_RECORD.decode(oldest[0])) if oldest else None)

    def empty(self) -> bool:
        """Whether nothing waits; quicker to tell than how much does."""
        with self._telling():
            return self._db.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is None

    def kept_from(self) -> int:
        """Tell the oldest sequence that is still here; where there is none, the next one that will be."""
        with self._telling():
            return self._kept_from()

    def _kept_from(self) -> int:
        (oldest,) = self._db.execute("SELECT min(seq) FROM outbox").fetchone()
        return int(oldest or self._newest() + 1)

    def _newest(self) -> int:
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise told(error, self._path) from error


def _runs(seqs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of what lies together in *seqs*: a batch has few gaps, and deleting a range is cheap."""
    first = last = None
    for seq in sorted(seqs):
        if first is None or last is None:
            first = seq
        elif seq != last + 1:
            yield first, last
            first = seq
        last = seq
    if first is not None and last is not None:
        yield first, last


def _names(one: Observation) -> SeriesName:
    """Name its series without the agent, which is always the same here."""
    return SeriesName("", one.provider, one.target, one.task, one.kind)
