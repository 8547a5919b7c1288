"""
How sure is the order of the totals? Computed, not drawn: a total is a sum of grades, and there are few of them.

The figures of one provider are taken to be off independently of each other and of the other providers'. Where all
fail of one cause, that makes the intervals wider than they need be, never narrower.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import inf

from results.judge.comparison import ProviderResult
from results.judge.grading import to_one_decimal
from results.judge.ranking.beliefs import Cells, cells_of
from results.judge.ranking.ranks import TOTAL, Contrast, Method
from results.judge.rules import Rules
from results.judge.weighing import offered_of, weights_in_total

Chances = Mapping[float, float]
"""The chance of each total."""


def chances_of(provider: ProviderResult, rules: Rules) -> Chances | None:
    """Tell how likely each total is; None where the provider has none."""
    if provider.total.value is None:
        return None
    sums: dict[tuple[float, float], float] = {(0.0, inf): 1.0}
    weights = weights_in_total(rules, offered_of({one.criterion: one for one in provider.figures}))
    for criterion, figure in zip(rules.criteria, provider.figures, strict=True):
        found = provider.of_task(criterion.task)
        if found is not None:
            sums = _with(sums, cells_of(criterion, rules.caps, figure, found), weights[criterion.id])
    weight = sum(weights.values())
    totals: dict[float, float] = defaultdict(float)
    for (points, cap), chance in sums.items():
        totals[min(to_one_decimal(points / weight), cap)] += chance
    return totals


def _with(sums: Mapping[tuple[float, float], float], cells: Cells, weight: float) -> dict[tuple[float, float], float]:
    found: dict[tuple[float, float], float] = defaultdict(float)
    for (points, cap), chance in sums.items():
        for cell, likely in cells.items():
            if likely:
                key = (points + weight * cell.grade, min(cap, cell.cap))
                found[key] += chance * likely
    return found


def order(providers: Sequence[ProviderResult], rules: Rules) -> Iterator[Contrast]:
    """Hold each two totals against each other; the p-value is twice the chance that the better one is not ahead."""
    known = {one.id: (one.total.value or 0.0, chances) for one in providers if (chances := chances_of(one, rules))}
    for first, second in combinations(sorted(known), 2):
        better, worse = (first, second) if known[first][0] >= known[second][0] else (second, first)
        ahead = known[better][0] - known[worse][0]
        yield Contrast(
            column=TOTAL,
            test=Method.TOTALS,
            first=first,
            second=second,
            better=better if ahead else None,
            size=ahead or None,
            p=min(1.0, 2 * not_ahead(known[better][1], known[worse][1])) if ahead else 1.0,
        )


def not_ahead(leader: Chances, other: Chances) -> float:
    """Tell how likely the total of *leader* is no higher than that of *other*."""
    return sum(chance * sum(c for total, c in other.items() if total >= value) for value, chance in leader.items())
