"""Numbers, durations and times as each language writes them."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from babel import Locale

from report_templates.durations import duration
from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.comparison import Comparison

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (0.0004, "0,4 ms"),
        (0.34, "340 ms"),
        (0.9996, "1 s"),
        (2.44, "2,4 s"),
        (59.7, "1 min"),
        (125, "2 min 5 s"),
        (15_000, "4 h 10 min"),
        (26 * 3600, "26 h"),
        (7 * 86_400, "7 dygn"),
        (86_400 * 3.25, "3 dygn 6 h"),
    ],
)
def test_a_duration_is_told_in_the_unit_that_fits(seconds: float, told: str) -> None:
    """Milliseconds, seconds, minutes, hours or days, at most two of them."""
    assert duration(seconds, Locale("sv")).replace(NBSP, " ") == told


@pytest.mark.parametrize(("code", "day"), [("en_GB", "1 day"), ("nb", "2 døgn"), ("nl", "2 dagen"), ("sv", "2 dygn")])
def test_days_are_words_of_the_language(code: str, day: str) -> None:
    """Days are named in any language that may get a catalogue."""
    seconds = 86_400 * (1 if day.startswith("1") else 2)
    if seconds == 86_400:
        assert duration(seconds, Locale.parse(code)).replace(NBSP, " ") == "24 h"
    else:
        assert duration(seconds, Locale.parse(code)).replace(NBSP, " ") == day


def test_a_negative_duration_is_an_error() -> None:
    """A duration below zero is a mistake upstream and is not told."""
    with pytest.raises(ValueError, match="not negative"):
        duration(-1, Locale("sv"))


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [
        (100, 2, "100 %"),
        (99.9, 2, "99,90 %"),
        (99.996, 2, "99,996 %"),
        (99.99999, 2, "99,99999 %"),
        (99.9999999, 2, "99,999999 %"),
        (99.75, 0, "99,8 %"),
        (0, 2, "0 %"),
        (0.001, 0, "0,001 %"),
        (43.2, 0, "43 %"),
    ],
)
def test_a_percentage_is_rounded_to_neither_end(comparison: Comparison, value: float, digits: int, told: str) -> None:
    """100 % means that nothing failed, and 0 % that everything did."""
    assert Language("sv", comparison).percent(value, digits).replace(NBSP, " ") == told


def test_swedish_writes_numbers_its_own_way(comparison: Comparison) -> None:
    """Thousands are parted by a no-break space, decimals by a comma."""
    language = Language("sv", comparison)
    assert language.number(12345) == f"12{NBSP}345"
    assert language.number(2.5, 1) == "2,5"
    assert language.share(99.95) == f"99,95{NBSP}%"


def test_english_writes_numbers_its_own_way(comparison: Comparison) -> None:
    """Thousands are parted by a comma, and the sign stands close."""
    language = Language("en", comparison)
    assert language.number(12345) == "12,345"
    assert language.share(99.95) == "99.95%"


@pytest.mark.parametrize(
    ("code", "number", "share"), [("nb", f"12{NBSP}345,6", f"99,95{NBSP}%"), ("nl", "12.345,6", "99,95%")]
)
def test_norwegian_and_dutch_write_numbers_their_own_way(
    comparison: Comparison, code: str, number: str, share: str
) -> None:
    """Both have a comma for decimals; thousands and the sign of a percentage they set apart differently."""
    language = Language(code, comparison)
    assert language.number(12345.6, 1) == number
    assert language.share(99.95) == share


@pytest.mark.parametrize(
    ("code", "short", "long", "wait"),
    [
        ("nb", "3. mai 2026 kl. 14:00:00\N{EN DASH}14:01:30", "3. mai 2026 til 1. august 2026", "3 døgn 6 h"),
        ("nl", "3 mei 2026, 14:00:00\N{EN DASH}14:01:30 uur", "3 mei 2026 tot 1 augustus 2026", "3 dagen 6 h"),
    ],
)
def test_norwegian_and_dutch_tell_times_their_own_way(
    comparison: Comparison, code: str, short: str, long: str, wait: str
) -> None:
    """Days, periods and durations have the words and signs of the language."""
    ended = comparison.start + timedelta(days=90)
    months = msgspec.structs.replace(comparison, end=ended, as_of=ended)
    assert Language(code, comparison).period == short
    assert Language(code, months).period == long
    assert Language(code, months).duration(86_400 * 3.25).replace(NBSP, " ") == wait


def test_times_are_told_in_the_comparisons_zone(comparison: Comparison) -> None:
    """Noon UTC in May is two o'clock in Stockholm; within one day the day is not repeated."""
    language = Language("sv", comparison)
    assert language.moment(datetime(2026, 5, 3, 12, 0, 5, tzinfo=UTC)) == "14:00:05"
    assert language.zone_name == "centraleuropeisk tid (Europe/Stockholm)"
    assert language.period == "3 maj 2026 kl. 14:00:00\N{EN DASH}14:01:30"


def test_a_long_comparison_tells_days_and_minutes(comparison: Comparison) -> None:
    """Over months, a moment has its day, and seconds would say more than is known."""
    ended = comparison.start + timedelta(days=90)
    long = msgspec.structs.replace(comparison, end=ended, as_of=ended)
    assert Language("sv", long).moment(comparison.start) == "3 maj 14:00"
    assert Language("en", long).period == "3 May 2026 to 1 August 2026"


def test_utc_is_called_utc(comparison: Comparison) -> None:
    """The one zone without a place keeps its name."""
    assert Language("sv", msgspec.structs.replace(comparison, timezone="UTC")).zone_name == "UTC"


def test_a_text_falls_back_to_the_source_language(comparison: Comparison) -> None:
    """Where a study has no words in a language its English ones stand, else any."""
    language = Language("sv", comparison)
    assert language.pick({"en": "Title"}) == "Title"
    assert language.pick({"de": "Überschrift"}) == "Überschrift"
    assert language.pick({}) == ""


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("two\r\nlines\x00", "two lines"),
        ("\u202etxt.exe\u202c", "txt.exe"),
        ("a" * 300, "a" * 239 + "\N{HORIZONTAL ELLIPSIS}"),
        ("Åre & Söner", "Åre & Söner"),
    ],
)
def test_foreign_words_are_one_bounded_line(foreign: str, shown: str) -> None:
    """Control characters and direction overrides are taken out, and length is bounded."""
    assert plain(foreign) == shown
