"""What nginx cannot be made to do: servers that close, stall, babble and lie, one at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from probes.http import HttpProbe
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Desk, Handler, Serve

CONNECTED = {"resolve_seconds", "connect_seconds", "rtt_seconds", "retransmits", "wire_bytes"}
"""What is known once a connection stands, and nothing of an answer yet."""
SOON = HttpProbe(timeout_seconds=0.4)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the connection and say nothing."""
    del writer
    await reader.read()


async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the connection and close it at once."""
    del reader
    writer.close()


async def test_accept_then_close_is_asked_exactly_once(desk: Desk, serve: Serve) -> None:
    """A server that takes the connection and closes it sees exactly one attempt: nothing asks again in secret."""
    server = await serve(close)
    found = await desk.ask(HttpProbe(), server.url())
    await asyncio.sleep(0.1)
    assert found.failure is Failure.CONNECTION_CLOSED
    assert len(server.taken) == 1


async def test_close_after_the_request_is_asked_exactly_once(
    desk: Desk, serve: Serve, reply: Callable[[bytes], Handler]
) -> None:
    """A server that reads the request and hangs up without a word sees exactly one attempt."""
    server = await serve(reply(b""))
    found = await desk.ask(HttpProbe(), server.url())
    await asyncio.sleep(0.1)
    assert found.failure is Failure.CONNECTION_CLOSED
    assert len(server.taken) == 1


async def test_reset(desk: Desk, serve: Serve) -> None:
    """A connection that is reset was closed by the target."""

    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    found = await desk.ask(HttpProbe(), (await serve(reset)).url())
    assert found.failure is Failure.CONNECTION_CLOSED


async def test_stall_in_the_tls_handshake(desk: Desk, serve: Serve) -> None:
    """A server that never answers the TLS hello was connected to, but there is no handshake."""
    server = await serve(silent)
    found = await desk.ask(SOON, f"https://localhost:{server.port}/")
    assert found.failure is Failure.TIMEOUT
    assert set(found.metrics) == CONNECTED
    assert found.address == "127.0.0.1"


async def test_stall_before_the_header(desk: Desk, serve: Serve) -> None:
    """A server that takes the request and says nothing was connected to, and no more."""
    found = await desk.ask(SOON, (await serve(silent)).url())
    assert found.failure is Failure.TIMEOUT
    assert set(found.metrics) == CONNECTED


async def test_stall_within_the_header(desk: Desk, serve: Serve) -> None:
    """Half a header is no answer yet: there is neither a status nor a first byte."""

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-")
        await reader.read()

    found = await desk.ask(SOON, (await serve(half)).url())
    assert found.failure is Failure.TIMEOUT
    assert set(found.metrics) == CONNECTED


async def test_stall_within_the_body(desk: Desk, serve: Serve) -> None:
    """A body that stops half way has a first byte and a size so far, but no transfer and no total."""

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"ab")
        await reader.read()

    found = await desk.ask(SOON, (await serve(half)).url())
    assert found.failure is Failure.TIMEOUT
    assert set(found.metrics) == CONNECTED | {"ttfb_seconds", "server_seconds", "status", "redirects", "body_bytes"}
    assert found.metrics["body_bytes"] == 2


async def test_stall_after_a_redirect(desk: Desk, serve: Serve, reply: Callable[[bytes], Handler]) -> None:
    """The figures of a hop that led on are not passed off as those of the hop that stalled."""
    end = await serve(silent)
    start = await serve(
        reply(f"HTTP/1.1 302 Found\r\nLocation: {end.url()}\r\nContent-Length: 0\r\n\r\n".encode("ascii"))
    )
    found = await desk.ask(SOON, start.url())
    assert found.failure is Failure.TIMEOUT
    assert set(found.metrics) == CONNECTED


async def test_body_cut_short(desk: Desk, serve: Serve, reply: Callable[[bytes], Handler]) -> None:
    """A body that ends before its announced length was closed by the target."""
    found = await desk.ask(HttpProbe(), (await serve(reply(OK + b"ab"))).url())
    assert found.failure is Failure.CONNECTION_CLOSED
    assert "transfer_seconds" not in found.metrics


async def test_endless_chunks(desk: Desk, serve: Serve) -> None:
    """Chunks without an end are read to the bound and no further."""
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
            await writer.drain()
            sent += 0x1000

    found = await desk.ask(HttpProbe(max_body_bytes=50_000), (await serve(endless)).url())
    assert found.failure is Failure.TOO_LARGE
    assert found.metrics["body_bytes"] < 1_000_000
    assert sent < 20_000_000


async def test_dripping_body(desk: Desk, serve: Serve) -> None:
    """A body that drips for ever ends with the timeout: the watch is on the whole visit, not on the next byte."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    found = await desk.ask(SOON, (await serve(drip)).url())
    assert found.failure is Failure.TIMEOUT
    assert found.duration_seconds == pytest.approx(0.4, abs=0.3)


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\xff\x13garbage\r\n\r\n",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 9999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nNo colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=["bytes", "smtp", "status", "header", "length", "endless_header"],
)
async def test_garbage(desk: Desk, serve: Serve, reply: Callable[[bytes], Handler], said: bytes) -> None:
    """An answer that is not HTTP is the target's failure, without a status."""
    found = await desk.ask(HttpProbe(), (await serve(reply(said))).url())
    assert found.failure is Failure.PROTOCOL_ERROR
    assert "status" not in found.metrics
    assert len(found.detail) <= 300


@pytest.mark.parametrize("location", ["http://[", "ftp://localhost/", "http://localhost:99999/"])
async def test_redirect_to_no_address(
    desk: Desk, serve: Serve, reply: Callable[[bytes], Handler], location: str
) -> None:
    """A redirect that leads to nothing on the web is the target's failure, not a bug of ours."""
    said = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    found = await desk.ask(HttpProbe(), (await serve(reply(said.encode()))).url())
    assert found.failure is Failure.PROTOCOL_ERROR


async def test_one_family_alone(desk: Desk, serve: Serve) -> None:
    """A probe of IPv6 never falls back to IPv4, where the server would have answered."""
    server = await serve(close)
    found = await desk.ask(HttpProbe(family="ipv6"), server.url())
    assert found.failure is not None
    assert server.taken == []
