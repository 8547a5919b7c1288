"""Measuring a line at a server of our own, at servers that misbehave, and at none where the schedule says so."""

from __future__ import annotations

import asyncio
import os
import random
import ssl
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import pytest
import trustme
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from probes.line import ceiling, surroundings
from probes.line.client import Run
from probes.line.figures import hop_of, told_of
from probes.line.messages import DOWNLOAD, PROTOCOL, UPLOAD, measurement_of, next_size
from probes.line.schedule import LONGEST_SECONDS, MEAN_SECONDS, SHORTEST_SECONDS, Backoff, due, moments, pause_seconds
from probes.line.server import Limits, LineServer
from probes.ndt7 import Ndt7Probe
from probes.probe import observe
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from conftest import Desk

    Serve = Callable[..., Awaitable[str]]
    Talk = Callable[[web.WebSocketResponse, web.Request], Awaitable[None]]

QUICK = Ndt7Probe(duration_seconds=1.2, timeout_seconds=20, ceiling_seconds=0)
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Return a function that starts a server of ours and gives its address."""
    servers: list[LineServer] = []

    async def begin(limits: Limits | None = None, *, token: str | None = None, context: object = None) -> str:
        server = LineServer(limits or Limits(test_seconds=3), token=token)
        servers.append(server)
        port = await server.start("127.0.0.1", 0, context)
        return f"{'ws' if context is None else 'wss'}://localhost:{port}/"

    yield begin
    for server in servers:
        await server.stop()


@pytest.fixture
async def strange() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Return a function that serves both tests by a handler, and gives the address of that server."""
    runners: list[web.AppRunner] = []

    async def begin(talk: Talk, *, protocol: str = PROTOCOL) -> str:
        async def handle(request: web.Request) -> web.StreamResponse:
            socket = web.WebSocketResponse(protocols=(protocol,), compress=False)
            await socket.prepare(request)
            await talk(socket, request)
            return socket

        application = web.Application()
        application.router.add_get(DOWNLOAD, handle)
        application.router.add_get(UPLOAD, handle)
        return f"ws://127.0.0.1:{await run_app(application, runners)}/"

    yield begin
    for runner in runners:
        await runner.cleanup()


async def run_app(application: web.Application, runners: list[web.AppRunner]) -> int:
    """Serve *application* on loopback and return its port."""
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    runners.append(runner)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


async def test_both_ways(desk: Desk, serve: Serve) -> None:
    """A measurement has both rates, the round trip, what was sent again, and who paced by what."""
    url = await serve()
    found = await desk.ask(QUICK, url)
    assert (found.failure, found.address) == (None, "127.0.0.1")
    metrics = found.metrics
    for way in ("download", "upload"):
        rate = 8 * metrics[f"{way}_bytes"] / metrics[f"{way}_seconds"]
        assert metrics[f"{way}_bits_per_second"] == pytest.approx(rate)
    assert 0 < metrics["minimum_rtt_seconds"] < 0.1
    assert 0 <= metrics["retransmission_ratio"] < 1
    assert 0 <= metrics["cpu_busy_ratio"] <= 1
    assert "cross_traffic_bytes" not in metrics  # over loopback both ends go, and nothing can be told
    assert [hop.url for hop in found.hops] == [f"{url}ndt/v7/download", f"{url}ndt/v7/upload"]
    assert found.detail.startswith(f"server={url[5:-1]}; congestion_server=")
    assert "congestion_client=" in found.detail


async def test_the_queue_is_looked_for_in_the_second_half(desk: Desk, strange: Callable[..., Awaitable[str]]) -> None:
    """The round trip under load is the median of what the server tells then; of too few looks it is unknown."""
    looks = 12

    async def talk(socket: web.WebSocketResponse, _: web.Request) -> None:
        for n in range(looks):
            rtt = 20_000 if n < looks // 2 else 100_000 + n
            await socket.send_str(f'{{"TCPInfo": {{"ElapsedTime": {100_000 * n}, "RTT": {rtt}}}}}')
        await asyncio.sleep(0.2)

    found = await desk.ask(QUICK, await strange(talk))
    assert found.metrics["loaded_rtt_seconds"] == pytest.approx(0.1, abs=0.001)
    looks = 8
    assert "loaded_rtt_seconds" not in (await desk.ask(QUICK, await strange(talk))).metrics


async def test_a_server_that_refuses_is_found_before_the_ceiling(
    desk: Desk, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine's ceiling is measured only when a connection has stood."""
    measured: list[float] = []

    async def noted(seconds: float, **_: bool) -> float:
        measured.append(seconds)
        return 1e9

    monkeypatch.setattr("probes.line.visit.device_ceiling", noted)
    probe = msgspec.structs.replace(QUICK, ceiling_seconds=0.4)
    refused = await desk.ask(probe, await serve(Limits(tests=0)))
    assert (refused.failure, measured) == (Failure.BLOCKED, [])
    found = await desk.ask(probe, await serve())
    assert (found.metrics["device_ceiling_bits_per_second"], measured) == (1e9, [0.4])


async def test_an_upload_goes_by_the_server_s_count(desk: Desk, strange: Callable[..., Awaitable[str]]) -> None:
    """What the server has received counts, and not what this side has handed to its system."""

    async def talk(socket: web.WebSocketResponse, request: web.Request) -> None:
        said = '{"TCPInfo": {"BytesReceived": 125000, "ElapsedTime": 1000000, "MinRTT": 7000}, "Unknown": [1]}'
        await socket.send_str(said)
        if request.path == UPLOAD:
            async for _ in socket:
                pass

    found = await desk.ask(QUICK, await strange(talk))
    assert found.metrics["upload_bits_per_second"] == 1_000_000
    assert found.metrics["minimum_rtt_seconds"] == 0.007


async def test_a_server_cannot_have_received_more_than_was_sent(
    desk: Desk, strange: Callable[..., Awaitable[str]]
) -> None:
    """A count that is made up would be a speed that is: the upload is unknown, with a warning."""

    async def talk(socket: web.WebSocketResponse, request: web.Request) -> None:
        await socket.send_str('{"TCPInfo": {"BytesReceived": 1000000000000, "ElapsedTime": 1000000}}')
        if request.path == UPLOAD:
            async for _ in socket:
                pass

    found = await desk.ask(QUICK, await strange(talk))
    assert found.failure is None
    assert "upload_bits_per_second" not in found.metrics
    assert "warning: the server counts more than was sent to it" in found.detail


async def test_a_count_of_hundreds_of_digits_is_none(desk: Desk, strange: Callable[..., Awaitable[str]]) -> None:
    """It fits no figure: the upload is unknown, and all else of the visit stands."""

    async def talk(socket: web.WebSocketResponse, request: web.Request) -> None:
        digits = "0" * 400
        await socket.send_str(f'{{"TCPInfo": {{"BytesReceived": 1{digits}, "ElapsedTime": 1, "MinRTT": 1{digits}}}}}')
        if request.path == UPLOAD:
            async for _ in socket:
                pass

    found = await desk.ask(QUICK, await strange(talk))
    assert found.failure is None
    assert "upload_bits_per_second" not in found.metrics
    assert found.metrics["download_bytes"] > 400


def test_nothing_secret_of_an_address_is_told() -> None:
    """Neither a token in the query nor a password, which a service that names servers may have put there."""
    place = URL("wss://somebody:secret@h.example:444/ndt/v7/download?access_token=secret")
    told = (told_of(place, Run()), hop_of(place, None, Run()).url)
    assert told == ("server=h.example:444", "wss://h.example:444/ndt/v7/download")


async def test_without_the_server_s_count_there_is_no_upload(
    desk: Desk, strange: Callable[..., Awaitable[str]]
) -> None:
    """A server that tells nothing leaves the upload unknown, with a warning."""

    async def talk(socket: web.WebSocketResponse, request: web.Request) -> None:
        if request.path == DOWNLOAD:
            await socket.send_bytes(bytes(10_000))
        async for _ in socket:
            pass

    found = await desk.ask(QUICK, await strange(talk))
    assert found.failure is None
    assert "upload_bits_per_second" not in found.metrics
    assert "warning: the server told nothing of the upload" in found.detail


async def test_a_break_after_data_is_a_warning(desk: Desk, strange: Callable[..., Awaitable[str]]) -> None:
    """A reset in the middle leaves a figure with a warning, and no failure."""

    async def talk(socket: web.WebSocketResponse, request: web.Request) -> None:
        await socket.send_bytes(bytes(100_000))
        await asyncio.sleep(0.1)
        assert request.transport is not None
        request.transport.abort()

    found = await desk.ask(QUICK, await strange(talk))
    assert found.failure is None
    assert found.metrics["download_bytes"] == 100_000
    assert found.metrics["warnings"] == 2
    assert "warning: the download broke off" in found.detail


async def test_a_download_that_came_to_a_halt_is_told_over_its_whole_time(
    desk: Desk, strange: Callable[..., Awaitable[str]]
) -> None:
    """A line that dies after a moment has not the speed of that moment."""

    async def talk(socket: web.WebSocketResponse, _: web.Request) -> None:
        await socket.send_bytes(bytes(150_000))
        await socket.receive()

    found = await desk.ask(QUICK, await strange(talk))
    assert found.failure is None
    assert found.metrics["download_seconds"] == QUICK.duration_seconds
    assert found.metrics["download_bits_per_second"] == 8 * 150_000 / QUICK.duration_seconds
    assert "warning: the download did not end by itself" in found.detail


async def test_a_server_that_sends_nothing_and_never_closes_is_left(
    desk: Desk, strange: Callable[..., Awaitable[str]]
) -> None:
    """A client has its own clock: silence ends in a failure, and not in waiting."""

    async def talk(socket: web.WebSocketResponse, _: web.Request) -> None:
        await socket.receive()

    found = await desk.ask(QUICK, await strange(talk))
    assert found.failure is Failure.CONNECTION_CLOSED
    assert 3 < found.duration_seconds < 12


async def test_another_protocol(desk: Desk, strange: Callable[..., Awaitable[str]]) -> None:
    """A WebSocket that speaks something else is told so."""

    async def talk(socket: web.WebSocketResponse, _: web.Request) -> None:
        await socket.close()

    found = await desk.ask(QUICK, await strange(talk, protocol="chat"))
    assert found.failure is Failure.PROTOCOL_ERROR


async def test_no_room_is_nobody_s_fault_and_is_kept_away_from(desk: Desk, serve: Serve) -> None:
    """A server without room is neither up nor down, and the next slots leave it alone."""
    url = await serve(Limits(tests=0))
    first, second = await desk.ask(QUICK, url), await desk.ask(QUICK, url)
    assert (first.failure, second.failure) == (Failure.BLOCKED, Failure.PAUSED)
    assert "503" in first.detail
    assert "had no room" in second.detail


@pytest.mark.parametrize("status", [200, 204])
async def test_locate(desk: Desk, serve: Serve, status: int) -> None:
    """The first server that the Locate service names is measured at; 204 says that none has room. No token is told."""
    url = (await serve(token="a-token-of-locate"))[:-1]  # noqa: S106 -- a made-up one

    async def nearest(_: web.Request) -> web.Response:
        urls = {f"ws://{path}": f"{url}{path}?access_token=a-token-of-locate" for path in (DOWNLOAD, UPLOAD)}
        return web.json_response({"results": [{"machine": "one", "urls": urls}, {"urls": {}}]}, status=status)

    application = web.Application()
    application.router.add_get("/v2/nearest/ndt/ndt7", nearest)
    runners: list[web.AppRunner] = []
    place = f"http://127.0.0.1:{await run_app(application, runners)}/v2/nearest/ndt/ndt7"
    found = await desk.ask(QUICK, place)
    await runners[0].cleanup()
    assert found.failure is (None if status == 200 else Failure.BLOCKED)
    assert ("download_bits_per_second" in found.metrics) == (status == 200)
    assert b"a-token" not in msgspec.json.encode(found)


async def test_a_token_over_tls(desk: Desk, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with a token serves those who bring it, encrypted; others are refused."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    url = await serve(token="not a secret at all", context=context)  # noqa: S106 -- it says so
    with_ca = msgspec.structs.replace(QUICK, ca_file=str(tmp_path / "ca.pem"))
    refused = await desk.ask(with_ca, url)
    monkeypatch.setenv("LINE_TOKEN", "not a secret at all")
    served = await desk.ask(msgspec.structs.replace(with_ca, token_env="LINE_TOKEN"), url)  # noqa: S106 -- a name
    assert (refused.failure, served.failure) == (Failure.UNEXPECTED_STATUS, None)
    assert served.metrics["upload_bits_per_second"] > 0
    assert "secret" not in served.detail + served.hops[0].url


async def test_a_server_of_others_is_asked_by_the_protocol_s_schedule(desk: Desk, dialled: list[str]) -> None:
    """In a slot without a moment of the schedule nobody is asked; the record says that it was on purpose."""
    url, turn = "ws://line.example/", 500_000
    name = f"here task bjorkhost {url}"
    idle = next(slot for n in range(100) if not due(name, slot := NOON + n * timedelta(hours=1), turn))
    by_the_daemon = msgspec.structs.replace(desk.visit(url), session="run", slot=idle, turn=turn)
    by_hand_again = msgspec.structs.replace(by_the_daemon, session=None, turn=turn)
    for visit in (by_the_daemon, by_hand_again):
        found = await observe(QUICK, visit, kind="ndt7")
        assert (found.failure, dialled) == (Failure.PAUSED, [])
    assert (QUICK.shortest_interval_seconds(url), QUICK.shortest_interval_seconds("ws://127.0.0.1:80/")) == (2_160, 0)


def test_sleeps_are_exponential_within_their_bounds() -> None:
    """The mean is that of the clamped exponential distribution; no sleep is out of bounds, nor any two moments."""
    dice = random.Random(1)  # noqa: S311 -- no secret
    drawn = [pause_seconds(dice) for _ in range(20_000)]
    assert (min(drawn), max(drawn)) == (SHORTEST_SECONDS, LONGEST_SECONDS)
    assert sum(drawn) / len(drawn) == pytest.approx(0.923 * MEAN_SECONDS, rel=0.03)
    found = list(moments("a", NOON, NOON + timedelta(days=200)))
    assert min((b - a).total_seconds() for a, b in pairwise(found)) >= SHORTEST_SECONDS
    assert found == list(moments("a", NOON, NOON + timedelta(days=100))) + list(
        moments("a", NOON + timedelta(days=100), NOON + timedelta(days=200))
    )
    assert found != list(moments("b", NOON, NOON + timedelta(days=200)))


def test_keeping_away_grows_to_a_bound() -> None:
    """After each refusal it is twice as long, 5 % more or less, up to 960 s; being served ends it."""
    backoff, now = Backoff(random.Random(3)), 1_000.0  # noqa: S311 -- no secret
    for mean in (60, 120, 240, 480, 960, 960):
        backoff.refused(now)
        assert backoff.wait_seconds(now) == pytest.approx(mean, rel=0.25)
    backoff.served()
    assert backoff.wait_seconds(now) == 0


@given(st.text() | st.recursive(st.none(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)).map(repr))
def test_no_message_of_a_stranger_does_harm(text: str) -> None:
    """What is no measurement is none."""
    assert measurement_of(text) is None or text.strip().startswith("{")


def test_deep_and_long_messages_are_none() -> None:
    """Neither depth nor length makes a message more than nothing."""
    assert measurement_of('{"AppInfo":' + "[" * 5_000 + "]" * 5_000 + "}") is None
    assert measurement_of('{"Origin": "' + "x" * 20_000 + '"}') is None
    assert measurement_of('{"TCPInfo": {"MinRTT": "soon"}}') is None


def test_messages_grow_with_what_was_sent() -> None:
    """They double as soon as they are less than a sixteenth of it, up to 2**20 bytes."""
    assert (next_size(8_192, 131_072), next_size(8_192, 131_073)) == (8_192, 16_384)
    assert next_size(1 << 20, 1 << 40) == 1 << 20


@pytest.mark.parametrize("tls", [False, True])
async def test_a_ceiling_is_measured_once(monkeypatch: pytest.MonkeyPatch, *, tls: bool) -> None:
    """This machine's own ceiling is found on loopback, with and without encryption, and kept for a week."""
    monkeypatch.setattr(ceiling, "_known", {})
    found = await ceiling.device_ceiling(0.2, tls=tls)
    assert found is not None
    assert found > 1e6
    assert await ceiling.device_ceiling(9_999, tls=tls) == found


def test_other_traffic_is_what_was_not_ours() -> None:
    """What went over the interface less our own; unknown where either is, or where the counters began anew."""
    counters = surroundings.Counters
    before, after = counters(1_000, 10, 100), counters(5_000, 60, 200)
    assert (after.crossed(before, 3_000), after.crossed(before, 9_000), after.crossed(before, None)) == (1_000, 0, None)
    assert before.crossed(after, 0) is None
    assert (after.busy_share(before), before.busy_share(after)) == (0.5, None)
    assert surroundings.interface_of("127.0.0.1") is None
    assert surroundings.look(None).interface_bytes is None


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="counters of Linux")
def test_the_processors_are_counted() -> None:
    """Ticks go by."""
    found = surroundings.look("lo")
    assert None not in found
    assert 0 < found.busy < found.ticks


@pytest.mark.parametrize(
    ("probe", "key"),
    [
        (Ndt7Probe(duration_seconds=0.1), "duration_seconds"),
        (Ndt7Probe(duration_seconds=14), "duration_seconds"),
        (Ndt7Probe(ceiling_seconds=-1), "ceiling_seconds"),
        (Ndt7Probe(timeout_seconds=20), "timeout_seconds"),
    ],
)
def test_settings_that_mean_nothing(probe: Ndt7Probe, key: str) -> None:
    """A setting that types let pass, but that cannot work, is named."""
    assert [named for named, _ in probe.mistakes()] == [key]


async def test_a_server_cannot_lead_elsewhere(desk: Desk) -> None:
    """A redirect to an address that was not judged is not followed."""

    async def onwards(_: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://127.0.0.2:{port}{DOWNLOAD}")

    application = web.Application()
    application.router.add_get(DOWNLOAD, onwards)
    runners: list[web.AppRunner] = []
    port = await run_app(application, runners)
    found = await desk.ask(QUICK, f"ws://127.0.0.1:{port}/")
    await runners[0].cleanup()
    assert found.failure is Failure.PRIVATE_ADDRESS
    assert "127.0.0.2" in found.detail
