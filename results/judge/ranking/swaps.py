"""
The swap test: might two providers have exchanged their weeks, and nobody would have seen it? The one door to numpy.

Where two providers are the same, each week's figures could as well have been the other's. So all that may be said
against chance is counted: in which share of such exchanges do they lie apart as far as they do? That holds at once for
heavy tails, for few outages, and for weeks in which both failed of one cause: an exchange of equals changes nothing.
(Fisher 1935, section 21; Janssen 1997 for why the difference is divided by its own standard error.)
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from results.judge.ranking.ranks import SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FIRST_DRAWS = 250
ENOUGH = 50
"""Exchanges that lie as far apart as the weeks themselves: after so many more draws would not change the picture
(Besag and Clifford 1991)."""
ALL_BELOW = 14
"""So few weeks that differ are exchanged in every way that there is."""
_ROOM = 16_000
_GROWTH = 4
_CLOSE = 1 - 1e-9


def swap_test(first: Sequence[float], second: Sequence[float], *, draws: int) -> float:
    """
    Return the two-sided p-value of a ratio of the sums of *first* and *second*, both by week and at least 0.

    The statistic is the log of the ratio over its standard error by the delta method, from the weeks themselves and
    with their covariance. At most *draws* exchanges are made; the p-value is at least 1 / (draws + 1).
    """
    import numpy as np  # noqa: PLC0415 -- 0.2 s, and an agent that only measures has no numpy

    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    apart = x != y
    if not apart.any():
        return 1.0
    held = (float(x[~apart].sum()), float((x[~apart] ** 2).sum()), float((x * y).sum()))
    return _share(lambda kept: _ratios(x[apart], y[apart], held, kept), int(apart.sum()), draws)


def sign_test(differences: Sequence[float], *, draws: int) -> float:
    """Return the two-sided p-value of the sum of *differences* by week: might each as well have had the other sign?"""
    import numpy as np  # noqa: PLC0415 -- see above

    found = np.asarray([one for one in differences if one], dtype=np.float64)
    if not len(found):
        return 1.0
    return _share(lambda kept: np.abs((2 * kept - 1) @ found), len(found), draws)


def _ratios(x: Array, y: Array, held: tuple[float, float, float], kept: Array) -> Array:
    """Tell for each row of *kept* how far the providers lie apart if its weeks are kept and the others exchanged."""
    import numpy as np  # noqa: PLC0415 -- see above

    total, squares, both = held
    moved, moved_squared = kept @ (x - y), kept @ (x**2 - y**2)
    one, other = total + y.sum() + moved, total + x.sum() - moved
    one_squared, other_squared = squares + (y**2).sum() + moved_squared, squares + (x**2).sum() - moved_squared
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = one_squared / one**2 + other_squared / other**2 - 2 * both / (one * other)
        apart = np.abs(np.log(one / other)) / np.sqrt(variance)
    # All downtime on one side: further apart than any ratio. What rounding leaves of no variance is no difference.
    return np.where((one <= 0) | (other <= 0), np.inf, np.nan_to_num(apart, nan=0.0, posinf=np.inf))


def _share(apart: Callable[[Array], Array], weeks: int, draws: int) -> float:
    import numpy as np  # noqa: PLC0415 -- see above

    seen = np.ones((1, weeks))
    if weeks < ALL_BELOW:
        return every_share(apart, seen, _every_way(weeks))
    return drawn_share(apart, seen, lambda made, number: _exchanges(-(-weeks // 64), made, number)[:, :weeks], draws)


def every_share(apart: Callable[[Array], Array], seen: Array, ways: Array) -> float:
    """Tell in which share of all *ways* there are what is compared lies *apart* as far as in the way it was *seen*."""
    import numpy as np  # noqa: PLC0415 -- see above

    return float(np.mean(apart(ways) >= float(apart(seen)[0]) * _CLOSE))


def drawn_share(apart: Callable[[Array], Array], seen: Array, draw: Callable[[int, int], Array], draws: int) -> float:
    """
    Estimate the same from ways that are drawn, at most *draws* and fewer where they are `ENOUGH`.

    *draw* is told how many were drawn before and how many are wanted.
    """
    import numpy as np  # noqa: PLC0415 -- see above

    least = float(apart(seen)[0]) * _CLOSE
    hits = made = 0
    while made < draws and hits < ENOUGH:
        number = min(draws - made, _ROOM, max(FIRST_DRAWS, (_GROWTH - 1) * made))
        hits += int(np.count_nonzero(apart(draw(made, number)) >= least))
        made += number
    return (1 + hits) / (1 + made)


@lru_cache(maxsize=2)
def _every_way(weeks: int) -> Array:
    import numpy as np  # noqa: PLC0415 -- see above

    numbers = np.arange(1 << weeks, dtype=np.uint32)
    ways: Array = ((numbers[:, None] >> np.arange(weeks, dtype=np.uint32)) & 1).astype(np.float64)
    return ways


@lru_cache(maxsize=16)
def _exchanges(words: int, start: int, number: int) -> Array:
    """Draw *number* rows of 64 times *words* bits of PCG64, whose stream is the same for all versions of numpy."""
    import numpy as np  # noqa: PLC0415 -- see above

    stream = np.random.PCG64(SEED)
    stream.advance(start * words)
    raw = np.asarray(stream.random_raw(number * words), dtype="<u8").reshape(number, words)
    bits: Array = np.unpackbits(raw.view(np.uint8), axis=1).astype(np.float64)
    return bits
