"""Under which conditions the prober measured: how late its event loop was, and whether its clock was held right."""

import asyncio
import ctypes
import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from functools import cache

TICK_SECONDS = 0.02
"""How often the sentinel wakes. A shorter hold-up of the loop can fall between two wakes and stay unseen."""
KEPT_SECONDS = 3_600.0
"""How long a lag is remembered: longer than any visit lasts."""
_CLOCK_READ_SECONDS = 1.0
_STA_UNSYNC = 0x0040
"""The kernel's own word for a clock that nothing disciplines (adjtimex(2))."""


class _Timex(ctypes.Structure):
    """The beginning of ``struct timex`` of adjtimex(2), and room for the rest of it."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def clock_synchronised() -> bool | None:
    """Tell whether the kernel holds its clock for synchronised; None where it does not say (not Linux, or refused)."""
    library = _library()
    timex = _Timex()
    if library is None or library.adjtimex(ctypes.byref(timex)) < 0:
        return None
    return not timex.status & _STA_UNSYNC


@cache
def _library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


class Conditions:
    """
    Watches the running event loop and the machine's clock from `start` to `stop`.

    A sentinel asks to be woken every 20 ms and notes by how much later that happened: so late was everything else
    that was due in the loop at that time.
    """

    def __init__(self, read_clock: Callable[[], bool | None] = clock_synchronised) -> None:
        self._read_clock = read_clock
        self._clock_read = -_CLOCK_READ_SECONDS
        self._synchronised: bool | None = None
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

    def clock_synchronised(self) -> bool | None:
        """Tell whether the clock is held for synchronised, as it was read within the last second."""
        now = time.monotonic()
        if now - self._clock_read >= _CLOCK_READ_SECONDS:
            self._clock_read, self._synchronised = now, self._read_clock()
        return self._synchronised

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
