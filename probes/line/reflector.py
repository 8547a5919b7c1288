"""
A reflector of the packets by which loss is measured: a reference point of one's own.

It answers requests of ours and nothing else, each with as many bytes as came and from the address that was asked. Who
forges a sender gains nothing by it, and no two reflectors can be set upon each other. Nobody who came is written down.
"""

import asyncio
import ipaddress
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable

import msgspec

from probes.line.asker import asker
from probes.line.echo_packet import BYTES, reply_to

_AT_ONCE = 64
_ANCILLARY_BYTES = 256
_IP_PKTINFO = 8  # of Linux's ip(7); Python has no name for it yet
_V4, _V6 = struct.Struct("=I4s4s"), struct.Struct("=16sI")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much is answered in a second; what is beyond gets no answer."""

    per_source: int = 100
    """Packets from one IPv4 address, or one IPv6 network of 64 bits."""
    packets: int = 10_000
    """In all."""


class Reflector:
    """Answers on as many sockets as it is told to open, as far as *limits* go."""

    def __init__(self, limits: Limits | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits or Limits()
        self._now = now
        self._second = 0.0
        self._asked: Counter[str] = Counter()
        """By source, in this second; no more entries than packets that are answered."""
        self._answered = 0
        self._socks: list[socket.socket] = []

    def open(self, bind: str, port: int) -> int:
        """Answer at *bind*, *port* from now on, and tell the port. Raises `OSError`. In a running event loop."""
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
            elif sys.platform == "linux":
                sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
            sock.bind((bind, port))
            sock.settimeout(0)
        except OSError:
            sock.close()
            raise
        self._socks.append(sock)
        asyncio.get_running_loop().add_reader(sock, self._serve, sock)
        return int(sock.getsockname()[1])

    def close(self) -> None:
        """Answer no more."""
        for sock in self._socks:
            asyncio.get_running_loop().remove_reader(sock)
            sock.close()
        self._socks.clear()

    def _serve(self, sock: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                # A byte more than a request has: what is longer is told by its length, and no more of it is read.
                packet, told, _, sender = sock.recvmsg(BYTES + 1, _ANCILLARY_BYTES)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # what is said of an answer that did not arrive
                continue
            reply = reply_to(packet)
            if reply is None or not self._may(str(sender[0])):
                continue
            try:
                sock.sendmsg([reply], _from_where_it_came(told), 0, sender)
            except OSError:  # there is no way back, or no room: as if it had been lost on the way
                continue

    def _may(self, source: str) -> bool:
        """Tell whether *source* gets one more answer in this second."""
        if self._now() - self._second >= 1:
            self._second, self._answered = self._now(), 0
            self._asked.clear()
        who = asker(source)
        if self._answered >= self._limits.packets or self._asked[who] >= self._limits.per_source:
            return False
        self._asked[who] += 1
        self._answered += 1
        return True


def _from_where_it_came(told: list[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
    """Say that an answer leaves from the address that was asked: a machine may have several, and the asker checks."""
    for level, kind, content in told:
        if (level, kind) == (socket.IPPROTO_IP, _IP_PKTINFO) and len(content) == _V4.size:
            _, asked, _ = _V4.unpack(content)
            return [(level, kind, _V4.pack(0, asked, bytes(4)))]
        if (level, kind) == (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO) and len(content) == _V6.size:
            asked, interface = _V6.unpack(content)
            local = ipaddress.IPv6Address(asked).is_link_local  # such an address means something on its link alone
            return [(level, kind, _V6.pack(asked, interface if local else 0))]
    return []
