"""One page, fetched politely: robots rules are read and reported, private networks refused, all of it bounded."""

import asyncio
import ssl
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from probes.forms.robots import MAX_ROBOTS_BYTES, robots_address, robots_verdict
from probes.forms.sheets import MAX_SHEET_BYTES, MAX_TOTAL_BYTES, Texts, linked, text_of
from probes.forms.sheets import SECONDS as SHEETS_SECONDS
from probes.forms.source import MAX_BYTES
from probes.forms.web_address import scheme_of
from probes.web.place import USER_AGENT
from probes.wire.public_address import is_address, is_local, is_public

MAX_REDIRECTS = 5
SECONDS = 30.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class NotFetchedError(Exception):
    """The page could not be had; the sentence says what to do."""


class Fetched(NamedTuple):
    """A page as it came."""

    url: str
    """Where it was in the end, after redirects."""
    body: bytes
    charset: str | None
    robots: str
    """What the site's robots rules say of it: ``allowed``, ``disallowed`` or ``unknown``."""
    texts: Texts
    """What the style sheets say that it links and that its own host has, by address."""


class _Guarded(AbstractResolver):
    """aiohttp's resolver, which knows public addresses only, unless local ones were asked for by name."""

    def __init__(self, *, local: bool) -> None:
        self._local = local
        self._inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)  # type: ignore[arg-type]  # 0 is AF_UNSPEC
        if not self._local and (inside := [one["host"] for one in found if not is_public(one["host"])]):
            raise NotFetchedError(f"{host} leads to {inside[0]}, which is not public: it was not asked.")
        return found

    async def close(self) -> None:
        await self._inner.close()


async def fetch(url: str, *, seconds: float = SECONDS) -> Fetched:
    """
    Fetch the page at *url* with at most `MAX_REDIRECTS` redirects and `MAX_BYTES` bytes, and its own style sheets.

    An address on this machine or in a private network is asked only if *url* itself names one. Raises
    `NotFetchedError`.
    """
    local = is_local(_host(url))
    connector = aiohttp.TCPConnector(resolver=_Guarded(local=local), force_close=True)
    try:
        async with (
            asyncio.timeout(seconds),
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.CookieJar(unsafe=True),
                headers={"User-Agent": USER_AGENT, "Accept": "text/html"},
                timeout=aiohttp.ClientTimeout(total=None),
            ) as session,
        ):
            robots = await _robots(session, url, local=local)
            return await _page(session, url, robots, local=local)
    except TimeoutError as error:
        raise NotFetchedError(f"{url} took longer than {seconds:g} s: try again later.") from error
    except aiohttp.ClientConnectorError as error:
        why = error.os_error.strerror or error.os_error
        raise NotFetchedError(f"{url} could not be reached ({why}): check the address, or try again later.") from error
    except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
        raise NotFetchedError(f"{url} could not be fetched: {_sentence(error)}.") from error


async def _page(session: aiohttp.ClientSession, url: str, robots: str, *, local: bool) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        _check(url, local=local)
        async with session.get(url, allow_redirects=False) as answer:
            onward = answer.headers.get("Location") if answer.status in _REDIRECTS else None
            if onward is not None:
                url = _joined(url, onward)
                continue
            if answer.status >= 400:  # noqa: PLR2004 -- RFC 9110, 15.5: no page
                raise NotFetchedError(f"{url} answered {answer.status}: there is no page to read.")
            body, charset = await _bounded(answer, MAX_BYTES), answer.charset
        return Fetched(url, body, charset, robots, await _sheets(session, url, body, charset, local=local))
    raise NotFetchedError(f"{url} redirects more than {MAX_REDIRECTS} times.")


async def _sheets(session: aiohttp.ClientSession, url: str, body: bytes, charset: str | None, *, local: bool) -> Texts:
    """Fetch the sheets that the page's own host has, as it says of them; what does not come is left out."""
    texts: dict[str, str] = {}
    left = MAX_TOTAL_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(SHEETS_SECONDS):
            for address in await asyncio.to_thread(linked, body, url, charset):
                if _host(address) != _host(url):
                    continue
                with suppress(aiohttp.ClientError, OSError, NotFetchedError):
                    _check(address, local=local)
                    async with session.get(address, allow_redirects=False) as answer:
                        sheet = await _bounded(answer, min(MAX_SHEET_BYTES, left))
                    if answer.status == 200 and len(sheet) <= min(MAX_SHEET_BYTES, left):  # noqa: PLR2004 -- RFC 9110, 15.3.1
                        left -= len(sheet)
                        texts[address] = text_of(sheet, answer.charset)
    return texts


async def _robots(session: aiohttp.ClientSession, url: str, *, local: bool) -> str:
    """Tell what the site's robots rules say of *url*; unknown if they cannot be read."""
    _check(url, local=local)
    try:
        async with session.get(robots_address(url), allow_redirects=False) as answer:
            return robots_verdict(answer.status, await _bounded(answer, MAX_ROBOTS_BYTES), url)
    except (aiohttp.ClientError, OSError):
        return "unknown"


async def _bounded(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """Read no more than one byte beyond *most*, so that the reader can tell that there was more."""
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > most:
            break
    return bytes(body[: most + 1])


def _check(url: str, *, local: bool) -> None:
    host = _host(url)
    if scheme_of(url) not in {"http", "https"} or not host:
        raise NotFetchedError(f"{url} is no address of the web: write one that begins with https://")
    if not local and (is_local(host) or (is_address(host) and not is_public(host))):
        raise NotFetchedError(f"{url} is on this machine or in a private network: it was not asked.")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _joined(url: str, onward: str) -> str:
    try:
        return urljoin(url, onward)
    except ValueError as error:
        raise NotFetchedError(f"{url} redirects to no address.") from error


def _sentence(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
