"""What the network says instead of handing a packet on (ICMP errors), with the packet that it says it of: ip(7)."""

import errno
import socket
import struct
import sys
from collections.abc import Iterator
from typing import NamedTuple

_RECVERR = {"ipv4": (socket.IPPROTO_IP, 11), "ipv6": (socket.IPPROTO_IPV6, 25)}  # of Linux; Python has no names
_EXTENDED = struct.Struct("=IBBBBII")  # struct sock_extended_err: errno, origin, type, code, padding, info, data
_FROM_NETWORK = frozenset({2, 3})  # SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6
_MOST_BYTES, _ANCILLARY_BYTES = 2_048, 512
_AT_ONCE = 64


class Refusal(NamedTuple):
    """One of them."""

    refused: bool
    """Whether it says that nobody listens there: the packet has come all the way, if its host says so."""
    by: str
    """The address of who said it."""
    content: bytes
    """What of the packet came back; routers may return only its beginning."""


def tell_refusals(sock: socket.socket, family: str) -> None:
    """Have the kernel keep what is said of the packets of *sock*; elsewhere than on Linux it is lost."""
    if sys.platform == "linux":
        sock.setsockopt(*_RECVERR[family], 1)


def refusals(sock: socket.socket) -> Iterator[Refusal]:
    """Take what has been said of the packets of *sock* since the last time."""
    if sys.platform != "linux":
        return
    for _ in range(_AT_ONCE):
        try:
            content, ancillary, _, _ = sock.recvmsg(_MOST_BYTES, _ANCILLARY_BYTES, socket.MSG_ERRQUEUE)
        except OSError:
            return
        for _, _, told in ancillary:
            if len(told) >= _EXTENDED.size:
                number, origin, *_ = _EXTENDED.unpack_from(told)
                if origin in _FROM_NETWORK:
                    yield Refusal(number == errno.ECONNREFUSED, _address(told[_EXTENDED.size :]), content)


def _address(place: bytes) -> str:
    """Read the address of a struct sockaddr."""
    for family, start, size in ((socket.AF_INET, 4, 4), (socket.AF_INET6, 8, 16)):
        if len(place) >= start + size and int.from_bytes(place[:2], sys.byteorder) == family:
            return socket.inet_ntop(family, place[start : start + size])
    return ""
