"""
From visits of kind loss to rows of packets that did not come back, put together across visits.

A visit tells when its first and its last packet were sent, and the bounds of each row of losses; a row that its end cut
off goes on in the next one, if that is of the next slot. What the prober spoilt or missed is unknown and ends a row.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple, Self

import msgspec

from results.judge.line.spans import Span, Spans, outside
from results.records import Observation

KIND = "loss"
IN_A_ROW = 2
ON_THE_WAY = timedelta(seconds=2)
"""For so long a packet is waited for (SamKnows)."""


class Stretch(NamedTuple):
    """Packets of a row that one visit sent, the first and the last of them at its ends."""

    first: datetime
    last: datetime
    packets: int
    gap: timedelta
    """The longest pause between two packets of the visit: so much time holds one at least."""

    def part(self, start: datetime, end: datetime) -> "Stretch | None":
        """Tell the part of it in [*start*, *end*], with the packets that were surely sent in it; None of none."""
        begins, ends = start <= self.first, end >= self.last
        if begins and ends:
            return self
        first, last = max(start, self.first), min(end, self.last)
        if first > last:
            return None
        surely = ((last - first) // self.gap if self.gap else 0) + (begins or ends)
        return Stretch(first, last, min(surely, self.packets), self.gap)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Packets to one server in succession, of which none came back."""

    before: datetime | None
    """When the last other packet before was sent; None if that is not known."""
    first: datetime
    last: datetime
    after: datetime | None
    """When the next other packet was sent; None if that is not known."""
    packets: int
    refused: int
    unreachable: int
    unsent: bool
    """Whether they could not be sent, instead of being lost."""
    stretches: tuple[Stretch, ...]
    """By visit."""

    @property
    def possible(self) -> Span:
        """The span outside of which the server is known to have answered, or not to have been asked."""
        return self.before or self.first, self.after or self.last

    def part(self, start: datetime, end: datetime) -> Self:
        """Tell the part of it that lies in [*start*, *end*], with the packets that were surely sent in it."""
        begins, ends = start <= self.first, end >= self.last
        if begins and ends:
            return self
        # A server that was away for months has thousands of stretches.
        touched = slice(
            bisect_left(self.stretches, start, key=lambda one: one.last),
            bisect_right(self.stretches, end, key=lambda one: one.first),
        )
        stretches = tuple(part for one in self.stretches[touched] if (part := one.part(start, end)) is not None)
        packets = sum(one.packets for one in stretches)
        return msgspec.structs.replace(
            self,
            before=self.before if begins else None,
            first=max(start, self.first),
            last=min(end, self.last),
            after=self.after if ends else None,
            packets=packets,
            refused=min(self.refused, packets),
            stretches=stretches,
        )

    def joined(self, other: Self) -> Self:
        """Put it together with *other*, which goes on with it in the next visit."""
        return msgspec.structs.replace(
            self,
            last=other.last,
            after=other.after,
            packets=self.packets + other.packets,
            refused=self.refused + other.refused,
            unreachable=self.unreachable + other.unreachable,
            stretches=(*self.stretches, *other.stretches),
        )


class Stream(NamedTuple):
    """What one task sent to one server."""

    provider: str
    rows: list[Row]
    """In order."""
    up: list[Span]
    """From one packet that came back to another, with no two lost in a row between them."""


class _Visit(NamedTuple):
    slot: datetime
    first: datetime
    last: datetime
    rows: list[Row]
    whole: bool
    """Whether all of its rows of two packets and more are told."""


def stream(provider: str, samples: Sequence[Observation], every: timedelta) -> Stream:
    """Put the *samples* of one task and server together, whose slots are *every* so long, in any order."""
    found = Stream(provider, [], [])
    before: _Visit | None = None
    for sample in sorted(samples, key=lambda one: one.slot):
        visit = _visit(sample)
        if visit is None:
            before = None
            continue
        found.up.extend(_up(visit))
        if before is not None and visit.slot - before.slot <= every:
            _join(found.rows, before, visit)
        found.rows.extend(visit.rows)
        before = visit
    return found._replace(rows=list(_without_cut_off(found.rows)))


def without(rows: Sequence[Row], spans: Spans) -> Iterator[Row]:
    """Yield the parts of *rows* that lie outside of *spans* and have two packets at least."""
    for row in rows:
        cuts = list(spans.within(row.first, row.last))
        parts = [row.part(*span) for span in outside(cuts, row.first, row.last)] if cuts else [row]
        yield from (one for one in parts if one.packets >= IN_A_ROW)


def _without_cut_off(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield *rows* without those that were under way when this machine lost its link: no reply could reach it."""
    for row, following in zip_longest(rows, rows[1:]):
        unsent_next = following is not None and following.unsent and row.after == following.first
        if row.unsent or not unsent_next or following.first - row.first > ON_THE_WAY:
            yield row


def _visit(sample: Observation) -> _Visit | None:
    """Read what *sample* tells of its packets; None if it tells nothing."""
    told, at = sample.metrics, sample.started_at
    if at is None or "first_packet_seconds" not in told or "last_packet_seconds" not in told:
        return None
    rows: list[Row] = []
    while (start := f"row_{len(rows) + 1}_") + "first_seconds" in told:
        rows.append(_row(sample, at, start))
    return _Visit(
        sample.slot,
        at + timedelta(seconds=told["first_packet_seconds"]),
        at + timedelta(seconds=told["last_packet_seconds"]),
        rows,
        told.get("rows", 0) <= len(rows) or any(one.packets < IN_A_ROW for one in rows[1:-1]),
    )


def _row(sample: Observation, at: datetime, start: str) -> Row:
    told = sample.metrics

    def moment(name: str) -> datetime | None:
        seconds = told.get(f"{start}{name}_seconds")
        return None if seconds is None else at + timedelta(seconds=seconds)

    first = at + timedelta(seconds=told[f"{start}first_seconds"])
    last, packets = moment("last") or first, round(told.get(f"{start}packets", 1))
    return Row(
        before=moment("before"),
        first=first,
        last=last,
        after=moment("after"),
        packets=packets,
        refused=round(told.get(f"{start}refused", 0)),
        unreachable=round(told.get(f"{start}unreachable", 0)),
        unsent=bool(told.get(f"{start}unsent", 0)),
        stretches=(Stretch(first, last, packets, timedelta(seconds=told.get("longest_gap_seconds", 0.0))),),
    )


def _join(rows: list[Row], before: _Visit, visit: _Visit) -> None:
    """Tell the last of *rows*, of the visit *before*, and the first of *visit* how they went on and began."""
    goes_on = bool(before.rows) and before.rows[-1].last == before.last
    begun = bool(visit.rows) and visit.rows[0].first == visit.first
    if goes_on and begun and rows[-1].unsent == visit.rows[0].unsent:
        longest = max(one.stretches[0].gap for one in (rows[-1], visit.rows[0]))
        # Two packets that were lost minutes apart, with none sent between them, are no outage of minutes.
        if rows[-1].packets + visit.rows[0].packets > IN_A_ROW or visit.first - before.last <= longest:
            visit.rows[0] = rows.pop().joined(visit.rows[0])
        return
    if goes_on:
        rows[-1] = msgspec.structs.replace(rows[-1], after=visit.first)
    if begun:
        visit.rows[0] = msgspec.structs.replace(visit.rows[0], before=before.last)


def _up(visit: _Visit) -> Iterator[Span]:
    """Yield the spans in which its server answered; none where rows that are not told may lie in any of them."""
    if not visit.whole:
        return
    start: datetime | None = visit.first
    for row in visit.rows:
        if start is not None and row.before is not None and start <= row.before:
            yield start, row.before
        start = row.after
    if start is not None:
        yield start, visit.last
