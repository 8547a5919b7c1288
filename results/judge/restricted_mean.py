"""The mean wait within a window, where whoever is not answered counts as waiting to its end: the ranking number."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import msgspec

from results.judge.waiting import Wait, instants, survival

LEVEL = 0.95
PRIOR = 2
"""Made-up cases at each end of the window that the interval is computed with: the "plus four" of Agresti and Coull."""
ROUNDING = 1e-9


class RestrictedMean(msgspec.Struct, frozen=True, kw_only=True):
    """The restricted mean of a provider's waits, in seconds."""

    seconds: float
    low: float
    """Its 95 % interval."""
    high: float
    standard_error: float
    """By Greenwood's formula, without the made-up cases of the interval; 0 where all waited equally long."""


def restricted_mean(waits: Sequence[Wait], window_seconds: float, *, level: float = LEVEL) -> RestrictedMean | None:
    """
    Tell the mean of min(wait, window): the area below the Kaplan-Meier curve (Irwin 1949, Royston and Parmar 2013).

    None where the curve does not reach the window's end: nobody still waiting was followed that far, so that what the
    rest would have come to is not known. The standard error is that of Klein and Moeschberger (2003, section 4.5), the
    sum over the answers of area beyond them squared times d / (n (n - d)), with their correction m / (m - 1) for m
    answers.

    The interval is not computed from that alone: ten cases that were all answered within the hour have hardly any
    spread, and yet one question in ten may never be answered. As Agresti and Coull (1998) do for a share, two cases
    that were answered at once and two that never were are added before the standard error is taken. For a wait that is
    either none or the whole window this is their interval; for others it is wide upwards, as it should be, since
    nothing bounds the share of questions that are never answered but their number. The tests hold its coverage.
    """
    if not _reaches(waits, window_seconds):
        return None
    seconds, error = _area(waits, window_seconds)
    made_up = [Wait(0.0, answered=True), Wait(window_seconds, answered=False)] * PRIOR
    centre, spread = _area([*waits, *made_up], window_seconds)
    half = NormalDist().inv_cdf((1 + level) / 2) * spread
    return RestrictedMean(
        seconds=seconds,
        low=max(0.0, min(seconds, centre - half)),
        high=min(window_seconds, max(seconds, centre + half)),
        standard_error=error,
    )


def _reaches(waits: Sequence[Wait], window_seconds: float) -> bool:
    longest = max((wait.seconds for wait in waits), default=-1.0)
    if longest >= window_seconds * (1 - ROUNDING):
        return True
    return any(still <= ROUNDING for _, still in survival(waits))


def _area(waits: Sequence[Wait], window_seconds: float) -> tuple[float, float]:
    """Return the area below the curve up to the window's end, and its standard error."""
    steps = [(at, still) for at, still in survival(waits) if at < window_seconds]
    starts = [0.0, *(at for at, _ in steps)]
    ends = [*starts[1:], window_seconds]
    stills = [1.0, *(still for _, still in steps)]
    pieces = [still * (end - start) for still, start, end in zip(stills, starts, ends, strict=True)]
    variance, answers, beyond = 0.0, 0, sum(pieces)
    for piece, (_, waiting, answered) in zip(pieces[:-1], instants(waits), strict=False):
        beyond -= piece
        answers += answered
        if waiting > answered:
            variance += beyond**2 * answered / (waiting * (waiting - answered))
    correction = answers / (answers - 1) if answers > 1 else 1.0
    return sum(pieces), sqrt(max(0.0, variance * correction))
