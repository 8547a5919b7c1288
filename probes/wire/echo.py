"""Echo requests and their replies on one socket: unprivileged where the system allows it, raw where it does not."""

import asyncio
import secrets
import socket
import struct
import time

from probes.probe import ProbeFailed
from probes.wire.connection import ClockName
from probes.wire.datagram import receive, stamped
from probes.wire.endpoint import FAMILIES, Family
from probes.wire.failures import failure_of, told
from results.records import Failure

_HEADER = struct.Struct("!BBHHH")  # type, code, checksum, identifier, sequence number (RFC 792)
_TOKEN_BYTES = 16
_REQUEST = {"ipv4": 8, "ipv6": 128}  # RFC 792; RFC 4443, 4.1
_REPLY = {"ipv4": 0, "ipv6": 129}
_PROTOCOL = {"ipv4": socket.IPPROTO_ICMP, "ipv6": socket.IPPROTO_ICMPV6}


class EchoRow:
    """The packets of one visit: when each left, and how long each took."""

    def __init__(self, family: Family, packets: int) -> None:
        self._family = family
        self._packets = packets
        self._token = secrets.token_bytes(_TOKEN_BYTES)
        self._identifier = secrets.randbelow(0x10000)
        self._sent_at: list[float] = []
        self._took: dict[int, float] = {}
        self.clock: ClockName | None = None
        """Who told when packets came back: the kernel only if it told of all; None while none has."""
        self.refused: OSError | None = None
        """The network's last word that the host cannot be reached; None if it said none."""

    def times(self, at_most: float) -> list[float]:
        """List the round trips of at most so many seconds, shortest first."""
        return sorted(took for took in self._took.values() if took <= at_most)

    async def send(self, sock: socket.socket, gap_seconds: float) -> None:
        """Send each packet once. Raises `ProbeFailed` if this machine cannot."""
        for number in range(self._packets):
            if number:
                await asyncio.sleep(gap_seconds)
            self._sent_at.append(time.monotonic())
            try:
                sock.send(self._request(number))
            except OSError as error:
                self._hear(error)

    async def listen(self, sock: socket.socket) -> None:
        """Take replies until all are there. The caller ends it if some stay away."""
        while len(self._took) < self._packets:
            await asyncio.sleep(0)  # a raw socket hears all of the host's replies: others have their turn between them
            try:
                arrival = await receive(sock)
            except OSError as error:
                self._hear(error)
                continue
            number = self._number_of(arrival.content)
            if number is not None:
                self._took.setdefault(number, arrival.since(self._sent_at[number]))
                self.clock = "process" if "process" in (self.clock, arrival.clock) else "kernel"

    def _hear(self, error: OSError) -> None:
        if failure_of(error) is Failure.PROBE_FAULT:
            raise told(error) from error
        self.refused = error  # the packet is lost, and another may get through

    def _request(self, number: int) -> bytes:
        return echo_request(self._family, self._identifier, number, self._token)

    def _number_of(self, content: bytes) -> int | None:
        """Tell which packet *content* answers. Not by the identifier: the kernel changes that of datagram sockets."""
        body = echo_reply(self._family, content, _TOKEN_BYTES)
        if body != self._token:
            return None
        number: int = _HEADER.unpack_from(content, len(content) - _TOKEN_BYTES - _HEADER.size)[-1]
        return number if number < len(self._sent_at) else None


def echo_socket(family: Family) -> socket.socket:
    """Open an unprivileged socket for echo requests, or a raw one; raise `ProbeFailed` where neither is allowed."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            return stamped(socket.socket(FAMILIES[family], kind, _PROTOCOL[family]))
        except PermissionError:
            continue
        except OSError as error:
            raise told(error) from error
    raise ProbeFailed(
        Failure.PROBE_FAULT,
        "this machine may send no echo requests: put its group into net.ipv4.ping_group_range, or give CAP_NET_RAW",
    )


def echo_request(family: Family, identifier: int, number: int, body: bytes) -> bytes:
    """Make the echo request of that *number* with *body*, of an even number of bytes."""
    kind = _REQUEST[family]
    bare = _HEADER.pack(kind, 0, 0, identifier, number) + body
    return _HEADER.pack(kind, 0, _checksum(bare), identifier, number) + body


def echo_reply(family: Family, content: bytes, size: int) -> bytes | None:
    """Tell the body of *size* bytes of *content*, if that is the reply to an echo request."""
    packet = content[-_HEADER.size - size :]  # a raw socket gives the IPv4 header before it
    if len(packet) < _HEADER.size + size or packet[:2] != bytes((_REPLY[family], 0)):
        return None
    return packet[_HEADER.size :]


def _checksum(packet: bytes) -> int:
    """Work out the Internet checksum (RFC 1071) of a *packet* of even length."""
    total: int = sum(struct.unpack(f"!{len(packet) // 2}H", packet))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
