"""
Between an observation's metrics and the integer columns of its narrow row.

Three sorts: what its kind's layout has a column for; small whole numbers that repeat (``status``), which are kept once
for all rows that share them; whatever else is kept as it is, beside the row.

What nearly follows from other columns is kept as the difference, because that is nearly nothing: ``total_over_us``
over the sum of the phases, ``rtt_over_us`` over connecting, ``server_over_us`` over the first byte's time less the
round trip, ``wire_over_bytes`` over the decoded body. These are sums over the columns, whatever a layout has them
hold, and what is NULL counts as 0 in them. A column that a layout gives to another metric holds that one as it is.
"""

from collections.abc import Mapping
from typing import NamedTuple

from results.keep.layouts import PLAIN, SECOND, USUAL, Figure, Layout
from results.records import Metrics

LIMIT_SECONDS = 1e9
"""Durations of thirty years and more are not measured by anybody: such a figure is kept beside the row."""
COUNT_LIMIT = 1_000_000
_COUNTS = frozenset({"status", "redirects", "retransmits", "sent", "received", "answers", "ttl_seconds"})
_COLUMN_LIMIT = 1 << 62
_TOTAL, _RTT, _SERVER, _WIRE = 5, 6, 7, 9

Columns = tuple[int | None, ...]


class Figures(NamedTuple):
    """The metrics of one observation or hop, by where they are kept."""

    columns: Columns
    """In the order of `layouts.COLUMNS`."""
    counts: dict[str, float]
    rest: dict[str, float]


def microseconds(seconds: float) -> int:
    """Round to whole microseconds. Raises `ValueError` beyond `LIMIT_SECONDS`, also for what is no number."""
    if not -LIMIT_SECONDS < seconds < LIMIT_SECONDS:
        raise ValueError(f"a duration of {seconds} s")
    return round(seconds * 1e6)


def split(metrics: Metrics, layout: Layout = PLAIN) -> Figures:
    """Tell where each of *metrics* is kept by *layout*."""
    rest = dict(metrics)
    values = [_taken(rest, figure) for figure in layout.figures]
    counts = {name: rest.pop(name) for name in sorted(_COUNTS & rest.keys()) if _repeats(rest[name])}
    return Figures(_differences(values, layout), counts, rest)


def join(
    columns: Columns, counts: Mapping[str, float], rest: Mapping[str, float], layout: Layout = PLAIN
) -> dict[str, float]:
    """Make the metrics again, durations to the microsecond."""
    metrics = {
        figure.metric: value / figure.per_unit
        for figure, value in zip(layout.figures, _values(columns, layout), strict=True)
        if value is not None
    }
    return {**metrics, **counts, **rest}


def phases_total(columns: Columns) -> int:
    """Tell the total in microseconds, or where it is NULL the sum of the phases: what a visit's duration exceeds."""
    return sum(filter(None, columns[:6]))


def _differences(values: list[int | None], layout: Layout) -> Columns:
    resolve, connect, tls, ttfb, transfer, total, rtt, server, body, wire = values
    if server is not None and _usual(layout, _SERVER):
        server -= (ttfb or 0) - (rtt or 0)
    if rtt is not None:
        rtt -= connect or 0
    if total is not None and _usual(layout, _TOTAL):
        total -= (resolve or 0) + (connect or 0) + (tls or 0) + (ttfb or 0) + (transfer or 0)
    if wire is not None and _usual(layout, _WIRE):
        wire -= body or 0
    return (resolve, connect, tls, ttfb, transfer, total, rtt, server, body, wire)


def _values(columns: Columns, layout: Layout) -> Columns:
    resolve, connect, tls, ttfb, transfer, total, rtt, server, body, wire = columns
    if total is not None and _usual(layout, _TOTAL):
        total += (resolve or 0) + (connect or 0) + (tls or 0) + (ttfb or 0) + (transfer or 0)
    if rtt is not None:
        rtt += connect or 0
    if server is not None and _usual(layout, _SERVER):
        server += (ttfb or 0) - (rtt or 0)
    if wire is not None and _usual(layout, _WIRE):
        wire += body or 0
    return (resolve, connect, tls, ttfb, transfer, total, rtt, server, body, wire)


def _usual(layout: Layout, place: int) -> bool:
    return layout.figures[place] is USUAL[place]


def _taken(rest: dict[str, float], figure: Figure) -> int | None:
    """Take *figure* out of *rest* as a whole number; None where it is not there, or does not come back from one."""
    value = rest.get(figure.metric)
    if value is None or not -LIMIT_SECONDS < value < LIMIT_SECONDS:
        return None
    number = round(value * figure.per_unit)
    if figure.per_unit != SECOND and (number / figure.per_unit != value or abs(number) >= _COLUMN_LIMIT):
        return None
    del rest[figure.metric]
    return number


def _repeats(value: float) -> bool:
    return 0 <= value < COUNT_LIMIT and value == value // 1
