"""Opens the link by which a form's software wants an address proven: one GET, and nothing that its page asks for."""

import asyncio
import socket
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from probes.contact.manners import is_loopback
from probes.contact.resolver import LoopbackResolver
from probes.probe import ProbeFailed
from probes.web.client_failures import once, told
from probes.web.place import USER_AGENT
from probes.wire.public_address import is_local
from probes.wire.tls_session import trust
from results.records import Failure

SECONDS = 30.0
MAX_PAGE_BYTES = 1_000_000
"""What is read of the page; the link was opened when its head came."""
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Opened(NamedTuple):
    """The last answer."""

    status: int
    host: str


class _Allowed(AbstractResolver):
    """aiohttp's resolver: this machine, and of all others these hosts alone, at public addresses."""

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the one address of *host*; raise `ProbeFailed` if nothing may be asked there."""
        return await LoopbackResolver(host if host in self._hosts else None).resolve(host, port, family)

    async def close(self) -> None:
        """Nothing is held."""


async def open_once(
    url: str, hosts: Collection[str], *, local: bool, ca_file: str | None = None, seconds: float = SECONDS
) -> Opened:
    """
    Open *url* with one GET, following redirects between *hosts*, and no further.

    Where *local*, the hosts are this machine; otherwise no address but a public one is connected to, whatever a name
    resolves to. Nothing is tried again. Raises `ProbeFailed`.
    """
    connector = aiohttp.TCPConnector(resolver=_Allowed(hosts), ssl=trust(ca_file), force_close=True)
    try:
        async with (
            asyncio.timeout(seconds),
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.CookieJar(unsafe=local),
                timeout=aiohttp.ClientTimeout(total=None),
                headers={"User-Agent": USER_AGENT, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
                middlewares=(once,),
            ) as session,
        ):
            return await _followed(session, URL(url, encoded=True), hosts, local=local)
    except TimeoutError as error:
        raise ProbeFailed(Failure.TIMEOUT, f"nothing within {seconds:g} s") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise told(error) from error


async def _followed(session: aiohttp.ClientSession, url: URL, hosts: Collection[str], *, local: bool) -> Opened:
    for _ in range(MAX_REDIRECTS + 1):
        check(url, hosts, local=local)
        async with session.get(url, allow_redirects=False) as answer:
            onward = answer.headers.get("Location") if answer.status in _REDIRECTS else None
            if not onward:
                await _read(answer)
                return Opened(answer.status, url.host or "")
            url = url.join(URL(onward))
    raise ProbeFailed(Failure.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS}")


def check(url: URL, hosts: Collection[str], *, local: bool) -> None:
    """Raise `ProbeFailed` (NOT_APPROVED) unless *url* may be asked for. A host must be one of *hosts* to the letter."""
    host = url.host or ""
    # aiohttp asks no resolver about a host that is an address, so the rule is held here as well.
    if host not in hosts or (is_local(host) and not (local and is_loopback(host))):
        raise ProbeFailed(Failure.NOT_APPROVED, f"{host or 'no host'} is not among the hosts that the study allows")
    if url.scheme != "https" and not (local and url.scheme == "http"):
        raise ProbeFailed(Failure.NOT_APPROVED, f"{url.scheme} is not https")
    if url.user is not None or (not local and url.port != url.with_port(None).port):
        raise ProbeFailed(Failure.NOT_APPROVED, "an address with a name or a port of its own is not opened")


async def _read(answer: aiohttp.ClientResponse) -> None:
    """Read the page as a browser would, within bounds; how it ends changes nothing any more."""
    size = 0
    with suppress(aiohttp.ClientError, OSError, TimeoutError):
        async for chunk in answer.content.iter_any():
            size += len(chunk)
            if size > MAX_PAGE_BYTES:
                return
