"""The share answered by a time, from the curve: it never falls, and is Wilson's where nobody left early."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.judge.reached import reached, share_by
from results.judge.shares import wilson
from results.judge.waiting import Wait

WAITS = st.lists(st.builds(Wait, st.integers(0, 30).map(float), st.booleans()), min_size=1, max_size=40)


def test_without_censoring_it_is_the_plain_share() -> None:
    """Where all were followed that long, share and interval are those of a count."""
    waits = [Wait(float(hours), answered=hours < 8) for hours in range(1, 11)]
    share, low, high = share_by(waits, 8.0, n=10)
    assert share == pytest.approx(0.7)
    assert (low, high) == pytest.approx(wilson(7, 10))


@pytest.mark.parametrize("answered", [0, 10])
def test_none_and_all(answered: int) -> None:
    """Where none or all were answered the interval is still Wilson's."""
    waits = [Wait(1.0, answered=answered > 0)] * 10
    share, low, high = share_by(waits, 1.0, n=10)
    assert (share, low, high) == (answered / 10, *wilson(answered, 10))


@given(WAITS, st.integers(0, 30), st.integers(0, 30))
def test_it_never_falls(waits: list[Wait], one: int, other: int) -> None:
    """Whatever was followed for how long, the share by a later time is not lower, and lies in its interval."""
    early, late = sorted((float(one), float(other)))
    first, second = share_by(waits, early, n=1), share_by(waits, late, n=1)
    assert first[0] <= second[0] + 1e-12
    for share, low, high in (first, second):
        assert 0 <= low <= share + 1e-9
        assert share - 1e-9 <= high <= 1


def test_the_plain_shares_of_those_followed_can_fall() -> None:
    """Four young questions answered at once: 5 of 6 within a day, 1 of 2 within three; by the curve 5 of 6 and more."""
    waits = [*[Wait(2.0, answered=True)] * 4, Wait(10.0, answered=True), Wait(80.0, answered=False)]
    assert share_by(waits, 24.0, n=6)[0] == pytest.approx(5 / 6)
    assert share_by(waits, 72.0, n=2)[0] == pytest.approx(5 / 6)


def test_nobody_followed_that_long() -> None:
    """Then it is not known."""
    assert reached([Wait(1.0, answered=False)], [Wait(1.0, answered=False)], 5.0, n=0, answered=0).share is None


def test_the_interval_covers_the_truth() -> None:
    """With a third of the questions young, it holds the true share in at least 93 of 100 made-up studies of 30."""
    dice = random.Random(4)  # noqa: S311 -- repeatable on purpose
    covered = 0
    for _ in range(1_000):
        waits = []
        for _ in range(30):
            wait, followed = dice.expovariate(0.03), dice.uniform(20, 200)
            waits.append(Wait(min(wait, followed), answered=wait <= followed))
        n = sum(wait.seconds >= 50 or wait.answered for wait in waits)
        _, low, high = share_by(waits, 50.0, n=max(1, n))
        covered += low <= 1 - 2.718281828459045 ** (-1.5) <= high
    assert covered >= 930, covered
