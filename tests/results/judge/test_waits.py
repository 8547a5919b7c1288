"""Shares in time, curve and median, by the wall clock and by the provider's own; whoever waits is never dropped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from made_records import made_case
from scipy import stats

from results.judge.business_hours import Calendar, Holiday, Hours, Opening
from results.judge.support import Received, Story, Support, support, tell
from results.judge.waits import Clock
from results.records import Channel, Handover, Verdict

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
HOUR = 3600.0
DAY = 24 * HOUR
WINDOW = 14 * DAY
HOLIDAY = date(2026, 5, 14)
NINE_TO_FIVE = Calendar(
    hours=Hours(),
    zone="UTC",
    country="SE",
    subdivision=None,
    holidays=(Holiday(day=HOLIDAY, name="Ascension Day"),),
    package="holidays 0.109",
    week_seconds=40 * HOUR,
    day_seconds=8 * HOUR,
    opening=tuple(
        Opening(MONDAY + timedelta(days=day, hours=9), MONDAY + timedelta(days=day, hours=17))
        for day in range(60)
        if day % 7 < 5 and (MONDAY + timedelta(days=day)).date() != HOLIDAY
    ),
)


def asked(at_hour: float, *messages: tuple[Verdict, float], followed_hours: float = 1000) -> Story:
    """Tell a case asked so many hours after Monday's midnight, with *messages* so many hours after the question."""
    at = MONDAY + timedelta(hours=at_hour)
    case = made_case(f"c{at_hour}", at)
    received = [Received(evidence="", after_seconds=h * HOUR, verdict=v, reasons=()) for v, h in messages]
    return tell(
        case,
        Handover(case=case.id, at=at),
        received,
        window_seconds=WINDOW,
        as_of=at + timedelta(hours=followed_hours),
    )


def answered(after_hours: float, *, at_hour: float = 10, followed_hours: float = 1000) -> Story:
    """Tell a case that a person answered."""
    return asked(at_hour, (Verdict.HUMAN, after_hours), followed_hours=followed_hours)


def added(*stories: Story, calendar: Calendar | None = NINE_TO_FIVE, minimum: int = 1) -> Support:
    """Add up *stories*."""
    return support(
        "ask",
        Channel.EMAIL,
        stories,
        (),
        window_seconds=WINDOW,
        calendar=calendar,
        minimum_questions=minimum,
    )


def test_each_clock_has_its_entry() -> None:
    """Without published hours there is the wall clock alone."""
    assert [one.clock for one in added(answered(1)).waits] == [Clock.WALL, Clock.BUSINESS]
    assert [one.clock for one in added(answered(1), calendar=None).waits] == [Clock.WALL]


def test_days_are_the_clocks_own() -> None:
    """By the wall clock 1, 3 and 10 days are 24, 72 and 240 hours; by business hours of eight 8, 24 and 80."""
    hours = (0.5, 7.9, 20, 71, 239, 300)
    wall, own = added(*(answered(h, at_hour=9) for h in hours)).waits
    assert [share.answered for share in wall.answered_within.values()] == [1, 3, 4, 5]
    # In business hours after Monday 9:00 these are 0.5, 7.9, 8, 24 (71 h is Thursday 8:00) and more.
    assert [share.answered for share in own.answered_within.values()] == [1, 3, 4, 6]
    assert list(wall.answered_within) == ["1h", "1bd", "3bd", "10bd"]


def test_closed_hours_weekends_and_holidays_cost_nothing() -> None:
    """Asked on Friday at 16:30 and answered on Monday at 9:15: 45 minutes by its own clock, 64.75 h by the wall's."""
    friday = 4 * 24 + 16.5
    wall, own = added(answered(64.75, at_hour=friday)).waits
    assert (wall.median_seconds, own.median_seconds) == (64.75 * HOUR, 0.75 * HOUR)
    before_ascension = 9 * 24 + 16.5  # Wednesday 13 May
    _, own = added(answered(48 - 16.5 + 10, at_hour=before_ascension)).waits
    assert own.median_seconds == 1.5 * HOUR  # half an hour on Wednesday, an hour on Friday


def test_an_answer_at_night_was_no_wait() -> None:
    """Whoever asks on Sunday and is answered on Sunday did not wait by the provider's clock."""
    _, own = added(answered(2, at_hour=6 * 24 + 12)).waits
    assert own.median_seconds == 0.0


def test_only_those_followed_long_enough_are_in_a_share() -> None:
    """Two followed for half an hour, one of them answered at once, are no part of the share within an hour."""
    wall, *_ = added(answered(0.1, followed_hours=0.5), asked(10, followed_hours=0.5), answered(2), answered(0.5)).waits
    share = wall.answered_within["1h"]
    assert (share.n, share.answered, share.share) == (2, 1, 0.5)


def test_nobody_followed_long_enough_gives_no_share() -> None:
    """What is not known is not 0."""
    wall, *_ = added(answered(0.1, followed_hours=5)).waits
    assert [share.share for share in wall.answered_within.values()] == [1.0, None, None, None]


def test_undetermined_messages_are_counted_both_ways() -> None:
    """Share, median and mean have a bound each, which is the better figure."""
    unclear = [asked(10, (Verdict.UNDETERMINED, 0.5)) for _ in range(3)]
    wall, own = added(answered(0.5), answered(2), *unclear).waits
    share = wall.answered_within["1h"]
    assert (share.share, share.share_with_undetermined) == (0.2, 0.8)
    for found in (wall, own):
        assert found.median_seconds is None
        assert found.median_with_undetermined == 0.5 * HOUR
        assert found.restricted_mean is not None
        assert found.restricted_mean_with_undetermined is not None
        assert found.restricted_mean_with_undetermined.seconds < found.restricted_mean.seconds


def test_the_curve_and_its_band_are_scipys() -> None:
    """Kaplan-Meier with the log(-log) band, one step for each answer."""
    hours, followed = (1, 2, 2, 8, 40, 90), (3, 60)
    stories = [*map(answered, hours), *(asked(10, followed_hours=h) for h in followed), asked(10)]
    wall, *_ = added(*stories).waits
    sample = stats.CensoredData(uncensored=[h * HOUR for h in hours], right=[*(h * HOUR for h in followed), WINDOW])
    curve = stats.ecdf(sample).sf
    band = curve.confidence_interval(method="log-log")
    for step in wall.curve:
        assert step.still == pytest.approx(curve.evaluate(step.seconds))
        assert step.low == pytest.approx(band.low.evaluate(step.seconds))
        assert step.high == pytest.approx(band.high.evaluate(step.seconds))
    assert [step.seconds / HOUR for step in wall.curve] == [1, 2, 8, 40, 90]


def test_the_band_ends_where_all_are_answered() -> None:
    """At 0 the lower bound is 0, and the upper one is no longer known better than before."""
    wall, *_ = added(*map(answered, (1, 2, 3, 4))).waits
    assert (wall.curve[-1].still, wall.curve[-1].low) == (0.0, 0.0)
    assert wall.curve[-1].high == wall.curve[-2].high


def test_the_median_has_the_interval_of_the_band() -> None:
    """It lies between its bounds; where the band does not come down to a half, the upper one is open."""
    wall, *_ = added(*map(answered, range(1, 31))).waits
    assert wall.median_low is not None
    assert wall.median_high is not None
    assert wall.median_low < (wall.median_seconds or 0) < wall.median_high
    few, *_ = added(answered(1), answered(2), asked(10), asked(10)).waits
    assert (few.median_seconds, few.median_high) == (2 * HOUR, None)


def test_the_window_by_its_own_clock_is_the_weeks_share() -> None:
    """14 days are 80 business hours; where a holiday lies in every window, as many as the longest has."""
    _, own = added(answered(1), answered(1, at_hour=24 * 14 + 10)).waits
    assert own.window_seconds == 80 * HOUR
    _, own = added(answered(1)).waits
    assert own.window_seconds == 72 * HOUR


def test_the_restricted_mean_of_the_silent_is_the_window_by_both_clocks() -> None:
    """Nobody who never answers can look faster by closing early."""
    for found in added(*(asked(24 * 14 + n) for n in range(10, 15))).waits:
        assert found.restricted_mean is not None
        assert found.restricted_mean.seconds == pytest.approx(found.window_seconds)


def test_too_few_are_shown_and_not_ranked() -> None:
    """The figures are there; the mark says that they are not held against others. Open windows do not count."""
    found = added(answered(1), answered(2), answered(3, followed_hours=20), minimum=3)
    assert (found.ranked, found.waits[0].median_seconds) == (False, 2 * HOUR)
    assert added(answered(1), answered(2), answered(3), minimum=3).ranked


def test_without_questions_there_is_no_figure() -> None:
    """An empty door has n 0 and nothing else."""
    for found in added().waits:
        assert (found.median_seconds, found.restricted_mean, found.curve) == (None, None, ())
        assert {share.share for share in found.answered_within.values()} == {None}
