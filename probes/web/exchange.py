"""One hop of HTTP/1.1 (RFC 9112) over a wire: one request, its answer, and when what of it came."""

import zlib
from collections.abc import MutableMapping

from probes.probe import ProbeFailed
from probes.web.answer import WINDOWS, Answer, inflate
from probes.web.place import Place
from probes.wire.connection import Wire
from results.records import Failure

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Exchange:
    """
    One request on *wire* and its answer. What is reached is put into *figures* at once, so that it outlives a timeout.

    Figures: ``ttfb_seconds`` (from the request's first byte being sent to the first byte of the answer; interim
    answers do not count), ``status``, ``transfer_seconds`` (from that first byte to the last), ``body_bytes``.
    """

    def __init__(self, wire: Wire, figures: MutableMapping[str, float], *, max_body_bytes: int) -> None:
        self._wire = wire
        self._figures = figures
        self._max_body_bytes = max_body_bytes
        self._answer = Answer(max_body_bytes)

    @property
    def status(self) -> int:
        """The status of the answer; 0 before its header is whole."""
        return self._answer.status

    @property
    def reason(self) -> str:
        """The server's own words for it."""
        return self._answer.reason.decode("latin-1")

    @property
    def location(self) -> str | None:
        """Where a redirect leads to, as it was written; None if this is none."""
        said = self._answer.header(b"location")
        return said.decode("utf-8", "replace") if said and self.status in REDIRECTS else None

    @property
    def persists(self) -> bool:
        """Whether the connection may carry another request, now that the body has been read."""
        return self._answer.persists

    @property
    def began_at(self) -> int:
        """When the answer's first byte came, in ns of the wire's own clock; 0 before."""
        return self._answer.began_at or 0

    @property
    def ended_at(self) -> int:
        """When its newest byte came, by the same clock."""
        return self._answer.now

    def header(self, name: bytes) -> bytes:
        """Tell a header of the answer by its lower-case *name*; empty if it has none."""
        return self._answer.header(name)

    async def ask(self, place: Place) -> None:
        """Send the request for *place* alone on its connection, and read the header of its answer, as `say` does."""
        await self.say(place.request)

    async def say(self, request: bytes) -> None:
        """
        Send *request* and read the header of its answer.

        Raises:
            ProbeFailed: CONNECTION_CLOSED, PROTOCOL_ERROR or TOO_LARGE.
            OSError: if the connection breaks.

        """
        answer = self._answer
        sent = await self._wire.send(request)
        while not answer.headed:
            # Alone, so that the stamp is the first byte's even if the rest has come before we look.
            chunk = await self._wire.receive(sparing=answer.began_at is None)
            if not chunk.data:
                raise ProbeFailed(Failure.CONNECTION_CLOSED, "the connection was closed before the header was whole")
            answer.feed(*chunk)
        if answer.began_at is None or answer.began_at < sent:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "the answer came before it was asked for")
        self._figures["ttfb_seconds"] = (answer.began_at - sent) / 1e9
        self._figures["status"] = answer.status

    def leave(self) -> None:
        """Read no more: the header was all that was wanted."""
        self._note_transfer()

    async def read(self) -> bytes:
        """
        Read the body to its end and return it, decoded if the server has encoded it all the same.

        Raises:
            ProbeFailed: CONNECTION_CLOSED, PROTOCOL_ERROR or TOO_LARGE.
            OSError: if the connection breaks.

        """
        answer = self._answer
        while True:
            self._figures["body_bytes"] = len(answer.body)
            if len(answer.body) > self._max_body_bytes:
                raise self._too_large()
            if answer.done:
                break
            chunk = await self._wire.receive()
            if not chunk.data and not answer.ends_with_connection:
                raise ProbeFailed(Failure.CONNECTION_CLOSED, "the connection was closed before the body was whole")
            answer.feed(*chunk)
        body = self._decoded(bytes(answer.body))
        self._figures["body_bytes"] = len(body)
        self._note_transfer()
        return body

    def _note_transfer(self) -> None:
        self._figures["transfer_seconds"] = (self._answer.now - (self._answer.began_at or 0)) / 1e9

    def _too_large(self) -> ProbeFailed:
        return ProbeFailed(Failure.TOO_LARGE, f"more than {self._max_body_bytes} bytes")

    def _decoded(self, body: bytes) -> bytes:
        """Undo gzip and deflate up to the bound; another coding stays, and the check of the body will tell."""
        said = self._answer.header(b"content-encoding")
        if not said:
            return body
        coding = said.decode("latin-1").strip().lower()
        if coding not in WINDOWS:
            return body
        try:
            plain = inflate(body, coding, self._max_body_bytes + 1)
        except zlib.error as error:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, f"the body is not the {coding} that it is said to be") from error
        if len(plain) > self._max_body_bytes:
            raise self._too_large()
        return plain
