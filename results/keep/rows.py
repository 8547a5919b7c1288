"""Between records and rows: the one place that knows both shapes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from results.records import Case, Handover, Message, Observation, Session

Row = Mapping[str, Any]
"""A row as SQLite gives it: column names and plain values."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_IN_JSON = frozenset({"metrics", "hops"})


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC, of an aware *at*; exact, where floats would not be."""
    return (at - EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """Tell the aware UTC instant of *ms* milliseconds since 1970."""
    return EPOCH + ms * _MILLISECOND


def observation_row(observation: Observation, series: int) -> dict[str, Any]:
    """Make the row of *observation* in the series with the number *series*."""
    started_at = observation.started_at
    return {
        "series": series,
        "slot_ms": to_ms(observation.slot),
        "attempt": observation.attempt,
        "started_ms": None if started_at is None else to_ms(started_at),
        "duration_seconds": observation.duration_seconds,
        "failure": observation.failure,
        "detail": observation.detail,
        "address": observation.address,
        "metrics": msgspec.json.encode(observation.metrics).decode(),
        "hops": msgspec.json.encode(observation.hops).decode(),
        "session": observation.session,
    }


def flat_row(record: Case | Handover | Message | Session) -> dict[str, Any]:
    """Make the row of a record whose table has its fields as columns, times as ``..._ms``."""
    row = msgspec.structs.asdict(record)
    for name, value in tuple(row.items()):
        if isinstance(value, datetime):
            del row[name]
            row[_time_column(name)] = to_ms(value)
    return row


def from_row(row: Row, kind: type) -> Any:  # noqa: ANN401 -- what comes back is a *kind*; msgspec checks it
    """Make the record of type *kind* from its *row*; columns that the record does not know are left out."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name in row:
            found[field.name] = row[field.name]
        elif _time_column(field.name) in row:
            ms = row[_time_column(field.name)]
            found[field.name] = None if ms is None else from_ms(ms)
    for name in _IN_JSON & found.keys():
        found[name] = msgspec.json.decode(found[name])
    return msgspec.convert(found, kind)


def _time_column(field: str) -> str:
    return field.removesuffix("_at") + "_ms"
