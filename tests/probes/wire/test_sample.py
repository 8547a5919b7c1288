"""What holds for each kind that measures: one address, never a private one, the kernel's times, and no set clock."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import dns.flags
import dns.message
import dns.rrset
import pytest

from probes.dns import DnsProbe
from probes.http import HttpProbe
from probes.icmp import IcmpProbe
from probes.line.reflector import Reflector
from probes.loss import LossProbe
from probes.probe import Notes, ProbeFailed
from probes.tcp import TcpProbe
from probes.tls import TlsProbe
from probes.wire import kernel
from probes.wire.clock import Clock
from probes.wire.echo import echo_socket
from probes.wire.public_address import is_public
from probes.wire.sample import Sample
from results.records import Blame, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from conftest import Authority, Desk

HOUR = 3_600_000_000_000
ASLEEP = 0.15
KINDS = ("http", "tcp", "tls", "dns", "icmp", "loss")
NAME = "www.bjorkhost.example"
ECHOES = IcmpProbe(packets=2, gap_seconds=0.05, wait_seconds=0.5, timeout_seconds=2)
PACKETS = LossProbe(duration_seconds=0.2, spacing_seconds=0.05, wait_seconds=0.5)


class World(NamedTuple):
    """Servers of each kind on 127.0.0.1, and what they have seen."""

    http: int
    tls: int
    dns: int
    seen: list[str]
    """One entry for each connection or question that came."""
    ca_file: str
    echo: int = 0

    def port(self, kind: str) -> int:
        """Tell where a server of *kind* is."""
        return {"tls": self.tls, "dns": self.dns}.get(kind, self.http)

    async def ask(self, kind: str, host: str, sample: Sample) -> None:
        """Ask the server of *kind*, known as *host*."""
        if kind == "http":
            url = f"http://{host}:{self.http}/"
            await HttpProbe().fetch(url, sample.notes, clock=sample.clock, public=sample.judge)
        elif kind == "tcp":
            await TcpProbe().ask(f"tcp://{host}:{self.http}", sample)
        elif kind == "tls":
            await TlsProbe(ca_file=self.ca_file).ask(f"tls://{host}:{self.tls}", sample)
        elif kind == "dns":
            probe = DnsProbe(resolver=f"127.0.0.1:{self.dns}", authoritative=True, port=self.dns)
            await probe.ask(f"dns:{host}", sample, turn=0)
        elif kind == "loss":
            await PACKETS.ask(f"udp:{host}:{self.echo}", sample)
        else:
            await ECHOES.ask(f"icmp:{host}", sample)


class _NameServer(asyncio.DatagramProtocol):
    """Resolver and the zone's own server at once."""

    def __init__(self, seen: list[str]) -> None:
        self._seen = seen

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Take the socket."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a question."""
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        name, (question,) = query.question[0].name, query.question
        kind = dns.rdatatype.to_text(question.rdtype)
        if not query.flags & dns.flags.RD:
            self._seen.append("dns")
        said = {"NS": f"ns.{name}", "A": "127.0.0.1"}[kind]
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, said))
        self._transport.sendto(answer.to_wire(), addr)


@pytest.fixture
async def world(authority: Authority) -> AsyncIterator[World]:
    """Serve each kind until the test is over."""
    seen: list[str] = []

    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append("http")
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        writer.close()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append("tls")
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.chain("good"), authority.key("good"))
    plain = await asyncio.start_server(page, "127.0.0.1", 0)
    secure = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=context)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _NameServer(seen), local_addr=("127.0.0.1", 0)
    )
    reflector = Reflector()
    yield World(
        plain.sockets[0].getsockname()[1],
        secure.sockets[0].getsockname()[1],
        transport.get_extra_info("sockname")[1],
        seen,
        authority.ca_file,
        reflector.open("127.0.0.1", 0),
    )
    reflector.close()
    plain.close()
    secure.close()
    transport.close()
    await asyncio.sleep(0.01)


def may(kind: str) -> None:
    """Skip the test where this machine may send no echo requests."""
    if kind == "icmp":
        try:
            echo_socket("ipv4").close()
        except ProbeFailed as failed:
            pytest.skip(failed.detail)


@pytest.fixture
def leads(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return what makes `NAME` lead to one address after another, as whoever runs its DNS can; it lists the askings."""

    def lead(*addresses: str) -> list[str]:
        asked: list[str] = []
        real = socket.getaddrinfo

        def rebound(host: str, port: int, *more: object, **named: object) -> object:
            if host == NAME:
                host = addresses[min(len(asked), len(addresses) - 1)]
                asked.append(host)
            return real(host, port, *more, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", rebound)
        return asked

    return lead


@pytest.mark.parametrize("kind", KINDS)
async def test_a_public_name_that_leads_here_is_not_asked(
    world: World, leads: Callable[..., list[str]], kind: str
) -> None:
    """Whatever the kind, a public target that leads to a private address is refused before a byte is sent there."""
    leads("127.0.0.1")
    notes = Notes()
    with pytest.raises(ProbeFailed) as failed:
        await world.ask(kind, NAME, Sample(notes))
    assert failed.value.failure is Failure.PRIVATE_ADDRESS
    assert Failure.PRIVATE_ADDRESS.blame is Blame.TARGET
    assert world.seen == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "dns"])
@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254"])
async def test_a_private_address_is_not_dialled(
    world: World, leads: Callable[..., list[str]], dialled: list[str], kind: str, address: str
) -> None:
    """Neither a connection nor a packet goes to a private network that a public name leads into."""
    leads(address)
    with pytest.raises(ProbeFailed) as failed:
        await world.ask(kind, NAME, Sample(Notes()))
    assert failed.value.failure is Failure.PRIVATE_ADDRESS
    assert [host for host in dialled if host != NAME] == [address]  # resolved, and not connected to


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"dns", "tls"}])
async def test_a_name_that_is_bound_anew_is_asked_where_it_was_judged(
    world: World, leads: Callable[..., list[str]], kind: str
) -> None:
    """DNS rebinding: what was judged public is what is connected to, though the name leads inside by then."""
    may(kind)
    asked = leads("127.0.0.2", "127.0.0.1")
    notes = Notes()
    outside = is_public_but("127.0.0.2")
    with suppress(ProbeFailed):  # nothing need listen there
        await world.ask(kind, NAME, Sample(notes, public=outside))
    assert (asked, notes.address, world.seen) == (["127.0.0.2"], "127.0.0.2", [])


def is_public_but(address: str) -> Callable[[str], bool]:
    """Judge addresses as they are, but for *address*, which stands for one on the Internet."""
    return lambda other: other == address or is_public(other)


async def test_a_redirect_to_a_name_that_is_bound_anew_is_refused(
    world: World, leads: Callable[..., list[str]]
) -> None:
    """DNS rebinding over a redirect: the second hop is resolved and judged for itself, and nothing is sent inside."""
    asked = leads("127.0.0.2", "127.0.0.1")
    requests: list[bytes] = []

    async def onwards(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /inside\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(onwards, "127.0.0.2", world.http):
        notes = Notes()
        with pytest.raises(ProbeFailed) as failed:
            await HttpProbe().fetch(
                f"http://{NAME}:{world.http}/", notes, clock=Clock(), public=is_public_but("127.0.0.2")
            )
    assert failed.value.failure is Failure.PRIVATE_ADDRESS
    assert (len(requests), asked, world.seen) == (1, ["127.0.0.2", "127.0.0.1"], [])


class Hands:
    """A wall clock that can be set; the machine's own is left alone."""

    def __init__(self) -> None:
        self.ahead = 0
        self._clock = Clock()

    def clock(self) -> Clock:
        """Return what watches it."""
        return Clock(lambda: self._clock.wall() + self.ahead, self._clock.monotonic)

    def set(self, by: int) -> None:
        """Set it."""
        self.ahead = by


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hours", [1, -1])
async def test_a_step_of_the_clock_voids_the_sample_of_each_kind(world: World, kind: str, hours: int) -> None:
    """A clock that is set while a question is under way leaves no figure, and it is the prober's failure."""
    may(kind)
    hands = Hands()
    notes = Notes()
    sample = Sample(notes, clock=hands.clock())
    asyncio.get_running_loop().call_soon(hands.set, hours * HOUR)
    with pytest.raises(ProbeFailed) as failed:
        await world.ask(kind, "localhost", sample)
    assert failed.value.failure is Failure.CLOCK_STEPPED
    assert failed.value.failure.blame is Blame.PROBE
    assert (notes.metrics, notes.hops, notes.clock) == ({}, (), None)


@pytest.mark.parametrize("kind", ["http", "tcp", "tls"])
async def test_a_failure_under_a_set_clock_is_not_the_targets(kind: str, free_port: int) -> None:
    """What failed while the clock was set is void as well: the machine may have slept through the answer."""
    hands = Hands()
    sample = Sample(Notes(), clock=hands.clock())
    asyncio.get_running_loop().call_soon(hands.set, HOUR)
    with pytest.raises(ProbeFailed) as failed:
        await World(free_port, free_port, free_port, [], "").ask(kind, "localhost", sample)
    assert failed.value.failure is Failure.CLOCK_STEPPED


@pytest.mark.parametrize("kind", KINDS)
async def test_who_told_the_time_is_on_record(world: World, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """On Linux the kernel does; where it refuses to, the process does, and each record says which it was."""
    may(kind)
    clocks = []
    for option in (kernel._STAMP, 9_999):  # noqa: SLF001 -- the one way to make the kernel refuse
        monkeypatch.setattr(kernel, "_STAMP", option)
        notes = Notes()
        await world.ask(kind, "localhost", Sample(notes))
        clocks += [notes.clock or notes.hops[-1].clock]
    assert clocks == ["kernel", "process"]


async def test_a_busy_loop_does_not_show_in_a_tcp_handshake(desk: Desk, world: World) -> None:
    """The loop sleeps while the SYN is answered and while the name is resolved: neither figure holds the sleep."""
    asyncio.get_running_loop().call_soon(time.sleep, ASLEEP)
    found = await desk.ask(TcpProbe(), f"tcp://localhost:{world.http}")
    assert found.duration_seconds > ASLEEP
    assert found.clock == "kernel"
    assert 0 < found.metrics["connect_seconds"] < ASLEEP / 3
    assert 0 < found.metrics["resolve_seconds"] < found.duration_seconds


async def test_a_numeric_target_is_timed_by_the_kernel_alone(desk: Desk, world: World) -> None:
    """With nothing to resolve, the loop sleeps through the handshake itself."""
    asyncio.get_running_loop().call_soon(time.sleep, ASLEEP)
    found = await desk.ask(TcpProbe(), f"tcp://127.0.0.1:{world.http}")
    assert found.duration_seconds > ASLEEP
    assert 0 < found.metrics["connect_seconds"] < ASLEEP / 3


@pytest.mark.parametrize("kind", ["http", "tcp"])
async def test_a_resolver_that_hangs_is_not_the_targets(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The system's resolver says nothing until the time is over: it is ours, and nothing is known of the target."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5))
    probe = {"http": HttpProbe(timeout_seconds=0.2), "tcp": TcpProbe(timeout_seconds=0.2)}[kind]
    found = await desk.ask(probe, f"{kind}://{NAME}:{world.http}")
    assert found.failure is Failure.RESOLVER_SILENT
    assert found.failure.blame is Blame.PROBE
    assert found.detail == "nothing within 0.2 s, while resolving the name"
    assert (found.metrics, found.address) == ({}, None)


@pytest.mark.parametrize("kind", ["tls", "dns"])
async def test_clock_and_figures_are_stored(desk: Desk, world: World, kind: str) -> None:
    """What told the time is still known when the record is read from disk."""
    probe, url = (
        (TlsProbe(ca_file=world.ca_file), f"tls://localhost:{world.tls}")
        if kind == "tls"
        else (DnsProbe(resolver=f"127.0.0.1:{world.dns}"), f"dns:{NAME}")
    )
    found = await desk.ask(probe, url)
    desk.writer.keep(found)
    await desk.writer.settled()
    (kept,) = desk.observations()
    assert (kept.clock, kept.failure) == ("kernel", None)
    assert set(kept.metrics) == set(found.metrics)


async def ask_once(ask: Callable[[], Awaitable[None]]) -> Failure | None:
    """Tell how an asking ended."""
    try:
        await ask()
    except ProbeFailed as failed:
        return failed.failure
    return None


@pytest.mark.parametrize("kind", ["http", "tcp", "tls"])
async def test_one_family_is_never_replaced_by_the_other(kind: str) -> None:
    """A name whose IPv6 is dead: the IPv6 series fails, and the IPv4 server is not asked in its place."""
    taken: list[str] = []

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append("ipv4")
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        sample = Sample(Notes())
        asks = {
            "http": lambda: HttpProbe(family="ipv6").fetch(f"http://localhost:{port}/", Notes(), clock=Clock()),
            "tcp": lambda: TcpProbe(family="ipv6").ask(f"tcp://localhost:{port}", sample),
            "tls": lambda: TlsProbe(family="ipv6").ask(f"tls://localhost:{port}", sample),
        }
        failure = await ask_once(asks[kind])
    # "localhost" has no IPv6 address on every machine.
    assert failure in {Failure.CONNECTION_REFUSED, Failure.NAME_NOT_RESOLVED}
    assert taken == []
