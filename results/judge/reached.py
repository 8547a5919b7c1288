"""The share answered by a given time, from the curve: whatever time comes later, it never falls."""

from collections.abc import Sequence

import msgspec

from results.judge.shares import wilson_about
from results.judge.waiting import Wait, instants


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """
    The share of questions answered by some time, 0 to 1, over all that count, however long each was followed.

    None everywhere where no question was followed that long.
    """

    n: int
    """How many were followed at least that long."""
    answered: int
    """Of these, answered by then."""
    share: float | None
    """1 less the Kaplan-Meier curve at that time. Where all were followed that long it is *answered* / *n*."""
    low: float | None
    """The 95 % interval of *share*: Wilson's, with the effective number of questions."""
    high: float | None
    share_with_undetermined: float | None
    """The same with every undetermined message counted as an answer: the bound."""
    low_with_undetermined: float | None
    high_with_undetermined: float | None


def reached(certain: Sequence[Wait], possible: Sequence[Wait], seconds: float, *, n: int, answered: int) -> Reached:
    """
    Tell the share answered by *seconds* from the waits *certain*, and from those *possible* as its bound.

    *n* of them were followed that long, of which *answered* were answered by then.
    """
    if not n:
        return Reached(
            n=0,
            answered=0,
            share=None,
            low=None,
            high=None,
            share_with_undetermined=None,
            low_with_undetermined=None,
            high_with_undetermined=None,
        )
    share, low, high = share_by(certain, seconds, n=n)
    share_maybe, low_maybe, high_maybe = share_by(possible, seconds, n=n)
    return Reached(
        n=n,
        answered=answered,
        share=share,
        low=low,
        high=high,
        share_with_undetermined=share_maybe,
        low_with_undetermined=low_maybe,
        high_with_undetermined=high_maybe,
    )


def share_by(waits: Sequence[Wait], seconds: float, *, n: int) -> tuple[float, float, float]:
    """
    Tell the share answered by *seconds* and its 95 % interval; *n*, at least 1, were followed that long.

    The interval is Wilson's with the effective number of questions, by which Greenwood's variance would be that of a
    share (Rothman 1978, "Estimation of confidence limits for the cumulative probability of survival in life table
    analysis", Journal of Chronic Diseases 31, 557-560). Where nobody stopped being followed before, that number is all
    of them, and the interval is that of the plain share. Where none or all were answered there is no variance: it is n.
    """
    still, spread = 1.0, 0.0
    for at, waiting, answers in instants(waits):
        if at > seconds:
            break
        still *= 1 - answers / waiting
        if waiting > answers:
            spread += answers / (waiting * (waiting - answers))
    effective = (1 - still) / (still * spread) if 0 < still < 1 else float(n)
    low, high = wilson_about(1 - still, effective)
    return 1 - still, low, high
