"""Does the host answer, and how much is lost on the way? Several echo requests, spaced."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from statistics import median
from typing import ClassVar

import msgspec

from probes.probe import Notes, ProbeFailed, Visit
from probes.wire.echo import EchoRow, echo_socket
from probes.wire.endpoint import Family, place_of
from probes.wire.failures import told
from probes.wire.sample import Sample
from results.records import Channel, Failure

_MOST_PACKETS = 100


class IcmpProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="icmp"):
    """
    The settings of one row of echo requests to ``icmp:HOST``.

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``sent``, ``received`` (packets), ``rtt_min_seconds``,
    ``rtt_median_seconds``, ``rtt_max_seconds`` of those that came back.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"icmp"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "rtt_median_seconds"

    timeout_seconds: float = 8.0
    family: Family = "ipv4"
    packets: int = 5
    gap_seconds: float = 0.2
    """Between one packet and the next."""
    wait_seconds: float = 2.0
    """A packet that takes longer is lost."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        if not 1 <= self.packets <= _MOST_PACKETS:
            yield "packets", f"must be between 1 and {_MOST_PACKETS}"
        for key in ("gap_seconds", "wait_seconds"):
            if getattr(self, key) <= 0:
                yield key, "must be more than 0"
        if (longest := (self.packets - 1) * self.gap_seconds + self.wait_seconds) >= self.timeout_seconds:
            yield "timeout_seconds", f"must be more than {longest:g}, the time that all packets may take"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Send each packet once, and wait for what comes back."""
        await self.ask(visit.target.url, Sample(notes))

    async def ask(self, url: str, sample: Sample) -> None:
        """Send the packets to *url* as *sample* prescribes."""
        with sample:
            address = await sample.address(place_of(url), self.family)
            row = EchoRow(self.family, self.packets)
            with echo_socket(self.family) as sock:
                try:
                    sock.connect((address, 0))
                except OSError as error:
                    raise told(error) from error
                await self._exchange(sock, row)
            self._note(row, sample.notes)

    async def _exchange(self, sock: socket.socket, row: EchoRow) -> None:
        listening = asyncio.create_task(row.listen(sock))
        try:
            await row.send(sock, self.gap_seconds)
            await asyncio.wait([listening], timeout=self.wait_seconds)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    def _note(self, row: EchoRow, notes: Notes) -> None:
        times = row.times(self.wait_seconds)
        notes.clock = row.clock
        notes.metrics |= {"sent": self.packets, "received": len(times)}
        if not times:
            if row.refused is not None:
                raise told(row.refused) from row.refused
            raise ProbeFailed(Failure.TIMEOUT, f"none of {self.packets} packets came back")
        notes.metrics |= {
            "rtt_min_seconds": times[0],
            "rtt_median_seconds": median(times),
            "rtt_max_seconds": times[-1],
        }
        if len(times) < self.packets:
            notes.detail = f"{self.packets - len(times)} of {self.packets} packets lost"
