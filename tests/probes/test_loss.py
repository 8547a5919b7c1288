"""Packets to reflectors on loopback that answer late, twice, in another order, with others' words, or not at all."""

from __future__ import annotations

import asyncio
import errno
import json
import random
import socket
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import msgspec
import pytest

import probes.loss
from probes.line.echo_packet import BYTES, REPLY, UdpForm, reply_to
from probes.line.losses import MOST_ROWS, figures_of, jitter_of
from probes.line.reflector import Reflector
from probes.line.train import Packet, Train
from probes.loss import LossProbe
from probes.probe import ProbeFailed
from probes.wire.echo import echo_socket
from probes.wire.sample import Found
from results.records import Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from conftest import Desk

QUICK = LossProbe(duration_seconds=0.5, spacing_seconds=0.02, wait_seconds=1.0, timeout_seconds=30)
COMMAND = Path(sys.executable).with_name("kaklet")
ALWAYS = {
    "sent",
    "received",
    "late",
    "duplicates",
    "out_of_order",
    "refused",
    "unreachable",
    "unsent",
    "rows",
    "first_packet_seconds",
    "last_packet_seconds",
}
ROUND_TRIPS = {f"rtt_{name}_seconds" for name in ("mean", "min", "median", "max", "deviation")} | {"jitter_seconds"}


class Answers(asyncio.DatagramProtocol):
    """A server whose answers to the packets so far are made by *answer*: how long to wait, and what to send."""

    def __init__(self, answer: Callable[[list[bytes]], Sequence[tuple[float, bytes]]]) -> None:
        self._answer = answer
        self._heard: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer."""
        self._heard.append(data)
        for wait, words in self._answer(self._heard):
            asyncio.get_running_loop().call_later(wait, self._transport.sendto, words, addr)


@pytest.fixture
async def reflector() -> AsyncIterator[str]:
    """Return the address of a reflector."""
    server = Reflector()
    yield f"udp:127.0.0.1:{server.open('127.0.0.1', 0)}"
    server.close()


async def by(
    desk: Desk, answer: Callable[[list[bytes]], Sequence[tuple[float, bytes]]], probe: LossProbe = QUICK
) -> dict[str, float]:
    """Ask a server that answers by *answer*, and return the metrics."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Answers(answer), local_addr=("127.0.0.1", 0)
    )
    try:
        port = transport.get_extra_info("sockname")[1]
        return dict((await desk.ask(probe, f"udp:127.0.0.1:{port}")).metrics)
    finally:
        transport.close()


async def test_all_come_back(desk: Desk, reflector: str) -> None:
    """Every figure is there, the round trips are of the kernel's clock and in order, and nothing is in rows."""
    found = await desk.ask(QUICK, reflector)
    told = found.metrics
    assert (found.failure, found.detail, found.clock, found.address) == (None, "", "kernel", "127.0.0.1")
    assert set(told) == ALWAYS | ROUND_TRIPS | {"longest_gap_seconds", "cpu_busy_ratio"}
    assert told["sent"] == told["received"] >= 5
    assert 0 < told["rtt_min_seconds"] <= told["rtt_median_seconds"] <= told["rtt_max_seconds"] < 0.5
    assert 0 <= told["first_packet_seconds"] < told["last_packet_seconds"]


async def test_as_echo_requests(desk: Desk) -> None:
    """A host that answers pings is asked in the same way."""
    try:
        echo_socket("ipv4").close()
    except ProbeFailed as failed:
        pytest.skip(failed.detail)
    found = await desk.ask(QUICK, "icmp:127.0.0.1")
    assert found.failure is None
    assert found.metrics["sent"] == found.metrics["received"] >= 5


async def test_a_plain_echo_server_will_do(desk: Desk) -> None:
    """Whoever returns what came (RFC 862) has answered."""
    told = await by(desk, lambda heard: [(0, heard[-1])])
    assert told["sent"] == told["received"]


async def test_late_replies_are_lost_and_told_apart(desk: Desk) -> None:
    """Each reply takes longer than is waited: all packets are lost, those that came late are counted."""
    probe = LossProbe(duration_seconds=1, spacing_seconds=0.02, wait_seconds=0.3, timeout_seconds=30)
    told = await by(desk, lambda heard: [(0.6, reply_to(heard[-1]) or b"")], probe)
    assert told["received"] == 0
    assert 0 < told["late"] <= told["sent"]
    assert "rtt_median_seconds" not in told


async def test_a_second_reply_is_a_duplicate(desk: Desk) -> None:
    """It is no second packet that came back."""
    told = await by(desk, lambda heard: [(0, reply_to(heard[-1]) or b"")] * 2)
    assert told["sent"] == told["received"] == told["duplicates"]


async def test_replies_out_of_order_are_counted(desk: Desk) -> None:
    """Of each two packets the second one's reply comes first."""

    def swapped(heard: list[bytes]) -> list[tuple[float, bytes]]:
        return [] if len(heard) % 2 else [(0, reply_to(one) or b"") for one in (heard[-1], heard[-2])]

    told = await by(desk, swapped)
    assert told["out_of_order"] == told["received"] // 2 > 0


async def test_a_strangers_packet_is_no_answer(desk: Desk) -> None:
    """Not with another visit's random bytes, nor with a number that was never sent, nor cut short."""
    stranger = UdpForm("ipv4")

    def forged(heard: list[bytes]) -> list[tuple[float, bytes]]:
        mine = heard[-1]
        far = REPLY + (10**6).to_bytes(8, "big") + mine[12:]
        return [(0, reply_to(stranger.request(0, 0)) or b""), (0, far), (0, mine[:-1]), (0, b"")]

    told = await by(desk, forged)
    assert told["received"] == told["late"] == told["duplicates"] == 0


async def test_every_third_lost_is_told_in_bounded_rows(desk: Desk) -> None:
    """All rows are counted, some of them are told with their bounds."""
    probe = LossProbe(duration_seconds=1, spacing_seconds=0.02, wait_seconds=0.3, timeout_seconds=30)
    told = await by(desk, lambda heard: [] if len(heard) % 3 == 0 else [(0, reply_to(heard[-1]) or b"")], probe)
    assert told["rows"] == told["sent"] - told["received"] > MOST_ROWS
    assert f"row_{MOST_ROWS}_first_seconds" in told
    assert f"row_{MOST_ROWS + 1}_first_seconds" not in told
    assert told["row_1_before_seconds"] < told["row_1_first_seconds"] == told["row_1_last_seconds"]
    assert told["row_1_last_seconds"] < told["row_1_after_seconds"]


async def test_nobody_listens(desk: Desk, free_port: int) -> None:
    """The host says so of each packet: they have arrived, and the server is down."""
    found = await desk.ask(QUICK, f"udp:127.0.0.1:{free_port}")
    assert found.failure is Failure.CONNECTION_REFUSED
    assert found.metrics["refused"] == found.metrics["sent"] == found.metrics["row_1_refused"] > 0
    assert found.metrics["unreachable"] == 0


async def test_nobody_answers(desk: Desk) -> None:
    """All packets are one row that has neither a beginning nor an end."""
    probe = LossProbe(duration_seconds=0.3, spacing_seconds=0.05, wait_seconds=0.1, timeout_seconds=30)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        found = await desk.ask(probe, f"udp:127.0.0.1:{silent.getsockname()[1]}")
    told = found.metrics
    assert found.failure is Failure.TIMEOUT
    assert (told["rows"], told["row_1_packets"]) == (1, told["sent"])
    assert told["row_1_first_seconds"] == told["first_packet_seconds"]
    assert told["row_1_last_seconds"] == told["last_packet_seconds"]
    assert {"row_1_before_seconds", "row_1_after_seconds"}.isdisjoint(told)


async def test_a_silent_resolver_is_no_end(desk: Desk, reflector: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has lost the line has lost the resolver: the address of the visit before is asked."""
    url = reflector.replace("127.0.0.1", "localhost")
    assert (await desk.ask(QUICK, url)).failure is None

    async def silent(*_: object) -> Found:
        raise ProbeFailed(Failure.RESOLVER_SILENT)

    monkeypatch.setattr("probes.wire.sample.resolved", silent)
    found = await desk.ask(QUICK, url)
    assert (found.failure, found.address, "resolve_seconds" in found.metrics) == (None, "127.0.0.1", False)
    monkeypatch.setattr(probes.loss, "_KNOWN", {})
    assert (await desk.ask(QUICK, url)).failure is Failure.RESOLVER_SILENT


async def test_an_address_is_remembered_by_its_family(
    desk: Desk, reflector: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IPv6 cannot go to what a name led to over IPv4: packets that cannot be sent would be the house's."""
    monkeypatch.setattr(probes.loss, "_KNOWN", {})
    url = reflector.replace("127.0.0.1", "localhost")
    assert (await desk.ask(QUICK, url)).failure is None

    async def silent(*_: object) -> Found:
        raise ProbeFailed(Failure.RESOLVER_SILENT)

    monkeypatch.setattr("probes.wire.sample.resolved", silent)
    found = await desk.ask(msgspec.structs.replace(QUICK, family="ipv6"), url)
    assert (found.failure, found.metrics) == (Failure.RESOLVER_SILENT, {})


def descriptors() -> int:
    """Count those that this process holds."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


class NoWay(UdpForm):
    """Packets that the system refuses to send, as it does where an interface has gone."""

    def request(self, number: int, at_ns: int) -> bytes:
        """Fail as the sending would."""
        raise OSError(errno.ENETUNREACH, f"no way for packet {number} at {at_ns}")


async def test_packets_that_cannot_be_sent_hold_no_sockets() -> None:
    """Each tries anew with a socket of its own, and the one before is let go: nothing could come to that."""
    dice = random.Random(7)  # noqa: S311 -- repeatable on purpose
    train = Train("127.0.0.1", 9, NoWay("ipv4"), dice, began=time.monotonic())
    before = descriptors()
    try:
        await train.run(0.5, 0.01, 0.1)
        held = descriptors()
    finally:
        train.close()
    assert held - before < 3
    assert len(train.packets) > 10
    assert all(one.unsent for one in train.packets)


def test_a_machine_without_a_route_is_its_own_fault() -> None:
    """What could not be sent is neither sent nor lost, and nobody else is blamed."""
    try:
        subprocess.run(["unshare", "-n", "true"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces here: {error}")
    settings = ["--set", "duration_seconds=0.5", "--set", "spacing_seconds=0.05"]
    command = ["unshare", "-n", str(COMMAND), "probe", "loss", "udp:10.0.0.1:9", "--json", *settings]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    found = json.loads(done.stdout)
    assert found["failure"] == "probe_fault"
    assert found["metrics"]["sent"] == 0
    assert found["metrics"]["unsent"] == found["metrics"]["row_1_unsent"] > 5


def train(*took: float | None) -> Train:
    """Make a train of packets a second apart with these round trips."""
    packets = []
    for number, seconds in enumerate(took):
        packets.append(Packet(float(number)))
        packets[-1].took = seconds
    return cast("Train", SimpleNamespace(packets=packets, began=0.0, out_of_order=0))


def test_of_each_hundred_the_longest_round_trip_is_left_out() -> None:
    """The figures are of the best 99 %, the count is of all."""
    told = figures_of(train(*[0.01] * 198, 1.0, 1.5), 2.0)
    assert (told["received"], told["rtt_max_seconds"], told["rtt_deviation_seconds"]) == (200, 0.01, 0)
    told = figures_of(train(*[0.01] * 98, 1.0), 2.0)
    assert told["rtt_max_seconds"] == 1


def test_jitter_is_between_packets_sent_in_succession() -> None:
    """One that was lost or late parts those beside it; of one packet there is none."""
    assert jitter_of(train(0.01, 0.03, None, 0.5, 0.51).packets, 2.0) == pytest.approx((0.02 + 0.01) / 2)
    assert jitter_of(train(0.01, 3.0, 0.01).packets, 2.0) is None


def test_rows_at_the_ends_are_told_before_longer_ones() -> None:
    """They go on in the visit before and after."""
    inner = [None, None, 0.01] * 20
    told = figures_of(train(None, 0.01, *inner, None), 2.0)
    assert told["rows"] == 22
    assert (told["row_1_first_seconds"], told["row_1_packets"]) == (0, 1)
    assert told[f"row_{MOST_ROWS}_last_seconds"] == told["last_packet_seconds"]


async def test_packets_are_randomly_spaced(reflector: str) -> None:
    """No pause is shorter than half the mean, also after the machine was busy; they differ."""
    dice = random.Random(1)  # noqa: S311 -- repeatable on purpose
    made = Train("127.0.0.1", int(reflector.rpartition(":")[2]), UdpForm("ipv4"), dice, began=0.0)
    try:
        await made.run(1.0, 0.05, 1.0)
    finally:
        made.close()
    pauses = [after.sent_at - before.sent_at for before, after in pairwise(made.packets)]
    assert min(pauses) >= 0.025
    assert max(pauses) > 1.3 * min(pauses)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"duration_seconds": 300.0}, "timeout_seconds"),
        ({"spacing_seconds": 0.001}, "spacing_seconds"),
        ({"duration_seconds": 900.0, "spacing_seconds": 0.05, "timeout_seconds": 2_000.0}, "spacing_seconds"),
        ({"wait_seconds": 0.0}, "wait_seconds"),
    ],
)
def test_settings_that_cannot_be(settings: dict[str, float], key: str) -> None:
    """Each is named with what is wrong."""
    assert [name for name, _ in LossProbe(**settings).mistakes()] == [key]  # type: ignore[arg-type]


def test_a_reply_is_as_long_as_what_it_answers() -> None:
    """Nobody gains by forging a sender."""
    request = UdpForm("ipv4").request(7, 8)
    assert len(request) == len(reply_to(request) or b"") == BYTES
