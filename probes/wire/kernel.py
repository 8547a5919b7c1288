"""What Linux's kernel knows of a TCP connection: when its bytes came (socket(7)), and its round trips (tcp(7))."""

import atexit
import socket
import struct
import sys
from functools import cache
from typing import NamedTuple

# On x86, ARM, RISC-V and MIPS; Python has no name for it yet. Other processors refuse it or mean another option.
_STAMP = 35
_TIMESPEC = struct.Struct("@ll")
_ANCILLARY = socket.CMSG_SPACE(_TIMESPEC.size)
_TCP_INFO = struct.Struct("=B55xI8xI28xI")
"""The fields of ``struct tcp_info`` that are asked for: tcpi_state, tcpi_last_ack_recv, tcpi_rtt and
tcpi_total_retrans."""


_CONNECTED = frozenset({1, 8})  # TCP_ESTABLISHED and TCP_CLOSE_WAIT, of Linux's tcp_states.h


class TcpInfo(NamedTuple):
    """What the kernel tells of a connection."""

    state: int
    last_ack_ms: int
    """How long ago the last acknowledgement came; as coarse as the kernel's tick (1-10 ms)."""
    rtt_us: int
    """Smoothed round trip time (RFC 6298); of the SYN alone right after the handshake. 0 if there was no sample."""
    retransmits: int

    @property
    def connected(self) -> bool:
        """Whether it has come about; the server may have ended its side by now."""
        return self.state in _CONNECTED


def stamp(sock: socket.socket) -> bool:
    """Ask the kernel to stamp what *sock* receives; False where it cannot."""
    if not _stamping():
        return False
    try:
        sock.setsockopt(socket.SOL_SOCKET, _STAMP, 1)
    except OSError:
        return False
    return True


def read_stamped(sock: socket.socket, most: int) -> tuple[bytes, int | None]:
    """
    Receive at most *most* bytes, and the wall clock's ns at which the kernel received the last of them.

    None where it put no stamp on them. Raises `OSError`, `BlockingIOError` among them.
    """
    data, ancillary, _, _ = sock.recvmsg(most, _ANCILLARY)
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == _STAMP and len(content) == _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack(content)
            return data, seconds * 1_000_000_000 + nanoseconds
    return data, None


def tcp_info(sock: socket.socket) -> TcpInfo | None:
    """Ask the kernel about the connection of *sock*; None where it does not say."""
    if sys.platform != "linux":
        return None
    try:
        return TcpInfo(*_TCP_INFO.unpack(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)))
    except (OSError, struct.error):
        return None


@cache
def _stamping() -> socket.socket | None:
    """
    Switch the kernel's stamping on, once and for good: it begins a moment after the first socket asks for it.

    The socket is kept, and never used. None where there is no such option.
    """
    if sys.platform != "linux":
        return None
    keeper = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        keeper.setsockopt(socket.SOL_SOCKET, _STAMP, 1)
    except OSError:
        keeper.close()
        return None
    atexit.register(keeper.close)
    return keeper
