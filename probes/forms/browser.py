"""
Forms that need JavaScript: headless Chromium by Playwright, an extra that is imported only when it is used.

Each visit has a browser of its own, which reaches nothing but through the gate. What is read and filled in is the page
as its scripts have left it; what people do not see is asked from the browser itself.
"""

import asyncio
import os
import shutil
import time
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, ClassVar

from probes.contact.manners import address_of, is_loopback
from probes.forms.browser_guard import MAX_REQUESTS, Guard, Phase, host_of_url
from probes.forms.browser_hands import Hands
from probes.forms.browser_page import Ears, Reading, read, settled
from probes.forms.choice import is_door
from probes.forms.engine import Draft, Reach, Sheet
from probes.forms.filling import Filling
from probes.forms.gate import Gate
from probes.forms.reading import read_page
from probes.forms.submission import NotSendableError, Submission, submission
from probes.probe import ProbeFailed
from probes.web.place import USER_AGENT
from probes.wire.public_address import is_public
from results.records import Failure
from results.records.web_page import with_replies

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Frame, Page, Request, Route

PROGRAM = "KAKLET_CHROMIUM"
"""The variable of the environment that names the browser's program."""
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium")
LOADING_SECONDS = 20.0
"""How long a page may go on changing by itself before it is read as it is."""
ANSWER_SECONDS = 60.0
"""How long what was sent is waited for, once anything was sent."""
IDLE_SECONDS = 6.0
"""How long a pressed button may do nothing at all."""
MAX_PAGE_BYTES = 2_000_000
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--no-first-run",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Names are resolved at the gate only, and this machine is no exception to it.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
_ERRORS = (
    ("ERR_CERT", Failure.CERTIFICATE_INVALID),
    ("ERR_SSL", Failure.TLS_FAILED),
    ("ERR_TOO_MANY_REDIRECTS", Failure.TOO_MANY_REDIRECTS),
    ("ERR_CONNECTION_CLOSED", Failure.CONNECTION_CLOSED),
    ("ERR_CONNECTION_RESET", Failure.CONNECTION_CLOSED),
    ("ERR_EMPTY_RESPONSE", Failure.CONNECTION_CLOSED),
    ("ERR_INVALID_HTTP_RESPONSE", Failure.PROTOCOL_ERROR),
    ("ERR_BLOCKED_BY_CLIENT", Failure.NOT_APPROVED),
    ("ERR_INVALID_URL", Failure.PROTOCOL_ERROR),
)


def program_of(setting: str | None = None) -> str:
    """
    Tell which browser is run: that of the study, of the environment, else one that is installed.

    Raises `ProbeFailed` (PROBE_FAULT): that there is none is never the target's fault.
    """
    named = setting or os.environ.get(PROGRAM)
    found = (
        named or next(filter(None, map(shutil.which, _PROGRAMS)), None) or next(filter(os.path.exists, _PLACES), None)
    )
    if found is None or not os.access(found, os.X_OK):
        raise ProbeFailed(
            Failure.PROBE_FAULT,
            f"{named} is no program that can be run: name Chromium's in {PROGRAM}" if named
            else f"this form needs a browser: install Chromium (on Debian, chromium), or name it in {PROGRAM}",
        )  # fmt: skip
    return found


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
        program = program_of(self._program)
        try:
            from playwright.async_api import Error, async_playwright  # noqa: PLC0415 -- an extra
        except ImportError as error:
            sentence = "this form needs a browser: install kaklet[browser]"
            raise ProbeFailed(Failure.PROBE_FAULT, sentence) from error
        port = await self._gate.open()
        try:
            player = await self._held.enter_async_context(async_playwright())
            browser = await player.chromium.launch(
                executable_path=program,
                args=[*_ARGUMENTS, f"--proxy-server=socks5://127.0.0.1:{port}"],
                chromium_sandbox=os.geteuid() != 0,  # Chromium cannot build its sandbox as root
                handle_sigint=False,
                handle_sigterm=False,
            )
            self._held.push_async_callback(browser.close)
            context = await browser.new_context(
                user_agent=USER_AGENT,
                accept_downloads=False,
                service_workers="block",
                permissions=[],
                viewport={"width": 1280, "height": 1600},
            )
        except Error as error:
            sentence = f"the browser {program} could not be started: {_first_line(error)}"
            raise ProbeFailed(Failure.PROBE_FAULT, sentence) from error
        context.set_default_timeout(0)  # the visit's own timeout holds
        await context.route("**/*", self._decide)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        self._ears.attach(context)
        return context

    async def _decide(self, route: "Route", request: "Request") -> None:
        body = request.post_data_buffer or b""
        with suppress(Exception):  # a page that is gone needs no answer
            self._ears.tired = self._guard.exhausted
            if self._guard.admits(request.method, request.url, request.resource_type, body):
                self._gate.admit(host_of_url(request.url))
                await route.continue_()
            else:
                await route.abort("blockedbyclient")

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

    def _refuse_overflow(self, reading: Reading) -> None:
        if self._guard.exhausted:
            raise ProbeFailed(Failure.TOO_LARGE, f"the page asks for more than {MAX_REQUESTS} things")
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
        for host in hosts:
            if host in self._gate.troubles:
                return self._gate.troubles[host]
        if self._gate.overflowed:
            return ProbeFailed(Failure.TOO_LARGE, f"more than {MAX_PAGE_BYTES} bytes")
        words = _first_line(error)
        failure = next((failure for mark, failure in _ERRORS if mark in words), Failure.PROBE_FAULT)
        refused = [one for one in self._gate.troubles.values() if one.failure is Failure.NOT_APPROVED]
        if failure is Failure.PROBE_FAULT and "ERR_SOCKS" in words and refused:
            return refused[-1]
        return ProbeFailed(failure, words)


def _has_door(reading: Reading) -> bool:
    return any(is_door(form) for form in read_page(reading.html, reading.frame.url, scripted=True).forms)


def _request(sheet: Sheet, index: int, filling: Filling) -> Submission:
    """Work out what a plain form would send, for the record; a script may send it otherwise."""
    try:
        return submission(sheet.body, sheet.url, index, filling.values, charset=sheet.charset)
    except NotSendableError as error:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, str(error)) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
