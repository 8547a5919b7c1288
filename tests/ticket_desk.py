"""A real application with a public ticket form: django-helpdesk in an environment of its own, mail by Postfix."""

from __future__ import annotations

import hashlib
import http.cookiejar
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from real_servers import PATIENCE_SECONDS, free_ports, wait_for, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mail_server import Postfix

ENVIRONMENT = Path(sys.prefix) / "ticket-desk"
"""Where `make test` puts the application, from requirements of its own."""
PARTS = Path(__file__).with_name("django_helpdesk")
MAIL_DOMAIN = "webdesk.localhost"
QUEUES = {"en": (1, "Support"), "sv": (2, "Kundtjänst"), "nb": (3, "Kundesenter")}
"""By the language of its mails: number and title of a queue, of which a visitor has to choose one."""
_PREFIXES = {"en": "en", "sv": "sv", "nb": "nb-no"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CLOSED = 4
FILLING_SECONDS = 60


class Ticket(NamedTuple):
    """What the desk knows of a ticket."""

    number: int
    title: str
    text: str
    queue: int

    @property
    def name(self) -> str:
        """What its mails and pages call it."""
        slug = {1: "support", 2: "kundtjanst", 3: "kundesenter"}[self.queue]
        return f"{slug}-{self.number}"


class TicketDesk(NamedTuple):
    """The running application, and an agent who answers as people do: in its pages."""

    port: int
    folder: Path

    def form(self, language: str) -> str:
        """Return the address of its public form in *language* (en, sv, nb), with the queue of that language chosen."""
        return f"http://127.0.0.1:{self.port}/{_PREFIXES[language]}/tickets/submit/?queue={QUEUES[language][0]}"

    def tickets(self, submitter: str) -> list[Ticket]:
        """List the tickets of *submitter*."""
        asked = "SELECT id, title, description, queue_id FROM helpdesk_ticket WHERE submitter_email = ? ORDER BY id"
        with closing(sqlite3.connect(self.folder / "desk.sqlite3", timeout=PATIENCE_SECONDS)) as database:
            return [Ticket(*row) for row in database.execute(asked, (submitter,))]

    def posted(self, submitter: str) -> list[dict[str, list[str]]]:
        """Return the fields of each question that was posted for *submitter*."""
        file = self.folder / "posted.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [one for one in map(dict, map(json.loads, lines)) if one["submitter_email"] == [submitter]]

    def answer(self, ticket: Ticket, text: str) -> None:
        """Answer as the agent does: the submitter gets mail."""
        self._update(ticket, text, 1)

    def close(self, ticket: Ticket) -> None:
        """Close the *ticket*: the submitter gets a notice."""
        self._update(ticket, "", _CLOSED)

    @property
    def log(self) -> str:
        """What it has said."""
        return (self.folder / "said.txt").read_text()

    def _update(self, ticket: Ticket, text: str, status: int) -> None:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._send(browser, "login/", {"username": "karin", "password": "a sound secret"})
        told = {"comment": text, "new_status": status, "public": "1", "title": ticket.title, "queue": ticket.queue}
        self._send(browser, f"tickets/{ticket.number}/update/", {**told, "priority": 3}, f"tickets/{ticket.number}/")

    def _send(
        self, browser: urllib.request.OpenerDirector, path: str, fields: dict[str, object], page: str = ""
    ) -> None:
        base = f"http://127.0.0.1:{self.port}/en/"
        with browser.open(base + (page or path), timeout=PATIENCE_SECONDS) as shown:
            token = _TOKEN.search(shown.read().decode())
        assert token, self.log
        content = urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with browser.open(base + path, content, timeout=PATIENCE_SECONDS) as answer:
            said = answer.read().decode()
        assert "errorlist" not in said, said
        assert not answer.url.endswith("/login/"), said


@pytest.fixture(scope="session")
def ticket_desk(postfix: Postfix) -> Iterator[TicketDesk]:
    """Run one django-helpdesk: less than two seconds, and four more the first time that it is run."""
    python = ENVIRONMENT / "bin/python"
    if not (ENVIRONMENT / "ready").exists():
        without(f"{python} is missing: run make ticket-desk, with a network.")
    with tempfile.TemporaryDirectory(prefix="kaklet-desk-") as place:
        desk = TicketDesk(free_ports(1)[0], Path(place))
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            "DESK_FOLDER": place,
            "DESK_MAIL": str(postfix.ports["smtp"]),
            "DJANGO_SETTINGS_MODULE": "desk_settings",
            "PYTHONPATH": str(PARTS),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        _translate(desk.folder / "locale")
        _fill(desk.folder, python, environment)
        command = [python, "-m", "django", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{desk.port}"]
        with (
            (desk.folder / "said.txt").open("wb") as said,
            subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process,
        ):
            wait_for(desk.port, process, desk.folder / "said.txt")
            yield desk
            process.terminate()


def _translate(folder: Path) -> None:
    """Compile the texts that its operators have translated."""
    for source in PARTS.glob("texts/*/django.po"):
        place = folder / source.parent.name / "LC_MESSAGES"
        place.mkdir(parents=True)
        with source.open("rb") as catalogue, (place / "django.mo").open("wb") as compiled:
            write_mo(compiled, read_po(catalogue))


def _fill(folder: Path, python: Path, environment: dict[str, str]) -> None:
    """Put the database into *folder*: filled once, and copied as long as nothing that it is made of changes."""
    made_of = [PARTS / name for name in ("requirements.txt", "desk_contents.py", "desk_settings.py", "mails.json")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in made_of)).hexdigest()[:16]
    filled = ENVIRONMENT / f"filled-{digest}.sqlite3"
    if not filled.exists():
        command = [python, PARTS / "desk_contents.py"]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=FILLING_SECONDS)
        assert done.returncode == 0, done.stdout + done.stderr
        partly = filled.with_suffix(f".{time.monotonic_ns()}")
        shutil.copyfile(folder / "desk.sqlite3", partly)
        partly.replace(filled)
    shutil.copyfile(filled, folder / "desk.sqlite3")
