"""What the tables know of our own letters: which were begun, to whom, and under which Message-ID."""

from sqlite3 import Connection
from typing import Protocol

WITHHELD = """
    CREATE TABLE withheld (
        "case" TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        step TEXT NOT NULL,
        slot_ms INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY ("case", number)
    ) STRICT
"""


class _Asked(Protocol):
    """A database of sqlite-utils, whose only door is `results.keep.store`."""

    @property
    def conn(self) -> Connection:
        """The connection."""
        ...


def case_of_follow_up(db: _Asked, message_id: str) -> str | None:
    """Tell the case of the follow-up with this Message-ID; None if there is none."""
    return _text(db, 'SELECT "case" FROM follow_ups WHERE message_id = ? LIMIT 1', message_id)


def seed_by_message_id(db: _Asked, message_id: str) -> str | None:
    """Tell the case of the letter to a seed with this Message-ID; None if there is none."""
    return _text(db, "SELECT id FROM cases WHERE message_id = ? AND seed LIMIT 1", message_id)


def contacts(db: _Asked, provider: str, since_ms: int) -> int:
    """Count the letters to *provider* that were begun after *since_ms*; those to seeds are none."""
    ((count,),) = db.conn.execute(
        "SELECT (SELECT count(*) FROM cases WHERE provider = :provider AND opened_ms > :since AND NOT seed)"
        ' + (SELECT count(*) FROM follow_ups JOIN cases ON cases.id = follow_ups."case"'
        " WHERE provider = :provider AND follow_ups.opened_ms > :since AND NOT seed)",
        {"provider": provider, "since": since_ms},
    )
    return int(count)


def begun(db: _Asked, case: str, number: int) -> bool:
    """Tell whether letter *number* of *case* was ever begun."""
    if number == 0:
        return _text(db, "SELECT id FROM cases WHERE id = ?", case) is not None
    return _text(db, 'SELECT "case" FROM follow_ups WHERE "case" = ? AND number = ?', case, number) is not None


def _text(db: _Asked, query: str, *values: str | int) -> str | None:
    row = db.conn.execute(query, values).fetchone()
    return None if row is None else str(row[0])
