"""The service record in the database: entries by their subject, each with all its versions."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from results.keep.rows import from_ms, to_ms
from results.records.service import CONTENTS, Entry, Kind

_COLUMNS = "kind, content, by, at_ms, seen, evidence, version, withdrawn"


class ServiceEntries:
    """The table ``service_entries``, behind one connection. The caller opens and closes transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def insert(self, entry: Entry, *, anew: bool) -> Entry | None:
        """
        Write *entry* as the newest version of its subject and return it with its number; None if it says nothing new.

        It says nothing new if the newest version says the same; an entry that names no place or evidence leaves those
        as they are. With *anew* false it says nothing new if any version ever had its content, so that an old file
        does not undo what was corrected since.
        """
        versions = list(self._versions(entry.kind, entry.subject))
        if any(_same(entry, one) for one in versions[-1:]):
            return None
        if not anew and any(entry.content == one.content for one in versions):
            return None
        numbered = msgspec.structs.replace(entry, version=versions[-1].version + 1 if versions else 1)
        self._db.execute(
            "INSERT INTO service_entries"
            " (kind, subject, version, provider, content, by, at_ms, seen, evidence, withdrawn)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                numbered.kind.value,
                numbered.subject,
                numbered.version,
                numbered.content.provider,
                msgspec.json.encode(numbered.content).decode(),
                numbered.by,
                to_ms(numbered.at),
                numbered.seen,
                numbered.evidence,
                int(numbered.withdrawn),
            ),
        )
        return numbered

    def _versions(self, kind: Kind, subject: str) -> Iterator[Entry]:
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM service_entries WHERE kind = ? AND subject = ? ORDER BY version",  # noqa: S608 -- our columns
            (kind.value, subject),
        )
        return map(_entry, rows)

    def all(self) -> Iterator[Entry]:
        """Yield every version of every entry, in the order of arrival."""
        return map(_entry, self._db.execute(f"SELECT {_COLUMNS} FROM service_entries ORDER BY rowid"))  # noqa: S608 -- the same


def _same(entry: Entry, other: Entry) -> bool:
    return (
        entry.content == other.content
        and entry.withdrawn == other.withdrawn
        and entry.seen in {"", other.seen}
        and entry.evidence in {None, other.evidence}
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    kind, content, by, at_ms, seen, evidence, version, withdrawn = row
    return Entry(
        content=msgspec.json.decode(content, type=CONTENTS[Kind(kind)]),
        by=by,
        at=from_ms(at_ms),
        seen=seen,
        evidence=evidence,
        version=version,
        withdrawn=bool(withdrawn),
    )
