"""The product-limit estimate, held against a textbook and against its own definition."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.judge.waiting import Wait, median_wait, survival

# Weeks in remission of 21 patients given 6-mercaptopurine; censored ones apart. Freireich et al., "The effect of
# 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia", Blood 21 (1963), 699-716; worked
# through by hand in Kleinbaum and Klein, "Survival Analysis: A Self-Learning Text", chapter 2.
TREATED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
TREATED_CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
TREATED_ESTIMATE = [
    (6, 0.8571),
    (7, 0.8067),
    (10, 0.7529),
    (13, 0.6902),
    (16, 0.6275),
    (22, 0.5378),
    (23, 0.4482),
]
# The 21 patients of the same trial who got a placebo; none is censored.
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)

waits = st.lists(st.builds(Wait, st.integers(0, 50).map(float), answered=st.booleans()), max_size=40)


def answered(*seconds: float) -> list[Wait]:
    """Make waits that ended with an answer."""
    return [Wait(float(one), answered=True) for one in seconds]


def followed(*seconds: float) -> list[Wait]:
    """Make waits that were not over when the following ended."""
    return [Wait(float(one), answered=False) for one in seconds]


def test_the_textbook_s_estimate() -> None:
    """All seven steps of the worked example come out, to its four decimals."""
    found = survival([*followed(*TREATED_CENSORED), *answered(*TREATED)])
    assert [(at, round(still, 4)) for at, still in found] == TREATED_ESTIMATE


def test_the_textbook_s_medians() -> None:
    """The median remission is 23 weeks with the drug, and 8 without."""
    assert median_wait([*answered(*TREATED), *followed(*TREATED_CENSORED)]) == 23
    assert median_wait(answered(*PLACEBO)) == 8


def test_dropping_the_censored_would_flatter() -> None:
    """The median of the answered alone is far too short: the reason for the estimate."""
    assert median_wait(answered(*TREATED)) == 10


@pytest.mark.parametrize("unanswered", [[], followed(5.0), followed(1.0, 2.0, 3.0)])
def test_without_an_answer_there_is_no_median(unanswered: list[Wait]) -> None:
    """Silence has no median wait, and neither has nothing."""
    assert survival(unanswered) == []
    assert median_wait(unanswered) is None


def test_exactly_half_is_reached() -> None:
    """One of two answered is a median, also where thirds make the product inexact."""
    assert median_wait([*answered(3), *followed(10)]) == 3
    assert median_wait([*answered(1, 2, 3), *followed(9, 9, 9)]) == 3


def test_who_stops_being_followed_at_the_instant_of_an_answer_still_waits() -> None:
    """Both are at risk at that instant, so one answer of two leaves a half."""
    assert survival([*answered(5), *followed(5)]) == [(5.0, 0.5)]


@given(waits)
def test_the_share_still_waiting_only_falls(many: list[Wait]) -> None:
    """It starts at 1, falls at each answer, and never below 0."""
    steps = survival(many)
    shares = [1.0, *(still for _, still in steps)]
    assert all(before > after >= 0.0 for before, after in pairwise(shares))
    assert [at for at, _ in steps] == sorted({wait.seconds for wait in many if wait.answered})


@given(waits.flatmap(lambda many: st.tuples(st.just(many), st.permutations(many))))
def test_the_order_of_the_questions_does_not_matter(pair: tuple[list[Wait], list[Wait]]) -> None:
    """The estimate is one of a set."""
    assert survival(pair[0]) == survival(pair[1])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_with_all_answered_it_is_the_plain_share(seconds: list[int]) -> None:
    """Without censoring the estimate is the share of waits that are longer."""
    for at, still in survival(answered(*seconds)):
        assert still == pytest.approx(sum(one > at for one in seconds) / len(seconds))


@given(waits, st.integers(51, 99))
def test_one_more_silence_never_shortens_the_median(many: list[Wait], longer: int) -> None:
    """A question that nobody answered can only make the median longer, or take it away."""
    before, after = median_wait(many), median_wait([*many, *followed(longer)])
    assert after is None or (before is not None and after >= before)
