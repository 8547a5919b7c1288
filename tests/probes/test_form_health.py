"""A contact form that is looked at: there, changed, gone, guarded, and nothing ever sent."""

from __future__ import annotations

from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from serving import Pages, serving

from probes.form_health import MOST_NEW, FormHealthProbe
from results.records import Failure, FormSeen
from results.records.form import signature_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Desk

FORM = (
    "<form method=post action='/send?token={token}'><input type=hidden name=csrf value={token}>"
    "<input name=name><input type=email name=email required><textarea name=message>{text}</textarea>{more}"
    "<button>Send message</button></form>"
)
LONG = "<p>We are there for you from eight to five.</p>" * 10


def form(number: str = "0", more: str = "", text: str = "") -> str:
    """Return a page with a contact form."""
    return f"<h1>Contact us</h1>{LONG}{FORM.format(token=number, more=more, text=text)}"


class Site:
    """A page that is whatever a test puts there, and what was asked of it."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {"/contact": form()}
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []
        site = self

        class Handler(Pages):
            """Tells what the site holds."""

            def get(self) -> None:
                """Answer by path."""
                site.asked.append(f"GET {self.path}")
                path = self.path.partition("?")[0]
                onward, page = site.redirects.get(path), site.pages.get(path)
                self.send_response(302 if onward else 200 if page is not None else 404)
                if onward:
                    self.send_header("Location", onward)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write((page or "").encode())

            def post(self) -> None:
                """Note what should never be."""
                site.asked.append(f"POST {self.path}")
                self.send_error(500)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/contact"


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a site with a contact form."""
    one = Site()
    with serving(one.server):
        yield one


async def look(desk: Desk, site: Site, page: str) -> str | None:
    """Put *page* there, look at it, and return the signature that was seen."""
    site.pages["/contact"] = page
    found = await desk.ask(FormHealthProbe(), site.url)
    assert found.failure is None, found.detail
    return signature_in(found.detail)


async def test_a_form_that_is_there_is_a_success(desk: Desk, site: Site) -> None:
    """Timed as a page is; its fields are counted, and it could be sent."""
    found = await desk.ask(FormHealthProbe(), site.url)
    assert found.failure is None
    assert (found.metrics["fields"], found.metrics["submittable"], found.metrics["status"]) == (3, 1, 200)
    assert found.metrics["total_seconds"] > 0
    assert signature_in(found.detail)


async def test_nothing_is_ever_sent(desk: Desk, site: Site) -> None:
    """One GET for each look, at the page alone."""
    for _ in range(3):
        await desk.ask(FormHealthProbe(), site.url)
    assert site.asked == ["GET /contact"] * 3


async def test_a_new_form_is_described_once_with_its_page(desk: Desk, site: Site) -> None:
    """The description and the page are kept when a form is first seen, and not again."""
    signature = await look(desk, site, form("1"))
    await look(desk, site, form("2"))
    (seen,) = await desk.kept(FormSeen)
    assert (seen.provider, seen.target, seen.signature) == ("bjorkhost", "target", signature)
    assert [(one.name, one.role, one.required) for one in seen.shape.fields] == [
        ("name", "name", False),
        ("email", "email", True),
        ("message", "message", False),
    ]
    assert desk.evidence.get(seen.evidence).decode() == form("1")


SAME = {
    "another token": form("8c1f0a9b7e66d2"),
    "another value": form(text="Write here"),
    "words around it": form() + "<p>New prices!</p>",
    "a hidden field more": form(more="<input type=hidden name=ab_test value=7>"),
    "another order": form().replace("<input name=name>", "").replace("<textarea", "<input name=name><textarea"),
}
OTHER = {
    "a field more": form(more="<input name=phone type=tel>"),
    "a field demanded": form().replace("name=name", "name=name required"),
    "another action": form().replace("/send", "/take"),
    "another method": form().replace("method=post", "method=get"),
    "a CAPTCHA": form(more="<div class=h-captcha></div>"),
    "a trap": form(more="<input name=trap style='display:none'>"),
}


@pytest.mark.parametrize("name", SAME)
async def test_what_changes_at_each_visit_is_no_change(desk: Desk, site: Site, name: str) -> None:
    """Tokens, values and the words around a form leave its signature as it is."""
    assert await look(desk, site, SAME[name]) == await look(desk, site, form())


@pytest.mark.parametrize("name", OTHER)
async def test_what_changes_the_form_changes_its_signature(desk: Desk, site: Site, name: str) -> None:
    """Each of what makes a form another."""
    assert await look(desk, site, OTHER[name]) != await look(desk, site, form())


async def test_a_name_that_is_drawn_by_lot_is_no_change(desk: Desk, site: Site) -> None:
    """Some sites rename their fields at each visit, against machines."""
    first = await look(desk, site, form(more="<label>Phone <input name=f_9a8b7c6d5e4f></label>"))
    assert await look(desk, site, form(more="<label>Phone <input name=f_0011223344aa></label>")) == first


async def test_a_guarded_form_is_there_but_not_for_machines(desk: Desk, site: Site) -> None:
    """The page does what it is there for; that no robot gets in is told apart."""
    site.pages["/contact"] = OTHER["a CAPTCHA"]
    found = await desk.ask(FormHealthProbe(), site.url)
    assert (found.failure, found.metrics["submittable"]) == (None, 0)
    (seen,) = await desk.kept(FormSeen)
    assert seen.shape.captcha == "hCaptcha"


async def test_a_form_behind_a_login_is_seen_as_a_login(desk: Desk, site: Site) -> None:
    """Whoever asks for the form is sent elsewhere, to log in."""
    site.redirects["/contact"] = "/login"
    site.pages["/login"] = (
        f"{LONG}<form method=post><input name=user><input type=password name=p><button>Log in</button></form>"
    )
    found = await desk.ask(FormHealthProbe(), site.url)
    assert (found.failure, found.metrics["submittable"], found.metrics["redirects"]) == (None, 0, 1)
    (seen,) = await desk.kept(FormSeen)
    assert seen.shape.purpose == "login"


MISSING = {
    "no form": LONG,
    "a search alone": LONG + "<form action=/s><input name=q><button>Search</button></form>",
    "a login in the head of the page": LONG + "<form method=post><input name=u><input type=password name=p></form>",
}


@pytest.mark.parametrize("name", MISSING)
async def test_a_page_without_a_form_for_words_is_the_targets_failure(desk: Desk, site: Site, name: str) -> None:
    """The page answers, and the door is gone."""
    site.pages["/contact"] = MISSING[name]
    found = await desk.ask(FormHealthProbe(), site.url)
    assert (found.failure, found.metrics["status"]) == (Failure.FORM_MISSING, 200)
    assert await desk.kept(FormSeen) == []


NOT_UNDERSTOOD = {
    "a comment form": LONG + "<form method=post id=commentform><input name=author><textarea name=comment></textarea>"
    "<input type=submit value='Post comment'></form>",
    "a page drawn by its scripts": "<div id=root></div><script src=/app.js></script>",
    "a form of a service": LONG + "<script src='https://js.hsforms.net/forms/v2.js'></script>",
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
async def test_what_is_not_understood_is_not_held_against_the_target(desk: Desk, site: Site, name: str) -> None:
    """That a form is missing is only said where it surely is."""
    site.pages["/contact"] = NOT_UNDERSTOOD[name]
    assert (await desk.ask(FormHealthProbe(), site.url)).failure is Failure.FORM_NOT_UNDERSTOOD


async def test_a_challenge_for_machines_is_no_missing_form(desk: Desk, site: Site) -> None:
    """A guard's page says nothing of the form behind it."""
    site.pages["/contact"] = "<script>window._cf_chl_opt={}</script>" + LONG
    assert (await desk.ask(FormHealthProbe(), site.url)).failure is Failure.BLOCKED


async def test_a_page_that_is_not_there_fails_as_pages_do(desk: Desk, site: Site) -> None:
    """By its status."""
    del site.pages["/contact"]
    found = await desk.ask(FormHealthProbe(), site.url)
    assert (found.failure, found.metrics["status"]) == (Failure.UNEXPECTED_STATUS, 404)


async def test_a_form_that_is_always_another_does_not_fill_the_disk(desk: Desk, site: Site) -> None:
    """Of one target no more than so many forms are described in one run; the others are told by their signatures."""
    words = ["".join(chr(97 + digit) for digit in divmod(number, 26)) for number in range(MOST_NEW + 3)]
    found = {await look(desk, site, form(more=f"<input name=x{word}>")) for word in words}
    assert len(found) == MOST_NEW + 3
    assert len(await desk.kept(FormSeen)) == MOST_NEW


async def test_a_linked_style_sheet_is_read_and_not_asked_for_again(desk: Desk, site: Site) -> None:
    """What it hides is a trap; further looks of one day use what came, also where it cannot be had any more."""
    link = "<link rel=stylesheet href=/look.css><link rel=stylesheet href=http://192.0.2.1/x.css>"
    site.pages = {"/contact": link + form(more="<p class=x1><input name=site></p>"), "/look.css": ".x1{display:none}"}
    first = await desk.ask(FormHealthProbe(), site.url)
    del site.pages["/look.css"]
    second = await desk.ask(FormHealthProbe(), site.url)
    assert first.failure is second.failure is None
    assert (first.metrics["fields"], first.metrics["style_sheets"], first.metrics["style_sheets_unread"]) == (3, 1, 1)
    assert first.detail == second.detail
    assert site.asked == ["GET /contact", "GET /look.css", "GET /contact"]
    (seen,) = await desk.kept(FormSeen)
    assert '"honeypots":["site"]' in seen.description


async def test_a_style_sheet_that_cannot_be_had_fails_nothing(desk: Desk, site: Site) -> None:
    """The look counts how many were missing, and says of the form what it can."""
    site.pages = {"/contact": "<link rel=stylesheet href=/gone.css>" + form()}
    found = await desk.ask(FormHealthProbe(), site.url)
    assert (found.failure, found.metrics["style_sheets"], found.metrics["style_sheets_unread"]) == (None, 0, 1)
