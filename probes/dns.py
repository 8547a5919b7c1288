"""Does the name lead where it should? One question to a resolver, or to one of the zone's own servers."""

import secrets
from collections.abc import Iterator
from typing import ClassVar, Literal

import dns.exception
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import msgspec

from probes.names.delegation import Turn, own_server
from probes.names.name_servers import NameServer, Reply, Resolver, stated_server
from probes.names.own_words import ask_own
from probes.probe import Notes, ProbeFailed, Visit
from probes.wire.endpoint import Family, place_of
from probes.wire.sample import Sample
from results.records import Channel, Failure

_RESOLVER_SHARE = 0.95  # of the visit's time, so that a resolver's silence is told apart from the target's
_LABEL_BYTES = 8
_LOOKUP_SHARE, _STEP_SHARE = 0.5, 0.1  # for finding the zone's servers: the rest is theirs to answer in


class DnsProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="dns"):
    """
    The settings of one question for ``dns:NAME``.

    Metrics: ``query_seconds`` (from the question sent to the answer whole, by the kernel's receive stamp), ``answers``
    (records), ``ttl_seconds`` (the shortest on the way to them); ``resolve_seconds`` waited to find the zone's
    own servers.
    The detail names the response code, and TCP where that was needed. The record's address is that of the server that
    was asked, also where it was silent.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"dns"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "query_seconds"

    timeout_seconds: float = 10.0
    record: Literal["A", "AAAA", "MX", "TXT", "NS", "SOA", "CAA"] = "A"
    resolver: str | None = None
    """ADDRESS or ADDRESS:PORT; None is the system's first name server."""
    authoritative: bool = False
    """Whether one of the zone's own servers is asked, another in each slot; the resolver then only finds them."""
    family: Family = "ipv4"
    """How the zone's own servers are reached."""
    port: int = 53
    """Where they listen."""
    fresh_name: bool = False
    """Whether a label that nobody asked for before is put in front of the name, so that no cache on the way holds the
    answer. The zone must answer for all names below it (``*``), and be the study's own: others' servers get a question
    each time."""
    expected: tuple[str, ...] | None = None
    """The records as a zone file writes them, in any order; an empty list is none at all. None: whatever there is."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        if self.resolver is not None:
            try:
                stated_server(self.resolver)
            except ValueError as error:
                yield "resolver", str(error)
        try:
            self._expected()
        except (dns.exception.DNSException, ValueError) as error:
            why = str(error).rstrip(".")
            yield "expected", f"holds what is no {self.record} record ({why}): write it as a zone file does"
        if not 1 <= self.port <= 65_535:  # noqa: PLR2004 -- the last port there is
            yield "port", "must be between 1 and 65535"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Ask once; a cut answer is fetched by TCP from the same server."""
        await self.ask(visit.target.url, Sample(notes), turn=visit.turn)

    async def ask(self, url: str, sample: Sample, *, turn: int) -> None:
        """Ask for the name of *url* as *sample* prescribes; *turn* says which of the zone's own servers."""
        notes, host = sample.notes, place_of(url).host
        name = _fresh(host) if self.fresh_name else dns.name.from_text(host)
        server = stated_server(self.resolver)
        notes.address = server.address
        with sample:
            if self.authoritative:
                which = Turn(turn, self.family, self.port, sample.guard(host))
                reply = await self._ask_own(name, server, which, sample)
            else:
                wall = self.timeout_seconds * _RESOLVER_SHARE
                reply = await Resolver(server, sample.clock, step_seconds=wall, all_seconds=wall).ask(name, self.record)
            notes.clock = reply.clock
            notes.metrics["query_seconds"] = reply.seconds
            notes.detail = f"{reply.rcode}{', by TCP' if reply.by_tcp else ''}"
            self._judge(reply, notes)

    async def _ask_own(self, name: dns.name.Name, resolver: NameServer, which: Turn, sample: Sample) -> Reply:
        finder = Resolver(
            resolver,
            sample.clock,
            step_seconds=self.timeout_seconds * _STEP_SHARE,
            all_seconds=self.timeout_seconds * _LOOKUP_SHARE,
        )
        sample.notes.doing = "finding the zone's own servers"
        server = await own_server(finder, name, which)
        sample.notes.metrics["resolve_seconds"] = finder.seconds
        sample.notes.address, sample.notes.doing = server.address, "asking the zone's own server"
        return await ask_own(server, name, self.record, sample.clock)

    def _judge(self, reply: Reply, notes: Notes) -> None:
        if reply.message.rcode() == dns.rcode.NXDOMAIN:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED)
        try:
            chain = reply.message.resolve_chaining()
        except dns.exception.DNSException as error:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, f"{notes.detail}, but {error}") from error
        # A zone's own server need not know where the CNAME that it holds leads to.
        found = chain.answer or (chain.cnames[-1] if self.authoritative and chain.cnames else None)
        notes.metrics["answers"] = len(found or ())
        if found:
            notes.metrics["ttl_seconds"] = chain.minimum_ttl
        if self.expected is not None:
            if set(found or ()) != self._expected():
                raise ProbeFailed(Failure.UNEXPECTED_ANSWER, f"{notes.detail}, {_shown(found)}")
        elif not found:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{notes.detail}, but no {self.record} record")

    def _expected(self) -> set[dns.rdata.Rdata]:
        return {
            dns.rdata.from_text(dns.rdataclass.IN, self.record, words, origin=dns.name.root, relativize=False)
            for words in self.expected or ()
        }


def _fresh(host: str) -> dns.name.Name:
    try:
        return dns.name.from_text(f"{secrets.token_hex(_LABEL_BYTES)}.{host}")
    except dns.exception.DNSException as error:
        raise ProbeFailed(
            Failure.PROBE_FAULT, f"{host} has no room for a label before it: name a shorter one"
        ) from error


def _shown(found: object) -> str:
    return "; ".join(sorted(map(str, found))) if isinstance(found, dns.rdataset.Rdataset) else "no record"
