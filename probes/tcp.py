"""Does anything listen there, and how long does a connection take? One TCP handshake."""

from typing import ClassVar

import msgspec

from probes.probe import Notes, Visit
from probes.wire.endpoint import Family, connection, place_of
from results.records import Channel


class TcpProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="tcp"):
    """
    The settings of one TCP question to ``tcp://HOST:PORT``.

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``connect_seconds``.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"tcp"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "connect_seconds"

    timeout_seconds: float = 10.0
    family: Family = "ipv4"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Connect once, say nothing, and close."""
        async with connection(place_of(visit.target.url), self.family, notes):
            pass
