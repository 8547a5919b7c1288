"""From the hours that a provider publishes and its country's holidays to times of opening in UTC, resolved once."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kaklet.holiday_calendar import UnknownCountryError, package_version, public_holidays
from kaklet.study import Provider, Study
from results.judge.business_hours import WEEKDAYS, Calendar, Holiday, Hours, Opening, merged

Complain = Callable[[str, str], None]
_TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_DAY = timedelta(days=1)
_COUNTRY = re.compile(r"[A-Z]{2}")


def calendar_of(provider: Provider, zone: str, first: date, last: date) -> Calendar | None:
    """
    Resolve when *provider* is open from *first* to *last*; None where the study does not say.

    *zone* is the study's, for hours that name none. On a public holiday it is taken to be closed all day. Raises
    `UnknownCountryError`, and `ImportError` where the package that knows the holidays is missing.
    """
    if provider.hours is None:
        return None
    zone = provider.hours.zone or zone
    holidays: tuple[tuple[date, str], ...] = ()
    if provider.country is not None:
        holidays = public_holidays(provider.country, provider.subdivision, first, last)
    week = [sum(_length(times) for times in getattr(provider.hours, name)) for name in WEEKDAYS]
    open_days = sum(seconds > 0 for seconds in week)
    return Calendar(
        hours=provider.hours,
        zone=zone,
        country=provider.country,
        subdivision=provider.subdivision,
        holidays=tuple(Holiday(day=day, name=name) for day, name in holidays),
        package=package_version() if provider.country is not None else "",
        week_seconds=sum(week),
        day_seconds=sum(week) / open_days,
        opening=merged(
            list(_openings(provider.hours, ZoneInfo(zone), first, last, frozenset(day for day, _ in holidays)))
        ),
    )


def _openings(hours: Hours, zone: ZoneInfo, first: date, last: date, closed: frozenset[date]) -> Iterator[Opening]:
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        if day not in closed:
            for times in getattr(hours, WEEKDAYS[day.weekday()]):
                start, end = _span(times)
                # Where the clock is put back and an hour comes twice, both are open; one that is left out never comes.
                yield Opening(_instant(day, start, zone, fold=0), _instant(day, end, zone, fold=1))


def _instant(day: date, since_midnight: timedelta, zone: ZoneInfo, *, fold: int) -> datetime:
    """Tell the instant at which the clocks of *zone* show so long after midnight."""
    local = datetime.combine(day, time()) + since_midnight
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _span(times: str) -> tuple[timedelta, timedelta]:
    start, _, end = times.partition("-")
    return _since_midnight(start), _since_midnight(end)


def _since_midnight(clock: str) -> timedelta:
    hours, _, minutes = clock.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _length(times: str) -> float:
    start, end = _span(times)
    return (end - start).total_seconds()


def check_hours(study: Study, complain: Complain) -> None:
    """Tell *complain* of hours and countries that could not be resolved."""
    for place, provider in enumerate(study.provider):
        path = f"provider[{place}]"
        if provider.hours is not None:
            _check_week(provider.hours, f"{path}.hours", complain)
        if provider.phone is not None and provider.phone.hours is not None:
            _check_week(provider.phone.hours, f"{path}.phone.hours", complain)
        if provider.subdivision is not None and provider.country is None:
            complain(f"{path}.subdivision", "is part of a country that is not named: set country too")
        if provider.country is not None:
            _check_country(provider, path, complain)


def _check_week(hours: Hours, path: str, complain: Complain) -> None:
    for name in WEEKDAYS:
        before = timedelta()
        for times in getattr(hours, name):
            if not _TIMES.fullmatch(times):
                complain(f"{path}.{name}", f'holds {times!r}: write times of day such as "09:00-17:00"')
                break
            start, end = _span(times)
            if end <= start or start < before:
                complain(f"{path}.{name}", f"has {times!r} out of order: write times that follow one another")
                break
            before = end
    if not any(getattr(hours, name) for name in WEEKDAYS):
        complain(path, 'has no day on which it is open: write at least one, such as mon = ["09:00-17:00"]')
    if hours.zone is not None:
        try:
            ZoneInfo(hours.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            complain(f"{path}.zone", f"{hours.zone!r} is no time zone: write one such as Europe/Stockholm")


def _check_country(provider: Provider, path: str, complain: Complain) -> None:
    country = provider.country or ""
    if not _COUNTRY.fullmatch(country):
        complain(f"{path}.country", f"is {country!r}: write a code of ISO 3166-1, such as SE")
        return
    try:
        public_holidays(country, provider.subdivision, date(2024, 1, 1), date(2024, 1, 1))
    except UnknownCountryError as error:
        complain(f"{path}.country", f"cannot be used: {error}")
