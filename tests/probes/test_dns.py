"""Questions to small name servers of our own: as a resolver, and as the zone's own servers."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from probes.dns import DnsProbe
from results.records import Blame, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from conftest import Desk

    Answer = Callable[[dns.message.QueryMessage, bool], bytes | None]
    Begin = Callable[..., Awaitable["Server"]]

NAME = "www.bjorkhost.localhost."
ZONE = "bjorkhost.localhost."


class Server(asyncio.DatagramProtocol):
    """A name server: where it listens, how it answers, and what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, bool, bool]] = []
        self.address, self.port = "", 0
        self.asker = ("", 0)

    @property
    def place(self) -> str:
        """Its address, as the setting ``resolver`` has it."""
        return f"{self.address}:{self.port}"

    def reply(self, content: bytes, *, by_tcp: bool) -> bytes | None:
        """Note the question, and return what the server says to it."""
        query = dns.message.from_wire(content)
        wants = bool(query.flags & dns.flags.RD)
        question = query.question[0]
        self.asked.append((question.name.to_text(), dns.rdatatype.to_text(question.rdtype), by_tcp, wants))
        return self.answer(query, by_tcp)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Take the socket."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a question by UDP."""
        self.asker = addr
        if (said := self.reply(data, by_tcp=False)) is not None:
            self.transport.sendto(said, addr)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer a question by TCP."""
        try:
            content = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
            if (said := self.reply(content, by_tcp=True)) is not None:
                writer.write(len(said).to_bytes(2, "big") + said)
                await writer.drain()
        finally:
            writer.close()


@pytest.fixture
async def begin() -> AsyncIterator[Begin]:
    """Return a function that starts a name server, on a given address and port or on a free one."""
    running: list[tuple[asyncio.DatagramTransport, asyncio.Server]] = []

    async def start(answer: Answer, address: str = "127.0.0.1", port: int = 0) -> Server:
        server = Server(answer)
        listener = await asyncio.start_server(server.talk, address, port)
        port = listener.sockets[0].getsockname()[1]
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: server, local_addr=(address, port)
        )
        server.address, server.port = address, port
        running.append((transport, listener))
        return server

    yield start
    for transport, listener in running:
        transport.close()
        listener.close()
    await asyncio.sleep(0.01)


def zone(lines: str, *, authority: bool = False) -> Answer:
    """Answer from *lines* such as "NAME TTL IN TYPE DATA"; what is not in them does not exist."""
    sets: dict[tuple[dns.name.Name, str], list[str]] = {}
    ttls: dict[tuple[dns.name.Name, str], int] = {}
    for line in lines.strip().splitlines():
        owner, ttl, _, kind, data = line.strip().split(maxsplit=4)
        key = dns.name.from_text(owner), kind
        sets.setdefault(key, []).append(data)
        ttls[key] = int(ttl)

    def answer(query: dns.message.QueryMessage, _: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA if authority else dns.flags.RA
        name, kind = query.question[0].name, dns.rdatatype.to_text(query.question[0].rdtype)
        if name not in {owner for owner, _ in sets}:
            response.set_rcode(dns.rcode.NXDOMAIN)
        if (name, "CNAME") in sets:
            response.answer.append(
                dns.rrset.from_text_list(name, ttls[name, "CNAME"], "IN", "CNAME", sets[name, "CNAME"])
            )
            name = dns.name.from_text(sets[name, "CNAME"][0])
        if (name, kind) in sets:
            response.answer.append(dns.rrset.from_text_list(name, ttls[name, kind], "IN", kind, sets[name, kind]))
        return response.to_wire(max_size=65_535)

    return answer


def saying(code: dns.rcode.Rcode, *, authority: bool = True) -> Answer:
    """Answer every question with *code* and nothing else."""

    def answer(query: dns.message.QueryMessage, _: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA if authority else 0
        response.set_rcode(code)
        return response.to_wire()

    return answer


def silent(_query: dns.message.QueryMessage, _by_tcp: bool) -> None:  # noqa: FBT001 -- as `Answer` has it
    """Answer nothing."""


def for_zone(*own: Server) -> str:
    """Return what a resolver knows of the zone that *own* serve, as ns0, ns1 and so on."""
    servers = "".join(
        f"{ZONE} 300 IN NS ns{number}.{ZONE}\nns{number}.{ZONE} 300 IN A {server.address}\n"
        for number, server in enumerate(own)
    )
    return f"{servers}{NAME} 300 IN A 192.0.2.9"


RIGHT = zone(f"{NAME} 3600 IN A 192.0.2.1", authority=True)


async def test_resolver(desk: Desk, begin: Begin) -> None:
    """A resolver's answer is a success with its time, its number of records and their time to live."""
    server = await begin(zone(f"{NAME} 300 IN A 192.0.2.1\n{NAME} 300 IN A 192.0.2.2"))
    found = await desk.ask(DnsProbe(resolver=server.place), f"dns:{NAME}")
    assert (found.failure, found.detail, found.address) == (None, "NOERROR", "127.0.0.1")
    assert set(found.metrics) == {"query_seconds", "answers", "ttl_seconds"}
    assert (found.metrics["answers"], found.metrics["ttl_seconds"]) == (2, 300)
    assert 0 < found.metrics["query_seconds"] < found.duration_seconds
    assert server.asked == [(NAME, "A", False, True)]


RECORDS = {
    "A": "192.0.2.1",
    "AAAA": "2001:db8::1",
    "MX": "10 mail.bjorkhost.example.",
    "TXT": '"v=spf1 -all"',
    "NS": "ns0.bjorkhost.example.",
    "SOA": "ns0.bjorkhost.example. hostmaster.bjorkhost.example. 1 7200 3600 1209600 300",
    "CAA": '0 issue "ca.example"',
}


@pytest.mark.parametrize("record", RECORDS)
async def test_records(desk: Desk, begin: Begin, record: str) -> None:
    """Each type of record can be asked for, and compared with what was agreed."""
    server = await begin(zone(f"{NAME} 60 IN {record} {RECORDS[record]}"))
    found = await desk.ask(DnsProbe(resolver=server.place, record=record, expected=(RECORDS[record],)), f"dns:{NAME}")
    assert (found.failure, found.metrics["answers"]) == (None, 1)
    assert server.asked == [(NAME, record, False, True)]


async def test_no_such_name(desk: Desk, begin: Begin) -> None:
    """A name that does not exist is the target's failure, with the response code."""
    server = await begin(zone(f"{NAME} 60 IN A 192.0.2.1"))
    found = await desk.ask(DnsProbe(resolver=server.place), "dns:nothing.bjorkhost.example")
    assert (found.failure, found.detail) == (Failure.NAME_NOT_RESOLVED, "NXDOMAIN")
    assert found.failure.blame is Blame.TARGET
    assert set(found.metrics) == {"query_seconds"}


async def test_no_such_record(desk: Desk, begin: Begin) -> None:
    """A name without a record of the type is not resolved, and has no time to live."""
    server = await begin(zone(f"{NAME} 60 IN A 192.0.2.1"))
    found = await desk.ask(DnsProbe(resolver=server.place, record="AAAA"), f"dns:{NAME}")
    assert (found.failure, found.detail) == (Failure.NAME_NOT_RESOLVED, "NOERROR, but no AAAA record")
    assert "ttl_seconds" not in found.metrics


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.NOTIMP])
async def test_resolver_failed(desk: Desk, begin: Begin, code: dns.rcode.Rcode) -> None:
    """What a resolver cannot or will not do is never blamed on the target."""
    server = await begin(saying(code))
    found = await desk.ask(DnsProbe(resolver=server.place), f"dns:{NAME}")
    assert found.failure is Failure.RESOLVER_FAILED
    assert found.failure.blame is Blame.PROBE
    assert dns.rcode.to_text(code) in found.detail


async def test_resolver_silent(desk: Desk, begin: Begin) -> None:
    """A silent resolver is asked once, and is not the target's timeout."""
    server = await begin(silent)
    found = await desk.ask(DnsProbe(resolver=server.place, timeout_seconds=0.4), f"dns:{NAME}")
    assert found.failure is Failure.RESOLVER_SILENT
    assert len(server.asked) == 1
    assert found.metrics == {}
    assert found.address == server.address


async def test_no_resolver(desk: Desk, free_port: int) -> None:
    """Where no resolver listens, it is silent, and that is known at once."""
    found = await desk.ask(DnsProbe(resolver=f"127.0.0.1:{free_port}"), f"dns:{NAME}")
    assert found.failure is Failure.RESOLVER_SILENT
    assert found.duration_seconds < 5


async def test_cut_answer(desk: Desk, begin: Begin) -> None:
    """An answer that is cut by UDP is fetched once by TCP."""
    whole = zone("\n".join(f"{NAME} 60 IN A 192.0.2.{number}" for number in range(200)))

    def answer(query: dns.message.QueryMessage, by_tcp: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        said = whole(query, by_tcp)
        return said if by_tcp else said[:2] + bytes([said[2] | 0x02]) + said[3:500]

    server = await begin(answer)
    found = await desk.ask(DnsProbe(resolver=server.place), f"dns:{NAME}")
    assert (found.failure, found.detail, found.metrics["answers"]) == (None, "NOERROR, by TCP", 200)
    assert [by_tcp for _, _, by_tcp, _ in server.asked] == [False, True]


async def test_guessed_answers_are_not_heard(desk: Desk, begin: Begin) -> None:
    """Answers that carry another number than the question are passed over, and the right one is heard."""
    right = zone(f"{NAME} 60 IN A 192.0.2.1")
    wrong = zone(f"{NAME} 60 IN A 203.0.113.66")

    def answer(query: dns.message.QueryMessage, by_tcp: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        guess = bytearray(wrong(query, by_tcp))
        guess[0] ^= 0xFF
        for said in (bytes(guess), b"?"):
            server.transport.sendto(said, server.asker)
        return right(query, by_tcp)

    server = await begin(answer)
    found = await desk.ask(DnsProbe(resolver=server.place, expected=("192.0.2.1",)), f"dns:{NAME}")
    assert found.failure is None


async def test_agreed_records_in_any_order(desk: Desk, begin: Begin) -> None:
    """The agreed records are right in whatever order they come."""
    server = await begin(zone(f"{NAME} 300 IN A 192.0.2.1\n{NAME} 300 IN A 192.0.2.2"))
    probe = DnsProbe(resolver=server.place, expected=("192.0.2.2", "192.0.2.1"))
    assert (await desk.ask(probe, f"dns:{NAME}")).failure is None


@pytest.mark.parametrize("expected", [("192.0.2.1",), ("192.0.2.1", "192.0.2.2", "192.0.2.3"), ()])
async def test_other_records(desk: Desk, begin: Begin, expected: tuple[str, ...]) -> None:
    """One record too few or too many is a failure of its own, which tells what came."""
    server = await begin(zone(f"{NAME} 300 IN A 192.0.2.1\n{NAME} 300 IN A 192.0.2.2"))
    found = await desk.ask(DnsProbe(resolver=server.place, expected=expected), f"dns:{NAME}")
    assert (found.failure, found.detail) == (Failure.UNEXPECTED_ANSWER, "NOERROR, 192.0.2.1; 192.0.2.2")
    assert found.failure.blame is Blame.TARGET


async def test_none_is_agreed(desk: Desk, begin: Begin) -> None:
    """Where it is agreed that there is no record, none is right."""
    server = await begin(zone(f"{NAME} 300 IN A 192.0.2.1"))
    found = await desk.ask(DnsProbe(resolver=server.place, record="AAAA", expected=()), f"dns:{NAME}")
    assert (found.failure, found.metrics["answers"]) == (None, 0)


async def test_shortest_time_to_live(desk: Desk, begin: Begin) -> None:
    """Where a CNAME leads on, the shortest time to live on the way counts."""
    server = await begin(zone(f"{NAME} 30 IN CNAME pool.example.\npool.example. 600 IN A 192.0.2.1"))
    found = await desk.ask(DnsProbe(resolver=server.place), f"dns:{NAME}")
    assert (found.failure, found.metrics["answers"], found.metrics["ttl_seconds"]) == (None, 1, 30)


async def test_blocked_loop_does_not_show(desk: Desk, begin: Begin) -> None:
    """While this process does something else, the answer's time is still the kernel's."""

    def answer(query: dns.message.QueryMessage, by_tcp: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        asyncio.get_running_loop().call_soon(time.sleep, 0.2)
        return zone(f"{NAME} 60 IN A 192.0.2.1")(query, by_tcp)

    server = await begin(answer)
    found = await desk.ask(DnsProbe(resolver=server.place), f"dns:{NAME}")
    assert found.duration_seconds > 0.2
    assert found.metrics["query_seconds"] < 0.1


async def test_fresh_names(desk: Desk, begin: Begin) -> None:
    """A fresh name is asked for below the target's, another each time, and the record still tells of the target's."""

    def wildcard(query: dns.message.QueryMessage, _: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        response = dns.message.make_response(query)
        response.answer.append(dns.rrset.from_text(query.question[0].name, 300, "IN", "A", "192.0.2.1"))
        return response.to_wire()

    server = await begin(wildcard)
    probe = DnsProbe(resolver=server.place, fresh_name=True, expected=("192.0.2.1",))
    for _ in range(2):
        found = await desk.ask(probe, f"dns:{NAME}")
        assert (found.failure, found.address) == (None, server.address)
    names = [name for name, *_ in server.asked]
    assert len(set(names)) == 2
    assert all(name.endswith(f".{NAME}") and len(name) == len(NAME) + 17 for name in names)


async def test_no_room_for_a_fresh_name(desk: Desk, begin: Begin) -> None:
    """A name that is as long as names can be takes no label before it, which is no fault of the resolver."""
    server = await begin(silent)
    long = ".".join(["a" * 62] * 4)
    found = await desk.ask(DnsProbe(resolver=server.place, fresh_name=True), f"dns:{long}")
    assert found.failure is Failure.PROBE_FAULT
    assert not server.asked


@pytest.mark.parametrize("junk", [b"\x81\x80" + b"?" * 40, b"\x81\x80" + b"\0" * 8], ids=["garbage", "no question"])
async def test_resolver_garbled(desk: Desk, begin: Begin, junk: bytes) -> None:
    """What a resolver garbles says nothing about the target."""
    server = await begin(lambda query, _: query.id.to_bytes(2, "big") + junk)
    found = await desk.ask(DnsProbe(resolver=server.place, timeout_seconds=1), f"dns:{NAME}")
    assert found.failure is Failure.RESOLVER_FAILED


async def test_silent_resolver_hides_the_zone(desk: Desk, begin: Begin) -> None:
    """Where the resolver does not even tell whom to ask, the visit ends early, and the target is not blamed."""
    resolver = await begin(silent)
    probe = DnsProbe(resolver=resolver.place, authoritative=True, timeout_seconds=1)
    found = await desk.ask(probe, f"dns:{NAME}")
    assert found.failure is Failure.RESOLVER_SILENT
    assert found.duration_seconds < 0.9


async def test_cut_answer_is_never_whole(desk: Desk, begin: Begin) -> None:
    """A zone's own server that cuts its answer and hangs up on TCP has closed the connection."""

    def answer(query: dns.message.QueryMessage, by_tcp: bool) -> bytes | None:  # noqa: FBT001 -- as `Answer` has it
        said = bytearray(RIGHT(query, by_tcp))
        said[2] |= 0x02
        return None if by_tcp else bytes(said)

    own = await begin(answer, "127.0.0.2")
    resolver = await begin(zone(for_zone(own)))
    found = await desk.ask(DnsProbe(resolver=resolver.place, authoritative=True, port=own.port), f"dns:{NAME}")
    assert found.failure is Failure.CONNECTION_CLOSED
    assert [by_tcp for _, _, by_tcp, _ in own.asked] == [False, True]


async def test_own_servers_take_turns(desk: Desk, begin: Begin) -> None:
    """The zone's own servers are asked without recursion, another in each slot."""
    first = await begin(RIGHT, "127.0.0.2")
    second = await begin(RIGHT, "127.0.0.3", first.port)
    resolver = await begin(zone(for_zone(first, second)))
    probe = DnsProbe(resolver=resolver.place, authoritative=True, port=first.port, expected=("192.0.2.1",))
    found = [await desk.ask(probe, f"dns:{NAME}", turn=turn) for turn in range(4)]
    assert [one.failure for one in found] == [None] * 4
    assert [one.address for one in found] == ["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3"]
    assert first.asked == second.asked == [(NAME, "A", False, False)] * 2
    assert set(found[0].metrics) == {"resolve_seconds", "query_seconds", "answers", "ttl_seconds"}


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (saying(dns.rcode.SERVFAIL), Failure.NAME_SERVER_FAILED),
        (saying(dns.rcode.REFUSED), Failure.NAME_SERVER_REFUSED),
        (saying(dns.rcode.NOTIMP), Failure.PROTOCOL_ERROR),
        (saying(dns.rcode.NOERROR, authority=False), Failure.NAME_SERVER_FAILED),
        (saying(dns.rcode.NXDOMAIN), Failure.NAME_NOT_RESOLVED),
        (silent, Failure.TIMEOUT),
        (lambda query, _: query.id.to_bytes(2, "big") + b"\x80" + b"?" * 40, Failure.PROTOCOL_ERROR),
        (lambda query, _: query.to_wire(), Failure.PROTOCOL_ERROR),
    ],
    ids=["servfail", "refused", "notimp", "lame", "nxdomain", "silent", "garbage", "echo"],
)
async def test_own_server_fails(desk: Desk, begin: Begin, answer: Answer, failure: Failure) -> None:
    """What the zone's own server says or does not say is the target's."""
    own = await begin(answer, "127.0.0.2")
    resolver = await begin(zone(for_zone(own)))
    probe = DnsProbe(resolver=resolver.place, authoritative=True, port=own.port, timeout_seconds=3)
    found = await desk.ask(probe, f"dns:{NAME}")
    assert found.failure is failure
    assert found.failure.blame is Blame.TARGET
    assert found.address == "127.0.0.2"
    assert len(own.asked) == 1


async def test_own_server_gone(desk: Desk, begin: Begin, free_port: int) -> None:
    """Where nothing listens at the zone's own server, the target has refused the connection."""
    resolver = await begin(zone(f"{ZONE} 60 IN NS ns0.{ZONE}\nns0.{ZONE} 60 IN A 127.0.0.1\n{NAME} 60 IN A 192.0.2.1"))
    found = await desk.ask(DnsProbe(resolver=resolver.place, authoritative=True, port=free_port), f"dns:{NAME}")
    assert found.failure is Failure.CONNECTION_REFUSED


async def test_own_cname_leads_away(desk: Desk, begin: Begin) -> None:
    """A zone's own server need not know where its CNAME leads to: the CNAME is its answer."""
    own = await begin(zone(f"{NAME} 90 IN CNAME pool.elsewhere.example.", authority=True), "127.0.0.2")
    resolver = await begin(zone(for_zone(own)))
    probe = DnsProbe(resolver=resolver.place, authoritative=True, port=own.port)
    found = await desk.ask(probe, f"dns:{NAME}")
    assert (found.failure, found.metrics["answers"], found.metrics["ttl_seconds"]) == (None, 1, 90)


async def test_name_server_without_address(desk: Desk, begin: Begin) -> None:
    """A zone whose name server has no address is not resolved."""
    resolver = await begin(zone(f"{ZONE} 60 IN NS ns0.{ZONE}\n{NAME} 60 IN A 192.0.2.1"))
    found = await desk.ask(DnsProbe(resolver=resolver.place, authoritative=True), f"dns:{NAME}")
    assert found.failure is Failure.NAME_NOT_RESOLVED
    assert "has no A record" in found.detail


def blind_for_zone(known: Answer) -> Answer:
    """Answer as *known* does, but fail for all names in the zone, as resolvers do when its servers are dead."""

    def answer(query: dns.message.QueryMessage, by_tcp: bool) -> bytes | None:  # noqa: FBT001 -- as `Answer` has it
        inside = query.question[0].name.is_subdomain(dns.name.from_text(ZONE))
        return (saying(dns.rcode.SERVFAIL) if inside else known)(query, by_tcp)

    return answer


def delegating(own: Server) -> Answer:
    """Answer every question as the zone above does: with the name and the address of *own*."""

    def answer(query: dns.message.QueryMessage, _: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        response = dns.message.make_response(query)
        response.authority.append(dns.rrset.from_text(ZONE, 60, "IN", "NS", f"ns0.{ZONE}"))
        response.additional.append(dns.rrset.from_text(f"ns0.{ZONE}", 60, "IN", "A", own.address))
        return response.to_wire()

    return answer


async def test_dead_zone_is_seen_as_dead(desk: Desk, begin: Begin) -> None:
    """Where the resolver fails because the zone's servers are dead, they are found from above, and blamed."""
    dead = await begin(silent, "127.0.0.2")
    above = await begin(delegating(dead), "127.0.0.3", dead.port)
    resolver = await begin(
        blind_for_zone(zone(f"localhost. 60 IN NS a.nic.test.\na.nic.test. 60 IN A {above.address}"))
    )
    probe = DnsProbe(resolver=resolver.place, authoritative=True, port=dead.port, timeout_seconds=1)
    found = await desk.ask(probe, f"dns:{NAME}")
    assert (found.failure, found.address) == (Failure.TIMEOUT, "127.0.0.2")
    assert dead.asked == [(NAME, "A", False, False)]


async def test_own_trouble_of_the_zone_above(desk: Desk, begin: Begin) -> None:
    """Where the zone above does not answer either, nothing is known about the target."""
    above = await begin(silent, "127.0.0.3")
    resolver = await begin(
        blind_for_zone(zone(f"localhost. 60 IN NS a.nic.test.\na.nic.test. 60 IN A {above.address}"))
    )
    probe = DnsProbe(resolver=resolver.place, authoritative=True, port=above.port, timeout_seconds=1)
    found = await desk.ask(probe, f"dns:{NAME}")
    assert found.failure is Failure.RESOLVER_SILENT
    assert found.failure.blame is Blame.PROBE


async def test_hostile_bytes(desk: Desk, begin: Begin) -> None:
    """Whatever bytes an own server sends under the right number, it is the target's failure and never our fault."""
    dice = random.Random(20260503)  # noqa: S311 -- repeatable on purpose

    def answer(query: dns.message.QueryMessage, by_tcp: bool) -> bytes:  # noqa: FBT001 -- as `Answer` has it
        said = bytearray(RIGHT(query, by_tcp))
        for _ in range(dice.randint(1, 6)):
            said[dice.randrange(3, len(said))] = dice.randrange(256)
        return bytes(said[: dice.randrange(12, len(said) + 1)])

    own = await begin(answer, "127.0.0.2")
    resolver = await begin(zone(for_zone(own)))
    probe = DnsProbe(resolver=resolver.place, authoritative=True, port=own.port, timeout_seconds=5)
    found = [await desk.ask(probe, f"dns:{NAME}") for _ in range(200)]
    assert len(own.asked) == 200
    failures = {one.failure for one in found}
    assert Failure.PROTOCOL_ERROR in failures
    assert all(failure is None or failure.blame is Blame.TARGET for failure in failures)


@pytest.mark.parametrize(
    ("probe", "key"),
    [
        (DnsProbe(resolver="dns.example"), "resolver"),
        (DnsProbe(resolver="192.0.2.1:0"), "resolver"),
        (DnsProbe(resolver="192.0.2.1:dns"), "resolver"),
        (DnsProbe(expected=("mail.example",)), "expected"),
        (DnsProbe(record="MX", expected=("mail.example",)), "expected"),
        (DnsProbe(port=0), "port"),
    ],
)
def test_settings_that_fit_no_server(probe: DnsProbe, key: str) -> None:
    """A setting that types let pass, but that means nothing, is named."""
    assert [named for named, _ in probe.mistakes()] == [key]


@pytest.mark.parametrize("resolver", ["192.0.2.1", "192.0.2.1:5300", "2001:db8::1", "[2001:db8::1]:5300", None])
def test_settings_that_fit(resolver: str | None) -> None:
    """A resolver is an address, with or without a port."""
    assert list(DnsProbe(resolver=resolver, record="MX", expected=("10 mail.example.",)).mistakes()) == []
