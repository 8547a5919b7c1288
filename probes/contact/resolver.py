"""The rule of `probes.contact.manners` at the moment of connecting, for those who ask by aiohttp: no other loads it."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from probes.contact.manners import address_of, is_loopback
from probes.probe import ProbeFailed
from probes.wire.public_address import is_public
from results.records import Failure


class LoopbackResolver(AbstractResolver):
    """
    aiohttp's resolver for questions: it knows this machine, and of all others the *approved* host alone.

    Beside that host it knows the *services* that the study names for the form.
    """

    def __init__(self, approved: str | None = None, *services: str) -> None:
        self._approved = frozenset({approved, *services} - {None}) if approved else frozenset()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the one address of *host*; raise `ProbeFailed` if nothing may be sent there."""
        del family
        address = await address_of(host, port, strangers=host in self._approved)
        if not is_loopback(host) and not is_public(address):
            raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"{host} resolves to {address}, which is not public")
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
        ]

    async def close(self) -> None:
        """Nothing is held."""
