"""A daemon that watches a form, meets its CAPTCHA, and leaves the question to a person."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kaklet.command_line import main

if TYPE_CHECKING:
    from conftest import Daemon

FORM = (
    "<form method=post action=/send><input name=name><input type=email name=email><textarea name=message></textarea>"
    "<div class=h-captcha></div><button>Send message</button></form>"
)
MORE = """target.contact = {{ url = "http://127.0.0.1:{port}/contact", form = {{ submit = true }} }}

[[task]]
name = "contact-form"
target = "contact"
every_seconds = 1
probe = {{ kind = "form_health", timeout_seconds = 0.7 }}

[[task]]
name = "by-form"
target = "contact"
every_seconds = 4
probe = {{ kind = "support_form", timeout_seconds = 3, fill_seconds = 0.1 }}
"""


class Site:
    """A contact page behind a CAPTCHA, and what was posted there."""

    def __init__(self) -> None:
        self.looks = threading.Semaphore(0)
        self.posted: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            """Gives the page."""

            def do_GET(self) -> None:
                """Give the page."""
                body = FORM.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)
                site.looks.release()

            def do_POST(self) -> None:
                """Note what should never be."""
                site.posted.append(self.path)
                self.send_error(500)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def looked_at(self, times: int) -> None:
        """Wait until the page was fetched so many times more."""
        for _ in range(times):
            assert self.looks.acquire(timeout=20)


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a contact page."""
    one = Site()
    yield one
    one.server.shutdown()
    one.server.server_close()


def kaklet(*arguments: str) -> str:
    """Run a command and return what it says."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_form_is_watched_and_its_question_left_to_a_person(
    site: Site, asking_study: Callable[..., Path], daemon: Callable[[Path], Daemon]
) -> None:
    """Each look sees the CAPTCHA; the question is never posted, and lives on once a person has sent it."""
    study = asking_study()
    head, *rest = study.read_text(encoding="utf-8").partition('\n[[task]]\nname = "ask"')
    study.write_text(head + MORE.format(port=site.server.server_port) + "".join(rest), encoding="utf-8")
    running = daemon(study)
    site.looked_at(4)
    running.end()
    (provider,) = json.loads(kaklet("summary", str(study), "--json"))["providers"]
    (form,) = provider["forms"]
    assert (form["closed"], form["captcha"], form["changes"]) == ("captcha", "hCaptcha", [])
    assert form["seen"] == form["looks"] > 0
    # Mail and the form are two doors.
    assert provider["doors"] == {"number": 2, "person_only": 1}
    (task,) = json.loads(kaklet("form", "queue", str(study), "--json"))["tasks"]
    sheet = json.loads(kaklet("form", "start", task["case"], str(study), "--by", "Eva", "--json"))
    assert [entry["field"] for entry in sheet["entries"]] == ["name", "email", "message"]
    assert all(entry["text"] for entry in sheet["entries"])
    assert "sent at" in kaklet("form", "done", task["case"], str(study), "--by", "Eva", "--sent")
    (entry,) = [
        one for one in json.loads(kaklet("summary", str(study), "--json"))["providers"][0]["support"]
        if one["task"] == "by-form" and one["clock"] == "wall"
    ]  # fmt: skip
    assert entry["n"] == 1
    assert site.posted == []
