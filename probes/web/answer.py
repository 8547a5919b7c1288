"""An answer of HTTP/1.1 (RFC 9112) as it comes in: hostile bytes, bounded before they are kept."""

import zlib

import httptools

from probes.probe import ProbeFailed
from results.records import Failure

MAX_HEADER_BYTES = 32_768
"""Of all headers of an answer together, those of interim answers included."""
MAX_MEMBERS = 16
"""A gzip file may consist of many (RFC 1952, 2.2); one of more is not read."""
INTERIM = range(100, 200)
WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""The codings that are undone, and zlib's word for each."""


class Answer:
    """What has been understood of an answer; httptools calls the methods that begin with ``on_``."""

    def __init__(self, max_body_bytes: int) -> None:
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._max_body_bytes = max_body_bytes
        self._headers: dict[bytes, bytes] = {}
        """By name in lower case; the first of each."""
        self._header_bytes = 0
        self._unheaded = 0
        self.status = 0
        self.reason = b""
        self.body = bytearray()
        self.began_at: int | None = None
        self.now = 0
        """When the newest chunk came."""
        self.headed = False
        self.done = False
        self.persists = False
        """Whether another request may follow on the same connection (RFC 9112, 9.3); known when it is done."""

    def header(self, name: bytes) -> bytes:
        """Return the value of the header *name*, in lower case; the first one, or nothing."""
        return self._headers.get(name, b"")

    @property
    def ends_with_connection(self) -> bool:
        """Whether the body's end is the connection's (RFC 9112, 6.3)."""
        return not self.header(b"content-length") and b"chunked" not in self.header(b"transfer-encoding").lower()

    def feed(self, data: bytes, at: int) -> None:
        """Read on. What comes after the end of the answer is no part of it; nothing is the connection's end."""
        if not data:
            self.done = True
            self._parser = None
        if self._parser is None:
            return
        self.now = at
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self.done:
                raise ProbeFailed(Failure.PROTOCOL_ERROR, f"what came is not HTTP: {_reason(error)}") from error
        if not self.headed:
            self._unheaded += len(data)
        if self._header_bytes > MAX_HEADER_BYTES or self._unheaded > MAX_HEADER_BYTES:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, f"the header is larger than {MAX_HEADER_BYTES} bytes")
        if self.done:
            self._parser = None  # it holds on to us, and we to it

    def on_message_begin(self) -> None:
        """Note when the answer began. A second one nobody asked for: the connection is no longer to be trusted."""
        self.persists = False
        if not self.headed:
            self.began_at = self.now
            self.reason = b""

    def on_status(self, reason: bytes) -> None:
        """Note the server's words; they come in pieces."""
        if not self.headed:
            self.reason += reason
            self._header_bytes += len(reason)

    def on_header(self, name: bytes, value: bytes | None) -> None:
        """Keep a header, but not what follows a body."""
        if not self.headed:
            self._header_bytes += len(name) + len(value or b"") + len(b": \r\n")
            self._headers.setdefault(name.lower(), value or b"")

    def on_headers_complete(self) -> None:
        """Let an interim answer go by, and wait for the real one."""
        if self.headed or self._parser is None:
            return
        status = self._parser.get_status_code()
        if status in INTERIM:
            self._headers.clear()
            self.began_at = None
        else:
            self.status, self.headed = status, True

    def on_body(self, data: bytes) -> None:
        """Keep what is within the bound, and as much more as shows that it was exceeded."""
        if not self.done and len(self.body) <= self._max_body_bytes:
            self.body += data

    def on_message_complete(self) -> None:
        """Note the end, unless it is that of an interim answer."""
        self.done = self.headed
        self.persists = self.done and self._parser is not None and bool(self._parser.should_keep_alive())


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def inflate(body: bytes, coding: str, most: int) -> bytes:
    """Undo *coding* (gzip, x-gzip or deflate), up to *most* bytes. Raise `zlib.error` if *body* is not that, whole."""
    window = WINDOWS[coding]
    if coding == "deflate" and (len(body) < 2 or body[0] & 15 != 8 or int.from_bytes(body[:2], "big") % 31):  # noqa: PLR2004 -- RFC 1950, 2.2
        window = -15  # many servers send it without its wrapper (RFC 9110, 8.4.1.2)
    plain = bytearray()
    for _ in range(MAX_MEMBERS):
        member = zlib.decompressobj(window)
        plain += member.decompress(body, most - len(plain))
        if len(plain) >= most:
            return bytes(plain)
        if not member.eof:
            raise zlib.error("it ends too early")
        body = member.unused_data
        if not body or coding == "deflate":
            return bytes(plain)
    raise zlib.error("it has too many members")
