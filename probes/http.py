"""Is the page there, is it the right one, and how long does each phase take? One GET on a cold connection."""

import asyncio
import hashlib
import ipaddress
import socket
import ssl
import time
from functools import cache
from types import SimpleNamespace
from typing import ClassVar, Literal

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult

from probes.network import once, told
from probes.probe import Notes, ProbeFailed, Visit
from results.records import Channel, Failure

USER_AGENT = "Kaklet/0.1 (comparison of providers; one request per slot)"


class HttpProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="http"):
    """
    The settings of one HTTP question.

    Metrics, each absent if it was not reached: ``resolve_seconds``, ``connect_seconds`` (TCP, and TLS for https),
    ``ttfb_seconds`` (request sent to header received), ``transfer_seconds``, all of the last hop;
    ``total_seconds`` from the start of the first hop to the last byte, ``status``, ``body_bytes``, ``redirects``.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "total_seconds"

    timeout_seconds: float = 10.0
    expect_status: int = 200
    contains: str | None = None
    """Text that the body must hold, so that a fast error page never wins."""
    sha256: str | None = None
    """What the body must be, to the byte."""
    max_redirects: int = 5
    max_body_bytes: int = 2_000_000
    family: Literal["ipv4", "ipv6"] = "ipv4"
    """The two are separate series, and never race each other."""
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Fetch the target's page once."""
        connector = aiohttp.TCPConnector(
            resolver=OneAddress(notes),
            family=socket.AF_INET6 if self.family == "ipv6" else socket.AF_INET,
            ssl=trust(self.ca_file),
            force_close=True,
            use_dns_cache=False,
            happy_eyeballs_delay=None,
        )
        session = aiohttp.ClientSession(
            connector=connector,
            trace_configs=[_stopwatch(notes)],
            middlewares=(once, _each_hop(notes)),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),  # the runner holds the watch
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )
        started = time.monotonic()
        try:
            # aiohttp counts the answer that leads on, not the step, and takes 0 for no bound at all.
            async with session, session.get(visit.target.url, max_redirects=self.max_redirects + 1) as response:
                notes.metrics["status"] = response.status
                notes.metrics["redirects"] = len(response.history)
                body = await self._read(response, notes, started)
        except (aiohttp.ClientError, OSError) as error:
            raise told(error) from error
        self._judge_answer(response, body)

    async def _read(self, response: aiohttp.ClientResponse, notes: Notes, started: float) -> bytes:
        header_at = time.monotonic()
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            notes.metrics["body_bytes"] = len(body)
            if len(body) > self.max_body_bytes:
                raise ProbeFailed(Failure.TOO_LARGE, f"more than {self.max_body_bytes} bytes")
        ended = time.monotonic()
        notes.metrics["body_bytes"] = len(body)
        notes.metrics["transfer_seconds"] = ended - header_at
        notes.metrics["total_seconds"] = ended - started
        return bytes(body)

    def _judge_answer(self, response: aiohttp.ClientResponse, body: bytes) -> None:
        if response.status != self.expect_status:
            raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"{response.status} {response.reason or ''}")
        if self.contains is not None and self.contains.encode() not in body:
            raise ProbeFailed(Failure.UNEXPECTED_BODY, "the page does not hold the agreed text")
        if self.sha256 is not None and hashlib.sha256(body).hexdigest() != self.sha256.lower():
            raise ProbeFailed(Failure.UNEXPECTED_BODY, "the page is not the agreed one")


class OneAddress(AbstractResolver):
    """Resolves to one address of one family, so that a sample is about one server, and times it."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the first address that the system's resolver gives."""
        started = time.monotonic()
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{host} cannot be a name in the DNS") from error
        self._notes.metrics["resolve_seconds"] = time.monotonic() - started
        address = str(found[0][4][0])
        self._notes.address = address
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
        ]

    async def close(self) -> None:
        """Nothing is held."""


@cache
def trust(ca_file: str | None) -> ssl.SSLContext:
    """Make the context that verifies servers, once for each file: reading certificates costs more than a probe."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _each_hop(notes: Notes) -> aiohttp.ClientMiddlewareType:
    """Begin every hop anew: nothing that was noted of the hop before it may pass for its own."""

    async def hop(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        for phase in ("resolve_seconds", "connect_seconds", "ttfb_seconds"):
            notes.metrics.pop(phase, None)
        # A name's address is noted when it is resolved.
        notes.address = request.url.host if _is_address(request.url.host) else None
        return await handler(request)

    return hop


def _is_address(host: str | None) -> bool:
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return True


def _stopwatch(notes: Notes) -> aiohttp.TraceConfig:
    """Note connect and first byte of each hop; the last hop's figures stay."""
    trace = aiohttp.TraceConfig()
    at: dict[str, float] = {}

    async def connecting(*_: object) -> None:
        at["connecting"] = time.monotonic()

    async def connected(*_: object) -> None:
        resolve = notes.metrics.get("resolve_seconds", 0.0)
        notes.metrics["connect_seconds"] = time.monotonic() - at["connecting"] - resolve

    async def sent(*_: object) -> None:
        at["sent"] = time.monotonic()

    async def answered(_session: object, _context: SimpleNamespace, _params: object) -> None:
        notes.metrics["ttfb_seconds"] = time.monotonic() - at["sent"]

    trace.on_connection_create_start.append(connecting)
    trace.on_connection_create_end.append(connected)
    trace.on_request_headers_sent.append(sent)
    trace.on_request_redirect.append(answered)
    trace.on_request_end.append(answered)
    return trace
