"""Do two providers' waits differ by more than chance? The log-rank test (Mantel 1966; Peto and Peto 1972)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from math import erfc, sqrt
from typing import NamedTuple

from results.judge.waiting import Wait, instants


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
    lengths = sorted(wait.seconds for wait in first)
    own = Counter(wait.seconds for wait in first if wait.answered)
    for at, n, d in instants([*first, *second]):
        waiting = len(lengths) - bisect_left(lengths, at)
        difference += own[at] - d * waiting / n
        if n > 1:
            variance += d * (n - d) * waiting * (n - waiting) / (n * n * (n - 1))
    if variance <= 0:
        return None
    statistic = difference / sqrt(variance)
    return LogRank(statistic=statistic, p=erfc(abs(statistic) / sqrt(2)))
