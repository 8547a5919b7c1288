"""Durations, each told in the unit that fits it: ms, s, min, h and days."""

from datetime import timedelta

from babel import Locale
from babel.dates import format_timedelta
from babel.numbers import format_decimal

_PER_SECOND = 1000
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_NEVER_WEEKS = 10_000_000
_NBSP = "\N{NO-BREAK SPACE}"


def duration(seconds: float, locale: Locale) -> str:
    """
    Tell *seconds* in at most two units, rounded to the smaller of them: "340 ms", "2.4 s", "4 min 10 s", "26 h".

    Symbols are those of the SI brochure (ms, s, min, h), which no language translates; days are words.
    Raise `ValueError` for a negative duration.
    """
    if seconds < 0:
        raise ValueError(f"A duration of {seconds} s cannot be told; give one that is not negative.")
    if seconds == 0:
        return f"0{_NBSP}s"
    if round(seconds * _PER_SECOND) < _PER_SECOND:
        return _one(seconds * _PER_SECOND, "ms", locale)
    if round(seconds) < _MINUTE:
        return _one(seconds, "s", locale)
    if round(seconds) < _HOUR:
        return _two(round(seconds), _MINUTE, "min", "s")
    if round(seconds / _MINUTE) < 2 * _DAY / _MINUTE:
        return _two(round(seconds / _MINUTE), _MINUTE, "h", "min")
    days, hours = divmod(round(seconds / _HOUR), 24)
    told = format_timedelta(timedelta(days=days), granularity="day", threshold=_NEVER_WEEKS, locale=locale)
    told = told.replace(" ", _NBSP)
    return f"{told} {hours}{_NBSP}h" if hours else told


def _one(value: float, unit: str, locale: Locale) -> str:
    """One decimal below ten; what is more than nothing is never told as nothing."""
    exact = value if value >= 10 else max(0.1, round(value, 1))  # noqa: PLR2004 - two digits are enough to compare by
    return f"{format_decimal(exact, format='0.#' if exact < 10 else '0', locale=locale)}{_NBSP}{unit}"  # noqa: PLR2004


def _two(count: int, ratio: int, larger: str, smaller: str) -> str:
    whole, rest = divmod(count, ratio)
    return f"{whole}{_NBSP}{larger} {rest}{_NBSP}{smaller}" if rest else f"{whole}{_NBSP}{larger}"
