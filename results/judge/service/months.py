"""Months of the study's zone: what slots and questions fall into each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from results.judge.check import Stretch
from results.judge.due import ceil_ms, from_ms, to_ms

_Dated = TypeVar("_Dated")


class Slots(msgspec.Struct):
    """What the due slots of one month add up to."""

    measured: int = 0
    due_seconds: float = 0.0
    up_seconds: float = 0.0
    down_seconds: float = 0.0

    def add(self, stretch: Stretch, slots: int) -> None:
        """Count *slots* of *stretch*."""
        seconds = slots * stretch.seconds
        self.due_seconds += seconds
        if stretch.told is not None:
            self.measured += slots
            if stretch.told:
                self.down_seconds += seconds
            else:
                self.up_seconds += seconds


def by_month(stretches: Sequence[Stretch], start: datetime, timezone: str) -> Iterator[tuple[str, Slots]]:
    """
    Yield each month with its slots; the first due slot is the first of its interval from *start* on.

    A slot belongs to the month that it begins in. Where the interval has changed in between, a slot may be placed up to
    an interval off.
    """
    zone = ZoneInfo(timezone)
    if not stretches:
        return
    step = max(1, round(1000 * stretches[0].seconds))
    at = -(-ceil_ms(start) // step) * step
    month, found = _month(at, zone), Slots()
    for stretch in stretches:
        left, length = stretch.slots, max(1, round(1000 * stretch.seconds))
        while left:
            if _month(at, zone) != month:
                yield month, found
                month, found = _month(at, zone), Slots()
            taken = min(left, max(1, -(-(_next_month(at, zone) - at) // length)))
            found.add(stretch, taken)
            left -= taken
            at += taken * length
    yield month, found


def _month(ms: int, zone: ZoneInfo) -> str:
    return f"{from_ms(ms).astimezone(zone):%Y-%m}"


def _next_month(ms: int, zone: ZoneInfo) -> int:
    """Tell when the month after that of *ms* begins."""
    local = from_ms(ms).astimezone(zone)
    year, month = divmod(12 * local.year + local.month, 12)
    return to_ms(datetime(year, month + 1, 1, tzinfo=zone))


def months_between(start: datetime, end: datetime, timezone: str) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield each month that [*start*, *end*) reaches into, with the part of it that lies there."""
    zone = ZoneInfo(timezone)
    at, until = to_ms(start), to_ms(end)
    while at < until:
        following = min(_next_month(at, zone), until)
        yield _month(at, zone), from_ms(at), from_ms(following)
        at = following


def months_of(
    items: Iterable[_Dated], dated: Callable[[_Dated], datetime], timezone: str
) -> Iterator[tuple[str, list[_Dated]]]:
    """Yield each month with those of *items* whose time *dated* tells to lie in it, in order."""
    zone = ZoneInfo(timezone)

    def month(item: _Dated) -> str:
        return f"{dated(item).astimezone(zone):%Y-%m}"

    for name, group in groupby(sorted(items, key=lambda item: (month(item), dated(item))), key=month):
        yield name, list(group)
