"""Messages that matched nothing when they came, and what is learned afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kaklet.mail.case_contents import CaseContents
from kaklet.mail.late_placing import LatePlacing
from results.judge.decisions import placed
from results.keep import EvidenceFolder, Store
from results.records import Assignment, Case, Channel, Forgotten, Handover, Match, Message, Placement, Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASKED = datetime(2026, 5, 4, 9, tzinfo=UTC)


class Office:
    """A store with two cases of one provider, and what waits in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kaklet.sqlite3"
        self.folder = EvidenceFolder(folder / "evidence")
        self.late = LatePlacing(self.folder)
        self.contents = CaseContents(self.folder)
        self.now = ASKED + timedelta(days=1)
        for name in ("one", "two"):
            self.keep(self._case(name), Handover(case=name, at=ASKED))

    def _case(self, name: str) -> Case:
        return Case(
            id=name, agent="here", provider="alpha", target="support", task="ask", channel=Channel.EMAIL, slot=ASKED,
            opened_at=ASKED, question=name, persona="Maja", address=f"{name}@study.localhost",
            message_id=f"<{name}@study.localhost>", subject=name,
            evidence=self.folder.put(f"Subject: {name}\n\nWhat about {name}?\n".encode()),
        )  # fmt: skip

    def keep(self, *records: Record) -> None:
        """Write *records*."""
        store = Store.create(self.path)
        store.keep(records)
        store.close()

    def came(self, name: str, headers: str, case: str | None = None, by: Match = Match.ADDRESS) -> None:
        """Let a message come from the provider's host, placed in *case* or in none."""
        raw = f"From: help@alpha.example\nMessage-ID: <{name}@alpha.example>\n{headers}\n\nHello, {name}.\n".encode()
        self.keep(
            Message(
                id=name,
                case=case,
                matched_by=by if case else None,
                received_at=ASKED + timedelta(hours=2),
                evidence=self.folder.put(raw),
            )
        )

    def place(self) -> int:
        """Look at what waits, a minute after the last time."""
        self.now += timedelta(minutes=1)
        kept: list[Record] = []

        class Sink:
            def keep(self, record: Record) -> None:
                kept.append(record)

            async def settled(self) -> None:
                """Return at once."""

        store = Store.read(self.path)
        count = self.late.place(store, self.contents.over(store), Sink(), self.now)
        store.close()
        self.keep(*kept)
        return count

    def where(self, name: str) -> tuple[str | None, Match | None]:
        """Tell in which case the message *name* is, and by what."""
        store = Store.read(self.path)
        messages = placed(store.all(Message), store.all(Assignment), store.all(Placement))
        store.close()
        return next((one.case, one.matched_by) for one in messages if one.id == name)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return an office."""
    return Office(tmp_path)


def test_ticket_number_learned_later(office: Office) -> None:
    """An answer that came before its acknowledgement finds its case when the number is learned."""
    office.came("answer", "Subject: Re: TTL [#4711]")
    assert (office.place(), office.where("answer")) == (0, (None, None))
    office.came("ack", "Subject: Received [#4711]", "two")
    assert (office.place(), office.where("answer")) == (1, ("two", Match.TICKET))
    assert (office.place(), office.where("ack")) == (0, ("two", Match.ADDRESS))


def test_message_id_learned_later(office: Office) -> None:
    """An answer to a message that surely belongs to a case belongs there too, without our address or Message-ID."""
    office.came("answer", "Subject: Re: x\nIn-Reply-To: <ack@alpha.example>")
    assert office.place() == 0
    office.came("ack", "Subject: x", "one")
    assert (office.place(), office.where("answer")) == (1, ("one", Match.THREAD))


def test_two_messages_with_one_id(office: Office) -> None:
    """A Message-ID that two cases' messages share places nothing."""
    for number, case in enumerate(("one", "two")):
        raw = f"From: h@alpha.example\nMessage-ID: <same@alpha.example>\nSubject: {number}\n\nx\n".encode()
        office.keep(
            Message(id=case, case=case, matched_by=Match.ADDRESS, received_at=ASKED, evidence=office.folder.put(raw))
        )
    office.came("answer", "Subject: Re: x\nIn-Reply-To: <same@alpha.example>")
    assert (office.place(), office.where("answer")) == (0, (None, None))


def test_a_guess_teaches_nothing(office: Office) -> None:
    """What was placed by a ticket number is no ground to place the next by."""
    office.came("ack", "Subject: Received [#4711]", "two")
    office.came("first", "Subject: Re: TTL [#4711]")
    office.came("second", "Subject: x\nIn-Reply-To: <first@alpha.example>")
    assert office.place() == 1
    assert office.place() == 0
    assert office.where("second") == (None, None)


@pytest.mark.parametrize("case", ["one", None])
def test_a_person_is_never_overruled(office: Office, case: str | None) -> None:
    """What a person has placed, or said to belong nowhere, stays, decided before or after."""
    office.came("before", "Subject: Re: TTL [#4711]")
    office.keep(Assignment(message="before", case=case, by="Ed", at=ASKED))
    office.came("after", "Subject: Re: again [#4711]")
    office.came("ack", "Subject: Received [#4711]", "two")
    office.place()
    assert office.where("before") == (case, Match.PERSON)
    office.keep(Assignment(message="after", case=case, by="Ed", at=ASKED))
    assert office.where("after") == (case, Match.PERSON)


def test_a_correction_moves_what_was_placed_by_it(office: Office) -> None:
    """Where a person moves the message that taught the number, what went by it follows."""
    office.came("ack", "Subject: Received [#4711]", "two")
    office.came("answer", "Subject: Re: TTL [#4711]")
    assert office.place() == 1
    office.keep(Assignment(message="ack", case="one", by="Ed", at=office.now))
    assert (office.place(), office.where("answer")) == (1, ("one", Match.TICKET))
    office.keep(Assignment(message="ack", case=None, by="Ed", at=office.now))
    assert (office.place(), office.where("answer")) == (1, (None, None))


def test_what_is_left_to_a_person_stays_so(office: Office) -> None:
    """A message to the addresses of two cases is not decided by a weaker sign."""
    office.came("both", "To: one@study.localhost, two@study.localhost\nSubject: Re: TTL [#4711]")
    office.came("ack", "Subject: Received [#4711]", "two")
    assert (office.place(), office.where("both")) == (0, (None, None))


def test_removed_mail_moves_nothing(office: Office) -> None:
    """When the bytes have been removed in their time, what was placed by them stays where it is."""
    office.came("ack", "Subject: Received [#4711]", "two")
    office.came("answer", "Subject: Re: TTL [#4711]")
    assert office.place() == 1
    for name in ("ack", "answer"):
        store = Store.read(office.path)
        (message,) = [one for one in store.all(Message) if one.id == name]
        store.close()
        office.folder.remove(message.evidence)
        office.keep(Forgotten(message=name, at=office.now, verdict=None, rules="2", reasons=""))
    office.late, office.contents = LatePlacing(office.folder), CaseContents(office.folder)
    assert (office.place(), office.where("answer")) == (0, ("two", Match.TICKET))


def test_the_same_after_a_restart(office: Office) -> None:
    """Another start looks again and finds that all is in place."""
    office.came("ack", "Subject: Received [#4711]", "two")
    office.came("answer", "Subject: Re: TTL [#4711]")
    assert office.place() == 1
    office.late, office.contents = LatePlacing(office.folder), CaseContents(office.folder)
    assert office.place() == 0


def test_records_that_nothing_was_added_to(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailbox is read each minute for months: where nothing is new, no record is read again."""
    office.came("ack", "Subject: Received [#4711]", "two")
    office.place()
    read: list[type] = []
    whole = Store.all
    monkeypatch.setattr(Store, "all", lambda store, kind: (read.append(kind), whole(store, kind))[1])
    office.place()
    assert read == []
    office.came("answer", "Subject: Re: TTL [#4711]")
    assert (office.place(), Message in read) == (0, True)
