"""Loads of reference pages: from a real nginx, and from small servers that count connections or misbehave."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from probes.probe import Notes, ProbeFailed
from probes.web.named import named
from probes.web_page import WebProbe
from probes.wire.clock import Clock
from probes.wire.connection import connect
from results.records import Failure

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Authority, Desk, Listener, Nginx, Serve

PATIENCE_SECONDS = 20.0
IMAGES = 20
DOCUMENT = (
    "<!doctype html><html><head><title>Reference</title><link rel='stylesheet' href='style.css'>"
    "<script src='script.js'></script></head><body>"
    + "".join(f"<img src='{number}.png'>" for number in range(IMAGES))
    + "<img src='0.png'><img src='data:image/png;base64,AAAA'></body></html>"
)


def reference(nginx: Nginx, name: str) -> Path:
    """Put a reference page of 22 resources into a folder *name* of nginx, and return that."""
    folder = nginx.log.parent / "www" / name
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(DOCUMENT)
    (folder / "style.css").write_text("body { background: url(unseen.png) }")
    (folder / "script.js").write_text("document.write('<img src=unrun.png>')")
    for number in range(IMAGES):
        (folder / f"{number}.png").write_bytes(bytes(1_000 + number))
    return folder


async def logged(nginx: Nginx, path: str, at_least: int) -> int:
    """Count the requests below *path* that nginx has logged, which it does just after it has answered."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (found := nginx.log.read_text().count(f'"GET {path}')) < at_least and time.monotonic() < until:  # noqa: ASYNC110 -- another process writes it
        await asyncio.sleep(0.02)
    return found


async def test_a_whole_page(desk: Desk, nginx: Nginx, authority: Authority) -> None:
    """A page is loaded with all that it names, each once, and nothing that scripts or style sheets name."""
    folder = reference(nginx, "whole")
    size = sum(one.stat().st_size for one in folder.iterdir())
    found = await desk.ask(WebProbe(ca_file=authority.ca_file), nginx.url("/whole/"))
    assert found.failure is None
    assert found.metrics["resources"] == IMAGES + 2
    assert found.metrics["resources_failed"] == 0
    assert found.metrics["page_bytes"] == size
    assert found.metrics["connections"] == 8
    assert await logged(nginx, "/whole/", IMAGES + 3) == IMAGES + 3
    assert found.address == "127.0.0.1"
    assert found.clock == "kernel"


async def test_times_follow_one_another(desk: Desk, nginx: Nginx) -> None:
    """First byte, document and page come one after the other, within the visit, and the resolver before all."""
    reference(nginx, "times")
    found = await desk.ask(WebProbe(), nginx.url("/times/", server="plain"))
    seconds = [found.metrics[f"{name}_seconds"] for name in ("resolve", "first_byte", "document", "page")]
    assert seconds == sorted(seconds)
    assert 0 < seconds[0] < seconds[1]
    assert seconds[2] < seconds[3] <= (found.duration_seconds or 0)


async def test_a_changed_page_is_another(desk: Desk, nginx: Nginx) -> None:
    """Two loads of the same page have the same fingerprint, and one changed byte makes another, which can be held."""
    folder = reference(nginx, "changed")
    url = nginx.url("/changed/", server="plain")
    first, second = [await desk.ask(WebProbe(), url) for _ in range(2)]
    known = first.detail.removeprefix("page=")
    assert first.metrics["page_fingerprint"] == second.metrics["page_fingerprint"] == int(known, 16)
    (folder / "7.png").write_bytes(bytes(1_006) + b"\1")
    third = await desk.ask(WebProbe(fingerprint=known), url)
    assert third.failure is Failure.UNEXPECTED_BODY
    assert third.metrics["page_fingerprint"] != int(known, 16)


async def test_another_number_of_resources(desk: Desk, nginx: Nginx) -> None:
    """A page that names more or fewer resources than agreed is not the agreed one."""
    reference(nginx, "number")
    found = await desk.ask(WebProbe(expected_resources=21), nginx.url("/number/", server="plain"))
    assert (found.failure, found.detail) == (Failure.UNEXPECTED_BODY, "the page names 22 resources, and not 21")


async def test_a_missing_resource(desk: Desk, nginx: Nginx) -> None:
    """Where a resource does not come, the others are loaded all the same, and there is no time of the page."""
    (reference(nginx, "missing") / "3.png").unlink()
    found = await desk.ask(WebProbe(), nginx.url("/missing/", server="plain"))
    assert found.failure is Failure.UNEXPECTED_STATUS
    assert "1 resource of the page did not come" in found.detail
    assert "/missing/3.png: 404" in found.detail
    assert found.metrics["resources_failed"] == 1
    assert "page_seconds" not in found.metrics
    assert found.metrics["document_seconds"] > 0


async def test_a_refused_document(desk: Desk, free_port: int) -> None:
    """A page whose server takes no connection is told as such, with nothing measured but the name."""
    found = await desk.ask(WebProbe(), f"http://localhost:{free_port}/")
    assert found.failure is Failure.CONNECTION_REFUSED
    assert set(found.metrics) <= {"resolve_seconds"}


class Site:
    """A server of a page with *images*: it keeps connections, and counts them and how many are busy at once."""

    def __init__(self, images: int, *, delay: float = 0.0, more: bytes = b"", close: bool = False) -> None:
        self.document = "".join(f"<img src=/{number}>" for number in range(images)).encode()
        self.delay, self.more, self.close = delay, more, close
        self.busy = self.busiest = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after another."""
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
            await asyncio.sleep(self.delay)
            body = self.document if asked.startswith(b"GET / ") else b"an image"
            words = b"Connection: close\r\n" if self.close else b""
            self.busy -= 1
            writer.write(b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n" % (words, len(body)) + body + self.more)
            await writer.drain()
            if self.close:
                return


async def test_connections_persist(desk: Desk, serve: Serve) -> None:
    """No more connections are opened than may be, and all resources go over them."""
    at = await serve(site := Site(30, delay=0.01))
    found = await desk.ask(WebProbe(connections=3), at.url())
    assert found.failure is None
    assert found.metrics["connections"] == len(at.taken) == 3
    assert site.busiest == 3


async def test_one_connection_takes_turns(desk: Desk, serve: Serve) -> None:
    """Over a single connection the resources come one after another."""
    at = await serve(Site(5, delay=0.05))
    found = await desk.ask(WebProbe(connections=1), at.url())
    assert found.metrics["connections"] == len(at.taken) == 1
    assert found.metrics["page_seconds"] >= 6 * 0.05


@pytest.mark.parametrize("site", [Site(10, close=True), Site(10, more=b"HTTP/1.1 200 OK\r\n")], ids=["closed", "more"])
async def test_connections_that_do_not_persist(desk: Desk, serve: Serve, site: Site) -> None:
    """Where a server ends a connection, or says more than was asked, the next resource gets a new one."""
    at = await serve(site)
    found = await desk.ask(WebProbe(connections=2), at.url())
    assert found.failure is None
    assert found.metrics["connections"] == len(at.taken) == 11


async def test_other_hosts_share_the_bound(desk: Desk, serve: Serve) -> None:
    """Resources of other hosts come over connections of their own, no more at once in all than may be."""
    others = [await serve(Site(0)) for _ in range(4)]
    site = Site(0)
    site.document = "".join(f"<img src={one.url('/a')}><img src={one.url('/b')}>" for one in others).encode()
    found = await desk.ask(WebProbe(connections=1), (await serve(site)).url())
    assert found.failure is None
    assert [len(one.taken) for one in others] == [1, 1, 1, 1]
    assert found.metrics["connections"] == 5


async def test_a_resource_that_never_comes(desk: Desk, serve: Serve) -> None:
    """When the time is over, the record holds what came until then, and how many resources had not."""

    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(PATIENCE_SECONDS)

    site, never = Site(0), await serve(hang)
    site.document = f"<img src=/1><img src={never.url('/2')}>".encode()
    found = await desk.ask(WebProbe(timeout_seconds=1.5), (await serve(site)).url())
    assert found.failure is Failure.TIMEOUT
    assert found.detail == "nothing within 1.5 s, while loading what the page names"
    assert (found.metrics["resources"], found.metrics["resources_failed"]) == (2, 1)
    assert "page_seconds" not in found.metrics


async def test_a_public_page_leads_into_no_private_network(serve: Serve, dialled: list[str]) -> None:
    """What a public page names in a private network is never connected to, and the page is not whole."""
    site = Site(0)
    at = await serve(site)
    site.document = f"<img src=/1><img src=http://127.0.0.2:{at.port}/2><img src=http://localhost:{at.port}/3>".encode()
    notes = Notes()
    with pytest.raises(ProbeFailed) as failed:
        await WebProbe().load(
            f"http://127.0.0.1:{at.port}/", notes, clock=Clock(), public=lambda address: address == "127.0.0.1"
        )
    assert failed.value.failure is Failure.PRIVATE_ADDRESS
    assert notes.metrics["resources_failed"] == 1
    assert "127.0.0.2" not in dialled


async def test_bounds(desk: Desk, serve: Serve) -> None:
    """A page that names too much, or holds too much, is too large, and is not loaded on."""
    many = await desk.ask(WebProbe(max_resources=9), (await serve(Site(10))).url())
    assert many.failure is Failure.TOO_LARGE
    assert "resources" not in many.metrics
    assert many.metrics["connections"] == 1
    large = await desk.ask(WebProbe(max_bytes=150, connections=1), (await serve(Site(10))).url())
    assert large.failure is Failure.TOO_LARGE
    assert large.metrics["page_bytes"] <= 150


async def test_a_connection_that_was_closed_is_not_idle(serve: Serve) -> None:
    """A connection that its server closed while nothing was asked is seen to be of no use."""

    async def close(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)

    at: Listener = await serve(close)
    wire = await connect("127.0.0.1", at.port, clock=Clock(), max_bytes=100)
    try:
        assert wire.idle
        await wire.send(b"x")
        until = time.monotonic() + PATIENCE_SECONDS
        while wire.idle and time.monotonic() < until:  # noqa: ASYNC110 -- the kernel is waited for
            await asyncio.sleep(0.01)
        assert not wire.idle
    finally:
        wire.close()


@pytest.mark.parametrize(
    ("html", "paths"),
    [
        ("<base href=/b/><img src=i.png>", ["/b/i.png"]),
        ("<link rel='alternate StyleSheet' href=a.css><link rel=icon href=f.ico>", ["/d/a.css"]),
        ("<input type=IMAGE src=i.png><input src=j.png>", ["/d/i.png"]),
        ("<body><noscript><img src=n.png></noscript><template><img src=t.png></template>", []),
        ("<img src='http://[x'><img src=ftp://h.example/a><img src='javascript:x()'><img src=''>", []),
        ("<img src=' a b.png '><img src='a%20b.png#c'>", ["/d/a%20b.png"]),
    ],
)
def test_what_html_names(html: str, paths: list[str]) -> None:
    """Images, scripts and style sheets are named as HTML has it, each once, and only on the web."""
    found = named("http://h.example/d/", html.encode(), "text/html; charset=utf-8", 200)
    assert [one.path for one in found] == paths


@pytest.mark.parametrize(
    "html",
    [
        "<base href='/{long}/'>" + "".join(f"<img src={n}>" for n in range(150)),
        "".join(f"<img src={n}>" for n in range(20_000)),
        "".join(f"<img src='{'./' * n}a'>" for n in range(1_000)),
    ],
)
def test_a_page_cannot_name_without_end(html: str) -> None:
    """A base of a million letters that each address is joined to would fill gigabytes: reading ends at a bound."""
    began = time.process_time()
    with pytest.raises(ProbeFailed) as caught:
        named("http://h.example/", html.replace("{long}", "a" * 1_000_000).encode(), "text/html", 200)
    assert caught.value.failure is Failure.TOO_LARGE
    assert time.process_time() - began < 2


def test_settings_that_cannot_be() -> None:
    """A fingerprint that is none, and numbers out of bounds, are told by their keys."""
    wrong = WebProbe(fingerprint="XYZ", connections=17, max_resources=-1, max_bytes=0, max_redirects=-1)
    keys = [key for key, _ in wrong.mistakes()]
    assert keys == ["connections", "fingerprint", "max_resources", "max_bytes", "max_redirects"]
    assert not list(WebProbe(fingerprint="0123456789ab").mistakes())
