"""
Forms that need JavaScript: headless Chromium by Playwright, an extra that is imported only when it is used.

Each visit has a browser of its own, which reaches nothing but through the gate. What is read and filled in is the page
as its scripts have left it; what people do not see is asked from the browser itself.
"""

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, ClassVar

from probes.contact.manners import address_of, is_loopback
from probes.forms.browser_guard import MAX_REQUESTS, Guard, Phase, host_of_url
from probes.forms.browser_hands import Hands
from probes.forms.browser_page import Ears, Reading, read, settled
from probes.forms.browser_start import started, told
from probes.forms.choice import is_door
from probes.forms.engine import Draft, Reach, Sheet
from probes.forms.filling import Filling
from probes.forms.gate import Gate
from probes.forms.reading import read_page
from probes.forms.submission import NotSendableError, Submission, submission
from probes.probe import ProbeFailed
from probes.wire.public_address import is_public
from results.records import Failure
from results.records.web_page import with_replies

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Frame, Page, Request, Route

LOADING_SECONDS = 20.0
"""How long a page may go on changing by itself before it is read as it is."""
ANSWER_SECONDS = 60.0
"""How long what was sent is waited for, once anything was sent."""
IDLE_SECONDS = 6.0
"""How long a pressed button may do nothing at all."""
MAX_PAGE_BYTES = 2_000_000


class BrowserEngine:
    """An `Engine` on Chromium. `open` starts it, `aclose` ends it."""

    name: ClassVar[str] = "browser"

    def __init__(self, reach: Reach, *, program: str | None = None, robots: str = "unknown") -> None:
        self._reach = reach
        self._program = program
        self._robots = robots
        self._guard = Guard(reach)
        self._gate = Gate(self._address_of)
        self._ears = Ears()
        self._held = AsyncExitStack()
        self._frame: Frame | None = None
        self._start: asyncio.Task[BrowserContext] | None = None

    async def open(self, url: str) -> Sheet:
        """Start a browser, open the page in it, and wait until it has come to rest."""
        self._start = asyncio.create_task(self._started())
        # A browser that is only half started cannot be ended: who cancels the visit waits for it in `aclose`.
        context = await asyncio.shield(self._start)
        page = await context.new_page()
        self._gate.admit(host_of_url(url))
        began = time.monotonic()
        response = await self._went(page, url)
        answered = time.monotonic() - began
        await settled(page.main_frame, self._ears, most=LOADING_SECONDS)
        self._refuse_endless()
        reading = await self._door_of(page)
        self._frame = reading.frame
        self._refuse_overflow(reading)
        return Sheet(
            url=reading.frame.url,
            status=response[0],
            body=reading.html,
            charset="utf-8",
            content_type="text/html",
            headers=response[1],
            path=tuple(dict.fromkeys((url, page.url, reading.frame.url))),
            scripted=True,
            robots=self._robots,
            answered_seconds=answered,
            seconds=max(answered, self._ears.last_at - began),
        )

    async def fill(self, sheet: Sheet, index: int, filling: Filling, *, seconds: float) -> Draft:
        """Type what *filling* says, and take as long over it as a person. Nothing is asked of others meanwhile."""
        began = time.monotonic()
        self._guard.phase = Phase.FILLING
        await self._gate.narrow(self._own())
        await Hands(self._opened(), index).fill(filling, seconds=seconds)
        await asyncio.sleep(began + seconds - time.monotonic())
        return Draft(sheet=sheet, index=index, filling=filling, request=_request(sheet, index, filling))

    async def submit(self, draft: Draft) -> Sheet:
        """Press the button, once, and wait for what comes: a page, what a script gets, or a change of the page."""
        frame = self._opened()
        button = await Hands(frame, draft.index).button()
        self._guard.phase = Phase.SENDING
        # Over a connection that was open before, a browser may send twice by itself.
        await self._gate.narrow(self._own())
        self._ears.listen()
        began = time.monotonic()
        try:
            await button.press()
            await settled(frame, self._ears, most=ANSWER_SECONDS, idle=IDLE_SECONDS)
        except Exception as error:
            raise self._told(error) from error
        await self._ears.gathered()
        return await self._answer(draft, began)

    async def aclose(self) -> None:
        """End the browser, whatever state it is in."""
        if self._start is not None:
            with suppress(Exception):
                await self._start
        with suppress(Exception):
            await self._held.aclose()
        await self._gate.close()

    async def _started(self) -> "BrowserContext":
        context = await started(self._held, self._gate, self._program)
        context.set_default_timeout(0)  # the visit's own timeout holds
        await context.route("**/*", self._decide)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        self._ears.attach(context)
        return context

    async def _decide(self, route: "Route", request: "Request") -> None:
        body = request.post_data_buffer or b""
        with suppress(Exception):  # a page that is gone needs no answer
            if self._guard.admits(request.method, request.url, request.resource_type, body):
                self._gate.admit(host_of_url(request.url))
                await route.continue_()
                return
            await route.abort("blockedbyclient")
            if self._guard.exhausted and not self._ears.tired:
                self._ears.tired = True
                await request.frame.page.close()  # it would go on asking

    async def _went(self, page: "Page", url: str) -> tuple[int, dict[str, str]]:
        try:
            response = await page.goto(url, wait_until="domcontentloaded")
        except Exception as error:
            raise self._told(error, url) from error
        if response is None:
            raise ProbeFailed(Failure.PROTOCOL_ERROR, "nothing came that could be shown")
        return response.status, await self._ears.headers_of(response)

    async def _door_of(self, page: "Page") -> Reading:
        """Read the page; where it has no door itself, and a frame of the same people or a named service has, that."""
        first = await read(page.main_frame)
        if _has_door(first):
            return first
        for frame in page.frames[1:12]:
            if self._guard.is_own(host_of_url(frame.url)):
                inner = await read(frame)
                if _has_door(inner):
                    return inner
        return first

    async def _answer(self, draft: Draft, began: float) -> Sheet:
        ears = self._ears
        self._refuse_endless()
        if not ears.answers:
            self._nothing_came()
        newest = await read(ears.page_of(self._opened()))
        self._refuse_overflow(newest)
        shown = ears.shown
        status = shown.status if shown else ears.replies[-1].status if ears.replies else draft.sheet.status
        is_page = shown is None or "html" in shown.content_type or not shown.body
        kept = newest.html if shown is None or is_page else shown.body
        body = with_replies(kept, ears.replies) if is_page else kept
        return Sheet(
            url=newest.frame.url,
            status=status,
            body=body,
            charset="utf-8" if is_page else None,
            content_type="text/html" if shown is None or is_page else shown.content_type,
            headers=ears.headers,
            path=tuple(dict.fromkeys((*ears.path, newest.frame.url))),
            scripted=True,
            robots=draft.sheet.robots,
            answered_seconds=max(0.0, ears.first_at - began),
            seconds=max(0.0, ears.last_at - began),
        )

    def _nothing_came(self) -> None:
        """Raise what it means that no answer came."""
        if self._guard.sent == 0:
            if self._guard.refused_hosts:
                host = self._guard.refused_hosts[0]
                raise ProbeFailed(Failure.NOT_APPROVED, f"the form is sent to {host}, which the study does not name")
            raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, "the button was pressed, and nothing was sent")
        trouble = next((self._gate.troubles[host] for host in self._gate.troubles if self._guard.is_own(host)), None)
        if trouble is not None:
            raise trouble
        raise ProbeFailed(Failure.OUTCOME_UNKNOWN, "the form was sent, and no answer came")

    def _refuse_endless(self) -> None:
        if self._guard.exhausted:
            raise ProbeFailed(Failure.TOO_LARGE, f"the page asks for more than {MAX_REQUESTS} things")

    def _refuse_overflow(self, reading: Reading) -> None:
        if self._gate.overflowed or len(reading.html) > MAX_PAGE_BYTES:
            raise ProbeFailed(Failure.TOO_LARGE, f"more than {MAX_PAGE_BYTES} bytes")

    def _own(self) -> frozenset[str]:
        """Tell who may be connected to once something is written."""
        return self._guard.own if self._reach.stranger else frozenset({"localhost", "127.0.0.1", *self._ears.local})

    async def _address_of(self, host: str, port: int) -> str:
        """Tell where *host* is: on this machine where the target is, else at a public address."""
        stranger = self._reach.stranger is not None
        if stranger and is_loopback(host):
            raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"the page asks for {host}, which is this machine")
        address = await address_of(host, port, strangers=stranger)
        if stranger and not is_public(address):
            raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"{host} resolves to {address}, which is not public")
        return address

    def _opened(self) -> "Frame":
        if self._frame is None:
            raise RuntimeError("open a page first")
        return self._frame

    def _told(self, error: Exception, url: str = "") -> ProbeFailed:
        """Put what the browser says into our own words; what is not known here is the prober's own fault."""
        if isinstance(error, ProbeFailed):
            return error
        hosts = [host_of_url(url)] if url else [host for host in self._gate.troubles if self._guard.is_own(host)]
        if self._guard.exhausted:
            return ProbeFailed(Failure.TOO_LARGE, f"the page asks for more than {MAX_REQUESTS} things")
        for host in hosts:
            if host in self._gate.troubles:
                return self._gate.troubles[host]
        if self._gate.overflowed:
            return ProbeFailed(Failure.TOO_LARGE, f"more than {MAX_PAGE_BYTES} bytes")
        refused = [one for one in self._gate.troubles.values() if one.failure is Failure.NOT_APPROVED]
        if "ERR_SOCKS" in str(error) and refused:
            return refused[-1]
        return told(error)


def _has_door(reading: Reading) -> bool:
    return any(is_door(form) for form in read_page(reading.html, reading.frame.url, scripted=True).forms)


def _request(sheet: Sheet, index: int, filling: Filling) -> Submission:
    """Work out what a plain form would send, for the record; a script may send it otherwise."""
    try:
        return submission(sheet.body, sheet.url, index, filling.values, charset=sheet.charset)
    except NotSendableError as error:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, str(error)) from error
