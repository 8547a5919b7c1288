"""Time by a provider's own clock: it runs while the provider says that it is open, and stands still otherwise."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK_SECONDS = 7 * 86_400.0


class Opening(msgspec.Struct, frozen=True):
    """A time in which the provider is open, in UTC: [start, end)."""

    start: datetime
    end: datetime


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The hours that a provider publishes for its support: for each weekday the times of day, such as "09:00-17:00".

    A day that is left out is closed; "24:00" is the day's end.
    """

    zone: str | None = None
    """IANA name of the zone that they are told in; the study's where there is none."""
    mon: tuple[str, ...] = ()
    tue: tuple[str, ...] = ()
    wed: tuple[str, ...] = ()
    thu: tuple[str, ...] = ()
    fri: tuple[str, ...] = ()
    sat: tuple[str, ...] = ()
    sun: tuple[str, ...] = ()
    source: str = ""
    """Where they stand: an address, with the day on which they were read."""


class Holiday(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which the provider is taken to be closed."""

    day: date
    name: str


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """
    When one provider is open, resolved once and kept with the results.

    So no later version of the package that knows the holidays can change a figure that was published.
    """

    hours: Hours
    zone: str
    country: str | None
    """ISO 3166-1; None where the study names none, and no day is a holiday."""
    subdivision: str | None
    holidays: tuple[Holiday, ...]
    package: str
    """Which software knew the holidays, with its version; empty where none was asked."""
    week_seconds: float
    """What a week without holidays is open."""
    day_seconds: float
    """A *business day*: the mean length of the days of the week on which it is open."""
    opening: tuple[Opening, ...]
    """All times of opening in the time that the cases span, in order, none touching another."""


def open_seconds(opening: Sequence[Opening], start: datetime, end: datetime) -> float:
    """
    Tell for how many seconds of [*start*, *end*) it was open; 0 where *end* is not after *start*.

    *opening* is in order and does not overlap. All times are aware and counted as instants, so that an hour more or
    less of the local clock changes nothing.
    """
    first = max(0, bisect_right(opening, start, key=_start) - 1)
    total = timedelta()
    for place in range(first, len(opening)):
        one = opening[place]
        if one.start >= end:
            break
        total += max(timedelta(), min(one.end, end) - max(one.start, start))
    return total.total_seconds()


def _start(one: Opening) -> datetime:
    return one.start


def merged(opening: Sequence[Opening]) -> tuple[Opening, ...]:
    """Put *opening* in order and join what touches or overlaps, as where a day is open to midnight and the next on."""
    joined: list[Opening] = []
    for one in sorted(opening, key=_start):
        if one.end <= one.start:
            continue
        if joined and one.start <= joined[-1].end:
            joined[-1] = Opening(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return tuple(joined)
