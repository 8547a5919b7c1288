"""Datagrams, and when the kernel received them: what the event loop does meanwhile must not show in the figures."""

import asyncio
import socket
import time
from typing import NamedTuple

from probes.wire.connection import ClockName
from probes.wire.kernel import read_stamped, stamp

LARGEST = 65_535
_TRIES = 3
_CLOSE_NS = 5_000


class Arrival(NamedTuple):
    """One datagram."""

    content: bytes
    read_at: float
    """When it was read, by the monotonic clock."""
    waited: float | None
    """For how many seconds it had lain with the kernel by then; None where the kernel does not say."""

    @property
    def clock(self) -> ClockName:
        """Who told when it came."""
        return "process" if self.waited is None else "kernel"

    def since(self, sent_at: float) -> float:
        """Tell the seconds from *sent_at* (monotonic) to its arrival, by the kernel's stamp if that can be right."""
        if self.waited is not None and 0 <= self.waited <= self.read_at - sent_at:
            return self.read_at - self.waited - sent_at
        return self.read_at - sent_at  # no stamp, or the machine's clock was set in between


def stamped(sock: socket.socket) -> socket.socket:
    """Ask the kernel to stamp what *sock* receives, and make it fit for the event loop."""
    sock.settimeout(0)
    stamp(sock)  # where that is refused, `receive` tells its own time, and says so
    return sock


async def receive(sock: socket.socket) -> Arrival:
    """Wait for the next datagram on *sock*, made by `stamped`. Raises `OSError` for what the network says instead."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            return read(sock)
        except (BlockingIOError, InterruptedError):
            ready = asyncio.Event()
            loop.add_reader(sock, ready.set)
            try:
                await ready.wait()
            finally:
                loop.remove_reader(sock)


def read(sock: socket.socket) -> Arrival:
    """Take the next datagram of *sock*, made by `stamped`; `BlockingIOError` where there is none yet."""
    content, stamp_ns = read_stamped(sock, LARGEST)
    now_ns, wall_ns = _two_clocks()
    # Stamps are of the clock that can be set: only how long ago they are is taken from them.
    return Arrival(content, now_ns / 1e9, None if stamp_ns is None else (wall_ns - stamp_ns) / 1e9)


def _two_clocks() -> tuple[int, int]:
    """Read the monotonic and the wall clock as one: the process may be put aside between two readings."""
    for _ in range(_TRIES):
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        if after - before <= _CLOSE_NS:
            break
    return before, wall
