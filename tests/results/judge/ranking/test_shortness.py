"""Too few weeks: nobody could be ahead, however unlike the providers are, and that is told."""

import pytest
from simulated_world import World, criterion

from results.judge.ranking.ranking import ranking
from results.judge.ranking.ranks import Column
from results.judge.rules import Metric

SPEED = criterion("speed", Metric.RESPONSE_SECONDS, "page", 100.0, (5.0, 2.0, 1.0, 0.5, 0.1))
ANSWERED = criterion("answered", Metric.ANSWERED_PERCENT, "ask", 100.0, (20.0, 40.0, 60.0, 80.0, 95.0))


def ranked(weeks: int, providers: int) -> Column:
    """Rank so many, each three times as slow as the one before in every one of so many weeks."""
    world = World(days=7 * weeks, criteria=[SPEED])
    some = [world.provider(f"p{at}", p50s=[0.1 * 3.0**at] * weeks) for at in range(providers)]
    (column, _) = ranking(some, world.rules).columns
    return column


@pytest.mark.parametrize("providers", [2, 3, 5])
def test_one_week_less_than_it_takes_sets_nobody_apart_and_that_many_do(providers: int) -> None:
    """The number that is told is the border, to the week, also where Holm has passed other comparisons."""
    needed = next(weeks for weeks in range(2, 30) if not ranked(weeks, providers).is_too_short)
    enough, short = ranked(needed, providers), ranked(needed - 1, providers)
    assert len(short.leaders) == providers
    assert short.weeks == needed - 1
    assert short.weeks_needed is not None
    assert short.weeks_needed >= needed
    assert len(enough.leaders) == 1


def test_a_column_that_does_not_go_by_weeks_is_never_too_short() -> None:
    """Two weeks of questions can set two providers apart."""
    world = World(days=14, criteria=[ANSWERED])
    some = [world.provider("a", answers=[0.5] * 40), world.provider("b", answers=[None] * 40)]
    (column, _) = ranking(some, world.rules).columns
    assert (column.weeks, column.weeks_needed, column.is_too_short) == (None, None, False)
    assert column.leaders == ("a",)
