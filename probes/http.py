"""Is the page there, is it the right one, and how long does each phase take? One GET on a cold connection."""

import asyncio
import hashlib
from typing import ClassVar

import msgspec

from probes.probe import Notes, ProbeFailed, Visit
from probes.web.challenge import challenged_by_body, challenged_by_header
from probes.web.exchange import Exchange
from probes.web.journey import Arrived, Journey
from probes.wire.clock import Clock
from probes.wire.endpoint import Family
from probes.wire.failures import told
from probes.wire.public_address import Judge, is_public
from probes.wire.sample import Sample
from probes.wire.tls_session import trust
from results.records import Channel, Failure


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
