"""How fast is the line? A download and an upload by ndt7, with all that the figures depend on."""

import asyncio
import os
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import ClassVar

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from probes.line.ceiling import device_ceiling
from probes.line.client import CONNECT_SECONDS, SLACK_SECONDS, Run, download, upload
from probes.line.figures import figures_of, hop_of, told_of
from probes.line.locate import NoRoom, Tests, nearest, places_at
from probes.line.messages import LONGEST_SECONDS, TEST_SECONDS
from probes.line.schedule import SHORTEST_SECONDS, Backoff, due
from probes.probe import RESOLVING, Notes, ProbeFailed, Visit
from probes.web.place import USER_AGENT
from probes.wire.endpoint import FAMILIES, Family
from probes.wire.failures import once, told
from probes.wire.public_address import is_local, is_public
from probes.wire.sample import Sample, permit, resolved
from probes.wire.tls_session import trust
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
    server's count), ``minimum_rtt_seconds``, ``retransmission_ratio`` (of what the server sent), ``download_bytes``,
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
        try:
            with Sample(notes):
                await self._run(url, notes)
        except NoRoom:
            backoff.refused(time.monotonic())
            raise
        except (OSError, aiohttp.ClientError) as error:
            raise told(error) from error
        backoff.served()

    def _own(self, url: str) -> bool:
        return self.own_server or is_local(URL(url).host or "")

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

    async def _run(self, url: str, notes: Notes) -> None:
        guarded = not is_local(URL(url).host or "")
        tests = await self._tests(url, notes, guarded=guarded)
        ceiling = None
        if self.ceiling_seconds:
            notes.doing = "measuring this machine's own ceiling"
            ceiling = await device_ceiling(self.ceiling_seconds, tls=tests.download.scheme == "wss")
        runs: dict[str, Run] = {}
        try:
            for name, place, test in (("download", tests.download, download), ("upload", tests.upload, upload)):
                async with self._session(place, notes, guarded=guarded) as session:
                    notes.doing = f"measuring the {name}"
                    runs[name] = Run()
                    await test(session, place, self.duration_seconds, runs[name])
                    notes.hops += (hop_of(place, notes.address, runs[name]),)
        finally:
            notes.metrics |= figures_of(runs.get("download"), runs.get("upload"), ceiling)
            notes.detail = told_of(tests.download, *runs.values())

    async def _tests(self, url: str, notes: Notes, *, guarded: bool) -> Tests:
        if URL(url).scheme in {"ws", "wss"}:
            return places_at(url, self._token())
        async with self._session(URL(url), notes, guarded=guarded) as session:
            notes.doing = "asking for a server"
            return await nearest(session, url)

    def _token(self) -> str | None:
        if self.token_env is None:
            return None
        if not (token := os.environ.get(self.token_env, "")):
            raise ProbeFailed(Failure.PROBE_FAULT, f"the variable {self.token_env} holds no token")
        return token

    @asynccontextmanager
    async def _session(self, url: URL, notes: Notes, *, guarded: bool) -> AsyncIterator[aiohttp.ClientSession]:
        """Resolve *url*'s host to one address, and connect to no other, wherever an answer would lead."""
        host, port = url.host or "", url.port or 0
        notes.doing = RESOLVING
        found = await resolved(host, port, self.family)
        permit(found.address, host, self.family, is_public if guarded else None)
        notes.address = found.address
        if found.seconds is not None:
            notes.metrics["resolve_seconds"] = found.seconds
        notes.doing = "connecting"
        async with aiohttp.ClientSession(
            connector=_connector(found.address, self.family, trust(self.ca_file)),
            headers={"User-Agent": USER_AGENT},
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=None),
            middlewares=(once,),
        ) as session:
            yield session


class _One(AbstractResolver):
    """aiohttp's resolver, for which every name leads to one address."""

    def __init__(self, address: str, family: Family) -> None:
        self._address, self._family = address, FAMILIES[family]

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 -- as aiohttp has it
    ) -> list[ResolveResult]:
        """Return the address."""
        return [ResolveResult(hostname=host, host=self._address, port=port, family=self._family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""


def _connector(address: str, family: Family, context: ssl.SSLContext) -> aiohttp.TCPConnector:
    def guarded(place: tuple[int, int, int, str, tuple[str, int]]) -> socket.socket:
        # aiohttp asks no resolver about a host that is an address, which a redirect may name.
        if place[4][0] != address:
            raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"the server leads on to {place[4][0]}, which was not judged")
        made = socket.socket(place[0], place[1], place[2])
        made.setblocking(False)  # noqa: FBT003 -- it takes no keyword
        return made

    return aiohttp.TCPConnector(
        resolver=_One(address, family),
        ssl=context,
        force_close=True,
        happy_eyeballs_delay=None,
        socket_factory=guarded,
        loop=asyncio.get_running_loop(),
    )
