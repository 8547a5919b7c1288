"""Responsiveness under load: at nginx, at our own server, and at servers that misbehave."""

from __future__ import annotations

import asyncio
import json
import ssl
import struct
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes
from real_servers import debian, free_ports, wait_for

from probes.line.asker import asker
from probes.probe import Notes, ProbeFailed
from probes.responsive import ceiling
from probes.responsive.configuration import configuration_of
from probes.responsive.http2 import Session
from probes.responsive.server import Limits, ResponsiveServer
from probes.responsive.stability import (
    HIGH,
    LOW,
    MEDIUM,
    Foreign,
    Progress,
    foreign_seconds,
    probes_per_second,
    rpm,
    steady,
    trimmed_mean,
)
from probes.responsive.visit import ResponsiveVisit
from probes.responsiveness import ResponsivenessProbe
from probes.wire.clock import Clock
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from conftest import Desk

    Serve = Callable[..., Awaitable[str]]
    Script = Callable[[str, int, H2Connection], None]

pytestmark = pytest.mark.alone

URLS = {"large_download_url": "/large", "small_download_url": "/small", "upload_url": "/upload"}


@pytest.fixture
def quick(authority: Authority) -> ResponsivenessProbe:  # noqa: F821 -- conftest's
    """Return a probe whose directions are short."""
    return ResponsivenessProbe(
        direction_seconds=1.5,
        interval_seconds=0.15,
        timeout_seconds=30.0,
        ceiling_seconds=0.0,
        ca_file=authority.ca_file,
    )


def configuration(port: int, **more: object) -> bytes:
    """Write what a server on *port* says of itself."""
    urls = {name: f"https://localhost:{port}{path}" for name, path in URLS.items()}
    return json.dumps({"version": 1, "urls": urls, **more}).encode()


_NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type application/octet-stream;
    root {folder}/www;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {chain};
        ssl_certificate_key {key};
        location = /.well-known/nq {{ default_type application/json; alias {folder}/www/configuration; }}
        location = /upload {{
            client_max_body_size 0;
            proxy_pass http://127.0.0.1:{sink};
            proxy_http_version 1.1;
            proxy_request_buffering off;
        }}
    }}
}}
"""


@pytest.fixture
def nginx_port(tmp_path: Path, authority: Authority, sink: int) -> Iterator[int]:  # noqa: F821 -- conftest's
    """Run an nginx that serves the four addresses, what is uploaded going to *sink*; return its port."""
    binary, (port,) = debian("nginx", "nginx-light"), free_ports(1)
    (tmp_path / "www").mkdir()
    (tmp_path / "www/small").write_bytes(b"x")
    with (tmp_path / "www/large").open("wb") as large:
        large.truncate(8_000_000_000)  # it takes no room: all of it is a hole
    (tmp_path / "www/configuration").write_bytes(configuration(port))
    config = tmp_path / "nginx.conf"
    chain, key = authority.chain("good"), authority.key("good")
    config.write_text(_NGINX.format(folder=tmp_path, port=port, chain=chain, key=key, sink=sink))
    with subprocess.Popen([binary, "-e", tmp_path / "error.log", "-p", tmp_path, "-c", config]) as process:
        wait_for(port, process, tmp_path / "error.log")
        yield port
        process.terminate()


@pytest.fixture
async def sink() -> AsyncIterator[int]:
    """Run a server that reads and never answers, as the service "discard" of RFC 863; return its port."""
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.CancelledError):
            while await reader.read(1 << 18):
                pass
        writer.close()

    started = await asyncio.start_server(talk, "127.0.0.1", 0)
    yield started.sockets[0].getsockname()[1]
    started.close()
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:  # noqa: F821 -- conftest's
    """Make a server's context."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(authority.chain("good"), authority.key("good"))
    return made


@pytest.fixture
async def own(context: ssl.SSLContext) -> AsyncIterator[Serve]:
    """Return a function that starts a server of ours and gives its address."""
    servers: list[ResponsiveServer] = []

    async def begin(**limits: float) -> str:
        servers.append(ResponsiveServer(Limits(**limits)))
        return f"https://localhost:{await servers[-1].start('127.0.0.1', 0, context)}/"

    yield begin
    for one in servers:
        await one.stop()


@pytest.fixture
async def scripted(context: ssl.SSLContext) -> AsyncIterator[Serve]:
    """Return a function that starts a server of HTTP/2 that answers requests by a script, and hands no window back."""
    servers: list[asyncio.Server] = []
    talks: set[asyncio.Task[None]] = set()
    context.set_alpn_protocols(["h2"])

    async def begin(script: Script, window: int = 65_535) -> str:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            talks.add(asyncio.current_task())
            connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
            connection.initiate_connection()
            connection.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: window})
            connection.flush = lambda: writer.write(connection.data_to_send())
            with suppress(ConnectionError, asyncio.CancelledError, ssl.SSLError, ProtocolError):
                writer.write(connection.data_to_send())
                while data := await reader.read(65_536):
                    writer.write(connection.data_to_send())
                    for event in connection.receive_data(data):
                        if isinstance(event, RequestReceived):
                            script(dict(event.headers)[":path"], event.stream_id, connection)
                    writer.write(connection.data_to_send())
                    await writer.drain()
            writer.close()

        servers.append(await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context))
        return f"https://localhost:{servers[-1].sockets[0].getsockname()[1]}/"

    yield begin
    for one in servers:
        one.close()
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


def answer(connection: H2Connection, stream: int, body: bytes, status: int = 200, *, ends: bool = True) -> None:
    """Answer a request whole."""
    connection.send_headers(stream, [(":status", str(status))])
    while len(body) > 16_384:
        connection.send_data(stream, body[:16_384])
        body = body[16_384:]
    connection.send_data(stream, body, end_stream=ends)


def usual(path: str, stream: int, connection: H2Connection, port: int) -> bool:
    """Answer what is no load; tell whether it was."""
    if path == "/.well-known/nq":
        answer(connection, stream, configuration(port))
    elif path == "/small":
        answer(connection, stream, b"x")
    else:
        return False
    return True


def port_in(url: str) -> int:
    """Tell the port of a server's address."""
    return int(url.rpartition(":")[2].strip("/"))


async def test_nginx_is_measured_both_ways(desk: Desk, nginx_port: int, quick: ResponsivenessProbe) -> None:
    """A server that is somebody else's: both directions, idle and loaded, by the kernel's clock."""
    for _ in range(3):
        found = await desk.ask(quick, f"https://localhost:{nginx_port}/configuration")
        # On a busy machine no new connection may come about in intervals that are so short: that is left out, not 0.
        if {"download_rpm", "upload_rpm"} <= found.metrics.keys():
            break
    assert (found.failure, found.address) == (None, "127.0.0.1")
    metrics = found.metrics
    for way in ("download", "upload"):
        expected = (60 / metrics[f"{way}_foreign_seconds"] + 60 / metrics[f"{way}_loaded_seconds"]) / 2
        assert metrics[f"{way}_rpm"] == pytest.approx(expected, abs=0.06)
        assert metrics[f"{way}_bits_per_second"] > 1e6
        assert metrics[f"{way}_confidence"] in {LOW, MEDIUM, HIGH}
        assert 1 < metrics[f"{way}_connections"] <= 16
    assert 0 < metrics["idle_http_seconds"] < 0.2
    assert 0 < metrics["cpu_busy_ratio"] <= 1
    assert "cross_traffic_bytes" not in metrics  # over loopback both ends go, and nothing can be told
    assert [hop.url for hop in found.hops] == [f"https://localhost:{nginx_port}/{name}" for name in ("large", "upload")]
    assert all(hop.metrics["self_probes"] > 0 for hop in found.hops)


async def test_our_own_server_tells_by_what_it_paces(desk: Desk, own: Serve, quick: ResponsivenessProbe) -> None:
    """What a server of ours says of its sending is in the record, and nothing is warned of."""
    found = await desk.ask(quick, await own())
    assert (found.failure, found.metrics.get("warnings")) == (None, None)
    assert "congestion_server=" in found.detail
    assert "congestion_client=" in found.detail
    assert found.metrics["download_rpm"] > 0
    assert found.metrics["upload_rpm"] > 0


async def test_no_room_is_nobody_s_fault_and_is_kept_away_from(
    desk: Desk, own: Serve, quick: ResponsivenessProbe
) -> None:
    """A server without room is neither up nor down; nothing is measured, and the next slots leave it alone."""
    url = await own(loads=0)
    first, second = await desk.ask(quick, url), await desk.ask(quick, url)
    assert (first.failure, second.failure) == (Failure.BLOCKED, Failure.PAUSED)
    assert "503" in first.detail


async def test_a_server_that_takes_few_connections_is_left_at_those(
    desk: Desk, own: Serve, quick: ResponsivenessProbe
) -> None:
    """Who refuses more of them is measured by what it takes, with a warning."""
    found = await desk.ask(quick, await own(loads=2))
    assert found.failure is None
    assert "warning: no more than 2 connections: 503" in found.detail
    assert found.metrics["warnings"] == 2
    assert found.metrics["download_bits_per_second"] > 0


@pytest.mark.parametrize("code", [0, 2])
async def test_a_goodbye(desk: Desk, scripted: Serve, quick: ResponsivenessProbe, code: int) -> None:
    """GOAWAY without an error gets a new connection in its place; with one, the direction ends with a warning."""
    url, loads = "", []

    def leave(connection: H2Connection) -> None:
        connection.close_connection(code)
        connection.flush()

    def script(path: str, stream: int, connection: H2Connection) -> None:
        if not usual(path, stream, connection, port_in(url)):
            loads.append(path)
            if path == "/large":
                answer(connection, stream, bytes(60_000), ends=False)
                asyncio.get_running_loop().call_later(0.7, leave, connection)

    url = await scripted(script)
    found = await desk.ask(quick, url)
    assert found.failure is None
    assert found.metrics["download_bits_per_second"] > 0
    assert ("the download broke off after" in found.detail) == bool(code)
    assert loads.count("/large") > (2 if code == 0 else 0)


async def test_an_upload_that_nobody_takes(
    desk: Desk, scripted: Serve, quick: ResponsivenessProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window that becomes one byte and is never opened again is no upload; what was seen of the download stays."""
    monkeypatch.setattr("probes.responsive.direction.MNP", 2)  # each sends a little before it hears of the window
    url = ""

    def trickle(stream: int, connection: H2Connection) -> None:
        with suppress(ProtocolError, ConnectionError):  # until the client has had enough
            connection.send_data(stream, bytes(10_000))
            connection.flush()
            asyncio.get_running_loop().call_later(0.1, trickle, stream, connection)

    def script(path: str, stream: int, connection: H2Connection) -> None:
        if not usual(path, stream, connection, port_in(url)) and path == "/large":
            connection.send_headers(stream, [(":status", "200")])
            trickle(stream, connection)

    url = await scripted(script, window=1)
    found = await desk.ask(msgspec.structs.replace(quick, direction_seconds=3.0), url)
    assert (found.failure, "upload" in found.detail) == (Failure.TIMEOUT, True), found.detail
    assert found.metrics["download_bits_per_second"] > 0


@pytest.mark.parametrize(
    "told",
    [
        (200, b"{", Failure.PROTOCOL_ERROR),
        (200, b"[" * 60_000, Failure.PROTOCOL_ERROR),
        (200, b"x" * 200_000, Failure.TOO_LARGE),
        (302, b"", Failure.UNEXPECTED_STATUS),
        (404, b"", Failure.UNEXPECTED_STATUS),
        (429, b"", Failure.BLOCKED),
    ],
)
async def test_a_configuration_that_is_none(
    desk: Desk, scripted: Serve, quick: ResponsivenessProbe, dialled: list[str], told: tuple[int, bytes, Failure]
) -> None:
    """Nonsense, too much of it, a redirect into a private network and errors end there, each told as what it is."""
    status, body, failure = told

    def script(_: str, stream: int, connection: H2Connection) -> None:
        connection.send_headers(stream, [(":status", str(status)), ("location", "https://10.0.0.1/")])
        with suppress(Exception):
            for at in range(0, len(body), 16_384):
                connection.send_data(stream, body[at : at + 16_384])
        connection.end_stream(stream)

    found = await desk.ask(quick, await scripted(script))
    assert found.failure is failure
    assert set(dialled) <= {"localhost", "127.0.0.1"}


@pytest.mark.parametrize(
    ("path", "status", "failure"),
    [
        ("/small", 500, Failure.UNEXPECTED_STATUS),
        ("/large", 503, Failure.BLOCKED),
        ("/large", 200, Failure.CONNECTION_CLOSED),
    ],
)
async def test_load_that_is_none(
    desk: Desk, scripted: Serve, quick: ResponsivenessProbe, path: str, status: int, failure: Failure
) -> None:
    """A refusal is told by its status; a large object of one byte is none, and is not asked for again and again."""
    url, asked = "", []

    def script(where: str, stream: int, connection: H2Connection) -> None:
        asked.append(where)
        if where == path:
            answer(connection, stream, b"x", status)
        else:
            usual(where, stream, connection, port_in(url))

    url = await scripted(script)
    found = await desk.ask(quick, url)
    assert found.failure is failure
    assert asked.count(path) == 1


async def test_what_is_no_http2(desk: Desk, serve: Serve, nginx: Nginx, quick: ResponsivenessProbe) -> None:  # noqa: F821 -- conftest's
    """A server of HTTP/1.1 alone, and one that speaks no TLS, are told so."""

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"what do you want?\r\n")
        await writer.drain()

    listener = await serve(talk)
    old = await desk.ask(quick, nginx.url())
    plain = await desk.ask(quick, f"https://localhost:{listener.port}/")
    assert (old.failure, plain.failure) == (Failure.PROTOCOL_ERROR, Failure.TLS_FAILED)


async def test_a_server_that_says_nothing(
    desk: Desk, serve: Serve, quick: ResponsivenessProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence after the connection ends by our own clock."""
    monkeypatch.setattr("probes.responsive.client.CONNECT_SECONDS", 0.5)

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(1_000):
            pass

    listener = await serve(talk)
    found = await desk.ask(quick, f"https://localhost:{listener.port}/")
    assert (found.failure, found.duration_seconds < 15) == (Failure.TIMEOUT, True)


async def test_a_stranger_leads_into_no_network_of_ours() -> None:
    """What a public server names as the place of the test is judged as its own address is."""
    visit = ResponsiveVisit(
        direction_seconds=1, interval_seconds=1, probes_per_second=1, ceiling_seconds=0, family="ipv4", ca_file=None
    )
    configured = configuration_of(configuration(443, test_endpoint="192.168.1.1"))
    with pytest.raises(ProbeFailed) as caught:
        await visit.server_at(configured.endpoint, configured, Notes(), guarded=True)
    assert caught.value.failure is Failure.PRIVATE_ADDRESS


SOUND = {"version": 1, "urls": {name: f"https://a.example{path}" for name, path in URLS.items()}}


@pytest.mark.parametrize(
    "said",
    [
        {**SOUND, "version": 2},
        {**SOUND, "version": True},
        {"version": 1},
        {**SOUND, "urls": {**SOUND["urls"], "upload_url": "https://b.example/"}},
        {**SOUND, "urls": {name: url.replace("https", "http") for name, url in SOUND["urls"].items()}},
        {**SOUND, "urls": dict.fromkeys(URLS, 7)},
        {**SOUND, "urls": []},
        {**SOUND, "test_endpoint": "a/b"},
        {**SOUND, "test_endpoint": ["a"]},
        [],
    ],
)
def test_a_configuration_of_another_shape_is_ignored(said: object) -> None:
    """The draft has the whole of it ignored, which is no configuration."""
    with pytest.raises(ProbeFailed) as caught:
        configuration_of(json.dumps(said).encode())
    assert caught.value.failure is Failure.PROTOCOL_ERROR


def test_a_configuration_is_read() -> None:
    """By the draft's names and older ones, with what is unknown passed over; a name that comes twice is not."""
    found = configuration_of(json.dumps({**SOUND, "more": 1, "test_endpoint": "edge.a.example"}).encode())
    assert (found.host, found.port, found.endpoint) == ("a.example", 443, "edge.a.example")
    older = {"small_https_download_url": "/s", "large_https_download_url": "/l?size=9", "https_upload_url": "/u"}
    urls = {name: f"https://a.example:4043{path}" for name, path in older.items()}
    assert configuration_of(json.dumps({"version": 1, "urls": urls}).encode()).paths == ("/l?size=9", "/s", "/u")
    with pytest.raises(ProbeFailed):
        configuration_of(b'{"version": 1, ' + json.dumps(SOUND)[1:].encode())


def test_round_trips_a_minute_are_the_draft_s() -> None:
    """The worst 5 % of each part are left out; new and loaded connections weigh the same."""
    assert trimmed_mean([0.1] * 19 + [5.0]) == pytest.approx(0.1)
    assert (trimmed_mean([]), trimmed_mean([0.3])) == (None, 0.3)
    foreign = [Foreign(0.03, 0.06, 0.09)] * 20
    assert foreign_seconds(foreign) == pytest.approx(0.06)
    assert rpm(foreign, [0.2] * 20) == pytest.approx((1_000 + 300) / 2)
    assert (rpm([], [0.2]), rpm(foreign, [])) == (None, None)


def test_probes_take_a_twentieth_of_the_capacity() -> None:
    """A pair of probes takes 6,000 bytes; beyond what the capacity allows there are as many as were asked for."""
    assert probes_per_second(96e3, 20) == pytest.approx(0.1)
    assert probes_per_second(1e9, 20) == 20
    assert probes_per_second(0, 20) == 0


def test_steady_is_a_deviation_of_less_than_a_twentieth() -> None:
    """Of the last four, against the last; fewer say nothing."""
    assert steady([1.0, 1.0, 1.0]) is False
    assert steady([9.0, 1.0, 1.02, 0.98, 1.0])
    assert not steady([0.8, 0.9, 1.0, 1.1])
    assert not steady([0.0] * 4)


def test_goodput_comes_to_rest_before_responsiveness_is_looked_at() -> None:
    """Four averages over four whole intervals each, then four of responsiveness: the confidence grows with them."""
    progress, seen = Progress(), []
    for _ in range(11):
        progress.interval(1e6, [Foreign(0.1, 0.1, 0.1)], [0.1])
        seen.append((progress.capacity_confidence, progress.confidence))
    assert seen == [(LOW, LOW)] * 3 + [(MEDIUM, LOW)] * 3 + [(HIGH, LOW)] * 4 + [(HIGH, HIGH)]
    assert (progress.rpm, progress.goodput) == (pytest.approx(600), 1e6)


def test_what_comes_to_no_rest_is_of_medium_confidence() -> None:
    """Goodput that is steady and round trips that are not."""
    progress = Progress()
    for n in range(20):
        progress.interval(1e6, [Foreign(0.1, 0.1, 0.1 * 1.5 ** (n % 7))] * 3, [0.1 * 1.9 ** (n % 5)])
    assert (progress.saturated, progress.stable, progress.confidence) == (True, False, MEDIUM)


async def test_a_ceiling_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's own ceiling is found on loopback, and kept for a week."""
    monkeypatch.setattr(ceiling, "_known", [])
    found = await ceiling.device_ceiling(0.4, Clock())
    assert found is not None
    assert found > 1e6
    assert await ceiling.device_ceiling(9_999, Clock()) == found


def test_bulk_goes_through_in_any_pieces() -> None:
    """A body of load is counted and not kept, wherever the pieces that it comes in are cut."""
    client, far = Session(client=True), Session(client=False)
    far.feed(memoryview(client.out()))
    stream = client.ask("GET", "localhost", "/large", "test")
    client.bulk(stream)
    asked = far.feed(memoryview(client.out()))
    assert [news.what for news in asked] == ["asked", "ended"]
    far.answer(stream, 200, {}, None)
    said = bytearray(far.out())
    poured = 0
    while poured < 200_000:
        poured += (size := far.pour(stream, memoryview(bytes(20_000))))
        assert size == 16_384
        said += far.out()
    far.finish(stream)
    said += far.out()
    news = [one.what for at in range(0, len(said), 7) for one in client.feed(memoryview(said)[at : at + 7])]
    assert news == ["answered", "ended"]
    assert client.bulk_bytes == poured


def test_one_connection_carries_many_loads() -> None:
    """A body of load that has ended is none that is open: neither side runs out of streams."""
    client, far = Session(client=True), Session(client=False)
    heard: list[str] = []

    def swap() -> None:
        heard.extend(news.what for news in far.feed(memoryview(client.out())))
        heard.extend(news.what for news in client.feed(memoryview(far.out())))

    for _ in range(150):
        stream = client.ask("GET", "localhost", "/large", "test")
        client.bulk(stream)
        swap()
        far.answer(stream, 200, {"content-length": "4"}, b"load")
        swap()
        stream = client.ask("POST", "localhost", "/upload", "test", body=True)
        swap()
        far.bulk(stream)
        client.pour(stream, memoryview(b"load"))
        client.finish(stream)
        swap()
        far.answer(stream, 200, {}, b"")
        swap()
    assert (client.bulk_bytes, far.bulk_bytes) == (600, 600)
    assert (heard.count("answered"), heard.count("reset"), heard.count("leaving")) == (300, 0, 0)


def test_who_reads_no_answers_is_left() -> None:
    """Pings that are answered, but whose answers nobody takes, are bounded."""
    far = Session(client=False)
    far.feed(memoryview(Session(client=True).out()))
    pings = struct.pack("!BHBBI8s", 0, 8, 6, 0, 0, b"12345678") * 70_000
    with pytest.raises(ProbeFailed, match="more answers than it reads"):
        far.feed(memoryview(pings))


def test_a_status_of_thousands_of_digits_is_none() -> None:
    """It is told as no status, and not as an error of ours."""
    client = Session(client=True)
    far = H2Connection(H2Configuration(client_side=False, validate_outbound_headers=False))
    far.initiate_connection()
    stream = client.ask("GET", "localhost", "/", "test")
    far.receive_data(client.out())
    far.send_headers(stream, [(":status", "9" * 5_000)])
    assert [(one.what, one.number) for one in client.feed(memoryview(far.data_to_send()))] == [("answered", 0)]


@pytest.mark.parametrize(
    "frame", [b"\xff\xff\xff\x00\x00\x00\x00\x00\x01", b"\x00\x00\x00\x00\x00\x00\x00\x00\x00", b"HTTP/1.1 400 Bad"]
)
def test_frames_that_break_the_protocol(frame: bytes) -> None:
    """A frame that is too long, data on no stream, and another protocol are told as that."""
    with pytest.raises(ProbeFailed) as caught:
        Session(client=True).feed(memoryview(frame * 2))
    assert caught.value.failure is Failure.PROTOCOL_ERROR


async def test_no_connection_grows_old(own: Serve) -> None:
    """Who connects and says nothing is cut off."""
    port = port_in(await own(connection_seconds=0.5))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    async with asyncio.timeout(15):
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
    assert time.monotonic() - began > 0.3
    writer.close()


async def test_connections_of_one_address_are_bounded(own: Serve) -> None:
    """Those beyond the bound are hung up on; the first stay."""
    port = port_in(await own(of_one_address=2))
    there = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
    ended = [asyncio.create_task(reader.read()) for reader, _ in there]
    async with asyncio.timeout(15):
        while sum(task.done() for task in ended) < 3:  # noqa: ASYNC110 -- what is waited for is the other side's
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert [task.done() for task in ended] == [False, False, True, True, True]
    for _, writer in there:
        writer.close()
    await asyncio.gather(*ended, return_exceptions=True)


@pytest.mark.parametrize(
    ("source", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "20010db800010002"),
        ("2001:db8:1:2:ffff::1", "20010db800010002"),
        ("fe80::1%eth0", "fe80000000000000"),
    ],
)
def test_a_network_is_one_asker(source: str, who: str) -> None:
    """Who has a network of 64 bits has as many addresses as he likes."""
    assert asker(source) == who


async def test_connections_of_one_network_are_bounded(own: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two addresses of one network have no more connections than one."""
    monkeypatch.setattr("probes.responsive.server.asker", lambda source: source.rpartition(".")[0])
    port = port_in(await own(of_one_address=1))
    there = [await asyncio.open_connection("127.0.0.1", port, local_addr=(f"127.0.0.{n}", 0)) for n in (1, 2)]
    async with asyncio.timeout(15):
        with suppress(ConnectionResetError):
            assert await there[1][0].read() == b""
    for _, writer in there:
        writer.close()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"interval_seconds": 0.01}, "interval_seconds"),
        ({"direction_seconds": 0.5}, "direction_seconds"),
        ({"probes_per_second": 0.0}, "probes_per_second"),
        ({"ceiling_seconds": -1.0}, "ceiling_seconds"),
        ({"timeout_seconds": 40.0}, "timeout_seconds"),
    ],
)
def test_settings_that_mean_nothing(change: dict[str, float], key: str) -> None:
    """A setting that types let pass, but that cannot work, is named."""
    probe = msgspec.structs.replace(ResponsivenessProbe(), **change)
    assert [named for named, _ in probe.mistakes()] == [key]
    assert not list(ResponsivenessProbe().mistakes())
