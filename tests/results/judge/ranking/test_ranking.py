"""Rank intervals, ties, weightings and endings: whatever the order, the unit and the competitors."""

import random

import msgspec
import pytest
from simulated_world import Fault, World, criterion, faults, uptime

from results.judge.ranking.holm import adjusted
from results.judge.ranking.ranking import ranking
from results.judge.ranking.ranks import TOTAL, Doubt, Ending, Outcome, Standing
from results.judge.ranking.totals import chances_of
from results.judge.rules import Cap, Metric

HOUR = 3600.0
DICE = random.Random(20261122)  # noqa: S311 -- repeatable on purpose
GOOD = [Fault(day=10.0 * week, seconds=300.0) for week in range(30)]
BAD = [Fault(day=7.0 * week + 1, seconds=6 * HOUR + 60 * week) for week in range(50)]
SPEED = criterion("speed", Metric.RESPONSE_SECONDS, "page", 40.0, (5.0, 2.0, 1.0, 0.5, 0.1))
ANSWERED = criterion("answered", Metric.ANSWERED_PERCENT, "ask", 30.0, (20.0, 40.0, 60.0, 80.0, 95.0))
WAIT = criterion("wait", Metric.ANSWER_SECONDS, "ask", 30.0, (20 * HOUR, 12 * HOUR, 6 * HOUR, 2 * HOUR, HOUR))


def test_holm_by_hand() -> None:
    """Three tests at 0.01, 0.04 and 0.03: three times the smallest, twice the next, and none below one before it."""
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert adjusted([]) == []
    assert adjusted([0.9, 0.8]) == [1.0, 1.0]


def test_who_is_better_for_certain_has_a_place_of_its_own() -> None:
    """Two good ones share the first two places, and the third is the bad one's."""
    world = World()
    found = ranking(
        [world.provider("bad", BAD), world.provider("fine", GOOD), world.provider("good", GOOD)], world.rules
    )
    column = found.column("uptime")
    assert column is not None
    assert column.standings == (
        Standing(provider="bad", best=3, worst=3),
        Standing(provider="fine", best=1, worst=2),
        Standing(provider="good", best=1, worst=2),
    )
    assert column.leaders == ("fine", "good")
    assert found.ending == Ending(outcome=Outcome.JOINT, providers=("fine", "good"), doubts=(Doubt.CHANCE,))


def test_a_winner_is_alone_ahead_under_weights_like_these_and_uncapped() -> None:
    """One of two, far ahead."""
    world = World()
    found = ranking([world.provider("bad", BAD), world.provider("good", GOOD)], world.rules)
    assert found.ending == Ending(outcome=Outcome.WINNER, providers=("good",))


def test_a_cap_costs_the_victory() -> None:
    """Whoever leads in spite of a cap is not the winner."""
    capped = Cap(criterion="uptime", worse_than=99.999, total_at_most=3.5)
    world = World(caps=[capped])
    found = ranking([world.provider("bad", BAD), world.provider("good", GOOD)], world.rules)
    assert found.ending == Ending(outcome=Outcome.NONE, providers=("good",), doubts=(Doubt.CAP,))


def test_whoever_has_no_grade_is_not_ranked() -> None:
    """And is in no comparison."""
    world = World(criteria=[uptime(70.0), ANSWERED])
    found = ranking(
        [world.provider("a", GOOD, answers=[1.0] * 5), world.provider("b", BAD), world.provider("c", GOOD)], world.rules
    )
    column = found.column("answered")
    assert column is not None
    assert column.ranked == 1
    assert column.standings[1] == Standing(provider="b", best=None, worst=None)
    assert not [one for one in found.contrasts if one.column in {"answered", TOTAL}]
    assert found.ending == Ending(outcome=Outcome.NONE, doubts=(Doubt.TOO_FEW,))


def test_waits_shares_and_responses_are_compared() -> None:
    """Forty questions each: one answers all within the hour, the other a third of them a day later, and slowly."""
    world = World(criteria=[SPEED, ANSWERED, WAIT])
    quick = world.provider("quick", p50s=[0.2 + 0.001 * week for week in range(52)], answers=[0.5] * 40)
    slow = world.provider("slow", p50s=[0.9 - 0.001 * week for week in range(52)], answers=[20.0] * 14 + [None] * 26)
    found = {one.column: one for one in ranking([quick, slow], world.rules).contrasts}
    assert {name: one.better for name, one in found.items()} == dict.fromkeys(found, "quick")
    assert all(one.proven for one in found.values())
    assert found["answered"].size == pytest.approx(1 - 14 / 40)


def test_what_nobody_notices_is_not_called_better() -> None:
    """A millisecond each week for a year is beyond chance, and of no use to anybody."""
    world = World(criteria=[criterion("speed", Metric.RESPONSE_SECONDS, "page", 100.0, (5.0, 2.0, 1.0, 0.5, 0.1))])
    pair = [world.provider("a", p50s=[0.200] * 52), world.provider("b", p50s=[0.201] * 52)]
    (one, _) = ranking(pair, world.rules).contrasts
    assert one.p < 0.001
    assert one.better is None
    assert not one.proven


def test_the_order_in_the_study_changes_nothing() -> None:
    """Nor does it matter who is named first."""
    world = World(criteria=[uptime(60.0), SPEED])
    some = [world.provider(f"p{at}", faults(DICE, 365, 3.0 * at + 1, 30)) for at in range(5)]
    there, back = ranking(some, world.rules), ranking(some[::-1], world.rules)
    assert there.contrasts == back.contrasts
    assert [sorted(one.standings, key=lambda s: s.provider) for one in there.columns] == [
        sorted(one.standings, key=lambda s: s.provider) for one in back.columns
    ]
    assert sorted(there.robustness, key=lambda one: one.provider) == sorted(
        back.robustness, key=lambda one: one.provider
    )


def test_a_period_told_in_other_units_is_told_the_same() -> None:
    """A year of minutes is a year of hours: only ratios count."""
    some = [faults(DICE, 365, rate, 30) for rate in (1.0, 4.0)]
    slow = [[Fault(one.day, one.seconds / 2) for one in many] for many in some]
    world = World()
    whole, half = (
        ranking([world.provider(name, many) for name, many in zip("ab", each, strict=True)], world.rules).contrasts[0]
        for each in (some, slow)
    )
    assert whole.p == half.p


def test_a_new_competitor_changes_nobody_s_grade_or_chances() -> None:
    """Only how many comparisons there are."""
    world = World(criteria=[uptime(60.0), SPEED])
    some = [world.provider(name, faults(DICE, 365, 2, 45)) for name in "abc"]
    more = [*some, world.provider("d", BAD)]
    before, after = (ranking(one, world.rules) for one in (some, more))
    raw = {(one.column, one.first, one.second): one.p for one in after.contrasts}
    assert {(one.column, one.first, one.second): one.p for one in before.contrasts}.items() <= raw.items()
    assert [one.total for one in some] == [one.total for one in more[:3]]


def test_the_chances_of_a_total_are_those_of_its_figures() -> None:
    """They add up to one, and the likeliest is what was measured where much was."""
    world = World(criteria=[uptime(60.0), SPEED])
    many = world.provider("a", [Fault(day, 900.0) for day in range(365)], p50s=[0.3] * 52)
    chances = chances_of(many, world.rules)
    assert chances is not None
    assert sum(chances.values()) == pytest.approx(1.0)
    assert max(chances, key=lambda total: chances[total]) == many.total.value


def test_who_leads_everywhere_leads_under_every_weighting() -> None:
    """And whoever is behind everywhere never does; of two that lead in one thing each, both may be first."""
    world = World(criteria=[uptime(60.0), SPEED])
    fast_but_down = world.provider("fast", BAD, p50s=[0.05] * 52)
    slow_but_up = world.provider("up", GOOD, p50s=[3.0] * 52)
    neither = world.provider("no", BAD, p50s=[3.0] * 52)
    found = {one.provider: one for one in ranking([fast_but_down, slow_but_up, neither], world.rules).robustness}
    assert not found["no"].can_be_first
    assert (found["no"].best, found["no"].worst) == (2, 3)
    assert found["fast"].can_be_first
    assert found["up"].can_be_first
    assert found["fast"].first_share + found["up"].first_share == pytest.approx(1.0, abs=0.01)


def test_a_ranking_survives_json() -> None:
    """So that others can read it."""
    world = World()
    found = ranking([world.provider("bad", BAD), world.provider("good", GOOD)], world.rules)
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found
