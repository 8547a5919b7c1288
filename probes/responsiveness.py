"""How long does an answer take while the line is busy? Round trips a minute under load, in each direction."""

import time
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec

from probes.line.no_room import NoRoom
from probes.line.schedule import Backoff
from probes.probe import Notes, ProbeFailed, Visit
from probes.wire.clock import Clock
from probes.wire.endpoint import Family
from probes.wire.public_address import is_local
from probes.wire.sample import Sample
from results.records import Channel, Failure

SHORTEST_INTERVAL_SECONDS = 3_600.0
"""Servers of others are asked no oftener: a test fills the line for tens of seconds, at their cost."""
_LEAST_INTERVAL, _MOST_INTERVAL = 0.1, 5.0
_LONGEST_SECONDS = 120.0
_MOST_PROBES = 100.0
"""Of each type a second; the draft's MPS."""
_MOST_CEILING_SECONDS = 10.0
_OVERHEAD_SECONDS = 10.0
"""What the configuration, the requests without load and the handshakes may take beside the directions."""
_BACKOFFS: dict[str, Backoff] = {}
"""By the address of a target, of which a study has few."""


class ResponsivenessProbe(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="responsiveness"
):
    """
    The settings of one test of responsiveness by draft-ietf-ippm-responsiveness, at ``https://HOST[:PORT]/``.

    Metrics, each absent where it is not known. Of each direction, named ``download_`` and ``upload_``: ``rpm`` (round
    trips a minute), ``confidence`` in it (0 low, 1 medium, 2 high), ``loaded_seconds`` (trimmed mean of requests on
    connections that carry load), ``foreign_seconds`` (mean of the TCP, TLS and HTTP round trips on new connections),
    ``bits_per_second`` (goodput at the end), ``capacity_confidence`` in that, ``connections``. Of the whole:
    ``idle_http_seconds`` (median of some requests without load), ``resolve_seconds``,
    ``device_ceiling_bits_per_second`` (of a download), ``cross_traffic_bytes``, ``cpu_busy_ratio``, ``warnings``.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"https"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "idle_http_seconds"
    """The response time that no load of ours depends on; those under load are judged by rules for lines."""

    timeout_seconds: float = 55.0
    direction_seconds: float = 20.0
    """The longest that each of the two directions may take; it ends when nothing changes any more."""
    interval_seconds: float = 1.0
    """How often it is looked whether anything changes: the draft's ID."""
    probes_per_second: float = 20.0
    """Of each type at most; fewer where they would take more than 5 % of the capacity."""
    own_server: bool = False
    """The study's own: it may be asked in each slot. Others are asked once an hour at most."""
    family: Family = "ipv4"
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""
    ceiling_seconds: float = 0.4
    """How long this machine's own ceiling is measured on loopback, once a week; 0 for never."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        if not _LEAST_INTERVAL <= self.interval_seconds <= _MOST_INTERVAL:
            yield "interval_seconds", f"must be between {_LEAST_INTERVAL:g} and {_MOST_INTERVAL:g}"
        elif not self.interval_seconds <= self.direction_seconds <= _LONGEST_SECONDS:
            yield "direction_seconds", f"must be between interval_seconds and {_LONGEST_SECONDS:g}"
        if not 0 < self.probes_per_second <= _MOST_PROBES:
            yield "probes_per_second", f"must be more than 0 and at most {_MOST_PROBES:g}"
        if not 0 <= self.ceiling_seconds <= _MOST_CEILING_SECONDS:
            yield "ceiling_seconds", f"must be between 0 and {_MOST_CEILING_SECONDS:g}"
        longest = 2 * (self.direction_seconds + self.interval_seconds) + self.ceiling_seconds + _OVERHEAD_SECONDS
        if self.timeout_seconds < longest:
            yield "timeout_seconds", f"must be {longest:g} or more, the time that both directions may take"

    def shortest_interval_seconds(self, url: str) -> float:
        """Tell how far apart the slots at *url* must be: 0 where the server is the study's own."""
        return 0.0 if self.own_server or is_local(urlsplit(url).hostname or "") else SHORTEST_INTERVAL_SECONDS

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Measure once, unless the server has just said that it has no room."""
        url = visit.target.url
        backoff = _BACKOFFS.setdefault(url, Backoff())
        if wait := backoff.wait_seconds(time.monotonic()):
            raise ProbeFailed(
                Failure.PAUSED, f"the server had no room: it is asked again in {wait:.0f} s at the soonest"
            )
        try:
            from probes.responsive.visit import ResponsiveVisit  # noqa: PLC0415 -- h2 is an extra, and a weight
        except ImportError as error:
            raise ProbeFailed(
                Failure.PROBE_FAULT, "h2 is missing: in Kaklet's folder, pip install '.[line]'"
            ) from error
        clock = Clock()
        test = ResponsiveVisit(
            direction_seconds=self.direction_seconds,
            interval_seconds=self.interval_seconds,
            probes_per_second=self.probes_per_second,
            ceiling_seconds=self.ceiling_seconds,
            family=self.family,
            ca_file=self.ca_file,
        )
        try:
            with Sample(notes, clock=clock):
                await test.run(url, notes, clock)
        except NoRoom:
            backoff.refused(time.monotonic())
            raise
        backoff.served()
