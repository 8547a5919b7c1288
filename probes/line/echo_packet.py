"""
The packets by which loss is measured, over UDP and as ICMP echo requests.

Source of the 8 bytes of number and 8 bytes of time: SamKnows, UDP latency and loss. Before them stands whose packet it
is, and which way it goes; after them 16 random bytes of the visit, which a stranger cannot know.
"""

import secrets
import struct
from abc import ABC, abstractmethod

from probes.wire.echo import echo_reply, echo_request
from probes.wire.endpoint import Family

REQUEST, REPLY = b"KkEq", b"KkEr"
TOKEN_BYTES = 16
_BODY = struct.Struct(f"!QQ{TOKEN_BYTES}s")
BYTES = len(REQUEST) + _BODY.size
"""Of a request over UDP, and of its reply."""
_IP_BYTES = {"ipv4": 20, "ipv6": 40}
_HEADER_BYTES = 8
"""Of UDP (RFC 768) and of an echo request (RFC 792) alike."""


def reply_to(packet: bytes) -> bytes | None:
    """Make the reply to *packet*, as long as that; None if it is no request. A reply is none, so nothing goes round."""
    if len(packet) != BYTES or not packet.startswith(REQUEST):
        return None
    return REPLY + packet[len(REQUEST) :]


class Form(ABC):
    """How the packets of one visit look."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self._token = secrets.token_bytes(TOKEN_BYTES)

    @abstractmethod
    def request(self, number: int, at_ns: int) -> bytes:
        """Make packet *number*, sent so many nanoseconds after the visit began."""

    @abstractmethod
    def answered(self, content: bytes) -> int | None:
        """Tell the number of the packet that *content* answers; None if it is no answer to this visit."""

    @property
    @abstractmethod
    def wire_bytes(self) -> int:
        """How long a packet is with its headers, the link's apart."""

    def body(self, number: int, at_ns: int) -> bytes:
        """Make what a packet carries."""
        return _BODY.pack(number, at_ns, self._token)

    def number_in(self, content: bytes) -> int | None:
        """Tell the number of the packet of this visit that is in *content*, whatever stands before it."""
        place = content.find(self._token) - _BODY.size + TOKEN_BYTES
        return None if place < 0 else int(_BODY.unpack_from(content, place)[0])


class UdpForm(Form):
    """Over UDP, to `kaklet serve-echo` or to whoever returns what came (RFC 862)."""

    def request(self, number: int, at_ns: int) -> bytes:
        """See `Form`."""
        return REQUEST + self.body(number, at_ns)

    def answered(self, content: bytes) -> int | None:
        """See `Form`."""
        if len(content) != BYTES or content[: len(REPLY)] not in (REPLY, REQUEST):
            return None
        return self.number_in(content)

    @property
    def wire_bytes(self) -> int:
        """See `Form`."""
        return _IP_BYTES[self.family] + _HEADER_BYTES + BYTES


class IcmpForm(Form):
    """As echo requests."""

    def __init__(self, family: Family) -> None:
        super().__init__(family)
        self._identifier = secrets.randbelow(0x10000)

    def request(self, number: int, at_ns: int) -> bytes:
        """See `Form`."""
        return echo_request(self.family, self._identifier, number & 0xFFFF, self.body(number, at_ns))

    def answered(self, content: bytes) -> int | None:
        """See `Form`."""
        body = echo_reply(self.family, content, _BODY.size)
        return None if body is None else self.number_in(body)

    @property
    def wire_bytes(self) -> int:
        """See `Form`."""
        return _IP_BYTES[self.family] + _HEADER_BYTES + _BODY.size
