"""From the mailbox to the cases: what is matched, by what, and what is kept whatever it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from probes.mailbox import MailboxError, MaildirInbox, Reader
from probes.mailbox.reader import match
from probes.probe import utc_now
from results.keep import EvidenceFolder, Store, StoreError
from results.records import Case, Channel, Match, Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Desk

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
    for name in ("cur", "new", "tmp"):
        (tmp_path / "maildir" / name).mkdir(parents=True)
    return tmp_path / "maildir"


def mail(text: str = "Hello\r\n", **headers: str) -> bytes:
    """Return a mail with *headers*, underscores in their names standing for hyphens."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    return ("".join(lines) + "\r\n" + text).encode()


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


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"no header at all", b"\r\n\r\n" * 1_000])
def test_no_mail(book: Store, raw: bytes) -> None:
    """What is no mail belongs to no case, and is no trouble."""
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
        "new",
    )
    assert abs((message.received_at - before).total_seconds()) < 5
    assert desk.evidence.get(message.evidence) == raw


@pytest.mark.parametrize(
    "raw", [b"", b"\x00garbage", mail(To="stranger@study.localhost")], ids=["empty", "no", "other"]
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

    def seed_by_message_id(self, message_id: str) -> str | None:
        """Break."""
        raise RuntimeError(message_id)


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
    """Even a reader that remembers nothing records a message no second time."""
    (maildir / "new" / "1").write_bytes(mail(To=ADDRESSES["first"]))
    reader(desk, maildir).read(book)
    assert reader(desk, maildir).read(book) == 1
    assert len(await desk.kept(Message)) == 1


async def test_same_bytes_twice_are_two_messages(desk: Desk, book: Store, maildir: Path) -> None:
    """An answer that is sent twice, word for word, is two messages with one evidence."""
    for name in ("1", "2"):
        (maildir / "new" / name).write_bytes(mail(To=ADDRESSES["first"]))
    assert reader(desk, maildir).read(book) == 2
    first, second = await desk.kept(Message)
    assert first.evidence == second.evidence


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
