"""What the kernel knows of one connection's flow (tcp(7), ``struct tcp_info``), and which algorithm paces it."""

import socket
import struct
import sys
from asyncio.trsock import TransportSocket
from contextlib import suppress
from typing import NamedTuple

from probes.line.messages import TCPInfo

# tcpi_rtt and tcpi_rttvar; bytes_acked, bytes_received, segs_out, segs_in; min_rtt; busy_time, rwnd_limited,
# sndbuf_limited; bytes_sent, bytes_retrans. All since Linux 4.19.
_FLOW = struct.Struct("=68x2I44x2Q2I4xI16x3Q8x2Q")
_NO_MINIMUM = 0xFFFF_FFFF
_LONGEST_NAME = 16  # TCP_CA_NAME_MAX
BEST = "bbr"
"""The algorithm that the protocol asks servers to send by, where there is one."""
_HEADERS = 66
"""Bytes of Ethernet, IPv4 and TCP with its time stamps around each packet's content."""

Sock = socket.socket | TransportSocket


class Flow(NamedTuple):
    """One look at a connection. Durations in microseconds, amounts in bytes."""

    rtt: int
    rtt_variation: int
    bytes_acked: int
    bytes_received: int
    packets_sent: int
    packets_received: int
    minimum_rtt: int
    busy: int
    receiver_limited: int
    buffer_limited: int
    bytes_sent: int
    bytes_again: int

    @property
    def wire_bytes(self) -> int:
        """All that this connection put on the interface, both ways."""
        return self.bytes_sent + self.bytes_received + _HEADERS * (self.packets_sent + self.packets_received)

    def told(self, elapsed_us: int) -> TCPInfo:
        """Put it into the protocol's words, *elapsed_us* after the test began."""
        return TCPInfo(
            elapsed=elapsed_us,
            busy=self.busy,
            bytes_acked=self.bytes_acked,
            bytes_received=self.bytes_received,
            bytes_sent=self.bytes_sent,
            bytes_again=self.bytes_again,
            minimum_rtt=None if self.minimum_rtt == _NO_MINIMUM else self.minimum_rtt,
            rtt=self.rtt,
            rtt_variation=self.rtt_variation,
            receiver_limited=self.receiver_limited,
            buffer_limited=self.buffer_limited,
        )


def flow_of(sock: Sock | None) -> Flow | None:
    """Ask the kernel about the connection of *sock*; None where it does not say."""
    if sys.platform != "linux" or sock is None:
        return None
    try:
        return Flow(*_FLOW.unpack(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _FLOW.size)))
    except (OSError, struct.error):
        return None


def congestion_control(sock: Sock | None) -> str | None:
    """Tell by which algorithm *sock* sends; None where the system does not say."""
    if sys.platform != "linux" or sock is None:
        return None
    try:
        name = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, _LONGEST_NAME)
    except OSError:
        return None
    return name.partition(b"\0")[0].decode("ascii", "replace") or None


def pace(sock: Sock, algorithm: str) -> None:
    """Have *sock* send by *algorithm* where the kernel has it, else by its own choice."""
    if sys.platform == "linux":
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, algorithm.encode("ascii"))
