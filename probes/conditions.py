"""Under which conditions the prober measured: how late its event loop was, and whether its clock was held right."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime

from probes.machine_clock import KernelState, MachineClock
from results.records.clock import ClockReading

TICK_SECONDS = 0.02
"""How often the sentinel wakes. A shorter hold-up of the loop can fall between two wakes and stay unseen."""
KEPT_SECONDS = 3_600.0
"""How long a lag is remembered: longer than any visit lasts."""


class Conditions:
    """
    Watches the running event loop and the machine's clock from `start` to `stop`.

    A sentinel asks to be woken every 20 ms and notes by how much later that happened: so late was everything else
    that was due in the loop at that time.
    """

    def __init__(self, clock: MachineClock | None = None) -> None:
        clock = clock or MachineClock()
        self.clock_state: Callable[[], KernelState] = clock.state
        """Tells whether the clock is held for synchronised and how wrong it may be, as read within the last second."""
        self.booted_at = clock.booted_at
        """Tells when the machine started by a wall clock, and what that has just shown."""
        self.reading: Callable[[Callable[[], datetime]], ClockReading] = clock.reading
        """Tells all of it, by a wall clock."""
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._woken: list[float] = []
        """When the sentinel woke, by the monotonic clock, and how late. Only wakes that no later one exceeds are kept,
        so the lags fall, and the first one since any instant is the largest since then."""
        self._lags: list[float] = []

    def start(self) -> None:
        """Begin to watch the running loop."""
        self._set(asyncio.get_running_loop())

    def stop(self) -> None:
        """End watching; what is asked afterwards has no lag that is known."""
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def lag_since(self, started: float) -> float | None:
        """
        Tell the largest lag of the loop, in seconds, since *started* by the monotonic clock.

        A wake that is overdue just now counts, and so does one that ended after *started*, whenever it was due.
        None if nothing watches.
        """
        if self._timer is None:
            return None
        overdue = max(0.0, time.monotonic() - self._due)
        place = bisect_left(self._woken, started)
        return max(overdue, self._lags[place]) if place < len(self._lags) else overdue

    def _set(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + TICK_SECONDS
        self._timer = loop.call_at(self._due, self._wake, loop)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        lag = max(0.0, now - self._due)
        while self._lags and self._lags[-1] <= lag:
            self._lags.pop()
            self._woken.pop()
        self._lags.append(lag)
        self._woken.append(now)
        if self._woken[0] < now - KEPT_SECONDS:
            del self._woken[0], self._lags[0]
        self._set(loop)
