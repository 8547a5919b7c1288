"""What is known of a figure, as a distribution: how likely is each grade, were it measured for ever?"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import inf, log, sqrt
from statistics import stdev
from typing import NamedTuple

from results.judge.comparison import Check, Figure
from results.judge.numerics import beta_above, f_above, t_above
from results.judge.rules import Cap, Criterion, Metric
from results.judge.support import Support
from results.judge.uncertainty import spread_of

PERCENT = 100.0
_FEW_WEEKS = 3


class Cell(NamedTuple):
    """What one figure gives to the total."""

    grade: int
    cap: float
    """The total at most; infinite where no cap bites."""


Cells = Mapping[Cell, float]
"""The chance of each, which add up to 1."""


def cells_of(criterion: Criterion, caps: Sequence[Cap], figure: Figure, found: Check | Support) -> Cells:
    """Tell how likely *figure* is to have each grade, and to be held down by each of *caps*."""
    own = [cap for cap in caps if cap.criterion == criterion.id]
    bounds = sorted({*criterion.thresholds, *(cap.worse_than for cap in own)})
    reached = _chances(criterion.metric, figure, found, bounds)
    # From one bound to the next, towards the better: what lies between them has one grade and the same caps.
    if not criterion.metric.higher_is_better:
        bounds, reached = bounds[::-1], reached[::-1]
    cells: dict[Cell, float] = defaultdict(float)
    for place, chance in enumerate(_between(reached)):
        passed = set(bounds[:place])
        grade = sum(threshold in passed for threshold in criterion.thresholds)
        cap = min([inf, *(one.total_at_most for one in own if one.worse_than not in passed)])
        cells[Cell(grade, cap)] += chance
    return cells


def _between(reached: Sequence[float]) -> list[float]:
    """From the chances that each bound is reached, which fall, to those of what lies between them."""
    edges = [1.0, *reached, 0.0]
    return [max(0.0, low - high) for low, high in pairwise(edges)]


def _chances(metric: Metric, figure: Figure, found: Check | Support, bounds: Sequence[float]) -> list[float]:
    """Tell for each of *bounds* how likely the figure is at least as good."""
    if isinstance(found, Check):
        of_check = _uptime if metric is Metric.UPTIME_PERCENT else _response
        reaches = of_check(found)
    else:
        reaches = _share(found) if metric is Metric.ANSWERED_PERCENT else _wait(found, figure)
    return [reaches(bound) for bound in bounds]


_Reaches = Callable[[float], float]


def _uptime(check: Check) -> _Reaches:
    """As `uptime_interval`: the log of the downtime is off by a Student's t. One outage is told by Fisher's F."""
    found = check.availability
    lengths = [one.downtime_seconds for one in found.outages if one.downtime_seconds > 0]
    # Nothing seen is not nothing there: it is taken for one outage of one slot.
    lengths = lengths or [check.every_seconds]
    down = sum(lengths) / found.measured_seconds

    def reaches(bound: float) -> float:
        allowed = 1 - bound / PERCENT
        if allowed <= 0:
            return 0.0 if found.outages else 1.0
        if len(lengths) == 1:
            return 1 - f_above(allowed / down, 2, 2)
        error, degrees = spread_of(lengths)
        return 1 - t_above(log(allowed / down) / error, degrees) if error else float(down <= allowed)

    return reaches


def _response(check: Check) -> _Reaches:
    """As lognormal, by how much the weekly medians differ from each other."""
    median, weeks = check.latency.p50, [log(one.p50) for one in check.weeks if one.p50]
    if median is None:
        return lambda bound: 0.0  # noqa: ARG005 -- no bound is reached
    if len(weeks) < _FEW_WEEKS or not (error := stdev(weeks) / sqrt(len(weeks))):
        return lambda bound: float(median <= bound)
    return lambda bound: 1 - t_above((log(bound) - log(median)) / error, len(weeks) - 1) if bound > 0 else 0.0


def _share(found: Support) -> _Reaches:
    """By the posterior of Jeffreys: beta(answered + 1/2, not answered + 1/2)."""
    hits, misses = found.answered + 0.5, found.closed - found.answered + 0.5
    return lambda bound: beta_above(bound / PERCENT, hits, misses) if bound > 0 else 1.0


def _wait(found: Support, figure: Figure) -> _Reaches:
    """By the share that is answered by then: the median is below a bound if more than half are."""
    steps = found.waits[0].curve

    def reaches(bound: float) -> float:
        still = next((step.still for step in reversed(steps) if step.seconds <= bound), 1.0)
        answered = figure.n * (1 - still)
        return beta_above(0.5, answered + 0.5, figure.n - answered + 0.5)

    return reaches
