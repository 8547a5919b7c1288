"""Weeks of UTC, from Monday to Monday: the pieces of time that a comparison takes to be independent of each other."""

from datetime import datetime

from results.judge.due import from_ms

WEEK_MS = 7 * 86_400_000
_FIRST_MONDAY_MS = 4 * 86_400_000
"""1970 began on a Thursday."""


def week_of(ms: int) -> int:
    """Tell the number of the week of *ms* milliseconds since 1970; that of 5 January 1970 is 0."""
    return (ms - _FIRST_MONDAY_MS) // WEEK_MS


def start_of(week: int) -> datetime:
    """Tell when week number *week* begins."""
    return from_ms(week * WEEK_MS + _FIRST_MONDAY_MS)
