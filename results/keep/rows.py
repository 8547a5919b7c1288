"""Between records and rows whose tables have a column for each field; observations have `narrow`."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from results.records import Record

Row = Mapping[str, Any]
"""A row as SQLite gives it: column names and plain values."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC, of an aware *at*; exact, where floats would not be."""
    return (at - EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """Tell the aware UTC instant of *ms* milliseconds since 1970."""
    return EPOCH + ms * _MILLISECOND


def flat_row(record: Record) -> dict[str, Any]:
    """Make the row of a record whose table has its fields as columns, times as ``..._ms``; what is None is left out."""
    row: dict[str, Any] = {}
    for name, value in msgspec.structs.asdict(record).items():
        if isinstance(value, datetime):
            row[_time_column(name)] = to_ms(value)
        elif value is not None:
            row[name] = value
    return row


def from_row(row: Row, kind: type) -> Any:  # noqa: ANN401 -- what comes back is a *kind*; msgspec checks it
    """Make the record of type *kind* from its *row*; columns that the record does not know are left out."""
    found: dict[str, Any] = {}
    for name, time_column in _columns(kind):
        if name in row:
            found[name] = row[name]
        elif time_column in row:
            ms = row[time_column]
            found[name] = None if ms is None else from_ms(ms)
    # Not strict, because SQLite has no truth values: they come as 0 and 1.
    return msgspec.convert(found, kind, strict=False)


@cache
def _columns(kind: type) -> tuple[tuple[str, str], ...]:
    """Tell each field of *kind*, and its column if it is a time. Asking the type for each row costs most of reading."""
    return tuple((field.name, _time_column(field.name)) for field in msgspec.structs.fields(kind))


def _time_column(field: str) -> str:
    return field.removesuffix("_at") + "_ms"
