"""
Who gets what in which order: rows of Williams' squares, so that no order of treatments is favoured.

E. J. Williams, "Experimental designs balanced for the estimation of residual effects of treatments", Australian
Journal of Scientific Research A 2 (1949), 149-168: in a square of even order n each treatment follows each other
one exactly once; of odd order, in the square and its mirror together each does so exactly twice.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Repeatable choices: only `Random.random` is promised to give the same on every version of Python."""

    def __init__(self, seed: str) -> None:
        self._dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose, not secret

    def below(self, count: int) -> int:
        """Return a whole number from 0 to *count* - 1."""
        return int(self._dice.random() * count)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return *things* in another order (Fisher and Yates 1938)."""
        rest = list(things)
        for place in range(len(rest) - 1, 0, -1):
            other = self.below(place + 1)
            rest[place], rest[other] = rest[other], rest[place]
        return rest


def first_row(order: int) -> list[int]:
    """Return the row that a square of *order* is made from: 0, 1, n-1, 2, n-2, ..."""
    return [0] + [place // 2 + 1 if place % 2 == 0 else order - 1 - place // 2 for place in range(order - 1)]


def rotation(order: int, length: int, row: int) -> list[int]:
    """
    Return *length* numbers from 0 to *order* - 1 for subject number *row*.

    It is made of whole rows, so that at any point the counts differ by at most one, and none comes twice in a row.
    In one and the same round as many subjects as there are treatments all get different ones. Squares of odd order
    alternate with their mirror.
    """
    basis = first_row(order)
    # From round to round a subject goes on to another row, unless the square is so small that one would come twice.
    step = 0 if order <= 2 else 1  # noqa: PLR2004 -- in a square of two
    found: list[int] = []
    for turn in range(-(-length // order)):
        mirrored = order % 2 and turn % 2
        shift = row + step * turn
        found.extend((one + shift) % order for one in (reversed(basis) if mirrored else basis))
    return found[:length]
