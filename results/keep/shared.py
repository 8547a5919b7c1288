"""What many rows share, stored once and named by a small integer: series, contexts, layouts, answers and the like."""

import sqlite3
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from results.keep.layouts import PLAIN, Layout
from results.keep.rows import from_ms, to_ms
from results.records import Failure
from results.records.clock import rounded_up
from results.records.rollup import SeriesName

_Found = TypeVar("_Found")


class Context(NamedTuple):
    """What all samples of a run share while the state of its clock does not change."""

    session: str | None
    clock_synchronised: bool | None
    clock_error_seconds: float | None = None
    booted_at: datetime | None = None
    redated_by_seconds: float | None = None


_CONTEXT = ("session", "clock_synchronised", "clock_error_ms", "booted_ms", "redated_by_ms")


class Answer(NamedTuple):
    """What samples of a series mostly have in common: who answered and how it ended, and those figures that repeat."""

    address: str | None
    url: str | None
    """Where the last hop led, if that hop's figures are the sample's own; None if there is none, or it has a row."""
    clock: str | None
    failure: Failure | None
    counts: str
    """Small whole numbers by the name of their metric, as JSON with sorted names."""
    beside: int
    """Which rows there are beside the sample's: a sum of `DETAIL`, `FIGURES`, `HOPS`."""
    detail: str | None = None
    """The detail of a success, where it is one of a few; None where there is none, or it stands beside the row."""
    layout: int = 0
    """By which layout the row's columns are read; 0 is the plain one."""


DETAIL, FIGURES, HOPS = 1, 2, 4
DETAILS_SHARED = 256
DETAIL_LENGTH = 60
"""Details of successes are mostly a probe's own few words (``TLSv1.3``). Longer ones, and those that come after so many
others, stand beside their rows: what hardly repeats is not worth sharing."""


class Shared:
    """
    The numbers of what is shared, in both directions. Tables only grow, so what was read once stays right.

    `forget` must be called where a transaction is rolled back: the numbers it handed out are gone.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._numbers: dict[tuple[str, Hashable], int] = {}
        self._series: dict[SeriesName, int] = {}
        self._context_numbers: dict[Context, int] = {}
        self._answers: dict[Answer, int] = {}
        self._contents: dict[tuple[str, int], Any] = {}
        self._details: set[str] = set()

    def forget(self) -> None:
        """Drop all that is remembered."""
        for numbers in (self._numbers, self._series, self._context_numbers, self._answers):
            numbers.clear()
        self._contents.clear()
        self._details.clear()

    def takes(self, detail: str) -> bool:
        """Tell whether the *detail* of a success is to be shared."""
        if detail not in self._details:
            if len(self._details) >= DETAILS_SHARED or len(detail) > DETAIL_LENGTH:
                return False
            self._details.add(detail)
        return True

    def series_number(self, names: SeriesName) -> int:
        """Tell the number of a series; give it one if it is new."""
        known = self._series.get(names)
        if known is None:
            known = self._series[names] = self._number("series", SeriesName._fields, names)
        return known

    def context_number(self, context: Context) -> int:
        """Tell the number of a context; give it one if it is new."""
        known = self._context_numbers.get(context)
        if known is None:
            known = self._context_numbers[context] = self._number("contexts", _CONTEXT, _context_row(context))
        return known

    def answer_number(self, answer: Answer) -> int:
        """Tell the number of an answer; give it one if it is new."""
        known = self._answers.get(answer)
        if known is None:
            texts = map(self._text_number, answer[:3])
            # The number of a failure, once given in this file, never changes its meaning.
            failure = answer.failure and self._number("failures", ("name",), (answer.failure.value,))
            detail = self._text_number(answer.detail)
            known = self._number(
                "answers", Answer._fields, (*texts, failure, answer.counts, answer.beside, detail, answer.layout)
            )
            self._answers[answer] = known
        return known

    def layout_number(self, layout: Layout) -> int:
        """Tell the number of a layout; give it one if it is new."""
        if layout is PLAIN:
            return 0
        return self._number("layouts", ("places", "displaced"), (layout.places, layout.displaced))

    def layout(self, number: int) -> Layout:
        """Tell what the layout with *number* is."""
        if not number:
            return PLAIN
        query = "SELECT places FROM layouts WHERE id = ?"
        return self._content("layouts", number, query, lambda row: Layout.of_places(row[0]))

    def series(self, number: int) -> SeriesName:
        """Tell the names of the series with *number*."""
        query = "SELECT agent, provider, target, task, kind FROM series WHERE id = ?"
        return self._content("series", number, query, SeriesName._make)

    def series_numbers(self) -> dict[SeriesName, int]:
        """Tell the number of every series that there is."""
        query = "SELECT id, agent, provider, target, task, kind FROM series"
        return {SeriesName._make(names): number for number, *names in self._db.execute(query)}

    def context(self, number: int) -> Context:
        """Tell what the context with *number* holds."""
        query = f"SELECT {', '.join(_CONTEXT)} FROM contexts WHERE id = ?"  # noqa: S608 -- our own names
        return self._content("contexts", number, query, _context)

    def answer(self, number: int) -> tuple[Answer, dict[str, float]]:
        """Tell what the answer with *number* holds, and its counts decoded."""
        query = (
            "SELECT address.text, url.text, clock.text, failures.name, counts, beside, detail.text, layout"
            " FROM answers"
            " LEFT JOIN texts AS address ON address.id = answers.address"
            " LEFT JOIN texts AS url ON url.id = answers.url"
            " LEFT JOIN texts AS clock ON clock.id = answers.clock"
            " LEFT JOIN texts AS detail ON detail.id = answers.detail"
            " LEFT JOIN failures ON failures.id = answers.failure WHERE answers.id = ?"
        )
        return self._content("answers", number, query, lambda row: (_answer(row), _decoded(row[4])))

    def _text_number(self, text: str | None) -> int | None:
        return None if text is None else self._number("texts", ("text",), (text,))

    def _number(self, table: str, columns: Sequence[str], values: Sequence[str | int | None]) -> int:
        key = (table, tuple(values))
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = self._look_up(table, columns, values) or self._add(table, columns, values)
        return known

    def _look_up(self, table: str, columns: Sequence[str], values: Sequence[str | int | None]) -> int | None:
        where = " AND ".join(f"{column} IS ?" for column in columns)
        row = self._db.execute(f"SELECT id FROM {table} WHERE {where}", tuple(values)).fetchone()  # noqa: S608 -- our names
        return None if row is None else int(row[0])

    def _add(self, table: str, columns: Sequence[str], values: Sequence[str | int | None]) -> int:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        added = self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values))  # noqa: S608 -- our names
        return int(added.lastrowid or 0)

    def _content(self, table: str, number: int, query: str, made: Callable[[Sequence[Any]], _Found]) -> _Found:
        key = (table, number)
        if key not in self._contents:
            self._contents[key] = made(self._db.execute(query, (number,)).fetchone())
        found: _Found = self._contents[key]
        return found


def _answer(row: Sequence[Any]) -> Answer:
    address, url, clock, failure, *others = row
    return Answer(address, url, clock, failure and Failure(failure), *others)


def _context_row(context: Context) -> tuple[str | int | None, ...]:
    error, redated = context.clock_error_seconds, context.redated_by_seconds
    return (
        context.session,
        context.clock_synchronised,
        None if error is None else round(rounded_up(error) * 1_000),
        None if context.booted_at is None else to_ms(context.booted_at),
        None if redated is None else round(redated * 1_000),
    )


def _context(row: Sequence[Any]) -> Context:
    session, synchronised, error_ms, booted_ms, redated_ms = row
    return Context(
        session,
        _flag(synchronised),
        None if error_ms is None else error_ms / 1_000,
        None if booted_ms is None else from_ms(booted_ms),
        None if redated_ms is None else redated_ms / 1_000,
    )


def _flag(number: int | None) -> bool | None:
    return None if number is None else bool(number)


def _decoded(counts: str) -> dict[str, float]:
    return msgspec.json.decode(counts, type=dict[str, float])
