"""
A copy of the measurements that may be given to anybody: an allow-list of tables and columns, and nothing else.

What a later version of Kaklet adds to the store is not published until somebody puts it on the list.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from results.keep import layouts
from results.keep.errors import told
from results.keep.packing import HOUR_MS, SERIES_BITS, first_key
from results.keep.rows import to_ms
from results.keep.shared import DETAIL, FIGURES
from results.keep.store import Store
from results.records.pacing import paced_by, told_pacing
from results.records.resolver_address import told_address

MARGIN = timedelta(days=1)
"""So much is copied on either side of a period: what lies just outside of it bounds the outages at its edges."""
_SAMPLE = ("id", "context", "started_after_ms", "duration_over_us", "answer", "loop_lag_us", *layouts.COLUMNS)
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "series": ("id", "agent", "provider", "target", "task", "kind"),
    "sessions": (
        *("id", "agent", "started_ms", "software", "config_sha256"),
        *("method", "heartbeat_ms", "mailbox_read_ms", "ended"),
    ),
    "contexts": ("id", "session", "clock_synchronised", "clock_error_ms", "redated_by_ms"),
    "failures": ("id", "name"),
    "layouts": ("id", "places", "displaced"),
    "answers": ("id", "clock", "failure", "counts", "layout"),
    "samples": _SAMPLE,
    "confirmations": (*_SAMPLE, "attempt"),
    "figures": ("sample", "attempt", "figures"),
    "imports": ("series", "until_ms"),
    "registrations": ("sha256", "at_ms", "rules"),
}
"""What is copied as it is. No address, no URL, no words of a server: of those `_TEXTS` lets through what is listed, and
the addresses of a line's resolvers are told as `told_address` does."""
_TEXTS = "length(text) <= 40 AND text GLOB 'form [0-9a-f]*' OR id IN (SELECT clock FROM answers)"
"""The signature of a form that was seen, and whose clock a sample goes by."""
_TIMED = {"samples": "id", "confirmations": "id", "figures": "sample"}
"""Tables that are copied for the period alone, by the column that holds the time."""
_EMPTY = ("details", "hops", "open_hours", "open_days", "rollups_hourly", "rollups_daily", "phases_hourly")
"""Tables that stay, empty or filled here, so that Kaklet can read the copy."""
_KEPT = frozenset({*ALLOWED, *_EMPTY, "phases_daily", "texts"})
_BOOTS = "CASE boot_id WHEN '' THEN '' ELSE CAST(dense_rank() OVER (ORDER BY boot_id) AS TEXT) END"
"""A number for each start of a machine, by which runs on one are told from those on a machine that was off between."""
_IN_PLACE = {"sessions": {"boot_id": _BOOTS}, "answers": {"beside": f"beside & {DETAIL | FIGURES}"}}
"""What is published in place of a column, as SQL over the source."""
Rows = Sequence[Mapping[str, Any]]


def publish(
    source: Store,
    path: Path,
    start: datetime,
    end: datetime,
    beside: Mapping[str, Rows],
    *,
    resolvers: Collection[str] = (),
) -> None:
    """
    Write what *source* measured in [*start*, *end*) as a new SQLite file at *path*, with the tables *beside* it.

    Of these each row is a mapping from column to a plain value; a table without rows is left out. The same contents
    give the same bytes under one version of SQLite. Of the tasks *resolvers* the addresses that were asked are told, as
    `told_address` does; of all others none is. Raises `StoreError` if the disk does not take it.
    """
    draft = path.with_suffix(".draft")
    Store.create(draft).close()
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
            copy.execute("PRAGMA foreign_keys = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            copy.execute("BEGIN")
            _drop_all_else(copy)
            limits = (first_key(to_ms(start - MARGIN)), first_key(to_ms(end + MARGIN)))
            for table in ALLOWED:
                _copy(source.connection, copy, table, limits)
            _copy_texts(source.connection, copy, limits)
            _copy_resolvers(source.connection, copy, limits, resolvers)
            _open_hours(copy)
            for table, rows in beside.items():
                _add(copy, table, rows)
            copy.execute("UPDATE _sqlite_migrations SET applied_at = ''")
            copy.execute("COMMIT")
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        raise told(error, path) from error
    finally:
        for left in path.parent.glob(f"{draft.name}*"):
            left.unlink()


def _drop_all_else(copy: sqlite3.Connection) -> None:
    found = copy.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    for kind, name in found:
        if name not in _KEPT and not name.startswith(("sqlite_", "_sqlite_migrations")):
            copy.execute(f'DROP {kind} "{name}"')


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection, table: str, limits: tuple[int, int]) -> None:
    columns = ALLOWED[table]
    instead = _IN_PLACE.get(table, {})
    more = "".join(f", {words}" for words in instead.values())
    where = f" WHERE {_TIMED[table]} >= ? AND {_TIMED[table]} < ?" if table in _TIMED else ""
    rows = source.execute(f"SELECT {', '.join(columns)}{more} FROM {table}{where}", limits if where else ())  # noqa: S608 -- our names
    names = (*columns, *instead)
    marks = ", ".join("?" * len(names))
    copy.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608 -- our names


def _copy_texts(source: sqlite3.Connection, copy: sqlite3.Connection, limits: tuple[int, int]) -> None:
    """Copy the few words that are allowed, and by what servers pace; where others stood there are none."""
    rows = source.execute(f"SELECT id, text FROM texts WHERE {_TEXTS}")  # noqa: S608 -- our names
    copy.executemany("INSERT INTO texts (id, text) VALUES (?, ?)", rows)
    details = source.execute("SELECT id, detail FROM answers WHERE detail IS NOT NULL").fetchall()
    allowed = {number for (number,) in copy.execute("SELECT id FROM texts")}
    paced = source.execute("SELECT id, text FROM texts WHERE text LIKE '%congestion_server=%' ORDER BY id").fetchall()
    shorter = {number: _number_of(copy, told_pacing(control)) for number, text in paced if (control := paced_by(text))}
    known = {**{number: number for number in allowed}, **shorter}
    kept = [(known[detail], number) for number, detail in details if detail in known]
    copy.executemany("UPDATE answers SET detail = ? WHERE id = ?", kept)
    said = source.execute("SELECT sample, attempt, detail FROM details WHERE sample >= ? AND sample < ?", limits)
    copy.executemany("INSERT INTO details VALUES (?, ?, ?)", ((*key, _told(text)) for *key, text in said))


def _told(detail: str) -> str:
    """Tell what of *detail* is published."""
    if detail.startswith("form ") and len(detail) <= 40:  # noqa: PLR2004 -- as in _TEXTS
        return detail
    control = paced_by(detail)
    return told_pacing(control) if control else ""


def _number_of(copy: sqlite3.Connection, text: str) -> int:
    copy.execute("INSERT OR IGNORE INTO texts (text) VALUES (?)", (text,))
    number: int = copy.execute("SELECT id FROM texts WHERE text = ?", (text,)).fetchone()[0]
    return number


def _copy_resolvers(
    source: sqlite3.Connection, copy: sqlite3.Connection, limits: tuple[int, int], tasks: Collection[str]
) -> None:
    """Copy which resolvers the *tasks* asked, for that is what their figures are about."""
    if not tasks:
        return
    marks = ", ".join("?" * len(tasks))
    found = source.execute(
        "SELECT DISTINCT answers.id, texts.text FROM samples"  # noqa: S608 -- marks and numbers
        " JOIN answers ON answers.id = samples.answer JOIN texts ON texts.id = answers.address"
        f" WHERE samples.id >= ? AND samples.id < ? AND samples.id & {(1 << SERIES_BITS) - 1} IN"
        f" (SELECT id FROM series WHERE kind = 'dns' AND task IN ({marks})) ORDER BY answers.id",
        (*limits, *sorted(tasks)),
    ).fetchall()
    for number, address in found:
        if shown := told_address(address):
            copy.execute("UPDATE answers SET address = ? WHERE id = ?", (_number_of(copy, shown), number))


def _open_hours(copy: sqlite3.Connection) -> None:
    """No roll-up is published: every figure is made again from the samples themselves."""
    hours = copy.execute(f"SELECT DISTINCT (id >> {SERIES_BITS}) / {HOUR_MS} * {HOUR_MS} FROM samples").fetchall()  # noqa: S608 -- numbers
    copy.executemany("INSERT INTO open_hours (hour_ms) VALUES (?)", hours)


def _add(copy: sqlite3.Connection, table: str, rows: Rows) -> None:
    if not rows:
        return
    names = list(rows[0])
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    copy.execute(f'CREATE TABLE "{table}" ({columns})')
    copy.executemany(f'INSERT INTO "{table}" VALUES ({marks})', [tuple(row.values()) for row in rows])  # noqa: S608 -- our names


def published_rows(store: Store, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that was put *beside* the measurements; none where it was left out."""
    there = store.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if there is None:
        return
    found = store.connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 -- our names
    names = [one[0] for one in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))
