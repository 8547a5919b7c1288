"""
The only way out of a browser: a SOCKS 5 proxy (RFC 1928) on this machine that connects to admitted hosts alone.

A browser resolves names and follows redirects by itself, so what it may reach is decided here, at the moment of
connecting: the host is one that was admitted, and its address is judged and is the one connected to.
"""

import asyncio
import ipaddress
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress

from probes.probe import ProbeFailed
from probes.wire.failures import told
from results.records import Failure

MAX_BYTES = 40_000_000
"""Of all answers of one visit together; nothing comes through after that."""
MAX_CONNECTIONS = 300
CONNECT_SECONDS = 20.0
_CHUNK = 65_536
_VERSION, _NO_LOGIN, _CONNECT = 5, 0, 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_GRANTED, _FAILED, _FORBIDDEN = 0, 1, 2

AddressOf = Callable[[str, int], Awaitable[str]]
"""Tells the address at which a host may be connected to; raises `ProbeFailed` if there is none."""


class Gate:
    """Runs from `open` to `close`; `troubles` tells by host why it could not be connected to."""

    def __init__(self, address_of: AddressOf) -> None:
        self._address_of = address_of
        self._server: asyncio.Server | None = None
        self._talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._admitted: set[str] = set()
        self._count = 0
        self.received = 0
        self.troubles: dict[str, ProbeFailed] = {}

    async def open(self) -> int:
        """Listen on this machine, and return the port."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def admit(self, host: str) -> None:
        """Let *host* be connected to from now on."""
        self._admitted.add(host)

    async def narrow(self, hosts: frozenset[str]) -> None:
        """Admit *hosts* alone, and hang up on everybody: what is sent next goes over connections of its own."""
        self._admitted = set(hosts)
        await self._hang_up()

    async def close(self) -> None:
        """Hang up and listen no more."""
        if self._server is not None:
            self._server.close()
        await self._hang_up()

    @property
    def overflowed(self) -> bool:
        """Whether more came than is taken."""
        return self.received > MAX_BYTES

    async def _hang_up(self) -> None:
        talks = list(self._talks)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        if talk is None:  # asyncio calls this in a task of its own
            return
        self._talks[talk] = writer
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            pass  # either side may hang up at any time
        finally:
            self._talks.pop(talk, None)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        if version != _VERSION:
            return
        writer.write(bytes([_VERSION, _NO_LOGIN]))
        host, port = await _asked(reader)
        try:
            upstream = await self._connected(host, port)
        except ProbeFailed as failed:
            self.troubles[host] = failed
            refused = failed.failure in {Failure.NOT_APPROVED, Failure.PRIVATE_ADDRESS}
            writer.write(_answer(_FORBIDDEN if refused else _FAILED))
            await writer.drain()
            return
        writer.write(_answer(_GRANTED))
        try:
            await self._relay((reader, writer), upstream)
        finally:
            upstream[1].close()

    async def _connected(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._count += 1
        if host not in self._admitted:
            raise ProbeFailed(Failure.NOT_APPROVED, f"nothing may be asked of {host} now")
        if self._count > MAX_CONNECTIONS or self.overflowed:
            raise ProbeFailed(Failure.TOO_LARGE, f"the page asks for more than {MAX_BYTES} bytes or too often")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(await self._address_of(host, port), port)
        except (OSError, TimeoutError) as error:
            raise told(error) from error

    async def _relay(
        self,
        browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        """Pass on what comes, until both sides are done; an end on one side is an end told to the other."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pass(browser[0], upstream[1], counted=False))
            both.create_task(self._pass(upstream[0], browser[1], counted=True))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool) -> None:
        with suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                self.received += len(chunk) * counted
                if self.overflowed:
                    break
                writer.write(chunk)
                await writer.drain()
        # A browser that has hung up wants no answer; a server that has is done.
        with suppress(OSError):
            writer.write_eof() if writer.can_write_eof() and not counted else writer.close()


async def _asked(reader: asyncio.StreamReader) -> tuple[str, int]:
    """Read what a SOCKS client wants (RFC 1928, 4)."""
    version, command, _, kind = await reader.readexactly(4)
    if version != _VERSION or command != _CONNECT:
        raise ValueError(command)
    if kind == _NAME:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii", "replace").lower()
    else:
        host = str(ipaddress.ip_address(await reader.readexactly(4 if kind == _IPV4 else 16)))
    (port,) = struct.unpack(">H", await reader.readexactly(2))
    return host, port


def _answer(code: int) -> bytes:
    return bytes([_VERSION, code, 0, _IPV4]) + bytes(6)
