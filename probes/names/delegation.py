"""
Which servers are a name's own: found anew for each visit, so that an old delegation is never asked.

The resolver tells the servers of the closest zone. Where it cannot, because those are all down for instance, the zone
above is asked whom it delegates to, so that a dead zone is seen as dead and not as our resolver's trouble.
"""

from collections.abc import Mapping
from typing import NamedTuple

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from probes.names.name_servers import NameServer, Resolver
from probes.probe import ProbeFailed
from probes.wire.endpoint import Family
from probes.wire.public_address import Judge
from probes.wire.sample import permit
from results.records import Failure

_ADDRESS = {"ipv4": "A", "ipv6": "AAAA"}


class Delegation(NamedTuple):
    """The servers that a zone is delegated to."""

    zone: dns.name.Name
    servers: tuple[dns.name.Name, ...]
    """In a fixed order, so that all agents take the same turns."""
    glue: Mapping[dns.name.Name, str]
    """Addresses that came with the delegation."""


class Turn(NamedTuple):
    """Which of a zone's servers is asked, and how."""

    turn: int
    family: Family
    port: int
    public: Judge | None
    """Who tells which addresses may be asked; None if all may."""


async def own_server(resolver: Resolver, name: dns.name.Name, which: Turn) -> NameServer:
    """
    Tell *which* of the servers of *name*'s zone has its turn.

    Raises `ProbeFailed`: with the target's blame only where the DNS said that there is none.
    """
    delegation, certain = await _closest(resolver, name)
    if certain:
        return await _server(resolver, delegation, which)
    try:
        server = await _server(resolver, delegation, which)
    except ProbeFailed as failed:
        if failed.failure is Failure.PRIVATE_ADDRESS:  # of a zone that is not the target's
            raise ProbeFailed(Failure.RESOLVER_FAILED, failed.detail) from failed
        raise
    parent = await resolver.ask(name, "NS", of=server)
    below = referral(parent.message, delegation.zone, name, which.family)
    return server if below is None else await _server(resolver, below, which)


async def _closest(resolver: Resolver, name: dns.name.Name) -> tuple[Delegation, bool]:
    """Find the closest zone that the resolver knows the servers of, and whether it was sure of all below."""
    trouble: ProbeFailed | None = None
    zone = name
    while zone != dns.name.root:
        try:
            reply = await resolver.ask(zone, "NS")
        except ProbeFailed as failed:
            if failed.failure is Failure.PROBE_FAULT:
                raise
            trouble = failed
        else:
            found = reply.message.get_rrset(reply.message.answer, zone, dns.rdataclass.IN, dns.rdatatype.NS)
            if found:
                return Delegation(zone, tuple(sorted(one.target for one in found)), {}), trouble is None
        zone = zone.parent()
    raise trouble or ProbeFailed(Failure.NAME_NOT_RESOLVED, "no zone above it has name servers")


def referral(
    message: dns.message.Message, above: dns.name.Name, name: dns.name.Name, family: Family
) -> Delegation | None:
    """Read a delegation to a zone below *above* that holds *name* out of *message* (RFC 1034, 4.3.2, step 3b)."""
    if message.flags & dns.flags.AA:
        return None
    for found in message.authority:
        if found.rdtype == dns.rdatatype.NS and name.is_subdomain(found.name) and _below(found.name, above):
            glue = {
                one.name: str(one[0].address)
                for one in message.additional
                if one.rdtype == dns.rdatatype.from_text(_ADDRESS[family])
            }
            return Delegation(found.name, tuple(sorted(one.target for one in found)), glue)
    return None


def _below(zone: dns.name.Name, above: dns.name.Name) -> bool:
    return zone != above and zone.is_subdomain(above)


async def _server(resolver: Resolver, delegation: Delegation, which: Turn) -> NameServer:
    name = delegation.servers[which.turn % len(delegation.servers)]
    address = delegation.glue.get(name) or await _address(resolver, delegation, which, name)
    permit(address, f"the name server {name}", which.family, which.public)
    return NameServer(address, which.port)


async def _address(resolver: Resolver, delegation: Delegation, which: Turn, name: dns.name.Name) -> str:
    reply = await resolver.ask(name, _ADDRESS[which.family])
    try:
        found = reply.message.resolve_chaining().answer
    except dns.exception.DNSException:
        found = None
    if not found:
        raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"its name server {name} has no {_ADDRESS[which.family]} record")
    addresses = sorted(str(one.address) for one in found)
    return addresses[which.turn // len(delegation.servers) % len(addresses)]
