"""
How sure is an uptime? Computed from outages, for samples are not independent: one outage fails many of them.

A binomial interval on samples covers the truth in a fifth to a third of studies where it claims 95 per cent.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from statistics import stdev
from typing import NamedTuple

from results.judge.numerics import f_quantile, t_quantile

LEVEL = 0.95
_FEWEST_DEGREES = 3
_FEWEST_WEEKS = 3


class Interval(NamedTuple):
    """Bounds of a share, 0 to 1. None where nothing can be said on that side."""

    low: float | None
    high: float | None


def uptime_interval(outages: Sequence[int], measured: int, *, level: float = LEVEL) -> Interval:
    """
    Bound the long-run uptime of a target from its *outages* (failed samples of each) among *measured* samples.

    Downtime is a compound Poisson sum: D failed samples in n outages of d_i. On the log scale its standard error
    is sqrt(sum d_i^2) / D, and Student's t is taken at the effective number of outages D^2 / sum d_i^2 (Kish 1965),
    which is at most n and small where one long outage makes most of the downtime. With n - 1 degrees instead, heavy
    tails bring coverage down to 91 per cent. It is held to 3 degrees at least where there are four outages and more
    (n - 1 where there are fewer): that costs no coverage, and a single long outage among several short ones no longer
    makes an interval from 0 per cent.

    With a single outage only its rate can be bounded, by Fisher's F with 2 and 2 degrees of freedom (for an
    alternating process with exponential times, Trivedi 2002, section 10.2). Without any, nothing bounds the
    downtime from above but the length of outages that were never seen: only the upper bound 1 is known.

    `tests/results/judge/test_uncertainty.py` holds the coverage to 90-98 per cent in five scenarios.
    """
    lengths = [length for length in outages if length > 0]
    if not measured:
        return Interval(None, None)
    if not lengths:
        return Interval(None, 1.0)
    down = sum(lengths)
    factor = _factor(lengths, level)
    return Interval(max(0.0, 1 - down / measured * factor), 1 - down / measured / factor)


def _factor(lengths: Sequence[int], level: float) -> float:
    """Tell by which factor the downtime may be wrong, either way."""
    upper = (1 + level) / 2
    if len(lengths) == 1:
        return f_quantile(upper, 2, 2)
    error, degrees = spread_of(lengths)
    return exp(t_quantile(upper, degrees) * error)


def spread_of(lengths: Sequence[float]) -> tuple[float, float]:
    """Tell the standard error of the log of the sum of two *lengths* or more, and its degrees of freedom."""
    down, squares = sum(lengths), sum(length**2 for length in lengths)
    return sqrt(squares) / down, max(down**2 / squares, min(_FEWEST_DEGREES, len(lengths) - 1))


def median_interval(median: float, weekly: Sequence[float], *, level: float = LEVEL) -> tuple[float, float] | None:
    """
    Bound the long-run *median* of a response time from its *weekly* medians, all in seconds.

    The logs of the weekly medians spread about it as Student's t has it. None with fewer than three weeks.
    """
    logs = [log(one) for one in weekly if one > 0]
    if len(logs) < _FEWEST_WEEKS or median <= 0:
        return None
    factor = exp(t_quantile((1 + level) / 2, len(logs) - 1) * stdev(logs) / sqrt(len(logs)))
    return median / factor, median * factor
