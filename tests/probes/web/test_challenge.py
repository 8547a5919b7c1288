"""Pages that ask whether a visitor is a person, by small servers that say what guards say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from probes.http import HttpProbe
from results.records import Blame, Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Desk, Handler, Serve

AGREED = b"<p>the agreed text</p>"
WALL = b"<script>window._cf_chl_opt = {}</script>"


def answer(status: bytes, headers: bytes, body: bytes) -> bytes:
    """Write an answer of HTTP/1.1."""
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, headers, len(body), body)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (b"403 Forbidden", b"cf-mitigated: challenge\r\n", b"Just a moment"),
        (b"503 Service Unavailable", b"", WALL),
        (b"200 OK", b"", WALL),
        (b"202 Accepted", b"X-Amzn-Waf-Action: Challenge\r\n", b""),
        (b"200 OK", b"x-vercel-mitigated: challenge\r\n", AGREED),
    ],
)
async def test_a_challenge_is_blocked_and_nobody_s_fault(
    desk: Desk, serve: Serve, reply: Callable[[bytes], Handler], status: bytes, headers: bytes, body: bytes
) -> None:
    """By the guard's own header, or by its marks in a page that is not the agreed one."""
    found = await desk.ask(HttpProbe(contains="agreed text"), (await serve(reply(answer(status, headers, body)))).url())
    assert found.failure is Failure.BLOCKED
    assert found.failure.blame is Blame.NOBODY
    assert found.metrics["status"] == float(status.split()[0])
    assert found.detail.startswith(f"{status.split()[0].decode()}: a challenge for machines (")


async def test_traces_of_a_guard_in_the_right_page_are_no_challenge(
    desk: Desk, serve: Serve, reply: Callable[[bytes], Handler]
) -> None:
    """Guards leave traces in pages that they let through."""
    server = await serve(reply(answer(b"200 OK", b"cf-mitigated: no\r\n", AGREED + WALL)))
    assert (await desk.ask(HttpProbe(contains="agreed text"), server.url())).failure is None


@pytest.mark.parametrize("status", [b"403 Forbidden", b"503 Service Unavailable", b"500 Internal Server Error"])
async def test_an_error_without_marks_stays_an_error(
    desk: Desk, serve: Serve, reply: Callable[[bytes], Handler], status: bytes
) -> None:
    """What no guard claims is recorded as the status that it is."""
    server = await serve(reply(answer(status, b"", b"sorry")))
    found = await desk.ask(HttpProbe(), server.url())
    assert found.failure is Failure.UNEXPECTED_STATUS
    assert found.metrics["status"] == float(status.split()[0])
