"""TLS between two buffers, so that the socket stays in our hands; and whom we trust."""

import ssl
from functools import cache

_RECORD_HEADER = 5
"""Bytes before each TLS record, the last two of which tell its length (RFC 8446, 5.1)."""


@cache
def trust(ca_file: str | None) -> ssl.SSLContext:
    """Make the context that verifies servers, once for each file: reading certificates costs more than a probe."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


class TlsSession:
    """A TLS session between two buffers, and where in its records the reading stands."""

    def __init__(self, context: ssl.SSLContext, name: str) -> None:
        self._incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.session = context.wrap_bio(self._incoming, self.outgoing, server_hostname=name)
        self.fed_at = 0
        self._header = bytearray()
        self._body = 0

    @property
    def wanted(self) -> int:
        """Bytes to the end of the record that has begun, or of the header of the next."""
        return self._body or _RECORD_HEADER - len(self._header)

    @property
    def within(self) -> bool:
        """Whether a record has begun and not ended."""
        return self._body > 0 or len(self._header) > 0

    def feed(self, data: bytes, at: int) -> None:
        """Take in what came; nothing is the end."""
        if not data:
            self._incoming.write_eof()
            return
        self._incoming.write(data)
        self.fed_at = at
        position = 0
        while position < len(data):
            step = min(self.wanted, len(data) - position)
            if self._body:
                self._body -= step
            else:
                self._header += data[position : position + step]
                if len(self._header) == _RECORD_HEADER:
                    self._body = int.from_bytes(self._header[3:], "big")
                    self._header.clear()
            position += step
