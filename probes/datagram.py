"""Datagrams, and when the kernel received them: what the event loop does meanwhile must not show in the figures."""

import asyncio
import socket
import struct
import sys
import time
from contextlib import suppress
from typing import NamedTuple

PROCESS_CLOCK = "timed by the process, not by the kernel"
"""What a record says where a busy prober may have added to its times."""

_SO_TIMESTAMPNS = 35  # Linux, asm-generic/socket.h; the socket module of Python 3.11 does not name it
_TIMESPEC = struct.Struct("@ll")
_SPACE = 64  # for control messages: room for more than the one that is asked for
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

    def since(self, sent_at: float) -> float:
        """Tell the seconds from *sent_at* (monotonic) to its arrival, by the kernel's stamp if that can be right."""
        if self.waited is not None and 0 <= self.waited <= self.read_at - sent_at:
            return self.read_at - self.waited - sent_at
        return self.read_at - sent_at  # no stamp, or the machine's clock was set in between


def stamped(sock: socket.socket) -> socket.socket:
    """Ask the kernel to stamp what *sock* receives, and make it fit for the event loop."""
    sock.settimeout(0)
    if sys.platform == "linux":
        with suppress(OSError):  # refused: `receive` then tells its own time, and says so
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    return sock


async def receive(sock: socket.socket) -> Arrival:
    """Wait for the next datagram on *sock*, made by `stamped`. Raises `OSError` for what the network says instead."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            content, control, _, _ = sock.recvmsg(LARGEST, _SPACE)
        except (BlockingIOError, InterruptedError):
            ready = asyncio.Event()
            loop.add_reader(sock, ready.set)
            try:
                await ready.wait()
            finally:
                loop.remove_reader(sock)
        else:
            now_ns, wall_ns = _two_clocks()
            return Arrival(content, now_ns / 1e9, _waited(control, wall_ns))


def _two_clocks() -> tuple[int, int]:
    """Read the monotonic and the wall clock as one: the process may be put aside between two readings."""
    for _ in range(_TRIES):
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        if after - before <= _CLOSE_NS:
            break
    return before, wall


def _waited(control: list[tuple[int, int, bytes]], now_ns: int) -> float | None:
    """Stamps are of the clock that can be set: only how long ago they are is taken from them."""
    for level, kind, stamp in control:
        if (level, kind, len(stamp)) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS, _TIMESPEC.size):
            seconds, nanoseconds = _TIMESPEC.unpack(stamp)
            waited_ns: int = now_ns - seconds * 1_000_000_000 - nanoseconds
            return waited_ns / 1e9
    return None
