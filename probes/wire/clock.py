"""The machine's two clocks, side by side: a step of the one shows against the other."""

import time
from collections.abc import Callable
from typing import NamedTuple

STEP_NS = 500_000
"""A smaller step than this cannot be told from the time that reading two clocks takes."""
_TRIES = 5
_CLOSE_NS = 2_000


class _Offset(NamedTuple):
    at: int
    """By the monotonic clock."""
    offset: int
    width: int
    """How long the reading took: the offset is not known better than that."""


class Clock:
    """
    Wall clock and monotonic clock, both in ns, watched for a step from the moment that this is made.

    On Linux both are slewed alike (clock_gettime(2)), so that their difference changes only if the wall clock is set
    or the machine sleeps. Elsewhere it may drift: a thousandth of the time that went by is allowed for.
    """

    def __init__(
        self, wall: Callable[[], int] = time.time_ns, monotonic: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.wall = wall
        self.monotonic = monotonic
        self._first = self._offset()

    def step_seconds(self) -> float | None:
        """Tell how far the wall clock was set since the beginning; None if it was not."""
        now = self._offset()
        step = now.offset - self._first.offset
        allowed = STEP_NS + now.width + self._first.width + (now.at - self._first.at) // 1_000
        return step / 1e9 if abs(step) > allowed else None

    def _offset(self) -> _Offset:
        """Read both as closely together as can be: the process may be put aside between two readings."""
        best: _Offset | None = None
        for _ in range(_TRIES):
            before = self.monotonic()
            wall = self.wall()
            width = self.monotonic() - before
            if best is None or width < best.width:
                best = _Offset(before, wall - before, width)
            if width <= _CLOSE_NS:
                break
        assert best is not None  # noqa: S101 -- _TRIES is above 0
        return best
