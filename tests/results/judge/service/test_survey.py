"""Indices, their intervals and changes, against scipy's own tests."""

import random
from collections.abc import Iterable, Iterator
from statistics import fmean

import pytest
from scipy import stats

from results.judge.service.survey import SurveyYear, survey_years
from results.records.service import Answer, Asked


def answers(values: Iterable[float], *, year: int = 2026, provider: str = "alpha", **more: object) -> Iterator[Answer]:
    """Make one respondent of each value."""
    for n, value in enumerate(values):
        fields = {"survey": "s", "question": "q", "answer": value, **more}
        yield Answer(provider=provider, year=year, respondent=f"r{n}", **fields)  # type: ignore[arg-type]  # any field


def drawn(mean: float, n: int, seed: int) -> list[float]:
    """Draw *n* grades around *mean*."""
    rng = random.Random(seed)  # noqa: S311 -- a simulation
    return [min(10, max(1, round(rng.gauss(mean, 1.5)))) for _ in range(n)]


def one(rows: Iterable[Answer], minimum: int = 30) -> SurveyYear:
    """Tell the newest year of the only provider."""
    return survey_years(rows, minimum=minimum)[-1]


def test_an_index_is_a_mean_on_0_to_100_with_the_interval_of_student() -> None:
    """As scipy computes it from the same numbers."""
    values = drawn(7, 120, 1)
    found = one(answers(values)).index
    scaled = [100 * (value - 1) / 9 for value in values]
    low, high = stats.t.interval(0.95, 119, loc=fmean(scaled), scale=stats.sem(scaled))
    assert (found.n, found.shown) == (120, True)
    assert (found.value, found.low, found.high) == pytest.approx((fmean(scaled), low, high))


def test_a_respondent_counts_once_however_many_questions_he_answered() -> None:
    """His index is the mean of his answers, each on its own scale; "don't know" is none."""
    rows = [
        Answer(survey="s", provider="a", year=2026, respondent="r", question="x", answer=10),
        Answer(survey="s", provider="a", year=2026, respondent="r", question="y", answer=1, lowest=1, highest=5),
        Answer(survey="s", provider="a", year=2026, respondent="r", question="z", answer=None),
    ]
    found = one(rows, minimum=1).index
    assert (found.n, found.value, found.low) == (1, 50, None)


def test_too_few_respondents_show_nothing_but_their_number() -> None:
    """Neither value nor interval nor change."""
    found = one([*answers(drawn(7, 40, 1), year=2025), *answers(drawn(5, 29, 2))])
    assert (found.index.n, found.index.shown, found.index.value, found.index.low) == (29, False, None, None)
    assert found.change is None


def test_a_change_is_tested_as_welch_does() -> None:
    """The p-value and the interval are scipy's."""
    before, now = drawn(7, 80, 3), drawn(6.2, 50, 4)
    found = one([*answers(before, year=2025), *answers(now)]).change
    assert found is not None
    expected = stats.ttest_ind([100 * (v - 1) / 9 for v in now], [100 * (v - 1) / 9 for v in before], equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert (found.since, found.p) == (2025, pytest.approx(expected.pvalue))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_changes_of_one_year_are_corrected_for_each_other() -> None:
    """Twenty providers of whom none has changed are rarely all unchanged by raw p-values, and are by corrected ones."""
    rows = [
        row
        for n in range(20)
        for year, seed in ((2025, 100 + n), (2026, 200 + n))
        for row in answers(drawn(7, 60, seed), year=year, provider=f"p{n:02}")
    ]
    changes = [found.change for found in survey_years(rows, minimum=30) if found.change]
    assert len(changes) == 20
    assert min(change.p for change in changes) <= 0.05
    assert not any(change.significant for change in changes)


def test_a_change_to_another_year_than_the_last_is_none() -> None:
    """A gap of two years is not "since last year"."""
    assert one([*answers(drawn(7, 60, 1), year=2024), *answers(drawn(3, 60, 2))]).change is None


def test_the_net_promoter_score_counts_promoters_less_detractors() -> None:
    """9 and 10 promote, 0 to 6 detract; 7 and 8 only make the number larger. It is no part of the index."""
    values = [10, 9, 9, 8, 7, 6, 0, 10]
    found = one(answers(values, measure=Asked.RECOMMEND, lowest=0, highest=10), minimum=5)
    assert found.recommend is not None
    assert (found.recommend.n, found.recommend.value) == (8, 25)
    assert found.index.n == 0


def test_the_interval_covers_the_truth_as_often_as_it_claims() -> None:
    """In 93 to 97 of 100 surveys of 60 respondents, with grades that are skewed towards the upper end."""
    rng = random.Random(7)  # noqa: S311 -- a simulation
    grades, weights = range(1, 11), (2, 2, 3, 4, 6, 9, 16, 26, 20, 12)
    truth = 100 * (sum(g * w for g, w in zip(grades, weights, strict=True)) / sum(weights) - 1) / 9
    hits = 0
    for _ in range(400):
        found = one(answers(rng.choices(grades, weights, k=60))).index
        hits += (found.low or 0) <= truth <= (found.high or 0)
    assert 0.93 <= hits / 400 <= 0.97
