"""One page is fetched, politely: robots rules, redirects, private networks and sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from serving import answering

from probes.forms.fetch import NotFetchedError, fetch
from probes.forms.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.typedefs import Handler


class Site:
    """A site on loopback whose answers the test chooses, and what it was asked."""

    def __init__(self) -> None:
        self.robots: Handler = _none
        self.page: Handler = _page
        self.asked: list[str] = []
        self.base = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        self.asked.append(request.path)
        return await (self.robots if request.path == "/robots.txt" else self.page)(request)


async def _none(_: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


async def _page(_: web.Request) -> web.StreamResponse:
    return web.Response(body="<form>Ämne</form>".encode("latin-1"), content_type="text/html", charset="latin-1")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Run a site on a free port of 127.0.0.1."""
    made = Site()
    async with answering(made.answer) as made.base:
        yield made


async def test_the_page_comes_with_its_encoding_after_the_rules(site: Site) -> None:
    """Rules are read first, then the page, and nothing else."""
    fetched = await fetch(f"{site.base}/kontakt")
    assert (fetched.charset, fetched.robots, site.asked) == ("latin-1", "allowed", ["/robots.txt", "/kontakt"])
    assert "Ämne".encode("latin-1") in fetched.body


@pytest.mark.parametrize(
    ("rules", "status", "told"),
    [
        ("User-agent: *\nDisallow: /kontakt", 200, "disallowed"),
        ("User-agent: *\nDisallow: /other", 200, "allowed"),
        ("", 503, "unknown"),
    ],
)
async def test_robots_rules_are_reported(site: Site, rules: str, status: int, told: str) -> None:
    """They are told; one page that a person has named is looked at all the same."""

    async def robots(_: web.Request) -> web.StreamResponse:
        return web.Response(text=rules, status=status)

    site.robots = robots
    assert (await fetch(f"{site.base}/kontakt")).robots == told


async def test_a_page_of_any_size_is_read_to_its_bound(site: Site) -> None:
    """The reader can tell that there was more."""

    async def page(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 100_000)

    site.page = page
    assert len((await fetch(f"{site.base}/")).body) == MAX_BYTES + 1


async def test_redirects_are_followed_and_bounded(site: Site) -> None:
    """A circle ends in a sentence."""

    async def page(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            raise web.HTTPFound("/new")
        if request.path == "/loop":
            raise web.HTTPFound("/loop")
        return await _page(request)

    site.page = page
    assert (await fetch(f"{site.base}/old")).url == f"{site.base}/new"
    with pytest.raises(NotFetchedError, match="redirects more than 5 times"):
        await fetch(f"{site.base}/loop")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "http://[", "gopher://h.example/"])
async def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    """One sentence says what to write."""
    with pytest.raises(NotFetchedError, match="no address of the web"):
        await fetch(url)


async def test_a_redirect_out_of_the_web_is_refused(site: Site) -> None:
    """A site cannot make us read this machine's files."""

    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "file:///etc/passwd"})

    site.page = page
    with pytest.raises(NotFetchedError, match="no address of the web"):
        await fetch(f"{site.base}/")


async def test_a_public_name_may_not_lead_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs a name's DNS can point it anywhere."""
    from aiohttp.resolver import ThreadedResolver  # noqa: PLC0415 -- only here

    async def inside(_: ThreadedResolver, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "10.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    monkeypatch.setattr(ThreadedResolver, "resolve", inside)
    with pytest.raises(NotFetchedError, match=r"10\.0\.0\.1, which is not public"):
        await fetch("http://www.host.example/")


async def test_an_error_page_is_no_page(site: Site) -> None:
    """Its forms are not those that were asked for."""
    site.page = _none
    with pytest.raises(NotFetchedError, match="answered 404"):
        await fetch(f"{site.base}/kontakt")


async def test_a_page_that_does_not_come_is_told(site: Site) -> None:
    """After the time that was given."""
    import asyncio  # noqa: PLC0415 -- only here

    async def page(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        raise web.HTTPNotFound

    site.page = page
    with pytest.raises(NotFetchedError, match="longer than"):
        await fetch(f"{site.base}/kontakt", seconds=0.3)
