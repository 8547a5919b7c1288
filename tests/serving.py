"""A small web server of this process, with the pages that a test gives it."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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


@contextmanager
def serving(pages: type[BaseHTTPRequestHandler] | ThreadingHTTPServer) -> Iterator[ThreadingHTTPServer]:
    """Serve *pages* meanwhile, on a port of 127.0.0.1 that nobody had, or let a server of one's own work."""
    with pages if isinstance(pages, ThreadingHTTPServer) else ThreadingHTTPServer(("127.0.0.1", 0), pages) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
