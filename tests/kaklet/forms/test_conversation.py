"""
Conversations by the forms of real help desks: asked by a real daemon that is stopped and killed, heard over real mail.

The daemon fills in the form of django-helpdesk, whose mails go through Postfix into Dovecot, and reads them there.
"""

from __future__ import annotations

import signal
import smtplib
import time
from typing import TYPE_CHECKING

import pytest
from patience import PATIENCE_SECONDS
from shopper import IMAP_TICK_SECONDS, QUESTION, Shopper
from ticket_desk import QUEUES

from results.judge.form_outcome import OutcomeKind
from results.judge.support import State
from results.records import Case, FormAnswer, Handover, Match, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Daemon, Dovecot
    from help_desk import HelpDesk
    from mail_server import Postfix
    from ticket_desk import TicketDesk

ANSWERS = {
    "en": "Hello Maja,\n\nYou can choose between PHP 8.2, 8.3 and 8.4, for each folder.\n\nKind regards\nKarin\n",
    "sv": "Hej Maja!\n\nDu kan välja mellan PHP 8.2, 8.3 och 8.4, per katalog.\n\nMvh\nKarin\n",
    "nb": "Hei Maja!\n\nDu kan velge mellom PHP 8.2, 8.3 og 8.4, per katalog.\n\nMvh\nKarin\n",
}


@pytest.fixture
def shopper(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Shopper:
    """Return a shopper with an account of its own."""
    (tmp_path / "password").write_text("a sound secret")
    return Shopper(tmp_path / "study.toml", dovecot.account(), postfix, dovecot.imap)


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_conversation_that_a_form_begins(
    shopper: Shopper, ticket_desk: TicketDesk, daemon: Callable[[Path], Daemon], language: str
) -> None:
    """
    One ticket with our words and our address, its trap untouched; the page that comes back names the ticket.

    Then acknowledgement, answer and closing notice: each is matched to the case and judged, in each language. None of
    these mails has a header that tells a program's from a person's.
    """
    running = shopper.ask(daemon, ticket_desk.form(language), department=QUEUES[language][1])
    (handover,) = shopper.wait_for(Handover, 1)
    (case,) = shopper.all(Case)
    (ticket,) = ticket_desk.tickets(case.address)
    assert (handover.failure, handover.detail) == (None, "answered 200")
    assert (ticket.title, ticket.text.replace("\r\n", "\n")) == (case.subject, QUESTION)
    assert ticket.queue == QUEUES[language][0]
    (posted,) = ticket_desk.posted(case.address)
    assert (posted["homepage"], posted["due_date"], posted["priority"]) == ([""], [""], ["3"])
    (answer,) = shopper.all(FormAnswer)
    assert (answer.status, answer.engine) == (200, "static")
    assert f"ticket={ticket.name}" in answer.url

    for count, step in enumerate(
        (lambda: None, lambda: ticket_desk.answer(ticket, ANSWERS[language]), lambda: ticket_desk.close(ticket)), 1
    ):
        step()
        shopper.wait_for(Message, count)
        time.sleep(IMAP_TICK_SECONDS)
    assert running.end() == 0
    assert [(one.case, one.matched_by) for one in shopper.all(Message)] == [(case.id, Match.ADDRESS)] * 3
    story = shopper.story()
    assert story.outcome is not None
    assert (story.outcome.kind, story.outcome.ticket) == (OutcomeKind.CONFIRMED, ticket.name)
    assert story.outcome.mechanic == "django-helpdesk"
    assert [one.verdict for one in story.messages] == ["auto_ack", "human", "closed_notice"]
    assert story.state in {State.WAITING, State.ANSWERED}


def test_an_answer_that_names_the_forms_ticket_alone_is_matched_by_it(
    shopper: Shopper, ticket_desk: TicketDesk, daemon: Callable[[Path], Daemon]
) -> None:
    """
    The acknowledgement teaches the case's ticket, which has a word in it, and a daemon that was killed since knows it.

    The answer comes from a colleague's own program, to another address of the study, and names nothing else of ours.
    """
    running = shopper.ask(daemon, ticket_desk.form("sv"), department="Kundtjänst")
    (acknowledgement,) = shopper.wait_for(Message, 1)
    running.end(signal.SIGKILL)
    (case,) = shopper.all(Case)
    (ticket,) = ticket_desk.tickets(case.address)
    time.sleep(IMAP_TICK_SECONDS)
    to = f"maja@{shopper.account}.localhost"
    head = f"From: ola@webdesk.localhost\r\nTo: {to}\r\nSubject: Sv: [{ticket.name}] Vilka versioner\r\n"
    with smtplib.SMTP("127.0.0.1", shopper.postfix.ports["smtp"], timeout=PATIENCE_SECONDS) as server:
        server.sendmail("ola@webdesk.localhost", [to], f"{head}\r\nHej! Det blir 8.3 eller 8.4.\r\n\r\n/Ola\r\n")
    running = daemon(shopper.study)
    answer = shopper.wait_for(Message, 2)[1]
    assert running.end() == 0
    assert (acknowledgement.case, acknowledgement.matched_by) == (case.id, Match.ADDRESS)
    assert (answer.case, answer.matched_by) == (case.id, Match.TICKET)
    assert [one.verdict for one in shopper.story().messages] == ["auto_ack", "human"]


@pytest.mark.parametrize("step", ["filling", "sending", "sent"])
def test_a_killed_daemon_sends_no_form_again(
    shopper: Shopper, ticket_desk: TicketDesk, daemon: Callable[[Path], Daemon], step: str
) -> None:
    """
    Killed while it fills the form in, as soon as the case is on disk, or once the handover is.

    Before the case is on disk nothing has left. After that there is one ticket or none, the next daemon makes no
    second one, and what comes of the first is heard.
    """
    filling = step == "filling"
    running = shopper.ask(
        daemon, ticket_desk.form("nb"), department="Kundesenter", fill_seconds=3.0 if filling else 0.2
    )
    if filling:
        shopper.wait_for_due()
        time.sleep(1.0)
    else:
        shopper.wait_for(Case if step == "sending" else Handover, 1)
    running.end(signal.SIGKILL)
    time.sleep(1.0)  # the desk finishes what it has
    cases = shopper.all(Case)
    taken = sum(len(ticket_desk.tickets(case.address)) for case in cases)
    assert len(cases) == (0 if filling else 1)
    assert taken <= len(cases)
    running = daemon(shopper.study)
    heard = shopper.wait_for(Message, taken)
    time.sleep(1.0)
    assert running.end() == 0
    assert shopper.all(Case) == cases
    assert [one.case for one in heard] == [case.id for case in cases][:taken]
    assert sum(len(ticket_desk.tickets(case.address)) for case in cases) == taken
    if step == "sent":
        assert taken == 1


def test_a_conversation_that_request_trackers_form_begins(
    shopper: Shopper, help_desk: HelpDesk, daemon: Callable[[Path], Daemon]
) -> None:
    """
    RT takes a form only from its own page (Referer, cookie) and by the button that creates the ticket.

    One ticket is opened, in our name; since the guest may not see it, the answer has status 403, and names it. The
    acknowledgement and the agent's answer by mail prove, too, that the question was taken.
    """
    running = shopper.ask(daemon, help_desk.form)
    shopper.wait_for(Handover, 1)
    (case,) = shopper.all(Case)
    (answer,) = shopper.all(FormAnswer)
    assert answer.status == 403
    number = help_desk.ticket(case.address)
    shopper.wait_for(Message, 1)
    time.sleep(IMAP_TICK_SECONDS)
    help_desk.answer(number, ANSWERS["sv"])
    messages = shopper.wait_for(Message, 2)
    assert running.end() == 0
    assert [(one.case, one.matched_by) for one in messages] == [(case.id, Match.ADDRESS)] * 2
    story = shopper.story()
    assert story.outcome is not None
    assert (story.outcome.kind, story.outcome.ticket) == (OutcomeKind.CONFIRMED, str(number))
    assert (story.failure, story.state) == (None, State.ANSWERED)
    assert [one.verdict for one in story.messages] == ["auto_ack", "human"]
