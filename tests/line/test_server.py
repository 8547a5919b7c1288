"""`kaklet serve-ndt7` and what strangers can take from it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from probes.line import server as served
from probes.line.messages import DOWNLOAD, PROTOCOL, UPLOAD, Measurement, measurement_of
from probes.line.server import Limits, LineServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Start = Callable[..., Awaitable[str]]

COMMAND = str(Path(sys.executable).with_name("kaklet"))


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Return a function that starts a server and gives its address."""
    servers: list[LineServer] = []

    async def begin(token: str | None = None, **limits: float) -> str:
        servers.append(LineServer(Limits(**{"test_seconds": 1.0, **limits}), token=token))
        return f"http://127.0.0.1:{await servers[-1].start('127.0.0.1', 0)}"

    yield begin
    for one in servers:
        await one.stop()


async def status(url: str, *protocols: str) -> int:
    """Tell by which status a handshake at *url* is refused; 101 if it is not."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(url, protocols=protocols):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 101),
        ("?client_name=a&early_exit=250", 101),
        ("?early_exit=100", 400),
        ("?a=1&a=2", 400),
        ("?a=", 400),
        (f"?a={'x' * 4_100}", 400),
    ],
)
async def test_metadata_is_as_the_protocol_has_it(start: Start, query: str, expected: int) -> None:
    """Keys that come twice, values that are empty, and too much of it are refused."""
    assert await status(f"{await start()}{UPLOAD}{query}", PROTOCOL) == expected


async def test_who_does_not_name_the_protocol_is_refused(start: Start) -> None:
    """Without the subprotocol there is no test."""
    url = await start()
    assert [await status(url + DOWNLOAD), await status(url + DOWNLOAD, "chat")] == [400, 400]


async def test_a_token_is_wanted_where_there_is_one(start: Start) -> None:
    """It may come in the address; a wrong one is no better than none."""
    url = f"{await start(token='a long enough word')}{UPLOAD}"  # noqa: S106 -- a made-up one
    asked = [url, f"{url}?access_token=another", f"{url}?access_token=a+long+enough+word"]
    assert [await status(one, PROTOCOL) for one in asked] == [401, 401, 101]


async def test_a_token_of_no_letters_is_a_wrong_one(start: Start) -> None:
    """Bytes that are no text are refused, and not stumbled over."""
    port = int((await start(token="a long enough word")).rpartition(":")[2])  # noqa: S106 -- a made-up one
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {DOWNLOAD} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: {PROTOCOL}\r\nAuthorization: Bearer ".encode()
        + b"\xff\xfe\r\n\r\n"
    )
    assert b" 401 " in await reader.readline()
    writer.close()


async def test_who_floods_a_server_of_a_download_is_left(start: Start) -> None:
    """What a client says beside its download is bounded, as that is: the test ends long before its time."""
    url = f"{await start(test_seconds=12.0)}{DOWNLOAD}"
    began = time.monotonic()
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, protocols=(PROTOCOL,), max_msg_size=1 << 25) as socket,
    ):

        async def flood() -> None:
            for _ in range(40):
                await socket.send_bytes(bytes(100_000))

        flooding = asyncio.create_task(flood())
        async for _ in socket:
            pass
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
    assert time.monotonic() - began < 10


async def test_tests_at_a_time_are_bounded(start: Start) -> None:
    """Who comes beyond the bound is told 503; when a test is over there is room again."""
    url = f"{await start(tests=1)}{UPLOAD}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, protocols=(PROTOCOL,)) as first:
        assert await status(url, PROTOCOL) == 503
        await first.close()
    for _ in range(100):
        if (found := await status(url, PROTOCOL)) == 101:
            break
        await asyncio.sleep(0.05)
    assert found == 101


async def looks(url: str) -> tuple[list[Measurement], int, float]:
    """Take a whole download; return the server's looks, the bytes that came, and how long it took."""
    said: list[Measurement] = []
    came, began = 0, time.monotonic()
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, protocols=(PROTOCOL,), max_msg_size=1 << 25) as socket,
    ):
        async for message in socket:
            came += len(message.data)
            if isinstance(message.data, str):
                said.append(measurement_of(message.data))
    return said, came, time.monotonic() - began


async def test_a_download_ends_by_its_time_and_tells_its_looks(start: Start) -> None:
    """The server ends it, and its last message is the sum of it, with all that the protocol demands."""
    said, came, took = await looks(f"{await start()}{DOWNLOAD}")
    assert 0.9 < took < 8
    assert len(said) >= 2
    last = said[-1]
    assert (last.origin, last.test) == ("server", "download")
    assert last.connection.start_time.endswith("Z")
    assert last.connection.client.startswith("127.0.0.1:")
    assert last.app_info.content_bytes <= came
    assert last.tcp_info.bytes_sent >= last.app_info.content_bytes / 2
    assert last.tcp_info.elapsed > 300_000
    assert 0 < last.tcp_info.minimum_rtt < 1_000_000


async def test_a_download_ends_by_its_bytes(start: Start) -> None:
    """Nobody takes more than the bound, by more than a message."""
    _, came, _ = await looks(f"{await start(test_seconds=10.0, test_bytes=3_000_000)}{DOWNLOAD}")
    assert 3_000_000 <= came < 5_000_000


async def test_a_client_that_reads_nothing_is_left(start: Start) -> None:
    """A download into a closed ear ends by its time, and frees its place."""
    url = await start(tests=1)
    port = int(url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_024)
    writer.write(
        f"GET {DOWNLOAD} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readline()
    began = time.monotonic()
    while await status(url + UPLOAD, PROTOCOL) != 101:
        await asyncio.sleep(0.1)
        assert time.monotonic() - began < 15
    writer.close()


async def test_no_connection_grows_old(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who connects and never ends its header is cut off."""
    monkeypatch.setattr(served, "_LIVES_SECONDS", 0.5)
    monkeypatch.setattr(served, "_SWEEP_SECONDS", 0.1)
    port = int((await start()).rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nX-Slow:")
    async with asyncio.timeout(15):
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
    writer.close()


async def test_connections_at_a_time_are_bounded(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest beyond the bound are cut off, whatever they do."""
    monkeypatch.setattr(served, "_SWEEP_SECONDS", 0.1)
    port = int((await start(connections=2)).rpartition(":")[2])
    there = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
    ended = [asyncio.create_task(reader.read()) for reader, _ in there]
    async with asyncio.timeout(15):
        while sum(task.done() for task in ended) < 3:  # noqa: ASYNC110 -- what is waited for is the other side's
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    assert sum(task.done() for task in ended) == 3
    for _, writer in there:
        writer.close()
    await asyncio.gather(*ended, return_exceptions=True)


async def test_the_command_serves_and_stops_when_a_test_is_over() -> None:
    """It says where it serves; told to end, it lets the test under way finish first."""
    process = await asyncio.create_subprocess_exec(COMMAND, "serve-ndt7", "--port", "0", "--seconds", "2.5", stdout=-1)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().removeprefix("Serving ndt7 at ").strip()
    running = asyncio.create_task(looks(url.rstrip("/") + DOWNLOAD))
    await asyncio.sleep(0.8)
    process.send_signal(signal.SIGTERM)
    said, _, _ = await running
    await asyncio.wait_for(process.communicate(), 30)
    # The last look may be lost on a busy machine; the one before is 0.625 s older at most.
    assert (process.returncode, said[-1].tcp_info.elapsed > 1_500_000) == (0, True)


@pytest.mark.parametrize("content", ["short", "no certificate, but long enough"])
async def test_what_the_command_cannot_use_is_told(tmp_path: Path, content: str) -> None:
    """A token that is too short and a certificate that is none end in one sentence."""
    (tmp_path / "file").write_text(content)
    option = "--token-file" if content == "short" else "--certificate"
    process = await asyncio.create_subprocess_exec(COMMAND, "serve-ndt7", option, str(tmp_path / "file"), stderr=-1)
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode != 0
    assert said.count(b"\n") == 1
