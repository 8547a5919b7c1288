"""Both tests of ndt7 as a client takes them: one WebSocket each, and no longer than the caller allows."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from probes.line.filling import filling
from probes.line.flow import Flow, Sock, congestion_control, flow_of
from probes.line.messages import (
    LARGEST_TAKEN,
    PROTOCOL,
    SLACK_SECONDS,
    SMALLEST_MESSAGE,
    Measurement,
    measurement_of,
    next_size,
)
from probes.line.no_room import NoRoom
from probes.line.surroundings import Counters, interface_of, look
from probes.probe import ProbeFailed
from results.records import Failure

CONNECT_SECONDS = 10.0
_LEAVE_SECONDS = 1.0
_MOST_LOOKS = 1_000
"""A server may look ten times a second."""
_FULL = frozenset({204, 429, 503})
_ORDERLY = frozenset({1000, 1001, 1005})
_OVER = frozenset({aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED})


@dataclass
class Run:
    """What one test saw. It outlives whatever ends the test."""

    content_bytes: int = 0
    """Of all messages, as this side counts them: received of a download, handed to the system of an upload."""
    seconds: float = 0.0
    """From the handshake to the last message received; of a download that came to a halt, its whole time."""
    server: Measurement | None = None
    """The last look of the server's kernel at the connection."""
    looks: list[tuple[int, int]] = field(default_factory=list)
    """Of the server's kernel: microseconds since the beginning, and its smoothed round trip then, likewise."""
    server_paces_by: str | None = None
    we_pace_by: str | None = None
    flow: Flow | None = None
    """Our own kernel's, at the end."""
    warning: str = ""
    """How it ended, where that was not as it should be."""
    before: Counters | None = None
    after: Counters | None = None

    def hear(self, message: aiohttp.WSMessage) -> None:
        """Take in a text message."""
        said = measurement_of(message.data)
        if said is None:
            return
        if said.tcp_info is not None:
            self.server = said
            elapsed, rtt = said.tcp_info.elapsed, said.tcp_info.rtt
            if elapsed is not None and rtt is not None and rtt > 0 and len(self.looks) < _MOST_LOOKS:
                self.looks.append((elapsed, rtt))
        if said.connection is not None and said.connection.congestion_control:
            self.server_paces_by = said.connection.congestion_control[:16]

    @property
    def own_bytes(self) -> int | None:
        """What this test put on the interface, both ways, by our kernel; None where it does not say."""
        return None if self.flow is None else self.flow.wire_bytes


async def download(session: aiohttp.ClientSession, url: URL, seconds: float, run: Run) -> None:
    """
    Receive from *url* for *seconds*, or until the server ends it, into *run*.

    An end that is not orderly is a warning once anything has come. Raises `ProbeFailed`, `OSError` and what aiohttp
    raises before that.
    """
    async with _connected(session, url, run) as socket:
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds + SLACK_SECONDS):
                while run.seconds < seconds and (message := await socket.receive()).type not in _OVER:
                    if message.type is aiohttp.WSMsgType.ERROR:
                        break
                    run.content_bytes += len(message.data)
                    run.seconds = time.monotonic() - began
                    if message.type is aiohttp.WSMsgType.TEXT:
                        run.hear(message)
        except TimeoutError:
            run.warning = "the download did not end by itself"
            run.seconds = max(run.seconds, seconds)  # in which nothing came any more: that is no faster line
        _judge_end(socket, run, "download")
    if not run.content_bytes:
        raise ProbeFailed(Failure.CONNECTION_CLOSED, "the download ended before anything came")


async def upload(session: aiohttp.ClientSession, url: URL, seconds: float, run: Run) -> None:
    """Send to *url* for *seconds*, or until the server ends it, into *run*. Raises as `download`."""
    async with _connected(session, url, run) as socket:
        began = time.monotonic()
        sending = asyncio.create_task(_send(socket, run))
        try:
            async with asyncio.timeout(seconds):
                while (message := await socket.receive()).type not in _OVER:
                    if message.type is aiohttp.WSMsgType.ERROR:
                        break
                    run.seconds = time.monotonic() - began
                    if message.type is aiohttp.WSMsgType.TEXT:
                        run.hear(message)
        except TimeoutError:
            pass  # it is we who end an upload
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        _judge_end(socket, run, "upload")
    if run.server is None:
        run.warning = run.warning or "the server told nothing of the upload"
    elif _more_than_sent(run):
        run.server = None
        run.warning = run.warning or "the server counts more than was sent to it"


def _more_than_sent(run: Run) -> bool:
    """Whether the server's kernel says that it received what ours has never sent: nothing it says is believed then."""
    said = None if run.server is None or run.server.tcp_info is None else run.server.tcp_info.bytes_received
    return said is not None and run.flow is not None and said > run.flow.bytes_sent


async def _send(socket: aiohttp.ClientWebSocketResponse, run: Run) -> None:
    size = SMALLEST_MESSAGE
    while not socket.closed:
        await socket.send_bytes(filling(size))
        run.content_bytes += size
        size = next_size(size, run.content_bytes)
        await asyncio.sleep(0)  # where the system takes everything at once, nothing else would have its turn


def _judge_end(socket: aiohttp.ClientWebSocketResponse, run: Run, test: str) -> None:
    if not run.warning and socket.closed and socket.close_code not in _ORDERLY:
        run.warning = f"the {test} broke off after {run.seconds:.1f} s"


@asynccontextmanager
async def _connected(
    session: aiohttp.ClientSession, url: URL, run: Run
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with asyncio.timeout(CONNECT_SECONDS):
        socket = await _handshake(session, url)
    try:
        below: Sock | None = socket.get_extra_info("socket")
        interface = None if below is None else interface_of(_local_address(below))
        run.before = look(interface)
        yield socket
        run.after, run.flow = look(interface), flow_of(below)
        run.we_pace_by = congestion_control(below)
    finally:
        await _leave(socket)


async def _handshake(session: aiohttp.ClientSession, url: URL) -> aiohttp.ClientWebSocketResponse:
    try:
        socket = await session.ws_connect(
            url,
            protocols=(PROTOCOL,),
            max_msg_size=LARGEST_TAKEN + 1,
            timeout=aiohttp.ClientWSTimeout(ws_close=_LEAVE_SECONDS),
        )
    except aiohttp.WSServerHandshakeError as error:
        if error.status in _FULL:
            raise NoRoom(Failure.BLOCKED, f"{error.status}: the server has no room for a measurement now") from error
        raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"{error.status}, but no WebSocket") from error
    if socket.protocol != PROTOCOL:
        await _leave(socket)
        raise ProbeFailed(Failure.PROTOCOL_ERROR, "the server does not speak ndt7")
    return socket


async def _leave(socket: aiohttp.ClientWebSocketResponse) -> None:
    """End it, and wait for the other side no longer than a moment: what it still sends is on the line."""
    try:
        async with asyncio.timeout(_LEAVE_SECONDS):
            await socket.close()
    except (TimeoutError, aiohttp.ClientError, OSError):
        pass


def _local_address(sock: Any) -> str:  # noqa: ANN401 -- a socket or the loop's stand-in for it
    try:
        return str(sock.getsockname()[0])
    except OSError:
        return ""
