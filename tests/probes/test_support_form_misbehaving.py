"""Contact forms on servers that behave badly, or only oddly: what is sent, how often, and what is said of it."""

from __future__ import annotations

import asyncio
import time
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

import pytest
from aiohttp import web

from kaklet.forms.answers import came_back
from probes.contact.handover import TALK_SHARE
from probes.forms.door import FormDoor
from probes.support_form import FILL_SHARE, SupportFormProbe
from results.judge.form_outcome import Outcome, OutcomeKind, judge
from results.judge.outcome import Limits, outcome_of
from results.judge.outcome import Outcome as SampleClass
from results.records import Case, Failure, FormAnswer, Handover

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from conftest import Desk, Serve

    Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

EAGER = SupportFormProbe(timeout_seconds=8, fill_seconds=0, letter_seconds=0)
FIELDS = """<label>Ditt namn <input name=namn></label><label>E-post <input type=email name=epost required></label>
<label>Ämne <input name=amne></label><label>Meddelande <textarea name=meddelande required></textarea></label>"""
THANKS = "<!doctype html><meta charset=utf-8><title>Tack</title><h1>Tack!</h1><p>Vi har tagit emot ditt meddelande.</p>"


def form(inside: str = "", *, attributes: str = "method=post action=/send", head: str = "") -> str:
    """Return a page with a contact form."""
    return (
        f"<!doctype html><html lang=sv><meta charset=utf-8><title>Kontakt</title>{head}"
        f"<h1>Kontakta oss</h1><form {attributes}>{FIELDS}{inside}<button>Skicka</button></form>"
    )


def page(text: str, *, status: int = 200) -> web.Response:
    """Return *text* as HTML."""
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)


class Site:
    """A site: what it shows, what it does with what is sent to it, and what came in."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}/kontakt"
        self.show: Answer = self._show
        self.take: Answer = self._take
        self.came: list[tuple[str, str]] = []
        """Method and path of each request but those for robots rules."""
        self.bodies: list[bytes] = []
        """What was posted."""

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The requests that were no mere look at the form."""
        return [one for one in self.came if one != ("GET", "/kontakt")]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        if request.path == "/robots.txt":
            return web.Response(status=404)
        self.came.append((request.method, request.path))
        if request.method == "POST":
            self.bodies.append(await request.read())
        return await (self.show if request.path == "/kontakt" and request.method == "GET" else self.take)(request)

    async def _show(self, _: web.Request) -> web.StreamResponse:
        return page(form())

    async def _take(self, _: web.Request) -> web.StreamResponse:
        return page(THANKS)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Yield a site that does as it should, until a test tells it otherwise."""

    async def serve(request: web.Request) -> web.StreamResponse:
        return await one.serve(request)

    app = web.Application(client_max_size=50_000_000)
    app.router.add_route("*", "/{path:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one = Site(runner.addresses[0][1])
    yield one
    await runner.cleanup()


def showing(text: str) -> Answer:
    """Return what shows *text* as a page."""

    async def show(_: web.Request) -> web.StreamResponse:
        return page(text)

    return show


def answering(make: Callable[[], web.StreamResponse]) -> Answer:
    """Return what answers with what *make* makes."""

    async def take(_: web.Request) -> web.StreamResponse:
        return make()

    return take


async def outcome(desk: Desk) -> Outcome:
    """Judge what came back for the one question that was asked, from what is on record of it."""
    (answer,), (case,), (handover,) = await desk.kept(FormAnswer), await desk.kept(Case), await desk.kept(Handover)
    came = came_back(answer, case, handover, desk.evidence)
    assert came is not None
    return judge(came)


async def test_a_token_that_changes_on_each_get(desk: Desk, site: Site) -> None:
    """Each visit sends the token of the page that it fetched itself; an old or second-hand one would be refused."""
    tokens: list[str] = []

    async def show(_: web.Request) -> web.StreamResponse:
        tokens.append(f"token-{len(tokens)}")
        return page(form(f"<input type=hidden name=token value={tokens[-1]}>"))

    async def take(_: web.Request) -> web.StreamResponse:
        known = parse_qs(site.bodies[-1].decode())["token"] == [tokens[-1]]
        return page(THANKS if known else "<p>Sessionen har gått ut", status=200 if known else 419)

    site.show, site.take = show, take
    for turn in (0, 1):
        found = await desk.ask(EAGER, site.url, turn=turn)
        assert (found.failure, found.metrics["status"]) == (None, 200)
    assert len(tokens) == len(site.bodies) == 2


async def test_a_form_that_refuses_what_comes_too_fast(desk: Desk, site: Site) -> None:
    """A person needs longer than its three seconds, and so does the probe with the least that it takes by default."""
    shown: list[float] = []

    async def show(_: web.Request) -> web.StreamResponse:
        shown.append(time.monotonic())
        return page(form())

    async def take(_: web.Request) -> web.StreamResponse:
        if time.monotonic() - shown[-1] < 3:
            return page(form("<p class=error>Ditt meddelande skickades för snabbt. Försök igen.</p>"))
        return page(THANKS)

    site.show, site.take = show, take
    assert SupportFormProbe().fill_seconds > 3
    found = await desk.ask(SupportFormProbe(timeout_seconds=20, fill_seconds=3.1, letter_seconds=0), site.url)
    assert found.failure is None
    assert (await outcome(desk)).kind is OutcomeKind.THANKED


async def test_a_form_that_was_too_fast_for_it_is_rejected(desk: Desk, site: Site) -> None:
    """The sentence that says so is quoted, and nothing is sent again."""
    refusal = "Ditt meddelande skickades för snabbt. Försök igen."
    site.take = showing(form(f"<p class=error>{refusal}</p>"))
    assert (await desk.ask(EAGER, site.url)).failure is None
    found = await outcome(desk)
    assert found.kind in {OutcomeKind.REJECTED, OutcomeKind.BLOCKED}
    assert refusal in " ".join(found.quoted)
    assert len(site.sent) == 1


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_form_that_leads_to_another_host(desk: Desk, site: Site, status: int, dialled: list[str]) -> None:
    """What it leads to is recorded and not followed: nobody there is called, and nothing is sent twice."""
    elsewhere = {"Location": "http://tack.example/?m=1"}
    site.take = answering(lambda: web.Response(status=status, headers=elsewhere))
    found = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert found.failure is Failure.NOT_APPROVED
    assert "tack.example" in handover.detail
    assert set(dialled) <= {"localhost", "127.0.0.1"}
    assert len(site.sent) == 1


async def test_an_error_in_a_page_with_status_200(desk: Desk, site: Site) -> None:
    """The page is the form again, with what was wrong: rejected, in its words."""
    said = "E-postadressen är inte giltig."
    site.take = showing(form(f"<span class=error role=alert>{said}</span>"))
    assert (await desk.ask(EAGER, site.url)).failure is None
    found = await outcome(desk)
    assert found.kind is OutcomeKind.REJECTED
    assert any(said in line for line in found.quoted)


async def test_a_slow_answer_is_waited_for(desk: Desk, site: Site) -> None:
    """An answer that comes within the visit's time counts, and its time is told."""

    async def take(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(2.5)
        return page(THANKS)

    site.take = take
    found = await desk.ask(SupportFormProbe(timeout_seconds=4, fill_seconds=0.2, letter_seconds=0), site.url)
    assert found.failure is None
    assert found.metrics["submit_seconds"] > 2.5
    assert (await outcome(desk)).kind is OutcomeKind.THANKED


def test_fifty_seconds_are_within_the_time_of_a_visit() -> None:
    """They are left for the answer after the longest time that filling in may take."""
    probe = SupportFormProbe()
    assert TALK_SHARE * probe.timeout_seconds - FILL_SHARE * probe.timeout_seconds > 50


def most_kib(*, afresh: bool = False) -> int:
    """Return the most memory that this process has had, in KiB; *afresh*: from now on (proc(5), clear_refs)."""
    if afresh:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


@pytest.mark.parametrize("where", ["page", "answer"])
async def test_two_hundred_megabytes_of_html(desk: Desk, serve: Serve, where: str) -> None:
    """Memory stays within some tens of megabytes, whichever page it is; what was sent is sent once."""
    sent = posts = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent, posts
        asked = await reader.readuntil(b"\r\n\r\n")
        if asked.startswith(b"GET /robots"):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        if asked.startswith(b"GET") and where == "answer":
            shown = form().encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(shown) + shown
            )
            return
        posts += asked.startswith(b"POST")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 200000000\r\n\r\n")
        while sent < 200_000_000:
            writer.write(b"<p class=a>hej</p>\n" * 3_000)
            await writer.drain()
            sent += 57_000

    server = await serve(handler)
    begun = most_kib(afresh=True)
    found = await desk.ask(EAGER, server.url())
    assert found.failure is Failure.TOO_LARGE
    assert sent < 30_000_000
    assert most_kib() - begun < 60_000
    assert posts == (1 if where == "answer" else 0)


async def test_five_thousand_fields(desk: Desk, site: Site) -> None:
    """More than anybody fills in: left to a person within a moment, and nothing is sent."""
    site.show = showing(form("".join(f"<label>Fält {n} <input name=f{n}></label>" for n in range(5_000))))
    began = time.monotonic()
    found = await desk.ask(EAGER, site.url)
    assert found.failure is Failure.FORM_NOT_UNDERSTOOD
    assert time.monotonic() - began < 5
    assert (site.sent, await desk.kept(Case)) == ([], [])


@pytest.mark.parametrize(
    "action",
    [
        "http://10.0.0.1/admin",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00::1]/",
        "//172.16.0.9/send",
        "http://0x0a000001/",
    ],
)
async def test_an_action_at_a_private_address(desk: Desk, site: Site, action: str, dialled: list[str]) -> None:
    """Nothing is sent there, nor looked up."""
    site.show = showing(form(attributes=f'method=post action="{action}"'))
    assert (await desk.ask(EAGER, site.url)).failure is Failure.NOT_APPROVED
    assert set(dialled) <= {"localhost", "127.0.0.1"}
    assert site.sent == []


async def test_a_form_by_get(desk: Desk, site: Site) -> None:
    """Its words stand in the address, in place of the query that the action had; it is asked once."""
    site.show = showing(form(attributes="method=get action='/send?gammal=1'"))
    queries: list[dict[str, str]] = []

    async def take(request: web.Request) -> web.StreamResponse:
        queries.append(dict(request.query))
        return page(THANKS)

    site.take = take
    assert (await desk.ask(EAGER, site.url)).failure is None
    (case,) = await desk.kept(Case)
    assert site.sent == [("GET", "/send")]
    assert [(one["epost"], one["amne"], "gammal" in one) for one in queries] == [(case.address, case.subject, False)]


async def test_a_form_in_parts(desk: Desk, site: Site) -> None:
    """Multipart with an empty file, as browsers send it."""
    site.show = showing(
        form("<input type=file name=bilaga>", attributes="method=post action=/send enctype=multipart/form-data")
    )
    types: list[str] = []

    async def take(request: web.Request) -> web.StreamResponse:
        types.append(request.headers["Content-Type"])
        return page(THANKS)

    site.take = take
    assert (await desk.ask(EAGER, site.url)).failure is None
    (case,) = await desk.kept(Case)
    message = message_from_bytes(f"Content-Type: {types[0]}\r\n\r\n".encode() + site.bodies[0])
    parts = {part.get_param("name", header="Content-Disposition"): part for part in message.walk()}
    assert parts["epost"].get_payload(decode=True) == case.address.encode()
    assert parts["amne"].get_payload(decode=True) == case.subject.encode()
    assert (parts["bilaga"].get_filename(), parts["bilaga"].get_payload(decode=True)) == ("", b"")


@pytest.mark.parametrize("told_by", ["header", "meta"])
async def test_a_page_in_windows_1252(desk: Desk, site: Site, told_by: str) -> None:
    """The name with an Ö goes out in the page's own encoding, as the server expects it."""
    text = form().replace("<meta charset=utf-8>", "<meta charset=windows-1252>" if told_by == "meta" else "")
    content_type = "text/html; charset=windows-1252" if told_by == "header" else "text/html"
    written = {"body": text.encode("cp1252"), "headers": {"Content-Type": content_type}}
    site.show = answering(lambda: web.Response(**written))  # type: ignore[arg-type]
    assert (await desk.ask(EAGER, site.url)).failure is None
    (case,) = await desk.kept(Case)
    assert f"namn={quote(case.persona.encode('cp1252')).replace('%20', '+')}".encode() in site.bodies[0]


async def test_a_base_element(desk: Desk, site: Site) -> None:
    """A relative action is resolved against it, and not against the page."""
    site.show = showing(form(attributes="method=post action=send", head="<base href='/nytt/formular/'>"))
    assert (await desk.ask(EAGER, site.url)).failure is None
    assert site.sent == [("POST", "/nytt/formular/send")]


async def test_a_base_element_that_leads_away(desk: Desk, site: Site, dialled: list[str]) -> None:
    """A form that goes to another host because of it is not sent."""
    site.show = showing(form(attributes="method=post action=send", head="<base href='https://annan.example/'>"))
    assert (await desk.ask(EAGER, site.url)).failure is Failure.NOT_APPROVED
    assert set(dialled) <= {"localhost", "127.0.0.1"}
    assert site.sent == []


async def test_a_cookie_that_must_come_back(desk: Desk, site: Site) -> None:
    """Cookies of a redirect before the page and of the page itself come back; those for other paths do not."""

    async def show(request: web.Request) -> web.StreamResponse:
        if "visit" not in request.cookies:
            moved = web.Response(status=302, headers={"Location": "/kontakt"})
            moved.set_cookie("visit", "1", httponly=True)
            return moved
        shown = page(form())
        shown.set_cookie("session", "fresh")
        shown.set_cookie("elsewhere", "x", path="/admin")
        return shown

    async def take(request: web.Request) -> web.StreamResponse:
        known = dict(request.cookies) == {"visit": "1", "session": "fresh"}
        return page(THANKS if known else form("<p class=error>Cookies krävs"), status=200)

    site.show, site.take = show, take
    assert (await desk.ask(EAGER, site.url)).failure is None
    assert (await outcome(desk)).kind is OutcomeKind.THANKED


async def test_no_cookie_is_kept_for_the_next_visit(desk: Desk, site: Site) -> None:
    """Each question comes as a visitor who was never there."""
    cookies: list[dict[str, str]] = []

    async def show(request: web.Request) -> web.StreamResponse:
        cookies.append(dict(request.cookies))
        shown = page(form())
        shown.set_cookie("session", "old", max_age=1_000_000)
        return shown

    site.show = show
    for turn in (0, 1):
        assert (await desk.ask(EAGER, site.url, turn=turn)).failure is None
    assert cookies == [{}, {}]


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>Tac"]
)
async def test_a_connection_that_ends_after_the_post(desk: Desk, serve: Serve, said: bytes) -> None:
    """Before the answer or in the midst of it: whether the question arrived is unknown; it is not posted again."""
    posted: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        if asked.startswith(b"POST"):
            posted.append(asked)
            writer.write(said)
            return
        shown = form().encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(shown) + shown)

    found = await desk.ask(EAGER, (await serve(handler)).url())
    await asyncio.sleep(0.2)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.OUTCOME_UNKNOWN, Failure.OUTCOME_UNKNOWN)
    assert len(posted) == 1


CHALLENGE = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
GUARDS: dict[str, Callable[[], web.StreamResponse]] = {
    "too many requests": lambda: web.Response(status=429, headers={"Retry-After": "120"}, text="Too many requests"),
    "a challenge": lambda: page(CHALLENGE, status=403),
    "a header": lambda: web.Response(status=403, headers={"cf-mitigated": "challenge"}, text="no"),
}


@pytest.mark.parametrize("guard", GUARDS)
async def test_a_guard_takes_the_question_for_a_machines(desk: Desk, site: Site, guard: str) -> None:
    """Blocked, which is no outage and no silence; nothing is sent again."""
    site.take = answering(GUARDS[guard])
    found = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    limited = guard == "too many requests"  # a failure that the report tells by its status, as for any other page
    expected = (Failure.UNEXPECTED_STATUS, 429) if limited else (Failure.BLOCKED, 403)
    assert (found.failure, found.metrics["status"]) == expected
    assert handover.failure is found.failure
    assert (await outcome(desk)).kind is OutcomeKind.BLOCKED
    assert len(site.sent) == 1


@pytest.mark.parametrize("guard", GUARDS)
async def test_a_guard_before_the_form(desk: Desk, site: Site, guard: str) -> None:
    """The page with the form does not come: a machine was turned away, and no case is opened."""
    site.show = answering(GUARDS[guard])
    found = await desk.ask(EAGER, site.url)
    assert outcome_of(found, Limits()) is SampleClass.BLOCKED
    assert (site.sent, await desk.kept(Case)) == ([], [])


async def test_without_a_word_of_the_study_nothing_is_sent(desk: Desk, site: Site) -> None:
    """The form is not even looked at where the study does not say that it may be sent."""
    found = await desk.ask(EAGER, site.url, form=FormDoor())
    assert (found.failure, site.came) == (Failure.NOT_APPROVED, [])
