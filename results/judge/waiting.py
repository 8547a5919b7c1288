"""Waiting times of which some are not over: the product-limit estimate of Kaplan and Meier (1958)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Wait(NamedTuple):
    """How long one question waited, or was followed without an answer."""

    seconds: float
    answered: bool


class Instant(NamedTuple):
    """A time, in seconds, at which there was an answer or more."""

    seconds: float
    waiting: int
    """How many had waited that long, those that were answered then among them."""
    answers: int


def instants(waits: Sequence[Wait]) -> Iterator[Instant]:
    """
    Yield the instants of answers, in order.

    A question that stopped being followed at the very instant of an answer counts as still waiting there,
    which is the usual convention.
    """
    lengths = sorted(wait.seconds for wait in waits)
    answers = Counter(wait.seconds for wait in waits if wait.answered)
    for at in sorted(answers):
        yield Instant(at, len(lengths) - bisect_left(lengths, at), answers[at])


def survival(waits: Sequence[Wait]) -> list[tuple[float, float]]:
    """Return the steps (seconds, share still waiting) of the product-limit estimate."""
    steps: list[tuple[float, float]] = []
    still = 1.0
    for at, waiting, answers in instants(waits):
        still *= 1 - answers / waiting
        steps.append((at, still))
    return steps


def median_wait(waits: Sequence[Wait]) -> float | None:
    """Return the first wait in seconds at which no more than half are still waiting; None if that is not reached."""
    return next((at for at, still in survival(waits) if still <= 0.5 + 1e-12), None)
