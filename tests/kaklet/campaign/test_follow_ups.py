"""Reminders and complaints, as conversations: who is reminded, when, and who is left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from results.records import Case, FollowUp, Handover, Message, Review, Step, Verdict, Withheld, Withholding
from results.records.letter import read_letter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from conftest import Campaigning, Office

    from kaklet.campaign.document import Contact

    Begin = Callable[..., Awaitable[Campaigning]]

HOUR = timedelta(hours=1)
ACK = "Tack för ditt mejl! Vi har tagit emot ditt ärende och återkommer så snart vi kan. Detta är ett automatiskt svar."
ANSWER = (
    "Hej Karin! Det går bra, du kan betala månadsvis hos oss och uppsägningstiden är en månad. Jag har kollat med en "
    "kollega och det gäller alla våra paket. Hör av dig om du undrar något mer. Hälsningar, Lena på kundtjänst"
)
COMPLAINTS = """reminder_after_business_days = 3
[campaign.complaint]
after_business_days = 6
we_hold = { host-1 = "Plan S, contract of 2 May 2026" }
"""


def mail(words: str, contact: Contact, *headers: str) -> bytes:
    """Write a mail to the case of *contact*."""
    lines = ["From: support@host.localhost", f"To: {contact.address}", f"Subject: Re: {contact.subject}", *headers]
    return "\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", words, ""]).encode()


def ack(contact: Contact) -> bytes:
    """Write an acknowledgement."""
    return mail(ACK, contact, "Auto-Submitted: auto-replied", "Precedence: auto_reply")


def bounce(contact: Contact) -> bytes:
    """Write a delivery status notification of a failure."""
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@host.localhost\r\nTo: {contact.address}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver your message.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; host.localhost\r\n\r\n"
        "Final-Recipient: rfc822; support@host.localhost\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ).encode()


@pytest.fixture
async def asked(campaigning: Begin) -> tuple[Campaigning, Contact]:
    """Return a campaign of which the first question has been sent."""
    one = await campaigning(providers=1)
    contact = one.document.contacts[0]
    await one.at(contact.at)
    return one, contact


async def test_a_silent_provider_is_reminded_in_the_same_thread(
    asked: tuple[Campaigning, Contact], office: Office
) -> None:
    """On the planned day the reminder refers to our own letter and quotes it; an acknowledgement is no answer."""
    one, contact = asked
    one.receive(contact.case, ack(contact), contact.at + HOUR)
    (planned,) = contact.follow_ups
    await one.at(planned.at)
    reminder = office.counter.taken[-1]
    assert office.counter.recipients[-1] == "support@host-1.localhost"
    assert (reminder["In-Reply-To"], reminder["References"]) == (contact.message_id, contact.message_id)
    assert (reminder["Message-ID"], reminder["Subject"]) == (planned.message_id, f"Re: {contact.subject}")
    text = reminder.get_content().replace("\r\n", "\n")
    assert text.startswith(planned.text)
    assert all(f"> {line}".rstrip() in text for line in contact.text.strip().splitlines())
    (follow_up,) = one.kept(FollowUp)
    assert (follow_up.case, follow_up.number, follow_up.step) == (contact.case, 1, Step.REMINDER)
    assert {(each.number, each.failure) for each in one.kept(Handover)} == {(0, None), (1, None)}
    assert one.kept(Withheld) == []


async def test_a_reminder_quotes_nobody_but_ourselves(asked: tuple[Campaigning, Contact], office: Office) -> None:
    """Nothing that staff wrote to us is in what we send: forgetting their mail leaves no trace of them in ours."""
    one, contact = asked
    words = "Hej, vi har tagit emot ditt mejl. Ärende 4711. Handläggare Sixten Ståhl, 070-174 06 35."
    one.receive(contact.case, mail(words, contact, "Auto-Submitted: auto-replied"), contact.at + HOUR)
    await one.at(contact.follow_ups[0].at)
    assert len(office.counter.taken) == 2
    (follow_up,) = one.kept(FollowUp)
    sent = read_letter(one.evidence.get(follow_up.evidence))
    assert not [word for word in ("Sixten", "Ståhl", "4711", "070", "ditt mejl") if word in sent.text + sent.subject]


async def test_a_conversation_that_goes_on_is_left_alone(asked: tuple[Campaigning, Contact], office: Office) -> None:
    """Acknowledgement, a person's answer, a notice that the case is closed: no reminder, and the reason is kept."""
    one, contact = asked
    one.receive(contact.case, ack(contact), contact.at + timedelta(minutes=1))
    one.receive(contact.case, mail(ANSWER, contact), contact.at + 5 * HOUR)
    closed = mail("Ditt ärende har stängts automatiskt.", contact, "Auto-Submitted: auto-generated")
    one.receive(contact.case, closed, contact.at + 30 * HOUR)
    await one.at(contact.follow_ups[0].at)
    assert len(office.counter.taken) == 1
    assert [each.why for each in one.kept(Withheld)] == [Withholding.ANSWERED]


@pytest.mark.parametrize(
    ("words", "why"), [(bounce, Withholding.UNDELIVERABLE), (lambda _: b"\x00", Withholding.UNDETERMINED)]
)
async def test_a_doubt_sends_nothing(
    asked: tuple[Campaigning, Contact], office: Office, words: Callable[[Contact], bytes], why: Withholding
) -> None:
    """After a bounce, or a message that may be anything, no reminder leaves."""
    one, contact = asked
    one.receive(contact.case, words(contact), contact.at + HOUR)
    await one.at(contact.follow_ups[0].at)
    assert len(office.counter.taken) == 1
    assert [each.why for each in one.kept(Withheld)] == [why]


async def test_a_person_decides_over_the_machine(asked: tuple[Campaigning, Contact]) -> None:
    """What a person has called an acknowledgement does not hold the reminder back."""
    one, contact = asked
    one.receive(contact.case, mail(ANSWER, contact), contact.at + HOUR)
    (message,) = one.kept(Message)
    one.keep(Review(message=message.id, by="Editor", at=contact.at + 2 * HOUR, verdict=Verdict.AUTO_ACK))
    await one.at(contact.follow_ups[0].at)
    assert len(one.kept(FollowUp)) == 1


async def test_an_unread_mailbox_holds_the_reminder_back(asked: tuple[Campaigning, Contact], office: Office) -> None:
    """While the mailbox cannot be read nobody is reminded; once it is read in time it goes, and later never."""
    one, contact = asked
    due = contact.follow_ups[0].at
    one.mailbox_read = False
    await one.at(due)
    assert (len(office.counter.taken), one.kept(Withheld)) == (1, [])
    await one.at(due, later=timedelta(minutes=16))
    one.mailbox_read = True
    await one.at(due, later=timedelta(minutes=17))
    assert len(office.counter.taken) == 1
    assert [each.why for each in one.kept(Withheld)] == [Withholding.UNREAD_MAILBOX]


async def test_a_refused_question_is_not_followed_up(campaigning: Begin, office: Office) -> None:
    """Where the question was not taken there is nothing to remind of."""
    one = await campaigning(providers=1)
    contact = one.document.contacts[0]
    office.counter.says = "550 no"
    await one.at(contact.at)
    office.counter.says = "250 OK"
    await one.at(contact.follow_ups[0].at)
    assert office.counter.taken == []
    assert [each.why for each in one.kept(Withheld)] == [Withholding.NOT_HANDED_OVER]


async def test_a_reminder_is_sent_once_through_restarts(asked: tuple[Campaigning, Contact], office: Office) -> None:
    """Started again within the lateness, a reminder that went out does not go out again."""
    one, contact = asked
    due = contact.follow_ups[0].at
    await one.at(due)
    await one.stop()
    await one.start()
    await one.at(due, later=timedelta(minutes=5))
    assert (len(office.counter.taken), len(one.kept(FollowUp))) == (2, 1)


async def test_follow_ups_count_as_contacts(campaigning: Begin, office: Office) -> None:
    """With a budget of one, a reminder within seven days of its question is withheld for that."""
    one = await campaigning(providers=1, budget=1)
    contact = one.document.contacts[0]
    await one.at(contact.at)
    await one.at(contact.follow_ups[0].at)
    assert len(office.counter.taken) == 1
    assert [each.why for each in one.kept(Withheld)] == [Withholding.BUDGET]


async def test_complaints_only_where_we_are_customers(campaigning: Begin, office: Office) -> None:
    """The second step goes to that provider alone, after the reminder, and refers to both letters before."""
    one = await campaigning(providers=2, more=COMPLAINTS)
    contact = next(each for each in one.document.contacts if each.provider == "host-1")
    other = next(each for each in one.document.contacts if each.provider == "host-2")
    assert [each.step for each in other.follow_ups] == [Step.REMINDER]
    reminder, complaint = contact.follow_ups
    for moment in (contact.at, reminder.at, complaint.at):
        await one.at(moment)
    letter = office.counter.taken[-1]
    assert letter["References"].split() == [contact.message_id, reminder.message_id]
    assert letter["In-Reply-To"] == reminder.message_id
    assert [each.step for each in one.kept(FollowUp) if each.case == contact.case] == [Step.REMINDER, Step.COMPLAINT]
    assert contact.case in {case.id for case in one.kept(Case)}
