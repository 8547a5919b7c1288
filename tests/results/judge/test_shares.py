"""Shares with their intervals: Wilson's, to the digit, and nothing where nothing was counted."""

import pytest
from scipy import stats

from results.judge.shares import share_of, wilson


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 10), (9, 10), (10, 10), (18, 20), (36, 40), (3, 500)])
def test_the_interval_is_wilsons(hits: int, n: int) -> None:
    """It equals scipy's score interval without correction for continuity."""
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson(hits, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_field_notes_examples_come_out() -> None:
    """At 90 % answered, n = 10, 20, 40, 80 give 60-98, 70-97, 77-96, 81-95 per cent."""
    found = [tuple(round(100 * end) for end in wilson(round(0.9 * n), n)) for n in (10, 20, 40, 80)]
    assert found == [(60, 98), (70, 97), (77, 96), (81, 95)]


def test_the_ends_are_exact() -> None:
    """None of n has 0 as its lower bound and all of n has 1 as its upper one, without a rounding error."""
    assert [(wilson(0, n)[0], wilson(n, n)[1]) for n in range(1, 50)] == [(0.0, 1.0)] * 49


def test_a_share_of_nothing_is_not_known() -> None:
    """No share, no interval: neither 0 nor 1."""
    found = share_of(0, 0, 0)
    assert (found.n, found.share, found.low, found.high, found.share_with_undetermined) == (0, None, None, None, None)


def test_the_undetermined_are_counted_both_ways() -> None:
    """Each way of counting has a share and an interval of its own."""
    found = share_of(20, 5, 8)
    assert (found.share, found.share_with_undetermined) == (0.25, 0.4)
    assert (found.low, found.high) == wilson(5, 20)
    assert (found.low_with_undetermined, found.high_with_undetermined) == wilson(8, 20)
