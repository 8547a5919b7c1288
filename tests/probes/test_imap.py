"""Calls at a real Dovecot on loopback, messages to oneself through it and through Postfix, servers that misbehave."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import msgspec
import pytest
from misbehaving import line_by_line

from probes.imap import ImapProbe
from probes.mail_service.account import Account, Password
from probes.probe import Notes, ProbeFailed
from probes.wire.sample import Sample
from results.records import Blame, Failure, Observation

if TYPE_CHECKING:
    from conftest import Authority, Desk, Dovecot, Serve
    from mail_server import Postfix

LETTER = b"From: a@b.example\r\nSubject: Keep me\r\n\r\nKeep me.\r\n"
GREETING = b"* OK ready\r\n"
OFFERS = b"* CAPABILITY IMAP4rev1 STARTTLS\r\nk1 OK done\r\n"


@pytest.fixture
def account(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Return an account at Dovecot."""
    monkeypatch.setenv("MAILBOX_PASSWORD", "a sound secret")
    name = dovecot.account()
    return Account(user=name, address=f"anna@{name}.localhost", password=Password(env="MAILBOX_PASSWORD"))


def probe(authority: Authority, account: Account | None = None, **settings: str) -> ImapProbe:
    """Return a probe that trusts the authority, with *account* at the desk's provider."""
    accounts = {"bjorkhost": account} if account else {}
    return ImapProbe(ca_file=authority.ca_file, timeout_seconds=5, accounts=accounts, **settings)


async def at(desk: Desk, asked: ImapProbe, port: int, *, scheme: str = "imap") -> Observation:
    """Call at *port* of this machine."""
    return await desk.ask(asked, f"{scheme}://localhost:{port}")


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
async def test_without_an_account(desk: Desk, authority: Authority, dovecot: Dovecot, scheme: str) -> None:
    """Greeting, encryption and certificate are measured; nobody logs in."""
    found = await at(desk, probe(authority), getattr(dovecot, scheme), scheme=scheme)
    assert found.failure is None, found.detail
    assert "Dovecot" in found.detail
    assert set(found.metrics) == {
        "resolve_seconds",
        "connect_seconds",
        "greeting_seconds",
        "tls_seconds",
        "days_left",
    }


async def test_login_and_folder(desk: Desk, authority: Authority, dovecot: Dovecot, account: Account) -> None:
    """With an account, login and folder are measured, and no mark is set on what lies there."""
    dovecot.deliver(account.user, LETTER)
    found = await at(desk, probe(authority, account), dovecot.imap)
    assert found.failure is None, found.detail
    assert {"login_seconds", "select_seconds"} <= set(found.metrics)
    assert not {"taken_seconds", "seen_seconds"} & set(found.metrics)
    with dovecot.session(account.user) as client:
        client.select(readonly=True)
        assert rb"\Recent" in client.fetch("1", "(FLAGS)")[1][0]


async def test_round_trip_by_append(desk: Desk, authority: Authority, dovecot: Dovecot, account: Account) -> None:
    """A message is stored, seen, and deleted alone: what others have marked as deleted stays."""
    dovecot.deliver(account.user, LETTER)
    dovecot.deliver(account.user, LETTER)
    with dovecot.session(account.user) as client:
        client.select()
        client.store("1", "+FLAGS", r"(\Deleted)")
    found = await at(desk, probe(authority, account, round_trip="append"), dovecot.imap)
    assert found.failure is None, found.detail
    assert found.metrics["taken_seconds"] > 0
    assert found.metrics["seen_seconds"] > 0
    assert _uids(dovecot, account) == b"1 2"


async def test_round_trip_by_sending(
    desk: Desk, authority: Authority, dovecot: Dovecot, postfix: Postfix, account: Account
) -> None:
    """A message goes out through the account's own server, comes in, is seen, and is deleted."""
    through = f"smtp://localhost:{postfix.ports['submission']}"
    sending = msgspec.structs.replace(account, send_through=through)
    found = await at(desk, probe(authority, sending, round_trip="send"), dovecot.imaps, scheme="imaps")
    assert found.failure is None, found.detail
    assert {"taken_seconds", "seen_seconds"} <= set(found.metrics)
    assert f"to=<{account.address}>" in postfix.log
    assert _uids(dovecot, account) == b""


async def test_a_message_that_does_not_come(
    desk: Desk, authority: Authority, dovecot: Dovecot, postfix: Postfix, account: Account
) -> None:
    """What goes astray is a timeout that says what was waited for."""
    astray = msgspec.structs.replace(
        account,
        address=f"anna@{dovecot.account()}.localhost",
        send_through=f"smtps://localhost:{postfix.ports['smtps']}",
    )
    asked = msgspec.structs.replace(probe(authority, astray, round_trip="send"), timeout_seconds=1.5)
    found = await at(desk, asked, dovecot.imap)
    assert found.failure is Failure.TIMEOUT, found.detail
    assert "waiting for the message" in found.detail
    assert "taken_seconds" in found.metrics
    assert "seen_seconds" not in found.metrics


def _uids(dovecot: Dovecot, account: Account) -> bytes:
    with dovecot.session(account.user) as client:
        client.select(readonly=True)
        return client.uid("SEARCH", "ALL")[1][0]


async def test_refused_login(
    desk: Desk, authority: Authority, dovecot: Dovecot, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal may be our own mistake: it is nobody's, and no words of it hold the password."""
    monkeypatch.setenv("MAILBOX_PASSWORD", "not the password")
    found = await at(desk, probe(authority, account), dovecot.imap)
    assert (found.failure, found.failure.blame) == (Failure.LOGIN_REFUSED, Blame.NOBODY)
    assert "not the password" not in repr(found)


async def test_folder_that_is_not_there(desk: Desk, authority: Authority, dovecot: Dovecot, account: Account) -> None:
    """The server refuses it, in its own words."""
    found = await at(desk, probe(authority, account, folder='No "such"'), dovecot.imap)
    assert found.failure is Failure.MAIL_REJECTED
    assert "login_seconds" in found.metrics
    assert "select_seconds" not in found.metrics


async def test_certificate_of_strangers(desk: Desk, dovecot: Dovecot, account: Account) -> None:
    """It is refused, its days are told all the same, and no password is sent."""
    asked = ImapProbe(timeout_seconds=5, accounts={"bjorkhost": account})
    found = await at(desk, asked, dovecot.imaps, scheme="imaps")
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert found.metrics["days_left"] > 1
    assert "login_seconds" not in found.metrics


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ((b"* BYE too busy\r\n",), Failure.MAIL_DEFERRED),
        ((b"220 smtp.example\r\n",), Failure.PROTOCOL_ERROR),
        ((b"* OK " + 9_000 * b"a",), Failure.PROTOCOL_ERROR),
        ((b"",), Failure.CONNECTION_CLOSED),
        ((GREETING, b"k1 BAD what?\r\n"), Failure.PROTOCOL_ERROR),
        ((GREETING, b"k1 NO\r\n"), Failure.MAIL_REJECTED),
        ((GREETING, b"nonsense\r\n"), Failure.PROTOCOL_ERROR),
        ((GREETING, 1_001 * b"* OK\r\n"), Failure.PROTOCOL_ERROR),
        ((GREETING, b"* X {999999999}\r\n" + 2_000_000 * b"a"), Failure.TOO_LARGE),
        ((GREETING, b"* X {3}\r\nab\n {2}\r\nok)\r\n" + OFFERS), None),
    ],
)
async def test_misbehaving(desk: Desk, serve: Serve, answers: tuple[bytes, ...], failure: Failure | None) -> None:
    """Whatever a server says, it has a reason of its own, and it is called exactly once."""
    listener = await serve(line_by_line(*answers))
    found = await at(desk, ImapProbe(security="none", timeout_seconds=5), listener.port)
    assert found.failure is failure, found.detail
    assert len(listener.taken) == 1


async def test_no_encryption(desk: Desk, authority: Authority, serve: Serve) -> None:
    """A server without STARTTLS fails; what is said before the encryption begins is not believed."""
    for answer, failure in [(b"k1 BAD no\r\n", Failure.TLS_FAILED), (b"k1 OK\r\n* OK\r\n", Failure.PROTOCOL_ERROR)]:
        listener = await serve(line_by_line(GREETING, answer))
        found = await at(desk, probe(authority), listener.port)
        assert found.failure is failure, found.detail


async def test_private_address(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that leads into a private network is not called."""
    listener = await serve(line_by_line(GREETING))
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    with pytest.raises(ProbeFailed) as failed:
        await ImapProbe().ask(f"imap://mail.bjorkhost.example:{listener.port}", Sample(Notes()))
    assert (failed.value.failure, listener.taken) == (Failure.PRIVATE_ADDRESS, [])


def test_mistakes() -> None:
    """A folder in other letters than ASCII, and a round trip that has no server to go through, are told at once."""
    account = Account(user="anna", password=Password(env="A"))
    asked = ImapProbe(folder="Skräp", round_trip="send", accounts={"bjorkhost": account})
    assert [key for key, _ in asked.mistakes()] == ["folder", "accounts.bjorkhost.send_through"]
