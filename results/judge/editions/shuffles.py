"""
The shuffle test: might the weeks of two periods have been dealt to them the other way, and nobody would have seen it?

Where nothing changed, each week could as well have lain in the other period. So what may be said against chance is
counted: in which share of such deals do the periods lie apart as far as they do? Nothing is assumed of what weeks look
like. The difference is divided by its own standard error in each deal (Janssen 1997), so that it is about the level
and not about how evenly the downtime is spread. As `swaps`, for two samples instead of pairs.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from results.judge.ranking.ranks import SEED
from results.judge.ranking.swaps import drawn_share, every_share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EVERY_BELOW = 10_000
"""So few deals are all made."""
_FEWEST = 2


def shuffled_rates(then: Sequence[tuple[float, float]], now: Sequence[tuple[float, float]], *, draws: int) -> float:
    """
    Return the two-sided p-value of the ratio of two rates; each week is what happened in it and how much was watched.

    The statistic is the log of the ratio over its standard error by the delta method. The p-value is at least
    1 / (*draws* + 1); 1 where there are fewer than two weeks on a side, or nothing happened at all.
    """
    import numpy as np  # noqa: PLC0415 -- 0.2 s, and an agent that only measures has no numpy

    weeks = np.asarray([*then, *now], dtype=np.float64)
    if min(len(then), len(now)) < _FEWEST or not weeks[:, 0].any():
        return 1.0
    sums = np.column_stack((weeks, weeks[:, 0] ** 2, weeks[:, 0] * weeks[:, 1], weeks[:, 1] ** 2))
    return _share(lambda dealt: _rates_apart(sums, dealt), len(then), len(weeks), draws)


def shuffled_means(then: Sequence[float], now: Sequence[float], *, draws: int) -> float:
    """Return the two-sided p-value of the difference of two means by Welch's statistic; see `shuffled_rates`."""
    import numpy as np  # noqa: PLC0415 -- see above

    values = np.asarray([*then, *now], dtype=np.float64)
    if min(len(then), len(now)) < _FEWEST or np.ptp(values) == 0:
        return 1.0
    # About their own middle: squares of large values would lose what small differences stand on.
    values = values - values.mean()
    sums = np.column_stack((values, values**2))
    return _share(lambda dealt: _means_apart(sums, dealt), len(then), len(values), draws)


def _rates_apart(sums: Array, dealt: Array) -> Array:
    import numpy as np  # noqa: PLC0415 -- see above

    one = dealt @ sums
    other = sums.sum(axis=0) - one
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = sum(_variance_of_log(side, number) for side, number in _sides(one, other, dealt))
        apart = np.abs(np.log((one[:, 0] / one[:, 1]) / (other[:, 0] / other[:, 1]))) / np.sqrt(variance)
    # All of it on one side: further apart than any ratio.
    return np.where((one[:, 0] <= 0) | (other[:, 0] <= 0), np.inf, np.nan_to_num(apart, nan=0.0, posinf=np.inf))


def _sides(one: Array, other: Array, dealt: Array) -> tuple[tuple[Array, float], tuple[Array, float]]:
    number = float(dealt[0].sum())
    return (one, number), (other, dealt.shape[1] - number)


def _variance_of_log(side: Array, number: float) -> Array:
    """Tell the variance of the log of a ratio of sums by its residuals (Cochran 1977, section 6.3)."""
    happened, watched, squares, both, watched_squares = side.T
    rate = happened / watched
    found: Array = (squares - 2 * rate * both + rate**2 * watched_squares) / happened**2 * number / (number - 1)
    return found


def _means_apart(sums: Array, dealt: Array) -> Array:
    import numpy as np  # noqa: PLC0415 -- see above

    one = dealt @ sums
    other = sums.sum(axis=0) - one
    means, variance = [], np.zeros(len(dealt))
    for side, number in _sides(one, other, dealt):
        mean = side[:, 0] / number
        means.append(mean)
        variance += np.maximum(0.0, side[:, 1] / number - mean**2) / (number - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.abs(means[0] - means[1]) / np.sqrt(variance), nan=0.0, posinf=np.inf)


def _share(apart: Callable[[Array], Array], first: int, weeks: int, draws: int) -> float:
    import numpy as np  # noqa: PLC0415 -- see above

    seen = (np.arange(weeks) < first).astype(np.float64)[None, :]
    if comb(weeks, first) < EVERY_BELOW:
        return every_share(apart, seen, _every_deal(first, weeks))
    return drawn_share(apart, seen, lambda made, number: _deals(first, weeks, made, number), draws)


@lru_cache(maxsize=4)
def _every_deal(first: int, weeks: int) -> Array:
    import numpy as np  # noqa: PLC0415 -- see above

    deals = np.zeros((comb(weeks, first), weeks), dtype=np.float64)
    for row, chosen in enumerate(combinations(range(weeks), first)):
        deals[row, chosen] = 1.0
    return deals


@lru_cache(maxsize=8)
def _deals(first: int, weeks: int, start: int, number: int) -> Array:
    """Deal *first* of the weeks in *number* ways: those whose 64 bits of PCG64 are the smallest."""
    import numpy as np  # noqa: PLC0415 -- see above

    stream = np.random.PCG64(SEED)
    stream.advance(start * weeks)
    keys = np.asarray(stream.random_raw(number * weeks)).reshape(number, weeks)
    order = np.argsort(keys, axis=1, kind="stable")
    deals = np.zeros((number, weeks), dtype=np.float64)
    np.put_along_axis(deals, order[:, :first], 1.0, axis=1)
    return deals
