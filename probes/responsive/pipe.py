"""
One connection that carries HTTP/2 over TLS, and may carry load: bytes are moved by callbacks, not by tasks.

Times are the kernel's where it stamps what it receives, as with other probes: what the event loop does is no part of
them. What waits on this side to be sent is kept short (TCP_NOTSENT_LOWAT), or it would be measured as the line's.
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from probes.line.flow import Flow, congestion_control, flow_of
from probes.probe import ProbeFailed
from probes.responsive.backlog import Backlog
from probes.responsive.http2 import LARGEST_FRAME, News, Session
from probes.wire.clock import Clock
from probes.wire.failures import told
from probes.wire.kernel import read_stamped, stamp, tcp_info
from results.records import Failure

PROTOCOL = "h2"
CHUNK_BYTES = 65_536
_TURNS = 8
"""Chunks that are taken or sent before others get their turn."""
_ONE_TRIP = "TLSv1.3"

Hear = Callable[[News, int], None]
"""Is told news, and when it came, in ns of the pipe's clock."""


class Pipe:
    """
    A connection, made by `connect` or `accept`. Whoever made it closes it.

    *broken* is set, and *on_end* called, when it ends otherwise.
    """

    def __init__(self, sock: socket.socket, session: Session, clock: Clock) -> None:
        self._sock = sock
        self._session = session
        self._stamped = stamp(sock)
        self.clock = "kernel" if self._stamped else "process"
        self.now = clock.wall if self._stamped else clock.monotonic
        self._loop = asyncio.get_running_loop()
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None
        self._buffer = memoryview(bytearray(LARGEST_FRAME))
        self._rest = memoryview(b"")
        self._writing = False
        self._closed = False
        self.hear: Hear = lambda _news, _at: None
        self.on_end: Callable[[], None] = lambda: None
        self.broken: ProbeFailed | None = None
        self.flow: Flow | None = None
        """The kernel's last word of this connection, once it is closed."""
        self.tcp_seconds = 0.0
        self.tls_seconds = 0.0
        """Of one round trip of the handshake."""
        self._pours: dict[int, int] = {}
        """By stream: bytes that are still to be poured."""
        self._filling = memoryview(b"")
        self.poured = 0
        """Bytes of bodies that were handed to the system."""
        self._wire_bytes = 0
        self._backlog = Backlog(sock)
        self.paced_by: str | None = None
        """The algorithm that this side sends by."""

    @property
    def local_address(self) -> str:
        """Our own end's; nothing where there is none."""
        try:
            return str(self._sock.getsockname()[0])
        except OSError:
            return ""

    @property
    def taken(self) -> int:
        """Bytes of bulk bodies that came."""
        return self._session.bulk_bytes

    def arrived(self) -> int:
        """Tell how much of what was poured the other side's kernel has; where ours cannot tell, what it was given."""
        flow = self.flow if self._closed else flow_of(self._sock)
        if flow is None or not self._wire_bytes:
            return self.poured
        return min(self.poured, int(flow.bytes_acked * (self.poured / self._wire_bytes)))

    async def connect(self, address: str, port: int, context: ssl.SSLContext, name: str) -> None:
        """Connect and shake hands with *name*. Raises `ProbeFailed`."""
        try:
            began = self.now()
            await self._loop.sock_connect(self._sock, (address, port))
            elapsed, info = (self.now() - began) / 1e9, tcp_info(self._sock)
            self.paced_by = congestion_control(self._sock)
            # A SYN that was sent again has no round trip that counts from the first one.
            self.tcp_seconds = info.rtt_us / 1e6 if info and info.rtt_us and not info.retransmits else elapsed
            tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name or None)
            await self._shake_hands(tls)
        except OSError as error:  # ssl.SSLError is one, too
            raise told(error) from error
        if tls.version() != _ONE_TRIP:
            self.tls_seconds /= 2

    async def accept(self, context: ssl.SSLContext) -> None:
        """Shake hands as the server. Raises `OSError`."""
        await self._shake_hands(context.wrap_bio(self._incoming, self._outgoing, server_side=True))

    async def _shake_hands(self, tls: ssl.SSLObject) -> None:
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waited, sent, came = 0, 0, 0
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                with suppress(OSError):
                    self._sock.send(self._outgoing.read())  # tells the other side why
                raise
            if flight := self._outgoing.read():
                waited += came - sent
                sent = self.now()
                await self._loop.sock_sendall(self._sock, flight)
            data, came = await self._next()
            if not data:
                raise ConnectionResetError(errno.ECONNRESET, "the connection was closed during the TLS handshake")
            self._incoming.write(data)
        self.tls_seconds = (waited + came - sent) / 1e9
        self._tls = tls

    async def _next(self) -> tuple[bytes, int]:
        while True:
            with suppress(BlockingIOError):
                return self._read()
            ready = self._loop.create_future()
            self._loop.add_reader(self._sock, _wake, ready)
            try:
                await ready
            finally:
                self._loop.remove_reader(self._sock)

    def _read(self) -> tuple[bytes, int]:
        data, at = read_stamped(self._sock, CHUNK_BYTES) if self._stamped else (self._sock.recv(CHUNK_BYTES), None)
        return data, self.now() if at is None else at

    def start(self) -> None:
        """Begin to move bytes."""
        self._loop.add_reader(self._sock, self._readable)
        self._decrypt(self.now())
        self.push()

    @property
    def agreed(self) -> str | None:
        """The protocol that both sides agreed on."""
        return None if self._tls is None else self._tls.selected_alpn_protocol()

    def pour(self, stream: int, filling: memoryview, size: int) -> None:
        """Send *size* bytes on *stream*, made of *filling* over and over."""
        self._filling = filling
        self._backlog.hold()
        self._pours[stream] = size
        self.push()

    def stop_pouring(self, stream: int) -> None:
        """Send no more on *stream*; where its other side is over, it counts as open no longer."""
        if self._pours.pop(stream, None) is not None:
            self._session.finish(stream)

    def _readable(self) -> None:
        for _ in range(_TURNS):
            try:
                data, at = self._read()
            except BlockingIOError:
                break
            except OSError as error:
                self._end(told(error))
                return
            if not data:
                self._end(_closed())
                return
            self._incoming.write(data)
            self._decrypt(at)
            if self._closed or len(data) < CHUNK_BYTES:
                break
        self.push()

    def _decrypt(self, at: int) -> None:
        assert self._tls is not None  # noqa: S101 -- it was set by the handshake
        buffer = self._buffer
        try:
            while not self._closed:
                size = cast("int", self._tls.read(len(buffer), buffer))  # with a buffer it counts
                if not size:
                    self._end(_closed())
                    return
                for news in self._session.feed(buffer[:size]):
                    self.hear(news, at)
        except ssl.SSLWantReadError:
            pass
        except ProbeFailed as failed:
            self._end(failed)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            self._end(_closed())
        except OSError as error:
            self._end(told(error))

    def push(self) -> None:
        """Send what there is to say, and then what there is to pour, as long as the system takes it."""
        if self._tls is None or self._closed:
            return
        try:
            for _ in range(_TURNS):
                if not self._rest and not self._fill():
                    self._watch(writing=False)
                    return
                while self._rest:
                    self._rest = self._rest[self._sock.send(self._rest) :]
            self._watch(writing=True)
        except BlockingIOError:
            self._watch(writing=True)
        except ProbeFailed as failed:
            self._end(failed)
        except OSError as error:
            self._end(told(error))

    def _fill(self) -> bool:
        """Encrypt what is next to be sent; tell whether there is anything."""
        assert self._tls is not None  # noqa: S101 -- `push` has looked
        if not (said := self._session.out()) and self._pours:
            self._backlog.pace(self._wire_bytes)
            room = min(self._backlog.most, CHUNK_BYTES)
            for stream in list(self._pours):
                while room > 0 and (left := self._pours.get(stream, 0)) > 0:
                    size = self._session.pour(stream, self._filling[: min(room, left)])
                    if not size:
                        break
                    self._pours[stream] -= size
                    self.poured += size
                    room -= size
                if self._pours.get(stream) == 0:
                    del self._pours[stream]
                    self._session.finish(stream)
            said = self._session.out()
        if said:
            self._tls.write(said)
        self._rest = memoryview(self._outgoing.read())
        self._wire_bytes += len(self._rest)
        return bool(self._rest)

    def _writable(self) -> None:
        if self._pours:
            self._backlog.come_back()
        self.push()

    def _watch(self, *, writing: bool) -> None:
        if writing != self._writing and not self._closed:
            self._writing = writing
            if writing:
                self._loop.add_writer(self._sock, self._writable)
            else:
                self._loop.remove_writer(self._sock)

    def _end(self, failed: ProbeFailed) -> None:
        if not self._closed:
            self.broken = failed
            self.close()
            self.on_end()

    def close(self) -> None:
        """Close the connection without a word; it does no harm twice."""
        if self._closed:
            return
        self.flow = flow_of(self._sock)
        self._loop.remove_reader(self._sock)
        self._loop.remove_writer(self._sock)
        self._closed = True
        self._sock.close()


def open_socket(address: str) -> socket.socket:
    """Make a socket for *address*, which never waits."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    sock.setblocking(False)  # noqa: FBT003 -- it takes no keyword
    return sock


def _wake(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _closed() -> ProbeFailed:
    return ProbeFailed(Failure.CONNECTION_CLOSED, "the connection was closed")
