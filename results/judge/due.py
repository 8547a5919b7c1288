"""
Which slots were due, and for how long each of them stands, though the interval may have changed meanwhile.

Slots are whole milliseconds since 1970 UTC. A year has half a million of them for each task, so they are held as
rhythms and runs, never one by one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from results.judge.runs import Run, clipped, spacings

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
REGULAR = 5
"""So many equal spacings in a row show an interval other than the study's present one."""
FAMILIAR = 2
"""So many show the present one again."""


def to_ms(at: datetime) -> int:
    """Tell *at* in whole milliseconds since 1970, rounded down."""
    return (at - EPOCH) // MILLISECOND


def ceil_ms(at: datetime) -> int:
    """Tell *at* in whole milliseconds since 1970, rounded up: what begins at *at* or later begins then or later."""
    return -((EPOCH - at) // MILLISECOND)


def from_ms(ms: int) -> datetime:
    """Tell the instant of *ms* milliseconds since 1970."""
    return EPOCH + ms * MILLISECOND


class Slot(NamedTuple):
    """A time that one sample stands for: [start, end)."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """What it weighs."""
        return self.end - self.start


class Rhythm(NamedTuple):
    """Due slots in a row, all of the same length."""

    first: int
    """The first slot."""
    step: int
    """From slot to slot."""
    number: int
    length: int
    """What each stands for: the step, or what the next interval leaves of it."""
    place: int
    """Which of all due slots the first one is."""


class Reign(NamedTuple):
    """From when on an interval was in force."""

    start: int
    every: int


class Grid:
    """The due slots of one task in a period, numbered from 0."""

    def __init__(self, rhythms: Sequence[Rhythm]) -> None:
        self.rhythms = tuple(rhythms)
        self._indexes = [rhythm.place for rhythm in rhythms]
        self._firsts = [rhythm.first for rhythm in rhythms]
        self._length = sum(rhythm.number for rhythm in rhythms)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Slot]:
        return map(self.slot, range(len(self)))

    def rhythm(self, index: int) -> Rhythm:
        """Tell the rhythm that slot number *index* is in."""
        return self.rhythms[bisect_right(self._indexes, index) - 1]

    def ms(self, index: int) -> int:
        """Tell when slot number *index* begins."""
        rhythm = self.rhythm(index)
        return rhythm.first + (index - rhythm.place) * rhythm.step

    def slot(self, index: int) -> Slot:
        """Tell slot number *index*; -1 is the one before all, `len(self)` the one after: neither counts."""
        if index < 0:
            first = self.rhythms[0]
            return Slot(from_ms(first.first - first.step), from_ms(first.first))
        if index >= len(self):
            last = self.rhythms[-1]
            end = last.first + (last.number - 1) * last.step + last.length
            return Slot(from_ms(end), from_ms(end + last.step))
        rhythm = self.rhythm(index)
        start = rhythm.first + (index - rhythm.place) * rhythm.step
        return Slot(from_ms(start), from_ms(start + rhythm.length))

    @property
    def margins(self) -> tuple[int, int]:
        """Tell when the slot before all and the one after all begin. There must be a due one."""
        return to_ms(self.slot(-1).start), to_ms(self.slot(len(self)).start)

    def before(self, ms: int) -> int:
        """Tell how many slots begin before *ms*."""
        place = bisect_right(self._firsts, ms - 1) - 1
        if place < 0:
            return 0
        rhythm = self.rhythms[place]
        return rhythm.place + min(rhythm.number, -((rhythm.first - ms) // rhythm.step))

    def lengths(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Cut [*start*, *end*), numbers of slots, where their length changes: yield start, end and the length."""
        while start < end:
            rhythm = self.rhythm(start)
            until = min(end, rhythm.place + rhythm.number)
            yield start, until, rhythm.length
            start = until

    def milliseconds(self, start: int, end: int) -> int:
        """Add up what the slots numbered [*start*, *end*) stand for."""
        return sum((until - since) * length for since, until, length in self.lengths(start, end))

    def line_up(self, run: Run) -> tuple[list[tuple[int, int]], list[int]]:
        """Tell which slots *run* fills, as numbers [start, end), and which of its times are no due slots."""
        filled: list[tuple[int, int]] = []
        beside: list[int] = []
        at = run.first
        place = max(0, bisect_right(self._firsts, at) - 1)
        while at <= run.last:
            until = self._firsts[place + 1] if place + 1 < len(self._firsts) else run.last + 1
            count = 1 if not run.step else (min(until - 1, run.last) - at) // run.step + 1
            if count > 0:
                if self.rhythms:
                    _line_up(self.rhythms[place], Run(at, run.step, count), filled, beside)
                else:
                    beside.extend(Run(at, run.step, count).slots)
                at += count * (run.step or 1)
            place += 1
        return filled, beside


def _line_up(rhythm: Rhythm, run: Run, filled: list[tuple[int, int]], beside: list[int]) -> None:
    end = rhythm.first + rhythm.number * rhythm.step
    aligned = not (run.first - rhythm.first) % rhythm.step and rhythm.first <= run.first
    if aligned and run.number == 1 and run.first < end:
        index = rhythm.place + (run.first - rhythm.first) // rhythm.step
        filled.append((index, index + 1))
    elif aligned and run.step == rhythm.step and run.last < end:
        index = rhythm.place + (run.first - rhythm.first) // rhythm.step
        filled.append((index, index + run.number))
    elif run.number == 1:
        beside.append(run.first)
    else:
        for slot in run.slots:
            _line_up(rhythm, Run(slot, 0, 1), filled, beside)


def due_slots(recorded: Iterable[Run], start: datetime, end: datetime, *, every: timedelta) -> Grid:
    """
    Tell the slots of one task that were due in [*start*, *end*).

    *every* is the interval that the study has now; *recorded* are the slots of which there is any record of the task,
    of whichever provider and agent, in order and each once. Where these show another interval, that one was in force,
    until the next reign begins. A slot that is cut short by the next reign stands for what is left of it.
    """
    since, until = ceil_ms(start), to_ms(end)
    present = every // MILLISECOND
    inside = clipped(recorded, since, ceil_ms(end))
    reigns = list(_reigns(spacings(inside), present)) or [Reign(since, present)]
    # Before the first record nothing tells otherwise: the first interval seen held from the start on.
    reigns[0] = Reign(since, reigns[0].every)
    ends = [*(reign.start for reign in reigns[1:]), until]
    rhythms: list[Rhythm] = []
    index = 0
    for reign, over in zip(reigns, ends, strict=True):
        for rhythm in _reigned(reign, over, until, index):
            rhythms.append(rhythm)
            index += rhythm.number
    return Grid(rhythms)


def _reigned(reign: Reign, over: int, end: int, index: int) -> Iterator[Rhythm]:
    """Yield the slots that begin in a reign and lie wholly before *end*; none reaches into the next reign."""
    every = reign.every
    first = -(-reign.start // every) * every
    last = min(over - 1, end - every) // every * every
    count = (last - first) // every + 1
    if count <= 0:
        return
    cut = last + every > over
    if count - cut:
        yield Rhythm(first, every, count - cut, every, index)
    if cut:
        yield Rhythm(last, every, 1, over - last, index + count - 1)


def _reigns(found: Iterable[tuple[int, int, int]], every: int) -> Iterator[Reign]:
    """Yield the changes of the interval that the spacings of recorded slots show, none if there were none."""
    runs = [
        (at, spacing)
        for at, spacing, count in found
        if count >= (FAMILIAR if spacing == every else REGULAR) and not at % spacing
    ]
    if all(spacing == every for _, spacing in runs):
        return
    before: int | None = None
    for at, spacing in runs:
        if spacing != before:
            yield Reign(at, spacing)
        before = spacing
