"""How much is lost on the way, how long it takes and how evenly: small packets over UDP or ICMP, for minutes."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

import msgspec

from probes.line.echo_packet import IcmpForm, UdpForm
from probes.line.losses import figures_of
from probes.line.surroundings import Counters, look
from probes.line.train import MOST, Train
from probes.probe import Notes, ProbeFailed, Visit
from probes.wire.endpoint import Family, Place, place_of
from probes.wire.failures import of_resolver
from probes.wire.sample import Sample
from results.records import Blame, Channel, Failure

_MOST_PACKETS = 10_000
_LEAST_SPACING = 0.01
_RESOLVE_SECONDS = 5.0
_KNOWN: dict[tuple[str, Family], str] = {}
"""The address that each name led to last, by its family: whoever has lost the line has lost the resolver, too."""


class LossProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="loss"):
    """
    The settings of one train of packets to ``udp:HOST:PORT``, an echo reflector, or as echo requests to ``icmp:HOST``.

    Metrics, each absent where it is not known: ``resolve_seconds``; ``sent``, ``received`` (in time), ``late``,
    ``duplicates``, ``out_of_order``, ``refused`` (its host said that nobody listens), ``unreachable`` (a router said
    so), ``unsent`` (this machine had no route or link; not among ``sent``); of the best 99 % of round trips
    ``rtt_mean_seconds``, ``rtt_min_seconds``, ``rtt_median_seconds``, ``rtt_max_seconds``, ``rtt_deviation_seconds``;
    ``jitter_seconds`` (RFC 5481, 4.1); ``cross_traffic_bytes``, ``cpu_busy_ratio``.

    In seconds since the visit began: ``first_packet_seconds`` and ``last_packet_seconds``, when these were sent, and
    ``longest_gap_seconds`` between two. ``rows`` counts the rows of losses. Of up to ten, N from 1:
    ``row_N_before_seconds`` (when the packet before it was sent), ``row_N_first_seconds``, ``row_N_last_seconds``,
    ``row_N_after_seconds``, ``row_N_packets``, and how many of them ``row_N_refused``, ``row_N_unreachable``,
    ``row_N_unsent``, where any.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"icmp", "udp"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "rtt_median_seconds"

    timeout_seconds: float = 220.0
    duration_seconds: float = 200.0
    """For how long packets are sent."""
    spacing_seconds: float = 1.5
    """Between two packets, in the mean; each pause is between half of it and one and a half times as long."""
    wait_seconds: float = 2.0
    """A reply that takes longer is late, and its packet lost."""
    family: Family = "ipv4"

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        for key in ("duration_seconds", "wait_seconds"):
            if getattr(self, key) <= 0:
                yield key, "must be more than 0"
        if self.spacing_seconds < _LEAST_SPACING:
            yield "spacing_seconds", f"must be at least {_LEAST_SPACING:g}"
        elif self.duration_seconds / self.spacing_seconds > _MOST_PACKETS:
            yield "spacing_seconds", f"makes more than {_MOST_PACKETS} packets of {self.duration_seconds:g} s"
        longest = self.duration_seconds + MOST * self.spacing_seconds + self.wait_seconds + _RESOLVE_SECONDS
        if longest >= self.timeout_seconds:
            yield "timeout_seconds", f"must be more than {longest:g}, the time that all packets may take"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Send the packets, and tell what became of them."""
        await self.ask(visit.target.url, Sample(notes))

    async def ask(self, url: str, sample: Sample) -> None:
        """Send the packets to *url* as *sample* prescribes."""
        place = place_of(url)
        form = (UdpForm if url.startswith("udp:") else IcmpForm)(self.family)
        began = time.monotonic()
        with sample:
            address = await self._address(url, place, sample)
            train = Train(address, place.port, form, random.Random(), began=began)  # noqa: S311 -- spacing, no secret
            sample.notes.doing = "sending packets"
            try:
                before = self._begin(train)
                await train.run(self.duration_seconds, self.spacing_seconds, self.wait_seconds)
                self._note(train, sample.notes, before, form.wire_bytes)
            finally:
                train.close()

    async def _address(self, url: str, place: Place, sample: Sample) -> str:
        """Resolve *place*; where the resolver is silent, go by what it said last."""
        key = (url, self.family)
        try:
            async with asyncio.timeout(_RESOLVE_SECONDS):
                _KNOWN[key] = await sample.address(place, self.family)
        except (TimeoutError, ProbeFailed) as error:
            failure = error.failure if isinstance(error, ProbeFailed) else of_resolver(error)
            if failure.blame is not Blame.PROBE or key not in _KNOWN:
                raise
            sample.notes.address = _KNOWN[key]
        return _KNOWN[key]

    @staticmethod
    def _begin(train: Train) -> Counters:
        with suppress(OSError):  # no route yet: each packet tries again, and says so
            train.open()
        return look(train.interface)

    def _note(self, train: Train, notes: Notes, before: Counters, wire_bytes: int) -> None:
        found = figures_of(train, self.wait_seconds)
        after = look(train.interface)
        own = round((found["sent"] + train.replies) * wire_bytes)
        crossed = after.crossed(before, own) if len(train.interfaces) == 1 else None
        busy = after.busy_share(before)
        found |= {} if crossed is None else {"cross_traffic_bytes": float(crossed)}
        found |= {} if busy is None else {"cpu_busy_ratio": round(busy, 3)}
        notes.clock = train.clock
        notes.metrics |= found
        if not found["received"]:
            raise _nothing(found)
        words = (f"{found[name]:.0f} {name}" for name in ("unsent", "late", "refused", "unreachable") if found[name])
        lost = found["sent"] - found["received"]
        told = [f"{lost:.0f} of {found['sent']:.0f} packets lost"] if lost else []
        notes.detail = ", ".join([*told, *words])


def _nothing(found: dict[str, float]) -> ProbeFailed:
    """Tell why no packet came back."""
    sent = f"{found['sent']:.0f}"
    if not found["sent"]:
        return ProbeFailed(
            Failure.PROBE_FAULT, f"this machine had no route or no link for {found['unsent']:.0f} packets"
        )
    if found["refused"]:
        return ProbeFailed(
            Failure.CONNECTION_REFUSED, f"nobody listens there: refused {found['refused']:.0f} of {sent}"
        )
    if found["unreachable"]:
        return ProbeFailed(
            Failure.UNREACHABLE, f"a router said so of {found['unreachable']:.0f} of {sent} packets; none came back"
        )
    return ProbeFailed(Failure.TIMEOUT, f"none of {sent} packets came back")
