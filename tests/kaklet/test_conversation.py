"""
Conversations with a real help desk over real mail servers, heard by a real daemon that is stopped and killed.

The question goes by SMTP to Postfix and through its gate into Request Tracker; what the desk sends goes through
Postfix into Dovecot, and the daemon reads it there over IMAP.
"""

from __future__ import annotations

import signal
import smtplib
import time
from typing import TYPE_CHECKING

import pytest
from help_desk import DESK_ADDRESS
from mail_server import NOBODY_THERE
from patience import PATIENCE_SECONDS, wait_until
from shopper import BODY, IMAP_TICK_SECONDS, Shopper

from results.judge.support import State
from results.records import Case, Handover, Match, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Daemon, Dovecot
    from help_desk import HelpDesk
    from mail_server import Postfix


@pytest.fixture
def chain(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Shopper:
    """Return a shopper of its own, who writes by mail."""
    (tmp_path / "password").write_text("a sound secret")
    return Shopper(tmp_path / "study.toml", dovecot.account(), postfix, dovecot.imap)


def ask(chain: Shopper, daemon: Callable[[Path], Daemon], door: str = DESK_ADDRESS) -> Daemon:
    """Start a daemon whose question to *door* is due in a moment."""
    return chain.begin(
        daemon,
        "support_email",
        {"timeout_seconds": 10.0},
        target=f'url = "mailto:{door}", server = "smtp://127.0.0.1:{chain.postfix.ports["smtp"]}"',
        body=BODY,
    )


def wait_for_mail(chain: Shopper, dovecot: Dovecot, count: int) -> None:
    """Return as soon as *count* messages lie in the account, read or not."""
    with dovecot.session(chain.account) as client:
        wait_until(lambda: int(client.select(readonly=True)[1][0]) >= count, lambda: chain.postfix.log)


HOLDING = "Hej Maja!\n\nTack för frågan. Jag kollar med en kollega och återkommer i morgon.\n\nMvh\nKarin\n"
ANSWER = "Hej igen Maja!\n\nDu kan välja mellan PHP 8.2, 8.3 och 8.4, per katalog.\n\nMvh\nKarin\n"
VERDICTS = ["auto_ack", "human", "human", "closed_notice"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_conversation_is_heard_through_an_end_of_the_daemon_at_each_step(
    chain: Shopper, help_desk: HelpDesk, dovecot: Dovecot, daemon: Callable[[Path], Daemon], number: int
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
        time.sleep(IMAP_TICK_SECONDS)
        step()
        wait_for_mail(chain, dovecot, count)
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


def test_an_answer_that_names_the_ticket_alone_is_matched_by_it(
    chain: Shopper, help_desk: HelpDesk, dovecot: Dovecot, daemon: Callable[[Path], Daemon]
) -> None:
    """
    The desk's acknowledgement teaches the case's ticket number, and a daemon that was killed since then knows it.

    The answer comes from a colleague's own program, to another address of the study, and names nothing else of ours.
    """
    running = ask(chain, daemon)
    (case,) = chain.wait_for(Case, 1)
    ticket = help_desk.ticket(case.address)
    (acknowledgement,) = chain.wait_for(Message, 1)
    running.end(signal.SIGKILL)
    time.sleep(IMAP_TICK_SECONDS)
    to = f"maja@{chain.account}.localhost"
    head = f"From: ola@desk.localhost\r\nTo: {to}\r\nSubject: Sv: [desk.localhost #{ticket}] Vilka versioner\r\n"
    with smtplib.SMTP("127.0.0.1", chain.postfix.ports["smtp"], timeout=PATIENCE_SECONDS) as server:
        server.sendmail("ola@desk.localhost", [to], f"{head}\r\nHej! Det blir 8.3 eller 8.4.\r\n\r\n/Ola\r\n")
    wait_for_mail(chain, dovecot, 2)
    running = daemon(chain.study)
    answer = chain.wait_for(Message, 2)[1]
    assert running.end() == 0
    assert (acknowledgement.case, acknowledgement.matched_by) == (case.id, Match.ADDRESS)
    assert (answer.case, answer.matched_by) == (case.id, Match.TICKET)
    assert [one.verdict for one in chain.story().messages] == ["auto_ack", "human"]


def test_a_question_is_not_sent_again_by_a_daemon_killed_while_it_sends(
    chain: Shopper, help_desk: HelpDesk, dovecot: Dovecot, daemon: Callable[[Path], Daemon]
) -> None:
    """
    Killed as soon as the case is on disk, before anybody knows whether the mail server took the question.

    The desk has one ticket or none, then and after a further start; what came of it is heard, and is of this case.
    """
    running = ask(chain, daemon)
    (case,) = chain.wait_for(Case, 1)
    running.end(signal.SIGKILL)
    time.sleep(1.0)  # Postfix and the desk finish what they have
    taken = len(help_desk.tickets(case.address))
    assert taken <= 1
    running = daemon(chain.study)
    wait_for_mail(chain, dovecot, taken)
    heard = chain.wait_for(Message, taken)
    assert running.end() == 0
    assert [one.case for one in heard] == [case.id] * taken
    assert len(help_desk.tickets(case.address)) == taken
    assert len(chain.all(Case)) == 1


def test_a_heap_of_mail_is_counted_once_by_a_daemon_killed_while_it_reads(
    chain: Shopper, dovecot: Dovecot, daemon: Callable[[Path], Daemon], starting: Callable[[Path], Daemon]
) -> None:
    """Sixty messages come while the daemon is killed again and again: each is there once, and the bytes of all."""
    ask(chain, daemon).end(signal.SIGKILL)
    count = 60
    with smtplib.SMTP("127.0.0.1", chain.postfix.ports["smtp"], timeout=PATIENCE_SECONDS) as server:
        for number in range(count):
            to = f"maja@{chain.account}.localhost"
            mail = f"From: a@desk.localhost\r\nTo: {to}\r\nSubject: {number}\r\n\r\n{number}\r\n"
            server.sendmail("a@desk.localhost", [to], mail)
    wait_for_mail(chain, dovecot, count)
    for pause_seconds in (0.0, 0.1, 0.2):
        running = starting(chain.study)
        until = time.monotonic() + PATIENCE_SECONDS
        before = len(chain.all(Message))
        while len(chain.all(Message)) == before < count and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(pause_seconds)
        running.end(signal.SIGKILL)
    running = daemon(chain.study)
    messages = chain.wait_for(Message, count)
    assert running.end() == 0
    assert len({one.id for one in messages}) == len({one.evidence for one in messages}) == count
    assert len(chain.all(Message)) == count


def test_a_question_to_nobody_is_given_back_and_is_not_silence(
    chain: Shopper, daemon: Callable[[Path], Daemon]
) -> None:
    """Postfix's own delivery report reaches the case that it is about, which is undeliverable."""
    running = ask(chain, daemon, NOBODY_THERE)
    (bounce,) = chain.wait_for(Message, 1)
    chain.wait_for(Handover, 1)
    assert running.end() == 0
    (case,) = chain.all(Case)
    assert bounce.case == case.id
    story = chain.story()
    assert [one.verdict for one in story.messages] == ["bounce"]
    assert (story.state, story.failure) == (State.UNDELIVERABLE, None)
