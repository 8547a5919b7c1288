"""From figures to grades, by the study's published thresholds alone: no provider's grade depends on another's."""

from collections.abc import Mapping, Sequence
from math import floor

from results.judge.comparison import Figure, PromiseKept, PromiseResult, Total, Withheld
from results.judge.rules import Criterion, Metric, Promise, Rules
from results.judge.weighing import offered_of, weights_in_total


def grade_of(value: float | None, criterion: Criterion) -> int:
    """
    Give the number of thresholds that *value* reaches, 0 to 5.

    A *value* of None is one beyond every bound (a median that was not reached), and reaches none.
    """
    if value is None:
        return 0
    return sum(reaches(value, threshold, criterion.metric) for threshold in criterion.thresholds)


def reaches(value: float, bound: float, metric: Metric) -> bool:
    """Whether *value* is at least as good as *bound*."""
    return value >= bound if metric.higher_is_better else value <= bound


def total_of(figures: Sequence[Figure], rules: Rules) -> Total:
    """
    Weigh the grades of one provider: sum of weight times grade over sum of weights, to one decimal, halves up.

    There is no total where a grade is missing, but for a door that the provider does not offer: that criterion is
    left out, and the others keep their proportions (`results.judge.weighing`).
    """
    found = {figure.criterion: figure for figure in figures}
    counted = [figure for figure in figures if figure.withheld is not Withheld.NOT_OFFERED]
    if not counted or any(figure.grade is None for figure in counted):
        return Total(value=None, uncapped=None)
    weights = weights_in_total(rules, offered_of(found))
    weighed = sum(weights[figure.criterion] * (figure.grade or 0) for figure in counted)
    uncapped = to_one_decimal(weighed / sum(weights[figure.criterion] for figure in counted))
    biting = tuple(place for place in weaknesses(found, rules) if rules.caps[place].total_at_most < uncapped)
    value = min([uncapped, *(rules.caps[place].total_at_most for place in biting)])
    return Total(value=value, uncapped=uncapped, caps=biting)


def weaknesses(figures: Mapping[str, Figure], rules: Rules) -> tuple[int, ...]:
    """Tell which caps of *rules*, by their position, would hold a total of *figures* down, however high it were."""
    return tuple(place for place, cap in enumerate(rules.caps) if _worse(figures[cap.criterion], cap.worse_than))


def to_one_decimal(total: float) -> float:
    """Round as a reader does who works it out by hand: halves go up."""
    # Python's own rounding turns 3.25 into 3.2.
    return floor(10 * total + 0.5 + 1e-9) / 10


def _worse(figure: Figure, bound: float) -> bool:
    if figure.grade is None:
        return False
    return figure.value is None or not reaches(figure.value, bound, figure.metric)


def hold_against(promise: Promise, figures: Mapping[str, Figure]) -> PromiseResult:
    """
    Hold a promise against the figure of its criterion. Where no grade is given, nothing is said of the promise.

    A figure known only to lie beyond a bound breaks a promise within that bound; of a longer one it says nothing.
    """
    figure = figures[promise.criterion]
    if figure.grade is None or (figure.beyond is not None and promise.value > figure.beyond):
        kept = PromiseKept.UNKNOWN
    elif figure.value is not None and reaches(figure.value, promise.value, figure.metric):
        kept = PromiseKept.KEPT
    else:
        kept = PromiseKept.BROKEN
    return PromiseResult(promise=promise, figure=figure, kept=kept)
