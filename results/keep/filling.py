"""Keeps the pages of samples full, although the samples of a slot come in another order than that of their keys."""

import sqlite3
from collections.abc import Sequence

from results.keep.packing import SERIES_BITS

PACK_AFTER = 4_000
"""So many rows out of order are worth writing their pages anew: about fifty pages."""
MOST_ROWS = 4
"""At most so many rows are moved for each that came out of order: one late row does not move a month."""


class Filling:
    """
    Writes the newest stretch of samples anew, in the order of its keys, whenever enough of it came out of order.

    SQLite splits a page that a row falls into the middle of, and half-full pages stay behind: a tenth of the file.
    Rows that are appended fill their pages to the end. The caller opens and closes transactions. What is remembered
    here decides only when it is done: nothing is lost where it is wrong or forgotten.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._newest: int | None = None
        self._since = 0
        self._astray = 0

    def added(self, keys: Sequence[int]) -> None:
        """Take note of rows that were written, whose *keys* are in order; write anew where it is time to."""
        if not keys:
            return
        newest = keys[0] if self._newest is None else self._newest
        if keys[0] < newest:
            self._since = min(self._since, keys[0]) if self._astray else keys[0]
            self._astray += len(keys)
        # A slot that has begun has ended the one before it, whose rows are then all there.
        begun = keys[-1] >> SERIES_BITS > newest >> SERIES_BITS
        self._newest = max(newest, keys[-1])
        if begun and self._astray >= PACK_AFTER:
            self._write_anew()

    def _write_anew(self) -> None:
        most, self._astray = self._astray * MOST_ROWS, 0
        far = self._db.execute("SELECT id FROM samples ORDER BY id DESC LIMIT 1 OFFSET ?", (most,)).fetchone()
        since = self._since if far is None else max(self._since, far[0])
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS stretch AS SELECT * FROM samples LIMIT 0")
        self._db.execute("INSERT INTO stretch SELECT * FROM samples WHERE id >= ? ORDER BY id", (since,))
        self._db.execute("DELETE FROM samples WHERE id >= ?", (since,))
        self._db.execute("INSERT INTO samples SELECT * FROM stretch ORDER BY stretch.rowid")
        # Emptied and not dropped: that would fail while anything is being read by the same connection.
        self._db.execute("DELETE FROM stretch")
