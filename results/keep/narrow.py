"""Between an observation and its narrow row: the one place that knows both shapes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from results.keep.figures import Columns, join, microseconds, phases_total, split
from results.keep.layouts import layout_of
from results.keep.packing import pack, unpack
from results.keep.rows import from_ms, to_ms
from results.keep.shared import DETAIL, FIGURES, HOPS, Answer, Context, Shared
from results.records import Hop, Metrics, Observation
from results.records.rollup import SeriesName

COLUMNS = "id, context, started_after_ms, duration_over_us, answer, loop_lag_us"
"""Those before the columns of figures."""
_SORTED = msgspec.json.Encoder(order="sorted")
_NOT_OF_A_HOP = frozenset({"status", "redirects", "total_seconds"})

NarrowRow = tuple[int | None, ...]
"""`COLUMNS`, then those of `layouts.COLUMNS`."""


class Encoded(NamedTuple):
    """An observation as rows, with the shared parts as numbers."""

    row: NarrowRow
    attempt: int
    detail: str = ""
    """Empty where it is shared."""
    figures: str = ""
    """Metrics without a column, as JSON; empty if there are none."""
    hops: tuple[tuple[Any, ...], ...] = ()
    """Rows of the hops that cannot be told from the sample's own."""


def encode(observation: Observation, shared: Shared) -> Encoded:
    """Make the rows of *observation*. Raises `OverflowError` or `ValueError` for what no row can hold."""
    o = observation
    slot_ms = to_ms(o.slot)
    layout = layout_of(o.kind)
    columns, counts, rest = split(o.metrics, layout)
    key = pack(slot_ms, shared.series_number(SeriesName(o.agent, o.provider, o.target, o.task, o.kind)))
    same = bool(o.hops) and o.clock is None and _is_last_hop(o.hops[-1], o.address, o.metrics)
    last = o.hops[-1] if same else None
    before = o.hops if last is None else o.hops[:-1]
    detail = o.detail if o.detail and o.failure is None and shared.takes(o.detail) else None
    beside = (DETAIL if o.detail and detail is None else 0) | (FIGURES if rest else 0) | (HOPS if before else 0)
    url, clock = (None, o.clock) if last is None else (last.url, last.clock)
    answer = Answer(o.address, url, clock, o.failure, _json(counts), beside, detail, shared.layout_number(layout))
    row = (
        key,
        shared.context_number(
            Context(o.session, o.clock_synchronised, o.clock_error_seconds, o.booted_at, o.redated_by_seconds)
        ),
        None if o.started_at is None else to_ms(o.started_at) - slot_ms,
        None if o.duration_seconds is None else microseconds(o.duration_seconds) - phases_total(columns),
        shared.answer_number(answer),
        None if o.loop_lag_seconds is None else microseconds(o.loop_lag_seconds),
        *columns,
    )
    if not beside:
        return Encoded(row, o.attempt)
    hops = tuple((key, o.attempt, number, *_hop_row(hop, shared)) for number, hop in enumerate(before))
    return Encoded(row, o.attempt, o.detail if beside & DETAIL else "", _json(rest) if rest else "", hops)


def decode(
    row: Sequence[Any], attempt: int, shared: Shared, *, detail: str, figures: str, hops: tuple[Hop, ...]
) -> Observation:
    """Make the observation again, from its narrow *row* and what stands beside it."""
    key, context_number, started_after_ms, over_us, answer_number, lag_us, *columns = row
    slot_ms, series_number = unpack(key)
    agent, provider, target, task, kind = shared.series(series_number)
    answer, counts = shared.answer(answer_number)
    metrics = join(tuple(columns), counts, _figures(figures), shared.layout(answer.layout))
    context = shared.context(context_number)
    if answer.url is not None:
        hops = (*hops, _last_hop(Hop(url=answer.url, clock=answer.clock), answer.address, metrics))
    return Observation(
        agent=agent,
        provider=provider,
        target=target,
        task=task,
        kind=kind,
        slot=from_ms(slot_ms),
        attempt=attempt,
        started_at=None if started_after_ms is None else from_ms(slot_ms + started_after_ms),
        duration_seconds=None if over_us is None else (over_us + phases_total(tuple(columns))) / 1e6,
        failure=answer.failure,
        detail=answer.detail or detail,
        address=answer.address,
        clock=answer.clock if answer.url is None else None,
        metrics=metrics,
        hops=hops,
        loop_lag_seconds=None if lag_us is None else lag_us / 1e6,
        clock_synchronised=context.clock_synchronised,
        clock_error_seconds=context.clock_error_seconds,
        booted_at=context.booted_at,
        redated_by_seconds=context.redated_by_seconds,
        session=context.session,
    )


def decode_hop(answer_number: int, columns: Columns, figures: str | None, shared: Shared) -> Hop:
    """Make a hop again, from its row."""
    answer, counts = shared.answer(answer_number)
    counts = dict(counts)
    status = counts.pop("hop_status", None)
    return Hop(
        url=answer.url or "",
        address=answer.address,
        status=None if status is None else int(status),
        clock=answer.clock,
        metrics=join(columns, counts, _figures(figures or "")),
    )


def _last_hop(hop: Hop, address: str | None, metrics: Metrics) -> Hop:
    """Tell what the last hop of an exchange is, whose figures are those of the whole but for the total."""
    status = metrics.get("status")
    return Hop(
        url=hop.url,
        address=address,
        status=None if status is None else int(status),
        clock=hop.clock,
        metrics={name: value for name, value in metrics.items() if name not in _NOT_OF_A_HOP},
    )


def _is_last_hop(hop: Hop, address: str | None, metrics: Metrics) -> bool:
    """Whether `_last_hop` makes *hop* again, without making it: this is asked for each sample that is kept."""
    status = metrics.get("status")
    return (
        hop.address == address
        and hop.status == (None if status is None else int(status))
        and len(hop.metrics) == len(metrics) - sum(map(metrics.__contains__, _NOT_OF_A_HOP))
        and _NOT_OF_A_HOP.isdisjoint(hop.metrics)
        and hop.metrics.items() <= metrics.items()
    )


def _hop_row(hop: Hop, shared: Shared) -> tuple[Any, ...]:
    columns, counts, rest = split(hop.metrics)
    if hop.status is not None:
        counts["hop_status"] = hop.status
    answer = Answer(hop.address, hop.url, hop.clock, None, _json(counts), 0)
    return (shared.answer_number(answer), *columns, _json(rest) if rest else None)


def _json(figures: dict[str, float]) -> str:
    return _SORTED.encode(figures).decode() if figures else "{}"


def _figures(text: str) -> dict[str, float]:
    return msgspec.json.decode(text, type=dict[str, float]) if text else {}
