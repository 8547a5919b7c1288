"""Do two providers' waits differ by more than chance? The log-rank test (Mantel 1966; Peto and Peto 1972)."""

from collections.abc import Sequence
from math import erfc, sqrt
from typing import NamedTuple

from results.judge.waiting import Wait


class LogRank(NamedTuple):
    """What the test says."""

    statistic: float
    """Observed less expected answers of the first, over its standard deviation: above 0 where the first is faster."""
    p: float
    """Two-sided, for this pair alone: whoever tests many pairs must correct for that."""


def log_rank(first: Sequence[Wait], second: Sequence[Wait]) -> LogRank | None:
    """
    Test whether the waits *first* and *second* come from one distribution; None where they cannot differ.

    At each instant of an answer the answers of the first are compared with what its share of those still waiting lets
    expect; the variance is the hypergeometric one, so that ties are counted right. It sees best a difference that
    goes one way all along. Equal to `scipy.stats.logrank`, which the tests hold it to.
    """
    difference = variance = 0.0
    for at in sorted({wait.seconds for wait in (*first, *second) if wait.answered}):
        waiting = [sum(wait.seconds >= at for wait in group) for group in (first, second)]
        answers = [sum(wait.answered and wait.seconds == at for wait in group) for group in (first, second)]
        n, d = sum(waiting), sum(answers)
        difference += answers[0] - d * waiting[0] / n
        if n > 1:
            variance += d * (n - d) * waiting[0] * waiting[1] / (n * n * (n - 1))
    if variance <= 0:
        return None
    statistic = difference / sqrt(variance)
    return LogRank(statistic=statistic, p=erfc(abs(statistic) / sqrt(2)))
