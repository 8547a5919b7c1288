"""Spans of time in order, none touching another: what is found in them quickly."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime

Span = tuple[datetime, datetime]
"""From the one to the other, both included."""


class Spans:
    """The union of *many* spans."""

    def __init__(self, many: Iterable[Span]) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for start, end in sorted(many):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def within(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Yield the parts that lie in [*start*, *end*], in order."""
        for place in range(bisect_left(self._ends, start), len(self._starts)):
            if self._starts[place] > end:
                return
            yield max(self._starts[place], start), min(self._ends[place], end)

    def touch(self, start: datetime, end: datetime) -> bool:
        """Tell whether any lies, at least in part, in [*start*, *end*]."""
        return next(self.within(start, end), None) is not None


def outside(cuts: Iterable[Span], start: datetime, end: datetime) -> Iterator[Span]:
    """Yield what is left of [*start*, *end*] without *cuts*, which lie in it in order."""
    for cut_start, cut_end in cuts:
        if start < cut_start:
            yield start, cut_start
        start = cut_end
    if start < end:
        yield start, end
