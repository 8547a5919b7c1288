"""Are two providers' waits different? The test is scipy's, to nine digits."""

import random

import pytest
from scipy import stats

from results.judge.log_rank import log_rank
from results.judge.waiting import Wait


def drawn(dice: random.Random, n: int, median: float, never: float) -> list[Wait]:
    """Throw *n* waits in whole hours, so that many are equal, some of them not over."""
    waits = []
    for _ in range(n):
        seconds = float("inf") if dice.random() < never else round(dice.lognormvariate(median, 1.0))
        followed = dice.choice([20, 40, 40, 40])
        waits.append(Wait(float(min(seconds, followed)), answered=seconds <= followed))
    return waits


def censored(waits: list[Wait]) -> stats.CensoredData:
    """Hand waits to scipy."""
    return stats.CensoredData(
        uncensored=[w.seconds for w in waits if w.answered], right=[w.seconds for w in waits if not w.answered]
    )


@pytest.mark.parametrize("seed", range(12))
def test_it_equals_scipys(seed: int) -> None:
    """With ties, with censoring, with groups of unequal size."""
    dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    first = drawn(dice, dice.randrange(3, 40), 2.0, 0.1)
    second = drawn(dice, dice.randrange(3, 40), 2.5, 0.3)
    expected, found = stats.logrank(censored(first), censored(second)), log_rank(first, second)
    assert found is not None
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)


def test_the_sign_tells_who_is_faster() -> None:
    """Above 0 where the first answers sooner; the other way round it is the same with the other sign."""
    fast, slow = (
        [Wait(1.0 * n, answered=True) for n in range(1, 9)],
        [Wait(5.0 * n, answered=True) for n in range(1, 9)],
    )
    there, back = log_rank(fast, slow), log_rank(slow, fast)
    assert there is not None
    assert back is not None
    assert there.statistic > 0
    assert back.statistic == pytest.approx(-there.statistic)


@pytest.mark.parametrize("waits", [[], [Wait(9.0, answered=False)]])
def test_without_an_answer_there_is_nothing_to_test(waits: list[Wait]) -> None:
    """Silence against silence says nothing about who is faster."""
    assert log_rank(waits, [Wait(9.0, answered=False)]) is None
