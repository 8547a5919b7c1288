"""A small web server of this process, with the pages that a test gives it."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from aiohttp.typedefs import Handler


class Pages(BaseHTTPRequestHandler):
    """Answers what is asked, and says nothing of it on the test's own output."""

    def do_GET(self) -> None:
        """Answer."""
        self.get()

    def do_POST(self) -> None:
        """Answer."""
        self.post()

    def get(self) -> None:
        """Answer whoever fetches a page."""
        self.send_error(501)

    def post(self) -> None:
        """Answer whoever sends something."""
        self.send_error(501)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def give(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200) -> None:
        """Answer with *body*; whoever asked may be gone."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)


@asynccontextmanager
async def answering(answer: Handler) -> AsyncIterator[str]:
    """Let *answer* answer all that is asked of a site in this loop meanwhile; yield its address, without a path."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@contextmanager
def serving(pages: type[BaseHTTPRequestHandler] | ThreadingHTTPServer) -> Iterator[ThreadingHTTPServer]:
    """Serve *pages* meanwhile, on a port of 127.0.0.1 that nobody had, or let a server of one's own work."""
    with pages if isinstance(pages, ThreadingHTTPServer) else ThreadingHTTPServer(("127.0.0.1", 0), pages) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
