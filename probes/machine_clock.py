"""The machine's own clock: whether the kernel holds it right, and when it was set."""

import ctypes
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from results.records.clock import ClockReading, rounded_up

READ_SECONDS = 1.0
"""The kernel is asked for its state no more often."""
SAME_SECONDS = 0.002
"""The start of the machine is told anew if it moves by more. Two clocks cannot be read in one instant."""
_BRACKETS = 5
_STA_UNSYNC = 0x0040
"""The kernel's own word for a clock that nothing disciplines (adjtimex(2))."""

KernelState = tuple[bool | None, float | None]
"""Whether the clock is synchronised, and its largest possible error in seconds."""


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


def kernel_state() -> KernelState:
    """Ask the kernel, once; None, None where it does not say (not Linux, or refused)."""
    library = _library()
    timex = _Timex()
    if library is None or library.adjtimex(ctypes.byref(timex)) < 0:
        return None, None
    return not timex.status & _STA_UNSYNC, rounded_up(timex.maxerror / 1e6)


@cache
def _library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


def _nothing() -> None:
    """Tell nothing: elsewhere than on Linux."""


since_boot: Callable[[], float | None] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME) if sys.platform == "linux" else _nothing
)
"""
Tells the seconds since the machine's start, sleep included; None elsewhere than on Linux.

CLOCK_BOOTTIME and not CLOCK_MONOTONIC: the latter stands still while the machine sleeps, and each sleep would look as
if the wall clock had been set. Both are slewed like the wall clock, so that their distance from it is constant.
"""


class MachineClock:
    """
    The clock of this machine as records tell it. Both sources may be given; a test never sets the machine's clock.

    Reading it is cheap: the kernel is asked once a second at most, and the time since the start costs no system call.
    """

    def __init__(
        self,
        kernel: Callable[[], KernelState] = kernel_state,
        boottime: Callable[[], float | None] = since_boot,
    ) -> None:
        self._kernel = kernel
        self._boottime = boottime
        self._asked = -READ_SECONDS
        self._state: KernelState = (None, None)
        self._booted_at: datetime | None = None
        self._booted = float("nan")

    def state(self) -> KernelState:
        """Tell what the kernel said within the last second."""
        now = time.monotonic()
        if now - self._asked >= READ_SECONDS:
            self._asked, self._state = now, self._kernel()
        return self._state

    def booted_at(self, at: datetime, now: Callable[[], datetime]) -> datetime | None:
        """Tell when the machine started by the wall clock *now*, which has just shown *at*: see `ClockReading`."""
        boottime = self._boottime()
        if boottime is None:
            return None
        if abs(at.timestamp() - boottime - self._booted) <= SAME_SECONDS:
            return self._booted_at
        return self._look_closely(now)

    def reading(self, now: Callable[[], datetime]) -> ClockReading:
        """Tell all of it, by the wall clock *now*."""
        booted_at = self.booted_at(now(), now)
        return ClockReading(*self.state(), booted_at)

    def _look_closely(self, now: Callable[[], datetime]) -> datetime | None:
        """Read both clocks close together, since the thread may have been held up between them."""
        found: list[tuple[float, float]] = []
        for _ in range(_BRACKETS):
            before, at, after = self._boottime() or 0.0, now().timestamp(), self._boottime() or 0.0
            found.append((after - before, at - (before + after) / 2))
        booted = min(found)[1]
        # Not within the bounds, or never told (then it is no number): the clock was set.
        if not abs(booted - self._booted) <= SAME_SECONDS:
            self._booted = booted
            self._booted_at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=round(booted * 1_000))
            self._asked = -READ_SECONDS  # whoever set it told the kernel
        return self._booted_at
