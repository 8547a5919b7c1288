"""The share answered by a given time, from the curve: whatever time comes later, it never falls."""

from collections.abc import Sequence

from results.judge.shares import Share, wilson_about
from results.judge.waiting import Wait, instants


class Reached(Share, frozen=True, kw_only=True):
    """
    The share of questions answered by some time, 0 to 1, over all that count, however long each was followed.

    None everywhere where no question was followed that long. Other than in a plain share, *n* is how many were followed
    at least that long, *answered* how many of these were answered by then, and *share* 1 less the Kaplan-Meier curve at
    that time; where all were followed that long it is *answered* / *n*. Its interval is Wilson's, with the effective
    number of questions.
    """


def reached(certain: Sequence[Wait], possible: Sequence[Wait], seconds: float, *, n: int, answered: int) -> Reached:
    """
    Tell the share answered by *seconds* from the waits *certain*, and from those *possible* as its bound.

    *n* of them were followed that long, of which *answered* were answered by then.
    """
    if not n:
        return Reached.of(0, 0)
    return Reached.of(n, answered, share_by(certain, seconds, n=n), share_by(possible, seconds, n=n))


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
