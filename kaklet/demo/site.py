"""The providers' sites: HTTPS, at the gait and with the outages that their habits have."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web

from kaklet.demo.addresses import LOOPBACK, Address, claiming
from kaklet.demo.contact import ContactForm
from kaklet.demo.habits import Habit, Outage, Trouble, dice
from kaklet.demo.houses import House
from kaklet.demo.pages import front_page, layout

_FORM_LIMIT = 64 * 1024
_GRACE_SECONDS = 0.1
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """One provider's site. It can be closed and opened again: a closed one refuses connections."""

    def __init__(self, house: House, habit: Habit, form: ContactForm, tls: ssl.SSLContext, *, pace: float) -> None:
        self._habit = habit
        self._form = form
        self._tls = tls
        self._pace = pace
        self._dice = dice(house.name, "site")
        self._front = front_page(house).encode()
        self._down = layout(house, language="en", title="503", main="<h1>Service unavailable</h1>").encode()
        self._unavailable = False
        self._runner: web.AppRunner | None = None

    async def open(self, address: Address) -> None:
        """Listen at *address*; raise `PortTaken` if another process does."""
        pages = web.Application(client_max_size=_FORM_LIMIT, middlewares=[self._serve])
        pages.router.add_get("/", self._show_front)
        pages.router.add_get("/contact", self._form.show)
        pages.router.add_post("/contact", self._form.receive)
        pages.router.add_get("/contact/takk", self._form.thank)
        self._runner = web.AppRunner(pages, access_log=None, handle_signals=False, shutdown_timeout=_GRACE_SECONDS)
        await self._runner.setup()
        with claiming(address):
            await web.TCPSite(self._runner, LOOPBACK, address.port, ssl_context=self._tls).start()

    async def close(self) -> None:
        """Close the listening socket and every connection."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def suffer(self, outage: Outage, address: Address, *, since: float) -> None:
        """Be down for *outage*, whose seconds count from *since* on the loop's clock."""
        await _until(since + outage.start * self._pace)
        if outage.trouble is Trouble.REFUSED:
            await self.close()
            await _until(since + outage.end * self._pace)
            await self.open(address)
        else:
            self._unavailable = True
            await _until(since + outage.end * self._pace)
            self._unavailable = False

    async def _show_front(self, request: web.Request) -> web.Response:
        del request
        return web.Response(body=self._front, content_type="text/html", charset="utf-8")

    @web.middleware
    async def _serve(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Let the visitor wait for the first byte, and for the rest, as the site's gait has it."""
        if self._unavailable:
            return web.Response(
                body=self._down,
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "5"},
                content_type="text/html",
                charset="utf-8",
            )
        await asyncio.sleep(self._dice.uniform(*self._habit.gait.first_byte) * self._pace)
        response = await handler(request)
        if self._habit.gait.drops == 1 or not isinstance(response, web.Response) or request.method == "HEAD":
            return response
        return await self._drip(request, response)

    async def _drip(self, request: web.Request, whole: web.Response) -> web.StreamResponse:
        """Send the body of *whole* drop by drop."""
        body = whole.body if isinstance(whole.body, bytes) else b""
        slow = web.StreamResponse(status=whole.status, headers=whole.headers)
        slow.content_length = len(body)
        slow.cookies.update(whole.cookies)
        await slow.prepare(request)
        size = len(body) // self._habit.gait.drops + 1
        for start in range(0, len(body), size):
            await slow.write(body[start : start + size])
            await asyncio.sleep(self._habit.gait.between * self._pace)
        await slow.write_eof()
        return slow


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


@asynccontextmanager
async def open_site(site: Site, address: Address) -> AsyncIterator[None]:
    """Run *site* at *address*."""
    try:
        await site.open(address)
        yield
    finally:
        await site.close()
