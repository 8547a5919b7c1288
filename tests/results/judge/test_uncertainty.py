"""Studies with known truth are simulated, and the intervals must cover it about as often as they claim."""

import math
import random

import pytest

from results.judge.uncertainty import uptime_interval

SEED = 20261121
RUNS = 2000
SIGMA = 1.2
SAMPLE_MINUTES = 5.0
MONTH_DAYS = 30

SCENARIOS = [  # days, outages a month, mean minutes: the five of the field note on reports, section B2
    (90, 2, 45),
    (90, 6, 30),
    (365, 2, 45),
    (365, 6, 30),
    (180, 1, 120),
]


def _poisson(dice: random.Random, mean: float) -> int:
    """Draw from a Poisson distribution by the waits between events."""
    count, at = 0, dice.expovariate(1.0)
    while at < mean:
        count += 1
        at += dice.expovariate(1.0)
    return count


def _study(dice: random.Random, days: int, a_month: float, mean_minutes: float) -> list[int]:
    """Simulate the failed samples of each outage: lognormal lengths, seen every five minutes."""
    mu = math.log(mean_minutes) - SIGMA**2 / 2
    lengths = (dice.lognormvariate(mu, SIGMA) for _ in range(_poisson(dice, a_month * days / MONTH_DAYS)))
    return [int(length / SAMPLE_MINUTES + dice.random()) for length in lengths]


@pytest.mark.parametrize(("days", "a_month", "mean_minutes"), SCENARIOS)
def test_nominal_95_per_cent_intervals_cover_90_to_98(days: int, a_month: float, mean_minutes: float) -> None:
    """Over all studies of a scenario, those with fewer than two outages included."""
    dice = random.Random(f"{SEED}/{days}/{a_month}/{mean_minutes}")  # noqa: S311 -- repeatable on purpose
    measured = int(days * 1440 / SAMPLE_MINUTES)
    truth = 1 - a_month * mean_minutes / (MONTH_DAYS * 1440)
    covered = few = 0
    for _ in range(RUNS):
        outages = _study(dice, days, a_month, mean_minutes)
        few += sum(length > 0 for length in outages) < 2
        low, high = uptime_interval(outages, measured)
        covered += (low is None or low <= truth) and (high is None or truth <= high)
    share = covered / RUNS
    print(f"seed {SEED}, {days} days, {a_month} a month of {mean_minutes} min: {share:.1%}, few: {few}")  # noqa: T201 -- what a failure is judged by
    assert 0.90 <= share <= 0.98


def test_nothing_measured_is_nothing_known() -> None:
    """No sample bounds nothing."""
    assert uptime_interval([], 0) == (None, None)


def test_without_an_outage_there_is_no_lower_bound() -> None:
    """How long an outage would have been cannot be told from none."""
    assert uptime_interval([], 1000) == (None, 1.0)


def test_a_single_outage_gives_a_wide_interval() -> None:
    """Fisher's F with 2 and 2 degrees of freedom is 39 at 97.5 per cent."""
    low, high = uptime_interval([10], 10_000)
    assert low == pytest.approx(1 - 0.001 * 39)
    assert high == pytest.approx(1 - 0.001 / 39)


def test_one_long_outage_among_short_ones_is_worth_little_more_than_one() -> None:
    """The effective number of outages, not their count, says how much is known."""
    even = uptime_interval([10] * 10, 10_000)
    uneven = uptime_interval([91, *[1] * 9], 10_000)
    assert even.low is not None
    assert uneven.low is not None
    assert uneven.low < even.low


def test_one_long_outage_among_several_leaves_a_lower_bound() -> None:
    """Four outages of which one makes most of the downtime still say that the target is mostly up."""
    low, high = uptime_interval([38, 1, 1, 1], 8_640)
    assert low is not None
    assert high is not None
    assert 0.85 < low < 0.97 < high < 1
