"""Grades by published thresholds alone, totals that hide nothing, and promises held to their own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.judge.comparison import Figure, PromiseKept, Withheld
from results.judge.grading import grade_of, hold_against, reaches, total_of
from results.judge.rules import Cap, Criterion, Metric, Promise, Rules

RISING = (80.0, 90.0, 95.0, 99.0, 99.9)
FALLING = (1.0, 0.5, 0.25, 0.1, 0.05)


def criterion(name: str = "uptime", weight: float = 100.0, metric: Metric = Metric.UPTIME_PERCENT) -> Criterion:
    """Make a criterion with thresholds in the direction of its metric."""
    thresholds = RISING if metric.higher_is_better else FALLING
    return Criterion(id=name, metric=metric, task="t", title={"en": name}, weight=weight, thresholds=thresholds)


def figure(
    name: str = "uptime",
    grade: int | None = 5,
    value: float | None = 100.0,
    *,
    metric: Metric = Metric.UPTIME_PERCENT,
    withheld: Withheld | None = None,
    beyond: float | None = None,
) -> Figure:
    """Make one cell."""
    return Figure(criterion=name, metric=metric, value=value, n=9, grade=grade, withheld=withheld, beyond=beyond)


def rules(*criteria: Criterion, caps: tuple[Cap, ...] = ()) -> Rules:
    """Make the rules of a study."""
    return Rules(minimum_samples=1, minimum_questions=1, answer_window_seconds=60.0, criteria=criteria, caps=caps)


@pytest.mark.parametrize(
    ("value", "grade"),
    [(0, 0), (79.999, 0), (80, 1), (89.999, 1), (90, 2), (95, 3), (98.9, 3), (99, 4), (99.9, 5), (100, 5), (None, 0)],
)
def test_thresholds_that_rise(value: float | None, grade: int) -> None:
    """Of a figure that should be high, each threshold that is reached is one grade."""
    assert grade_of(value, criterion()) == grade


@pytest.mark.parametrize(
    ("value", "grade"), [(0, 5), (0.05, 5), (0.0501, 4), (0.1, 4), (0.25, 3), (0.5, 2), (1.0, 1), (1.001, 0), (None, 0)]
)
def test_thresholds_that_fall(value: float | None, grade: int) -> None:
    """Of a figure that should be low, each threshold that is not exceeded is one grade."""
    assert grade_of(value, criterion(metric=Metric.RESPONSE_SECONDS)) == grade


@pytest.mark.parametrize("metric", list(Metric))
@given(first=st.floats(0, 200), second=st.floats(0, 200))
def test_the_better_figure_never_has_the_worse_grade(metric: Metric, first: float, second: float) -> None:
    """Grades follow the figures, whichever way is better."""
    better, worse = (first, second) if reaches(first, second, metric) else (second, first)
    rule = criterion(metric=metric)
    assert grade_of(better, rule) >= grade_of(worse, rule)


def test_a_total_is_the_weighted_mean() -> None:
    """Seventy per cent of a 5 and thirty of a 2 make 4.1."""
    found = total_of([figure("a", 5), figure("b", 2)], rules(criterion("a", 70), criterion("b", 30)))
    assert (found.value, found.uncapped, found.caps) == (4.1, 4.1, ())


@pytest.mark.parametrize(("one", "three", "total"), [(4, 3, 3.3), (2, 3, 2.8), (0, 1, 0.8), (5, 4, 4.3)])
def test_halves_are_rounded_up(one: int, three: int, total: float) -> None:
    """A total of exactly 3.25 is 3.3, as a reader works it out, and 2.75 is 2.8."""
    found = total_of([figure("a", one), figure("b", three)], rules(criterion("a", 25), criterion("b", 75)))
    assert found.value == total


@pytest.mark.parametrize("withheld", [Withheld.TOO_FEW, Withheld.NOT_MEASURED, Withheld.NEEDS_PERSON])
def test_a_grade_that_is_missing_takes_the_total_away(withheld: Withheld) -> None:
    """A mean of fewer criteria would be another mean, so there is none."""
    found = total_of(
        [figure("a"), figure("b", None, None, withheld=withheld)], rules(criterion("a", 70), criterion("b", 30))
    )
    assert (found.value, found.uncapped) == (None, None)


def test_a_door_that_is_not_offered_is_left_out() -> None:
    """The other criteria keep their proportions."""
    closed = figure("c", None, None, withheld=Withheld.NOT_OFFERED)
    found = total_of(
        [figure("a", 5), figure("b", 2), closed], rules(criterion("a", 40), criterion("b", 20), criterion("c", 40))
    )
    assert found.value == 4.0


def test_a_provider_that_offers_nothing_has_no_total() -> None:
    """No criterion is no total, not 0."""
    closed = figure("a", None, None, withheld=Withheld.NOT_OFFERED)
    assert total_of([closed], rules(criterion("a"))).value is None


CAP = Cap(criterion="uptime", worse_than=95.0, total_at_most=3.5)


@pytest.mark.parametrize(("value", "total"), [(94.9, 3.5), (95.0, 5.0), (99.0, 5.0)])
def test_a_cap_holds_for_a_figure_worse_than_its_bound(value: float, total: float) -> None:
    """Exactly on the bound is not worse."""
    assert total_of([figure(value=value)], rules(criterion(), caps=(CAP,))).value == total


def test_a_cap_says_that_it_bites() -> None:
    """The table shows what the total would have been, and which cap holds it down."""
    found = total_of([figure(value=90.0)], rules(criterion(), caps=(CAP,)))
    assert (found.value, found.uncapped, found.caps) == (3.5, 5.0, (0,))


def test_a_cap_above_the_total_does_not_bite() -> None:
    """Who is low already is not said to be held down."""
    found = total_of([figure(grade=2, value=50.0)], rules(criterion(), caps=(CAP,)))
    assert (found.value, found.caps) == (2.0, ())


def test_of_several_caps_the_lowest_holds() -> None:
    """All that bite are named, and the total is that of the strictest."""
    strict = Cap(criterion="uptime", worse_than=92.0, total_at_most=2.0)
    found = total_of([figure(value=90.0)], rules(criterion(), caps=(CAP, strict)))
    assert (found.value, found.caps) == (2.0, (0, 1))


def test_a_cap_holds_for_a_wait_beyond_every_bound() -> None:
    """A median that was not reached is worse than any bound of the rules."""
    wait = figure("a", 0, None, metric=Metric.ANSWER_SECONDS, beyond=60.0)
    cap = Cap(criterion="a", worse_than=50.0, total_at_most=1.0)
    good = figure("b", 5)
    ruled = rules(criterion("a", 50, Metric.ANSWER_SECONDS), criterion("b", 50), caps=(cap,))
    assert total_of([wait, good], ruled).value == 1.0


def test_a_cap_on_a_door_that_is_not_offered_does_not_hold() -> None:
    """Nothing is known of it, so nothing follows from it."""
    closed = figure("uptime", None, None, withheld=Withheld.NOT_OFFERED)
    ruled = rules(criterion("uptime", 50), criterion("b", 50), caps=(CAP,))
    assert total_of([closed, figure("b", 5)], ruled).value == 5.0


def promise(value: float) -> Promise:
    """Make a promise about the criterion "uptime"."""
    return Promise(criterion="uptime", value=value, quote="We do.", source="https://example.invalid/, 2026-05-03")


def kept(cell: Figure, value: float) -> PromiseKept:
    """Hold the promise of *value* against *cell*."""
    return hold_against(promise(value), {"uptime": cell}).kept


@pytest.mark.parametrize(
    ("measured", "outcome"), [(99.9, PromiseKept.KEPT), (100.0, PromiseKept.KEPT), (99.899, PromiseKept.BROKEN)]
)
def test_a_promise_of_at_least(measured: float, outcome: PromiseKept) -> None:
    """Exactly what was promised is kept."""
    assert kept(figure(value=measured), 99.9) is outcome


@pytest.mark.parametrize(("measured", "outcome"), [(5.0, PromiseKept.KEPT), (5.1, PromiseKept.BROKEN)])
def test_a_promise_of_at_most(measured: float, outcome: PromiseKept) -> None:
    """A wait is promised the other way round."""
    assert kept(figure(value=measured, metric=Metric.ANSWER_SECONDS), 5.0) is outcome


def test_without_a_grade_nothing_is_said_of_a_promise() -> None:
    """Too few samples break no promise, and keep none."""
    thin = figure(grade=None, value=50.0, withheld=Withheld.TOO_FEW)
    assert kept(thin, 99.9) is PromiseKept.UNKNOWN


@pytest.mark.parametrize(("promised", "outcome"), [(60.0, PromiseKept.BROKEN), (61.0, PromiseKept.UNKNOWN)])
def test_a_promise_beyond_what_was_followed_is_not_called_broken(promised: float, outcome: PromiseKept) -> None:
    """No answer within the window breaks a promise of that window; of a longer one nothing is known."""
    silent = figure(grade=0, value=None, metric=Metric.ANSWER_SECONDS, beyond=60.0)
    assert kept(silent, promised) is outcome
