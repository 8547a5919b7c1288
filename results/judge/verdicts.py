"""The due slots of one check, judged in stretches: where nothing changes, a year is one of them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from results.judge.due import Grid
from results.judge.hearing import Hearing
from results.judge.ledger import Key, SeriesLedger
from results.judge.matter import Matter
from results.judge.outcome import Outcome, always
from results.judge.quorum import quorum_of, verdict
from results.judge.runs import Run
from results.records import Failure
from results.records.rollup import SeriesName


class Piece(NamedTuple):
    """Due slots, by their numbers [start, end), in which one series saw the same."""

    start: int
    end: int
    outcome: Outcome
    """UP of every success: which were slow is counted apart."""
    failure: Failure | None
    """Of what is DOWN."""


class Witness(NamedTuple):
    """What one series has to say about the due slots of a check."""

    ledger: SeriesLedger
    pieces: Sequence[Piece]
    left_out: Sequence[int]
    """The slots (milliseconds since 1970) of those successes that are void, or that were not due."""


class Judged(NamedTuple):
    """Due slots, by their numbers [start, end), judged alike."""

    start: int
    end: int
    outcome: Outcome
    """UP also of what may be DEGRADED."""
    failure: Failure | None
    up: tuple[int, ...]
    """Which witnesses saw the target up."""


def witness(ledger: SeriesLedger, grid: Grid, hearing: Hearing) -> Witness:
    """Tell what *ledger*'s samples count as, slot by slot where they were looked at, else by their runs."""
    pieces: list[Piece] = []
    left_out: list[int] = []
    for run in ledger.runs:
        filled, beside = grid.line_up(Run(run.first, run.step, run.number))
        if run.failure is None:
            left_out += beside
        for start, end in filled:
            for piece in _pieces(ledger.series, grid, hearing, range(start, end), run.failure):
                if piece.outcome is Outcome.VOID and run.failure is None:
                    left_out += (grid.ms(index) for index in range(piece.start, piece.end))
                _add(pieces, piece)
    return Witness(ledger, pieces, left_out)


def _pieces(
    series: SeriesName, grid: Grid, hearing: Hearing, numbers: range, failure: Failure | None
) -> Iterator[Piece]:
    if failure is None:
        yield from _successes(grid, hearing.void.get(series, ()), numbers)
    elif (outcome := always(failure)) is not None:
        yield Piece(numbers.start, numbers.stop, outcome, None)
    else:
        for number in numbers:
            outcome = hearing.votes[Key(series, grid.ms(number))].outcome
            yield Piece(number, number + 1, outcome, failure if outcome is Outcome.DOWN else None)


def _successes(grid: Grid, void: Sequence[int], numbers: range) -> Iterator[Piece]:
    at = numbers.start
    first, last = grid.ms(numbers[0]), grid.ms(numbers[-1])
    for slot in void[bisect_left(void, first) : bisect_left(void, last + 1)]:
        number = grid.before(slot)
        if at < number:
            yield Piece(at, number, Outcome.UP, None)
        yield Piece(number, number + 1, Outcome.VOID, None)
        at = number + 1
    if at < numbers.stop:
        yield Piece(at, numbers.stop, Outcome.UP, None)


def _add(pieces: list[Piece], piece: Piece) -> None:
    if pieces and pieces[-1].end == piece.start and pieces[-1][2:] == piece[2:]:
        piece = piece._replace(start=pieces.pop().start)
    pieces.append(piece)


def judge(matter: Matter, witnesses: Sequence[Witness]) -> list[Judged]:
    """Judge all due slots of one check by its *witnesses*."""
    grid = matter.grid
    if not len(grid):
        return []
    serving = [(grid.before(one.first), grid.before(one.last + 1)) for one in matter.services]
    cuts = {0, len(grid), *(edge for span in serving for edge in span)}
    cuts.update(edge for one in witnesses for piece in one.pieces for edge in piece[:2])
    places = [0] * len(witnesses)
    found: list[Judged] = []
    for start, end in pairwise(sorted(cuts)):
        cast = []
        for number, one in enumerate(witnesses):
            pieces, place = one.pieces, places[number]
            while place < len(pieces) and pieces[place].end <= start:
                place += 1
            places[number] = place
            if place < len(pieces) and pieces[place].start <= start:
                cast.append((number, pieces[place]))
        quorum = quorum_of(sum(since <= start < until for since, until in serving))
        _append(found, _judged(start, end, cast, quorum))
    return found


def _judged(start: int, end: int, cast: Sequence[tuple[int, Piece]], quorum: int) -> Judged:
    outcome = verdict([piece.outcome for _, piece in cast], quorum)
    failure = None
    if outcome is Outcome.DOWN:
        failures = sorted(piece.failure for _, piece in cast if piece.failure is not None)
        failure = max(failures, key=failures.count)
    return Judged(start, end, outcome, failure, tuple(number for number, one in cast if one.outcome is Outcome.UP))


def _append(found: list[Judged], judged: Judged) -> None:
    if found and found[-1][2:] == judged[2:]:
        judged = judged._replace(start=found.pop().start)
    found.append(judged)
