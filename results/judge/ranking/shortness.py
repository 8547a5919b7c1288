"""Are there weeks enough? Tests that exchange whole weeks cannot tell more than the number of ways to do so allows."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import ceil, log2

from results.judge.comparison import Check, ProviderResult
from results.judge.ranking.differences import weeks_of
from results.judge.ranking.ranks import LEVEL, Contrast, Method
from results.judge.rules import Criterion

_BY_WEEKS = frozenset({Method.SWAPPED_WEEKS, Method.SIGNS_OF_WEEKS})


def weeks_in(criterion: Criterion, graded: Sequence[ProviderResult]) -> int:
    """Count the weeks in which two of the *graded* were both measured, of the two that have most."""
    checks = [check for one in graded if isinstance(check := one.of_task(criterion.task), Check)]
    return max((len(weeks_of(one) & weeks_of(other)) for one, other in combinations(checks, 2)), default=0)


def weeks_needed(column: str, found: Iterable[Contrast]) -> int | None:
    """
    Tell how many weeks it takes before the tests of *column* can set any two providers apart; None without such tests.

    With w weeks no two-sided p-value is below 2 / 2^w: the weeks as they were, and all of them exchanged. Holm
    multiplies the smallest by the number of contrasts that are not proven already.
    """
    contrasts = list(found)
    if not any(one.column == column and one.test in _BY_WEEKS for one in contrasts):
        return None
    left = sum(one.column == column or one.adjusted > LEVEL for one in contrasts)
    return 1 + ceil(log2(left / LEVEL))
