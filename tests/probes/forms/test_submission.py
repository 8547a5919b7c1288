"""What is sent for a form, beside what Chromium sends for the same page."""

# ruff: noqa: E501 -- a page reads best in one line
from __future__ import annotations

import re
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest
from chromium import chromium, needs_chromium
from playwright.sync_api import Browser
from serving import serving

from probes.forms.submission import NotSendableError, submission

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = {
    "plain words": """<form method=post action=/in><input name=a value="one & två = ~*-._'"><input name="b[]" value="">
        <input value=nameless><input name="" value=empty><textarea name=t>
first
second\n</textarea><input type=hidden name=token value=" t k "><button>Send</button></form>""",
    "buttons": """<form method=post action=/in><button type=button name=no value=1>x</button>
        <button type=reset name=reset value=1>x</button><input name=q value=1><input type=submit name=go value=Go>
        <input type=submit name=second value=No></form>""",
    "an image button": "<form method=post action=/in><input name=q value=1>"
    "<input type=image name=pic alt=x src=data:,></form>",
    "an image button without a name": "<form method=post action=/in><input name=q value=1>"
    "<input type=image alt=x src=data:,></form>",
    "boxes and radio buttons": """<form method=post action=/in><input type=checkbox name=c1 checked>
        <input type=checkbox name=c2><input type=checkbox name=c3 value="" checked>
        <input type=radio name=r value=1 checked><input type=radio name=r value=2 checked>
        <input type=radio name=s value=1><button name=send>Send</button></form>""",
    "lists": """<form method=post action=/in><select name=one><option value=x disabled>x<option> two  words </select>
        <select name=several multiple><option selected>a<option selected value=bb>b<option>c</select>
        <select name=last><option selected>1<option selected>2</select><select name=long size=4><option>1</select>
        <select name=off><optgroup label=g disabled><option selected>1</optgroup><option>2</select>
        <select name=none></select><select name=dis><option disabled selected>1<option>2</select>
        <button>Send</button></form>""",
    "what is disabled": """<form method=post action=/in><input name=a value=1 disabled><fieldset disabled>
        <legend><input name=b value=2></legend><legend><input name=c value=3></legend><input name=d value=4>
        <fieldset><legend><input name=f value=6></legend></fieldset></fieldset>
        <input name=e value=5 readonly><button>Send</button></form>""",
    "controls outside the form": """<input form=f name=a value=1><form id=f method=post action=/in>
        <input name=b value=2><input name=x value=9 form=other></form><input form=f name=c value=3>
        <form id=other></form><button form=f name=send value=1>Send</button>""",
    "a form in a table": """<table><form method=post action=/in><tr><td><input name=a value=1><td>
        <select name=s><option>1</select></tr><tr><td><button name=b value=2>Send</button></form></table>
        <input name=after value=3>""",
    "a form that a div cuts": """<div><form method=post action=/in><input name=a value=1></div>
        <input name=b value=2><button>Send</button></form><input name=c value=3>""",
    "a form in a form": """<form method=post action=/in><input name=a value=1><form action=/other>
        <input name=b value=2><button>Send</button></form><input name=c value=3>""",
    "nothing from a template": """<form method=post action=/in><template><input name=b value=2></template>
        <input name=c list=x value=3><button>Send</button></form>""",
    "charset and direction": """<form method=post action=/in><input type=hidden name=_charset_ value=x>
        <input name=_Charset_ value=typed><input name=a value=hej dirname=a.dir><textarea name=t dir=rtl dirname=t.dir>x
        </textarea><input name=auto dir=auto value="שלום" dirname=auto.dir><input type=tel name=p dirname=p.dir>
        <button>Send</button></form>""",
    "another encoding of the form": """<form method=post action=/in accept-charset="nonsense ISO-8859-1 utf-8">
        <input type=hidden name=_charset_><input name=ämne value="å € 日本"><button>Skicka</button></form>""",
    "the older encoding of the page": b"""<meta charset=iso-8859-1><form method=post action=/in>
        <input name=\xe4mne value="\xe5 \x80"><input name=k value="&#26085;"><input type=hidden name=_charset_>
        <button>Skicka</button></form>""",
    "many parts": """<form method=post action=/in enctype=multipart/form-data><input name='a "quoted" namn' value=å>
        <textarea name=t>one\ntwo</textarea><input type=file name=f><input type=file name=g multiple>
        <button name=s value=1>Send</button></form>""",
    "many parts in an older encoding": """<form method=post action=/in enctype=multipart/form-data
        accept-charset=windows-1252><input name=å value="日 ö"><button>Send</button></form>""",
    "plain text": """<form method=post action=/in enctype=text/plain><input name=a value="1 & ö=2">
        <textarea name=t>one\ntwo</textarea><button>Send</button></form>""",
    "a GET form": """<form action="/in?old=1#part"><input name=q value="a b+ö"><input type=hidden name=l value=sv>
        <button name=s>Search</button></form>""",
    "a method that is none": "<form method=put action=/in><input name=q value=1><button>Send</button></form>",
    "no action": "<form method=post><input name=q value=1><button>Send</button></form>",
    "no action beside a base": "<base href=/elsewhere/><form method=post><input name=q value=1>"
    "<button>Send</button></form>",
    "an action beside a base": "<base href=/elsewhere/x><form method=post action='in me?a=b&c=ö#part'>"
    "<input name=q value=1><button>Send</button></form>",
    "a relative action": "<form method=post action='../up/in'><input name=q value=1><button>Send</button></form>",
    "backslashes and line ends": "<form method=post action='\\in\n/x'><input name=q><button>Send</button></form>",
    "what the button says": """<form action=/no><input name=q value=1><button formaction=/in formmethod=post
        formenctype=multipart/form-data name=b value=2>Send</button></form>""",
    "kinds that tidy up": """<form method=post action=/in novalidate><input type=email name=e value=" a@b.example ">
        <input type=url name=u value=" x "><input type=number name=n value=abc><input type=number name=m value=1e2>
        <input type=date name=d value=2026-05-03><input type=date name=d2 value=tomorrow><input type=color name=c>
        <input type=range name=r><input type=range name=r2 min=10 max=20 value=99><input type=unknown name=w value=" v ">
        <input type=time name=t value=12:30><input type=datetime-local name=dl value="2026-05-03 12:30">
        <input type=search name=s value="a&#10;b"><input type=password name=p value=secret><button>Send</button></form>""",
    "a disabled first button": """<form method=post action=/in><input name=q value=1>
        <button id=press name=b value=2>Send</button></form>""",
}


class Seen(NamedTuple):
    """One request as the server saw it."""

    method: str
    path: str
    content_type: str | None
    body: bytes


class Server(ThreadingHTTPServer):
    """Serves one page at any address, and remembers what came as a submission."""

    page = b""
    seen: list[Seen]


class Handler(BaseHTTPRequestHandler):
    """Answers everything with the page."""

    server: Server

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(Seen(self.command, self.path, self.headers.get("Content-Type"), body))
        self.send_response(200)
        self.send_header(
            "Content-Type", "text/html" if b"iso-8859-1" in self.server.page else "text/html;charset=utf-8"
        )
        self.end_headers()
        with suppress(ConnectionError):  # a page that is closed waits for nothing more
            self.wfile.write(self.server.page)

    do_GET = do_POST = _answer  # noqa: N815 -- the names that the standard library calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the standard library
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for all pages."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server on a free port of 127.0.0.1."""
    started = Server(("127.0.0.1", 0), Handler)
    started.seen = []
    with serving(started):
        yield started


def _sent(browser: Browser, server: Server, url: str, html: bytes) -> Seen:
    """Press the first button of the page as a person would, from the keyboard, and return what came."""
    server.page = html
    page = browser.new_page()
    page.goto(url)
    server.seen.clear()
    with page.expect_navigation():
        page.evaluate("document.querySelector('[type=submit],[type=image],button:not([type])').click()")
    page.close()
    return next(one for one in server.seen if "favicon" not in one.path)


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_what_is_sent_is_what_chromium_sends(browser: Browser, server: Server, name: str) -> None:
    """Method, address, kind of content and every byte of it are the browser's."""
    page = PAGES[name]
    html = page if isinstance(page, bytes) else page.encode()
    url = f"http://127.0.0.1:{server.server_port}/a/page?x=1"
    theirs = _sent(browser, server, url, html)
    boundary = re.search("boundary=(.*)", theirs.content_type or "")
    ours = submission(
        html,
        url,
        0,
        {},
        charset=None if isinstance(page, bytes) else "utf-8",
        boundary=boundary[1] if boundary else None,
    )
    assert ours.url == f"http://127.0.0.1:{server.server_port}{theirs.path}"
    assert (ours.method, ours.content_type, ours.body or b"") == (theirs.method, theirs.content_type, theirs.body)


def test_what_a_person_puts_in_replaces_what_the_page_has() -> None:
    """Texts are written, options chosen, boxes ticked and radio buttons pressed, all by name."""
    html = b"""<form method=post action=/in><input name=a value=old><select name=s><option>1<option>2</select>
        <input type=checkbox name=c value=yes><input type=radio name=r value=1 checked><input type=radio name=r value=2>
        <textarea name=t>old</textarea><button>Send</button></form>"""
    made = submission(html, "https://h.example/", 0, {"a": "new", "s": "2", "c": "yes", "r": "2", "t": "one\ntwo"})
    assert made.body == b"a=new&s=2&c=yes&r=2&t=one%0D%0Atwo"


@pytest.mark.parametrize("action", ["javascript:void(0)", "mailto:a@b.example", "data:text/html,x", "ftp://h.example/"])
def test_a_form_that_leads_out_of_the_web_is_not_sent(action: str) -> None:
    """Only http and https are requests."""
    html = f'<form method=post action="{action}"><input name=a><button>x</button></form>'.encode()
    with pytest.raises(NotSendableError, match="no address of the web"):
        submission(html, "https://h.example/", 0, {})


def test_a_dialog_sends_nothing() -> None:
    """Its form only closes it."""
    with pytest.raises(NotSendableError, match="dialog"):
        submission(b"<form method=dialog><button>x</button></form>", "https://h.example/", 0, {})


def test_what_stands_in_a_datalist_is_not_sent() -> None:
    """The standard leaves it out, though Chromium sends it."""
    html = (
        b"<form method=post><datalist><input name=a value=1></datalist><input name=b value=2><button>x</button></form>"
    )
    assert submission(html, "https://h.example/", 0, {}).body == b"b=2"


@pytest.mark.parametrize(
    "aside", ["Add More Files", "Bifoga fil", "Forhåndsvis", "Abbrechen", "Annuleren", "Tilføj fil"]
)
def test_a_button_that_does_something_else_is_not_pressed(aside: str) -> None:
    """Whoever is done presses the button that sends, though one for files or a preview comes first."""
    page = f"<form method=post><input type=submit name=more value='{aside}'><button name=send value=1>Create</button>"
    assert [one.name for one in submission(page.encode(), "http://h.example/", 0, {}).entries] == ["send"]
    alone = f"<form method=post><input type=submit name=more value='{aside}'>"
    assert [one.name for one in submission(alone.encode(), "http://h.example/", 0, {}).entries] == ["more"]
    other = "<form method=post><button name=back value=1>Call me back</button><button name=send>Send</button>"
    assert [one.name for one in submission(other.encode(), "http://h.example/", 0, {}).entries] == ["back"]
