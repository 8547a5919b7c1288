"""The comparisons of a report: each two graded providers on each criterion, corrected for how many they are."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from results.judge.comparison import Check, ProviderResult
from results.judge.ranking.differences import Difference, of_downtime, of_response, of_shares, of_waits
from results.judge.ranking.holm import adjusted
from results.judge.ranking.ranks import LEVEL, Contrast, Method
from results.judge.ranking.totals import order
from results.judge.rules import Criterion, Metric, Rules
from results.judge.support import Support

FEWEST_DRAWS = 20_000
_FINER = 4
_TESTS = {
    Metric.UPTIME_PERCENT: Method.SWAPPED_WEEKS,
    Metric.RESPONSE_SECONDS: Method.SIGNS_OF_WEEKS,
    Metric.ANSWERED_PERCENT: Method.FISHER,
    Metric.ANSWER_SECONDS: Method.LOG_RANK,
}


def contrasts(rules: Rules, providers: Sequence[ProviderResult]) -> tuple[Contrast, ...]:
    """
    Compare each two graded *providers* on each criterion of *rules*, and their totals.

    All are corrected together: with the chance `LEVEL` any comparison of the whole report is false. Neither the
    order nor a unit changes anything, and a provider without a grade is in no comparison.
    """
    pairs = list(_pairs(rules.criteria, providers))
    # The smallest p-value that can come out must lie well below the smallest that Holm asks for.
    draws = max(FEWEST_DRAWS, round(_FINER * len(pairs) / LEVEL))
    found = [*(_contrast(*pair, draws) for pair in pairs), *order(providers, rules)]
    corrected = adjusted([one.p for one in found])
    return tuple(msgspec.structs.replace(one, adjusted=p) for one, p in zip(found, corrected, strict=True))


def _pairs(
    criteria: Sequence[Criterion], providers: Sequence[ProviderResult]
) -> Iterator[tuple[Criterion, ProviderResult, ProviderResult]]:
    in_order = sorted(providers, key=lambda one: one.id)
    for criterion in sorted(criteria, key=lambda one: one.id):
        for first, second in combinations([one for one in in_order if is_graded(one, criterion.id)], 2):
            yield criterion, first, second


def is_graded(provider: ProviderResult, criterion: str) -> bool:
    """Whether *provider* has a grade on *criterion*."""
    return any(figure.criterion == criterion and figure.grade is not None for figure in provider.figures)


def _contrast(criterion: Criterion, first: ProviderResult, second: ProviderResult, draws: int) -> Contrast:
    found = _difference(criterion.metric, first.of_task(criterion.task), second.of_task(criterion.task), draws)
    return Contrast(
        column=criterion.id,
        test=_TESTS[criterion.metric],
        first=first.id,
        second=second.id,
        better=None if found.better is None else (first.id, second.id)[found.better],
        size=found.size,
        p=found.p,
    )


def _difference(
    metric: Metric, first: Check | Support | None, second: Check | Support | None, draws: int
) -> Difference:
    if isinstance(first, Check) and isinstance(second, Check):
        of_check = of_downtime if metric is Metric.UPTIME_PERCENT else of_response
        return of_check(first, second, draws=draws)
    if isinstance(first, Support) and isinstance(second, Support):
        of_support = of_shares if metric is Metric.ANSWERED_PERCENT else of_waits
        return of_support(first, second)
    raise TypeError("Two providers are compared by one task: both measured, or both were asked.")
