"""Forms by plain HTTP: what a browser sends, without a browser."""

import asyncio
import time
from contextlib import suppress
from typing import ClassVar, NamedTuple

import aiohttp
import msgspec
from yarl import URL

from probes.contact.manners import host_of
from probes.contact.resolver import LoopbackResolver
from probes.forms.engine import TOLD_HEADERS, Draft, Reach, Sheet
from probes.forms.filling import Filling
from probes.forms.robots import MAX_ROBOTS_BYTES, robots_address, robots_verdict
from probes.forms.sheets import MAX_SHEET_BYTES, MAX_TOTAL_BYTES, linked, text_of
from probes.forms.sheets import SECONDS as SHEETS_SECONDS
from probes.forms.submission import NotSendableError, submission
from probes.probe import ProbeFailed
from probes.web.client_failures import once, told
from probes.web.place import USER_AGENT
from probes.wire.tls_session import trust
from results.records import Failure

MAX_PAGE_BYTES = 2_000_000
MAX_REDIRECTS = 5
ROBOTS_SECONDS = 5.0
"""How long robots rules are waited for; those that come later are unknown."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})


class _Asked(NamedTuple):
    """One request."""

    method: str
    url: str
    body: bytes | None = None
    content_type: str | None = None


class StaticEngine:
    """An `Engine` on aiohttp: a session of its own, each redirect looked at before it is followed, one attempt."""

    name: ClassVar[str] = "static"

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=LoopbackResolver(reach.stranger, *reach.services), ssl=trust(reach.ca_file), force_close=True
            ),
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # a target may be a bare address
            timeout=aiohttp.ClientTimeout(total=None),  # the visit's own timeout holds
            headers={"User-Agent": USER_AGENT, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
            middlewares=(once,),
        )

    async def open(self, url: str) -> Sheet:
        """Fetch the page fresh, what the robots rules say of it, and the style sheets that it links."""
        address = str(_address(url))
        sheet = await self._fetch(_Asked("GET", address), await self._robots(address))
        return await self._with_style_sheets(sheet) if sheet.ok else sheet

    async def fill(self, sheet: Sheet, index: int, filling: Filling, *, seconds: float) -> Draft:
        """Work out what leaves, and take as long over it as a person."""
        began = time.monotonic()
        try:
            request = await asyncio.to_thread(
                submission, sheet.body, sheet.url, index, filling.values, charset=sheet.charset
            )
        except NotSendableError as error:
            raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, str(error)) from error
        # Before anything is begun: a letter that may not leave is none.
        self._check(request.url, sending=True)
        await asyncio.sleep(began + seconds - time.monotonic())
        return Draft(sheet=sheet, index=index, filling=filling, request=request)

    async def submit(self, draft: Draft) -> Sheet:
        """Send the form's request, once."""
        request = draft.request
        asked = _Asked(request.method, request.url, request.body, request.content_type)
        return await self._fetch(asked, draft.sheet.robots, referer=draft.sheet.url, sending=True)

    async def aclose(self) -> None:
        """Close the session."""
        await self._session.close()

    async def _fetch(self, asked: _Asked, robots: str, *, referer: str = "", sending: bool = False) -> Sheet:
        began = time.monotonic()
        answered: float | None = None
        path: list[str] = []
        try:
            for _ in range(MAX_REDIRECTS + 1):
                path.append(asked.url)
                self._check(asked.url, sending=sending)
                async with self._session.request(
                    asked.method,
                    URL(asked.url, encoded=True),
                    data=asked.body,
                    headers=_headers(asked, referer),
                    allow_redirects=False,
                ) as response:
                    answered = answered if answered is not None else time.monotonic() - began
                    body, whole = await _bounded(response, MAX_PAGE_BYTES)
                if not whole:
                    raise ProbeFailed(Failure.TOO_LARGE, f"more than {MAX_PAGE_BYTES} bytes")
                onward = _onward(response)
                if onward is None:
                    return _sheet(response, body, robots, tuple(path), answered, time.monotonic() - began)
                asked = asked._replace(url=onward)
                if response.status not in _KEEPS_METHOD:
                    asked = _Asked("GET", onward)
        except (aiohttp.ClientError, OSError) as error:
            raise told(error) from error
        raise ProbeFailed(Failure.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS}")

    def _check(self, url: str, *, sending: bool = False) -> None:
        # aiohttp asks no resolver about a host that is an address, so the rule is held here as well.
        host = host_of(url)
        if self._reach.sends_to(host) if sending else self._reach.allows(host):
            return
        if self._reach.stranger is None:
            words = f"{host} is not on loopback, and no approved plan leads there"
        elif sending:
            words = f"{host} is not the approved host, and no service that the study names for this form"
        else:
            words = f"{host} is not the approved host"
        raise ProbeFailed(Failure.NOT_APPROVED, words)

    async def _with_style_sheets(self, page: Sheet) -> Sheet:
        """Fetch the sheets of *page* from its host and the named services; what does not come is counted."""
        wanted = await asyncio.to_thread(linked, page.body, page.url, page.charset)
        texts: dict[str, str] = {}
        left = MAX_TOTAL_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(SHEETS_SECONDS):
                for address in wanted:
                    with suppress(aiohttp.ClientError, OSError, ProbeFailed, ValueError):
                        self._check(address, sending=True)
                        async with self._session.get(URL(address), allow_redirects=False) as response:
                            text, whole = await _bounded(response, min(MAX_SHEET_BYTES, left))
                        if whole and response.status == 200:  # noqa: PLR2004 -- RFC 9110, 15.3.1
                            left -= len(text)
                            texts[address] = text_of(text, response.charset)
        return msgspec.structs.replace(page, style_sheets=texts, style_sheets_unread=len(wanted) - len(texts))

    async def _robots(self, url: str) -> str:
        """Tell what the rules say; they are read with no cookies of the visit, and their failings fail nothing."""
        address = robots_address(url)
        self._check(address)
        with suppress(aiohttp.ClientError, OSError, ProbeFailed):
            async with asyncio.timeout(ROBOTS_SECONDS), self._session.get(address, allow_redirects=False) as response:
                body, _ = await _bounded(response, MAX_ROBOTS_BYTES)
                return robots_verdict(response.status, body, url)
        return "unknown"


def _headers(asked: _Asked, referer: str) -> dict[str, str]:
    found = {"Content-Type": asked.content_type} if asked.content_type else {}
    if referer:
        # As browsers do by default (Referrer Policy, 3.7): all of it to the same origin, the origin alone elsewhere.
        origin = URL(referer).origin()
        same = URL(asked.url, encoded=True).origin() == origin
        found["Referer"] = str(URL(referer).with_fragment(None).with_user(None)) if same else f"{origin}/"
        if asked.method == "POST":
            found["Origin"] = str(origin)
    return found


def _sheet(
    response: aiohttp.ClientResponse, body: bytes, robots: str, path: tuple[str, ...], answered: float, seconds: float
) -> Sheet:
    return Sheet(
        url=path[-1],
        status=response.status,
        body=body,
        charset=response.charset,
        content_type=response.content_type if "Content-Type" in response.headers else "",
        headers={name: response.headers[name][:300] for name in TOLD_HEADERS if name in response.headers},
        path=path,
        robots=robots,
        answered_seconds=answered,
        seconds=seconds,
    )


def _onward(response: aiohttp.ClientResponse) -> str | None:
    """Tell where *response* sends its reader; None if it is the answer itself."""
    location = response.headers.get("Location") if response.status in _REDIRECTS else None
    if not location:
        return None
    return str(_address(location, response.url))


def _address(words: str, base: URL | None = None) -> URL:
    """Read an address as browsers do; one that is none, or not of the web, is a failure of whoever named it."""
    with suppress(ValueError):
        found = base.join(URL(words)) if base else URL(words)
        if found.scheme in {"http", "https"} and found.host:
            return found
    raise ProbeFailed(Failure.PROTOCOL_ERROR, f"{words[:80]!r} is no address of the web")


async def _bounded(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    """Read at most *most* bytes, and tell whether that was all."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            return bytes(body[:most]), False
    return bytes(body), True
