"""
What judging reads of a period: for each series its slots in runs and its histograms, all of it from roll-ups.

Single samples are looked up by their keys only where a verdict needs them.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from results.judge import histogram
from results.judge.due import to_ms
from results.judge.rolling import in_runs
from results.judge.runs import Run, joined
from results.judge.week import week_of
from results.records import Failure, Observation
from results.records.rollup import PHASES, Rollup, SeriesName, SlotRun

MS = 1000


class Key(NamedTuple):
    """What finds a scheduled sample."""

    series: SeriesName
    slot_ms: int


Rows = Mapping[SeriesName, Mapping[int, Observation]]
"""The samples that were looked up, by series and slot."""


class Span(NamedTuple):
    """The extremes of the successes in [start, end), in milliseconds since 1970."""

    start: int
    end: int
    slowest_us: int
    lag_us: int


class SeriesLedger:
    """What one series saw in a period."""

    def __init__(self, series: SeriesName, parts: Iterable[Rollup]) -> None:
        """Add up *parts*, which belong to *series* and hold each of its samples once."""
        starts = sorted(((to_ms(part.start), part) for part in parts), key=_first_slot)
        self.series = series
        self.runs: tuple[SlotRun, ...] = in_runs(
            (start + first, step, count, failure)
            for start, part in starts
            for first, step, count, failure in part.slots
        )
        self.spans = [Span(at, at + MS * part.seconds, part.slowest_us, part.lag_us) for at, part in starts]
        weeks = groupby(starts, key=lambda one: week_of(one[0]))
        tallies = {week: histogram.tally(part.latency for _, part in parts) for week, parts in weeks}
        self.weeks = {week: histogram.counts_of(one) for week, one in tallies.items()}
        self.taken = histogram.counts_of(histogram.together(tallies.values()))
        self.phases = {
            name: histogram.merge(many)
            for name in PHASES
            if (many := [part.phases[name] for _, part in starts if name in part.phases])
        }
        self._firsts = [run.first for run in self.runs]

    @property
    def count(self) -> int:
        """How many samples there are."""
        return sum(run.number for run in self.runs)

    def recorded(self) -> list[Run]:
        """Tell the slots of which there is a record."""
        return joined((run.first, run.step, run.number) for run in self.runs)

    def run_at(self, slot_ms: int) -> SlotRun | None:
        """Tell the run that has a sample of that slot; None if there is none."""
        place = bisect_right(self._firsts, slot_ms) - 1
        if place < 0:
            return None
        run = self.runs[place]
        return run if slot_ms in run.slots else None

    def successes(self, start: int, end: int) -> Iterator[int]:
        """Yield the slots in [*start*, *end*) that had no failure."""
        place = max(0, bisect_right(self._firsts, start) - 1)
        for run in self.runs[place:]:
            if run.first >= end:
                return
            if run.failure is None:
                yield from (slot for slot in run.slots if start <= slot < end)

    def failures(self) -> Iterator[Failure | None]:
        """Yield how each sample ended."""
        for run in self.runs:
            for _ in range(run.number):
                yield run.failure


def ledgers(rollups: Iterable[Rollup]) -> list[SeriesLedger]:
    """Gather *rollups* by series, in the order of their names."""
    by_series: Mapping[SeriesName, list[Rollup]] = defaultdict(list)
    for rollup in rollups:
        by_series[rollup.series].append(rollup)
    return [SeriesLedger(series, by_series[series]) for series in sorted(by_series)]


def _first_slot(started: tuple[int, Rollup]) -> int:
    start, part = started
    return start + (part.slots[0].first if part.slots else 0)
