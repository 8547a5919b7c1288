"""Working days of a country. The holidays that were used are stored with each plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from kaklet.holiday_calendar import public_holidays

SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def days_off(country: str, year: int) -> Mapping[date, str]:
    """
    Tell the public holidays of *country* in *year* with their names, without plain Sundays.

    Raises `UnknownCountryError`.
    """
    return dict(public_holidays(country, None, date(year, 1, 1), date(year, 12, 31)))


def off(country: str, first: date, last: date) -> dict[date, str]:
    """Tell the holidays of *country* from *first* to *last*, both included."""
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in days_off(country, year).items() if first <= day <= last}


def is_working(day: date, country: str) -> bool:
    """Whether *day* is a Monday to Friday that is no holiday in *country*."""
    return day.weekday() < SATURDAY and day not in days_off(country, day.year)


def working_days_after(day: date, count: int, country: str) -> date:
    """Tell the *count*-th working day after *day*."""
    while count:
        day += _DAY
        count -= is_working(day, country)
    return day
