"""
One TCP connection held in our own hands, with the kernel's word for when each chunk came.

What the event loop does must not show in the numbers. On Linux the kernel stamps what it receives
(SO_TIMESTAMPNS, socket(7)) and knows the round trip of the handshake (TCP_INFO, tcp(7)); a busy process reads both
late and unchanged. Elsewhere the process's monotonic clock is read, and the wire says so.

Its bound: where several segments wait for a sleeping reader, the kernel may have merged them, and then it knows the
last one's arrival only.
"""

import asyncio
import errno
import os
import socket
import ssl
from contextlib import suppress
from typing import Literal, NamedTuple

from probes.probe import ProbeFailed
from probes.wire.clock import Clock
from probes.wire.kernel import TcpInfo, read_stamped, stamp, tcp_info
from probes.wire.readiness import Readiness
from probes.wire.tls_session import RECORD_HEADER, TlsSession, record_bytes
from results.records import Failure

CHUNK_BYTES = 65_536
_TURNS = 8
"""Chunks that are taken without waiting before others get their turn."""

_ONE_RECORD = 0
"""Taken in place of so many bytes: the next record of TLS."""

_NONBLOCK: int = getattr(socket, "SOCK_NONBLOCK", 0)
"""Linux opens sockets that never wait; elsewhere that takes a call of its own."""

ClockName = Literal["kernel", "process"]


class Chunk(NamedTuple):
    """What came, and when, in ns of the wire's own clock. Empty bytes are the end."""

    data: bytes
    at: int


class Wire:
    """
    One TCP connection, with TLS on it or without. All instants are ns of one clock, which `now` tells.

    Whoever made it closes it.
    """

    def __init__(self, sock: socket.socket, clock: Clock, max_bytes: int) -> None:
        self._sock = sock
        self._readiness: Readiness | None = None
        self._stamped = stamp(sock)
        self.clock: ClockName = "kernel" if self._stamped else "process"
        """Who told when things came; ``process`` if the kernel failed to but once."""
        self.now = clock.wall if self._stamped else clock.monotonic
        self.connect_seconds = 0.0
        """From the SYN to its answer."""
        self.rtt_seconds: float | None = None
        """The smallest round trip time that the kernel told of; None if it told of none."""
        self.received = 0
        """Bytes that came over TCP."""
        self._max_bytes = max_bytes
        self._unwaited = 0
        self._tls: TlsSession | None = None

    async def start_tls(self, context: ssl.SSLContext, name: str) -> float:
        """
        Shake hands over TLS with a server of that *name*, and return the seconds that it was waited for.

        That is the time from each flight being sent to the server's next one being there whole. What this machine
        takes to check certificates is no part of it.

        Raises:
            ssl.SSLError: if the server's certificate proves nothing, or there is no agreement.
            OSError: if the connection breaks.

        """
        # A small request right after the last words of TLS would wait for their acknowledgement (RFC 896).
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        tls = self._tls = TlsSession(context, name)
        waited, sent, came = 0, 0, 0
        while not self._shaken(tls):
            if flight := tls.outgoing.read():
                waited += came - sent
                sent = await self._put(flight)
            chunk = await self._take(CHUNK_BYTES)
            if not chunk.data:
                raise ConnectionResetError(errno.ECONNRESET, "the connection was closed during the TLS handshake")
            tls.feed(chunk.data, chunk.at)
            came = chunk.at
        # Its last words wait for `send` or `flush`.
        return (waited + came - sent) / 1e9

    def _shaken(self, tls: TlsSession) -> bool:
        try:
            tls.session.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLError:
            with suppress(OSError):
                self._sock.send(tls.outgoing.read())  # tells the server why
            raise
        return True

    async def send(self, data: bytes) -> int:
        """Send *data* and return the instant just before its first byte was handed to the kernel."""
        if self._tls is not None:
            self._tls.session.write(data)
            data = self._tls.outgoing.read()
        return await self._put(data)

    async def flush(self) -> None:
        """Send the last words of the handshake, where nothing else is going to be sent."""
        if self._tls is not None and (words := self._tls.outgoing.read()):
            await self._put(words)

    @property
    def session(self) -> ssl.SSLObject | None:
        """The session of TLS, also while it is made and where it came to nothing; None before `start_tls`."""
        return None if self._tls is None else self._tls.session

    async def receive(self, *, sparing: bool = False) -> Chunk:
        """
        Return what came next, and the instant at which the kernel had what makes it readable.

        *sparing* takes no more off the wire than the next byte (with TLS: the next record), so that the instant is
        that byte's own and not that of what came after it. TLS records that hold nothing to read, such as session
        tickets, are passed over.

        Raises:
            ProbeFailed: TOO_LARGE, if more came than this wire may carry.
            OSError: if the connection breaks.

        """
        if self._tls is None:
            return await self._take(1 if sparing else CHUNK_BYTES)
        tls = self._tls
        while True:
            try:
                return Chunk(tls.session.read(CHUNK_BYTES), tls.fed_at)
            except ssl.SSLWantReadError:
                if answer := tls.outgoing.read():
                    await self._put(answer)
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return Chunk(b"", tls.fed_at)
            most = _ONE_RECORD if sparing else CHUNK_BYTES
            while True:
                chunk = await self._take(tls.wanted if sparing and tls.within else most)
                tls.feed(*chunk)
                if not (sparing and chunk.data and tls.within):  # half a record cannot be read, so it is not tried
                    break

    @property
    def idle(self) -> bool:
        """
        Whether it is open and nothing has come that nobody asked for, so that another request may be sent on it.

        With TLS, what has come unread may be a session ticket: then only the end of the connection counts.
        """
        try:
            waiting = self._sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return bool(waiting) and self._tls is not None

    def tcp_info(self) -> TcpInfo | None:
        """Ask the kernel about the connection; None where it does not say. Keeps `rtt_seconds` the smallest."""
        info = tcp_info(self._sock)
        if info is not None and info.rtt_us:
            # Later samples can hold the time for which a busy server puts off its acknowledgement.
            self.rtt_seconds = min(info.rtt_us / 1e6, self.rtt_seconds or float("inf"))
        return info

    def close(self) -> None:
        """Close the connection; it does no harm twice."""
        if self._readiness is not None:
            self._readiness.close()
        self._sock.close()

    async def shake_hands(self, address: str, port: int) -> None:
        """Connect; the time of it is in `connect_seconds`. Raise `OSError` if it does not come about."""
        began = self.now()
        error = self._sock.connect_ex((address, port))
        self._readiness = Readiness(self._sock)
        if error == errno.EINPROGRESS:
            await self._readiness.wait(writing=True)
            error = 0
        elapsed = (self.now() - began) / 1e9
        info = self.tcp_info()
        if info is None or not info.connected:
            error = error or self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
        if info is None:
            self.connect_seconds = elapsed
        elif info.rtt_us and not info.retransmits:
            self.connect_seconds = info.rtt_us / 1e6
        else:
            # A SYN that was sent again has no round trip that counts from the first one: the loop's lateness is
            # taken off by the kernel's own count since the answer.
            self.connect_seconds = max(elapsed - info.last_ack_ms / 1e3, info.rtt_us / 1e6)

    async def _put(self, data: bytes) -> int:
        at = self.now()
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self._sock.send(rest) :]
            except BlockingIOError:
                await self._connected().wait(writing=True)
        return at

    async def _take(self, most: int) -> Chunk:
        """Take at most *most* bytes; wait for them if there are none yet."""
        self._unwaited += 1
        if self._unwaited >= _TURNS:
            self._unwaited = 0
            await asyncio.sleep(0)  # a fast sender never makes us wait, and would keep the others from their turn
        readiness = self._connected()
        while True:
            if readiness.readable:
                try:
                    data, at = self._read(most)
                    break
                except BlockingIOError:
                    readiness.readable = False
            self._unwaited = 0
            await readiness.wait()
        self.received += len(data)
        if self.received > self._max_bytes:
            raise ProbeFailed(Failure.TOO_LARGE, f"more than {self._max_bytes} bytes on the wire")
        return Chunk(data, at)

    def _read(self, most: int) -> tuple[bytes, int]:
        if most == _ONE_RECORD:
            # A look at its header costs a third of taking that by itself.
            most = record_bytes(self._sock.recv(RECORD_HEADER, socket.MSG_PEEK))
        if not self._stamped:
            return self._sock.recv(most), self.now()
        data, at = read_stamped(self._sock, most)
        if at is None:
            at = self.now()
            if data:
                self.clock = "process"
        return data, at

    def _connected(self) -> Readiness:
        if self._readiness is None:
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        return self._readiness


async def connect(address: str, port: int, *, clock: Clock, max_bytes: int) -> Wire:
    """
    Connect to *address*, which is numeric, once. *max_bytes* is all that may ever come over this wire.

    Raises:
        OSError: if no connection comes about.

    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM | _NONBLOCK)
    if not _NONBLOCK:
        sock.setblocking(False)  # noqa: FBT003 -- the only way to call it
    wire = Wire(sock, clock, max_bytes)
    try:
        await wire.shake_hands(address, port)
    except BaseException:
        wire.close()
        raise
    return wire
