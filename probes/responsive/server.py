"""
A small server of responsiveness, for a study's own reference points: the draft's four addresses over HTTP/2 and TLS.

What strangers can take from it is bounded: connections in all and of one address, loads at once, the bytes and the age
of each connection, and its requests.
"""

import asyncio
import json
import re
import socket
import ssl
from collections import Counter
from contextlib import suppress

import msgspec

from probes.line.asker import asker
from probes.line.filling import filling
from probes.line.flow import congestion_control, pace
from probes.line.messages import LARGEST_MESSAGE
from probes.probe import ProbeFailed
from probes.responsive.configuration import PATH
from probes.responsive.http2 import News, Session
from probes.responsive.pipe import PROTOCOL, Pipe
from probes.wire.clock import Clock
from results.records import Failure

LARGE, SMALL, UPLOAD = "/large", "/small", "/upload"
LARGE_BYTES = 8_000_000_000
_HANDSHAKE_SECONDS = 10.0
_REQUESTS = 20_000
_BACKLOG = 128
_PAUSE_SECONDS = 0.1
_AUTHORITY = re.compile(rb"[A-Za-z0-9.:\[\]_-]{1,255}")
_OCTETS = {"content-type": "application/octet-stream"}
_LATER = {"retry-after": "60"}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What strangers can take."""

    connections: int = 256
    """At once; who comes beyond that is hung up on."""
    of_one_address: int = 64
    """Of these, or of one IPv6 network of 64 bits. A client has 16 that carry load, and some that ask."""
    loads: int = 64
    """Downloads and uploads at once; who comes beyond that is told 503."""
    connection_seconds: float = 60.0
    """No connection is older, whatever it does."""
    connection_bytes: int = LARGE_BYTES
    """Of load over one connection, each way."""


class ResponsiveServer:
    """Serves from `start` to `stop`, sending by the algorithm *pacing*, or by the system's own."""

    def __init__(self, limits: Limits, *, pacing: str | None = None) -> None:
        self.limits = limits
        self._pacing = pacing
        self._listening: socket.socket | None = None
        self._context: ssl.SSLContext | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._addresses: Counter[str] = Counter()
        self._loads = 0
        self._closing = False

    async def start(self, bind: str, port: int, context: ssl.SSLContext) -> int:
        """Listen at *bind* and *port* (0 for any), with TLS by *context*; return the port. Raises `OSError`."""
        context.set_alpn_protocols([PROTOCOL])
        self._context = context
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        self._listening = socket.create_server((bind, port), family=family, backlog=_BACKLOG)
        self._listening.setblocking(False)  # noqa: FBT003 -- it takes no keyword
        self._accepting = asyncio.create_task(self._accept(self._listening))
        return int(self._listening.getsockname()[1])

    async def stop(self) -> None:
        """Let nobody else begin and what is under way end, no later than its age demands; then close."""
        self._closing = True
        if self._accepting is not None:
            self._accepting.cancel()
            await asyncio.gather(self._accepting, return_exceptions=True)
        if self._listening is not None:
            self._listening.close()
        while self._loads and self._talks:
            await asyncio.wait(self._talks, return_when=asyncio.FIRST_COMPLETED)
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def takes_load(self) -> bool:
        """Tell whether another download or upload may begin, and count it if so."""
        if self._closing or self._loads >= self.limits.loads:
            return False
        self._loads += 1
        return True

    def has_room(self) -> bool:
        """Tell whether somebody may begin a test."""
        return not self._closing and self._loads < self.limits.loads

    def load_ended(self) -> None:
        """One is over."""
        self._loads -= 1

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                taken, place = await loop.sock_accept(listening)
            except OSError:  # of a connection that was gone already, or for want of descriptors
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            who = asker(str(place[0]))
            if len(self._talks) >= self.limits.connections or self._addresses[who] >= self.limits.of_one_address:
                taken.close()
                continue
            self._addresses[who] += 1
            task = loop.create_task(self._serve(taken, who))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)

    async def _serve(self, taken: socket.socket, who: str) -> None:
        assert self._context is not None  # noqa: S101 -- `start` has set it
        if self._pacing is not None:
            pace(taken, self._pacing)
        session = Session(client=False)
        pipe = Pipe(taken, session, Clock())
        talk = _Talk(self, pipe, session, congestion_control(taken))
        try:
            async with asyncio.timeout(self.limits.connection_seconds):
                async with asyncio.timeout(_HANDSHAKE_SECONDS):
                    await pipe.accept(self._context)
                await talk.run()
        except (TimeoutError, OSError):
            pass  # it is over, or never came about
        finally:
            talk.close()
            self._addresses[who] -= 1
            if not self._addresses[who]:
                del self._addresses[who]


class _Talk:
    """One connection with one client."""

    def __init__(self, server: ResponsiveServer, pipe: Pipe, session: Session, paced_by: str | None) -> None:
        self._server, self._pipe, self._session = server, pipe, session
        self._told = {"congestion-control": paced_by} if paced_by else {}
        self._ended = asyncio.Event()
        self._loads: set[int] = set()
        self._uploads: set[int] = set()
        self._requests = 0
        self._given = 0

    async def run(self) -> None:
        """Answer until the client leaves or has had enough."""
        self._pipe.hear, self._pipe.on_end = self._hear, self._ended.set
        self._pipe.start()
        while not self._ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 1)
            if self._pipe.taken > self._server.limits.connection_bytes:
                return

    def close(self) -> None:
        """Hang up."""
        self._pipe.close()
        for _ in self._loads:
            self._server.load_ended()
        self._loads.clear()

    def _hear(self, news: News, _at: int) -> None:
        if news.what == "asked":
            self._requests += 1
            if self._requests > _REQUESTS:
                self._ended.set()
                return
            self._answer(news)
        elif news.what == "ended" and news.stream in self._uploads:
            self._over(news.stream)
            self._session.answer(news.stream, 200, _OCTETS, b"")
        elif news.what == "reset":
            self._pipe.stop_pouring(news.stream)
            self._over(news.stream)

    def _answer(self, news: News) -> None:
        method = news.headers.get(b":method", b"")
        path = news.headers.get(b":path", b"").partition(b"?")[0].decode("latin-1")
        stream, answer = news.stream, self._session.answer
        if (method, path) == (b"GET", PATH):
            if self._server.has_room():
                answer(stream, 200, {"content-type": "application/json"}, self._configuration(news))
            else:
                answer(stream, 503, _LATER, b"")
        elif (method, path) == (b"GET", SMALL):
            answer(stream, 200, _OCTETS, b"x")
        elif (method, path) in {(b"GET", LARGE), (b"POST", UPLOAD)}:
            if not self._server.takes_load():
                answer(stream, 503, _LATER, b"")
                return
            self._loads.add(stream)
            self._load(stream, path)
        else:
            answer(stream, 404, _OCTETS, b"")

    def _load(self, stream: int, path: str) -> None:
        if path == UPLOAD:
            self._session.bulk(stream)
            self._uploads.add(stream)
            return
        left = self._server.limits.connection_bytes - self._given
        self._given += left
        self._session.answer(stream, 200, {**_OCTETS, **self._told}, None)
        self._pipe.pour(stream, memoryview(filling(LARGEST_MESSAGE)), max(left, 0))

    def _over(self, stream: int) -> None:
        self._uploads.discard(stream)
        if stream in self._loads:
            self._loads.discard(stream)
            self._server.load_ended()

    def _configuration(self, news: News) -> bytes:
        authority = news.headers.get(b":authority", b"")
        if not _AUTHORITY.fullmatch(authority):
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "a request without a host")
        base = f"https://{authority.decode('ascii')}"
        urls = {"large_download_url": base + LARGE, "small_download_url": base + SMALL, "upload_url": base + UPLOAD}
        return json.dumps({"version": 1, "urls": urls}).encode()
