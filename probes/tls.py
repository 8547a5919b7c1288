"""Is the certificate right, and for how long? One TLS handshake, verified as a browser's would be."""

from typing import ClassVar

import msgspec

from probes.probe import Notes, Visit
from probes.wire.certificate import witnessing_context
from probes.wire.endpoint import Family, place_of
from probes.wire.handshake import shake
from probes.wire.sample import Sample
from results.records import Channel


class TlsProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="tls"):
    """
    The settings of one TLS question to ``tls://HOST:PORT``.

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``connect_seconds`` (TCP: from the SYN to its answer),
    ``tls_seconds`` (waited for the server in the handshake; absent if it failed), ``days_left`` until the server's own
    certificate expires, negative once it has; also known where the certificate is refused. The detail of a success
    names the version of TLS.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"tls"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "tls_seconds"

    timeout_seconds: float = 10.0
    family: Family = "ipv4"
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Shake hands once, and close."""
        await self.ask(visit.target.url, Sample(notes))

    async def ask(self, url: str, sample: Sample) -> None:
        """Shake hands with *url* as *sample* prescribes."""
        place = place_of(url)
        context = witnessing_context(self.ca_file)
        with sample:
            async with sample.connection(place, self.family) as wire:
                await shake(wire, context, place.host.rstrip("."), sample)
                sample.notes.detail = wire.session.version() or "" if wire.session else ""
