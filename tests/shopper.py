"""A shopper whose question is due in a moment, by a daemon of its own, and what is on record of it."""

from __future__ import annotations

import math
import time
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import pytest
from patience import wait_until
from small_study import ANSWERED, mail, provider, question, small_study, task

from kaklet.config import load
from kaklet.daemon import database
from kaklet.reporting import compare_study
from results.keep import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mail_server import Postfix

    from results.judge.support import Story

LEADS_SECONDS = (3.0, 8.0, 20.0)
"""How long before the question is due its daemon is started; a busy machine needs more."""
IMAP_TICK_SECONDS = 1.0
"""An arrival has whole seconds over IMAP: what comes in the second of the question seems to come before it."""

BODY = r"Hej!\n\nVilka versioner av PHP kan jag välja mellan?\n"
"""As TOML has it; the mail's program signs it."""
QUESTION = "Hej!\n\nVilka versioner av PHP kan jag välja mellan?\n\nHälsningar\nMaja"

Kept = TypeVar("Kept")


class Daemon(Protocol):
    """What the tests' daemon can do."""

    def end(self, number: int = ...) -> int:
        """Send the signal *number*, and return the exit code."""
        ...


class Shopper(NamedTuple):
    """One shopper: the study, the account that answers come to, and the servers on the way."""

    study: Path
    account: str
    postfix: Postfix
    imap: int

    def ask(
        self, daemon: Callable[[Path], Daemon], url: str, *, department: str = "", fill_seconds: float = 0.2
    ) -> Daemon:
        """
        Start a daemon whose question by the form at *url* is due in a moment, and then not for long.

        Where the form asks for a *department*, that one is chosen.
        """
        return self.begin(
            daemon,
            "support_form",
            {"timeout_seconds": 60.0, "fill_seconds": fill_seconds, "letter_seconds": 0.0},
            target=f'url = "{url}", form = {{ submit = true, values = {{ department = "{department}" }} }}',
            body=rf"{BODY}\nHälsningar\nMaja\n",
        )

    def begin(
        self, daemon: Callable[[Path], Daemon], kind: str, settings: dict[str, float], *, target: str, body: str
    ) -> Daemon:
        """
        Start a daemon whose one question is due in a moment, and then not for long.

        It is asked by a probe of *kind* with these *settings*; *target* and *body* are TOML.
        """
        for lead_seconds in LEADS_SECONDS:
            text = self._asking(kind, settings, target, body, every_seconds=_due_in(lead_seconds))
            self.study.write_text(text, encoding="utf-8")
            begun = time.monotonic()
            running = daemon(self.study)
            if time.monotonic() - begun < lead_seconds - 0.5:
                return running
            running.end()  # the machine is busy, and the slot may have passed before the daemon ran
        pytest.fail(f"The daemon does not start within {lead_seconds} s.")

    def _asking(self, kind: str, settings: dict[str, float], target: str, body: str, *, every_seconds: float) -> str:
        account = f'host = "127.0.0.1", port = {self.imap}, security = "none", user = "{self.account}"'
        inbox = f'{{ kind = "imap", {account}, password = {{ file = "password" }} }}'
        return small_study(
            task("ask", "support", kind, every_seconds=every_seconds, **settings),
            provider("alpha", f"target.support = {{ {target} }}"),
            mail("poll_seconds = 0.2", domain=f"{self.account}.localhost", persona="Maja Öberg", inbox=inbox),
            question(subject="Vilka versioner av PHP?", body=body),
            name=self.account,
            judged=ANSWERED,
            answer_window_seconds=3600.0,
            rules="human_seconds = 0.001",
        )

    def wait_for_due(self) -> None:
        """Return as soon as the question is due."""
        every_seconds = load(self.study).study.task[0].every_seconds
        time.sleep(every_seconds - time.time() % every_seconds)

    def all(self, kind: type[Kept]) -> list[Kept]:
        """Return the records of *kind*."""
        with closing(Store.read(database(self.study.with_name("data")))) as store:
            return store.all(kind)

    def wait_for(self, kind: type[Kept], count: int) -> list[Kept]:
        """Return the first *count* records of *kind*, as soon as they are there."""
        wait_until(lambda: len(self.all(kind)) >= count, lambda: f"{self.all(kind)} is all: {self.postfix.log}")
        return self.all(kind)

    def story(self) -> Story:
        """Return the one case, as a report tells it."""
        (support,) = compare_study(load(self.study)).providers[0].support
        (story,) = support.stories
        return story


def _due_in(seconds: float) -> float:
    """Return an interval of over ten minutes, in whole ms, a slot of which begins in *seconds* or a little more."""
    due = math.ceil((time.time() + seconds) * 1000)
    return next(every for every in range(600_000, 900_000) if -due % every < 500) / 1000
