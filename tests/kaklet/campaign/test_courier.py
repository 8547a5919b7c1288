"""Letters leave by the approved plan: at their moment, once, within the budget, or not at all."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import msgspec

from results.records import Case, Failure, Handover

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from conftest import Campaigning, Office

    Begin = Callable[..., Awaitable[Campaigning]]

DAY = timedelta(days=1)


async def test_a_question_leaves_as_it_was_approved(campaigning: Begin, office: Office) -> None:
    """At its moment the first letter goes out, word by word, as an ordinary mail from its own address."""
    one = await campaigning()
    contact = one.document.contacts[0]
    await one.at(contact.at)
    (letter,) = office.counter.taken
    assert letter.get_content().replace("\r\n", "\n").strip() == contact.text.strip()
    assert (letter["Subject"], letter["Message-ID"]) == (contact.subject, contact.message_id)
    assert contact.address in letter["From"]
    assert contact.persona in letter["From"]
    assert parsedate_to_datetime(letter["Date"]) == one.clock.at.replace(microsecond=0)
    assert parsedate_to_datetime(letter["Date"]).utcoffset() == timedelta(hours=1)
    assert not {"auto-submitted", "precedence", "x-auto-response-suppress"} & {name.lower() for name in letter}
    (case,), (handover,) = one.kept(Case), one.kept(Handover)
    assert (case.id, case.plan, case.seed) == (contact.case, one.document.sha256, False)
    assert (handover.failure, handover.at) == (None, one.clock.at)
    (seen,) = one.observations()
    assert (seen.provider, seen.slot, seen.failure) == (contact.provider, contact.at, None)


async def test_nothing_leaves_without_approval(campaigning: Begin, office: Office) -> None:
    """A plan that nobody approved sends nothing, not even to this machine; approved meanwhile, it goes on."""
    one = await campaigning(approved=False)
    await one.at(one.document.contacts[0].at)
    assert (office.counter.taken, one.kept(Case)) == ([], [])
    one.approve()
    await one.at(one.document.contacts[1].at)
    assert [case.id for case in one.kept(Case)] == [one.document.contacts[1].case]


async def test_an_edit_after_approval_stops_everything(campaigning: Begin, office: Office) -> None:
    """The approval of a plan does not hold for another one, however little differs."""
    one = await campaigning()
    await one.stop()
    contacts = list(one.document.contacts)
    contacts[0] = msgspec.structs.replace(contacts[0], text=contacts[0].text + "PS\n")
    one.document = msgspec.structs.replace(one.document, contacts=tuple(contacts))
    await one.start()
    await one.at(contacts[0].at)
    assert (office.counter.taken, one.kept(Case)) == ([], [])


async def test_late_is_missed(campaigning: Begin, office: Office) -> None:
    """What could not begin within 15 minutes is recorded as missed and never sent."""
    one = await campaigning()
    contact = one.document.contacts[0]
    await one.at(contact.at, later=timedelta(minutes=15, seconds=1))
    await one.at(contact.at, later=timedelta(minutes=16))
    assert (office.counter.taken, one.kept(Case)) == ([], [])
    (seen,) = one.observations()
    assert (seen.slot, seen.failure) == (contact.at, Failure.MISSED_LATE)


async def test_what_fell_due_without_a_daemon_is_missed(campaigning: Begin, office: Office) -> None:
    """After days without a daemon every moment of them is recorded as missed, and no burst follows."""
    one = await campaigning(weeks=6)
    await one.stop()
    one.clock.at = one.document.contacts[5].at + timedelta(hours=1)
    await one.start()
    await one.at(one.clock.at)
    assert office.counter.taken == []
    seen = one.observations()
    assert {each.failure for each in seen} == {Failure.MISSED_DOWN}
    assert sorted(each.slot for each in seen) == [each.at for each in one.document.contacts[:6]]


async def test_a_restart_sends_nothing_twice(campaigning: Begin, office: Office) -> None:
    """Started again within the lateness, the courier leaves alone what it sent before."""
    one = await campaigning()
    contact = one.document.contacts[0]
    await one.at(contact.at)
    await one.stop()
    await one.start()
    await one.at(contact.at, later=timedelta(minutes=1))
    assert (len(office.counter.taken), len(one.kept(Case)), len(one.kept(Handover))) == (1, 1, 1)


async def test_the_budget_holds_at_the_moment_of_sending(campaigning: Begin, office: Office) -> None:
    """What the database counts decides, also after a restart and for letters that were refused; older ones are free."""
    one = await campaigning(contacts=3, more="", providers=1, budget=2)
    office.counter.says = "550 no"
    first, second, third = one.document.contacts[:3]
    await one.at(first.at)
    await one.stop()
    office.counter.says = "250 OK"
    await one.start(budget=2)
    await one.at(second.at)
    await one.stop()
    await one.start(budget=2)
    await one.at(third.at)
    assert [case.id for case in one.kept(Case)] == [first.case, second.case]
    assert [(seen.slot, seen.failure) for seen in one.observations()] == [
        (first.at, Failure.MAIL_REJECTED),
        (second.at, None),
        (third.at, Failure.CONTACT_BUDGET),
    ]
    later = next(contact for contact in one.document.contacts if contact.at > second.at + 7 * DAY)
    await one.at(later.at)
    assert one.kept(Case)[-1].id == later.case


async def test_two_at_once_do_not_share_the_last_place(campaigning: Begin, office: Office) -> None:
    """Two letters to one provider that begin together, with room for one, are one contact."""
    one = await campaigning(contacts=2, more="", providers=1, budget=1)
    first, second, *rest = one.document.contacts
    one.document = msgspec.structs.replace(
        one.document, contacts=(first, msgspec.structs.replace(second, at=first.at), *rest)
    )
    await one.stop()
    one.approve()
    await one.start(budget=1)
    await one.at(first.at)
    assert (len(office.counter.taken), len(one.kept(Case))) == (1, 1)


async def test_a_provider_that_moved_is_not_written_to(campaigning: Begin, office: Office) -> None:
    """A letter goes to the very address that was approved: a visit that leads elsewhere is refused."""
    one = await campaigning(approved=False)
    contacts = tuple(
        msgspec.structs.replace(each, url="mailto:support@stranger.example") for each in one.document.contacts
    )
    one.document = msgspec.structs.replace(one.document, contacts=contacts)
    await one.stop()
    await one.start()
    await one.at(contacts[0].at)
    assert (office.counter.taken, one.kept(Case)) == ([], [])


async def test_seeds_get_a_letter_with_each_batch(campaigning: Begin, office: Office) -> None:
    """On a day with questions each seed gets one too, as a case of its own that counts as no contact."""
    seeds = '[[mail.seed]]\nname = "our-gmail"\naddress = "seed@elsewhere.localhost"\n'
    one = await campaigning(seeds=seeds, providers=1, contacts=1, more="", budget=1)
    (letter,) = [each for each in one.document.seeds if each.at.date() == one.document.contacts[0].at.date()]
    await one.at(letter.at)
    (case,) = [case for case in one.kept(Case) if case.seed]
    assert (case.id, case.provider) == (letter.case, "our-gmail")
    assert "seed@elsewhere.localhost" in office.counter.recipients
    assert {each.provider for each in one.observations()} == {"host-1"}


async def test_cut_off_in_the_middle_is_unknown(campaigning: Begin, office: Office) -> None:
    """What is under way when the daemon is told to stop is told as unknown, and is not sent again."""
    one = await campaigning()
    contact = one.document.contacts[0]
    reached = threading.Event()

    def stall() -> None:
        reached.set()
        time.sleep(1.0)

    office.counter.on_data = stall
    one.clock.at = contact.at
    await one.courier.work()
    assert await asyncio.to_thread(reached.wait, 5)
    await one.courier.stop(0.0)
    await one.stop()
    (handover,) = one.kept(Handover)
    assert handover.failure is Failure.OUTCOME_UNKNOWN
    office.counter.on_data = lambda: None
    await one.start()
    await one.at(contact.at, later=timedelta(minutes=2))
    assert len(one.kept(Case)) == 1
    assert len(office.counter.taken) <= 1
