"""A comparison as tidy tables, one row for each figure: what is written as CSV, and what a data package describes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from results.judge.comparison import Comparison, ProviderResult
from results.judge.editions.edition import Change
from results.judge.line.rows import line_rows
from results.judge.outages import Outage
from results.judge.summary import CheckSummary, summarise
from results.judge.support_summary import SupportSummary

Value = str | int | float | datetime | None


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a table, as Data Package v2 (Table Schema) names its parts."""

    name: str
    type: Literal["string", "integer", "number", "datetime"]
    description: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table; None in a cell stands for "there is no such figure", never for nought."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]


_PROVIDER = Field(name="provider", type="string", description="Id of the provider in the study.")
_TASK = Field(name="task", type="string", description="Id of the task that measured or asked; empty for totals.")
_FIGURES = (
    _PROVIDER,
    _TASK,
    Field(name="figure", type="string", description="Which figure; the method page defines each."),
    Field(name="value", type="number", description="The figure; empty where there is none."),
    Field(name="low", type="number", description="Lower bound of its 95 per cent interval; empty where it has none."),
    Field(name="high", type="number", description="Upper bound of its 95 per cent interval; empty where it has none."),
    Field(name="n", type="integer", description="Slots, exchanges or questions that it stands on."),
    Field(name="unit", type="string", description="s, share (0 to 1), outages, questions, grade (0 to 5)."),
)
_OUTAGES = (
    _PROVIDER,
    _TASK,
    Field(name="start", type="datetime", description="First slot (UTC) in which it was down."),
    Field(name="end", type="datetime", description="When the last slot in which it was down ends (UTC)."),
    Field(name="downtime", type="number", description="Seconds that the slots in between stand for and were down."),
    Field(name="start_earliest", type="datetime", description="When the last good check before it was begun."),
    Field(name="end_latest", type="datetime", description="When the first good check after it was begun."),
    Field(name="cause", type="string", description="The failure that was seen in most of it."),
)
_PLACES = (
    _PROVIDER,
    Field(name="column", type="string", description="Id of the criterion, or total."),
    Field(name="grade", type="number", description="0 to 5; empty where none is given."),
    Field(name="best", type="integer", description="Best place that it may hold, all places being right at once."),
    Field(name="worst", type="integer", description="Worst place that it may hold."),
)
_QUESTIONS = (
    _PROVIDER,
    _TASK,
    Field(name="case", type="string", description="Id of the question."),
    Field(name="asked_at", type="datetime", description="When the provider took it, or when that failed (UTC)."),
    Field(name="state", type="string", description="answered, undetermined, silent, waiting, undeliverable, unproven."),
    Field(name="acknowledged", type="number", description="Seconds until a machine said that it had arrived."),
    Field(name="answered", type="number", description="Seconds until a person answered; empty where nobody did."),
    Field(name="followed", type="number", description="Seconds for which it was followed: a longer wait is censored."),
)
_COMPARISONS = (
    Field(name="column", type="string", description="Id of the criterion, or total."),
    Field(name="first", type="string", description="Id of a provider."),
    Field(name="second", type="string", description="Id of the other."),
    Field(name="test", type="string", description="How the difference was held against chance."),
    Field(name="better", type="string", description="Whose figure is better; empty where they are equal."),
    Field(name="size", type="number", description="How much better: a ratio, or a difference of shares or totals."),
    Field(name="p", type="number", description="Two-sided, for this pair alone."),
    Field(name="adjusted", type="number", description="The same by Holm over all pairs of the report."),
)


_LINES = (
    _PROVIDER,
    Field(name="plan", type="string", description="Id of the plan."),
    Field(name="agent", type="string", description="The agent on the line; empty for all lines of the plan."),
    Field(name="direction", type="string", description="download or upload; empty for what has none."),
    Field(name="figure", type="string", description="Which figure or rule set; the method page defines each."),
    Field(name="value", type="number", description="The figure, or the speed that decides; empty where there is none."),
    Field(name="verdict", type="string", description="What the rule set says, or a figure is about; else empty."),
    Field(name="n", type="integer", description="Tests, packets, loads, questions or lines that it stands on."),
    Field(name="unit", type="string", description="Mbit/s, share (0 to 1), s, RPM, tests, loads, questions, count."),
)
_CHANGES = (
    _PROVIDER,
    Field(name="column", type="string", description="Id of the criterion, or total."),
    Field(name="then", type="number", description="The figure in the edition before, in the metric's unit."),
    Field(name="now", type="number", description="The figure in this edition."),
    Field(name="grade_then", type="number", description="Its grade by the present rules; of the total itself, empty."),
    Field(name="grade_now", type="number", description="The same now."),
    Field(name="compared_then", type="number", description="What is compared: of waits the restricted mean (s)."),
    Field(name="compared_now", type="number", description="The same now."),
    Field(name="difference", type="number", description="Now less then."),
    Field(name="low", type="number", description="Lower bound of its 95 per cent interval; empty where it has none."),
    Field(name="high", type="number", description="Upper bound of its 95 per cent interval; empty where it has none."),
    Field(name="test", type="string", description="How the difference was held against chance."),
    Field(name="p", type="number", description="Two-sided, for this figure alone."),
    Field(name="adjusted", type="number", description="The same by Holm over all figures of the table."),
    Field(name="course", type="string", description="better, worse, noise or not_compared."),
    Field(name="hindrance", type="string", description="Why it was not compared; empty where it was."),
)


def tables(comparison: Comparison) -> tuple[Table, ...]:
    """Make all tables of *comparison*: figures, outages, places, comparisons, questions, and changes if there are."""
    told = summarise(comparison)
    return (
        Table(
            name="figures",
            title="Every figure of every provider, with its interval",
            fields=_FIGURES,
            rows=tuple(
                row
                for found, provider in zip(comparison.providers, told.providers, strict=True)
                for row in (
                    *_total(found),
                    *(row for check in provider.checks for row in _of_check(provider.id, check)),
                    *(row for one in provider.support for row in _of_support(provider.id, one)),
                )
            ),
        ),
        Table(
            name="outages",
            title="Every outage",
            fields=_OUTAGES,
            rows=tuple(
                (provider.id, check.task, *_outage(outage))
                for provider in told.providers
                for check in provider.checks
                for outage in check.outages
            ),
        ),
        Table(name="places", title="Grades and places", fields=_PLACES, rows=tuple(_places(comparison))),
        Table(
            name="comparisons",
            title="Every two providers held against each other",
            fields=_COMPARISONS,
            rows=tuple(
                (one.column, one.first, one.second, one.test.value, one.better, one.size, one.p, one.adjusted)
                for one in comparison.ranking.contrasts
            ),
        ),
        Table(
            name="questions", title="Every question to support", fields=_QUESTIONS, rows=tuple(_questions(comparison))
        ),
        *_lines(comparison),
        *_changed(comparison),
    )


def _lines(comparison: Comparison) -> Iterator[Table]:
    if comparison.lines.lines:
        rows = tuple(line_rows(comparison.lines))
        yield Table(name="lines", title="Internet lines: every figure and every verdict", fields=_LINES, rows=rows)


def _changed(comparison: Comparison) -> Iterator[Table]:
    own = comparison.edition
    if own is not None and own.since is not None:
        yield Table(
            name="changes",
            title="Every figure then and now",
            fields=_CHANGES,
            rows=tuple(map(_change, own.changes)),
        )


def _change(one: Change) -> tuple[Value, ...]:
    apart = one.difference
    found = (None,) * 5 if apart is None else (apart.before, apart.after, apart.difference, apart.low, apart.high)
    return (
        *(one.provider, one.criterion, one.then.value, one.now.value, one.then.grade, one.now.grade),
        *found,
        *(one.test and one.test.value, one.p, one.adjusted, one.course.value, one.hindrance and one.hindrance.value),
    )


def _total(provider: ProviderResult) -> Iterator[tuple[Value, ...]]:
    graded = sum(figure.grade is not None for figure in provider.figures)
    yield (provider.id, "", "total", provider.total.value, None, None, graded, "grade")
    for one in provider.categories:
        yield (provider.id, "", f"category:{one.category}", one.grade, None, None, None, "grade")


def _of_check(provider: str, check: CheckSummary) -> Iterator[tuple[Value, ...]]:
    key, took = (provider, check.task), check.latency_seconds
    yield (*key, "uptime", check.uptime, check.uptime_low, check.uptime_high, check.measured, "share")
    yield (*key, "coverage", check.coverage, None, None, check.due, "share")
    yield (*key, "downtime", check.downtime_seconds, None, None, check.measured, "s")
    yield (*key, "outages", len(check.outages), None, None, check.measured, "outages")
    yield (*key, "response_p50", took.p50, None, None, took.n, "s")
    yield (*key, "response_p95", took.p95, None, None, took.n, "s")
    yield (*key, "response_p99", took.p99, None, None, took.n, "s")


def _of_support(provider: str, one: SupportSummary) -> Iterator[tuple[Value, ...]]:
    key, clock, share = (provider, one.task), one.clock.value, one.answered_in_window
    yield (*key, f"answered_in_window_{clock}", share.share, share.low, share.high, share.n, "share")
    median = (one.median_seconds, one.median_low_seconds, one.median_high_seconds)
    yield (*key, f"median_wait_{clock}", *median, one.n, "s")
    mean = (one.restricted_mean_seconds, one.restricted_mean_low_seconds, one.restricted_mean_high_seconds)
    yield (*key, f"restricted_mean_wait_{clock}", *mean, one.n, "s")
    yield (*key, f"silent_{clock}", one.silent, None, None, one.n, "questions")
    yield (*key, f"undeliverable_{clock}", one.undeliverable, None, None, one.n + one.undeliverable, "questions")


def _outage(one: Outage) -> tuple[Value, ...]:
    return (one.start, one.end, one.downtime_seconds, one.start_earliest, one.end_latest, one.cause.value)


def _places(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    grades: dict[tuple[str, str], float | None] = {
        (one.id, figure.criterion): figure.grade for one in comparison.providers for figure in one.figures
    }
    for column in comparison.ranking.columns:
        totals = {one.id: one.total.value for one in comparison.providers}
        for one in column.standings:
            grade = grades.get((one.provider, column.id), totals.get(one.provider))
            yield (one.provider, column.id, grade, one.best, one.worst)


def _questions(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    for provider in comparison.providers:
        for support in provider.support:
            for one in support.stories:
                yield (
                    provider.id,
                    support.task,
                    one.case,
                    one.asked_at,
                    one.state.value,
                    one.acknowledged_seconds,
                    one.answered_seconds,
                    one.followed_seconds,
                )
