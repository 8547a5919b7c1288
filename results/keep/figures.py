"""
Between an observation's metrics and the integer columns of its narrow row.

Three sorts: durations and sizes that nearly every exchange has get columns; small whole numbers that repeat
(``status``) are kept once for all rows that share them; whatever else is kept as it is, beside the row.
"""

from collections.abc import Mapping
from typing import NamedTuple

from results.records import Metrics

LIMIT_SECONDS = 1e9
"""Durations of thirty years and more are not measured by anybody: such a figure is kept beside the row."""
COUNT_LIMIT = 1_000_000
_COUNTS = frozenset({"status", "redirects", "retransmits", "sent", "received", "answers", "ttl_seconds"})
_DURATIONS = (
    "resolve_seconds",
    "connect_seconds",
    "tls_seconds",
    "ttfb_seconds",
    "transfer_seconds",
    "total_seconds",
    "rtt_seconds",
    "server_seconds",
)
_SIZES = ("body_bytes", "wire_bytes")

COLUMNS = (
    "resolve_us",
    "connect_us",
    "tls_us",
    "ttfb_us",
    "transfer_us",
    "total_over_us",
    "rtt_over_us",
    "server_over_us",
    "body_bytes",
    "wire_over_bytes",
)
"""
Five phases, then what is told as the difference to what would follow from them, because that is nearly nothing.

``total_over_us`` over the sum of the phases, ``rtt_over_us`` over connecting, ``server_over_us`` over the first
byte's time less the round trip, ``wire_over_bytes`` over the decoded body. What is NULL counts as 0 in these sums.
"""

Columns = tuple[int | None, ...]


class Figures(NamedTuple):
    """The metrics of one observation or hop, by where they are kept."""

    columns: Columns
    """In the order of `COLUMNS`."""
    counts: dict[str, float]
    rest: dict[str, float]


def microseconds(seconds: float) -> int:
    """Round to whole microseconds. Raises `ValueError` beyond `LIMIT_SECONDS`, also for what is no number."""
    if not -LIMIT_SECONDS < seconds < LIMIT_SECONDS:
        raise ValueError(f"a duration of {seconds} s")
    return round(seconds * 1e6)


def split(metrics: Metrics) -> Figures:
    """Tell where each of *metrics* is kept."""
    rest = dict(metrics)
    times = [_taken(rest, name, 1e6) for name in _DURATIONS]
    sizes = [_taken_whole(rest, name) for name in _SIZES]
    counts = {name: rest.pop(name) for name in sorted(_COUNTS & rest.keys()) if _repeats(rest[name])}
    return Figures(_differences(times, sizes), counts, rest)


def join(columns: Columns, counts: Mapping[str, float], rest: Mapping[str, float]) -> dict[str, float]:
    """Make the metrics again, durations to the microsecond."""
    resolve, connect, tls, ttfb, transfer, total, rtt, server, body, wire = columns
    if total is not None:
        total += (resolve or 0) + (connect or 0) + (tls or 0) + (ttfb or 0) + (transfer or 0)
    if rtt is not None:
        rtt += connect or 0
    if server is not None:
        server += (ttfb or 0) - (rtt or 0)
    times = (resolve, connect, tls, ttfb, transfer, total, rtt, server)
    metrics = {name: us / 1e6 for name, us in zip(_DURATIONS, times, strict=True) if us is not None}
    if body is not None:
        metrics["body_bytes"] = float(body)
    if wire is not None:
        metrics["wire_bytes"] = float(wire + (body or 0))
    return {**metrics, **counts, **rest}


def phases_total(columns: Columns) -> int:
    """Tell the total in microseconds, or where it is NULL the sum of the phases: what a visit's duration exceeds."""
    return sum(us for us in columns[:6] if us is not None)


def _differences(times: list[int | None], sizes: list[int | None]) -> Columns:
    resolve, connect, tls, ttfb, transfer, total, rtt, server = times
    body, wire = sizes
    if server is not None:
        server -= (ttfb or 0) - (rtt or 0)
    if rtt is not None:
        rtt -= connect or 0
    if total is not None:
        total -= (resolve or 0) + (connect or 0) + (tls or 0) + (ttfb or 0) + (transfer or 0)
    if wire is not None:
        wire -= body or 0
    return (resolve, connect, tls, ttfb, transfer, total, rtt, server, body, wire)


def _taken(rest: dict[str, float], name: str, scale: float) -> int | None:
    value = rest.get(name)
    if value is None or not -LIMIT_SECONDS < value < LIMIT_SECONDS:
        return None
    del rest[name]
    return round(value * scale)


def _taken_whole(rest: dict[str, float], name: str) -> int | None:
    value = rest.get(name)
    return None if value is None or value != value // 1 else _taken(rest, name, 1)


def _repeats(value: float) -> bool:
    return 0 <= value < COUNT_LIMIT and value == value // 1
