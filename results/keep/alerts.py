"""What was told at once: each event is written down before anybody is told, and ticked off where it has arrived."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from results.keep.errors import told
from results.keep.rows import from_ms, to_ms
from results.keep.store import Store
from results.records.alert import AlertEvent


class Channel(NamedTuple):
    """Somebody who is told of each event, in order."""

    name: str
    begun: datetime
    """When it was first known: what was recorded before is not told to it."""


class Pending(NamedTuple):
    """An event that a channel has not been told."""

    seq: int
    event: AlertEvent
    body: bytes
    """The event as it was written down: the same bytes at each delivery."""


class GivenUp(msgspec.Struct, frozen=True, kw_only=True):
    """An event that could not be delivered, and is not tried any more."""

    channel: str
    at: datetime
    trouble: str
    event: AlertEvent


class AlertLog:
    """
    The alerts in the database at *path*. One program writes it at a time, any number read.

    Each call opens the database for itself, so it may be used from any thread. Raises `StoreError`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, channels: Sequence[str], now: datetime) -> datetime:
        """Note that the study is watched for *channels*; tell since when it is watched."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO alert_watch (begun_ms) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM alert_watch)",
                (to_ms(now),),
            )
            db.executemany(
                "INSERT INTO alert_channels (name, begun_ms, told)"
                " VALUES (?, ?, (SELECT coalesce(max(seq), 0) FROM alert_events)) ON CONFLICT DO NOTHING",
                [(name, to_ms(now)) for name in channels],
            )
            ((begun_ms,),) = db.execute("SELECT begun_ms FROM alert_watch")
        return from_ms(begun_ms)

    def begun(self) -> datetime | None:
        """Tell since when the study is watched; None if it never was."""
        with self._reading() as db:
            row = db.execute("SELECT begun_ms FROM alert_watch").fetchone()
        return None if row is None else from_ms(row[0])

    def record(self, events: Iterable[AlertEvent]) -> None:
        """Write all of *events* down, or none if it raises. What is there already is left as it is."""
        with self._writing() as db:
            db.executemany(
                "INSERT INTO alert_events (id, alert, at_ms, event) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(one.id, one.alert, to_ms(one.at), msgspec.json.encode(one).decode()) for one in events],
            )

    def newest(self) -> list[AlertEvent]:
        """Return the newest event of each alert, in the order in which they were recorded."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT event FROM alert_events WHERE seq IN (SELECT max(seq) FROM alert_events GROUP BY alert)"
                " ORDER BY seq"
            ).fetchall()
        return [msgspec.json.decode(row, type=AlertEvent) for (row,) in rows]

    def channel(self, name: str) -> Channel:
        """Return the channel *name*, which was begun."""
        with self._reading() as db:
            ((begun_ms,),) = db.execute("SELECT begun_ms FROM alert_channels WHERE name = ?", (name,))
        return Channel(name, from_ms(begun_ms))

    def pending(self, channel: str, limit: int) -> list[Pending]:
        """Return the first *limit* events that *channel* has not been told, in order."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT seq, event FROM alert_events"
                " WHERE seq > (SELECT told FROM alert_channels WHERE name = ?) ORDER BY seq LIMIT ?",
                (channel, limit),
            ).fetchall()
        return [Pending(seq, msgspec.json.decode(event, type=AlertEvent), event.encode()) for seq, event in rows]

    def told(self, channel: str, seq: int) -> None:
        """Note that *channel* has been told everything up to *seq*."""
        with self._writing() as db:
            self._tick(db, channel, seq)

    def give_up(self, channel: str, seq: int, now: datetime, trouble: str) -> None:
        """Note that *channel* is not told *seq*, for the *trouble* of the last try."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO alerts_given_up (channel, seq, at_ms, trouble) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (channel, seq, to_ms(now), trouble),
            )
            self._tick(db, channel, seq)

    def given_up(self, since: datetime) -> list[GivenUp]:
        """Return what was given up *since* then, in order."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT channel, given.at_ms, trouble, event FROM alerts_given_up AS given"
                " JOIN alert_events USING (seq) WHERE given.at_ms >= ? ORDER BY given.at_ms, seq",
                (to_ms(since),),
            ).fetchall()
        return [
            GivenUp(channel=name, at=from_ms(at_ms), trouble=trouble, event=msgspec.json.decode(event, type=AlertEvent))
            for name, at_ms, trouble, event in rows
        ]

    def _tick(self, db: sqlite3.Connection, channel: str, seq: int) -> None:
        db.execute("UPDATE alert_channels SET told = max(told, ?) WHERE name = ?", (seq, channel))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        store = Store.read(self._path)
        try:
            yield store.connection
        except sqlite3.Error as error:
            raise told(error, self._path) from error
        finally:
            store.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        store = Store.create(self._path)
        db = store.connection
        try:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        except sqlite3.Error as error:
            raise told(error, self._path) from error
        finally:
            store.close()  # what was not committed is rolled back
