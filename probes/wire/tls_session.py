"""TLS between two buffers, so that the socket stays in our hands; and whom we trust."""

import ssl
from functools import cache

RECORD_HEADER = 5
"""Bytes before each TLS record, the last two of which tell its length (RFC 8446, 5.1)."""


@cache
def trust(ca_file: str | None) -> ssl.SSLContext:
    """Make the context that verifies servers, once for each file: reading certificates costs more than a probe."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def record_bytes(beginning: bytes) -> int:
    """Tell how long the record is that has this *beginning*; of one whose header is not whole, how long that is."""
    return RECORD_HEADER + (int.from_bytes(beginning[3:], "big") if len(beginning) == RECORD_HEADER else 0)


class TlsSession:
    """A TLS session with the server *name* (in ASCII) between two buffers, and where in its records reading stands."""

    def __init__(self, context: ssl.SSLContext, name: str) -> None:
        self._incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        # As text it would be spelled out by Python's codec for IDNA, which it has been before.
        server = name.encode("ascii")
        self.session = context.wrap_bio(self._incoming, self.outgoing, server_hostname=server)
        self.fed_at = 0
        self._header = bytearray()
        self._body = 0

    @property
    def wanted(self) -> int:
        """Bytes to the end of the record that has begun, or of the header of the next."""
        return self._body or RECORD_HEADER - len(self._header)

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
        position, end = 0, len(data)
        while position < end:
            if self._body:
                step = min(self._body, end - position)
                self._body -= step
                position += step
            elif not self._header and end - position >= RECORD_HEADER:
                position += RECORD_HEADER
                self._body = int.from_bytes(data[position - 2 : position], "big")
            else:
                step = min(self.wanted, end - position)
                self._header += data[position : position + step]
                position += step
                if len(self._header) == RECORD_HEADER:
                    self._body = int.from_bytes(self._header[3:], "big")
                    self._header.clear()
