"""Roll-ups in the file: a cache that is made from the samples, hour by hour, and that can be thrown away."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from results.keep.packing import DAY_MS, HOUR_MS, SERIES_BITS, SERIES_MASK, first_key, floor_to, pack, unpack
from results.keep.rows import from_ms, to_ms
from results.keep.shared import Shared
from results.keep.told_view import DURATION_US, IN_MICROSECONDS
from results.records import Failure
from results.records.rollup import Rollup, SeriesName, Timed

_TABLES = {HOUR_MS: "rollups_hourly", DAY_MS: "rollups_daily"}


class Folding(NamedTuple):
    """How samples become roll-ups: the judges' part, handed in because keepers do not know judges."""

    roll_up: Callable[[SeriesName, datetime, int, Iterable[Timed]], Rollup]
    merged: Callable[[SeriesName, datetime, int, Iterable[Rollup]], Rollup]
    speeds: Mapping[str, str]
    """By kind of probe, the metric that tells how fast a target was."""


class Plan(NamedTuple):
    """Where the figures of a period are read from: spans as (start, end) in milliseconds, each sort in order."""

    days: list[tuple[int, int]]
    hours: list[tuple[int, int]]
    raw: list[tuple[int, int]]


def plan(start_ms: int, end_ms: int, open_hours: set[int]) -> Plan:
    """Cover [*start_ms*, *end_ms*) with whole days, then whole hours, then raw; what is open is read raw."""
    found = Plan([], [], [])
    open_days = {floor_to(hour, DAY_MS) for hour in open_hours}
    at = start_ms
    while at < end_ms:
        day, hour = floor_to(at, DAY_MS), floor_to(at, HOUR_MS)
        if at == day and at + DAY_MS <= end_ms and day not in open_days:
            spans, after = found.days, at + DAY_MS
        elif at == hour and at + HOUR_MS <= end_ms and hour not in open_hours:
            spans, after = found.hours, at + HOUR_MS
        else:
            spans, after = found.raw, min(hour + HOUR_MS, end_ms)
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], after)
        else:
            spans.append((at, after))
        at = after
    return found


class Rollups:
    """The tables of roll-ups, behind one connection. The caller opens and closes transactions."""

    def __init__(self, connection: sqlite3.Connection, shared: Shared) -> None:
        self._db = connection
        self._shared = shared

    def open_hours(self) -> list[int]:
        """List the hours (milliseconds since 1970) with samples that no roll-up has counted yet, oldest first."""
        return [hour for (hour,) in self._db.execute("SELECT hour_ms FROM open_hours ORDER BY hour_ms")]

    def start_again(self) -> None:
        """Throw all roll-ups away and open every hour that has samples."""
        for table in _TABLES.values():
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own name
        hour = 0
        while (key := self._first_from(hour)) is not None:
            hour = floor_to(key >> SERIES_BITS, HOUR_MS)
            self._db.execute("INSERT OR IGNORE INTO open_hours VALUES (?)", (hour,))
            hour += HOUR_MS

    def fold(self, hours: Iterable[int], folding: Folding) -> None:
        """Make the roll-ups of *hours*, all of one day, and of that day; then they are closed."""
        touched: set[int] = set()
        for hour in hours:
            samples: dict[int, list[Timed]] = defaultdict(list)
            for series, timed in self._timed(hour, folding.speeds):
                samples[series].append(timed)
            for series, many in samples.items():
                name = self._shared.series(series)
                self._put(HOUR_MS, series, folding.roll_up(name, from_ms(hour), HOUR_MS // 1000, many))
            touched |= samples.keys()
            self._db.execute("DELETE FROM open_hours WHERE hour_ms = ?", (hour,))
            day = floor_to(hour, DAY_MS)
        if touched:
            self._fold_day(day, touched, folding)

    def _fold_day(self, day: int, touched: set[int], folding: Folding) -> None:
        parts: dict[int, list[Rollup]] = defaultdict(list)
        for series, rollup in self._stored(HOUR_MS, day, day + DAY_MS):
            if series in touched:
                parts[series].append(rollup)
        for series, many in parts.items():
            name = self._shared.series(series)
            self._put(DAY_MS, series, folding.merged(name, from_ms(day), DAY_MS // 1000, many))

    def _timed(self, hour: int, speeds: Mapping[str, str]) -> Iterator[tuple[int, Timed]]:
        query, values = _timed_query(speeds)
        limits = (first_key(hour), first_key(hour + HOUR_MS))
        ended: dict[int, Failure | None] = {}
        for series, answer, duration_us, speed_us, speed_seconds in self._db.execute(query, (*values, *limits)):
            if answer not in ended:
                ended[answer] = self._shared.answer(answer)[0].failure
            took = speed_us
            if took is None:
                took = (duration_us or 0) if speed_seconds is None else round(speed_seconds * 1e6)
            yield series, Timed(ended[answer], took)

    def _put(self, span_ms: int, series: int, rollup: Rollup) -> None:
        failures = msgspec.json.encode(rollup.failures, order="sorted").decode()
        self._db.execute(
            f"INSERT OR REPLACE INTO {_TABLES[span_ms]} VALUES (?, ?, ?, ?)",  # noqa: S608 -- our own name
            (pack(to_ms(rollup.start), series), rollup.up, failures, rollup.latency),
        )

    def between(self, found: Plan) -> Iterator[Rollup]:
        """Yield the roll-ups that *found* names: those of days, then those of hours, each sort by time."""
        for span_ms, spans in ((DAY_MS, found.days), (HOUR_MS, found.hours)):
            for start_ms, end_ms in spans:
                for _, rollup in self._stored(span_ms, start_ms, end_ms):
                    yield rollup

    def _stored(self, span_ms: int, start_ms: int, end_ms: int) -> Iterator[tuple[int, Rollup]]:
        query = f"SELECT * FROM {_TABLES[span_ms]} WHERE id >= ? AND id < ?"  # noqa: S608 -- our own name
        for key, up, failures, latency in self._db.execute(query, (first_key(start_ms), first_key(end_ms))):
            slot_ms, series = unpack(key)
            yield (
                series,
                Rollup(
                    series=self._shared.series(series),
                    start=from_ms(slot_ms),
                    seconds=span_ms // 1000,
                    up=up,
                    failures=_failures(failures),
                    latency=latency,
                ),
            )

    def digest(self) -> str:
        """Tell the SHA-256 of all roll-ups, in hexadecimal: the same bytes in the same places have the same one."""
        sha256 = hashlib.sha256()
        for table in _TABLES.values():
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY id"):  # noqa: S608 -- our own name
                sha256.update(msgspec.json.encode(row))
        return sha256.hexdigest()

    def _first_from(self, slot_ms: int) -> int | None:
        query = "SELECT id FROM samples WHERE id >= ? ORDER BY id LIMIT 1"
        row = self._db.execute(query, (first_key(slot_ms),)).fetchone()
        return None if row is None else int(row[0])


@lru_cache(maxsize=10_000)
def _failures(text: str) -> Mapping[Failure, int]:
    # The same few texts come again and again in a long period.
    return msgspec.json.decode(text, type=dict[Failure, int])


def _timed_query(speeds: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Make the query for series, answer, duration and speed of samples, and the values of its marks but two."""
    in_columns = {kind: IN_MICROSECONDS[name] for kind, name in speeds.items() if name in IN_MICROSECONDS}
    columns = " ".join(f"WHEN ? THEN {expression}" for expression in in_columns.values())
    speed_us = f"CASE kind {columns} END" if columns else "NULL"
    paths = " ".join("WHEN ? THEN ?" for _ in speeds) or "WHEN 0 THEN 0"
    query = (
        f"SELECT series, answer, duration_us, speed_us, CASE WHEN speed_us IS NULL THEN"  # noqa: S608 -- our own names
        f" (SELECT json_extract(figures, CASE kind {paths} END) FROM figures WHERE sample = one AND attempt = 0) END"
        f" FROM (SELECT samples.id AS one, series.id AS series, kind, answer,"
        f" {DURATION_US} AS duration_us, {speed_us} AS speed_us"
        f" FROM samples JOIN series ON series.id = samples.id & {SERIES_MASK}"
        " WHERE samples.id >= ? AND samples.id < ?)"
    )
    # In the order of the marks: those of the paths stand before those of the columns.
    values: list[Any] = [value for kind, name in speeds.items() for value in (kind, f'$."{name}"')]
    return query, [*values, *in_columns]
