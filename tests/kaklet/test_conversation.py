"""
Conversations with a real help desk over real mail servers, heard by a real daemon that is stopped and killed.

The question goes by SMTP to Postfix and through its gate into Request Tracker; what the desk sends goes through
Postfix into Dovecot, and the daemon reads it there over IMAP.
"""

from __future__ import annotations

import math
import signal
import time
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest
from help_desk import DESK_ADDRESS

from kaklet.config import load
from kaklet.daemon import database
from kaklet.reporting import compare_study
from results.judge.support import State, Story
from results.keep import Store
from results.records import Case, Handover, Match, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Daemon, Dovecot
    from help_desk import HelpDesk
    from mail_server import Postfix

PATIENCE_SECONDS = 15.0
LEADS_SECONDS = (3.0, 8.0, 20.0)
"""How long before the question is due its daemon is started; a busy machine needs more."""

_STUDY = """
[study]
id = "{account}"
title = {{ en = "One conversation" }}
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
probe = {{ kind = "support_email", timeout_seconds = 10.0 }}

[[provider]]
id = "alpha"
name = "Alpha"
target.support = {{ url = "mailto:{door}", server = "smtp://127.0.0.1:{smtp}" }}

[mail]
domain = "{account}.localhost"
personas = ["Maja Öberg"]
poll_seconds = 0.2
inbox = {{ kind = "imap", host = "127.0.0.1", port = {imap}, security = "none", user = "{account}", password = {{ file = "password" }} }}

[[question]]
id = "php"
subject = "Vilka versioner av PHP?"
body = "Hej!\\n\\nVilka versioner av PHP kan jag välja mellan?\\n"
"""  # noqa: E501 -- an inline table of TOML has one line


class Chain(NamedTuple):
    """One shopper: its study, its account, and how its question and the answers travel."""

    study: Path
    account: str
    postfix: Postfix
    imap: int

    def write(self, door: str, lead_seconds: float) -> None:
        """Write the study file, with a question to *door* that is due in *lead_seconds*, and then not for long."""
        text = _STUDY.format(
            account=self.account,
            door=door,
            smtp=self.postfix.ports["smtp"],
            imap=self.imap,
            every_seconds=_due_in(lead_seconds),
        )
        self.study.write_text(text, encoding="utf-8")

    def all(self, kind: type[Case | Handover | Message]) -> list[Case | Handover | Message]:
        """Return the records of *kind*."""
        with closing(Store.read(database(self.study.with_name("data")))) as store:
            return store.all(kind)

    def wait_for(self, kind: type[Case | Handover | Message], count: int) -> list[Case | Handover | Message]:
        """Return the first *count* records of *kind*, as soon as they are there."""
        until = time.monotonic() + PATIENCE_SECONDS
        while len(found := self.all(kind)) < count:
            assert time.monotonic() < until, f"only {found} came: {self.postfix.log}"
            time.sleep(0.02)
        return found

    def wait_for_mail(self, dovecot: Dovecot, count: int) -> None:
        """Return as soon as *count* messages lie in the account, read or not."""
        until = time.monotonic() + PATIENCE_SECONDS
        with dovecot.session(self.account) as client:
            while int(client.select(readonly=True)[1][0]) < count:
                assert time.monotonic() < until, self.postfix.log
                time.sleep(0.02)

    def story(self) -> Story:
        """Return the one case, as a report tells it."""
        (support,) = compare_study(load(self.study)).providers[0].support
        (story,) = support.stories
        return story


def _due_in(seconds: float) -> float:
    """Return an interval of over ten minutes, in whole ms, a slot of which begins in *seconds* or a little more."""
    due = math.ceil((time.time() + seconds) * 1000)
    return next(every for every in range(600_000, 900_000) if -due % every < 500) / 1000


@pytest.fixture
def chain(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Chain:
    """Return the chain of a shopper of its own."""
    (tmp_path / "password").write_text("a sound secret")
    return Chain(tmp_path / "study.toml", dovecot.account(), postfix, dovecot.imap)


def ask(chain: Chain, daemon: Callable[[Path], Daemon], door: str = DESK_ADDRESS) -> Daemon:
    """Start a daemon whose question to *door* is due in a moment."""
    for lead_seconds in LEADS_SECONDS:
        chain.write(door, lead_seconds)
        begun = time.monotonic()
        running = daemon(chain.study)
        if time.monotonic() - begun < lead_seconds - 0.5:
            return running
        running.end()  # the machine is busy, and the slot may have passed before the daemon ran
    pytest.fail(f"The daemon does not start within {lead_seconds} s.")


HOLDING = "Hej Maja!\n\nTack för frågan. Jag kollar med en kollega och återkommer i morgon.\n\nMvh\nKarin\n"
ANSWER = "Hej igen Maja!\n\nDu kan välja mellan PHP 8.2, 8.3 och 8.4, per katalog.\n\nMvh\nKarin\n"
VERDICTS = ["auto_ack", "human", "human", "closed_notice"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_conversation_is_heard_through_an_end_of_the_daemon_at_each_step(
    chain: Chain, help_desk: HelpDesk, dovecot: Dovecot, daemon: Callable[[Path], Daemon], number: int
) -> None:
    """
    Acknowledgement, holding reply, answer, closing notice: each is matched, judged and counted once, none is lost.

    The daemon ends before each step, is away while the desk writes, and is started again; it asks once only.
    """
    running = ask(chain, daemon)
    (case,) = chain.wait_for(Case, 1)
    ticket = help_desk.ticket(case.address)
    steps = [
        lambda: None,  # the desk acknowledges by itself
        lambda: help_desk.answer(ticket, HOLDING),
        lambda: help_desk.answer(ticket, ANSWER),
        lambda: help_desk.resolve(ticket),
    ]
    for count, step in enumerate(steps, 1):
        chain.wait_for(Handover, 1)
        running.end(number)
        step()
        chain.wait_for_mail(dovecot, count)
        running = daemon(chain.study)
        assert len(chain.wait_for(Message, count)) == count
    running.end(number)

    messages = chain.all(Message)
    assert [(one.case, one.matched_by) for one in messages] == [(case.id, Match.ADDRESS)] * len(steps)
    assert len({one.evidence for one in messages}) == len(steps)
    story = chain.story()
    assert [one.verdict for one in story.messages] == VERDICTS
    assert story.state in {State.WAITING, State.ANSWERED}
    assert story.acknowledged_seconds <= story.answered_seconds
    assert len(chain.all(Case)) == 1
    assert help_desk.tickets(case.address) == [ticket]
