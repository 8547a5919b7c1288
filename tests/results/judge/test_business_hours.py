"""The provider's own clock: it stands still while it is closed, whatever the local clock does meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.judge.business_hours import Opening, merged, open_seconds

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = tuple(Opening(MONDAY + timedelta(days=day, hours=9), MONDAY + timedelta(days=day, hours=17)) for day in range(5))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (10, 12, 2),
        (8, 12, 3),
        (16, 18, 1),
        (16, 24 + 10, 2),
        (17, 24 + 9, 0),
        (-60, -10, 0),
        (0, 7 * 24, 40),
        (5 * 24, 7 * 24, 0),
        (12, 12, 0),
        (12, 10, 0),
        (9, 17, 8),
    ],
)
def test_only_open_hours_count(start: float, end: float, hours: float) -> None:
    """Nights, weekends and what lies outside are nothing; both ends of an opening are told right."""
    assert open_seconds(WEEK, MONDAY + start * HOUR, MONDAY + end * HOUR) == hours * 3600


def test_without_any_opening_nothing_counts() -> None:
    """A provider that is never open lets nobody wait, by its own clock."""
    assert open_seconds((), MONDAY, MONDAY + 100 * HOUR) == 0.0


@given(cuts=st.lists(st.integers(-20_000, 700_000), min_size=3, max_size=3))
def test_time_adds_up(cuts: list[int]) -> None:
    """From a to c is from a to b and from b to c, wherever these lie, and never more than the wall clock shows."""
    a, b, c = (MONDAY + timedelta(seconds=seconds) for seconds in sorted(cuts))
    assert open_seconds(WEEK, a, c) == open_seconds(WEEK, a, b) + open_seconds(WEEK, b, c)
    assert 0 <= open_seconds(WEEK, a, c) <= (c - a).total_seconds()


def test_what_touches_is_joined_and_what_is_empty_is_dropped() -> None:
    """Midnight does not interrupt, and an opening of no time is none."""
    nights = [
        Opening(MONDAY + 24 * HOUR, MONDAY + 26 * HOUR),
        Opening(MONDAY + 20 * HOUR, MONDAY + 24 * HOUR),
        Opening(MONDAY + 40 * HOUR, MONDAY + 40 * HOUR),
        Opening(MONDAY + 50 * HOUR, MONDAY + 49 * HOUR),
    ]
    assert merged(nights) == (Opening(MONDAY + 20 * HOUR, MONDAY + 26 * HOUR),)
