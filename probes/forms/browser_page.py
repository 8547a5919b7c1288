"""A page in the browser: read as it stands, waited for until it rests, listened to while a form is sent."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from probes.forms.engine import TOLD_HEADERS
from results.records.came_back import Reply
from results.records.web_page import MAX_REPLY, UNSEEN

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Frame, JSHandle, Page, Request, Response

CONTROL, MADE = "data-kaklet-control", "data-kaklet-made"
QUIET_SECONDS = 0.7
"""A page in which nothing moves for so long has come to rest."""
_STEP = 0.1
_SCRIPT = Path(__file__).with_name("in_page.js").read_text(encoding="utf-8")
_PULSE = "() => [document.getElementsByTagName('*').length, (document.body && document.body.innerText || '').length]"


class Reading(NamedTuple):
    """A frame as it stands: its HTML, and its controls by number."""

    frame: "Frame"
    html: bytes
    controls: list[dict[str, Any]]
    """Of each control: form, name, kind, value, seen, enabled, said."""
    handle: "JSHandle"


async def read(frame: "Frame") -> Reading:
    """Read *frame*; what people do not see is marked in the HTML."""
    handle = await frame.evaluate_handle(_SCRIPT, [UNSEEN, CONTROL, MADE])
    html, controls = await handle.evaluate("found => [found.html, found.controls]")
    return Reading(frame, html.encode("utf-8", "replace"), controls, handle)


async def settled(frame: "Frame", ears: "Ears", *, most: float, idle: float | None = None) -> None:
    """
    Wait until *frame* rests, for no longer than *most* seconds.

    With *idle*, what is waited for is an answer: as long as nothing at all has happened, rest counts for nothing, but
    for no longer than that.
    """
    began = time.monotonic()
    before: object = None
    first: object = None
    quiet_since = began
    while (now := time.monotonic()) - began < most and not ears.tired:
        pulse = await _pulse(ears.page_of(frame)), ears.heard, ears.under_way
        first = first if first is not None else pulse
        if pulse != before:
            before, quiet_since = pulse, now
        happened = idle is None or ears.answers > 0 or (now - began >= idle and not ears.under_way)
        if happened and not ears.under_way and now - quiet_since >= QUIET_SECONDS:
            return
        await asyncio.sleep(_STEP)


async def _pulse(frame: "Frame") -> object:
    """Tell what changes when a page does; a page that is being left has none."""
    try:
        return frame.url, str(await frame.evaluate(_PULSE))
    except Exception:  # noqa: BLE001 -- the page is on its way to another
        return None


class _Shown(NamedTuple):
    """The page that the answer led to."""

    status: int
    content_type: str
    body: bytes


class Ears:
    """What a browser asks and gets, from the first page to the answer."""

    def __init__(self) -> None:
        self._under_way: set[Request] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening = False
        self._newest: Page | None = None
        self.heard = 0
        self.tired = False
        """Whether the page goes on asking beyond what it may: it will not come to rest."""
        self.answers = 0
        """How many answers came to what was sent."""
        self.first_at = self.last_at = time.monotonic()
        self.replies: list[Reply] = []
        self.path: list[str] = []
        self.shown: _Shown | None = None
        self.headers: Mapping[str, str] = {}
        self.local: set[str] = set()

    @property
    def under_way(self) -> int:
        """How many requests have no answer yet."""
        return len(self._under_way)

    def attach(self, context: "BrowserContext") -> None:
        """Listen to all pages of *context*."""
        context.on("request", self._asked)
        context.on("requestfinished", self._done)
        context.on("requestfailed", self._done)
        context.on("response", self._answered)
        context.on("page", self._opened)

    def listen(self) -> None:
        """Take what comes from now on for an answer."""
        self._listening = True
        self._newest = None
        self.first_at = self.last_at = time.monotonic()

    def page_of(self, frame: "Frame") -> "Frame":
        """Return the frame in which the answer stands: a page that was opened for it, else *frame*."""
        if self._newest is not None and not self._newest.is_closed():
            return self._newest.main_frame
        return frame.page.main_frame if frame.is_detached() else frame

    async def gathered(self) -> None:
        """Return when the bodies of all answers are here."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def headers_of(self, response: "Response") -> dict[str, str]:
        """Return the headers that are kept."""
        told = await response.all_headers()
        return {name: told[name][:300] for name in TOLD_HEADERS if name in told}

    def _opened(self, page: "Page") -> None:
        if self._listening:
            self._newest = page

    def _asked(self, request: "Request") -> None:
        if request.resource_type in {"document", "xhr", "fetch", "script", "stylesheet"}:
            self._under_way.add(request)

    def _done(self, request: "Request") -> None:
        self._under_way.discard(request)
        self.heard += 1
        self.last_at = time.monotonic()

    def _answered(self, response: "Response") -> None:
        request = response.request
        leads = request.is_navigation_request()
        if not self._listening or not (leads or request.method not in {"GET", "HEAD", "OPTIONS"}):
            return
        if not self.answers:
            self.first_at = time.monotonic()
        self.answers += 1
        self.last_at = time.monotonic()
        self.path.append(response.url)
        if 300 <= response.status < 400:  # noqa: PLR2004 -- RFC 9110, 15.4: it leads on
            return
        task = asyncio.get_running_loop().create_task(self._kept(response, leads=leads))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _kept(self, response: "Response", *, leads: bool) -> None:
        try:
            self.headers = await self.headers_of(response)
            said = self.headers.get("content-type") or (await response.header_value("content-type")) or ""
            body = await response.body()
        except Exception:  # noqa: BLE001 -- a page that was left takes its bodies with it
            said, body = "", b""
        kind = said.partition(";")[0].strip().lower()
        if leads:
            self.shown = _Shown(response.status, kind, body)
        else:
            sent = response.request.post_data_buffer or b""
            self.replies.append(
                Reply(
                    url=response.url,
                    status=response.status,
                    content_type=kind,
                    body=body[:MAX_REPLY],
                    sent=sent[:MAX_REPLY],
                )
            )
