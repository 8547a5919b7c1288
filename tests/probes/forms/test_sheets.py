"""Style sheets that a page links: what they hide is hidden, and what nobody could read is doubtful."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from serving import answering

from probes.forms.engine import Reach
from probes.forms.fetch import fetch
from probes.forms.filling import fill
from probes.forms.form import Role
from probes.forms.reading import read_page
from probes.forms.sheets import MAX_SHEET_BYTES, MAX_SHEETS, beside, linked
from probes.forms.static import StaticEngine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

URL = "https://h.example/om/kontakt"
LINK = "<link rel=stylesheet href=/look.css>"
SHEET = "https://h.example/look.css"
FORM = """<form method=post action=/send><label>Namn <input name=name></label>
<label>E-post <input type=email name=email required></label>
<div class=c-extra><label>Webb <input name=site2></label></div>
{more}<label>Meddelande <textarea name=message required></textarea></label><button>Skicka</button></form>"""


def page(head: str = LINK, more: str = "") -> bytes:
    """Return a contact page with *head*, and *more* in its form."""
    return f"<!doctype html><meta charset=utf-8>{head}{FORM.format(more=more)}".encode()


def test_what_a_linked_sheet_hides_is_a_trap() -> None:
    """A class that hides a field is read where it is told."""
    hides = {SHEET: "@media screen { .c-extra { position: absolute; left: -9999px } }"}
    found = read_page(page(), URL, texts=hides)
    assert found.forms[0].honeypots == ("site2",)
    assert found.style_sheets is not None
    assert (found.style_sheets.read, found.style_sheets.unread) == (1, ())
    assert read_page(page(), URL).forms[0].honeypots == ()


def test_sheets_count_in_the_order_in_which_they_stand() -> None:
    """Of two rules of one weight the later holds, whether it is linked or within the page."""
    hides, shows = {SHEET: ".c-extra{display:none}"}, "<style>.c-extra{display:block}</style>"
    assert read_page(page(LINK + shows), URL, texts=hides).forms[0].honeypots == ()
    assert read_page(page(shows + LINK), URL, texts=hides).forms[0].honeypots == ("site2",)


@pytest.mark.parametrize(
    "field",
    [
        "<input name=phone autocomplete=off placeholder=Telefon>",
        "<p class=is-unseen><input name=phone placeholder=Telefon></p>",
    ],
)
def test_what_an_unread_sheet_may_hide_is_left_alone(field: str) -> None:
    """A field with a sign of a trap is doubtful, and not filled in; the rest of the form can be sent as before."""
    told = read_page(page(more=field), URL)
    form = told.forms[0]
    phone = next(one for one in form.fields if one.name == "phone")
    assert told.style_sheets is not None
    assert (told.style_sheets.read, told.style_sheets.unread) == (0, (SHEET,))
    assert (phone.role, phone.doubtful, phone.concealed) == (Role.PHONE, True, False)
    assert (form.submittable, "phone" in form.mapping) == (True, False)
    answers = {Role.NAME: "A", Role.EMAIL: "a@b.example", Role.MESSAGE: "Hej", Role.PHONE: "1"}
    assert set(fill(form, answers).values) == {"name", "email", "message"}
    assert "phone" in read_page(page(more=field), URL, texts={SHEET: "p{color:red}"}).forms[0].mapping


def test_doubt_hides_no_check_for_machines() -> None:
    """A question for people guards the form, whatever a sheet may hide."""
    asks = "<label>Skriv koden <input name=captcha autocomplete=off></label>"
    assert read_page(page(more=asks), URL).forms[0].captcha == "image"


def test_where_a_browser_has_drawn_the_page_nothing_is_doubtful() -> None:
    """What people do not see is marked there."""
    asks = "<input name=phone autocomplete=off placeholder=Telefon>"
    assert "phone" in read_page(page(more=asks), URL, scripted=True).forms[0].mapping


def test_which_sheets_a_page_uses() -> None:
    """Alternates and what is disabled are not; each is asked for once, and no more than a few."""
    head = (
        "<base href=/b/><link rel='preload stylesheet' href=a.css#x><link rel='alternate stylesheet' href=c.css>"
        "<link rel=stylesheet disabled href=d.css><link rel=icon href=e.ico><link rel=stylesheet href=a.css>"
    )
    assert linked(page(head), URL) == ("https://h.example/b/a.css",)
    many = "".join(f"<link rel=stylesheet href={number}.css>" for number in range(MAX_SHEETS + 5))
    assert len(linked(page(many), URL)) == MAX_SHEETS


def test_what_a_sheet_imports_is_told_as_unread() -> None:
    """It may hide as much as the sheet that names it."""
    told = read_page(page(), URL, texts={SHEET: "@import url('https://cdn.example/x.css');"}).style_sheets
    assert told is not None
    assert told.unread == ("https://cdn.example/x.css",)


def test_sheets_beside_a_saved_page(tmp_path: Path) -> None:
    """They are read within its folder alone: nothing above it, nothing by a link, nothing from a whole address."""
    folder = tmp_path / "page"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page_files" / "a b.css").write_text("a{}")
    (folder / "large.css").write_bytes(b" " * (MAX_SHEET_BYTES + 1))
    (tmp_path / "above.css").write_text("b{}")
    (folder / "away.css").symlink_to(tmp_path / "above.css")
    (folder / "there").symlink_to(tmp_path)
    names = ["page_files/a%20b.css", "../above.css", "away.css", "there/above.css", "large.css", "gone.css",
             str(tmp_path / "above.css"), "https://h.example/x.css", "file:///etc/passwd"]  # fmt: skip
    html = page("".join(f"<link rel=stylesheet href='{name}'>" for name in names))
    assert beside(folder / "page.html", html, URL) == {"https://h.example/om/page_files/a%20b.css": "a{}"}


class Site:
    """A page with a sheet on loopback, and what was asked of it."""

    def __init__(self) -> None:
        self.head = LINK
        self.css: bytes = b".c-extra{display:none}"
        self.status = 200
        self.asked: list[str] = []
        self.base = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Tell what the site holds."""
        self.asked.append(request.path)
        if request.path.endswith(".css"):
            return web.Response(body=self.css, status=self.status, content_type="text/css")
        if request.path == "/robots.txt":
            return web.Response(status=404)
        return web.Response(body=page(self.head), content_type="text/html")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Run a site on a free port of 127.0.0.1."""
    made = Site()
    async with answering(made.answer) as made.base:
        yield made


async def test_a_fetched_page_brings_its_own_sheets(site: Site) -> None:
    """The sheets of its host come with it; another host is not asked."""
    site.head += "<link rel=stylesheet href=http://192.0.2.1/x.css><link rel=stylesheet href=http://localhost:9/y.css>"
    fetched = await fetch(f"{site.base}/kontakt")
    assert fetched.texts == {f"{site.base}/look.css": ".c-extra{display:none}"}
    assert site.asked == ["/robots.txt", "/kontakt", "/look.css"]


@pytest.mark.parametrize(("css", "status"), [(b" " * (MAX_SHEET_BYTES + 1), 200), (b"x", 404), (b"x", 302)])
async def test_a_sheet_that_cannot_be_had_is_left_out(site: Site, css: bytes, status: int) -> None:
    """One that is too large, missing or elsewhere does not keep the page from being read."""
    site.css, site.status = css, status
    assert (await fetch(f"{site.base}/kontakt")).texts == {}


async def test_a_visit_reads_the_sheets_and_counts_those_that_it_may_not_ask_for(site: Site) -> None:
    """What listens elsewhere is not dialled, and the page is used all the same."""
    site.head += "<link rel=stylesheet href=http://10.0.0.1/x.css><link rel=stylesheet href=//stranger.example/y.css>"
    engine = StaticEngine(Reach())
    try:
        sheet = await engine.open(f"{site.base}/kontakt")
    finally:
        await engine.aclose()
    assert (list(sheet.style_sheets), sheet.style_sheets_unread) == ([f"{site.base}/look.css"], 2)


def test_words_are_compiled_when_a_form_is_first_read() -> None:
    """A command that reads none starts without them."""
    asks = "import sys, probes.forms.words as w; sys.exit(any(one.cache_info().currsize for one in (w.roles, w.again)))"
    assert subprocess.run([sys.executable, "-c", asks], check=False, timeout=60).returncode == 0
