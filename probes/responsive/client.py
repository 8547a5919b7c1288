"""Our end of one connection with a server of responsiveness: small requests, and load."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from probes.line.filling import filling
from probes.line.messages import LARGEST_MESSAGE
from probes.line.no_room import NoRoom
from probes.probe import ProbeFailed
from probes.responsive.http2 import News, Session
from probes.responsive.pipe import PROTOCOL, Pipe, open_socket
from probes.web.place import USER_AGENT
from probes.wire.clock import Clock
from results.records import Failure

CONNECT_SECONDS = 10.0
FULL = frozenset({429, 503})
_OK = range(200, 300)
_OLDER = "http/1.1"
_LEAST_BULK = 1 << 20
"""A bulk body that ends before has not been one: whoever gives it is not asked again and again."""
_ENDLESS = 1 << 62


@cache
def trusting(ca_file: str | None) -> ssl.SSLContext:
    """Make the context that verifies servers and asks for HTTP/2, once for each file."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.set_alpn_protocols([PROTOCOL, _OLDER])  # so that a server without HTTP/2 can say so
    return context


class Server(NamedTuple):
    """Where connections go to: an address that was judged, and the name that is verified there."""

    address: str
    port: int
    host: str
    """In ASCII, or an address."""
    context: ssl.SSLContext

    @property
    def authority(self) -> str:
        """Host and port as requests name them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 443 else f"{host}:{self.port}"  # noqa: PLR2004 -- https


class Reply(NamedTuple):
    """A whole answer. *seconds* are from the request to its end."""

    status: int
    body: bytes
    seconds: float
    headers: Mapping[bytes, bytes]


@dataclass
class _Asked:
    at: int
    most: int
    reply: asyncio.Future[Reply]
    status: int = 0
    body: bytes = b""
    headers: Mapping[bytes, bytes] = field(default_factory=dict)


class Caller:
    """One connection to *server*. What ends it is raised from what waits, and kept in `broken`."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._session = Session(client=True)
        self.pipe = Pipe(open_socket(server.address), self._session, clock)
        self.pipe.hear, self.pipe.on_end = self._hear, self._ended
        self._asked: dict[int, _Asked] = {}
        self._load: Callable[[], None] = lambda: None
        self._loading: int | None = None
        self._before = 0
        self.told: Mapping[bytes, bytes] = {}
        """The headers of the answer that the load came with."""
        self.on_end: Callable[[], None] = lambda: None
        self.leaving = False
        """Whether the server has said that it takes no more requests here."""
        self.refused = False
        """Whether it has said that it takes no load here."""
        self.broken: ProbeFailed | None = None

    async def open(self) -> None:
        """Connect. Raises `ProbeFailed`."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self.pipe.connect(
                    self._server.address, self._server.port, self._server.context, self._server.host
                )
        except TimeoutError as error:
            raise ProbeFailed(Failure.TIMEOUT, f"no connection within {CONNECT_SECONDS:g} s") from error
        if self.pipe.agreed != PROTOCOL:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "the server does not speak HTTP/2")
        self.pipe.start()

    def get(self, path: str, most: int) -> asyncio.Future[Reply]:
        """Ask for *path*, whose body may have *most* bytes; the future may raise `ProbeFailed`."""
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        reply.add_done_callback(lambda done: done.cancelled() or done.exception())
        if self.broken is not None:
            reply.set_exception(self.broken)
            return reply
        at = self.pipe.now()
        try:
            self._asked[self._ask("GET", path)] = _Asked(at, most, reply)
        except ProbeFailed as failed:
            reply.set_exception(failed)
            return reply
        self.pipe.push()
        return reply

    def download(self, path: str) -> None:
        """Load the connection with the bulk at *path*, again and again."""

        def load() -> None:
            self._loading, self._before = self._ask("GET", path), self.pipe.taken
            self._session.bulk(self._loading)
            self.pipe.push()

        self._load = load
        load()

    def upload(self, path: str) -> None:
        """Load the connection by sending to *path*, again and again."""

        def load() -> None:
            self._loading, self._before = self._ask("POST", path, body=True), self.pipe.poured
            self.pipe.pour(self._loading, memoryview(filling(LARGEST_MESSAGE)), _ENDLESS)

        self._load = load
        load()

    def close(self) -> None:
        """Close the connection."""
        self.broken = self.broken or ProbeFailed(Failure.CONNECTION_CLOSED, "the connection was closed by us")
        self.pipe.close()
        for one in self._asked.values():
            one.reply.cancel()
        self._asked.clear()

    def _ask(self, method: str, path: str, *, body: bool = False) -> int:
        return self._session.ask(method, self._server.authority, path, USER_AGENT, body=body)

    def _hear(self, news: News, at: int) -> None:
        if news.what == "leaving":
            if news.number:
                raise ProbeFailed(Failure.CONNECTION_CLOSED, f"the server ended the connection (error {news.number})")
            self.leaving = True
        elif news.stream == self._loading:
            self._hear_load(news)
        elif (asked := self._asked.get(news.stream)) is not None:
            self._hear_answer(news, asked, at)

    def _hear_load(self, news: News) -> None:
        if news.what == "answered":
            self.told = news.headers
            if news.number not in _OK:
                self.refused = True
                raise refused(news.number, "for the load")
        elif news.what in {"ended", "reset"}:
            assert self._loading is not None  # noqa: S101 -- it is what was heard of
            self.pipe.stop_pouring(self._loading)
            self._loading = None
            moved = self.pipe.taken + self.pipe.poured - self._before
            if (news.what == "reset" and news.number) or moved < _LEAST_BULK:
                raise ProbeFailed(Failure.CONNECTION_CLOSED, f"the load ended after {moved} bytes")
            if not self.leaving:
                self._load()

    def _hear_answer(self, news: News, asked: _Asked, at: int) -> None:
        if news.what == "answered":
            asked.status, asked.headers = news.number, news.headers
        elif news.what == "came":
            asked.body += news.data
            if len(asked.body) > asked.most:
                raise ProbeFailed(Failure.TOO_LARGE, f"more than {asked.most} bytes")
        elif news.what in {"ended", "reset"}:
            del self._asked[news.stream]
            if asked.reply.done():
                return
            if news.what == "reset" and not asked.status:
                asked.reply.set_exception(ProbeFailed(Failure.CONNECTION_CLOSED, "the server broke off its answer"))
            else:
                seconds = (at - asked.at) / 1e9
                asked.reply.set_result(Reply(asked.status, asked.body, seconds, asked.headers))

    def _ended(self) -> None:
        self.broken = self.pipe.broken
        for one in self._asked.values():
            if not one.reply.done() and self.broken is not None:
                one.reply.set_exception(self.broken)
        self._asked.clear()
        self.on_end()


def refused(status: int, what: str) -> ProbeFailed:
    """Put *status*, which is none of success, into our own words."""
    if status in FULL:
        return NoRoom(Failure.BLOCKED, f"{status}: the server has no room for a measurement now")
    return ProbeFailed(Failure.UNEXPECTED_STATUS, f"{status} {what}")
