"""Where the mail of a domain goes: its mail exchangers, as its DNS names them (RFC 5321, 5.1)."""

import hashlib
from collections.abc import AsyncGenerator, Iterator
from typing import NamedTuple

import dns.exception
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rdtypes.ANY.MX

from probes.contact.manners import is_loopback
from probes.names.name_servers import Resolver
from probes.probe import ProbeFailed
from probes.wire.public_address import is_address, is_public
from results.records import Failure

MOST_HOSTS, MOST_ADDRESSES = 5, 2
"""How many exchangers of a domain, and addresses of each, are tried: RFC 5321 (5.1) asks for two addresses at least."""


class Exchanger(NamedTuple):
    """One place that takes a domain's mail."""

    host: str
    """Its name, without the last dot."""
    address: str


class Hosts:
    """The exchangers of a domain, looked up as they are needed and then remembered."""

    def __init__(self, domain: str, resolver: Resolver, *, salt: str) -> None:
        """Among hosts of equal preference, *salt* decides: RFC 5321 spreads the load over them."""
        self._domain = domain
        self._resolver = resolver
        self._salt = salt
        self._names: list[str] | None = None
        self._addresses: dict[str, list[str]] = {}

    async def exchangers(self) -> AsyncGenerator[Exchanger, None]:
        """
        Yield them, the preferred first.

        Raises `ProbeFailed`: of the target where the domain is not there, takes no mail (null MX, RFC 7505) or leads
        nowhere that may be connected to; of the prober where the resolver gives no answer.
        """
        if self._names is None:
            self._names = await self._looked_up()
        refused: ProbeFailed | None = None
        known = False
        for name in self._names:
            try:
                addresses = await self._addresses_of(name)
            except ProbeFailed as failed:
                refused = refused or failed
                continue
            for address in addresses:
                known = True
                yield Exchanger(name, address)
        if not known:
            raise refused or ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{self._domain} has no mail exchanger")

    async def _looked_up(self) -> list[str]:
        """Tell the names of the exchangers in the order of preference; the domain itself where it has no MX record."""
        if is_address(self._domain):
            return [self._domain]  # somebody@[192.0.2.1]: there is nothing to look up
        found = [each for each in await self._records(self._domain, "MX") if isinstance(each, dns.rdtypes.ANY.MX.MX)]
        if any(each.exchange == dns.name.root for each in found):
            # A null MX stands alone (RFC 7505, 3); beside others it is a mistake, and the others hold.
            found = [each for each in found if each.exchange != dns.name.root]
            if not found:
                raise ProbeFailed(Failure.MAIL_REJECTED, f"{self._domain} takes no mail: its MX is null (RFC 7505)")
        if not found:
            return [self._domain]
        ordered = sorted(found, key=lambda each: (each.preference, self._lot(each.exchange.to_text())))
        return list(dict.fromkeys(each.exchange.to_text(omit_final_dot=True) for each in ordered))[:MOST_HOSTS]

    def _lot(self, name: str) -> str:
        return hashlib.sha256(f"{self._salt}/{name.lower()}".encode()).hexdigest()

    async def _addresses_of(self, name: str) -> list[str]:
        if name not in self._addresses:
            found = [name] if is_address(name) else await self._known_by_dns(name)
            self._addresses[name] = list(self._permitted(name, found))[:MOST_ADDRESSES]
        return self._addresses[name]

    async def _known_by_dns(self, name: str) -> list[str]:
        return [each.to_text() for kind in ("A", "AAAA") for each in await self._records(name, kind)]

    def _permitted(self, name: str, addresses: list[str]) -> Iterator[str]:
        """Yield those that may be connected to: public ones, or loopback for a domain that can be nothing else."""
        if not addresses:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"the mail exchanger {name} has no address")
        may = is_loopback if is_loopback(self._domain) else is_public
        permitted = [address for address in addresses if may(address)]
        if not permitted and may is is_loopback:
            raise ProbeFailed(Failure.NOT_APPROVED, f"{name} resolves to {addresses[0]}, which is not on loopback")
        if not permitted:
            raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"{name} resolves to {addresses[0]}, which is not public")
        yield from permitted

    async def _records(self, name: str, kind: str) -> list[dns.rdata.Rdata]:
        try:
            asked = dns.name.from_text(name)
        except (dns.exception.DNSException, ValueError) as error:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{name} is no name: {error}") from error
        reply = await self._resolver.ask(asked, kind)
        if reply.message.rcode() == dns.rcode.NXDOMAIN:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{name} does not exist")
        try:
            found = reply.message.resolve_chaining().answer
        except dns.exception.DNSException as error:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{kind} of {name}: {error}") from error
        return list(found or ())
