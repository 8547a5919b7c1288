"""Write to support by the contact form: fetch it fresh, fill it in as a person would, post it once."""

import asyncio
import time
from typing import ClassVar
from urllib.parse import urlencode

import aiohttp
import msgspec
from yarl import URL

from probes.contact.form_page import Form, fill, find_form
from probes.contact.form_words import Role
from probes.contact.handover import TALK_SHARE, Receipt, handing_over, letterhead_of
from probes.contact.manners import LoopbackResolver, approved, host_of, is_loopback
from probes.contact.post import Letterhead
from probes.probe import Notes, ProbeFailed, Visit
from probes.web.place import USER_AGENT
from probes.wire.failures import once, told
from probes.wire.tls_session import trust
from results.records import Channel, Failure

MAX_PAGE_BYTES = 2_000_000
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})


class SupportFormProbe(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="support_form"
):
    """
    The settings of one question by contact form.

    Metrics: ``form_seconds`` (to fetch the page with the form), ``answer_seconds`` (from posting to the last byte of
    the answer), ``status``.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    channel: ClassVar[Channel | None] = Channel.FORM
    speed: ClassVar[str] = "answer_seconds"

    timeout_seconds: float = 120.0
    fill_seconds: float = 20.0
    """How long to take for filling it in: as long as a person needs."""
    consent: bool = False
    """Whether a consent that the form demands may be given."""
    ca_file: str | None = None

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Open a case and post its question, once."""
        head = letterhead_of(visit)
        stranger = host_of(visit.target.url) if approved(visit) else None
        connector = aiohttp.TCPConnector(resolver=LoopbackResolver(stranger), ssl=trust(self.ca_file), force_close=True)
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # a target may be a bare address
            timeout=aiohttp.ClientTimeout(total=None),
            headers={"User-Agent": USER_AGENT},
            middlewares=(once,),
        )
        try:
            async with session:
                await self._ask(Talk(session, stranger), visit, notes, head)
        except (aiohttp.ClientError, OSError) as error:
            raise told(error) from error

    async def _ask(self, talk: "Talk", visit: Visit, notes: Notes, head: Letterhead) -> None:
        started = time.monotonic()
        page = await talk.fetch("GET", visit.target.url)
        notes.metrics["form_seconds"] = time.monotonic() - started
        await asyncio.to_thread(visit.tools.evidence.put, page.body)
        if not page.ok:
            raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"the form's page answered {page.status}")
        form = find_form(page.body, page.url)
        filled = fill(form, _answers(head), consent=self.consent)
        await asyncio.sleep(self.fill_seconds)
        sent = urlencode(filled).encode()
        async with handing_over(visit, Channel.FORM, head, sent) as receipt:
            left = TALK_SHARE * self.timeout_seconds - (time.monotonic() - started)
            async with asyncio.timeout(max(0.0, left)):
                answer = await _post(talk, form, filled, notes, receipt)
                receipt.at = visit.tools.now()
            # Neither other visits nor the talk's own wall wait for this disk.
            receipt.evidence = await asyncio.to_thread(visit.tools.evidence.put, answer.body)
            if not answer.ok:
                raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"the form's answer was {answer.status}")
        notes.detail = receipt.detail


async def _post(talk: "Talk", form: Form, filled: dict[str, str], notes: Notes, receipt: Receipt) -> "Page":
    started = time.monotonic()
    receipt.if_cut = Failure.OUTCOME_UNKNOWN
    try:
        answer = await talk.fetch(form.method.upper(), form.action, filled)
    except ProbeFailed as failed:
        if failed.failure is Failure.CONNECTION_CLOSED:
            raise ProbeFailed(Failure.OUTCOME_UNKNOWN, "the server hung up on the question") from failed
        raise
    notes.metrics["answer_seconds"] = time.monotonic() - started
    notes.metrics["status"] = answer.status
    receipt.detail = f"answered {answer.status}"
    return answer


def _answers(head: Letterhead) -> dict[Role, str]:
    first, _, last = head.persona.rpartition(" ")
    return {
        Role.NAME: head.persona,
        Role.FIRST_NAME: first or last,
        Role.LAST_NAME: last,
        Role.EMAIL: head.address,
        Role.SUBJECT: head.question.subject,
        # A browser sends lines with CRLF, whatever the page or the system has (HTML Standard, 4.10.22.4).
        Role.MESSAGE: "\r\n".join(head.question.body.strip().splitlines()),
    }


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What came back, whole and bounded."""

    url: str
    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the status says so (RFC 9110, 15.3)."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- the class of successful answers


class Talk:
    """A browser's session with one site: cookies, and redirects of which each is looked at before it is followed."""

    def __init__(self, session: aiohttp.ClientSession, approved: str | None = None) -> None:
        self._session = session
        self._approved = approved
        """The one host besides this machine that may be talked to."""

    async def fetch(self, method: str, url: str, fields: dict[str, str] | None = None) -> Page:
        """Fetch *url*, with *fields* as the form's content; follow redirects as browsers do."""
        for _ in range(MAX_REDIRECTS + 1):
            page, onward = await self._hop(method, url, fields)
            if onward is None:
                return page
            if page.status not in _KEEPS_METHOD:
                method, fields = "GET", None
            url = onward
        raise ProbeFailed(Failure.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS}")

    async def _hop(self, method: str, url: str, fields: dict[str, str] | None) -> tuple[Page, str | None]:
        # aiohttp asks no resolver about a host that is an address, so the rule is held here as well.
        host = host_of(url)
        if not is_loopback(host) and host != self._approved:
            raise ProbeFailed(Failure.NOT_APPROVED, f"{host} is not on loopback, and no approved plan leads there")
        query, content = (fields, None) if method == "GET" else (None, fields)
        async with self._session.request(method, url, allow_redirects=False, params=query, data=content) as response:
            body = await _bounded(response)
            return Page(url=str(response.url), status=response.status, body=body), _onward(response)


def _onward(response: aiohttp.ClientResponse) -> str | None:
    """Tell where *response* sends its reader; None if it is the answer itself."""
    location = response.headers.get("Location") if response.status in _REDIRECTS else None
    if not location:
        return None
    try:
        return str(response.url.join(URL(location)))
    except ValueError as error:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, "the redirect leads to no address") from error


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_PAGE_BYTES:
            raise ProbeFailed(Failure.TOO_LARGE, f"more than {MAX_PAGE_BYTES} bytes")
    return bytes(body)
