"""The link by which a form's software wants an address proven: which one is meant, and one GET within the hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from yarl import URL

from probes.forms.proof_link import link_among
from probes.forms.proving import MAX_PAGE_BYTES, check, open_once
from probes.probe import ProbeFailed
from results.records import Failure
from results.records.mail_links import links_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ZENDESK = "example.zendesk.com"
GOOD = f"https://{ZENDESK}/verification/email/Ab12_cd-34"
HERE = "127.0.0.1"


class Help:
    """A help desk on this machine that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Answer as the path says."""
        self.asked.append(request.path)
        name = request.path.rpartition("/")[2]
        if name.startswith("away"):
            raise web.HTTPFound(
                {"away1": "http://example.com/x", "away2": "http://10.0.0.1/", "away3": "/thanks"}[name]
            )
        if name == "loop":
            raise web.HTTPFound("loop")
        if name == "huge":
            answer = web.StreamResponse()
            await answer.prepare(request)
            for _ in range(40):
                await answer.write(bytes(MAX_PAGE_BYTES // 10))
            return answer
        return web.Response(text="ok")

    def link(self, name: str) -> str:
        """Return a link to it."""
        return f"http://{HERE}:{self.port}/verification/email/{name}"


@pytest.fixture
async def desk() -> AsyncIterator[Help]:
    """Yield a running help desk."""
    found = Help()
    app = web.Application()
    app.router.add_get("/{path:.*}", found.show)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, HERE, 0)
    await site.start()
    found.port = runner.addresses[0][1]
    yield found
    await runner.cleanup()


LINKS = {
    "ten links": [f"{GOOD}{n}" for n in range(10)],
    "two links": [GOOD, f"https://{ZENDESK}/hc/en-us"],
    "another host": ["https://evil.example/verification/email/abcdef"],
    "a longer host": [f"https://{ZENDESK}.evil.example/verification/email/abcdef"],
    "a part of the host": ["https://www.example.zendesk.com/verification/email/abcdef"],
    "plain http": [GOOD.replace("https", "http")],
    "another path": [f"https://{ZENDESK}/unsubscribe/abcdef"],
    "a port": [f"https://{ZENDESK}:8443/verification/email/abcdef"],
    "a name": [f"https://me@{ZENDESK}/verification/email/abcdef"],
    "a private address": ["https://10.0.0.1/verification/email/abcdef"],
    "no address": ["https://[/verification/email/abcdef"],
    "nothing": [],
}


@pytest.mark.parametrize("case", LINKS)
def test_no_other_link_is_meant(case: str) -> None:
    """What is not the one link to an allowed host, by HTTPS and with Zendesk's path, is left alone."""
    assert link_among(LINKS[case], {ZENDESK}, local=False) is None


def test_the_one_link_is_meant() -> None:
    """Links to other hosts, and to the same page again, do not stand in its way."""
    found = link_among(["https://www.zendesk.com/", GOOD, GOOD], {ZENDESK}, local=False)
    assert found == (GOOD, ZENDESK)


def test_links_are_read_from_text_and_html() -> None:
    """A link that stands in both parts is one; what ends a sentence is no part of it."""
    raw = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nClick " + GOOD.encode() + b".\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p><a href=' "
        + GOOD.encode()
        + b" '>Verify</a> or https://b.example\r\n"
        b"--x--\r\n"
    )
    assert links_in(raw) == (GOOD, "https://b.example")


def test_a_mail_that_is_not_read_whole_has_no_known_links() -> None:
    """What lies beyond the bound could hold a second link."""
    assert links_in(b"From: a@b.example\r\n\r\n" + b"x" * 2_000_001) is None


async def test_one_get(desk: Help) -> None:
    """The link is asked for once, and its status told."""
    assert await open_once(desk.link("abcdef"), {HERE}, local=True) == (200, HERE)
    assert desk.asked == ["/verification/email/abcdef"]


async def test_redirects_within_the_host_are_followed(desk: Help) -> None:
    """As a browser would."""
    assert (await open_once(desk.link("away3"), {HERE}, local=True)).status == 200
    assert desk.asked == ["/verification/email/away3", "/thanks"]


@pytest.mark.parametrize("name", ["away1", "away2"])
async def test_redirects_elsewhere_are_not_followed(desk: Help, name: str) -> None:
    """Neither to another host nor into a private network."""
    with pytest.raises(ProbeFailed) as failed:
        await open_once(desk.link(name), {HERE}, local=True)
    assert failed.value.failure is Failure.NOT_APPROVED
    assert len(desk.asked) == 1


async def test_redirects_are_bounded(desk: Help) -> None:
    """A loop ends."""
    with pytest.raises(ProbeFailed) as failed:
        await open_once(desk.link("loop"), {HERE}, local=True)
    assert (failed.value.failure, len(desk.asked)) == (Failure.TOO_MANY_REDIRECTS, 6)


async def test_a_huge_page_is_not_read_to_its_end(desk: Help) -> None:
    """The link was opened all the same."""
    assert (await open_once(desk.link("huge"), {HERE}, local=True)).status == 200


async def test_a_stranger_never_leads_to_this_machine(desk: Help) -> None:
    """Even where the address stands among the hosts."""
    with pytest.raises(ProbeFailed) as failed:
        await open_once(desk.link("abcdef").replace("http", "https"), {HERE}, local=False)
    assert (failed.value.failure, desk.asked) == (Failure.NOT_APPROVED, [])


async def test_an_allowed_name_must_have_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that would be connected to is judged, not the name alone."""

    async def private(host: str, port: int, *, strangers: bool) -> str:
        del host, port, strangers
        return "192.168.1.7"

    monkeypatch.setattr("probes.contact.resolver.address_of", private)
    with pytest.raises(ProbeFailed) as failed:
        await open_once(GOOD, {ZENDESK}, local=False)
    assert failed.value.failure is Failure.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    "url", ["http://example.zendesk.com/x", "https://example.zendesk.com:444/x", "https://8.8.8.8/"]
)
def test_other_ways_are_refused(url: str) -> None:
    """Plain HTTP, ports and hosts that the study does not name."""
    with pytest.raises(ProbeFailed):
        check(URL(url), {ZENDESK}, local=False)
