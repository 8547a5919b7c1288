"""One letter in one conversation with one mail server (RFC 5321), and what comes of it in our own words."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Literal, NamedTuple

import aiosmtplib

from probes.contact.handover import Receipt
from probes.contact.post import Login
from probes.probe import Notes, ProbeFailed
from probes.wire.failures import told
from probes.wire.tls_session import trust
from results.records import Failure

GOODBYE_SECONDS = 1.0
"""How long a server's answer to QUIT is waited for."""
Security = Literal["tls", "starttls", "offered", "none"]
"""From the first byte, by STARTTLS or not at all, by STARTTLS where it is offered, never."""


class Envelope(NamedTuple):
    """What a mail server is told and given."""

    sender: str
    recipient: str
    letter: bytes


class Door(NamedTuple):
    """A mail server, and how it is talked to."""

    host: str
    """The name that a certificate must be for, though the connection goes to the address that was looked at."""
    address: str
    port: int
    security: Security
    ca_file: str | None = None
    login: Login | None = None
    our_name: str | None = None
    """What we greet as."""


class Unwelcome(ProbeFailed):
    """The conversation failed before the letter was spoken of: another server may still take it."""


async def hand_to(
    door: Door,
    envelope: Envelope,
    receipt: Receipt,
    notes: Notes,
    *,
    now: Callable[[], datetime],
    before_data: Callable[[], None] = lambda: None,
) -> None:
    """
    Hand *envelope* over at *door*; *before_data* is called when the server has agreed to take the letter.

    Notes ``connect_seconds`` and ``accepted_seconds``. Raises `ProbeFailed`, as if the server were the target's, and
    of it `Unwelcome`. From the sending of the letter on, *receipt* says that a cut leaves the outcome unknown.
    """
    started = time.monotonic()
    try:
        async with _greeted(door, receipt) as server:
            notes.metrics["connect_seconds"] = time.monotonic() - started
            await server.mail(envelope.sender)
            await server.rcpt(envelope.recipient)
            before_data()
            receipt.if_cut = Failure.OUTCOME_UNKNOWN
            answer = await server.data(envelope.letter)
            receipt.at, receipt.detail, receipt.taken = now(), f"{answer.code} {answer.message}", True
            notes.metrics["accepted_seconds"] = time.monotonic() - started
    except aiosmtplib.SMTPException as error:
        receipt.at = now()
        raise _refused(error, receipt) from error
    except OSError as error:
        raise told(error) from error


@asynccontextmanager
async def _greeted(door: Door, receipt: Receipt) -> AsyncIterator[aiosmtplib.SMTP]:
    server = aiosmtplib.SMTP(
        hostname=door.host,
        sock=await _connected(door),
        use_tls=door.security == "tls",
        start_tls=door.security == "starttls",
        tls_context=_opportunistic() if door.security in {"offered", "none"} else trust(door.ca_file),
        local_hostname=door.our_name,
        timeout=None,  # the visit's own timeout holds
    )
    try:
        await _welcomed(server, receipt)
        if door.security == "offered":
            await _encrypted_if_offered(server)
        if door.login:
            await server.login(door.login.user, door.login.password)
        yield server
        # The message is taken by now, whatever the server has to say to a goodbye.
        with suppress(aiosmtplib.SMTPException):
            await server.quit(timeout=GOODBYE_SECONDS)
    finally:
        server.close()


async def _connected(door: Door) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in door.address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(0)
        await asyncio.get_running_loop().sock_connect(sock, (door.address, door.port))
    except OSError as error:
        sock.close()
        failed = told(error)
        raise Unwelcome(failed.failure, failed.detail) from error
    except BaseException:
        sock.close()
        raise
    return sock


async def _welcomed(server: aiosmtplib.SMTP, receipt: Receipt) -> None:
    """Hear the greeting, and encrypt where that is asked for."""
    try:
        await server.connect()
    except aiosmtplib.SMTPException as error:
        failed = _refused(error, receipt)
        raise Unwelcome(failed.failure, failed.detail) from error
    except OSError as error:
        failed = told(error)
        raise Unwelcome(failed.failure, failed.detail) from error


async def _encrypted_if_offered(server: aiosmtplib.SMTP) -> None:
    try:
        await server.ehlo()
    except aiosmtplib.SMTPHeloError:
        return  # it knows no extensions, and will be greeted by HELO
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unwelcome(Failure.CONNECTION_CLOSED, str(error) or "closed at EHLO") from error
    if not server.supports_extension("starttls"):
        return
    try:
        await server.starttls()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unwelcome(Failure.TLS_FAILED, str(error) or type(error).__name__) from error


@cache
def _opportunistic() -> ssl.SSLContext:
    """Between mail servers, encryption is opportunistic (RFC 7435): most certificates there prove nothing."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _refused(error: aiosmtplib.SMTPException, receipt: Receipt) -> ProbeFailed:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return ProbeFailed(Failure.PROBE_FAULT, "our own mail server refuses our login")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return ProbeFailed(_meaning(error.code, receipt), f"{error.code} {error.message}")
    if str(error) == "SMTP STARTTLS extension not supported by server.":  # aiosmtplib has no class for it
        return ProbeFailed(Failure.TLS_FAILED, "the server offers no encryption")
    if isinstance(error, aiosmtplib.SMTPServerDisconnected) and receipt.if_cut is Failure.OUTCOME_UNKNOWN:
        return ProbeFailed(Failure.OUTCOME_UNKNOWN, "the server hung up after the message had been sent")
    cause = error.__cause__
    if isinstance(cause, OSError) and not isinstance(cause, aiosmtplib.SMTPException):
        return told(cause)
    return ProbeFailed(Failure.CONNECTION_CLOSED, str(error))


def _meaning(code: int, receipt: Receipt) -> Failure:
    """Tell what an unwelcome reply *code* means (RFC 5321, 4.2.1); what is not even SMTP comes as -1."""
    if code // 100 in _REFUSALS:
        return _REFUSALS[code // 100]
    return Failure.OUTCOME_UNKNOWN if receipt.if_cut is Failure.OUTCOME_UNKNOWN else Failure.PROTOCOL_ERROR


_REFUSALS = {4: Failure.MAIL_DEFERRED, 5: Failure.MAIL_REJECTED}
