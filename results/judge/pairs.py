"""Providers held against each other, two at a time: who answers sooner by more than chance?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import msgspec

from results.judge.log_rank import log_rank
from results.judge.support import Support, counted
from results.judge.waiting import Wait
from results.judge.waits import Clock, Reckoning, by_business_hours, by_the_wall, waits_of
from results.records import Channel


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """The log-rank test of two providers' waits at one task. Not corrected for how many pairs there are."""

    task: str
    channel: Channel
    clock: Clock
    first: str
    """The providers' ids."""
    second: str
    statistic: float | None
    """Above 0 where the first is faster; None where nothing can be tested, as without a single answer."""
    p: float | None
    """For this pair alone."""
    statistic_with_undetermined: float | None
    """The same with every undetermined message counted as an answer: the bound."""
    p_with_undetermined: float | None


def pairings(supports: Mapping[str, tuple[Support, ...]]) -> Iterator[Pairing]:
    """
    Test each pair of providers that have enough closed windows at the same task; *supports* are by provider.

    What is said of them is said by `results.judge.ranking`, corrected for all comparisons of a report.
    """
    tasks = dict.fromkeys(one.task for found in supports.values() for one in found)
    for task in tasks:
        ranked = {who: one for who, found in supports.items() for one in found if one.task == task and one.ranked}
        waits = {(who, clock): _waits(clock, one) for who, one in ranked.items() for clock in Clock}
        for first, second in combinations(sorted(ranked), 2):
            for clock in Clock:
                one, other = waits[first, clock], waits[second, clock]
                if one and other:
                    yield _pairing(ranked[first], clock, (first, one), (second, other))


class _Waits(NamedTuple):
    """The waits of one provider at one task."""

    certain: Sequence[Wait]
    possible: Sequence[Wait]
    """With every undetermined message counted as an answer."""


def _waits(clock: Clock, support: Support) -> _Waits | None:
    reckoning = _reckoning(clock, support)
    if reckoning is None:
        return None
    stories = counted(support.stories)
    return _Waits(waits_of(stories, reckoning), waits_of(stories, reckoning, perhaps=True))


def _pairing(of: Support, clock: Clock, one: tuple[str, _Waits], other: tuple[str, _Waits]) -> Pairing:
    certain = log_rank(one[1].certain, other[1].certain)
    possible = log_rank(one[1].possible, other[1].possible)
    return Pairing(
        task=of.task,
        channel=of.channel,
        clock=clock,
        first=one[0],
        second=other[0],
        statistic=certain.statistic if certain else None,
        p=certain.p if certain else None,
        statistic_with_undetermined=possible.statistic if possible else None,
        p_with_undetermined=possible.p if possible else None,
    )


def _reckoning(clock: Clock, support: Support) -> Reckoning | None:
    if clock is Clock.WALL:
        return by_the_wall(support.window_seconds)
    if support.calendar is None:
        return None
    return by_business_hours(support.calendar, support.window_seconds, counted(support.stories))
