"""A Maildir that another program delivers into and reads."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from small_study import empty_maildir

from probes.mailbox import MailboxError, MaildirInbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Deliver = Callable[..., Path]

NOBODY = 65534
"""The account without rights, on Debian."""
RAW = b"Subject: hello\r\n\r\nHi\r\n"


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """Return an empty Maildir."""
    return empty_maildir(tmp_path / "maildir")


def deliver(maildir: Path, name: str, raw: bytes = RAW, *, at: datetime | None = None, part: str = "new") -> Path:
    """Put a message into the Maildir, as one that arrived *at*."""
    file = maildir / part / name
    file.write_bytes(raw)
    if at:
        os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def inbox(maildir: Path) -> MaildirInbox:
    """Return the inbox that reads *maildir*."""
    return MaildirInbox(path=str(maildir))


def test_message(maildir: Path) -> None:
    """A message is read to the byte, and its file's time is its time of arrival, aware and in UTC."""
    at = datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)
    deliver(maildir, "1.a.host", b"Subject: x\n\n\xff\x00\r", at=at)
    (found,) = inbox(maildir).arrivals(frozenset())
    assert found.raw == b"Subject: x\n\n\xff\x00\r"
    assert (found.id, found.folder, found.received_at) == ("maildir:1.a.host", "INBOX", at)
    assert found.received_at.tzinfo is UTC


def test_oldest_first(maildir: Path) -> None:
    """Messages come in the order of their arrival, whichever part they lie in and whatever they are called."""
    for day, name, part in ((3, "a", "new"), (1, "c", "cur"), (2, "b", "new")):
        deliver(maildir, name, at=datetime(2026, 5, day, tzinfo=UTC), part=part)
    assert [found.id for found in inbox(maildir).arrivals(frozenset())] == ["maildir:c", "maildir:b", "maildir:a"]


def test_known_ones_are_left_out(maildir: Path) -> None:
    """What was read before is not given again."""
    deliver(maildir, "1")
    deliver(maildir, "2")
    assert [found.id for found in inbox(maildir).arrivals({"maildir:1"})] == ["maildir:2"]


def test_read_by_another_program(maildir: Path) -> None:
    """A message that another program has marked as read and moved is still the same message."""
    file = deliver(maildir, "1.a.host")
    (before,) = inbox(maildir).arrivals(frozenset())
    file.rename(maildir / "cur" / "1.a.host:2,RS")
    assert list(inbox(maildir).arrivals({before.id})) == []


def test_nothing_is_changed(maildir: Path) -> None:
    """Reading moves nothing and marks nothing."""
    file = deliver(maildir, "1", at=datetime(2026, 5, 3, tzinfo=UTC))
    before = file.stat()
    list(inbox(maildir).arrivals(frozenset()))
    after = file.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert [one.name for one in maildir.rglob("*") if one.is_file()] == ["1"]


def received(at: str) -> bytes:
    """Return a mail whose topmost Received field tells *at*, above those of servers before."""
    old = b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
    return f"Received: from b by mx.study.localhost\r\n\twith ESMTP id 1;\r\n {at}\r\n".encode() + old + RAW


@pytest.mark.parametrize(
    ("name", "raw", "arrived"),
    [
        ("1.a.host", received("Sun, 03 May 2026 13:30:00 +0200"), datetime(2026, 5, 3, 11, 30, tzinfo=UTC)),
        ("1.a.host", received("Sun, 03 May 2026 12:30:14 +0000"), datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
        ("1.a.host", received("Sun, 03 May 2026 13:30:00 +0000"), datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
        ("1.a.host", received("Sun, 05 Apr 2026 12:00:00 +0000"), datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
        ("1.a.host", received("the day before yesterday"), datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
        ("1.a.host", received("Sun, 03 May 99999 12:00:00 +9999"), datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
        ("1777777777.M1P2.host", RAW, datetime(2026, 5, 3, 3, 9, 37, tzinfo=UTC)),
        ("1788888888.M1P2.host", RAW, datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
        (
            "1777777777.M1P2.host",
            received("Sun, 03 May 2026 03:00:00 +0000"),
            datetime(2026, 5, 3, 3, 0, tzinfo=UTC),
        ),
        ("1.a.host", b"\r\nReceived; none\r\n\r\nReceived: x; " * 3, datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC)),
    ],
    ids=["queued", "same", "later", "forged", "words", "beyond", "restored", "future", "both", "body"],
)
def test_arrival(maildir: Path, name: str, raw: bytes, arrived: datetime) -> None:
    """The earliest of the file's time, its name's and our own server's stamp is the arrival; a queue has its bound."""
    deliver(maildir, name, raw, at=datetime(2026, 5, 3, 12, 30, 15, tzinfo=UTC))
    assert [found.received_at for found in inbox(maildir).arrivals(frozenset())] == [arrived]


def test_junk_lies_in_a_folder_beside(maildir: Path) -> None:
    """What was sorted out is read too; a message that is moved there and back keeps its name and is not read again."""
    empty_maildir(maildir / ".Junk")
    deliver(maildir, "1")
    file = deliver(maildir, "2", part=".Junk/cur")
    found = list(inbox(maildir).arrivals(frozenset()))
    assert sorted((one.id, one.folder) for one in found) == [("maildir:1", "INBOX"), ("maildir:2", "Junk")]
    file.rename(maildir / "cur" / "2:2,S")
    assert list(inbox(maildir).arrivals({one.id for one in found})) == []


def test_half_delivered(maildir: Path) -> None:
    """What a mail server is still writing, in tmp, is not read."""
    deliver(maildir, "1", part="tmp")
    assert list(inbox(maildir).arrivals(frozenset())) == []


def test_moved_away_meanwhile(maildir: Path) -> None:
    """A message that is moved away between listing and reading is passed over, and found the next time."""
    deliver(maildir, "1", at=datetime(2026, 5, 1, tzinfo=UTC))
    file = deliver(maildir, "2", at=datetime(2026, 5, 2, tzinfo=UTC))
    arrivals = inbox(maildir).arrivals(frozenset())
    first = next(arrivals)
    file.rename(maildir / "cur" / "2:2,S")
    assert list(arrivals) == []
    assert [found.id for found in inbox(maildir).arrivals({first.id})] == ["maildir:2"]


def test_empty_message(maildir: Path) -> None:
    """A file without a byte is a message without a byte."""
    deliver(maildir, "1", b"")
    assert [found.raw for found in inbox(maildir).arrivals(frozenset())] == [b""]


def test_folders_in_it_are_no_messages(maildir: Path) -> None:
    """A folder within the Maildir is passed over."""
    (maildir / "new" / "folder").mkdir()
    assert list(inbox(maildir).arrivals(frozenset())) == []


@pytest.mark.parametrize("broken", ["gone", "half", "file"])
def test_no_maildir(maildir: Path, broken: str) -> None:
    """A path that holds no Maildir is told in one sentence that says what to do."""
    shutil.rmtree(maildir / "cur" if broken == "half" else maildir)
    if broken == "file":
        maildir.write_bytes(b"")
    with pytest.raises(MailboxError) as caught:
        inbox(maildir).arrivals(frozenset())
    assert str(caught.value) == (
        f"There is no Maildir at {maildir}: create it with its folders cur, new and tmp, or correct mail.inbox.path."
    )


@pytest.fixture
def nobody() -> Iterator[None]:
    """Let root, who may read everything, be somebody else for the test."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


def test_not_permitted(maildir: Path, request: pytest.FixtureRequest) -> None:
    """A Maildir that may not be read is told in one sentence that says what to do."""
    (maildir / "new").chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(MailboxError, match="may not be read: give this account the right to"):
        inbox(maildir).arrivals(frozenset())
