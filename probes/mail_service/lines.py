"""A conversation in lines over a wire, as the protocols of mail have it; what comes is bounded."""

from probes.probe import ProbeFailed
from probes.wire.connection import Wire
from results.records import Failure

LONGEST_LINE = 8_192
"""Bytes. RFC 5321 allows 512 for a reply, RFC 7162 (4) says 8192 for IMAP."""


class Lines:
    """Lines of a *wire*. `at` is when, by the wire's clock, the newest of what was read had come."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.at = wire.now()
        self._rest = bytearray()

    async def line(self) -> bytes:
        """
        Return the next line without its end.

        Raises `ProbeFailed`: CONNECTION_CLOSED, or PROTOCOL_ERROR for a line that is too long.
        """
        while (end := self._rest.find(b"\n")) < 0:
            if len(self._rest) > LONGEST_LINE:
                raise ProbeFailed(Failure.PROTOCOL_ERROR, f"a line of more than {LONGEST_LINE} bytes")
            await self._more()
        return self._cut(end + 1).rstrip(b"\r\n")

    async def skip(self, count: int) -> None:
        """Pass over *count* bytes."""
        while len(self._rest) < count:
            count -= len(self._cut(len(self._rest)))
            await self._more()
        self._cut(count)

    async def say(self, *lines: bytes) -> int:
        """Send *lines*, and return the instant before the first byte was sent."""
        return await self.wire.send(b"".join(line + b"\r\n" for line in lines))

    def seconds_since(self, sent: int) -> float:
        """Tell how long after the instant *sent* the newest of what was read had come."""
        return max(0, self.at - sent) / 1e9

    def nothing_left(self) -> None:
        """Raise `ProbeFailed` if more has come than was asked for, before encryption: it may be anybody's."""
        if self._rest:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "more was said after STARTTLS before the encryption began")

    async def _more(self) -> None:
        chunk = await self.wire.receive()
        if not chunk.data:
            raise ProbeFailed(Failure.CONNECTION_CLOSED, "the server hung up")
        self._rest += chunk.data
        self.at = chunk.at

    def _cut(self, count: int) -> bytes:
        cut = bytes(self._rest[:count])
        del self._rest[:count]
        return cut
