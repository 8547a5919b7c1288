"""Published hours and public holidays, resolved into times of opening; the local clock's changes included."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kaklet.config import ConfigError, load
from kaklet.holiday_calendar import UnknownCountryError, package_version, public_holidays
from kaklet.opening_hours import calendar_of
from kaklet.study import Provider
from results.judge.business_hours import WEEKDAYS, Calendar, Hours, open_seconds

ROOT = Path(__file__).parents[2]
HOUR = 3600.0
OFFICE = Hours(**dict.fromkeys(WEEKDAYS[:5], ("09:00-17:00",)))  # type: ignore[arg-type]
ALWAYS = Hours(**dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))  # type: ignore[arg-type]


def resolved(hours: Hours, first: date, last: date, *, country: str | None = None) -> Calendar:
    """Resolve *hours* in Stockholm."""
    provider = Provider(id="p", name="P", target={}, hours=hours, country=country)
    found = calendar_of(provider, "Europe/Stockholm", first, last)
    assert found is not None
    return found


def open_hours(calendar: Calendar, first: date, days: int) -> float:
    """Tell for how many hours it is open in so many days of Stockholm's, with room around."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=12)
    return open_seconds(calendar.opening, start, start + timedelta(days=days + 1)) / HOUR


def test_swedens_holidays_and_eves() -> None:
    """Those of the law, and the eves on which nobody works; no ordinary Sunday."""
    found = dict(public_holidays("SE", None, date(2026, 1, 1), date(2026, 12, 31)))
    assert found[date(2026, 5, 14)] == "Ascension Day"
    assert {date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)} <= set(found)
    assert date(2026, 5, 10) not in found


def test_both_ends_of_the_time_are_included() -> None:
    """And nothing beyond them, in order."""
    found = public_holidays("SE", None, date(2025, 12, 24), date(2026, 1, 1))
    assert [day.isoformat() for day, _ in found] == [
        "2025-12-24",
        "2025-12-25",
        "2025-12-26",
        "2025-12-31",
        "2026-01-01",
    ]


@pytest.mark.parametrize(("country", "part", "day"), [("NO", None, "2026-05-17"), ("DE", "BY", "2026-06-04")])
def test_other_countries_and_their_parts(country: str, part: str | None, day: str) -> None:
    """Norway's constitution day; Corpus Christi in Bavaria."""
    days = {one.isoformat() for one, _ in public_holidays(country, part, date(2026, 1, 1), date(2026, 12, 31))}
    assert day in days


@pytest.mark.parametrize(("country", "part"), [("XX", None), ("SE", "ZZ")])
def test_an_unknown_country_is_told_in_one_sentence(country: str, part: str | None) -> None:
    """It says what to write."""
    with pytest.raises(UnknownCountryError, match=r"are not known: write a country's code of ISO 3166-1"):
        public_holidays(country, part, date(2026, 1, 1), date(2026, 1, 2))


def test_a_holiday_is_closed_and_stored() -> None:
    """The week of Ascension Day has 32 hours; the calendar names the day and the package that knew it."""
    found = resolved(OFFICE, date(2026, 5, 11), date(2026, 5, 17), country="SE")
    assert open_hours(found, date(2026, 5, 11), 7) == 32
    assert [(one.day, one.name) for one in found.holidays] == [(date(2026, 5, 14), "Ascension Day")]
    assert found.package == package_version()
    assert (found.week_seconds, found.day_seconds) == (40 * HOUR, 8 * HOUR)


def test_without_a_country_no_day_is_a_holiday() -> None:
    """A provider that answers on holidays names none."""
    found = resolved(OFFICE, date(2026, 5, 11), date(2026, 5, 17))
    assert (open_hours(found, date(2026, 5, 11), 7), found.holidays, found.package) == (40, (), "")


@pytest.mark.parametrize(("first", "hours"), [(date(2026, 3, 28), 71), (date(2026, 10, 24), 73)])
def test_always_open_is_as_long_as_the_days_are(first: date, hours: float) -> None:
    """Three days around a change of the clocks have an hour less or more, and are one opening."""
    found = resolved(ALWAYS, first, first + timedelta(days=2))
    assert len(found.opening) == 1
    assert open_hours(found, first, 3) == hours


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 3, 30), date(2026, 10, 19), date(2026, 10, 26)])
def test_office_hours_are_as_long_before_and_after_the_clocks_change(first: date) -> None:
    """Nine to five is eight hours in summer and in winter."""
    assert open_hours(resolved(OFFICE, first, first + timedelta(days=6)), first, 7) == 40


@pytest.mark.parametrize(
    ("day", "times", "minutes"),
    [
        (date(2026, 3, 29), "02:15-02:45", 0),
        (date(2026, 3, 29), "01:30-03:30", 60),
        (date(2026, 10, 25), "02:15-02:45", 90),
        (date(2026, 10, 25), "01:30-03:30", 180),
    ],
)
def test_the_hour_that_is_left_out_or_comes_twice(day: date, times: str, minutes: int) -> None:
    """What never comes is not open; what comes twice is open both times, and the time between as well."""
    found = resolved(Hours(sun=(times,)), day, day)
    assert open_hours(found, day, 1) * 60 == minutes


def study_with(tmp_path: Path, text: str) -> Path:
    """Write the demonstration's study with *text* in its first provider."""
    whole = (ROOT / "config.toml").read_text("utf-8")
    path = tmp_path / "config.toml"
    path.write_text(whole.replace("[[provider]]\n", f"[[provider]]\n{text}\n", 1), "utf-8")
    return path


def test_hours_and_country_stand_in_the_study_file(tmp_path: Path) -> None:
    """A table of weekdays beside the provider's name."""
    hours = 'hours = { mon = ["09:00-12:00", "13:00-17:00"], zone = "Europe/Oslo", source = "example/help" }'
    provider = load(study_with(tmp_path, f'country = "NO"\n{hours}')).study.provider[0]
    assert provider.country == "NO"
    assert provider.hours == Hours(mon=("09:00-12:00", "13:00-17:00"), zone="Europe/Oslo", source="example/help")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('hours = { mon = ["9-17"] }', "hours.mon holds '9-17': write times of day such as \"09:00-17:00\""),
        ('hours = { mon = ["17:00-09:00"] }', "hours.mon has '17:00-09:00' out of order"),
        ('hours = { mon = ["09:00-12:00", "11:00-13:00"] }', "hours.mon has '11:00-13:00' out of order"),
        ("hours = { }", "hours has no day on which it is open"),
        ('hours = { mon = ["09:00-17:00"], zone = "Europe/Atlantis" }', "hours.zone 'Europe/Atlantis' is no time zone"),
        ('hours = { mon = ["09:00-17:00"] }\ncountry = "Sweden"', "country is 'Sweden': write a code of ISO 3166-1"),
        ('hours = { mon = ["09:00-17:00"] }\ncountry = "XX"', "country cannot be used: The holidays of 'XX'"),
        ('subdivision = "BY"', "subdivision is part of a country that is not named"),
    ],
)
def test_a_mistake_is_told_by_its_key(tmp_path: Path, text: str, sentence: str) -> None:
    """Each says what would be right."""
    with pytest.raises(ConfigError) as told:
        load(study_with(tmp_path, text))
    assert f"provider[0].{sentence}" in str(told.value)
