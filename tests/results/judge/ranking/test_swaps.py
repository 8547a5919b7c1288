"""The test that exchanges weeks: exact where it can be counted by hand, blind to units, order and common causes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.judge.ranking.swaps import sign_test, swap_test

DRAWS = 20_000
WEEKS = st.lists(st.integers(0, 500), min_size=1, max_size=30)


def test_equal_providers_do_not_differ() -> None:
    """However much they failed: all of it at the same time."""
    assert swap_test([0, 30, 5], [0, 30, 5], draws=DRAWS) == 1.0


def test_few_weeks_are_counted_out() -> None:
    """One never failed, the other in each of five weeks: two of 32 exchanges lie as far apart."""
    assert swap_test([0] * 5, [10] * 5, draws=DRAWS) == 2 / 32


def test_many_weeks_are_drawn() -> None:
    """With twenty such weeks no exchange that is drawn lies as far apart."""
    assert swap_test([0] * 20, [10] * 20, draws=DRAWS) == 1 / (DRAWS + 1)


def test_signs_are_counted_out() -> None:
    """Four differences of one sign: two of sixteen."""
    assert sign_test([0.1, 0.2, 0.3, 0.4], draws=DRAWS) == 2 / 16
    assert sign_test([0.0, 0.0], draws=DRAWS) == 1.0


@given(WEEKS, st.randoms(use_true_random=False))
def test_neither_the_unit_nor_the_order_matters(first: list[int], dice: random.Random) -> None:
    """Seconds, hours or shares, this one first or the other: the same p-value."""
    second = dice.sample(first, len(first))
    p = swap_test(first, second, draws=500)
    assert swap_test([x * 60 for x in first], [x * 60 for x in second], draws=500) == pytest.approx(p)
    assert swap_test(second, first, draws=500) == pytest.approx(p)


def test_a_common_cause_hides_no_difference() -> None:
    """Both were down for weeks of one network's failures: what remains is told as well as without them."""
    alone = swap_test([1] * 16, [9] * 16, draws=DRAWS)
    beside = swap_test([1] * 16 + [5000] * 3, [9] * 16 + [5000] * 3, draws=DRAWS)
    assert alone < 0.01
    assert beside == pytest.approx(alone, abs=0.01)


def test_draws_are_the_same_every_time() -> None:
    """Whoever draws again gets the same figure: this one."""
    assert swap_test(range(40), range(40, 0, -1), draws=DRAWS) == swap_test(range(40), range(40, 0, -1), draws=DRAWS)
