"""`kaklet form dry-run`: it shows what would be sent, letter by letter, and a server's log proves that nothing is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner, Result
from serving import Pages, serving
from small_study import ANSWERED, mail, provider, question, small_study, task

from kaklet.command_line import main
from kaklet.forms.dry_run import DryRun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = """<meta charset=utf-8><form action=/skicka method=post><input type=hidden name=token value={token}>
<label>Ditt namn <input name=namn></label><label>E-post <input type=email name=post required></label>
<label>Meddelande <textarea name=text></textarea></label>
<div style="display:none"><label>Website <input name=website></label></div>{extra}<button>Skicka</button></form>"""
PHP = question("php", "Versioner av PHP", "Hej! Vilka versioner av PHP finns att välja på hos er?")
CAMPAIGN = f"""{PHP}
[campaign]
start = {{start}}
weeks = 2
contacts = {{{{ ask = 1 }}}}
mode = "blind"
questions = ["ttl", "php"]
"""


class Log(Pages):
    """Shows the form, and writes down what it is asked; each page has a token of its own."""

    asked: list[str] = []  # noqa: RUF012 - one server at a time
    extra = ""

    def get(self) -> None:
        """Show the form."""
        self.asked.append(f"GET {self.path}")
        body = FORM.format(token=len(self.asked), extra=self.extra).encode()
        self.give(body, status=404 if self.path == "/robots.txt" else 200)

    def post(self) -> None:
        """Take what must never come."""
        self.asked.append(f"POST {self.path}")
        self.give(b"")


@pytest.fixture
def site() -> Iterator[str]:
    """Yield the address of a form."""
    Log.asked, Log.extra = [], ""
    with serving(Log) as server:
        yield f"http://localhost:{server.server_port}/kontakt"


def dry_run(folder: Path, url: str, *options: str, form: str = "{ submit = true }", more: str = "") -> Result:
    """Run the command on a study with one form."""
    file = folder / "study.toml"
    study = small_study(
        task("ask", "contact", "support_form", every_seconds=86400, timeout_seconds=5),
        mail(persona="Anna Lind"),
        question("ttl", "Kort TTL", "Hej! Hur kort får en TTL vara hos er, och vad är vanligt?"),
        more,
        provider(
            "alpha", 'languages = ["sv"]', 'country = "SE"', f'target.contact = {{ url = "{url}", form = {form} }}'
        ),
        judged=ANSWERED,
        answer_window_seconds=86400.0,
    )
    file.write_text(study, encoding="utf-8")
    return CliRunner().invoke(main, ["form", "dry-run", str(file), *options])


def told(folder: Path, url: str, form: str = "{ submit = true }", more: str = "") -> DryRun:
    """Return what the command says as JSON of its one form."""
    result = dry_run(folder, url, "--json", form=form, more=more)
    assert result.exit_code == 0, result.output
    (one,) = msgspec.convert(json.loads(result.stdout), list[DryRun])
    return one


def test_what_would_be_sent(tmp_path: Path, site: str) -> None:
    """Method, address, each entry in its order and the traps left alone are shown; the log knows of no post."""
    one = told(tmp_path, site)
    assert one.request is not None
    entries = {entry.name: entry.value for entry in one.request.entries}
    assert (one.sendable, one.failure, one.robots, one.form) == (True, None, "allowed", 0)
    assert (one.request.method, one.request.url) == ("POST", site.replace("/kontakt", "/skicka"))
    assert list(entries) == ["token", "namn", "post", "text", "website"]
    assert entries["namn"] == one.persona == "Anna Lind"
    assert entries["post"] == one.address
    assert entries["text"] == one.letter == "Hej! Hur kort får en TTL vara hos er, och vad är vanligt?"
    assert (entries["website"], one.request.left_alone) == ("", ("website",))
    assert Log.asked == ["GET /robots.txt", "GET /kontakt"]
    assert not (tmp_path / "data").exists()


def test_for_people(tmp_path: Path, site: str) -> None:
    """The same is told in lines for people."""
    result = dry_run(tmp_path, site, "--provider", "alpha")
    for line in (
        "POST http://localhost",
        '"namn" = "Anna Lind"',
        "left alone: website",
        "Hur kort får en TTL vara hos er",
    ):
        assert line in result.stdout
    assert all(line.startswith("GET") for line in Log.asked)


def test_a_form_that_may_not_be_sent(tmp_path: Path, site: str) -> None:
    """Before a person allows a form, the dry run shows all the same what would be sent, and what is missing."""
    one = told(tmp_path, site, form="{ submit = false }")
    assert (one.sendable, one.failure) == (False, "not_approved")
    assert "submit = true" in one.detail
    assert one.request is not None


def test_a_form_that_is_not_understood(tmp_path: Path, site: str) -> None:
    """What keeps the form from being sent is said."""
    Log.extra = "<input name=xq required>"
    one = told(tmp_path, site)
    assert (one.sendable, one.failure, one.request) == (False, "form_not_understood", None)
    assert "'xq'" in one.detail
    result = dry_run(tmp_path, site)
    assert "Would not be sent (form_not_understood)" in result.stdout


def test_the_next_planned_letter(tmp_path: Path, site: str) -> None:
    """In a campaign it is the plan's next letter to this form, with its moment and the plan's hash."""
    one = told(tmp_path, site, more=CAMPAIGN.format(start="2098-01-06"))
    result = CliRunner().invoke(main, ["plan", str(tmp_path / "study.toml"), "--json"])
    plan = json.loads(result.stdout)
    first = plan["document"]["contacts"][0]
    assert (one.plan, one.letter, one.address) == (plan["sha256"], first["text"].strip(), first["address"])
    assert first["form"]["submit"] is True
    assert one.at is not None
    assert one.sendable


def test_a_campaign_that_is_over(tmp_path: Path, site: str) -> None:
    """Where the plan holds no more letters, nothing is fetched."""
    one = told(tmp_path, site, more=CAMPAIGN.format(start="2026-01-05"))
    assert (one.sendable, one.at, one.detail, Log.asked) == (
        False,
        None,
        "the plan holds no more letters to it",
        [],
    )


def test_unknown_provider(tmp_path: Path, site: str) -> None:
    """A provider that is not there is told with those that are."""
    result = dry_run(tmp_path, site, "--provider", "beta")
    assert (result.exit_code, result.stderr.strip()) == (
        1,
        f"beta is no provider of {tmp_path / 'study.toml'}: name one of alpha.",
    )


def test_a_stranger_without_a_plan(tmp_path: Path) -> None:
    """Nobody else's form is fetched where no plan holds a letter to it."""
    one = told(tmp_path, "http://192.0.2.1/kontakt")
    assert (one.sendable, one.failure, one.page_url) == (False, "not_approved", "")
