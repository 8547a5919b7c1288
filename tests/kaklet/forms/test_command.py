"""`kaklet form inspect`: what it prints for people and for programs, and its errors."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner, Result
from serving import Pages, serving

from kaklet.command_line import main
from probes.forms.form import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = """<meta charset=utf-8><form action=/sok role=search><input name=q></form>
<form action=skicka method=post><label>Ditt namn *<input name="ditt namn"></label>
<label>E-post<input name=post required></label><textarea name=text placeholder=Meddelande></textarea>
<div style="display:none"><input name=website></div><button>Skicka meddelande</button></form>
<form method=post><input type=email name=mejl><textarea name=t></textarea><div class=h-captcha></div>
<button>Kontakta oss</button></form>"""


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["form", "inspect", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a page in a file."""
    path = tmp_path / "kontakt.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_json_has_the_published_shape(file: Path) -> None:
    """Names are those that other programs read."""
    result = run(str(file), "--base-url", "https://h.example/om/", "--json")
    told = json.loads(result.stdout)
    msgspec.convert(told, Page)
    search, form, guarded = told["forms"]
    assert [one["purpose"] for one in told["forms"]] == ["search", "contact", "contact"]
    assert {"index", "purpose", "action", "method", "fields", "honeypots", "captcha", "submittable", "reasons"} <= set(
        form
    )
    assert form["mapping"] == {"name": "ditt namn", "email": "post", "message": "text"}
    assert {"name", "role", "required", "evidence"} <= set(form["fields"][0])
    assert (form["action"], form["honeypots"], form["submittable"]) == (
        "https://h.example/om/skicka",
        ["website"],
        True,
    )
    assert (guarded["captcha"], guarded["submittable"], search["index"]) == ("hCaptcha", False, 0)


def test_the_schema_is_published() -> None:
    """`kaklet schema forms` tells it."""
    result = CliRunner().invoke(main, ["schema", "forms"])
    assert "submittable" in result.stdout


def test_people_are_told_in_80_columns(file: Path) -> None:
    """With a snippet that is sound TOML."""
    result = run(str(file))
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "traps, left alone: website" in result.stdout
    snippet = result.stdout.split("put this into the study:")[1].split("\n\n")[0]
    form = tomllib.loads(snippet)["provider"]["target"]["contact"]["form"]
    assert form == {"submit": False, "fields": {"name": "ditt namn", "email": "post", "message": "text"}}


def test_a_strangers_names_do_not_steer_the_terminal(tmp_path: Path) -> None:
    """Escape sequences are not printed."""
    path = tmp_path / "page.html"
    path.write_bytes(b"<form><input name='\x1b[31mred\x9b' placeholder='\x1b]0;x\x07'></form>")
    assert "\x1b" not in run(str(path)).stdout
    assert "\x9b" not in run(str(path)).stdout


def test_a_file_that_is_not_there_is_told_in_a_sentence() -> None:
    """It says what to give instead."""
    result = run("no-such-page.html")
    assert (result.exit_code, result.stderr) == (
        1,
        (
            "no-such-page.html cannot be read (No such file or directory): give the path of a saved page, or an "
            "address that begins with https://\n"
        ),
    )


class Handler(Pages):
    """Serves the page, and robots rules that forbid it."""

    def get(self) -> None:
        """Answer one request."""
        if self.path == "/robots.txt":
            self.give(b"User-agent: *\nDisallow: /", "text/plain")
        else:
            self.give(PAGE.encode(), "text/html")


@pytest.fixture
def url() -> Iterator[str]:
    """Serve the page on a free port of 127.0.0.1."""
    with serving(Handler) as server:
        yield f"http://127.0.0.1:{server.server_port}/kontakt"


def test_a_page_is_fetched_by_its_address(url: str) -> None:
    """What the robots rules say of it is told, too."""
    result = run(url, "--json")
    told = json.loads(result.stdout)
    assert (told["robots"], told["url"], len(told["forms"])) == ("disallowed", url, 3)
    assert told["forms"][1]["action"] == url.replace("kontakt", "skicka")
    assert "Robots rules: disallowed" in run(url).stdout


def test_an_address_that_does_not_answer_is_told_in_a_sentence() -> None:
    """With exit code 1."""
    result = run("http://127.0.0.1:9/")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "could not be reached" in result.stderr


def test_sheets_beside_a_file_are_read_and_others_told(file: Path) -> None:
    """A trap that a sheet in the same folder hides is found; one that is elsewhere is named, and makes for doubt."""
    links = "<link rel=stylesheet href=look.css><link rel=stylesheet href=https://h.example/far.css>"
    more = "<p class=x1><input name=site></p><input name=tel placeholder=Telefon autocomplete=off><textarea name=text"
    file.write_text(links + PAGE.replace("<textarea name=text", more, 1), encoding="utf-8")
    (file.parent / "look.css").write_text(".x1 { visibility: hidden }")
    told = json.loads(run(str(file), "--base-url", "https://h.example/om/", "--json").stdout)
    assert told["style_sheets"] == {"read": 1, "unread": ["https://h.example/far.css"]}
    assert told["forms"][1]["honeypots"] == ["site", "website"]
    assert "phone" not in told["forms"][1]["mapping"]
    text = run(str(file)).stdout
    assert "Style sheets: 1 read, 1 not read, which may hide fields:\n  https://h.example/far.css\n" in text
    assert "tel (perhaps hidden)" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_form_that_leads_to_a_service_proposes_it(file: Path) -> None:
    """The lines for the study name the host, which a person then allows or not; a form at home needs none."""
    file.write_text(PAGE.replace("action=skicka", "action=https://forms.example/f/1"), encoding="utf-8")
    away = run(str(file), "--base-url", "https://h.example/om/").stdout
    assert 'services = ["forms.example"]  # where the form is sent' in away
    assert tomllib.loads(away.partition("study:\n")[2].partition("\n\n")[0])["provider"]["target"]["contact"]["form"][
        "services"
    ] == ["forms.example"]
    file.write_text(PAGE, encoding="utf-8")
    assert "services" not in run(str(file), "--base-url", "https://h.example/om/").stdout
