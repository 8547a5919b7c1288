"""
How far the spools of other collectors have been gathered into this store.

What an agent no longer holds and is not here may lie in a spool. So its word that it forgot something is believed only
when every spool has been gathered until after it was said; until then what is missing is under way, and not lost.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from results.keep.packing import DAY_MS
from results.keep.rows import from_ms, to_ms

SKEW_MS = 60_000
"""By so much the clocks of two collectors may differ."""
PAUSE_MS = 90_000
"""A collector that was away for no longer has missed nothing: an agent tells its state once a minute."""
MISSED_MS = 14 * DAY_MS
"""Who was not gathered for so long is waited for no longer: what it holds would come too late to count."""


class SegmentMark(NamedTuple):
    """Which segment of which spool one is, and until when it tells of what came."""

    spool: str
    number: int
    """Those of a spool begin at 1 and have no gaps."""
    begun_at: datetime
    since: datetime
    """Since when it listened without a pause, until that moment."""
    until: datetime


class Gathered:
    """The tables `spools` and `kept_said`, within a transaction of whoever makes this."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._frontiers = frontiers(connection)

    def _behind(self, at_ms: int) -> bool:
        """Tell whether a spool that is waited for may hold what came before *at_ms*."""
        return any(at_ms - MISSED_MS < one < at_ms + SKEW_MS for one in self._frontiers)

    def take_word(self, agent: str, epoch: str, kept_from: int, said_ms: int) -> None:
        """Take an agent's word, said at *said_ms*, that it holds nothing below *kept_from*."""
        behind = self._behind(said_ms)
        self._db.execute(
            "INSERT INTO collected_epochs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " begun_ms = min(begun_ms, excluded.begun_ms), kept_from = max(kept_from, excluded.kept_from)",
            (agent, epoch, said_ms, 1 if behind else kept_from),
        )
        if behind:
            # The first word stays: later ones come faster than spools are gathered, and would never be believed.
            self._db.execute(
                "INSERT INTO kept_said VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (agent, epoch, kept_from, said_ms)
            )

    def hear_of(self, spools: Iterable[str], at_ms: int) -> None:
        """Take note that there are *spools*, known since *at_ms*."""
        query = "INSERT INTO spools SELECT ?, 0, ? WHERE NOT EXISTS (SELECT 1 FROM spools WHERE spool = ?)"
        spools = list(spools)
        self._db.executemany(query, ((one, at_ms, one) for one in spools))
        query = "INSERT INTO spools_heard VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        self._db.executemany(query, ((one, at_ms, at_ms) for one in spools))

    def take_note(self, mark: SegmentMark) -> bool:
        """Take note that the segment of *mark* is here; tell whether that was not known."""
        self.hear_of([mark.spool], to_ms(mark.begun_at))
        self._listened(mark.spool, to_ms(mark.since), to_ms(mark.until))
        query = "SELECT number, until_ms FROM spools WHERE spool = ?"
        ends = dict(self._db.execute(query, (mark.spool,)).fetchall())
        if mark.number in ends or mark.number < min(ends):
            return False
        ends[mark.number] = to_ms(mark.until)
        self._db.execute("INSERT INTO spools VALUES (?, ?, ?)", (mark.spool, mark.number, ends[mark.number]))
        query = "DELETE FROM spools WHERE spool = ? AND number < ?"
        self._db.execute(query, (mark.spool, _without_gap(ends)))
        self._settle()
        return True

    def _listened(self, spool: str, since_ms: int, until_ms: int) -> None:
        """Take note that *spool* listened; what touches what is known lasts, of two others the newer one is kept."""
        query = "SELECT since_ms, until_ms FROM spools_heard WHERE spool = ?"
        row = self._db.execute(query, (spool,)).fetchone()
        if row and since_ms <= row[1] + PAUSE_MS and row[0] <= until_ms + PAUSE_MS:
            since_ms, until_ms = min(since_ms, row[0]), max(until_ms, row[1])
        elif row and until_ms < row[1]:
            return
        self._db.execute("INSERT OR REPLACE INTO spools_heard VALUES (?, ?, ?)", (spool, since_ms, until_ms))

    def _settle(self) -> None:
        """Believe what was said before all spools had been gathered, and now they have."""
        self._frontiers = frontiers(self._db)
        said = "SELECT agent, epoch, kept_from, said_ms FROM kept_said"
        for agent, epoch, kept_from, said_ms in self._db.execute(said).fetchall():
            if not self._behind(said_ms):
                place = (agent, epoch)
                self._db.execute("DELETE FROM kept_said WHERE agent = ? AND epoch = ?", place)
                believed = "UPDATE collected_epochs SET kept_from = max(kept_from, ?) WHERE agent = ? AND epoch = ?"
                self._db.execute(believed, (kept_from, *place))


def _without_gap(ends: dict[int, int]) -> int:
    """Tell up to which of the segments *ends* nothing is missing, or nothing that is waited for any more."""
    newest = max(ends.values())
    first, *others = sorted(ends)
    for number in others:
        if number != first + 1 and ends[first] >= newest - MISSED_MS:
            break
        first = number
    return first


def frontiers(connection: sqlite3.Connection) -> list[int]:
    """Tell of each spool until when it has been gathered without a gap, in milliseconds since 1970."""
    # SQLite takes the other column from the row of the least number.
    query = "SELECT until_ms, min(number) FROM spools GROUP BY spool"
    return [until_ms for until_ms, _ in connection.execute(query)]


def gathered_until(connection: sqlite3.Connection) -> datetime | None:
    """Tell until when all spools that are waited for have been gathered; None where there are none."""
    newest = "SELECT max(at) FROM (SELECT max(until_ms) AS at FROM spools UNION SELECT max(seen_ms) FROM agent_states)"
    (at_ms,) = connection.execute(newest).fetchone()
    waited_for = [one for one in frontiers(connection) if one > at_ms - MISSED_MS]
    return from_ms(min(waited_for) - SKEW_MS) if waited_for else None
