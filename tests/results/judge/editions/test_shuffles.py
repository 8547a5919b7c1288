"""The shuffle test, held against scipy's and against its own exactness."""

import math
import random

import numpy as np
import pytest
from scipy import stats

from results.judge.editions.shuffles import shuffled_means, shuffled_rates

DRAWS = 20_000


def welch(one: np.ndarray, other: np.ndarray, axis: int = -1) -> np.ndarray:
    """Tell Welch's statistic without its sign."""
    apart = one.mean(axis=axis) - other.mean(axis=axis)
    error = one.var(axis=axis, ddof=1) / one.shape[axis] + other.var(axis=axis, ddof=1) / other.shape[axis]
    return np.abs(apart / np.sqrt(error))


@pytest.mark.parametrize("seed", range(3))
def test_few_weeks_are_dealt_in_every_way(seed: int) -> None:
    """The p-value of means is that of scipy's exact permutation test."""
    dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    one, other = [dice.gauss(0, 1) for _ in range(6)], [dice.gauss(1, 2) for _ in range(5)]
    exact = stats.permutation_test((one, other), welch, alternative="greater", n_resamples=np.inf, vectorized=True)
    assert shuffled_means(one, other, draws=DRAWS) == pytest.approx(exact.pvalue)


def test_many_weeks_are_drawn() -> None:
    """Close to scipy's own draws where chance explains it, small where it does not."""
    dice = random.Random(7)  # noqa: S311 -- as above
    one, other = [dice.gauss(0, 1) for _ in range(30)], [dice.gauss(0.5, 1) for _ in range(40)]
    drawn = stats.permutation_test((one, other), welch, alternative="greater", n_resamples=20_000, rng=1)
    assert shuffled_means(one, other, draws=DRAWS) == pytest.approx(drawn.pvalue, rel=0.35)
    assert shuffled_means(one, [value + 9 for value in other], draws=DRAWS) == pytest.approx(1 / (DRAWS + 1))


def test_rates_are_of_what_was_watched() -> None:
    """Twice the downtime in weeks that were watched twice as long is no difference."""
    then, now = [(10.0 + week, 100.0) for week in range(20)], [(20.0 + 2 * week, 200.0) for week in range(20)]
    assert shuffled_rates(then, now, draws=DRAWS) > 0.9
    assert shuffled_rates(then, [(3 * down, watched) for down, watched in now], draws=DRAWS) < 0.001


@pytest.mark.parametrize("weeks", [[], [(5.0, 100.0)]])
def test_less_than_two_weeks_prove_nothing(weeks: list[tuple[float, float]]) -> None:
    """Nor does a time in which nothing happened."""
    assert shuffled_rates(weeks, [(1.0, 100.0)] * 20, draws=DRAWS) == 1
    assert shuffled_rates([(0.0, 100.0)] * 20, [(0.0, 100.0)] * 20, draws=DRAWS) == 1
    assert shuffled_means([], [1.0, 2.0], draws=DRAWS) == 1


def test_under_no_change_small_p_values_are_as_rare_as_they_say() -> None:
    """Of 400 pairs of equal periods with heavy tails at most 7 per cent have a p-value of 5 per cent or less."""
    dice = random.Random(11)  # noqa: S311 -- as above
    small = 0
    for _ in range(400):
        weeks = [(math.exp(dice.gauss(0, 1.2)) if dice.random() < 0.3 else 0.0, 1.0) for _ in range(50)]
        small += shuffled_rates(weeks[:20], weeks[20:], draws=1_000) <= 0.05
    assert small <= 28
