"""How fast is the line? A download and an upload by ndt7, with all that the figures depend on."""

import os
import time
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec

from probes.line.messages import LONGEST_SECONDS, SLACK_SECONDS, TEST_SECONDS
from probes.line.no_room import NoRoom
from probes.line.schedule import SHORTEST_SECONDS, Backoff, due
from probes.probe import Notes, ProbeFailed, Visit
from probes.wire.endpoint import Family
from probes.wire.public_address import is_local
from probes.wire.sample import Sample
from results.records import Channel, Failure

_LEAST_SECONDS = 1.0
"""A server looks at the connection after 0.625 s at the latest; a shorter test may see no look."""
_BACKOFFS: dict[str, Backoff] = {}
"""By the address of a target, of which a study has few."""


class Ndt7Probe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="ndt7"):
    """
    The settings of one measurement of the line, at ``ws://HOST:PORT/`` or ``wss://HOST:PORT/``, a server of ndt7.

    Or at the server that the Locate service at an ``https:`` address names.

    Metrics, each absent where it is not known: ``download_bits_per_second``, ``upload_bits_per_second`` (by the
    server's count), ``minimum_rtt_seconds``, ``loaded_rtt_seconds`` (the median of the server's smoothed round trips
    in the second half of the download), ``retransmission_ratio`` (of what the server sent), ``download_bytes``,
    ``download_seconds``, ``upload_bytes``, ``upload_seconds``, ``device_ceiling_bits_per_second``,
    ``cross_traffic_bytes``, ``cpu_busy_ratio``, ``warnings``.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"ws", "wss", "http", "https"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "minimum_rtt_seconds"
    """A response time, as with other kinds; the rates are no durations."""

    timeout_seconds: float = 40.0
    duration_seconds: float = TEST_SECONDS
    """Of each of the two tests."""
    own_server: bool = False
    """The study's own: it may be asked in each slot. Others are asked by the protocol's schedule."""
    family: Family = "ipv4"
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""
    token_env: str | None = None
    """The environment variable that holds the token of access, where the server wants one."""
    ceiling_seconds: float = 0.4
    """How long this machine's own ceiling is measured on loopback, once a week; 0 for never."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        if not _LEAST_SECONDS <= self.duration_seconds <= LONGEST_SECONDS:
            yield "duration_seconds", f"must be between {_LEAST_SECONDS:g} and {LONGEST_SECONDS:g}"
        if not 0 <= self.ceiling_seconds <= TEST_SECONDS:
            yield "ceiling_seconds", f"must be between 0 and {TEST_SECONDS:g}"
        if self.timeout_seconds <= (longest := 2 * (self.duration_seconds + SLACK_SECONDS) + self.ceiling_seconds):
            yield "timeout_seconds", f"must be more than {longest:g}, the time that both tests may take"

    def shortest_interval_seconds(self, url: str) -> float:
        """Tell how far apart the slots at *url* must be: 0 where the server is the study's own."""
        return 0.0 if self._own(url) else SHORTEST_SECONDS

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Measure once, if the server may be asked in this slot."""
        url = visit.target.url
        backoff = _BACKOFFS.setdefault(url, Backoff())
        self._wait_for_turn(visit, backoff)
        from probes.line.visit import LineVisit  # noqa: PLC0415 -- it needs aiohttp, 10 MB that most agents do not

        line = LineVisit(
            duration_seconds=self.duration_seconds,
            ceiling_seconds=self.ceiling_seconds,
            family=self.family,
            ca_file=self.ca_file,
            token=self._token(),
        )
        try:
            with Sample(notes):
                await line.run(url, notes)
        except NoRoom:
            backoff.refused(time.monotonic())
            raise
        backoff.served()

    def _own(self, url: str) -> bool:
        return self.own_server or is_local(urlsplit(url).hostname or "")

    def _wait_for_turn(self, visit: Visit, backoff: Backoff) -> None:
        """Raise `ProbeFailed` with PAUSED unless the server may be asked in this slot."""
        if wait := backoff.wait_seconds(time.monotonic()):
            raise ProbeFailed(
                Failure.PAUSED, f"the server had no room: it is asked again in {wait:.0f} s at the soonest"
            )
        by_hand = visit.session is None and visit.turn == 0
        name = f"{visit.agent} {visit.task} {visit.target.provider} {visit.target.url}"
        if not self._own(visit.target.url) and not by_hand and not due(name, visit.slot, visit.turn):
            raise ProbeFailed(Failure.PAUSED, "not this time, by the protocol's schedule for servers of others")

    def _token(self) -> str | None:
        if self.token_env is None:
            return None
        if not (token := os.environ.get(self.token_env, "")):
            raise ProbeFailed(Failure.PROBE_FAULT, f"the variable {self.token_env} holds no token")
        return token
