"""One part of a page, its document or a resource: fetched over a connection that may have served others before."""

import time
from typing import NamedTuple

from probes.probe import ProbeFailed
from probes.web.challenge import challenged_by_header
from probes.web.exchange import Exchange
from probes.web.place import Place, onwards
from probes.web.pool import Pool
from probes.wire.connection import Wire
from results.records import Failure

USER_AGENT = "Kaklet/0.1 (measures an Internet line; one page in a slot)"
_OK = 200


class Part(NamedTuple):
    """What came; instants by the monotonic clock."""

    url: str
    body: bytes
    content_type: str
    began_at: float
    """When the first byte of its answer came."""
    ended_at: float


async def fetch(pool: Pool, place: Place, *, max_bytes: int, max_redirects: int) -> Part:
    """
    Fetch *place*, wherever it leads, over connections of *pool*.

    Raises:
        ProbeFailed: if it does not come whole, or with another status than 200.
        OSError: if the connection breaks.

    """
    for _ in range(max_redirects + 1):
        wire, again = await pool.get(place), False
        try:
            exchange = Exchange(wire, {}, max_body_bytes=max_bytes)
            await exchange.say(_request(place))
            body = await exchange.read()
            again = exchange.persists
            began_at, ended_at = _instant(wire, exchange.began_at), _instant(wire, exchange.ended_at)
        finally:
            pool.give(wire, place, again=again)
        if exchange.location is None:
            _judge(exchange)
            return Part(place.url, body, exchange.header(b"content-type").decode("latin-1"), began_at, ended_at)
        place = onwards(place, exchange.location)
    raise ProbeFailed(Failure.TOO_MANY_REDIRECTS, f"more than {max_redirects} redirects")


def _judge(exchange: Exchange) -> None:
    if (said := challenged_by_header(exchange.header)) is not None:
        raise ProbeFailed(Failure.BLOCKED, f"{exchange.status}: a challenge for machines ({said})")
    if exchange.status != _OK:
        raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"{exchange.status} {exchange.reason}")


def _instant(wire: Wire, at: int) -> float:
    """Tell by the monotonic clock when it was *at* by that of *wire*."""
    return time.monotonic() - (wire.now() - at) / 1e9


def _request(place: Place) -> bytes:
    """Ask for *place*, and for more on the same connection; nobody on the way may answer from a cache unasked."""
    return (
        f"GET {place.path} HTTP/1.1\r\nHost: {place.authority}\r\nUser-Agent: {USER_AGENT}\r\n"
        "Accept: */*\r\nAccept-Encoding: identity\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n\r\n"
    ).encode("ascii")
