"""
HTTP/2 (RFC 9113) between two buffers. The one door to the library h2.

What only fills a line never goes through it: frames of a bulk body are counted by their headers and forgotten, so that
a byte of load costs next to nothing beside its decryption. Everything else is h2's.
"""

import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal, NamedTuple

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RequestReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import H2Error
from h2.settings import SettingCodes, Settings

from probes.probe import ProbeFailed
from results.records import Failure

_HEADER = 9
_PREFACE = 24
"""Bytes of what each client says first (RFC 9113, 3.4)."""
_DATA, _END_STREAM = 0, 1
_TYPE, _FLAGS, _STREAM = 3, 4, 5
LARGEST_FRAME = 16_384
"""Taken and sent. A larger one would keep the answers behind it waiting, which is what is measured."""
WINDOW = 2**31 - 1
"""So much the other side may send unasked: TCP is to be the only brake."""
_FIRST_WINDOW = 65_535
_WINDOW_UPDATE = struct.Struct("!BHBBII")
_MOST_HEADERS = 16_384
_MOST_WAITING = 1 << 20
_MOST_STREAMS = 100
_STATUS_DIGITS = 3

What = Literal["asked", "answered", "came", "ended", "reset", "leaving"]


class News(NamedTuple):
    """Something that the other side said."""

    what: What
    stream: int
    number: int = 0
    """The status of an answer, the code of an error."""
    data: bytes = b""
    headers: Mapping[bytes, bytes] = {}


class Session:
    """One side of a connection: bytes in by `feed`, bytes out by `out`. Raises `ProbeFailed` for what is no HTTP/2."""

    def __init__(self, *, client: bool, streams: int = _MOST_STREAMS) -> None:
        self._h2 = H2Connection(H2Configuration(client_side=client, header_encoding=None))
        values: dict[SettingCodes, int] = {
            SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
            SettingCodes.MAX_FRAME_SIZE: LARGEST_FRAME,
            SettingCodes.MAX_HEADER_LIST_SIZE: _MOST_HEADERS,
        }
        values |= {SettingCodes.ENABLE_PUSH: 0} if client else {SettingCodes.MAX_CONCURRENT_STREAMS: streams}
        self._h2.local_settings = Settings(client=client, initial_values=values)
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(WINDOW - _FIRST_WINDOW)
        self._raw = bytearray()
        self._client = client
        self._unanswered: set[int] = set()
        """Streams whose bulk body has ended, and that are to be answered."""
        self._bulk: dict[int, int] = {}
        """By stream: bytes that came and were not handed back to its window yet."""
        self._unreturned = 0
        """The same of the whole connection."""
        self._held = bytearray()
        self._wanted = _HEADER if client else _PREFACE
        self._prefaced = client
        self._skip, self._skipping, self._last = 0, 0, False
        self._leaving = False
        self.bulk_bytes = 0
        """Of all bulk bodies that came."""

    def bulk(self, stream: int) -> None:
        """Count what comes on *stream*, and keep none of it."""
        self._bulk[stream] = 0

    def feed(self, data: memoryview) -> list[News]:
        """Take in what came; tell what it says."""
        news: list[News] = []
        position, end, held = 0, len(data), self._held
        while position < end:
            if self._skip:
                step = min(self._skip, end - position)
                self._skip -= step
                position += step
                self._count(step)
                if self._last and not self._skip:
                    news.append(self._end_bulk())
                continue
            step = min(self._wanted - len(held), end - position)
            held += data[position : position + step]
            position += step
            if len(held) == self._wanted:
                self._part(news)
        return news

    def _part(self, news: list[News]) -> None:
        """Look at what is held: the preface, a frame's header, or a whole frame."""
        held = self._held
        if not self._prefaced:
            self._prefaced = True
        elif len(held) == _HEADER and self._wanted == _HEADER:
            length, stream = int.from_bytes(held[:_TYPE], "big"), int.from_bytes(held[_STREAM:], "big") & WINDOW
            if length > LARGEST_FRAME:
                raise ProbeFailed(Failure.PROTOCOL_ERROR, f"a frame of {length} bytes, though less was agreed")
            if held[_TYPE] == _DATA and stream in self._bulk:
                self._skip, self._skipping, self._last = length, stream, bool(held[_FLAGS] & _END_STREAM)
                held.clear()
                if self._last and not length:
                    news.append(self._end_bulk())
                return
            self._wanted += length
            if length:
                return
        news += self._hear(bytes(held))
        held.clear()
        self._wanted = _HEADER

    def _hear(self, frame: bytes) -> list[News]:
        if self._leaving:  # h2 takes nothing more then
            return []
        try:
            events = self._h2.receive_data(frame)
        except H2Error as error:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, f"what came is not HTTP/2: {error}") from error
        self._raw += self._h2.data_to_send()
        self._look_what_waits(len(self._raw))  # while it reads nothing, nobody else asks for it
        return [news for event in events if (news := self._told(event)) is not None]

    def _told(self, event: Event) -> News | None:
        news: News | None = None
        match event:
            case ResponseReceived(stream_id=stream, headers=headers):
                fields = _fields(headers)
                news = News("answered", stream, _status(fields.get(b":status", b"")), headers=fields)
            case RequestReceived(stream_id=stream, headers=headers):
                news = News("asked", stream, headers=_fields(headers))
            case DataReceived(stream_id=stream, data=data):
                news = News("came", stream, data=bytes(data or b""))
            case StreamEnded(stream_id=stream):
                news = News("ended", stream)
            case StreamReset(stream_id=stream, error_code=code):
                self._bulk.pop(stream, None)
                news = News("reset", stream, int(code or 0))
            case ConnectionTerminated(error_code=code):
                self._leaving = True
                news = News("leaving", 0, int(code or 0))
        return news

    def _count(self, step: int) -> None:
        self.bulk_bytes += step
        self._unreturned += step
        self._bulk[self._skipping] += step
        if self._unreturned > WINDOW // 2:
            self._give_back(0, self._unreturned)
            self._unreturned = 0
        if (owed := self._bulk[self._skipping]) > WINDOW // 2:
            self._give_back(self._skipping, owed)
            self._bulk[self._skipping] = 0

    def _give_back(self, stream: int, size: int) -> None:
        self._raw += _WINDOW_UPDATE.pack(0, 4, 8, 0, stream, size)

    def _end_bulk(self) -> News:
        del self._bulk[self._skipping]
        self._last = False
        if self._client:
            self._forget(self._skipping)
        else:
            self._unanswered.add(self._skipping)
        return News("ended", self._skipping)

    def _forget(self, stream: int) -> None:
        """Have h2 count *stream* no more, of whose end it was not told: the other side knows it, and hears nothing."""
        self._raw += self._h2.data_to_send()
        with suppress(H2Error):
            self._h2.reset_stream(stream)
        self._h2.data_to_send()

    def ask(self, method: str, authority: str, path: str, agent: str, *, body: bool = False) -> int:
        """Ask for *path* and return the stream; with a *body*, it stays open for that."""
        headers = [
            (":method", method),
            (":scheme", "https"),
            (":authority", authority),
            (":path", path),
            ("user-agent", agent),
        ]
        headers += [("content-type", "application/octet-stream")] if body else [("accept-encoding", "identity")]
        stream = self._h2.get_next_available_stream_id()
        try:
            self._h2.send_headers(stream, headers, end_stream=not body)
        except H2Error as error:
            raise ProbeFailed(Failure.CONNECTION_CLOSED, f"the server takes no more requests: {error}") from error
        return stream

    def answer(self, stream: int, status: int, headers: Mapping[str, str], body: bytes | None) -> None:
        """Answer on *stream*; None leaves it open for a body that `pour` sends."""
        with suppress(H2Error):  # the stream is over already, or the window is too small for so few bytes
            self._h2.send_headers(stream, [(":status", str(status)), *headers.items()], end_stream=body == b"")
            if body:
                self._h2.send_data(stream, body, end_stream=True)
        if stream in self._unanswered:
            self._unanswered.discard(stream)
            self._forget(stream)

    def pour(self, stream: int, filling: memoryview) -> int:
        """Send as much of *filling* on *stream* as a frame and the windows hold; return how much that was."""
        if self._leaving:
            return 0
        try:
            most = min(self._h2.local_flow_control_window(stream), self._h2.max_outbound_frame_size, LARGEST_FRAME)
            if (size := min(most, len(filling))) > 0:
                self._h2.send_data(stream, filling[:size])
        except H2Error:
            return 0  # the stream is over, and its end is told by itself
        return max(size, 0)

    def finish(self, stream: int) -> None:
        """End the body on *stream*."""
        with suppress(H2Error):
            self._h2.end_stream(stream)

    def out(self) -> bytes:
        """Take what is to be sent."""
        said = bytes(self._raw) + self._h2.data_to_send() if self._raw else self._h2.data_to_send()
        self._raw.clear()
        self._look_what_waits(len(said))
        return said

    @staticmethod
    def _look_what_waits(size: int) -> None:
        if size > _MOST_WAITING:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "the other side asks for more answers than it reads")


def _status(said: bytes) -> int:
    """Read a status; 0 where it is none (RFC 9110, 15: three digits)."""
    return int(said) if len(said) == _STATUS_DIGITS and said.isdigit() else 0


def _fields(headers: object) -> dict[bytes, bytes]:
    return {bytes(name): bytes(value) for name, value in headers or ()}  # type: ignore[attr-defined]  # h2's own lists
