"""A chart before it is drawn: its figures, what it says, and how Vega-Lite is to draw them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

Value = str | float | bool | None
Row = Mapping[str, Value]
Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one, as data."""


class Section(StrEnum):
    """Where on the front page a chart stands."""

    PLACES = "places"
    AVAILABILITY = "availability"
    RESPONSE = "response"
    ANSWERS = "answers"
    LINES = "lines"


class Twin(msgspec.Struct, frozen=True, kw_only=True):
    """The table that tells the same as the chart."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first of each names what the row is about."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """One chart in one language."""

    id: str
    """Unique in the report, and fit for a file name."""
    section: Section
    task: str
    """The task that it tells of; empty for one about all of them."""
    title: str
    message: str
    """What the chart says, in words. It compares nobody, unless a test stands behind it."""
    reading: str
    """How to read it."""
    columns: tuple[str, ...]
    """The fields of `rows` that are figures of the comparison: the columns of the CSV file."""
    rows: tuple[Row, ...]
    """The data of both specifications: seconds, and shares from 0 to 1."""
    wide: Spec
    """For a desk, a page of paper and a newsroom."""
    narrow: Spec
    """The same for a phone."""
    twin: Twin


def known(rows: Sequence[Row], *fields: str) -> list[float]:
    """List the figures that *rows* have in *fields*, row by row; what is not known is left out."""
    return [value for row in rows for field in fields if isinstance(value := row[field], float)]
