"""Does anything listen there, and how long does a connection take? One TCP handshake."""

from typing import ClassVar

import msgspec

from probes.probe import Notes, Visit
from probes.wire.endpoint import Family, place_of
from probes.wire.sample import Sample
from results.records import Channel


class TcpProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="tcp"):
    """
    The settings of one TCP question to ``tcp://HOST:PORT``.

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``connect_seconds`` (from the SYN to its answer).
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"tcp"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "connect_seconds"

    timeout_seconds: float = 10.0
    family: Family = "ipv4"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Connect once, say nothing, and close."""
        await self.ask(visit.target.url, Sample(notes))

    async def ask(self, url: str, sample: Sample) -> None:
        """Connect to *url* as *sample* prescribes."""
        with sample:
            async with sample.connection(place_of(url), self.family):
                pass
