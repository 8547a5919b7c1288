"""Observations in the file: narrow rows, written in batches and read back as they were."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from results.keep import layouts
from results.keep.filling import Filling
from results.keep.narrow import COLUMNS, Encoded, NarrowRow, decode, decode_hop
from results.keep.packing import DAY_MS, HOUR_MS, SERIES_BITS, SERIES_MASK, first_key, pack
from results.keep.rolled import slot_runs
from results.keep.rows import from_ms, to_ms
from results.keep.shared import DETAIL, FIGURES, HOPS, Shared
from results.records import Hop, Observation
from results.records.rollup import SeriesName

_FIGURES = ", ".join(layouts.COLUMNS)
_ROW = f"{COLUMNS}, {_FIGURES}"
_WIDTH = 6 + len(layouts.COLUMNS)
_MARKS = ", ".join("?" * _WIDTH)
# The names are our own, in all of these.
_INSERT = f"INSERT INTO samples ({_ROW}) VALUES ({_MARKS}) ON CONFLICT DO NOTHING"  # noqa: S608
_INSERT_CONFIRMATION = f"INSERT INTO confirmations ({_ROW}, attempt) VALUES ({_MARKS}, ?) ON CONFLICT DO NOTHING"  # noqa: S608
_INSERT_HOP = (
    f"INSERT INTO hops (sample, attempt, number, answer, {_FIGURES}, figures)"  # noqa: S608
    f" VALUES (?, ?, ?, ?, {', '.join('?' * len(layouts.COLUMNS))}, ?)"
)
_BETWEEN = (
    f"SELECT * FROM (SELECT {_ROW}, 0 AS attempt FROM samples WHERE id >= :first AND id < :end"  # noqa: S608
    f" UNION ALL SELECT {_ROW}, attempt FROM confirmations WHERE id >= :first AND id < :end)"
    f" ORDER BY id & {SERIES_MASK}, id, attempt"
)
_SCHEDULED = f"SELECT {_ROW}, 0 FROM samples WHERE id >= ? AND id < ? ORDER BY id"  # noqa: S608
_CONFIRMATIONS = (
    f"SELECT {_ROW}, attempt FROM confirmations WHERE id >= ? AND id < ?"  # noqa: S608
    f" ORDER BY id & {SERIES_MASK}, id, attempt"
)
_ONE = f"SELECT {_ROW}, 0 FROM samples WHERE id = ?"  # noqa: S608
_NOTE_IMPORT = "INSERT INTO imports VALUES (?, ?) ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)"
_WINDOWS_MS = (HOUR_MS, DAY_MS)


class Samples:
    """The tables of observations, behind one connection. The caller opens and closes transactions."""

    def __init__(self, connection: sqlite3.Connection, shared: Shared) -> None:
        self._db = connection
        self._shared = shared
        self._filling = Filling(connection)

    def insert(self, many: Iterable[Encoded]) -> None:
        """Write all of *many* that are not there yet, and open the hours they lie in for rolling up again."""
        first_ones: dict[tuple[int | None, int], Encoded] = {}
        for one in many:
            first_ones.setdefault((one.row[0], one.attempt), one)
        plain = []
        for one in first_ones.values():
            if one.attempt or one.detail or one.figures or one.hops:
                self._insert_with_more(one)
            else:
                plain.append(one.row)
        self.insert_rows(plain)
        keys = sorted(key for key, attempt in first_ones if key is not None and not attempt)
        self._filling.added(keys)
        self._open_hours(keys)
        self._note_imports(first_ones.values())

    def insert_rows(self, rows: list[NarrowRow]) -> None:
        """Write samples that have nothing beside their row; what is there already is left as it is."""
        # In the order of the key SQLite fills its pages, whatever order the answers came in.
        self._db.executemany(_INSERT, sorted(rows))

    def _insert_with_more(self, one: Encoded) -> None:
        key, attempt = one.row[0], one.attempt
        if attempt:
            inserted = self._db.execute(_INSERT_CONFIRMATION, (*one.row, attempt))
        else:
            inserted = self._db.execute(_INSERT, one.row)
        if not inserted.rowcount:
            return  # a second delivery; what stands beside the first one stays too
        if one.detail:
            self._db.execute("INSERT INTO details VALUES (?, ?, ?)", (key, attempt, one.detail))
        if one.figures:
            self._db.execute("INSERT INTO figures VALUES (?, ?, ?)", (key, attempt, one.figures))
        self._db.executemany(_INSERT_HOP, one.hops)

    def _open_hours(self, keys: Iterable[int]) -> None:
        hours = {(key >> SERIES_BITS) // HOUR_MS for key in keys}
        query = "INSERT INTO open_hours (hour_ms) VALUES (?) ON CONFLICT DO UPDATE SET touched = touched + 1"
        self._db.executemany(query, [(hour * HOUR_MS,) for hour in hours])

    def _note_imports(self, many: Iterable[Encoded]) -> None:
        """Note for each series until when its samples belong to no session, so that nobody needs to search for it."""
        rows = [one.row for one in many]
        contexts = {row[1] or 0 for row in rows}
        imported = {context for context in contexts if self._shared.context(context).session is None}
        if not imported:
            return
        # Of several slots of a series the last one stays.
        keys = sorted(row[0] or 0 for row in rows if row[1] in imported)
        until = {key & SERIES_MASK: key >> SERIES_BITS for key in keys}
        self._db.executemany(_NOTE_IMPORT, until.items())

    def between(self, start: datetime, end: datetime) -> Iterator[Observation]:
        """Yield the observations whose slot lies in [*start*, *end*), by series, time and attempt."""
        limits = {"first": first_key(to_ms(start)), "end": first_key(to_ms(end))}
        return map(self._observation, self._db.execute(_BETWEEN, limits))

    def newest(self) -> list[Observation]:
        """Return the newest scheduled observation of each series, found from the newest slots backwards."""
        (last,) = self._db.execute("SELECT max(id) FROM samples").fetchone()
        if last is None:
            return []
        (series,) = self._db.execute("SELECT count(*) FROM series").fetchone()
        found: dict[int, int] = {}
        for window in _WINDOWS_MS:
            since = first_key((last >> SERIES_BITS) - window)
            query = f"SELECT id & {SERIES_MASK}, max(id) FROM samples WHERE id >= ? GROUP BY 1"  # noqa: S608 -- a number
            found = dict(self._db.execute(query, (since,)))
            if len(found) == series:
                break
        else:
            found = {**self._newest_rolled_up(), **found}
        return [self._observation(self._db.execute(_ONE, (key,)).fetchone()) for _, key in sorted(found.items())]

    def _newest_rolled_up(self) -> dict[int, int]:
        """Tell by series the key of its newest sample: by days that are rolled up, and in the hours that are open."""
        found: dict[int, int] = {}
        for series, day in self._db.execute(f"SELECT id & {SERIES_MASK}, max(id) FROM rollups_daily GROUP BY 1"):  # noqa: S608
            (slots,) = self._db.execute("SELECT slots FROM rollups_daily WHERE id = ?", (day,)).fetchone()
            found[series] = pack((day >> SERIES_BITS) + slot_runs(slots)[-1].last, series)
        query = f"SELECT id & {SERIES_MASK}, max(id) FROM samples WHERE id >= ? AND id < ? GROUP BY 1"  # noqa: S608
        for (hour,) in self._db.execute("SELECT hour_ms FROM open_hours ORDER BY hour_ms").fetchall():
            for series, key in self._db.execute(query, (first_key(hour), first_key(hour + HOUR_MS))):
                found[series] = max(key, found.get(series, key))
        return found

    def count(self) -> int:
        """Tell how many observations there are, confirmations included."""
        query = "SELECT (SELECT count(*) FROM samples) + (SELECT count(*) FROM confirmations)"
        return int(self._db.execute(query).fetchone()[0])

    def edge(self, which: str) -> datetime | None:
        """Tell the earliest (``min``) or latest (``max``) slot on record; None if there is none."""
        query = f"SELECT {which}(id) FROM samples UNION ALL SELECT {which}(id) FROM confirmations"  # noqa: S608 -- min or max
        keys = [key for (key,) in self._db.execute(query) if key is not None]
        if not keys:
            return None
        return from_ms((min(keys) if which == "min" else max(keys)) >> SERIES_BITS)

    def imported_until(self) -> dict[str, datetime]:
        """Tell, by task, the latest slot among the observations that belong to no session."""
        query = "SELECT task, max(until_ms) FROM imports JOIN series ON series.id = imports.series GROUP BY task"
        return {task: from_ms(ms) for task, ms in self._db.execute(query)}

    def confirmations(self, start: datetime, end: datetime) -> list[Observation]:
        """Return the confirmations whose slot lies in [*start*, *end*), by series, time and attempt."""
        limits = (first_key(to_ms(start)), first_key(to_ms(end)))
        return [self._observation(row) for row in self._db.execute(_CONFIRMATIONS, limits)]

    def scheduled(self, start: datetime, end: datetime) -> Iterator[Observation]:
        """Yield the scheduled samples whose slot lies in [*start*, *end*), in the order of time."""
        limits = (first_key(to_ms(start)), first_key(to_ms(end)))
        return map(self._observation, self._db.execute(_SCHEDULED, limits))

    def of_series(self, wanted: Collection[SeriesName], start: datetime, end: datetime) -> Iterator[Observation]:
        """Yield the scheduled samples of the series *wanted* with slots in [*start*, *end*), in the order of time."""
        numbers = self._shared.series_numbers()
        marks = ", ".join(str(numbers[one]) for one in sorted(wanted) if one in numbers)
        query = (
            f"SELECT {_ROW}, 0 FROM samples WHERE id >= ? AND id < ? AND id & {SERIES_MASK} IN ({marks}) ORDER BY id"  # noqa: S608 -- numbers
        )
        return map(self._observation, self._db.execute(query, (first_key(to_ms(start)), first_key(to_ms(end)))))

    def looked_up(self, keys: Iterable[tuple[SeriesName, int]]) -> Iterator[Observation]:
        """Yield those scheduled samples that there are of *keys*: series and slots in milliseconds since 1970."""
        numbers = self._shared.series_numbers()
        packed = sorted(pack(slot_ms, numbers[series]) for series, slot_ms in keys if series in numbers)
        for key in packed:
            row = self._db.execute(_ONE, (key,)).fetchone()
            if row is not None:
                yield self._observation(row)

    def _observation(self, found: Sequence[int | None]) -> Observation:
        row, attempt = found[:_WIDTH], found[_WIDTH] or 0
        key, answer_number = row[0] or 0, row[4] or 0
        beside = self._shared.answer(answer_number)[0].beside
        return decode(
            row,
            attempt,
            self._shared,
            detail=self._text("detail", "details", key, attempt) if beside & DETAIL else "",
            figures=self._text("figures", "figures", key, attempt) if beside & FIGURES else "",
            hops=self._hops(key, attempt) if beside & HOPS else (),
        )

    def _text(self, column: str, table: str, key: int, attempt: int) -> str:
        query = f"SELECT {column} FROM {table} WHERE sample = ? AND attempt = ?"  # noqa: S608 -- our own names
        return str(self._db.execute(query, (key, attempt)).fetchone()[0])

    def _hops(self, key: int, attempt: int) -> tuple[Hop, ...]:
        query = f"SELECT answer, {_FIGURES}, figures FROM hops WHERE sample = ? AND attempt = ? ORDER BY number"  # noqa: S608
        rows = self._db.execute(query, (key, attempt)).fetchall()
        return tuple(decode_hop(answer, tuple(rest[:-1]), rest[-1], self._shared) for answer, *rest in rows)
