"""A mailbox at a real Dovecot, read over IMAP, TLS and STARTTLS."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from probes.contact.post import Login
from probes.mailbox import ImapInbox, MailboxError, Reader
from probes.mailbox import imap as module
from results.keep import Store
from results.records import Message, Sighting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Authority, Desk, Dovecot

    Boxed = Callable[..., ImapInbox]

PASSWORD = "a sound secret"  # noqa: S105 - of a server on loopback
NO_DNS_NAME = ".".join(["a" * 60] * 5)
"""Longer than a name in the DNS can be, so that it fails here and no query leaves this machine."""


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    """Return the name of a new account."""
    return dovecot.account()


@pytest.fixture
def boxed(dovecot: Dovecot, user: str) -> Boxed:
    """Return a function that makes the account's inbox, without encryption unless told otherwise."""

    def make(**settings: object) -> ImapInbox:
        plain = {
            "host": "localhost",
            "port": dovecot.imap,
            "security": "none",
            "login": Login(user=user, password=PASSWORD),
        }
        return ImapInbox(**{**plain, **settings})

    return make


def letter(subject: str) -> bytes:
    """Return the bytes of a mail."""
    return f"From: support@bjorkhost.example\r\nSubject: {subject}\r\n\r\nHello\r\n".encode()


def subjects(inbox: ImapInbox, known: frozenset[str] = frozenset()) -> list[str]:
    """Return the subjects of the messages that are not *known*."""
    return [found.raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for found in inbox.arrivals(known)]


def told(inbox: ImapInbox) -> str:
    """Return what the inbox says about why it cannot be read."""
    with pytest.raises(MailboxError) as caught:
        list(inbox.arrivals(frozenset()))
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert PASSWORD not in sentence
    return sentence


def test_message(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """A message is read to the byte, and its INTERNALDATE is its time of arrival, in UTC."""
    at = datetime(2026, 5, 3, 14, 30, 15, tzinfo=timezone(timedelta(hours=2)))
    raw = letter("one") + b"\xc3\xa5 \xff\r\n"
    dovecot.deliver(user, raw, at=at)
    (found,) = boxed().arrivals(frozenset())
    assert found.raw == raw
    assert (found.folder, found.received_at, found.received_at.tzinfo) == ("INBOX", at, UTC)
    assert found.id.startswith("imap:INBOX:")


def test_junk_is_read_as_well(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """What the server took for junk is read too, and is known to have lain there."""
    dovecot.deliver(user, letter("in"))
    dovecot.deliver(user, letter("junk"), folder="Junk")
    assert [(found.folder, b"junk" in found.raw) for found in boxed().arrivals(frozenset())] == [
        ("INBOX", False),
        ("Junk", True),
    ]


def test_missing_folder_is_passed_over(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """A folder that this server does not have is no trouble."""
    dovecot.deliver(user, letter("one"))
    assert subjects(boxed(folders=("Spam", "INBOX", "Skräppost"))) == ["one"]


def test_empty_mailbox(boxed: Boxed) -> None:
    """An empty mailbox has nothing new, and is no trouble."""
    assert list(boxed().arrivals(frozenset())) == []


def test_high_water_mark(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """Only what lies above the highest known number is fetched, in the order of the numbers."""
    for subject in ("one", "two"):
        dovecot.deliver(user, letter(subject))
    known = frozenset(found.id for found in boxed().arrivals(frozenset()))
    assert subjects(boxed(), known) == []
    for subject in ("three", "four"):
        dovecot.deliver(user, letter(subject))
    assert subjects(boxed(), known) == ["three", "four"]


def test_marks_of_folders_are_apart(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """The number reached in one folder says nothing about another."""
    for subject in ("one", "two", "three"):
        dovecot.deliver(user, letter(subject))
    known = frozenset(found.id for found in boxed().arrivals(frozenset()))
    dovecot.deliver(user, letter("junk"), folder="Junk")
    assert subjects(boxed(), known) == ["junk"]


def test_more_than_nine_messages(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """Numbers are compared as numbers: 10 comes after 9."""
    for number in range(12):
        dovecot.deliver(user, letter(str(number)))
    first = list(boxed().arrivals(frozenset()))
    assert [found.id.rpartition(":")[2] for found in first] == [str(number) for number in range(1, 13)]
    assert subjects(boxed(), frozenset(found.id for found in first[:9])) == ["9", "10", "11"]


def test_nothing_is_marked_as_read(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """After reading, the message is as unread as it was, for the person who looks into the mailbox."""
    dovecot.deliver(user, letter("one"))
    list(boxed().arrivals(frozenset()))
    with dovecot.session(user) as client:
        client.select("INBOX", readonly=True)
        assert client.search(None, "UNSEEN") == ("OK", [b"1"])
        assert b"Seen" not in client.fetch("1", "(FLAGS)")[1][0]


def test_renumbered_folder_is_read_again(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """When the server numbers a folder anew, all is read again under new names, and nothing is missed."""
    dovecot.deliver(user, letter("one"))
    (before,) = boxed().arrivals(frozenset())
    dovecot.renumber(user)
    dovecot.deliver(user, letter("two"))
    after = list(boxed().arrivals({before.id}))
    assert [b"one" in found.raw for found in after] == [True, False]
    assert before.id not in {found.id for found in after}


def test_down_for_a_day(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """What came while nobody was reading has the time at which it came, to the second."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1, hours=3)
    dovecot.deliver(user, letter("yesterday"), at=at)
    assert [found.received_at for found in boxed().arrivals(frozenset())] == [at]


def test_what_lies_below_the_highest_number_and_was_never_read(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """A message that was passed over is asked for again, those around it are not."""
    for number in range(6):
        dovecot.deliver(user, letter(str(number)))
    found = list(boxed().arrivals(frozenset()))
    known = {one.id for number, one in enumerate(found) if number not in {0, 3}}
    assert subjects(boxed(), frozenset(known)) == ["0", "3"]


@pytest.mark.parametrize(
    ("numbers", "asked"),
    [(set(), "1:*"), ({1, 2, 3}, "4:*"), ({5000}, "1:4999,5001:*"), ({1, 3, 4, 9}, "2:2,5:8,10:*")],
)
def test_what_is_asked_for(numbers: set[int], asked: str) -> None:
    """The holes below the highest known number, and all above it."""
    assert module._unread(numbers) == asked  # noqa: SLF001 - a server would hide what it was asked


def test_the_holes_that_are_asked_for_are_bounded() -> None:
    """However many were deleted unread, the command stays short."""
    assert len(module._unread(set(range(2, 100_000, 2)))) < 2_000  # noqa: SLF001 - the same


async def read_into(desk: Desk, inbox: ImapInbox) -> tuple[list[Message], list[Sighting]]:
    """Let a new reader read *inbox*, as after a restart, and return all that is on record then."""
    await desk.writer.settled()
    with closing(Store.read(desk.path)) as book:
        Reader(inbox, sink=desk.writer, evidence=desk.evidence, known=set()).read(book)
    return await desk.kept(Message), await desk.kept(Sighting)


async def test_moved_between_folders(dovecot: Dovecot, user: str, boxed: Boxed, desk: Desk) -> None:
    """A message that a person moves out of the junk is one message, with the time at which it first came."""
    at = datetime(2026, 5, 3, 14, 30, 15, tzinfo=UTC)
    dovecot.deliver(user, letter("one"), folder="Junk", at=at)
    await read_into(desk, boxed())
    with dovecot.session(user) as client:
        client.select("Junk")
        assert client.uid("MOVE", "1", "INBOX")[0] == "OK"
    messages, sightings = await read_into(desk, boxed())
    assert [(one.folder, one.received_at) for one in messages] == [("Junk", at)]
    assert [(one.folder, one.message, one.received_at) for one in sightings] == [("INBOX", messages[0].id, at)]


async def test_renumbered_folder_counts_nothing_twice(dovecot: Dovecot, user: str, boxed: Boxed, desk: Desk) -> None:
    """What is read again after a renumbering is known by its bytes; what is new in it is not passed over."""
    dovecot.deliver(user, letter("one"))
    await read_into(desk, boxed())
    dovecot.renumber(user)
    dovecot.deliver(user, letter("two"))
    messages, sightings = await read_into(desk, boxed())
    assert len(messages) == 2
    assert [one.message for one in sightings] == [messages[0].id]
    assert await read_into(desk, boxed()) == (messages, sightings)


def test_a_message_that_the_server_refuses_costs_no_other(boxed: Boxed) -> None:
    """One message that cannot be given is told and asked for again; what lies behind it is read."""
    said = [
        b"* OK here\r\n",
        CAPABLE,
        b"TAG OK logged in\r\n",
        b'* LIST () "/" INBOX\r\nTAG OK done\r\n',
        b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK [READ-ONLY] done\r\n",
        b"* STATUS INBOX (UIDVALIDITY 7)\r\nTAG OK done\r\n",
        b"* SEARCH 1 2\r\nTAG OK done\r\n",
        b"TAG NO [SERVERBUG] not this one\r\n",
        b'* 2 FETCH (UID 2 INTERNALDATE "03-May-2026 12:00:00 +0000" BODY[]<0> {4}\r\nHi\r\n)\r\nTAG OK done\r\n',
        b"* BYE\r\nTAG OK done\r\n",
    ]
    with talking(*said) as port:
        arrivals = boxed(port=port, folders=("INBOX",)).arrivals(frozenset())
        assert next(arrivals).raw == b"Hi\r\n"
        with pytest.raises(MailboxError, match=r"did not give 1 messages \(INBOX 1\): they will be asked for again"):
            next(arrivals)


def test_large_message_is_cut(dovecot: Dovecot, user: str, boxed: Boxed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one message no more is fetched than the bound."""
    monkeypatch.setattr(module, "MAX_MESSAGE_BYTES", 1_000)
    dovecot.deliver(user, letter("large") + b"x" * 5_000 + b"\r\n")
    (found,) = boxed().arrivals(frozenset())
    assert len(found.raw) == 1_000


def test_message_that_imitates_the_server(dovecot: Dovecot, user: str, boxed: Boxed) -> None:
    """What a message says about dates does not pass for the server's own word."""
    at = datetime(2026, 5, 3, tzinfo=UTC)
    forged = letter("x") + b'INTERNALDATE "01-Jan-1999 00:00:00 +0000" BODY[]<0> {5}\r\n)\r\nA1 OK\r\n'
    dovecot.deliver(user, forged, at=at)
    (found,) = boxed().arrivals(frozenset())
    assert (found.raw, found.received_at) == (forged, at)


def test_tls(dovecot: Dovecot, user: str, boxed: Boxed, authority: Authority) -> None:
    """Over TLS the server's certificate is verified against the authority that the study names."""
    dovecot.deliver(user, letter("one"))
    assert subjects(boxed(security="tls", port=dovecot.imaps, ca_file=authority.ca_file)) == ["one"]


def test_starttls(dovecot: Dovecot, user: str, boxed: Boxed, authority: Authority) -> None:
    """Over STARTTLS the certificate is verified in the same way."""
    dovecot.deliver(user, letter("one"))
    assert subjects(boxed(security="starttls", ca_file=authority.ca_file)) == ["one"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_untrusted_certificate(dovecot: Dovecot, boxed: Boxed, security: str) -> None:
    """A certificate that nobody vouches for is told in one sentence, before the password is said."""
    port = dovecot.imaps if security == "tls" else dovecot.imap
    sentence = told(boxed(security=security, port=port))
    assert sentence.startswith(f"The mail server localhost:{port} cannot be trusted (")
    assert sentence.endswith("correct mail.inbox.security or mail.inbox.ca_file.")


def test_wrong_password(boxed: Boxed, user: str) -> None:
    """A wrong password is told in one sentence that does not repeat it."""
    sentence = told(boxed(login=Login(user=user, password="wrong-secret")))  # noqa: S106 - a wrong one
    assert sentence == f"The mail server localhost refuses the login of {user}: correct the user or the password."


@pytest.mark.parametrize(("name", "password"), [("swedish", "lösenord"), ("quoted", 'with "quotes" and \\')])
def test_odd_passwords(boxed: Boxed, name: str, password: str) -> None:
    """A password with letters beyond ASCII, or with quotes, is as good as any other."""
    assert list(boxed(login=Login(user=name, password=password)).arrivals(frozenset())) == []


def test_refused_port(boxed: Boxed, free_port: int) -> None:
    """A port that nobody listens on is told in one sentence."""
    sentence = told(boxed(port=free_port))
    assert sentence.startswith(f"The mail server localhost:{free_port} cannot be reached (")
    assert sentence.endswith("check that it runs, and mail.inbox.port.")


@pytest.mark.parametrize("host", [NO_DNS_NAME, "empty..label"])
def test_unknown_host(boxed: Boxed, host: str) -> None:
    """A name that leads nowhere is told in one sentence."""
    assert told(boxed(host=host)) == f"There is no mail server named {host}: correct mail.inbox.host."


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_port_of_another_security(boxed: Boxed, security: str) -> None:
    """The port of encrypted mail with another security is told in one sentence, before anything is connected to."""
    assert told(boxed(security=security, port=993)) == (
        'Port 993 of a mail server is encrypted from the first byte (RFC 8314): set mail.inbox.security to "tls", '
        "or correct mail.inbox.port."
    )


@contextmanager
def talking(*said: bytes) -> Iterator[int]:
    """Run a server that says each of *said* after a line of its client's, the first at once; then it hangs up."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def talk() -> None:
            client, _ = listener.accept()
            with client, client.makefile("rb") as lines:
                for number, one in enumerate(said):
                    tag = lines.readline().split(b" ")[0] if number else b""
                    client.sendall(one.replace(b"TAG", tag))

        thread = threading.Thread(target=talk)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_no_mail_server(boxed: Boxed) -> None:
    """A server that speaks another protocol is told in one sentence."""
    with talking(b"220 mx.example ESMTP\r\n") as port:
        assert "cannot be reached" in told(boxed(port=port))


CAPABLE = b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"


@pytest.mark.parametrize(
    "said",
    [
        [b"* OK here\r\n", CAPABLE, b"TAG OK logged in\r\n"],
        [b"* OK here\r\n", CAPABLE, b"TAG OK logged in\r\n", b"TAG NO not now\r\n"],
        [b"* OK here\r\n", CAPABLE, b"TAG OK logged in\r\n", b"* BYE\r\n"],
        [
            b"* OK here\r\n",
            CAPABLE,
            b"TAG OK logged in\r\n",
            b'* LIST () "/" INBOX\r\nTAG OK\r\n',
            b"TAG NO locked\r\n",
        ],
    ],
    ids=["hangs_up", "refuses", "goodbye", "locked"],
)
def test_server_that_breaks_off(boxed: Boxed, said: list[bytes]) -> None:
    """A server that breaks off after the login is told in one sentence: the next poll asks again."""
    with talking(*said) as port:
        sentence = told(boxed(port=port))
    assert sentence.startswith("The mail server localhost broke off (")


def test_silent_server(boxed: Boxed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and says nothing is given up after the timeout, in one sentence."""
    monkeypatch.setattr(module, "TIMEOUT_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        assert told(boxed(port=port)) == (
            f"The mail server localhost:{port} does not answer: check mail.inbox.host and the network."
        )
