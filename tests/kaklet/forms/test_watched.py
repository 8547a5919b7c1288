"""A daemon that watches a form, meets its CAPTCHA, and leaves the question to a person."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from serving import Pages, serving
from small_study import task

from kaklet.command_line import main

if TYPE_CHECKING:
    from conftest import Daemon

FORM = (
    "<form method=post action=/send><input name=name><input type=email name=email><textarea name=message></textarea>"
    "<div class=h-captcha></div><button>Send message</button></form>"
)
MORE = """target.contact = {{ url = "http://127.0.0.1:{port}/contact", form = {{ submit = true }} }}

{tasks}"""
TASKS = (
    task("contact-form", "contact", "form_health", every_seconds=1, timeout_seconds=0.7),
    task("by-form", "contact", "support_form", every_seconds=4, timeout_seconds=3, fill_seconds=0.1),
)


class Site:
    """A contact page behind a CAPTCHA, and what was posted there."""

    def __init__(self) -> None:
        self.looks = threading.Semaphore(0)
        self.posted: list[str] = []
        site = self

        class Handler(Pages):
            """Gives the page."""

            def get(self) -> None:
                """Give the page."""
                self.give(FORM.encode())
                site.looks.release()

            def post(self) -> None:
                """Note what should never be."""
                site.posted.append(self.path)
                self.send_error(500)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def looked_at(self, times: int) -> None:
        """Wait until the page was fetched so many times more."""
        for _ in range(times):
            assert self.looks.acquire(timeout=20)


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a contact page."""
    one = Site()
    with serving(one.server):
        yield one


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
    study.write_text(
        head + MORE.format(port=site.server.server_port, tasks="\n".join(TASKS)) + "".join(rest), encoding="utf-8"
    )
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
