"""A shopper whose question is due in a moment, by a daemon of its own, and what is on record of it."""

from __future__ import annotations

import math
import time
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import pytest

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
PATIENCE_SECONDS = 60.0
IMAP_TICK_SECONDS = 1.0
"""An arrival has whole seconds over IMAP: what comes in the second of the question seems to come before it."""

_STUDY = """
[study]
id = "{account}"
title = {{ en = "One question" }}
funding = {{ en = "Nobody pays." }}
agent = "here"
data = "data"

[rules]
minimum_samples = 1
minimum_questions = 1
answer_window_seconds = 3600.0
human_seconds = 0.001

[[rules.criteria]]
id = "answered"
metric = "answered_percent"
task = "ask"
title = {{ en = "Answers" }}
weight = 100
thresholds = [50, 70, 85, 95, 100]

[[task]]
name = "ask"
target = "support"
every_seconds = {every_seconds:.3f}
probe = {{ {probe} }}

[[provider]]
id = "alpha"
name = "Alpha"
target.support = {{ {target} }}

[mail]
domain = "{account}.localhost"
personas = ["Maja Öberg"]
poll_seconds = 0.2
inbox = {{ kind = "imap", host = "127.0.0.1", port = {imap}, security = "none", user = "{account}", password = {{ file = "password" }} }}

[[question]]
id = "php"
subject = "Vilka versioner av PHP?"
body = "{body}"
"""  # noqa: E501 -- an inline table of TOML has one line
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
            probe=f'kind = "support_form", timeout_seconds = 60.0, fill_seconds = {fill_seconds}, letter_seconds = 0.0',
            target=f'url = "{url}", form = {{ submit = true, values = {{ department = "{department}" }} }}',
            body=rf"{BODY}\nHälsningar\nMaja\n",
        )

    def begin(self, daemon: Callable[[Path], Daemon], *, probe: str, target: str, body: str) -> Daemon:
        """Start a daemon whose one question is due in a moment, and then not for long; its settings are TOML."""
        for lead_seconds in LEADS_SECONDS:
            text = _STUDY.format(
                account=self.account,
                probe=probe,
                target=target,
                body=body,
                imap=self.imap,
                every_seconds=_due_in(lead_seconds),
            )
            self.study.write_text(text, encoding="utf-8")
            begun = time.monotonic()
            running = daemon(self.study)
            if time.monotonic() - begun < lead_seconds - 0.5:
                return running
            running.end()  # the machine is busy, and the slot may have passed before the daemon ran
        pytest.fail(f"The daemon does not start within {lead_seconds} s.")

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
        until = time.monotonic() + PATIENCE_SECONDS
        while len(found := self.all(kind)) < count:
            assert time.monotonic() < until, f"only {found} came: {self.postfix.log}"
            time.sleep(0.02)
        return found

    def story(self) -> Story:
        """Return the one case, as a report tells it."""
        (support,) = compare_study(load(self.study)).providers[0].support
        (story,) = support.stories
        return story


def _due_in(seconds: float) -> float:
    """Return an interval of over ten minutes, in whole ms, a slot of which begins in *seconds* or a little more."""
    due = math.ceil((time.time() + seconds) * 1000)
    return next(every for every in range(600_000, 900_000) if -due % every < 500) / 1000
