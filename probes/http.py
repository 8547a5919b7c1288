"""Is the page there, is it the right one, and how long does each phase take? One GET on a cold connection."""

import asyncio
import hashlib
import ssl
from contextlib import closing
from typing import ClassVar, NamedTuple

import msgspec

from probes.probe import RESOLVING, Notes, ProbeFailed, Visit
from probes.web.answer import MAX_HEADER_BYTES
from probes.web.challenge import challenged_by_body, challenged_by_header
from probes.web.exchange import Exchange
from probes.web.place import Place, onwards, place_of_target
from probes.wire.clock import Clock
from probes.wire.connection import Wire, connect
from probes.wire.endpoint import Family
from probes.wire.failures import told
from probes.wire.public_address import Judge, is_local, is_public
from probes.wire.sample import Sample, permit, resolved
from probes.wire.tls_session import trust
from results.records import Channel, Failure, Hop

MAX_URL = 2_000
"""Characters of an address that are kept in the record."""
_PHASES = ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds")


class Arrived(NamedTuple):
    """The page at the end of the way."""

    url: str
    body: bytes
    content_type: str
    """As the server told it; empty if it did not."""


class HttpProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="http"):
    """
    The settings of one HTTP question.

    Metrics, each absent if it was not reached, all of the last hop but the total: ``resolve_seconds``,
    ``connect_seconds`` (from the SYN to its answer), ``tls_seconds`` (waited for the server in the handshake),
    ``ttfb_seconds`` (request sent to first byte of the answer), ``transfer_seconds`` (first byte to last);
    ``total_seconds`` is the sum of these over all hops, so that what the prober itself took is no part of it.
    ``rtt_seconds`` is the network's round trip as the kernel knows it and ``server_seconds`` what it leaves of
    ``ttfb_seconds``, never below 0. Then ``retransmits``, ``status``, ``body_bytes`` (decoded), ``wire_bytes`` (all
    that came over TCP), ``redirects``.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "total_seconds"
    taskless: ClassVar[bool] = True
    """It waits for sockets, the resolver and time, and never asks for its task (`probes.stepper`)."""

    timeout_seconds: float = 10.0
    expect_status: int = 200
    contains: str | None = None
    """Text that the body must hold, so that a fast error page never wins."""
    sha256: str | None = None
    """What the body must be, to the byte."""
    max_redirects: int = 5
    max_body_bytes: int = 2_000_000
    """Of the body, decoded or not; twice as much may come over the wire."""
    family: Family = "ipv4"
    """The two are separate series, and never race each other."""
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Fetch the target's page once."""
        await self.fetch(visit.target.url, notes, clock=Clock())

    async def fetch(self, url: str, notes: Notes, *, clock: Clock, public: Judge = is_public) -> Arrived:
        """
        Fetch *url* once, by *clock*, judge what came and return it.

        A target that is not by its own address in a private network leads into none: *public* judges each address
        before it is connected to.
        """
        journey = Journey(self, trust(self.ca_file), clock, public)
        with Sample(notes, clock=clock, public=public):
            try:
                return await journey.go(url)
            except OSError as error:
                raise told(error) from error
            except asyncio.CancelledError:
                notes.doing = journey.doing
                raise
            finally:
                journey.note(notes)

    def judge(self, exchange: Exchange, body: bytes) -> None:
        """Raise `ProbeFailed` unless *exchange* and its *body* are what was agreed."""
        if (said := challenged_by_header(exchange.header)) is not None:
            raise ProbeFailed(Failure.BLOCKED, f"{exchange.status}: a challenge for machines ({said})")
        try:
            self._compare(exchange, body)
        except ProbeFailed as failed:
            if (mark := challenged_by_body(body)) is not None:
                detail = f"{exchange.status}: a challenge for machines (its page holds {mark})"
                raise ProbeFailed(Failure.BLOCKED, detail) from failed
            raise

    def _compare(self, exchange: Exchange, body: bytes) -> None:
        if exchange.status != self.expect_status:
            raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"{exchange.status} {exchange.reason}")
        if self.contains is not None and self.contains.encode() not in body:
            raise ProbeFailed(Failure.UNEXPECTED_BODY, "the page does not hold the agreed text")
        if self.sha256 is not None and hashlib.sha256(body).hexdigest() != self.sha256.lower():
            raise ProbeFailed(Failure.UNEXPECTED_BODY, "the page is not the agreed one")


class Journey:
    """One fetching: from the target's address over its redirects to the page, each on a connection of its own."""

    def __init__(self, probe: HttpProbe, context: ssl.SSLContext, clock: Clock, public: Judge) -> None:
        self._probe = probe
        self._context = context
        self._clock = clock
        self._public = public
        self._guarded = True
        self._arrived = False
        self._hops: list[_Leg] = []

    async def go(self, url: str) -> Arrived:
        """Fetch *url* and what it redirects to; raise `ProbeFailed` or `OSError` if it is not what was agreed."""
        place = place_of_target(url)
        self._guarded = not is_local(place.host, self._public)
        for _ in range(self._probe.max_redirects + 1):
            leg = _Leg(place)
            self._hops.append(leg)
            came = await self._ask(leg)
            if isinstance(came, Arrived):
                return came
            place = came
        raise ProbeFailed(Failure.TOO_MANY_REDIRECTS, f"more than {self._probe.max_redirects} redirects")

    def note(self, notes: Notes) -> None:
        """Put down what was reached."""
        if not self._hops:
            return
        last = self._hops[-1]
        notes.address = last.address
        notes.hops = tuple(leg.record() for leg in self._hops)
        notes.metrics |= last.figures
        if "status" in last.figures:
            notes.metrics["redirects"] = len(self._hops) - 1
        if self._arrived:
            notes.metrics["total_seconds"] = sum(leg.figures.get(name, 0.0) for leg in self._hops for name in _PHASES)

    @property
    def doing(self) -> str:
        """What is being done at the last place."""
        return self._hops[-1].doing if self._hops else ""

    async def _ask(self, leg: "_Leg") -> Place | Arrived:
        """Ask at one place; return where it redirects to, or what is there if it is the end."""
        address = await self._resolve(leg)
        leg.address = address
        wire = await connect(address, leg.place.port, clock=self._clock, max_bytes=self._max_wire_bytes)
        with closing(wire):
            try:
                return await self._talk(leg, wire)
            finally:
                leg.note_wire(wire)

    async def _talk(self, leg: "_Leg", wire: Wire) -> Place | Arrived:
        figures = leg.figures
        figures["connect_seconds"] = wire.connect_seconds
        if leg.place.scheme == "https":
            figures["tls_seconds"] = await wire.start_tls(self._context, leg.place.host.rstrip("."))
        exchange = Exchange(wire, figures, max_body_bytes=self._probe.max_body_bytes)
        await exchange.ask(leg.place)
        if exchange.location is not None:
            exchange.leave()
            return onwards(leg.place, exchange.location)
        body = await exchange.read()
        self._arrived = True
        self._probe.judge(exchange, body)
        return Arrived(leg.place.url, body, exchange.header(b"content-type").decode("latin-1"))

    async def _resolve(self, leg: "_Leg") -> str:
        """Tell the one address that is asked; raise `ProbeFailed` if there is none that may be."""
        host, family = leg.place.host, self._probe.family
        address, seconds = await resolved(host, leg.place.port, family)
        if seconds is not None:
            leg.figures["resolve_seconds"] = seconds
        permit(address, host, family, self._public if self._guarded else None)
        return address

    @property
    def _max_wire_bytes(self) -> int:
        return 2 * (self._probe.max_body_bytes + MAX_HEADER_BYTES)


class _Leg:
    """A hop while it is under way."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.address: str | None = None
        self.figures: dict[str, float] = {}
        self._clock: str | None = None

    @property
    def doing(self) -> str:
        """The phase that has not been reached the end of."""
        if self.address is None:
            return RESOLVING
        phases = {"connect_seconds": "connecting", "tls_seconds": "shaking hands over TLS"}
        if self.place.scheme != "https":
            del phases["tls_seconds"]
        phases["ttfb_seconds"] = "waiting for the answer"
        return next((words for name, words in phases.items() if name not in self.figures), "reading the body")

    def note_wire(self, wire: Wire) -> None:
        """Put down what the kernel knows of the connection, before it is closed."""
        info = wire.tcp_info()
        self._clock = wire.clock
        self.figures["wire_bytes"] = wire.received
        if info is not None:
            self.figures["retransmits"] = info.retransmits
        if wire.rtt_seconds is not None:
            self.figures["rtt_seconds"] = wire.rtt_seconds
            if "ttfb_seconds" in self.figures:
                self.figures["server_seconds"] = max(self.figures["ttfb_seconds"] - wire.rtt_seconds, 0.0)

    def record(self) -> Hop:
        """Make the record of it."""
        figures = dict(self.figures)
        status = figures.pop("status", None)
        return Hop(
            url=self.place.url[:MAX_URL],
            address=self.address,
            status=None if status is None else int(status),
            clock=self._clock,
            metrics=figures,
        )
