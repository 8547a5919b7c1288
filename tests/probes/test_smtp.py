"""Calls at a real Postfix on loopback, and at servers that misbehave."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from misbehaving import line_by_line

from probes.mail_service.account import Account, Password
from probes.probe import Notes, ProbeFailed
from probes.smtp import SmtpProbe
from probes.wire.sample import Sample
from results.records import Blame, Failure, Observation

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Authority, Desk, Dovecot, Serve
    from mail_server import Postfix

EHLO = b"250-mail.localhost\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"


@pytest.fixture
def account(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Return an account at Dovecot, which Postfix asks about logins."""
    monkeypatch.setenv("MAILBOX_PASSWORD", "a sound secret")
    return Account(user=dovecot.account(), password=Password(env="MAILBOX_PASSWORD"))


def probe(authority: Authority, account: Account | None = None) -> SmtpProbe:
    """Return a probe that trusts the authority, with *account* at the desk's provider."""
    accounts = {"bjorkhost": account} if account else {}
    return SmtpProbe(ca_file=authority.ca_file, timeout_seconds=5, accounts=accounts)


async def at(desk: Desk, asked: SmtpProbe, port: int, *, scheme: str = "smtp") -> Observation:
    """Call at *port* of this machine."""
    return await desk.ask(asked, f"{scheme}://localhost:{port}")


@pytest.mark.parametrize(("server", "scheme"), [("smtp", "smtp"), ("smtps", "smtps")])
async def test_without_an_account(desk: Desk, authority: Authority, postfix: Postfix, server: str, scheme: str) -> None:
    """Greeting, encryption and certificate are measured; nobody logs in."""
    found = await at(desk, probe(authority), postfix.ports[server], scheme=scheme)
    assert found.failure is None, found.detail
    assert found.detail == "mail.localhost ESMTP Postfix"
    assert set(found.metrics) == {
        "resolve_seconds",
        "connect_seconds",
        "greeting_seconds",
        "tls_seconds",
        "days_left",
    }
    assert found.metrics["days_left"] > 1


async def test_login(desk: Desk, authority: Authority, postfix: Postfix, account: Account) -> None:
    """With an account the login is measured too."""
    found = await at(desk, probe(authority, account), postfix.ports["submission"])
    assert found.failure is None, found.detail
    assert found.metrics["login_seconds"] > 0


async def test_refused_login(
    desk: Desk, authority: Authority, postfix: Postfix, account: Account, tmp_path: Path
) -> None:
    """A refusal may be our own mistake: it is nobody's, and no words of it hold the password."""
    (tmp_path / "password").write_text("not the password\n")
    wrong = Account(user=account.user, password=Password(file=str(tmp_path / "password")))
    found = await at(desk, probe(authority, wrong), postfix.ports["submission"])
    assert (found.failure, found.failure.blame) == (Failure.LOGIN_REFUSED, Blame.NOBODY)
    assert "login_seconds" in found.metrics
    assert "not the password" not in repr(found)


@pytest.mark.parametrize(("server", "days"), [("expired", -1), ("wrong_name", None)])
async def test_bad_certificate(
    desk: Desk, authority: Authority, postfix: Postfix, account: Account, server: str, days: int | None
) -> None:
    """It is refused, its days are told all the same, and no password is sent."""
    found = await at(desk, probe(authority, account), postfix.ports[server])
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert days is None or found.metrics["days_left"] < 0
    assert "greeting_seconds" in found.metrics
    assert not {"tls_seconds", "login_seconds"} & set(found.metrics)


async def test_no_encryption(desk: Desk, authority: Authority, postfix: Postfix) -> None:
    """A server without STARTTLS fails, unless the study asks for none."""
    found = await at(desk, probe(authority), postfix.ports["plain"])
    assert (found.failure, found.detail) == (Failure.TLS_FAILED, "the server offers no STARTTLS")
    plain = await at(desk, SmtpProbe(security="none", timeout_seconds=5), postfix.ports["plain"])
    assert (plain.failure, "tls_seconds" in plain.metrics) == (None, False)


async def test_password_that_is_not_there(desk: Desk, authority: Authority, serve: Serve) -> None:
    """The prober's own fault, and nobody is called."""
    listener = await serve(line_by_line(b"220 hello\r\n"))
    missing = Account(user="anna", password=Password(env="NO_SUCH_VARIABLE"))
    found = await at(desk, probe(authority, missing), listener.port)
    assert (found.failure, listener.taken) == (Failure.PROBE_FAULT, [])


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ((b"554 no service\r\n",), Failure.MAIL_REJECTED),
        ((b"421 too busy\r\n",), Failure.MAIL_DEFERRED),
        ((b"220 hello\r\n", b"502 no\r\n"), Failure.MAIL_REJECTED),
        ((b"HTTP/1.1 400 Bad Request\r\n",), Failure.PROTOCOL_ERROR),
        ((b"2200 hello\r\n",), Failure.PROTOCOL_ERROR),
        ((b"\xff\xfe\x00\r\n",), Failure.PROTOCOL_ERROR),
        ((b"220-" + 9_000 * b"a",), Failure.PROTOCOL_ERROR),
        ((101 * b"220-hello\r\n",), Failure.PROTOCOL_ERROR),
        ((b"",), Failure.CONNECTION_CLOSED),
        ((b"220 hel",), Failure.CONNECTION_CLOSED),
        ((b"220 hello\r\n", EHLO, b"454 not now\r\n"), Failure.MAIL_DEFERRED),
        ((b"220 hello\r\n", EHLO, b"220 go\r\n250 injected\r\n"), Failure.PROTOCOL_ERROR),
        ((b"220 hello\r\n", EHLO, b"220 go\r\n", b""), Failure.CONNECTION_CLOSED),
    ],
)
async def test_misbehaving(
    desk: Desk, authority: Authority, serve: Serve, answers: tuple[bytes, ...], failure: Failure
) -> None:
    """Whatever a server says, it has a reason of its own, and it is called exactly once."""
    listener = await serve(line_by_line(*answers))
    found = await at(desk, probe(authority), listener.port)
    assert found.failure is failure, found.detail
    assert len(listener.taken) == 1


async def test_silent(desk: Desk, serve: Serve) -> None:
    """A timeout names its phase, and later phases are absent."""

    async def hold(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    listener = await serve(hold)
    found = await at(desk, SmtpProbe(timeout_seconds=0.3), listener.port)
    assert found.failure is Failure.TIMEOUT
    assert "greeting" in found.detail
    assert set(found.metrics) == {"resolve_seconds", "connect_seconds"}


async def test_private_address(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that leads into a private network is not called."""
    listener = await serve(line_by_line(b"220 hello\r\n"))
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    with pytest.raises(ProbeFailed) as failed:
        await SmtpProbe().ask(f"smtp://mail.bjorkhost.example:{listener.port}", Sample(Notes()))
    assert (failed.value.failure, listener.taken) == (Failure.PRIVATE_ADDRESS, [])


def test_mistakes() -> None:
    """Passwords are in one place outside the study file, and are never sent in the clear."""
    both = Account(user="anna", password=Password(env="A", file="b"))
    asked = SmtpProbe(security="none", accounts={"bjorkhost": both})
    assert [key for key, _ in asked.mistakes()] == ["accounts.bjorkhost.password", "security"]
