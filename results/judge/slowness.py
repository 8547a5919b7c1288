"""Which slots are DEGRADED: by the histograms where one place alone speaks, else by the slow samples themselves."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from results.judge.due import Grid
from results.judge.histogram import bucket_of
from results.judge.ledger import Key, Rows, SeriesLedger
from results.judge.outcome import Limits, Outcome, is_slow
from results.judge.rolling import microseconds_of
from results.judge.verdicts import Judged, Witness
from results.records import Observation


class Slowness:
    """The slow answers of one check."""

    def __init__(self, limits: Limits, grid: Grid, witnesses: Sequence[Witness], judged: Sequence[Judged]) -> None:
        self._limits = limits
        self._grid = grid
        self._witnesses = witnesses
        self._up = [one for one in judged if one.outcome is Outcome.UP]
        # A success that was alone in its slot makes that slot UP or DEGRADED by itself, so that they can be counted.
        seen_up = sum(piece.end - piece.start for one in witnesses for piece in one.pieces if _is_up(piece.outcome))
        self._by_count = all(len(one.up) == 1 for one in self._up) and seen_up == sum(
            one.end - one.start for one in self._up
        )

    def wanted(self) -> Iterator[Key]:
        """Yield the samples that must be known: where most of those who saw the target up may have found it slow."""
        if self._limits.acceptable_seconds is None or self._by_count:
            return
        spans = [self._slow_spans(one.ledger) for one in self._witnesses]
        for judged in self._up:
            start, end = self._grid.ms(judged.start), self._grid.ms(judged.end - 1) + 1
            inside = {
                number: [(max(a, start), min(b, end)) for a, b in spans[number] if a < end and b > start]
                for number in judged.up
            }
            for since, until, numbers in _overlaps(inside):
                if 2 * len(numbers) > len(judged.up):
                    for number in numbers:
                        ledger = self._witnesses[number].ledger
                        yield from (Key(ledger.series, slot) for slot in ledger.successes(since, until))

    def _slow_spans(self, ledger: SeriesLedger) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in ledger.spans if is_slow(span.slowest_us, self._limits)]

    def count(self, taken: Mapping[int, int], rows: Rows) -> int:
        """Tell how many slots are DEGRADED; *taken* is the histogram of the successes, *rows* what was wanted."""
        if self._limits.acceptable_seconds is None:
            return 0
        if self._by_count:
            limit = bucket_of(round(self._limits.acceptable_seconds * 1e6))
            return sum(count for bucket, count in taken.items() if bucket > limit)
        slow = [self._slow_slots(rows.get(one.ledger.series, {})) for one in self._witnesses]
        return sum(_degraded(judged, self._grid, slow) for judged in self._up)

    def _slow_slots(self, rows: Mapping[int, Observation]) -> list[int]:
        limits = self._limits
        return sorted(slot for slot, row in rows.items() if is_slow(microseconds_of(row, limits.speed), limits))


def _is_up(outcome: Outcome) -> bool:
    return outcome is Outcome.UP


def _degraded(judged: Judged, grid: Grid, slow: Sequence[Sequence[int]]) -> int:
    """Count the slots of *judged* that more found slow than fast."""
    start, end = grid.ms(judged.start), grid.ms(judged.end - 1) + 1
    votes: Counter[int] = Counter()
    for own in (slow[number] for number in judged.up):
        votes.update(own[bisect_left(own, start) : bisect_left(own, end)])
    return sum(2 * count > len(judged.up) for count in votes.values())


def _overlaps(spans: Mapping[int, Iterable[tuple[int, int]]]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield the times in which *spans* (by number) lie over one another: start, end, the numbers."""
    edges = sorted(
        (at, opens, number) for number, many in spans.items() for a, b in many for at, opens in ((a, 1), (b, 0))
    )
    present: set[int] = set()
    before = None
    for at, opens, number in edges:
        if present and before is not None and before < at:
            yield before, at, sorted(present)
        if opens:
            present.add(number)
        else:
            present.discard(number)
        before = at
