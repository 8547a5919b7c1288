"""Working days of a country. The only door to the package holidays, whose calendars are stored with each plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5
_DAY = timedelta(days=1)


def known_country(country: str) -> bool:
    """Whether there is a calendar for *country*, an ISO 3166-1 code of two letters."""
    return country in holidays.list_supported_countries(include_aliases=False)


@cache
def days_off(country: str, year: int) -> Mapping[date, str]:
    """
    Tell the public holidays of *country* in *year* with their names, without plain Sundays.

    Where a calendar has a category for days that are no holidays by law but on which nobody works (Sweden's
    Midsummer Eve), these are among them.
    """
    calendar = holidays.country_holidays(country)
    wanted = tuple(one for one in ("public", "de_facto") if one in calendar.supported_categories)
    found = holidays.country_holidays(country, years=year, categories=wanted, language="en_US")
    return dict(sorted(found.items()))


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
