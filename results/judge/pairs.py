"""Providers held against each other, two at a time: who answers sooner by more than chance?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import msgspec

from results.judge.log_rank import log_rank
from results.judge.support import Support, counted
from results.judge.waits import Clock, Reckoning, by_business_hours, by_the_wall, waits_of
from results.records import Channel


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """The log-rank test of two providers' waits at one task."""

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
    p_holm: float | None = None
    """*p* corrected for all pairs of the same task and clock (Holm 1979)."""
    p_holm_with_undetermined: float | None = None


def pairings(supports: Mapping[str, tuple[Support, ...]]) -> Iterator[Pairing]:
    """Test each pair of providers that have enough closed windows at the same task; *supports* are by provider."""
    found = list(_tested(supports))
    families = dict.fromkeys((one.task, one.clock) for one in found)
    for family in families:
        yield from _corrected([one for one in found if (one.task, one.clock) == family])


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """
    Correct the p of several tests for their number, by the step-down method of Holm (1979).

    The smallest is multiplied by how many there are, the next by one less, and so on; none becomes smaller than one
    before it, and none larger than 1. Who then calls true whatever is below 5 % is wrong about any of them in at most
    5 of 100 studies. A test that told nothing (None) stays so and is none of the number.
    """
    told = sorted((p, place) for place, p in enumerate(ps) if p is not None)
    corrected: list[float | None] = [None] * len(ps)
    highest = 0.0
    for before, (p, place) in enumerate(told):
        highest = max(highest, min(1.0, p * (len(told) - before)))
        corrected[place] = highest
    return corrected


def _corrected(family: Sequence[Pairing]) -> Iterator[Pairing]:
    certain, possible = holm([one.p for one in family]), holm([one.p_with_undetermined for one in family])
    for one, p, p_maybe in zip(family, certain, possible, strict=True):
        yield msgspec.structs.replace(one, p_holm=p, p_holm_with_undetermined=p_maybe)


def _tested(supports: Mapping[str, tuple[Support, ...]]) -> Iterator[Pairing]:
    tasks = dict.fromkeys(one.task for found in supports.values() for one in found)
    for task in tasks:
        ranked = {who: one for who, found in supports.items() for one in found if one.task == task and one.ranked}
        for first, second in combinations(sorted(ranked), 2):
            for clock in Clock:
                yield from _pairing(clock, first, ranked[first], second, ranked[second])


def _pairing(clock: Clock, first: str, one: Support, second: str, other: Support) -> Iterator[Pairing]:
    ready = [_reckoning(clock, support) for support in (one, other)]
    if ready[0] is None or ready[1] is None:
        return
    certain, possible = (
        log_rank(
            waits_of(counted(one.stories), ready[0], perhaps=perhaps),
            waits_of(counted(other.stories), ready[1], perhaps=perhaps),
        )
        for perhaps in (False, True)
    )
    yield Pairing(
        task=one.task,
        channel=one.channel,
        clock=clock,
        first=first,
        second=second,
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
