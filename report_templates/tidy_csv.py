"""Tidy tables as CSV (RFC 4180, UTF-8), with the dictionary that says what each column is."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO

from results.judge.tidy import Table, Value


def table_csv(table: Table) -> bytes:
    """Write *table*: numbers as Python reads them back without loss, instants in UTC, an empty cell for None."""
    return _written([[field.name for field in table.fields], *(map(_cell, row) for row in table.rows)])


def dictionary_csv(tables: Sequence[Table]) -> bytes:
    """Write the data dictionary: a row for each column of each table."""
    head = ["file", "column", "type", "description"]
    rows = ([f"{table.name}.csv", one.name, one.type, one.description] for table in tables for one in table.fields)
    return _written([head, *rows])


def _written(rows: Iterable[Iterable[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value if isinstance(value, str) else repr(value)
