"""Questions by contact form, at real web servers that take them, refuse them and lead elsewhere."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from probes import support_form
from probes.forms.door import FormDoor
from probes.forms.form import Role
from probes.forms.static import MAX_PAGE_BYTES
from probes.support_form import SupportFormProbe
from results.keep import EvidenceFolder
from results.records import Case, Channel, Failure, FormAnswer, Handover

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from conftest import Authority, Desk, Handler, Serve

    Open = Callable[..., Awaitable["Site"]]

EAGER = SupportFormProbe(timeout_seconds=5, fill_seconds=0, letter_seconds=0)
SOON = SupportFormProbe(timeout_seconds=1, fill_seconds=0, letter_seconds=0)


class Site:
    """A provider's site: a form with a token and a cookie, and what is done with what is posted."""

    def __init__(self) -> None:
        self.url = ""
        self.extra = ""
        self.action = "/contact"
        self.method = "post"
        self.status = 200
        self.page: Callable[[], web.StreamResponse] | None = None
        self.answer: Callable[[], web.StreamResponse] | None = None
        self.rules = web.Response(status=404)
        self.stall = asyncio.Event()
        self.known_at_post: list[Case] = []
        self.posted: list[dict[str, str]] = []
        self.cookies: list[str | None] = []
        self.visited: list[str] = []

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show the form, with a fresh token and the cookie that belongs to it."""
        self.visited.append(f"{request.method} {request.path}")
        if self.page:
            return self.page()
        answer = web.Response(
            status=self.status,
            content_type="text/html",
            text=f"""<form action="{self.action}" method="{self.method}">
            <input type=hidden name=token value=t0k3n><label>Name <input name=name></label>
            <label>E-mail <input type=email name=email></label><label>Subject <input name=subject></label>
            <label>Message <textarea name=message></textarea></label>{self.extra}<button>Send</button></form>""",
        )
        answer.set_cookie("session", "s3ss10n")
        return answer

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take what is posted."""
        self.visited.append(f"{request.method} {request.path}")
        self.cookies.append(request.cookies.get("session"))
        self.posted.append({name: str(value) for name, value in (await request.post()).items()})
        return self.answer() if self.answer else web.Response(text="Thank you")

    async def never_answer(self, request: web.Request) -> web.StreamResponse:
        """Take what is posted and answer only when the test is over."""
        self.visited.append(f"{request.method} {request.path}")
        await self.stall.wait()
        return web.Response()

    async def look(self, _: web.Request) -> web.StreamResponse:
        """Show the style sheet; this visit is not counted."""
        return web.Response(text=".x1 { display: none }", content_type="text/css")

    async def rule(self, _: web.Request) -> web.StreamResponse:
        """Show the robots rules; this visit is not counted."""
        return web.Response(status=self.rules.status, text=self.rules.text)

    async def thank(self, request: web.Request) -> web.StreamResponse:
        """Show the page after the form."""
        self.visited.append(f"{request.method} {request.path}")
        return web.Response(text="Thank you, we have it")


@pytest.fixture
async def opened(desk: Desk) -> AsyncIterator[Open]:
    """Return a function that opens a site, and closes it after the test."""
    sites: list[tuple[Site, web.AppRunner]] = []

    async def begin(tls: ssl.SSLContext | None = None) -> Site:
        site = Site()

        async def take(request: web.Request) -> web.StreamResponse:
            site.known_at_post = desk.on_disk(Case)
            return await site.take(request)

        app = web.Application()
        app.router.add_get("/contact", site.show)
        app.router.add_get("/look.css", site.look)
        app.router.add_post("/contact", take)
        app.router.add_get("/robots.txt", site.rule)
        app.router.add_get("/send", site.thank)
        app.router.add_route("*", "/stall", site.never_answer)
        app.router.add_get("/thanks", site.thank)
        app.router.add_post("/thanks", take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        port = runner.addresses[0][1]
        site.url = f"{'https' if tls else 'http'}://localhost:{port}/contact"
        sites.append((site, runner))
        return site

    yield begin
    for site, runner in sites:
        site.stall.set()
        await runner.cleanup()


def away(status: int, location: str) -> Callable[[], web.StreamResponse]:
    """Return an answer that leads on to *location*."""
    return lambda: web.Response(status=status, headers={"Location": location})


async def test_question_is_posted(desk: Desk, opened: Open) -> None:
    """The form is fetched and posted with its token, its cookie, the question and the case's own address."""
    site = await opened()
    found = await desk.ask(EAGER, site.url)
    (case,) = await desk.kept(Case)
    assert (found.failure, found.detail) == (None, "answered 200")
    assert site.posted == [
        {
            "token": "t0k3n",
            "name": case.persona,
            "email": case.address,
            "subject": "How short may a TTL be?",
            "message": "Hello,\r\n\r\nHow short may a TTL be?",
        }
    ]
    assert site.cookies == ["s3ss10n"]


async def test_posted_once(desk: Desk, opened: Open) -> None:
    """One visit is one look at the form and one post."""
    site = await opened()
    await desk.ask(EAGER, site.url)
    assert site.visited == ["GET /contact", "POST /contact"]


async def test_metrics(desk: Desk, opened: Open) -> None:
    """Form and answer are timed apart, and the time for filling in belongs to neither."""
    site = await opened()
    found = await desk.ask(SupportFormProbe(timeout_seconds=5, fill_seconds=0.4, letter_seconds=0), site.url)
    assert set(found.metrics) == {"form_seconds", "submit_seconds", "answer_seconds", "status", "robots_allowed"}
    assert found.metrics["status"] == 200
    assert found.metrics["form_seconds"] + found.metrics["answer_seconds"] < 0.4
    assert found.duration_seconds is not None
    assert found.duration_seconds >= 0.4


async def test_case_is_on_disk_before_the_post(desk: Desk, opened: Open) -> None:
    """When the form is posted, the case is on disk already, with what is posted as its evidence."""
    site = await opened()
    await desk.ask(EAGER, site.url)
    (case,) = site.known_at_post
    assert (case.channel, case.message_id) == (Channel.FORM, None)
    assert b"token=t0k3n" in desk.evidence.get(case.evidence)


async def test_handover_keeps_the_answer(desk: Desk, opened: Open) -> None:
    """The handover keeps the page that came back, since a page of thanks is no proof of delivery."""
    site = await opened()
    await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    (case,) = await desk.kept(Case)
    assert (handover.case, handover.failure) == (case.id, None)
    assert handover.evidence is not None
    assert desk.evidence.get(handover.evidence) == b"Thank you"
    assert handover.at >= case.opened_at


async def test_over_https(desk: Desk, opened: Open, authority: Authority) -> None:
    """A form over HTTPS is used where its certificate is trusted, and nowhere else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.chain("good"), authority.key("good"))
    site = await opened(context)
    assert (await desk.ask(EAGER, site.url)).failure is Failure.CERTIFICATE_INVALID
    assert await desk.kept(Case) == []
    trusting = SupportFormProbe(timeout_seconds=5, fill_seconds=0, letter_seconds=0, ca_file=authority.ca_file)
    assert (await desk.ask(trusting, site.url)).failure is None


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
async def test_redirect_after_post(desk: Desk, opened: Open, status: int, method: str) -> None:
    """A redirect after the post is followed as browsers do, and its page is the answer."""
    site = await opened()
    answers = iter([away(status, "/thanks")(), web.Response(text="Thank you, we have it")])
    site.answer = lambda: next(answers)
    found = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert found.failure is None
    assert site.visited == ["GET /contact", "POST /contact", f"{method} /thanks"]
    assert desk.evidence.get(handover.evidence or "") == b"Thank you, we have it"


async def test_redirect_before_the_form(desk: Desk, opened: Open) -> None:
    """A form that has moved is found, and its relative action is taken from where it was found."""
    site, old = await opened(), await opened()
    old.page = away(301, site.url)
    assert (await desk.ask(EAGER, old.url)).failure is None
    assert (len(site.posted), old.posted) == (1, [])


@pytest.mark.parametrize("to", ["http://192.0.2.1/", "https://localhost.evil.example/x", "//stranger.example/"])
async def test_form_that_has_moved_to_a_stranger(desk: Desk, opened: Open, dialled: list[str], to: str) -> None:
    """A redirect to another machine is refused before its name is looked up, and no case is opened."""
    site = await opened()
    site.page = away(302, to)
    found = await desk.ask(EAGER, site.url)
    assert found.failure is Failure.NOT_APPROVED
    assert set(dialled) <= {"localhost", "127.0.0.1"}
    assert await desk.kept(Case) == []


@pytest.mark.parametrize("status", [302, 307])
async def test_post_that_is_led_to_a_stranger(desk: Desk, opened: Open, dialled: list[str], status: int) -> None:
    """A redirect after the post to another machine is refused before anything is looked up there."""
    site = await opened()
    site.answer = away(status, "http://192.0.2.1/collect")
    found = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.NOT_APPROVED, Failure.NOT_APPROVED)
    assert set(dialled) <= {"localhost", "127.0.0.1"}
    assert len(site.posted) == 1


async def test_form_that_posts_to_a_stranger(desk: Desk, opened: Open, dialled: list[str]) -> None:
    """A form whose action is on another machine is not posted."""
    site = await opened()
    site.action = "https://forms.example/submit"
    assert (await desk.ask(EAGER, site.url)).failure is Failure.NOT_APPROVED
    assert set(dialled) <= {"localhost", "127.0.0.1"}


async def test_stranger_is_not_visited(desk: Desk, dialled: list[str]) -> None:
    """A form on another machine is not even looked at."""
    found = await desk.ask(EAGER, "https://www.bjorkhost.example/contact")
    assert (found.failure, dialled) == (Failure.NOT_APPROVED, [])


async def test_redirect_loop(desk: Desk, opened: Open) -> None:
    """Redirects without an end are followed for five steps."""
    site = await opened()
    site.page = away(302, "/contact")
    assert (await desk.ask(EAGER, site.url)).failure is Failure.TOO_MANY_REDIRECTS
    assert len(site.visited) == 6


@pytest.mark.parametrize("location", ["http://[", "http://localhost:99999/", "mailto:x@localhost"])
async def test_redirect_to_no_address(desk: Desk, opened: Open, location: str) -> None:
    """A redirect to nothing on the web is the target's failure, not a bug of ours."""
    site = await opened()
    site.page = away(302, location)
    assert (await desk.ask(EAGER, site.url)).failure is Failure.PROTOCOL_ERROR


async def test_captcha_needs_a_person(desk: Desk, opened: Open) -> None:
    """A form with a CAPTCHA is left to a person: nothing is posted and no case is opened."""
    site = await opened()
    site.extra = "<div class=h-captcha></div>"
    found = await desk.ask(EAGER, site.url)
    assert (found.failure, found.detail) == (Failure.NEEDS_PERSON, "the form asks for a CAPTCHA (hCaptcha)")
    assert site.posted == []
    assert await desk.kept(Case) == []


async def test_not_understood(desk: Desk, opened: Open) -> None:
    """A form that demands something unknown is not posted and opens no case."""
    site = await opened()
    site.extra = "<input name=customer_number required>"
    assert (await desk.ask(EAGER, site.url)).failure is Failure.FORM_NOT_UNDERSTOOD
    assert await desk.kept(Case) == []


async def test_consent(desk: Desk, opened: Open) -> None:
    """A consent that is demanded is given where the task allows it, and only there."""
    site = await opened()
    site.extra = "<label><input type=checkbox name=gdpr value=yes required> I agree to the privacy policy</label>"
    assert (await desk.ask(EAGER, site.url)).failure is Failure.FORM_NOT_UNDERSTOOD
    allowed = SupportFormProbe(timeout_seconds=5, fill_seconds=0, letter_seconds=0, consent=True)
    assert (await desk.ask(allowed, site.url)).failure is None
    assert [posted["gdpr"] for posted in site.posted] == ["yes"]


async def test_consent_of_one_form(desk: Desk, opened: Open) -> None:
    """What the study says of one form's consent goes before what the task says of all."""
    site = await opened()
    site.extra = "<label><input type=checkbox name=gdpr value=yes required> I agree to the privacy policy</label>"
    allowed = SupportFormProbe(timeout_seconds=5, fill_seconds=0, letter_seconds=0, consent=True)
    refusing = FormDoor(submit=True, consent=False)
    assert (await desk.ask(allowed, site.url, form=refusing)).failure is Failure.FORM_NOT_UNDERSTOOD
    assert (await desk.ask(EAGER, site.url, form=FormDoor(submit=True, consent=True))).failure is None
    assert len(site.posted) == 1


@pytest.mark.parametrize("form", [None, FormDoor(), FormDoor(consent=True, fields={Role.EMAIL: "email"})])
async def test_nothing_is_sent_unless_the_study_says_so(desk: Desk, opened: Open, form: FormDoor | None) -> None:
    """Without submit = true on the form itself its page is not even fetched, on this machine neither."""
    site = await opened()
    found = await desk.ask(EAGER, site.url, form=form)
    assert (found.failure, site.visited) == (Failure.NOT_APPROVED, [])
    assert await desk.kept(Case) == []


async def test_confirmed_fields(desk: Desk, opened: Open) -> None:
    """With a confirmed mapping exactly the confirmed fields are filled in."""
    site = await opened()
    site.extra = "<input name=ref required>"
    fields = {Role.EMAIL: "email", Role.MESSAGE: "message", Role.DOMAIN: "ref"}
    form = FormDoor(submit=True, fields=fields, values={Role.DOMAIN: "example.org"})
    found = await desk.ask(EAGER, site.url, form=form)
    assert found.failure is None
    (posted,) = site.posted
    assert (posted["ref"], posted["name"], posted["subject"]) == ("example.org", "", "")
    assert posted["email"].endswith("@study.localhost")


async def test_a_changed_form_is_not_sent(desk: Desk, opened: Open) -> None:
    """A confirmed mapping that no longer fits the page is not used, and the observation says why."""
    site = await opened()
    form = FormDoor(submit=True, fields={Role.EMAIL: "epost", Role.MESSAGE: "message"})
    found = await desk.ask(EAGER, site.url, form=form)
    assert found.failure is Failure.FORM_NOT_UNDERSTOOD
    assert found.detail == "the confirmed fields no longer fit the page: 'epost' (email) is not there"
    assert (site.posted, await desk.kept(Case)) == ([], [])


async def test_values_are_told_where_they_are_demanded(desk: Desk, opened: Open) -> None:
    """A telephone number that the study gives is told to a form that demands one, and to no other."""
    site = await opened()
    form = FormDoor(submit=True, values={Role.PHONE: "+46 8 123 45 67"})
    for demanded in ("required", ""):
        site.extra = f"<label>Phone <input type=tel name=phone {demanded}></label>"
        assert (await desk.ask(EAGER, site.url, turn=len(demanded), form=form)).failure is None
    assert [one["phone"] for one in site.posted] == ["+46 8 123 45 67", ""]


async def test_without_a_value_a_demand_is_not_met(desk: Desk, opened: Open) -> None:
    """Nothing is made up for what a form demands and the study does not give."""
    site = await opened()
    site.extra = "<label>Phone <input type=tel name=phone required></label>"
    found = await desk.ask(EAGER, site.url)
    assert (found.failure, "'phone'" in found.detail) == (Failure.FORM_NOT_UNDERSTOOD, True)


async def test_department(desk: Desk, opened: Open) -> None:
    """Of a closed list the option is chosen that the study names, by its words or its value."""
    site = await opened()
    site.extra = """<label>Department <select name=dept required><option value="">Choose</option>
    <option value=1>Support</option><option value=2>Sales</option></select></label>"""
    for turn, option in enumerate(("Sales", "2", None)):
        values = {Role.DEPARTMENT: option} if option else {}
        assert (await desk.ask(EAGER, site.url, turn=turn, form=FormDoor(submit=True, values=values))).failure is None
    assert [one["dept"] for one in site.posted] == ["2", "2", "1"]


@pytest.mark.parametrize(("letter_seconds", "least"), [(0.01, 0.3), (10.0, 1.0)])
async def test_a_longer_letter_takes_longer(desk: Desk, opened: Open, letter_seconds: float, least: float) -> None:
    """A question is not posted sooner than a person could have typed it, for at most half of the visit's time."""
    site = await opened()
    began = time.monotonic()
    probe = SupportFormProbe(timeout_seconds=2, fill_seconds=0, letter_seconds=letter_seconds)
    assert (await desk.ask(probe, site.url)).failure is None
    assert least <= time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("rules", "verdict", "metric"),
    [
        (web.Response(text="User-agent: *\nDisallow: /contact"), "disallowed", 0),
        (web.Response(text="User-agent: *\nDisallow: /admin"), "allowed", 1),
        (web.Response(status=404), "allowed", 1),
        (web.Response(status=503), "unknown", None),
    ],
)
async def test_robots_rules_are_recorded(
    desk: Desk, opened: Open, rules: web.Response, verdict: str, metric: float | None
) -> None:
    """What the site's robots rules say of the form is recorded with the visit and the case; a person's letter goes."""
    site = await opened()
    site.rules = rules
    found = await desk.ask(EAGER, site.url)
    (answer,) = await desk.kept(FormAnswer)
    assert (found.failure, answer.robots, found.metrics.get("robots_allowed")) == (None, verdict, metric)


async def test_what_came_back_is_kept(desk: Desk, opened: Open) -> None:
    """The page that the question was sent from, and what came back, are facts of the case."""
    site = await opened()
    answers = iter([away(303, "/thanks?id=7")(), web.Response(text="Tack", headers={"Retry-After": "3"})])
    site.answer = lambda: next(answers)
    site.page = None
    await desk.ask(EAGER, site.url)
    (case,), (answer,) = await desk.kept(Case), await desk.kept(FormAnswer)
    assert (answer.case, answer.engine, answer.form) == (case.id, "static", 0)
    assert (answer.page_url, answer.url) == (site.url, site.url.replace("/contact", "/thanks?id=7"))
    assert (answer.status, answer.content_type, answer.charset) == (200, "text/plain", "utf-8")
    assert b"t0k3n" in desk.evidence.get(answer.page)
    assert "server: Python" in answer.headers


async def test_nothing_came_back(desk: Desk, opened: Open) -> None:
    """Where no answer came, the page is kept, and no status is made up."""
    site = await opened()
    site.action = "/stall"
    await desk.ask(SOON, site.url)
    (answer,) = await desk.kept(FormAnswer)
    assert (answer.status, answer.url, answer.page_url) == (None, "", site.url)


@pytest.mark.parametrize(
    "page",
    [
        lambda: web.Response(status=403, headers={"cf-mitigated": "challenge"}),
        lambda: web.Response(status=503, text="<script>window._cf_chl_opt={}</script>"),
        lambda: web.Response(text="<script>window._cf_chl_opt={}</script>", content_type="text/html"),
    ],
)
async def test_a_check_for_machines_instead_of_the_form(
    desk: Desk, opened: Open, page: Callable[[], web.Response]
) -> None:
    """Where a guard turns machines away, the form is blocked, and is not called missing or broken."""
    site = await opened()
    site.page = page
    assert (await desk.ask(EAGER, site.url)).failure is Failure.BLOCKED
    assert await desk.kept(Case) == []


async def test_a_check_for_machines_after_the_post(desk: Desk, opened: Open) -> None:
    """A guard that stops the post itself is told as such, with what it said."""
    site = await opened()
    site.answer = lambda: web.Response(status=403, headers={"cf-mitigated": "challenge"})
    found = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.BLOCKED, Failure.BLOCKED)


@pytest.mark.parametrize("status", [404, 500])
async def test_page_with_an_error(desk: Desk, opened: Open, status: int) -> None:
    """A form on a page of errors is not used."""
    site = await opened()
    site.status = status
    found = await desk.ask(EAGER, site.url)
    assert (found.failure, found.detail) == (Failure.UNEXPECTED_STATUS, f"the form's page answered {status}")
    assert await desk.kept(Case) == []


@pytest.mark.parametrize("status", [400, 500, 503])
async def test_server_error(desk: Desk, opened: Open, status: int) -> None:
    """An error as the answer to the post is the target's failure, with the page that came back."""
    site = await opened()
    site.answer = lambda: web.Response(status=status, text="Oops")
    found = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.UNEXPECTED_STATUS, Failure.UNEXPECTED_STATUS)
    assert found.metrics["status"] == status
    assert desk.evidence.get(handover.evidence or "") == b"Oops"
    assert len(site.posted) == 1


async def test_stall_after_the_post(desk: Desk, opened: Open) -> None:
    """A server that never answers the post timed out, and whether it has the question is unknown."""
    site = await opened()
    site.action = "/stall"
    found = await desk.ask(SOON, site.url)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.TIMEOUT, Failure.OUTCOME_UNKNOWN)
    assert set(found.metrics) == {"form_seconds", "robots_allowed"}
    assert site.visited == ["GET /contact", "POST /stall"]


async def test_stall_before_the_form(desk: Desk, opened: Open) -> None:
    """A page that never comes is a timeout without a case, since nothing was asked."""
    site = await opened()
    found = await desk.ask(SOON, site.url.replace("/contact", "/stall"))
    assert (found.failure, found.metrics) == (Failure.TIMEOUT, {})
    assert await desk.kept(Case) == []


@pytest.mark.parametrize("method", ["post", "get"])
async def test_hangs_up_after_the_question(desk: Desk, serve: Serve, method: str) -> None:
    """Whether a server that hangs up on the question has it is unknown; it is asked once, whatever the method."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"/send" in await reader.readuntil(b"\r\n\r\n"):
            return
        html = (
            f"<form action=/send method={method}><input type=email name=e>Message <textarea name=message></textarea>"
            "<button>Send</button></form>"
        )
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(html)}\r\n\r\n{html}".encode())

    server = await serve(handler)
    found = await desk.ask(EAGER, server.url())
    await asyncio.sleep(0.1)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.OUTCOME_UNKNOWN, Failure.OUTCOME_UNKNOWN)
    assert len(server.taken) == 3  # the robots rules, the form, the question


async def test_form_that_is_a_get(desk: Desk, opened: Open) -> None:
    """A form without a method is sent as a query, once."""
    site = await opened()
    site.action, site.method = "/send", ""
    assert (await desk.ask(EAGER, site.url)).failure is None
    assert site.visited == ["GET /contact", "GET /send"]


async def test_endless_page_is_cut(desk: Desk, serve: Serve) -> None:
    """Of a page of 200 MB no more is taken than a page with a form can have."""
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")
        while sent < 200_000_000:
            writer.write(b"<p>" * 20_000)
            await writer.drain()
            sent += 60_000

    found = await desk.ask(EAGER, (await serve(endless)).url())
    assert (found.failure, found.detail) == (Failure.TOO_LARGE, f"more than {MAX_PAGE_BYTES} bytes")
    assert sent < 20_000_000


async def test_compressed_page_is_cut(desk: Desk, opened: Open) -> None:
    """A page that is small on the wire and huge when unpacked is cut at the same bound."""
    site = await opened()

    def bomb() -> web.Response:
        answer = web.Response(body=bytes(50_000_000), content_type="text/html")
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    site.page = bomb
    assert (await desk.ask(EAGER, site.url)).failure is Failure.TOO_LARGE


async def test_refused_port(desk: Desk, free_port: int) -> None:
    """A port that nobody listens on is refused, and no case is opened."""
    found = await desk.ask(EAGER, f"http://localhost:{free_port}/contact")
    assert found.failure is Failure.CONNECTION_REFUSED
    assert await desk.kept(Case) == []


async def test_garbage(desk: Desk, serve: Serve, reply: Callable[[bytes], Handler]) -> None:
    """An answer that is not HTTP is the target's failure."""
    server = await serve(reply(b"\x00\xffgarbage\r\n\r\n"))
    assert (await desk.ask(EAGER, server.url())).failure is Failure.PROTOCOL_ERROR


async def test_evidence_is_not_written_on_the_loop(desk: Desk, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other visits go on while the page, the question and the answer are put on the disk."""
    site = await opened()
    threads: list[int] = []
    put = EvidenceFolder.put

    def heard(folder: EvidenceFolder, content: bytes) -> str:
        threads.append(threading.get_ident())
        return put(folder, content)

    monkeypatch.setattr(EvidenceFolder, "put", heard)
    result = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert result.failure is None
    assert handover.evidence is not None
    assert len(threads) == 3
    assert threading.get_ident() not in threads


async def test_slow_disk_does_not_make_an_answer_unknown(
    desk: Desk, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the site has answered, the talk's own wall no longer runs while the answer is put on the disk."""
    site = await opened()
    put = EvidenceFolder.put

    def slow(folder: EvidenceFolder, content: bytes) -> str:
        if content == b"Thank you":
            time.sleep(0.3)
        return put(folder, content)

    monkeypatch.setattr(EvidenceFolder, "put", slow)
    monkeypatch.setattr(support_form, "TALK_SHARE", 0.05)
    result = await desk.ask(EAGER, site.url)
    (handover,) = await desk.kept(Handover)
    assert (result.failure, handover.failure, handover.detail) == (None, None, "answered 200")


async def test_what_a_linked_style_sheet_hides_stays_empty(desk: Desk, opened: Open) -> None:
    """The trap is not filled in though it asks for an address; how many sheets were read is on record."""
    site = await opened()
    site.extra = (
        "<link rel=stylesheet href=/look.css><link rel=stylesheet href=http://192.0.2.1/x.css>"
        "<p class=x1><label>Repeat your e-mail <input name=email2></label></p>"
    )
    found = await desk.ask(EAGER, site.url)
    assert (found.failure, found.metrics["style_sheets"], found.metrics["style_sheets_unread"]) == (None, 1, 1)
    assert [(one["email2"], bool(one["email"])) for one in site.posted] == [("", True)]
