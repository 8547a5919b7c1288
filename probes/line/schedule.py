"""
When an unattended client may measure at a server that is not its own, as the protocol's specification has it.

Sleeps are exponential with a mean of 21,600 s, never under 2,160 s nor over 54,000 s. The moments follow from who asks
whom, so that they are the same after a restart, and nobody can choose them.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

MEAN_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS = 21_600.0, 2_160.0, 54_000.0
_BLOCK = timedelta(days=28)
"""The sleeps begin anew after so long: what is left of one that is cut there has the same distribution as a new one."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_BACKOFF_SECONDS, LAST_BACKOFF_SECONDS = 60.0, 960.0
_DEVIATION = 0.05


def pause_seconds(dice: random.Random) -> float:
    """Draw the sleep before the next measurement."""
    return min(max(dice.expovariate(1 / MEAN_SECONDS), SHORTEST_SECONDS), LONGEST_SECONDS)


def moments(name: str, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the moments of the schedule called *name* that are in [*first*, *last*), in order."""
    block = (first - _EPOCH) // _BLOCK
    while (begin := _EPOCH + block * _BLOCK) < last:
        seed = hashlib.sha256(f"{name} {block}".encode()).digest()
        dice = random.Random(seed)  # noqa: S311 -- spacing, no secret
        at = begin + timedelta(seconds=pause_seconds(dice))
        while at < min(begin + _BLOCK, last):
            if at >= first:
                yield at
            at += timedelta(seconds=pause_seconds(dice))
        block += 1


def due(name: str, slot: datetime, turn: int) -> bool:
    """Tell whether the schedule called *name* has a moment in *slot*, which is the one of the ordinal *turn*."""
    every = (slot - _EPOCH) / max(turn, 1)
    return next(moments(name, slot, slot + every), None) is not None


class Backoff:
    """Stays away from a server that had no room: 60 s, then twice as long each time up to 960 s, 5 % more or less."""

    def __init__(self, dice: random.Random | None = None) -> None:
        self._dice = dice or random.Random()  # noqa: S311 -- spacing, no secret
        self._times = 0
        self._until = 0.0

    def refused(self, now: float) -> None:
        """There was no room at *now*, by the monotonic clock."""
        mean = min(FIRST_BACKOFF_SECONDS * 2**self._times, LAST_BACKOFF_SECONDS)
        self._times = min(self._times + 1, 10)
        self._until = now + self._dice.gauss(mean, _DEVIATION * mean)

    def served(self) -> None:
        """There was room."""
        self._times, self._until = 0, 0.0

    def wait_seconds(self, now: float) -> float:
        """Tell for how long nothing is asked yet."""
        return max(self._until - now, 0.0)
