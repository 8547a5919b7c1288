"""From the mailbox to the cases: what is matched, by what, and what is kept whatever it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from small_study import empty_maildir

from probes.mailbox import MailboxError, MaildirInbox, Reader, SeedInbox
from probes.mailbox import match as match_letter
from probes.probe import utc_now
from results.keep import EvidenceFolder, Store, StoreError
from results.records import Case, Channel, FollowUp, Match, Message, Sighting, Step
from results.records.letter import Letter, read_letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Desk

    from probes.mailbox import Arrival

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
ADDRESSES = {"first": "anna.lind.ab0000001@study.localhost", "second": "asa.oberg.cd0000002@study.localhost"}
IDS = {"first": "<1111@study.localhost>", "second": "<2222@study.localhost>"}


def case(name: str) -> Case:
    """Return the case *name*."""
    return Case(
        id=name,
        agent="here",
        provider="bjorkhost",
        target="support",
        task="ask-by-mail",
        channel=Channel.EMAIL,
        slot=NOW,
        opened_at=NOW,
        question="ttl",
        persona="Anna Lind",
        address=ADDRESSES[name],
        message_id=IDS[name],
        subject="How short may a TTL be?",
        evidence="0" * 64,
    )


@pytest.fixture
async def book(desk: Desk) -> Store:
    """Return the store with two cases on disk, open for looking them up."""
    for name in ADDRESSES:
        desk.writer.keep(case(name))
    await desk.writer.settled()
    return Store.read(desk.path)


@pytest.fixture(autouse=True)
def closed(book: Store) -> Iterator[None]:
    """Close the store after each test."""
    yield
    book.close()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """Return an empty Maildir."""
    return empty_maildir(tmp_path / "maildir")


def mail(text: str = "Hello\r\n", **headers: str) -> bytes:
    """Return a mail with *headers*, underscores in their names standing for hyphens."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    return ("".join(lines) + "\r\n" + text).encode()


def match(raw: bytes, book: Store) -> tuple[str | None, Match | None]:
    """Tell where a mail belongs, and by what."""
    found = match_letter(read_letter(raw), book)
    return found.case, found.by


def reader(desk: Desk, maildir: Path, known: set[str] | None = None) -> Reader:
    """Return a reader of *maildir* for the desk's store."""
    inbox = MaildirInbox(path=str(maildir))
    return Reader(inbox, sink=desk.writer, evidence=desk.evidence, known=known if known is not None else set())


@pytest.mark.parametrize(
    "header", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To"]
)
def test_by_address(book: Store, header: str) -> None:
    """A message belongs to the case whose own address it was sent to, whichever header tells it."""
    raw = mail(From="someone@elsewhere.example", **{header: f"Åsa <{ADDRESSES['second'].upper()}>"})
    assert match(raw, book) == ("second", Match.ADDRESS)


def test_by_one_address_of_many(book: Store) -> None:
    """The case's address is found among those of others."""
    raw = mail(To=f"team@bjorkhost.example, {ADDRESSES['first']}", Cc="boss@bjorkhost.example")
    assert match(raw, book) == ("first", Match.ADDRESS)


@pytest.mark.parametrize("header", ["In-Reply-To", "References", "X-MS-Exchange-Parent-Message-Id"])
def test_by_reference(book: Store, header: str) -> None:
    """A message sent elsewhere belongs to the case whose Message-ID it names."""
    assert match(mail(To="catch@study.localhost", **{header: IDS["second"]}), book) == ("second", Match.REFERENCE)


def test_two_ids_in_one_reply(book: Store) -> None:
    """Help desks name their own id beside ours: each id of In-Reply-To is looked up, not the first alone."""
    raw = mail(To="catch@study.localhost", In_Reply_To=f"<their-own@desk.example> {IDS['first']}")
    assert match(raw, book) == ("first", Match.REFERENCE)


def test_folded_references(book: Store) -> None:
    """References over several lines are read to their end."""
    raw = mail(To="catch@study.localhost", References=f"<a@x.example>\r\n\t<b@x.example>\r\n {IDS['second']}")
    assert match(raw, book) == ("second", Match.REFERENCE)


def test_by_the_mail_that_came_back(book: Store) -> None:
    """A delivery status belongs to the case of the mail that it gives back."""
    raw = mail(
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such person\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {IDS['first']}\r\n\r\nHi\r\n--b--\r\n",
        To="catch@study.localhost",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )
    assert match(raw, book) == ("first", Match.REFERENCE)


def test_address_goes_before_reference(book: Store) -> None:
    """Where address and reference disagree, the address decides: only this case has it."""
    assert match(mail(To=ADDRESSES["first"], In_Reply_To=IDS["second"]), book) == ("first", Match.ADDRESS)


@pytest.mark.parametrize("header", ["From", "Reply-To", "Sender", "Return-Path", "Subject", "X-Other"])
def test_never_by_sender(book: Store, header: str) -> None:
    """Who sent a message says nothing: not even our own address as the sender makes it an answer."""
    raw = mail(To="catch@study.localhost", **{header: f"<{ADDRESSES['first']}>"})
    assert match(raw, book) == (None, None)


def test_never_by_subject_or_text(book: Store) -> None:
    """The question's subject, and our ids in the text alone, are no match."""
    raw = mail(
        f"{IDS['first']} {ADDRESSES['first']}", To="catch@study.localhost", Subject="Re: How short may a TTL be?"
    )
    assert match(raw, book) == (None, None)


async def test_message_on_record(desk: Desk, book: Store, maildir: Path) -> None:
    """What is read is on record with its case, its time and its folder, and to the byte in the evidence."""
    raw = mail(To=ADDRESSES["first"])
    (maildir / "new" / "1").write_bytes(raw)
    before = utc_now()
    assert reader(desk, maildir).read(book) == 1
    (message,) = await desk.kept(Message)
    assert (message.id, message.case, message.matched_by, message.folder) == (
        "maildir:1",
        "first",
        Match.ADDRESS,
        "INBOX",
    )
    assert abs((message.received_at - before).total_seconds()) < 5
    assert desk.evidence.get(message.evidence) == raw


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00garbage", b"no header at all", b"\r\n\r\n" * 1_000, mail(To="stranger@study.localhost")],
    ids=["empty", "no", "words", "lines", "other"],
)
async def test_what_belongs_to_no_case_is_kept(desk: Desk, book: Store, maildir: Path, raw: bytes) -> None:
    """A message without a case, even one that is no mail, is kept for a person to look at."""
    (maildir / "new" / "1").write_bytes(raw)
    assert reader(desk, maildir).read(book) == 1
    (message,) = await desk.kept(Message)
    assert (message.case, message.matched_by) == (None, None)
    assert desk.evidence.get(message.evidence) == raw


class FailingBook:
    """A book that breaks when it is asked."""

    def case_by_address(self, address: str) -> str | None:
        """Break."""
        raise RuntimeError(address)

    def case_by_message_id(self, message_id: str) -> str | None:
        """Break."""
        raise RuntimeError(message_id)

    def is_seed(self, case: str) -> bool:
        """Break."""
        raise RuntimeError(case)

    def message_by_evidence(self, sha256: str) -> str | None:
        """Know no message."""
        del sha256

    def places(self) -> set[str]:
        """Know no place."""
        return set()


async def test_bytes_are_kept_before_they_are_looked_at(desk: Desk, maildir: Path, tmp_path: Path) -> None:
    """If looking at a message fails, its bytes are safe, and it is not taken for one that was read."""
    raw = mail(To=ADDRESSES["first"])
    (maildir / "new" / "1").write_bytes(raw)
    known: set[str] = set()
    with pytest.raises(RuntimeError):
        reader(desk, maildir, known).read(FailingBook())
    kept = [file.read_bytes() for file in (tmp_path / "evidence").rglob("*") if file.is_file()]
    assert kept == [raw]
    assert known == set()
    assert await desk.kept(Message) == []


async def test_read_twice_is_recorded_once(desk: Desk, book: Store, maildir: Path) -> None:
    """A message that is still there at the next poll is not read again."""
    (maildir / "new" / "1").write_bytes(mail(To=ADDRESSES["first"]))
    one = reader(desk, maildir)
    assert [one.read(book), one.read(book)] == [1, 0]
    (maildir / "new" / "2").write_bytes(mail(To=ADDRESSES["second"]))
    assert one.read(book) == 1
    assert [message.case for message in await desk.kept(Message)] == ["first", "second"]


async def test_restart(desk: Desk, book: Store, maildir: Path) -> None:
    """After a restart what is on record is not read again, and what came meanwhile is."""
    (maildir / "new" / "1").write_bytes(mail(To=ADDRESSES["first"]))
    reader(desk, maildir).read(book)
    (maildir / "new" / "2").write_bytes(mail(To=ADDRESSES["second"]))
    known = {message.id for message in await desk.kept(Message)}
    assert reader(desk, maildir, known).read(book) == 1
    assert [message.id for message in await desk.kept(Message)] == ["maildir:1", "maildir:2"]


async def test_restart_with_a_lost_memory(desk: Desk, book: Store, maildir: Path) -> None:
    """Even a reader that is told nothing knows from the book what was read before."""
    (maildir / "new" / "1").write_bytes(mail(To=ADDRESSES["first"]))
    reader(desk, maildir).read(book)
    await desk.writer.settled()
    assert reader(desk, maildir).read(book) == 0
    assert len(await desk.kept(Message)) == 1


async def test_the_same_bytes_twice_are_one_message(desk: Desk, book: Store, maildir: Path) -> None:
    """A copy in another place is the same message, seen once more, in the same reading or in a later one."""
    raw = mail(To=ADDRESSES["first"])
    for name in ("1", "2"):
        (maildir / "new" / name).write_bytes(raw)
    one = reader(desk, maildir)
    assert one.read(book) == 1
    (maildir / "new" / "3").write_bytes(raw)
    assert [one.read(book), one.read(book)] == [0, 0]
    assert len(await desk.kept(Message)) == 1
    assert len(await desk.kept(Sighting)) == 2


async def test_a_place_that_was_seen_is_not_read_again_after_a_restart(desk: Desk, book: Store, maildir: Path) -> None:
    """Where a message was seen again is on record too, so that a restart asks for nothing twice."""
    for name in ("1", "2"):
        (maildir / "new" / name).write_bytes(mail(To=ADDRESSES["first"]))
    reader(desk, maildir).read(book)
    await desk.writer.settled()
    known: set[str] = set()
    reader(desk, maildir, known).read(book)
    assert known == {"maildir:1", "maildir:2"}


async def test_what_was_removed_is_not_kept_again(desk: Desk, book: Store, maildir: Path) -> None:
    """Bytes whose time has come stay gone, although the mailbox shows them under a new name."""
    raw = mail(To=ADDRESSES["first"])
    (maildir / "new" / "1").write_bytes(raw)
    reader(desk, maildir).read(book)
    (message,) = await desk.kept(Message)
    desk.evidence.remove(message.evidence)
    (maildir / "new" / "2").write_bytes(raw)
    reader(desk, maildir).read(book)
    assert not desk.evidence.has(message.evidence)
    assert [one.message for one in await desk.kept(Sighting)] == ["maildir:1"]


async def test_a_follow_up_is_referred_to_as_a_question_is(desk: Desk, book: Store) -> None:
    """Who answers our reminder answers our question."""
    follow_up = FollowUp(
        case="second",
        number=1,
        step=Step.REMINDER,
        slot=NOW,
        opened_at=NOW,
        message_id="<reminder@study.localhost>",
        subject="Re: How short may a TTL be?",
        evidence="0" * 64,
    )
    desk.writer.keep(follow_up)
    await desk.writer.settled()
    assert match(mail(In_Reply_To="<reminder@study.localhost>"), book) == ("second", Match.REFERENCE)


@pytest.mark.parametrize(
    "headers",
    [
        {"To": f"{ADDRESSES['first']}, {ADDRESSES['second']}"},
        {"In_Reply_To": IDS["first"], "References": IDS["second"]},
    ],
    ids=["addresses", "references"],
)
def test_two_cases_at_once_are_a_person_s_to_tell_apart(book: Store, headers: dict[str, str]) -> None:
    """Where a message names two of our cases, neither gets it silently."""
    assert match(mail(**headers), book) == (None, None)


def test_our_own_server_knows_best_whom_it_took_a_message_for(book: Store) -> None:
    """Of two addresses the one that the last server wrote above the rest decides."""
    both = f"{ADDRESSES['first']}, {ADDRESSES['second']}"
    assert match(mail(Delivered_To=ADDRESSES["second"], To=both), book) == ("second", Match.ADDRESS)


def test_an_address_among_very_many(book: Store) -> None:
    """Of a million recipients not all are looked at; what our server wrote above them is."""
    crowd = ", ".join(f"a{number}@elsewhere.example" for number in range(200_000))
    raw = mail(Delivered_To=ADDRESSES["first"], To=f"{crowd}, {ADDRESSES['second']}")
    assert match(raw, book) == ("first", Match.ADDRESS)


async def seeded(desk: Desk) -> None:
    """Put the case of a seed on record."""
    desk.writer.keep(
        msgspec.structs.replace(case("first"), id="seed", address="s@study.localhost", message_id="<s@x>", seed=True)
    )
    await desk.writer.settled()


@pytest.mark.parametrize(
    ("headers", "by"),
    [
        ({"Message_ID": "<s@x>"}, Match.REFERENCE),
        ({"Message_ID": "<of-the-server@x>", "From": "s@study.localhost"}, Match.ADDRESS),
        ({"In_Reply_To": "<s@x>"}, Match.REFERENCE),
    ],
    ids=["arrived", "renamed", "answered"],
)
async def test_seeds(desk: Desk, book: Store, headers: dict[str, str], by: Match) -> None:
    """A seed's own letter that has arrived belongs to its case, and so does what answers it."""
    await seeded(desk)
    assert match(mail(**{"To": "control@study.localhost", **headers}), book) == ("seed", by)


def test_our_own_question_is_nobody_s_answer(book: Store) -> None:
    """A question of ours that is sent back to us as it was waits for a person, whomever it is addressed to."""
    raw = mail(Message_ID=IDS["first"], From=ADDRESSES["first"], To=ADDRESSES["first"])
    assert match(raw, book) == (None, None)


class Contents:
    """Knows a case by one word of the text, once it has heard of it."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def heard(self, message: Message, letter: Letter) -> None:
        """Learn the first word."""
        if message.case:
            self.known[letter.text.split()[0]] = message.case

    def case_by_contents(self, letter: Letter, at: datetime) -> tuple[str, Match] | None:
        """Look the first word up."""
        del at
        found = self.known.get(letter.text.split()[0])
        return (found, Match.TICKET) if found else None


async def test_contents_are_asked_when_all_has_been_read(desk: Desk, book: Store, maildir: Path) -> None:
    """The acknowledgement with the ticket number may be read after the answer that names it."""
    (maildir / "new" / "1").write_bytes(mail("T-100 answer", To="catch@study.localhost"))
    os.utime(maildir / "new" / "1", (1, 1))
    (maildir / "new" / "2").write_bytes(mail("T-100 ack", To=ADDRESSES["second"]))
    assert reader(desk, maildir).read(book, Contents()) == 2
    found = {message.id: (message.case, message.matched_by) for message in await desk.kept(Message)}
    assert found == {"maildir:2": ("second", Match.ADDRESS), "maildir:1": ("second", Match.TICKET)}


async def test_contents_do_not_overrule_two_addresses(desk: Desk, book: Store, maildir: Path) -> None:
    """What two cases could claim is not settled by a weaker sign."""
    contents = Contents()
    contents.known["T-100"] = "second"
    raw = mail("T-100", To=f"{ADDRESSES['first']}, {ADDRESSES['second']}")
    (maildir / "new" / "1").write_bytes(raw)
    reader(desk, maildir).read(book, contents)
    assert [message.case for message in await desk.kept(Message)] == [None]


async def test_what_was_read_before_the_mailbox_broke_off_is_kept(desk: Desk, book: Store, maildir: Path) -> None:
    """A server that breaks off costs nothing that it has given."""

    class Breaking:
        def arrivals(self, known: set[str]) -> Iterator[Arrival]:
            yield from MaildirInbox(path=str(maildir)).arrivals(known)
            raise MailboxError("It broke off.")

    (maildir / "new" / "1").write_bytes(mail("word", To="catch@study.localhost"))
    one = Reader(Breaking(), sink=desk.writer, evidence=desk.evidence, known=set())
    with pytest.raises(MailboxError):
        one.read(book, Contents())
    assert [message.id for message in await desk.kept(Message)] == ["maildir:1"]


def test_trouble_is_passed_on(desk: Desk, book: Store, tmp_path: Path) -> None:
    """A mailbox that cannot be read is told to whoever asked."""
    with pytest.raises(MailboxError):
        reader(desk, tmp_path / "nowhere").read(book)


def test_evidence_that_cannot_be_kept(desk: Desk, book: Store, maildir: Path, tmp_path: Path) -> None:
    """If the bytes cannot be kept, nothing is recorded, and the message is read again at the next poll."""
    (maildir / "new" / "1").write_bytes(mail(To=ADDRESSES["first"]))
    (tmp_path / "full").write_bytes(b"")
    known: set[str] = set()
    inbox = MaildirInbox(path=str(maildir))
    one = Reader(inbox, sink=desk.writer, evidence=EvidenceFolder(tmp_path / "full"), known=known)
    with pytest.raises(StoreError, match="full"):
        one.read(book)
    assert known == set()


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "MAILER-DAEMON@mx.gmail.example"},
        {"Return-Path": "<>", "From": "mail@mx.gmail.example"},
        {"Content-Type": "multipart/report; boundary=x", "From": "nobody@mx.gmail.example"},
    ],
    ids=["daemon", "no return path", "report"],
)
async def test_bounce_of_a_seed_is_no_arrival(desk: Desk, book: Store, headers: dict[str, str]) -> None:
    """What gives a seed's letter back does not prove that it arrived: a person looks at it."""
    await seeded(desk)
    assert match(mail(**{"To": "s@study.localhost", "References": "<s@x>", **headers}), book) == (None, None)


async def test_the_account_of_a_seed(desk: Desk, book: Store, tmp_path: Path) -> None:
    """From a seed's own account our letter is taken over, and nothing else: the rest is not even kept as bytes."""
    await seeded(desk)
    (case,) = [one for one in desk.on_disk(Case) if one.seed]
    box = empty_maildir(tmp_path / "seed")
    empty_maildir(box / ".Junk")
    ours = f"From: Anna <{case.address}>\nMessage-ID: {case.message_id}\nSubject: s\n\nt\n".encode()
    (box / ".Junk/new/1780000000.a").write_bytes(ours)
    (box / "new/1780000001.b").write_bytes(b"From: bank@elsewhere.example\nSubject: your account\n\nprivate\n")
    reader = Reader(
        SeedInbox("gmail", MaildirInbox(path=str(box))),
        sink=desk.writer,
        evidence=desk.evidence,
        known=set(),
        seeds_only=True,
    )
    assert (reader.read(book), reader.read(book)) == (1, 0)
    (message,) = await desk.kept(Message)
    assert (message.id, message.folder, message.case) == ("seed:gmail:maildir:1780000000.a", "gmail/Junk", case.id)
    assert sum(file.is_file() for file in desk.path.with_name("evidence").rglob("*")) == 1


async def test_two_accounts_number_alike(desk: Desk, book: Store, tmp_path: Path) -> None:
    """A place in a seed's account is never taken for the same place in another."""
    await seeded(desk)
    (case,) = [one for one in desk.on_disk(Case) if one.seed]
    found = []
    for name in ("gmail", "outlook"):
        box = empty_maildir(tmp_path / name)
        (box / "new/1780000000.a").write_bytes(f"Message-ID: {case.message_id}\nTo: {name}@x.example\n\nt\n".encode())
        inbox = SeedInbox(name, MaildirInbox(path=str(box)))
        Reader(inbox, sink=desk.writer, evidence=desk.evidence, known=set(), seeds_only=True).read(book)
        await desk.writer.settled()
        found = desk.on_disk(Message)
    assert [one.id for one in found] == ["seed:gmail:maildir:1780000000.a", "seed:outlook:maildir:1780000000.a"]
