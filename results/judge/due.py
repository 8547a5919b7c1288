"""Which slots were due, and for how long each of them stands, though the interval may have changed meanwhile."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REGULAR = 5
"""So many equal spacings in a row show an interval other than the study's present one."""
FAMILIAR = 2
"""So many show the present one again."""


class Slot(NamedTuple):
    """A time that one sample stands for: [start, end)."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """What it weighs."""
        return self.end - self.start


class Reign(NamedTuple):
    """From when on an interval was in force."""

    start: datetime
    every: timedelta


def grid(start: datetime, end: datetime, every: timedelta) -> Iterator[Slot]:
    """Yield the slots of the interval *every* that lie wholly in [*start*, *end*)."""
    first = -((EPOCH - start) // every)  # rounded up
    last = (end - EPOCH) // every
    for turn in range(first, last):
        yield Slot(EPOCH + turn * every, EPOCH + (turn + 1) * every)


def due_slots(recorded: Iterable[datetime], start: datetime, end: datetime, *, every: timedelta) -> tuple[Slot, ...]:
    """
    List the slots of one task that were due in [*start*, *end*), in order.

    *every* is the interval that the study has now; *recorded* are the slots of which there is any record of the task,
    of whichever provider and agent. Where these show another interval, that one was in force, until the next reign
    begins. A slot that is cut short by the next reign stands for what is left of it.
    """
    reigns = list(_reigns(sorted({at for at in recorded if start <= at < end}), every)) or [Reign(start, every)]
    # Before the first record nothing tells otherwise: the first interval seen held from the start on.
    reigns[0] = Reign(start, reigns[0].every)
    ends = [*(reign.start for reign in reigns[1:]), end]
    return tuple(slot for reign, until in zip(reigns, ends, strict=True) for slot in _reigned(reign, until, end))


def _reigned(reign: Reign, until: datetime, end: datetime) -> Iterator[Slot]:
    """Yield the slots that begin in a reign and lie wholly before *end*; none reaches into the next reign."""
    for slot in grid(reign.start, until + reign.every, reign.every):
        if slot.start < until and slot.end <= end:
            yield Slot(slot.start, min(slot.end, until))


def _reigns(recorded: Sequence[datetime], every: timedelta) -> Iterator[Reign]:
    """Yield the changes of the interval that the spacing of *recorded* slots shows, none if there were none."""
    runs: list[tuple[datetime, timedelta]] = []
    place = 0
    for spacing, run in groupby(after - before for before, after in pairwise(recorded)):
        length = len(list(run))
        if length >= (FAMILIAR if spacing == every else REGULAR) and (recorded[place] - EPOCH) % spacing == timedelta(
            0
        ):
            runs.append((recorded[place], spacing))
        place += length
    if all(spacing == every for _, spacing in runs):
        return
    before: timedelta | None = None
    for at, spacing in runs:
        if spacing != before:
            yield Reign(at, spacing)
        before = spacing
