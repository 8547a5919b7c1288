"""
A small server of ndt7, for a study's own reference points: the protocol of version 0.11.0 over aiohttp.

What strangers can take from it is bounded: tests at once, their time and bytes, connections, and how long any lives.
"""

import asyncio
import hmac
import random
import time
import uuid
from asyncio.trsock import TransportSocket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

import aiohttp
import msgspec
from aiohttp import web

from probes.line.filling import filling
from probes.line.flow import BEST, congestion_control, flow_of, pace
from probes.line.messages import (
    DOWNLOAD,
    LARGEST_TAKEN,
    LONGEST_SECONDS,
    PROTOCOL,
    SMALLEST_MESSAGE,
    TEST_SECONDS,
    UPLOAD,
    AppInfo,
    ConnectionInfo,
    Measurement,
    next_size,
)

_MOST_QUERY = 4_096
_EARLY_EXIT = {"early_exit": "250"}
_EARLY_BYTES = 250_000_000
_SHORTEST_PAUSE, _MEAN_PAUSE, _LONGEST_PAUSE = 0.025, 0.25, 0.625
_MOST_SAID = 1 << 20
"""Bytes that a client may send beside its download: a look ten times a second is some hundred thousand."""
_LEAVE_SECONDS = 3.0
_LIVES_SECONDS = LONGEST_SECONDS + 12.0
"""No connection is older than this, whatever it does."""
_SWEEP_SECONDS = 1.0


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What strangers can take."""

    test_seconds: float = TEST_SECONDS
    """After so long the server ends a test; never more than the protocol's 13 s."""
    tests: int = 8
    """At once; who comes beyond that is told 503."""
    test_bytes: int = 20_000_000_000
    """Of one test."""
    connections: int = 64
    """At once, those that say nothing included."""


class LineServer:
    """
    Serves both tests at one place, from `start` to `stop`. With a *token*, only to those who bring it.

    It sends by the algorithm *pacing*, where the system has it.
    """

    def __init__(
        self, limits: Limits, *, token: str | None = None, pacing: str = BEST, dice: random.Random | None = None
    ) -> None:
        self._limits = limits
        self._token = token
        self._pacing = pacing
        self._dice = dice or random.Random()  # noqa: S311 -- spacing, no secret
        self._running: set[asyncio.Task[None]] = set()
        self._closing = False
        self._born: dict[object, float] = {}
        self._runner: web.AppRunner | None = None
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self, bind: str, port: int, context: object = None) -> int:
        """Listen at *bind* and *port* (0 for any), with TLS by *context*; return the port. Raises `OSError`."""
        application = web.Application(client_max_size=_MOST_QUERY)
        application.router.add_get(DOWNLOAD, self._serving("download", self._download))
        application.router.add_get(UPLOAD, self._serving("upload", self._upload))
        self._runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=_LEAVE_SECONDS
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, bind, port, ssl_context=context).start()  # type: ignore[arg-type]  # ssl's
        self._sweeping = asyncio.create_task(self._sweep())
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Let the tests under way end, and nobody else begin; then close."""
        self._closing = True
        if self._running:
            await asyncio.wait(set(self._running), timeout=LONGEST_SECONDS + _LEAVE_SECONDS)
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    def _serving(
        self, test: str, run: Callable[["_Talk"], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            if (refused := self._refused(request)) is not None:
                return refused
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 -- a handler runs in a task
            self._running.add(task)
            try:
                talk = _Talk(request, test, self._limits, self._pacing, self._dice)
                await talk.take(run)
                return talk.socket
            finally:
                self._running.discard(task)

        return serve

    def _refused(self, request: web.Request) -> web.Response | None:
        """Tell why *request* is not served; None if it is."""
        query = request.query
        offered = [one.strip() for one in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
        sound = len(request.query_string) <= _MOST_QUERY and len(set(query)) == len(query) and all(query.values())
        if PROTOCOL not in offered or not sound or query.get("early_exit", "250") != _EARLY_EXIT["early_exit"]:
            return web.Response(status=400, text="This is no request of ndt7.\n")
        if self._token is not None and not _brings(request.headers, query, self._token):
            return web.Response(status=401, text="A token is wanted.\n")
        if self._closing or len(self._running) >= self._limits.tests:
            return web.Response(status=503, text="There is no room now.\n", headers={"Retry-After": "60"})
        return None

    async def _download(self, talk: "_Talk") -> None:
        await talk.flood()

    async def _upload(self, talk: "_Talk") -> None:
        await talk.drink()

    async def _sweep(self) -> None:
        """End connections that are too old or too many, whatever state they are in: aiohttp waits for slow headers."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            server = None if self._runner is None else self._runner.server
            if server is None:
                continue
            now = time.monotonic()
            there = list(server.connections)
            self._born = {one: self._born.get(one, now) for one in there}
            newest = sorted(there, key=lambda one: self._born[one])[self._limits.connections :]
            for one in [*newest, *(old for old in there if now - self._born[old] > _LIVES_SECONDS)]:
                if one.transport is not None:
                    one.transport.abort()


def _brings(headers: Mapping[str, str], query: Mapping[str, str], token: str) -> bool:
    given = query.get("access_token") or headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())


class _Talk:
    """One test with one client."""

    def __init__(self, request: web.Request, test: str, limits: Limits, pacing: str, dice: random.Random) -> None:
        self._request, self._test, self._limits, self._dice = request, test, limits, dice
        self._pacing = pacing
        self.socket = web.WebSocketResponse(
            protocols=(PROTOCOL,), compress=False, max_msg_size=LARGEST_TAKEN + 1, timeout=_LEAVE_SECONDS
        )
        self._bytes = 0
        self._began = 0.0
        self._below: TransportSocket | None = None
        self._about = ConnectionInfo()
        self._most = min(limits.test_bytes, _EARLY_BYTES if "early_exit" in request.query else limits.test_bytes)

    async def take(self, run: Callable[["_Talk"], Awaitable[None]]) -> None:
        """Shake hands, run the test beside the looks at it, tell the last look, and leave."""
        transport = self._request.transport
        self._below = None if transport is None else transport.get_extra_info("socket")
        if self._below is not None:
            pace(self._below, self._pacing)
        with suppress(OSError, aiohttp.ClientError, RuntimeError, TimeoutError):
            await self.socket.prepare(self._request)
            self._began = time.monotonic()
            self._about = self._connection()
            looking = asyncio.create_task(self._look())
            try:
                async with asyncio.timeout(min(self._limits.test_seconds, LONGEST_SECONDS)):
                    await run(self)
            except TimeoutError:
                pass  # that is how a test ends
            finally:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self._tell()
                await self.socket.close()
        if transport is not None and not transport.is_closing():
            transport.abort()

    async def flood(self) -> None:
        """Send, until the client leaves or has had enough."""
        leaving = asyncio.create_task(self._wait_for_end())
        try:
            size = SMALLEST_MESSAGE
            while self._bytes < self._most and not leaving.done() and not self.socket.closed:
                await self.socket.send_bytes(filling(size))
                self._bytes += size
                size = next_size(size, self._bytes)
                await asyncio.sleep(0)  # where the system takes everything at once, nobody else would have a turn
        finally:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)

    async def drink(self) -> None:
        """Receive, until the client leaves or has sent enough."""
        while self._bytes < self._most:
            message = await self.socket.receive()
            if message.type not in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}:
                return
            self._bytes += len(message.data)

    async def _wait_for_end(self) -> None:
        """Read what the client says of its own looks, and that it leaves; who says too much is no honest client."""
        said = 0
        while said <= _MOST_SAID:
            message = await self.socket.receive()
            if message.type not in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}:
                return
            said += len(message.data)

    async def _look(self) -> None:
        """Tell a look now and then: after pauses that no period of the network's can be in step with (RFC 3432)."""
        while not self.socket.closed:
            pause = self._dice.expovariate(1 / _MEAN_PAUSE)
            await asyncio.sleep(min(max(pause, _SHORTEST_PAUSE), _LONGEST_PAUSE))
            await self._tell()

    async def _tell(self) -> None:
        elapsed = int(1e6 * (time.monotonic() - self._began))
        flow = flow_of(self._below)
        said = Measurement(
            origin="server",
            test=self._test,
            app_info=AppInfo(elapsed=elapsed, content_bytes=self._bytes),
            connection=self._about,
            tcp_info=None if flow is None else flow.told(elapsed),
        )
        await self.socket.send_str(msgspec.json.encode(said).decode())

    def _connection(self) -> ConnectionInfo:
        return ConnectionInfo(
            client=_place(self._request.transport, "peername"),
            server=_place(self._request.transport, "sockname"),
            uuid=str(uuid.uuid4()),
            start_time=datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            congestion_control=congestion_control(self._below),
        )


def _place(transport: asyncio.BaseTransport | None, which: str) -> str:
    found = None if transport is None else transport.get_extra_info(which)
    if not found:
        return ""
    host = f"[{found[0]}]" if ":" in found[0] else found[0]
    return f"{host}:{found[1]}"
