"""
What ndt7 says on the wire: version 0.11.0 of the protocol's specification (github.com/m-lab/ndt-server, spec).

Durations are whole microseconds, amounts whole bytes; a field that is not known is left out.
"""

import math
from typing import Annotated

import msgspec

PROTOCOL = "net.measurementlab.ndt.v7"
"""The subprotocol of WebSocket that both sides name."""
DOWNLOAD, UPLOAD = "/ndt/v7/download", "/ndt/v7/upload"
SMALLEST_MESSAGE = 1 << 13
LARGEST_MESSAGE = 1 << 20
"""What we send at most; 2**24 may be sent to us."""
LARGEST_TAKEN = 1 << 24
SLACK_SECONDS = 3.0
"""A test that has not ended so long after its time is left: servers exist that never close."""
TEST_SECONDS = 10.0
"""What a test is expected to take, from the handshake on."""
LONGEST_SECONDS = 13.0
"""After so long either side may leave."""
_GROWTH = 16
_LONGEST_TEXT = 16_384
Count = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
"""JSON bounds no number, and one of hundreds of digits fits no figure."""

_WORDS = {
    "elapsed": "ElapsedTime",
    "content_bytes": "NumBytes",
    "busy": "BusyTime",
    "bytes_acked": "BytesAcked",
    "bytes_received": "BytesReceived",
    "bytes_sent": "BytesSent",
    "bytes_again": "BytesRetrans",
    "minimum_rtt": "MinRTT",
    "rtt": "RTT",
    "rtt_variation": "RTTVar",
    "receiver_limited": "RWndLimited",
    "buffer_limited": "SndBufLimited",
    "client": "Client",
    "server": "Server",
    "uuid": "UUID",
    "start_time": "StartTime",
    "congestion_control": "CongestionControl",
    "origin": "Origin",
    "test": "Test",
    "app_info": "AppInfo",
    "connection": "ConnectionInfo",
    "tcp_info": "TCPInfo",
}
"""The protocol's words for our fields."""


class AppInfo(msgspec.Struct, frozen=True, kw_only=True, rename=_WORDS):
    """What an application has sent or received."""

    elapsed: Count
    content_bytes: Count


class TCPInfo(msgspec.Struct, frozen=True, kw_only=True, rename=_WORDS, omit_defaults=True):
    """What a kernel tells of the connection."""

    elapsed: Count | None = None
    busy: Count | None = None
    bytes_acked: Count | None = None
    bytes_received: Count | None = None
    bytes_sent: Count | None = None
    bytes_again: Count | None = None
    minimum_rtt: Count | None = None
    rtt: Count | None = None
    rtt_variation: Count | None = None
    receiver_limited: Count | None = None
    buffer_limited: Count | None = None


class ConnectionInfo(msgspec.Struct, frozen=True, kw_only=True, rename=_WORDS, omit_defaults=True):
    """Which connection this is, as the server sees it."""

    client: str = ""
    server: str = ""
    uuid: str = ""
    start_time: str = ""
    """As RFC 3339 has it: clients in Go read nothing else."""
    congestion_control: str | None = None
    """The algorithm of the server's socket. A word of our own, which other clients pass over."""


class Measurement(msgspec.Struct, frozen=True, kw_only=True, rename=_WORDS, omit_defaults=True):
    """A text message: one look at a running test."""

    origin: str = ""
    test: str = ""
    app_info: AppInfo | None = None
    connection: ConnectionInfo | None = None
    tcp_info: TCPInfo | None = None


_DECODER = msgspec.json.Decoder(Measurement)


def measurement_of(text: str) -> Measurement | None:
    """Read a text message; None where it is none, or longer than any that is honest."""
    if len(text) > _LONGEST_TEXT:
        return None
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def next_size(size: int, sent: int) -> int:
    """Tell how long the next message is, after messages of *size* and *sent* bytes in all: twice as long in time."""
    return size * 2 if size < LARGEST_MESSAGE and size < sent / _GROWTH else size


def share(part: int | None, whole: int | None) -> float | None:
    """Divide, where both are known and sound."""
    if part is None or not whole or part < 0 or whole < 0:
        return None
    found = part / whole
    return found if math.isfinite(found) else None
