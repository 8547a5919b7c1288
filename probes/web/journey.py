"""The way of one fetching: from the target's address over its redirects to the page, a connection for each."""

import ssl
from contextlib import closing
from typing import NamedTuple, Protocol

from probes.probe import RESOLVING, Notes, ProbeFailed
from probes.web.answer import MAX_HEADER_BYTES
from probes.web.exchange import Exchange
from probes.web.place import Place, onwards, place_of_target
from probes.wire.clock import Clock
from probes.wire.connection import Wire, connect
from probes.wire.endpoint import Family
from probes.wire.public_address import Judge, is_local
from probes.wire.sample import permit, resolved
from results.records import Failure, Hop

MAX_URL = 2_000
"""Characters of an address that are kept in the record."""
_PHASES = ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds")


class Agreed(Protocol):
    """What was agreed on for a page; the settings of `probes.http.HttpProbe` tell it."""

    @property
    def max_redirects(self) -> int:
        """How often the way may lead on."""
        ...

    @property
    def max_body_bytes(self) -> int:
        """How much a page may hold."""
        ...

    @property
    def family(self) -> Family:
        """The family of the addresses that are asked."""
        ...

    def judge(self, exchange: Exchange, body: bytes) -> None:
        """Raise `ProbeFailed` unless *exchange* and its *body* are what was agreed."""
        ...


class Arrived(NamedTuple):
    """The page at the end of the way."""

    url: str
    body: bytes
    content_type: str
    """As the server told it; empty if it did not."""


class Leg:
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


class Journey:
    """One fetching of what was *agreed*, its trust being *context* and its time *clock*'s."""

    def __init__(self, agreed: Agreed, context: ssl.SSLContext, clock: Clock, public: Judge) -> None:
        self._agreed = agreed
        self._context = context
        self._clock = clock
        self._public = public
        self._guarded = True
        self._arrived = False
        self._hops: list[Leg] = []

    async def go(self, url: str) -> Arrived:
        """Fetch *url* and what it redirects to; raise `ProbeFailed` or `OSError` if it is not what was agreed."""
        place = place_of_target(url)
        self._guarded = not is_local(place.host, self._public)
        for _ in range(self._agreed.max_redirects + 1):
            leg = Leg(place)
            self._hops.append(leg)
            came = await self._ask(leg)
            if isinstance(came, Arrived):
                return came
            place = came
        raise ProbeFailed(Failure.TOO_MANY_REDIRECTS, f"more than {self._agreed.max_redirects} redirects")

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

    async def _ask(self, leg: Leg) -> Place | Arrived:
        """Ask at one place; return where it redirects to, or what is there if it is the end."""
        address = await self._resolve(leg)
        leg.address = address
        wire = await connect(address, leg.place.port, clock=self._clock, max_bytes=self._max_wire_bytes)
        with closing(wire):
            try:
                return await self._talk(leg, wire)
            finally:
                leg.note_wire(wire)

    async def _talk(self, leg: Leg, wire: Wire) -> Place | Arrived:
        figures = leg.figures
        figures["connect_seconds"] = wire.connect_seconds
        if leg.place.scheme == "https":
            figures["tls_seconds"] = await wire.start_tls(self._context, leg.place.host.rstrip("."))
        exchange = Exchange(wire, figures, max_body_bytes=self._agreed.max_body_bytes)
        await exchange.ask(leg.place)
        if exchange.location is not None:
            exchange.leave()
            return onwards(leg.place, exchange.location)
        body = await exchange.read()
        self._arrived = True
        self._agreed.judge(exchange, body)
        return Arrived(leg.place.url, body, exchange.header(b"content-type").decode("latin-1"))

    async def _resolve(self, leg: Leg) -> str:
        """Tell the one address that is asked; raise `ProbeFailed` if there is none that may be."""
        host, family = leg.place.host, self._agreed.family
        address, seconds = await resolved(host, leg.place.port, family)
        if seconds is not None:
            leg.figures["resolve_seconds"] = seconds
        permit(address, host, family, self._public if self._guarded else None)
        return address

    @property
    def _max_wire_bytes(self) -> int:
        return 2 * (self._agreed.max_body_bytes + MAX_HEADER_BYTES)
