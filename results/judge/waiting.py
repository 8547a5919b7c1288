"""Waiting times of which some are not over: the product-limit estimate of Kaplan and Meier (1958)."""

from collections.abc import Sequence
from typing import NamedTuple


class Wait(NamedTuple):
    """How long one question waited, or was followed without an answer."""

    seconds: float
    answered: bool


def survival(waits: Sequence[Wait]) -> list[tuple[float, float]]:
    """
    Return the steps (seconds, share still waiting) of the product-limit estimate.

    A question that stopped being followed at the very instant of an answer counts as still waiting there,
    which is the usual convention.
    """
    steps: list[tuple[float, float]] = []
    still = 1.0
    for at in sorted({w.seconds for w in waits if w.answered}):
        at_risk = sum(w.seconds >= at for w in waits)
        answers = sum(w.answered and w.seconds == at for w in waits)
        still *= 1 - answers / at_risk
        steps.append((at, still))
    return steps


def median_wait(waits: Sequence[Wait]) -> float | None:
    """Return the first wait in seconds at which no more than half are still waiting; None if that is not reached."""
    return next((at for at, still in survival(waits) if still <= 0.5 + 1e-12), None)
