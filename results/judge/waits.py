"""How long a provider's people let wait: shares, curve, median and restricted mean, by either clock."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from results.judge.business_hours import WEEK_SECONDS, Calendar, open_seconds
from results.judge.numerics import Step, product_limit
from results.judge.reached import Reached, reached
from results.judge.restricted_mean import RestrictedMean, restricted_mean
from results.judge.shares import LEVEL, Share, share_of
from results.judge.story import PERHAPS, PERSON, Story
from results.judge.waiting import Wait, median_wait
from results.records import Verdict

HOUR, DAY = 3600.0, 86_400.0
HORIZONS = {"1h": (1, 0), "1bd": (0, 1), "3bd": (0, 3), "10bd": (0, 10)}
"""Hours and days of each."""
_HALF = 0.5 + 1e-12


class Clock(StrEnum):
    """By which clock a wait is told."""

    WALL = "wall"
    """Every second counts; a day has 24 hours, at weekends too."""
    BUSINESS = "business"
    """Only the seconds count in which the provider says that it is open; a day is one of its own."""


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """The waits for a person's answer, of all delivered and proven questions through one door, by one clock."""

    clock: Clock
    window_seconds: float
    """How far the restricted mean and the curve go, by this clock."""
    day_seconds: float
    """What a day is by this clock."""
    followed_seconds: float
    """How long the question that was followed for longest was followed, within the window."""
    answered_within: dict[str, Share]
    """By horizon, over the questions that were followed at least that long, window or not."""
    answered_in_window: Share
    """Over the questions whose window has closed."""
    answered_by: dict[str, Reached]
    """By horizon, over all questions, by the curve: a later one is never lower."""
    median_seconds: float | None
    """None where it is not reached."""
    median_low: float | None
    """Its 95 % interval, where the curve's band crosses one half; None on a side where it does not."""
    median_high: float | None
    median_with_undetermined: float | None
    """The median with every undetermined message counted as an answer: the bound."""
    restricted_mean: RestrictedMean | None
    """None while nobody was followed to the window's end."""
    restricted_mean_with_undetermined: RestrictedMean | None
    acknowledged_median_seconds: float | None
    """Of the wait for a machine's acknowledgement."""
    useful_median_seconds: float | None
    """Of the wait for an answer that a person graded useful."""
    curve: tuple[Step, ...]
    """The share still without an answer, with its band."""


class Reckoning(msgspec.Struct, frozen=True):
    """A clock made ready: what it shows between two instants, and how long its window and its day are."""

    clock: Clock
    window_seconds: float
    day_seconds: float
    between: Callable[[datetime, datetime], float]

    def seconds(self, story: Story, after_seconds: float) -> float:
        """Tell what this clock shows *after_seconds* of the wall's after the question."""
        if self.clock is Clock.WALL:
            return after_seconds
        return self.between(story.asked_at, story.asked_at + timedelta(seconds=after_seconds))


def by_the_wall(window_seconds: float) -> Reckoning:
    """Make the wall clock ready."""
    return Reckoning(Clock.WALL, window_seconds, DAY, lambda start, end: (end - start).total_seconds())


def by_business_hours(calendar: Calendar, window_seconds: float, stories: Sequence[Story]) -> Reckoning:
    """
    Make a provider's own clock ready.

    Its window is the week's share of the wall's: with 40 open hours of 168 a window of 14 days is 80 hours. Where
    holidays left none of the questions that much, it is the longest that one of them had.
    """

    def between(start: datetime, end: datetime) -> float:
        return open_seconds(calendar.opening, start, end)

    nominal = window_seconds * calendar.week_seconds / WEEK_SECONDS
    window = timedelta(seconds=window_seconds)
    longest = max((between(one.asked_at, one.asked_at + window) for one in stories), default=nominal)
    return Reckoning(Clock.BUSINESS, min(nominal, longest), calendar.day_seconds, between)


def waits_of(stories: Sequence[Story], by: Reckoning, *, perhaps: bool = False) -> list[Wait]:
    """Tell each wait for a person by the clock *by*; with *perhaps*, undetermined messages count as answers."""
    return [_wait(one, one.maybe_seconds if perhaps else one.answered_seconds, by) for one in stories]


def _wait(story: Story, until: float | None, by: Reckoning) -> Wait:
    return Wait(by.seconds(story, story.followed_seconds if until is None else until), answered=until is not None)


def waits(stories: Sequence[Story], by: Reckoning) -> Waits:
    """Add up *stories*, which are all delivered and proven, by the clock *by*."""
    certain, possible = waits_of(stories, by), waits_of(stories, by, perhaps=True)
    curve = _curve(certain)
    closed = [one for one in stories if one.complete]
    return Waits(
        clock=by.clock,
        window_seconds=by.window_seconds,
        day_seconds=by.day_seconds,
        followed_seconds=max((by.seconds(one, one.followed_seconds) for one in stories), default=0.0),
        answered_within={
            name: _within(stories, by, hours * HOUR + days * by.day_seconds) for name, (hours, days) in HORIZONS.items()
        },
        answered_in_window=share_of(
            len(closed),
            sum(one.answered_seconds is not None for one in closed),
            sum(one.maybe_seconds is not None for one in closed),
        ),
        answered_by=_answered_by(stories, by),
        median_seconds=median_wait(certain),
        median_low=_crossing([(step.seconds, step.low) for step in curve]),
        median_high=_crossing([(step.seconds, step.high) for step in curve]),
        median_with_undetermined=median_wait(possible),
        restricted_mean=restricted_mean(certain, by.window_seconds),
        restricted_mean_with_undetermined=restricted_mean(possible, by.window_seconds),
        acknowledged_median_seconds=median_wait([_wait(one, one.acknowledged_seconds, by) for one in stories]),
        useful_median_seconds=median_wait([_wait(one, one.useful_seconds, by) for one in stories]),
        curve=tuple(curve),
    )


def _within(stories: Sequence[Story], by: Reckoning, seconds: float) -> Share:
    """Count the answers within *seconds*, over those followed that long: else early answers would flatter."""
    followed = [one for one in stories if by.seconds(one, one.elapsed_seconds) >= seconds]

    def hits(verdicts: frozenset[Verdict]) -> int:
        firsts = [(one, one.first(verdicts)) for one in followed]
        return sum(after is not None and by.seconds(one, after) <= seconds for one, after in firsts)

    return share_of(len(followed), hits(PERSON), hits(PERHAPS))


def _answered_by(stories: Sequence[Story], by: Reckoning) -> dict[str, Reached]:
    """Tell the shares by the curve, also of what came after the window."""
    whole, whole_maybe = _uncut(stories, by, PERSON), _uncut(stories, by, PERHAPS)
    found = {}
    for name, (hours, days) in HORIZONS.items():
        seconds = hours * HOUR + days * by.day_seconds
        told = _within(stories, by, seconds)
        found[name] = reached(whole, whole_maybe, seconds, n=told.n, answered=told.answered)
    return found


def _uncut(stories: Sequence[Story], by: Reckoning, verdicts: frozenset[Verdict]) -> list[Wait]:
    """Tell each wait for a message of *verdicts*, followed to the reading, whenever the window closed."""
    firsts = [(one, one.first(verdicts)) for one in stories]
    return [
        Wait(by.seconds(one, one.elapsed_seconds if first is None else first), answered=first is not None)
        for one, first in firsts
    ]


def _curve(found: Sequence[Wait]) -> list[Step]:
    answered = [wait.seconds for wait in found if wait.answered]
    return product_limit(answered, [wait.seconds for wait in found if not wait.answered], level=LEVEL)


def _crossing(steps: Sequence[tuple[float, float | None]]) -> float | None:
    """Tell where the curve first comes to one half (Brookmeyer and Crowley 1982, for the band); None if nowhere."""
    return next((at for at, still in steps if still is not None and still <= _HALF), None)
