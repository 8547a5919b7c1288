"""Roll-ups in the file: a cache that is made from the samples, hour by hour, and that can be thrown away."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from results.keep.packing import DAY_MS, HOUR_MS, SERIES_BITS, SERIES_MASK, first_key, floor_to, pack, unpack
from results.keep.rolled import phases_blob, phases_of, slot_runs, slots_text
from results.keep.rows import from_ms, to_ms
from results.keep.shared import Shared
from results.keep.told_view import DURATION_US, IN_MICROSECONDS
from results.records import Failure
from results.records.rollup import PHASES, Rollup, SeriesName, Timed

_TABLES = {HOUR_MS: "rollups_hourly", DAY_MS: "rollups_daily"}
_PHASES = {HOUR_MS: "phases_hourly", DAY_MS: "phases_daily"}
_OPEN = {HOUR_MS: "open_hours WHERE hour_ms", DAY_MS: "open_days WHERE day_ms"}
_EVERY_TABLE = (*_TABLES.values(), *_PHASES.values())
_SELECT = {
    (span, phases): f"SELECT one.*, {'phases' if phases else 'NULL'} FROM {table} AS one"  # noqa: S608 -- our own names
    + (f" LEFT JOIN {_PHASES[span]} AS beside ON beside.id = one.id" if phases else "")
    for span, table in _TABLES.items()
    for phases in (False, True)
}


class Folding(NamedTuple):
    """How samples become roll-ups: the judges' part, handed in because keepers do not know judges."""

    roll_up: Callable[[SeriesName, datetime, int, Iterable[Timed]], Rollup]
    merged: Callable[[SeriesName, datetime, int, Sequence[Rollup]], Rollup]
    speeds: Mapping[str, str]
    """By kind of probe, the metric that tells how fast a target was."""


class Plan(NamedTuple):
    """Where the figures of a period are read from: spans as (start, end) in milliseconds, each sort in order."""

    days: list[tuple[int, int]]
    hours: list[tuple[int, int]]
    raw: list[tuple[int, int]]


def plan(start_ms: int, end_ms: int, open_hours: AbstractSet[int], open_days: AbstractSet[int] = frozenset()) -> Plan:
    """
    Cover [*start_ms*, *end_ms*) with whole days, then whole hours, then raw.

    An open hour is read raw, an open day by its hours.
    """
    found = Plan([], [], [])
    open_days = open_days | {floor_to(hour, DAY_MS) for hour in open_hours}
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

    def open_days(self) -> list[int]:
        """List the days (milliseconds since 1970) whose roll-up is older than those of their hours, oldest first."""
        return [day for (day,) in self._db.execute("SELECT day_ms FROM open_days ORDER BY day_ms")]

    def start_again(self) -> None:
        """Throw all roll-ups away and open every hour that has samples."""
        for table in (*_EVERY_TABLE, "open_days"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own name
        hour = 0
        while (key := self._first_from(hour)) is not None:
            hour = floor_to(key >> SERIES_BITS, HOUR_MS)
            self._db.execute("INSERT OR IGNORE INTO open_hours (hour_ms) VALUES (?)", (hour,))
            hour += HOUR_MS

    def touched(self, span_ms: int, start: int) -> int | None:
        """Tell how often an open hour or day was added to since it was opened; None if it is not open."""
        row = self._db.execute(f"SELECT touched FROM {_OPEN[span_ms]} = ?", (start,)).fetchone()  # noqa: S608
        return None if row is None else int(row[0])

    def made(self, hour: int, folding: Folding) -> dict[int, Rollup]:
        """Make the roll-ups of *hour*, by series. Nothing is written."""
        samples: dict[int, list[Timed]] = defaultdict(list)
        for series, timed in self._timed(hour, folding.speeds):
            samples[series].append(timed)
        start, roll_up = from_ms(hour), folding.roll_up
        return {
            series: roll_up(self._shared.series(series), start, HOUR_MS // 1000, many)
            for series, many in samples.items()
        }

    def made_of_hours(self, day: int, folding: Folding) -> dict[int, Rollup]:
        """Make the roll-ups of *day* from those of its hours, by series. Nothing is written."""
        parts: dict[int, list[Rollup]] = defaultdict(list)
        for series, rollup in self._stored(HOUR_MS, day, day + DAY_MS, phases=True):
            parts[series].append(rollup)
        start, merged = from_ms(day), folding.merged
        return {
            series: merged(self._shared.series(series), start, DAY_MS // 1000, many) for series, many in parts.items()
        }

    def close(self, span_ms: int, start: int, made: Mapping[int, Rollup]) -> None:
        """Write the roll-ups that were *made* of an hour or a day, which is then no longer open."""
        for series, rollup in made.items():
            self._put(span_ms, series, rollup)
        self._db.execute(f"DELETE FROM {_OPEN[span_ms]} = ?", (start,))  # noqa: S608 -- our own name
        if span_ms == HOUR_MS:
            query = "INSERT INTO open_days (day_ms) VALUES (?) ON CONFLICT DO UPDATE SET touched = touched + 1"
            self._db.execute(query, (floor_to(start, DAY_MS),))

    def _timed(self, hour: int, speeds: Mapping[str, str]) -> Iterator[tuple[int, Timed]]:
        query, values = _timed_query(speeds)
        limits = (first_key(hour), first_key(hour + HOUR_MS))
        ended: dict[int, tuple[Failure | None, frozenset[str]]] = {}
        rows = self._db.execute(query, (*values, *limits))
        for key, answer, lag_us, duration_us, speed_us, speed_seconds, *lengths in rows:
            if answer not in ended:
                found = self._shared.answer(answer)[0]
                ended[answer] = found.failure, self._shared.layout(found.layout).given_away
            failure, given_away = ended[answer]
            took = speed_us
            if took is None:
                took = (duration_us or 0) if speed_seconds is None else round(speed_seconds * 1e6)
            slot_ms, series = unpack(key)
            phases = (None if name in given_away else us for name, us in zip(PHASES, lengths, strict=True))
            yield series, Timed(slot_ms - hour, failure, took, lag_us or 0, tuple(phases))

    def _put(self, span_ms: int, series: int, rollup: Rollup) -> None:
        key = pack(to_ms(rollup.start), series)
        row = (key, slots_text(rollup.slots), rollup.slowest_us, rollup.lag_us, rollup.latency)
        self._db.execute(f"INSERT OR REPLACE INTO {_TABLES[span_ms]} VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608
        if rollup.phases:
            beside = f"INSERT OR REPLACE INTO {_PHASES[span_ms]} VALUES (?, ?)"  # noqa: S608 -- our own name
            self._db.execute(beside, (key, phases_blob(rollup.phases)))

    def between(
        self, found: Plan, *, phases: bool, finer: Callable[[Rollup], bool] = lambda _: False
    ) -> Iterator[Rollup]:
        """
        Yield the roll-ups that *found* names: those of days, then those of hours, each sort by time.

        In place of a day that is to be told *finer* come its hours. The *phases* are read if they are asked for.
        """
        for span_ms, spans in ((DAY_MS, found.days), (HOUR_MS, found.hours)):
            for start_ms, end_ms in spans:
                for series, rollup in self._stored(span_ms, start_ms, end_ms, phases=phases):
                    if span_ms == DAY_MS and finer(rollup):
                        yield from self._hours_of(series, to_ms(rollup.start), phases=phases)
                    else:
                        yield rollup

    def _hours_of(self, series: int, day: int, *, phases: bool) -> Iterator[Rollup]:
        for hour in range(day, day + DAY_MS, HOUR_MS):
            query = f"{_SELECT[HOUR_MS, phases]} WHERE one.id = ?"
            for row in self._db.execute(query, (pack(hour, series),)):
                yield self._rollup(row, HOUR_MS)[1]

    def _stored(self, span_ms: int, start_ms: int, end_ms: int, *, phases: bool) -> Iterator[tuple[int, Rollup]]:
        query = f"{_SELECT[span_ms, phases]} WHERE one.id >= ? AND one.id < ? ORDER BY one.id"
        for row in self._db.execute(query, (first_key(start_ms), first_key(end_ms))):
            yield self._rollup(row, span_ms)

    def _rollup(self, row: Sequence[Any], span_ms: int) -> tuple[int, Rollup]:
        key, slots, slowest_us, lag_us, latency, phases = row
        slot_ms, series = unpack(key)
        rollup = Rollup(
            series=self._shared.series(series),
            start=from_ms(slot_ms),
            seconds=span_ms // 1000,
            slots=slot_runs(slots),
            latency=latency,
            slowest_us=slowest_us,
            lag_us=lag_us,
            phases=phases_of(phases) if phases else {},
        )
        return series, rollup

    def digest(self) -> str:
        """Tell the SHA-256 of all roll-ups, in hexadecimal: the same bytes in the same places have the same one."""
        sha256 = hashlib.sha256()
        for table in _EVERY_TABLE:
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY id"):  # noqa: S608 -- our own name
                sha256.update(msgspec.json.encode(row))
        return sha256.hexdigest()

    def _first_from(self, slot_ms: int) -> int | None:
        query = "SELECT id FROM samples WHERE id >= ? ORDER BY id LIMIT 1"
        row = self._db.execute(query, (first_key(slot_ms),)).fetchone()
        return None if row is None else int(row[0])


def _timed_query(speeds: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Make the query for key, answer, lag, duration, speed and phases of samples, and its marks' values but two."""
    in_columns = {kind: IN_MICROSECONDS[name] for kind, name in speeds.items() if name in IN_MICROSECONDS}
    columns = " ".join(f"WHEN ? THEN {expression}" for expression in in_columns.values())
    speed_us = f"CASE kind {columns} END" if columns else "NULL"
    paths = " ".join("WHEN ? THEN ?" for _ in speeds) or "WHEN 0 THEN 0"
    query = (
        f"SELECT one, answer, lag_us, duration_us, speed_us, CASE WHEN speed_us IS NULL THEN"  # noqa: S608 -- our own names
        f" (SELECT json_extract(figures, CASE kind {paths} END) FROM figures WHERE sample = one AND attempt = 0) END,"
        f" {', '.join(PHASES)} FROM (SELECT samples.id AS one, kind, answer, loop_lag_us AS lag_us,"
        f" {', '.join(f'{IN_MICROSECONDS[name]} AS {name}' for name in PHASES)},"
        f" {DURATION_US} AS duration_us, {speed_us} AS speed_us"
        f" FROM samples JOIN series ON series.id = samples.id & {SERIES_MASK}"
        " WHERE samples.id >= ? AND samples.id < ?)"
    )
    # In the order of the marks: those of the paths stand before those of the columns.
    values: list[Any] = [value for kind, name in speeds.items() for value in (kind, f'$."{name}"')]
    return query, [*values, *in_columns]
