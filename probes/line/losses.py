"""From the packets of a train to the figures of the record. Whatever is not known is absent."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import fmean, median, pstdev
from typing import NamedTuple

from probes.line.train import Packet, Train

MOST_ROWS = 10
"""Rows of losses that are told of one visit: those at its ends, then the longest."""
_BEST = 100
"""Of each full hundred round trips the longest is left out of the figures (SamKnows: the 99th percentile)."""
_DIGITS = 6
_BOUND_DIGITS = 3
"""When a visit began is kept to the millisecond."""


class Row(NamedTuple):
    """Packets in succession that all did not come back, or could all not be sent: the first, and the one after it."""

    first: int
    end: int


def figures_of(train: Train, wait: float) -> dict[str, float]:
    """Tell the metrics of a visit; a reply that took more than *wait* seconds is late, and its packet lost."""
    sent = [one for one in train.packets if not one.unsent]
    in_time = [one.took for one in sent if one.took is not None and one.took <= wait]
    rows = rows_of(train.packets, wait)
    figures: dict[str, float] = {
        "sent": len(sent),
        "received": len(in_time),
        "late": sum(one.took is not None and one.took > wait for one in sent),
        "duplicates": sum(one.copies for one in sent),
        "out_of_order": train.out_of_order,
        "refused": sum(one.refused and one.took is None for one in sent),
        "unreachable": sum(one.unreachable and one.took is None for one in sent),
        "unsent": len(train.packets) - len(sent),
        "rows": len(rows),
        "first_packet_seconds": _at(train, 0),
        "last_packet_seconds": _at(train, len(train.packets) - 1),
    }
    figures |= _round_trips(in_time, jitter_of(train.packets, wait))
    if len(train.packets) > 1:
        figures["longest_gap_seconds"] = round(
            max(after.sent_at - before.sent_at for before, after in pairwise(train.packets)), _BOUND_DIGITS
        )
    for place, row in enumerate(_told(rows, len(train.packets)), 1):
        figures |= {f"row_{place}_{name}": value for name, value in _row_figures(train, row)}
    return {name: float(value) for name, value in figures.items()}


def _round_trips(times: Sequence[float], jitter: float | None) -> dict[str, float]:
    if not times:
        return {}
    best = sorted(times)[: len(times) - len(times) // _BEST]
    found = {
        "rtt_mean_seconds": fmean(best),
        "rtt_min_seconds": best[0],
        "rtt_median_seconds": median(best),
        "rtt_max_seconds": best[-1],
        "rtt_deviation_seconds": pstdev(best),
    }
    if jitter is not None:
        found["jitter_seconds"] = jitter
    return {name: round(value, _DIGITS) for name, value in found.items()}


def jitter_of(packets: Sequence[Packet], wait: float) -> float | None:
    """
    Tell the mean, without their signs, of the inter-packet delay variations (RFC 5481, 4.1), of round trips.

    That is of the differences between a packet and the one sent before it where both came back in time. None of none.
    """
    steps = [
        abs(after.took - before.took)
        for before, after in pairwise(packets)
        if before.took is not None and after.took is not None and max(before.took, after.took) <= wait
    ]
    return fmean(steps) if steps else None


def rows_of(packets: Sequence[Packet], wait: float) -> list[Row]:
    """List the rows of *packets* that were lost, or that could not be sent, one packet or more each."""

    def fate(number: int) -> str:
        one = packets[number]
        if one.unsent:
            return "unsent"
        return "" if one.took is not None and one.took <= wait else "lost"

    groups = [(what, list(numbers)) for what, numbers in groupby(range(len(packets)), fate)]
    return [Row(numbers[0], numbers[-1] + 1) for what, numbers in groups if what]


def _told(rows: Sequence[Row], packets: int) -> list[Row]:
    """Choose the rows that are told, in order: those at the ends go on in the visit before or after."""
    weighed = sorted(rows, key=lambda one: (one.first > 0 and one.end < packets, one.first - one.end))
    return sorted(weighed[:MOST_ROWS])


def _row_figures(train: Train, row: Row) -> Iterator[tuple[str, float]]:
    """Yield when the packet before it was sent, its first, its last and the one after it, and what was said of them."""
    if row.first:
        yield "before_seconds", _at(train, row.first - 1)
    yield "first_seconds", _at(train, row.first)
    yield "last_seconds", _at(train, row.end - 1)
    if row.end < len(train.packets):
        yield "after_seconds", _at(train, row.end)
    mine = train.packets[row.first : row.end]
    yield "packets", len(mine)
    for name in ("refused", "unreachable", "unsent"):
        if number := sum(getattr(one, name) for one in mine):
            yield name, number


def _at(train: Train, number: int) -> float:
    return round(train.packets[number].sent_at - train.began, _BOUND_DIGITS)
