"""Two editions whose truth is known: how often does a report say that something changed, and did it?"""

import math
import random
from itertools import starmap

import pytest
from simulated_world import World, criterion, faults, uptime

from results.judge.comparison import Comparison, ProviderResult
from results.judge.editions.changes import changes
from results.judge.editions.edition import Course
from results.judge.rules import Metric

SEED = 20261122
PROVIDERS = 12
STUDIES = 120
MIXED = 12
TRIALS = 25
MIX = (
    uptime(40),
    criterion("speed", Metric.RESPONSE_SECONDS, "page", 20, (2, 1, 0.5, 0.25, 0.1)),
    criterion("answered", Metric.ANSWERED_PERCENT, "ask", 20, (20, 40, 60, 80, 95)),
    criterion("wait", Metric.ANSWER_SECONDS, "ask", 20, (80_000, 40_000, 20_000, 10_000, 3_000)),
)


def study(dice: random.Random, world: World, rates: list[float], mean_minutes: float) -> Comparison:
    """Make a period in which providers fail at *rates* a month."""
    return world.comparison(
        [world.provider(f"p{at:02}", faults(dice, world.days, rate, mean_minutes)) for at, rate in enumerate(rates)]
    )


@pytest.mark.parametrize(("a_month", "mean_minutes", "days"), [(6, 30, 365), (2, 45, 180)])
def test_what_did_not_change_is_seldom_called_changed(a_month: float, mean_minutes: float, days: int) -> None:
    """At most one study in twenty says that any of twelve providers changed, also where periods differ in length."""
    dice = random.Random(f"{SEED}/{a_month}")  # noqa: S311 -- repeatable on purpose
    worlds = World(365), World(days)
    false = 0
    for _ in range(STUDIES):
        then, now = (study(dice, world, [a_month] * PROVIDERS, mean_minutes) for world in worlds)
        false += any(one.proven for one in changes(then, now))
    print(f"seed {SEED}, {a_month} a month, 365 and {days} days: {false} of {STUDIES} say what is false")  # noqa: T201 -- what a failure is judged by
    assert false <= 0.05 * STUDIES


def test_nothing_changes_by_chance_in_any_column() -> None:
    """The same with response times, shares and waits in the family."""
    dice = random.Random(SEED)  # noqa: S311 -- as above
    world = World(180, MIX)
    false = sum(
        any(one.proven for one in changes(*starmap(mixed, [(dice, world), (dice, world)]))) for _ in range(MIXED)
    )
    print(f"seed {SEED}: {false} of {MIXED} say what is false")  # noqa: T201 -- as above
    assert false <= 1


def mixed(dice: random.Random, world: World) -> Comparison:
    """Make a period of providers that are all the same in every column."""

    def one(at: int) -> ProviderResult:
        p50s = [0.3 * math.exp(dice.gauss(0, 0.15)) for _ in range(-(-world.days // 7))]
        waits = [dice.lognormvariate(1, 1.3) if dice.random() < 0.8 else 99.0 for _ in range(60)]
        answers = [wait if wait < 24 else None for wait in waits]
        return world.provider(f"p{at:02}", faults(dice, world.days, 6, 30), p50s, answers)

    return world.comparison([one(at) for at in range(4)])


@pytest.mark.parametrize(("a_month", "mean_minutes", "least"), [(6, 30, 0.8), (2, 45, 0.3)])
def test_four_times_the_outages_are_found(a_month: float, mean_minutes: float, least: float) -> None:
    """One provider of twelve that fails four times as often as in the year before is called worse."""
    dice = random.Random(f"{SEED}/4/{a_month}")  # noqa: S311 -- as above
    world, seen = World(365), 0
    for _ in range(TRIALS):
        then = study(dice, world, [a_month] * PROVIDERS, mean_minutes)
        now = study(dice, world, [4.0 * a_month, *[a_month] * (PROVIDERS - 1)], mean_minutes)
        seen += any(
            one.provider == "p00" and one.criterion == "uptime" and one.course is Course.WORSE
            for one in changes(then, now)
        )
    print(f"seed {SEED}, {a_month} a month of {mean_minutes} min: seen in {seen} of {TRIALS}")  # noqa: T201 -- as above
    assert seen >= least * TRIALS
