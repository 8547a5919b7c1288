"""Slots at equal distances, in runs: what many series with a record in each slot have in common, told shortly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Slots at equal distances, in milliseconds since 1970."""

    first: int
    step: int
    """From slot to slot; 0 where there is only one."""
    number: int

    @property
    def last(self) -> int:
        """The last slot."""
        return self.first + self.step * (self.number - 1)

    @property
    def slots(self) -> range:
        """All of them."""
        return range(self.first, self.last + 1, self.step or 1)


def joined(runs: Iterable[tuple[int, int, int]]) -> list[Run]:
    """Put *runs* (first, step, count), which are in order and do not overlap, together where they go on alike."""
    found: list[Run] = []
    for first, step, count in runs:
        if found:
            before = found[-1]
            gap = first - before.last
            if before.step in {0, gap} and step in {0, gap}:
                found[-1] = Run(before.first, gap, before.number + count)
                continue
        found.append(Run(first, step, count))
    return found


def clipped(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """Leave of *runs* what lies in [*start*, *end*)."""
    found = []
    for run in runs:
        step = run.step or 1
        first = run.first if run.first >= start else run.first - (run.first - start) // step * step
        last = run.last if run.last < end else run.first + (end - 1 - run.first) // step * step
        count = (last - first) // step + 1
        if count > 0 and run.first <= first <= last:
            found.append(Run(first, run.step if count > 1 else 0, count))
    return found


def union(many: Iterable[Sequence[Run]]) -> list[Run]:
    """List each slot of *many* sequences once, in order."""
    runs = sorted({run for one in many for run in one})
    found: list[Run] = []
    cluster: list[Run] = []
    last = -1
    for run in runs:
        if cluster and run.first > last:
            found.extend(_one(cluster))
            cluster = []
        cluster.append(run)
        last = max(last, run.last) if len(cluster) > 1 else run.last
    found.extend(_one(cluster))
    return joined(found)


def _one(cluster: Sequence[Run]) -> list[Run]:
    """Make one of runs that overlap: on a common grid by their edges alone, else slot by slot."""
    if len(cluster) <= 1:
        return list(cluster)
    weights: defaultdict[tuple[int, int], int] = defaultdict(int)
    for run in cluster:
        if run.step:
            weights[run.step, run.first % run.step] += run.number
    if weights:
        step, phase = max(weights, key=lambda grid: (weights[grid], grid))
        spans = _spans([run for run in cluster if run.step == step and run.first % step == phase])
        if all(_holds(spans, run, step, phase) for run in cluster):
            return spans
    return joined((slot, 0, 1) for slot in sorted({slot for run in cluster for slot in run.slots}))


def _spans(runs: Iterable[Run]) -> list[Run]:
    """Put runs of one grid together, in order."""
    found: list[Run] = []
    for run in runs:
        if found and run.first <= found[-1].last + run.step:
            first, last = found[-1].first, max(found[-1].last, run.last)
            found[-1] = Run(first, run.step, (last - first) // run.step + 1)
        else:
            found.append(run)
    return found


def _holds(spans: Iterable[Run], run: Run, step: int, phase: int) -> bool:
    on_grid = run.first % step == phase and not run.step % step
    return on_grid and any(span.first <= run.first and run.last <= span.last for span in spans)


def spacings(runs: Iterable[Run]) -> Iterator[tuple[int, int, int]]:
    """Yield the equal spacings in a row of slots in order: the slot before them, the spacing, how many."""
    found: list[tuple[int, int, int]] = []
    whole = list(runs)
    for place, run in enumerate(whole):
        if place:
            before = whole[place - 1].last
            found.append((before, run.first - before, 1))
        if run.number > 1:
            found.append((run.first, run.step, run.number - 1))
    return _equal(found)


def _equal(found: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    start = spacing = count = 0
    for at, step, times in found:
        if count and step == spacing:
            count += times
            continue
        if count:
            yield start, spacing, count
        start, spacing, count = at, step, times
    if count:
        yield start, spacing, count
