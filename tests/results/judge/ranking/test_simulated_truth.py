"""Reports over providers whose truth is known: how often do they say what is false, and how often what is true?"""

import random
from collections.abc import Iterator

import pytest
from simulated_world import World, faults

from results.judge.comparison import ProviderResult
from results.judge.ranking.contrasts import contrasts
from results.judge.ranking.ranking import ranking
from results.judge.ranking.ranks import Contrast, Outcome

SEED = 20261122
DAYS = 365
PROVIDERS = 12
REPORTS = 1_000
TRIALS = 60
WORLD = World(DAYS)


def simulated(dice: random.Random, rates: list[float], mean_minutes: float) -> list[ProviderResult]:
    """Make providers that fail at *rates* a month."""
    return [WORLD.provider(f"p{at:02}", faults(dice, DAYS, rate, mean_minutes)) for at, rate in enumerate(rates)]


def uptimes(found: list[ProviderResult]) -> Iterator[Contrast]:
    """Yield the comparisons of uptime."""
    return (one for one in contrasts(WORLD.rules, found) if one.column == "uptime")


@pytest.mark.parametrize(("a_month", "mean_minutes"), [(2, 45), (6, 30)])
def test_identical_providers_are_seldom_told_apart(a_month: float, mean_minutes: float) -> None:
    """At most one report in twenty says of any of twelve identical providers that it is better than another."""
    dice = random.Random(f"{SEED}/{a_month}")  # noqa: S311 -- repeatable on purpose
    false = sum(
        any(one.proven for one in contrasts(WORLD.rules, simulated(dice, [a_month] * PROVIDERS, mean_minutes)))
        for _ in range(REPORTS)
    )
    print(f"seed {SEED}, {a_month} a month of {mean_minutes} min: {false} of {REPORTS} reports say what is false")  # noqa: T201 -- what a failure is judged by
    assert false <= 0.05 * REPORTS


@pytest.mark.parametrize(("a_month", "mean_minutes", "least"), [(6, 30, 0.85), (2, 45, 0.3)])
def test_four_times_the_downtime_is_seen(a_month: float, mean_minutes: float, least: float) -> None:
    """A provider that is down four times as much is separated from a given other one."""
    dice = random.Random(f"{SEED}/4/{a_month}")  # noqa: S311 -- as above
    seen = 0
    for _ in range(TRIALS):
        found = simulated(dice, [4.0 * a_month, *[a_month] * (PROVIDERS - 1)], mean_minutes)
        seen += any(one.proven and one.worse == "p00" and one.better == "p01" for one in uptimes(found))
    print(f"seed {SEED}, {a_month} a month of {mean_minutes} min: seen in {seen} of {TRIALS}")  # noqa: T201 -- as above
    assert seen >= least * TRIALS


def test_identical_providers_have_no_winner() -> None:
    """And all of them may hold any place."""
    found = ranking(simulated(random.Random(SEED), [6] * PROVIDERS, 30), WORLD.rules)  # noqa: S311 -- as above
    assert found.ending.outcome is Outcome.NONE
    assert {(one.best, one.worst) for column in found.columns for one in column.standings} == {(1, PROVIDERS)}
