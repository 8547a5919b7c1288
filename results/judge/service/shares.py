"""So many of so many, with the interval that few cases leave."""

import msgspec

from results.judge.shares import wilson


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """*count* of *n*, and the 95 % interval of the share (Wilson 1927), 0 to 1; None everywhere where *n* is 0."""

    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


def part(count: int, n: int) -> Part:
    """Make the share of *count* in *n*."""
    if not n:
        return Part(count=0, n=0, share=None, low=None, high=None)
    low, high = wilson(count, n)
    return Part(count=count, n=n, share=count / n, low=low, high=high)
