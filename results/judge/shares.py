"""A share of counted cases, with its interval."""

from math import sqrt
from statistics import NormalDist
from typing import Self

import msgspec

LEVEL = 0.95
Bounded = tuple[float, float, float] | tuple[None, None, None]
"""A share and the ends of its 95 % interval."""
UNKNOWN = (None, None, None)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """
    How many of how many, 0 to 1, counted both ways where some are undetermined.

    None everywhere where *n* is 0: a share of nothing is not known.
    """

    n: int
    """The denominator."""
    answered: int
    """Those that certainly are."""
    share: float | None
    low: float | None
    """The 95 % interval of *share* (Wilson)."""
    high: float | None
    share_with_undetermined: float | None
    """The same with every undetermined one counted as an answer: the bound."""
    low_with_undetermined: float | None
    high_with_undetermined: float | None

    @classmethod
    def of(cls, n: int, answered: int, certain: Bounded = UNKNOWN, possible: Bounded = UNKNOWN) -> Self:
        """Make the share of *answered* in *n*: *certain*, and *possible* with every undetermined one."""
        share, low, high = certain
        share_maybe, low_maybe, high_maybe = possible
        return cls(
            n=n,
            answered=answered,
            share=share,
            low=low,
            high=high,
            share_with_undetermined=share_maybe,
            low_with_undetermined=low_maybe,
            high_with_undetermined=high_maybe,
        )


def wilson(hits: int, n: int, *, level: float = LEVEL) -> tuple[float, float]:
    """
    Bound the share *hits* / *n* (n at least 1) by the score interval of Wilson (1927).

    Unlike the normal interval it never leaves [0, 1] and covers the truth with few cases and near the ends too (Brown,
    Cai and DasGupta 2001). The cases must be independent of each other.
    """
    return wilson_about(hits / n, n, level=level)


def wilson_about(share: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Bound *share* of *n* likewise; *n* need not be whole, as an effective number is not."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the bound is exactly 0 or 1; computed, it misses that by a rounding.
    return 0.0 if share == 0 else max(0.0, centre - half), 1.0 if share == 1 else min(1.0, centre + half)


def share_of(n: int, answered: int, maybe: int) -> Share:
    """Make the share of *answered* in *n*; *maybe* are those that are answered, or may be."""
    if not n:
        return Share.of(0, 0)
    return Share.of(n, answered, (answered / n, *wilson(answered, n)), (maybe / n, *wilson(maybe, n)))
