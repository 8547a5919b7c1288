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
MISSED_MS = 14 * DAY_MS
"""Who was not gathered for so long is waited for no longer: what it holds would come too late to count."""


class SegmentMark(NamedTuple):
    """Which segment of which spool one is, and until when it tells of what came."""

    spool: str
    number: int
    """Those of a spool begin at 1 and have no gaps."""
    begun_at: datetime
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
        self._db.executemany(query, ((one, at_ms, one) for one in spools))

    def take_note(self, mark: SegmentMark) -> bool:
        """Take note that the segment of *mark* is here; tell whether that was not known."""
        self.hear_of([mark.spool], to_ms(mark.begun_at))
        query = "SELECT number, until_ms FROM spools WHERE spool = ?"
        ends = dict(self._db.execute(query, (mark.spool,)).fetchall())
        if mark.number in ends or mark.number < min(ends):
            return False
        ends[mark.number] = to_ms(mark.until)
        while self._follows(ends):
            del ends[min(ends)]
        self._db.execute("DELETE FROM spools WHERE spool = ?", (mark.spool,))
        self._db.executemany("INSERT INTO spools VALUES (?, ?, ?)", ((mark.spool, *one) for one in ends.items()))
        self._settle()
        return True

    def _follows(self, ends: dict[int, int]) -> bool:
        """Tell whether nothing is missing between the first of *ends* and the next, or nothing that is waited for."""
        first, *others = sorted(ends)
        return bool(others) and (others[0] == first + 1 or ends[first] < max(ends.values()) - MISSED_MS)

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


def frontiers(connection: sqlite3.Connection) -> list[int]:
    """Tell of each spool until when it has been gathered without a gap, in milliseconds since 1970."""
    query = "SELECT until_ms FROM spools AS one WHERE number = (SELECT min(number) FROM spools WHERE spool = one.spool)"
    return [until_ms for (until_ms,) in connection.execute(query)]


def gathered_until(connection: sqlite3.Connection) -> datetime | None:
    """Tell until when all spools that are waited for have been gathered; None where there are none."""
    newest = "SELECT max(at) FROM (SELECT max(until_ms) AS at FROM spools UNION SELECT max(seen_ms) FROM agent_states)"
    (at_ms,) = connection.execute(newest).fetchone()
    waited_for = [one for one in frontiers(connection) if one > at_ms - MISSED_MS]
    return from_ms(min(waited_for) - SKEW_MS) if waited_for else None
