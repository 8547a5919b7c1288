"""
Disconnections to the packet: whose doing it was that packets in a row did not come back.

Source: SamKnows, disconnections: at least two packets lost in a row to the same server; several servers lost by one
probe are its line, one of several is the server. Packets to different servers leave at different times, so that rows of
one outage begin and end a pause apart. That is no outage of a server: two packets in a row must have been lost while
another server is known to have answered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple, Self

from results.judge.line.outage import Cause, Disconnection, Sign
from results.judge.line.packets import IN_A_ROW, Row, Stream, stream, without
from results.judge.line.spans import Span, Spans, outside
from results.records import Observation

CHANCE = 0.001
"""Rows that random loss would make as often as this in all that a server was sent are loss, and no disconnection."""


class _Others(NamedTuple):
    """What is known of all other streams than one."""

    up: Spans
    lost: Spans
    """Where other servers may have been lost: a packet of theirs was."""
    lost_in_a_row: Spans


def packet_disconnections(
    agent: str, samples: Sequence[Observation], every: Mapping[str, timedelta], loads: Spans
) -> list[Disconnection]:
    """
    Find the disconnections in the *samples* of kind loss of one line's *agent*.

    Packets sent within *loads*, while the agent itself filled the line, do not count as lost.
    """
    by_stream: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in samples:
        by_stream[one.provider, one.task].append(one)
    streams = [stream(key[0], many, every[key[1]]) for key, many in sorted(by_stream.items())]
    pieces: dict[tuple[Cause, str], list[Row]] = defaultdict(list)
    for place, mine in enumerate(streams):
        others = _others(mine, [*streams[:place], *streams[place + 1 :]])
        for row in without(mine.rows, loads):
            for cause, piece in _causes(row, others):
                alone = cause in {Cause.SERVER, Cause.UNKNOWN}
                pieces[cause, mine.provider if alone else ""].append(piece)
    losses = [_Losses.of(many) for many in by_stream.values()]
    return [
        _told(agent, cause, provider, many)
        for (cause, provider), rows in sorted(pieces.items())
        for many in _together(rows)
        if _sign(many) is not Sign.SILENT or _is_more_than_chance(many, losses)
    ]


class _Losses(NamedTuple):
    """How much is lost on the way to one server."""

    came: float
    """Packets that came back."""
    rows: float
    """Rows of losses, of one packet and more."""

    @classmethod
    def of(cls, samples: Iterable[Observation]) -> Self:
        came = rows = 0.0
        for one in samples:
            came += one.metrics.get("received", 0.0)
            rows += one.metrics.get("rows", 0.0)
        return cls(came, rows)


def _is_more_than_chance(outage: Sequence[Row], losses: Iterable[_Losses]) -> bool:
    """Tell whether *outage* is longer than what all other rows make of the loss of any server's way."""
    own = sum(len(row.stretches) for row in outage)
    fewest = max(fewest_in_a_row(one.came, one.rows - own) for one in losses)
    return sum(row.packets for row in outage) >= fewest


def fewest_in_a_row(came: float, rows: float) -> int:
    """
    Tell how many packets in a row must be lost to one server before it is more than the loss of the way there.

    Were each packet lost by itself, with the chance p that one is lost after one that came back, so many that came
    back (*came*) would be followed by n p^k rows of k and more; *rows* counts all, which are n p. The fewest k are told
    for which that is `CHANCE` at most.
    """
    fewest = IN_A_ROW
    while 0 < rows < came and came * (rows / came) ** fewest > CHANCE:
        fewest += 1
    return fewest


def _others(mine: Stream, others: Sequence[Stream]) -> _Others:
    """Put together what is known of *others*: any may prove the line, only another server may share the loss."""
    lost = [row for one in others if one.provider != mine.provider for row in one.rows if not row.unsent]
    unanswered = [row for row in lost if row.refused < row.packets]
    return _Others(
        Spans(span for one in others for span in one.up),
        Spans(row.possible for row in unanswered),
        Spans(row.possible for row in unanswered if row.packets >= IN_A_ROW),
    )


def _causes(row: Row, others: _Others) -> Iterator[tuple[Cause, Row]]:
    """Yield *row* in parts of one cause each, in order."""
    alone = [
        span for span in others.up.within(row.first, row.last) if row.part(*span).packets >= IN_A_ROW
    ]  # lost while another was answered
    if row.unsent:
        yield (Cause.UNKNOWN if alone else Cause.HOUSE), row
    elif 2 * row.refused > row.packets:
        yield Cause.SERVER, row
    elif not alone:
        yield (Cause.LINE if others.lost.touch(row.first, row.last) else Cause.UNKNOWN), row
    else:
        yield from _parts(row, alone, others.lost_in_a_row)


def _parts(row: Row, alone: Sequence[Span], lost: Spans) -> Iterator[tuple[Cause, Row]]:
    """Part *row* where, between the times in which it was lost *alone*, others were *lost* as well."""
    marked = [(span, Cause.SERVER) for span in alone]
    for gap in outside(alone, row.first, row.last):
        shared = lost.touch(*gap) and row.part(*gap).packets >= IN_A_ROW
        marked.append((gap, Cause.LINE if shared else Cause.SERVER))
    for cause, spans in groupby(sorted(marked), key=lambda one: one[1]):
        many = [span for span, _ in spans]
        part = row.part(many[0][0], many[-1][1])
        if part.packets >= IN_A_ROW:
            yield cause, part


def _together(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield *rows* by outage: those that began before any server answered again, or before the last of them ended."""
    group: list[Row] = []
    for row in sorted(rows, key=lambda one: one.first):
        ends = [one.after for one in group if one.after is not None]
        if group and not (row.first < min(ends) if ends else row.first <= max(one.last for one in group)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _told(agent: str, cause: Cause, provider: str, rows: Sequence[Row]) -> Disconnection:
    """Tell the outage that all of *rows* saw, by the narrowest bounds that any of them has."""
    good_before = max((row.before for row in rows if row.before is not None), default=None)
    good_after = min((row.after for row in rows if row.after is not None), default=None)
    firsts, lasts = [row.first for row in rows], [row.last for row in rows]
    start = min([one for one in firsts if good_before is None or one > good_before] or firsts)
    last = max([one for one in lasts if good_after is None or one < good_after] or lasts)
    end = max(good_after or last, start)
    return Disconnection(
        agent=agent,
        cause=cause,
        start=start,
        end=end,
        lasted_seconds=(end - start).total_seconds(),
        failed=sum(row.packets for row in rows),
        provider=provider,
        sign=_sign(rows),
        last_good=good_before,
        last_lost=last,
        first_good=good_after,
    )


def _sign(rows: Sequence[Row]) -> Sign:
    if rows[0].unsent:
        return Sign.NOT_SENT
    if any(2 * row.refused > row.packets for row in rows):
        return Sign.REFUSED
    return Sign.UNREACHABLE if any(row.unreachable for row in rows) else Sign.SILENT
