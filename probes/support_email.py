"""Write to support by mail: one ordinary question from an ordinary address. The answers come to the mailbox."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from functools import cache
from typing import ClassVar, NamedTuple
from urllib.parse import urlsplit

import aiosmtplib
import msgspec

from probes.contact.handover import TALK_SHARE, Receipt, handing_over, letterhead_of
from probes.contact.manners import host_of, is_loopback, loopback_address
from probes.contact.post import Letterhead
from probes.probe import Notes, ProbeFailed, Visit, utc_now
from probes.wire.failures import told
from probes.wire.tls_session import trust
from results.records import Blame, Channel, Failure

GOODBYE_SECONDS = 1.0
"""How long a server's answer to QUIT is waited for."""


class SupportEmailProbe(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="support_email"
):
    """
    The settings of one question by mail.

    Metrics: ``connect_seconds`` (TCP to the mail server and its greeting), ``accepted_seconds`` (to the 250 that
    takes the message).
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"mailto"})
    channel: ClassVar[Channel | None] = Channel.EMAIL
    speed: ClassVar[str] = "accepted_seconds"

    timeout_seconds: float = 60.0
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM, where the mail server's address demands encryption."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Open a case and hand its question to the mail server, in one conversation."""
        until = asyncio.get_running_loop().time() + TALK_SHARE * self.timeout_seconds
        recipient = urlsplit(visit.target.url).path
        if not is_loopback(host_of(visit.target.url)):
            raise ProbeFailed(Failure.NOT_APPROVED, f"{recipient} is a stranger's, and no plan has been approved")
        head = letterhead_of(visit)
        letter = _letter(head, recipient)
        async with (
            handing_over(visit, Channel.EMAIL, head, letter) as receipt,
            asyncio.timeout_at(until),
        ):
            await _hand_to_server(visit, Envelope(head.address, recipient, letter), receipt, notes, self.ca_file)
        notes.detail = receipt.detail


class Envelope(NamedTuple):
    """What a mail server is told and given."""

    sender: str
    recipient: str
    letter: bytes


def _letter(head: Letterhead, recipient: str) -> bytes:
    """
    Write the mail that a person's program would write.

    It carries no ``Auto-Submitted`` or ``Precedence``, although RFC 3834 asks programs for one: those headers
    suppress the acknowledgements that are to be measured. A person has approved each of these questions.
    """
    user, _, domain = head.address.partition("@")
    letter = EmailMessage(policy=SMTP_POLICY)
    letter["From"] = Address(head.persona, user, domain)
    letter["To"] = recipient
    letter["Subject"] = head.question.subject
    letter["Date"] = format_datetime(utc_now())
    letter["Message-ID"] = head.message_id
    letter.set_content(f"{head.question.body.strip()}\n\n{head.persona}\n")
    return letter.as_bytes()


async def _hand_to_server(
    visit: Visit, envelope: Envelope, receipt: Receipt, notes: Notes, ca_file: str | None
) -> None:
    started = time.monotonic()
    try:
        async with _greeted(visit, notes, ca_file) as server:
            notes.metrics["connect_seconds"] = time.monotonic() - started
            await server.mail(envelope.sender)
            await server.rcpt(envelope.recipient)
            receipt.if_cut = Failure.OUTCOME_UNKNOWN
            answer = await server.data(envelope.letter)
            receipt.at, receipt.detail = utc_now(), f"{answer.code} {answer.message}"
            notes.metrics["accepted_seconds"] = time.monotonic() - started
    except aiosmtplib.SMTPException as error:
        receipt.at = utc_now()
        raise _whose(_refused(error, receipt), visit, notes) from error
    except OSError as error:
        raise _whose(told(error), visit, notes) from error


@asynccontextmanager
async def _greeted(visit: Visit, notes: Notes, ca_file: str | None) -> AsyncIterator[aiosmtplib.SMTP]:
    """Talk to the target's mail server, or to the study's own; encrypted where the address or the server says so."""
    post = visit.tools.post
    url = urlsplit(visit.target.server or (post.server if post else None) or "")
    if not url.hostname:
        raise ProbeFailed(Failure.PROBE_FAULT, "no mail server is named: set mail.server, or server for this target")
    port = url.port or (465 if url.scheme == "smtps" else 25)
    notes.address = await loopback_address(url.hostname, port)
    server = aiosmtplib.SMTP(
        # It is the name that a certificate must be for, though the connection goes to the address that was looked at.
        hostname=url.hostname,
        sock=await _connected(notes.address, port),
        use_tls=url.scheme == "smtps",
        start_tls=True if url.scheme == "smtp+starttls" else None,
        tls_context=trust(ca_file) if url.scheme != "smtp" else _opportunistic(),
        local_hostname=post.domain if post else None,
        timeout=None,  # the visit's own timeout holds
    )
    try:
        await server.connect()
        if post and post.login and not visit.target.server:
            await server.login(post.login.user, post.login.password)
        yield server
        # The message is taken by now, whatever the server has to say to a goodbye.
        with suppress(aiosmtplib.SMTPException):
            await server.quit(timeout=GOODBYE_SECONDS)
    finally:
        server.close()


async def _connected(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(0)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock


@cache
def _opportunistic() -> ssl.SSLContext:
    """Between mail servers, encryption is opportunistic (RFC 7435): most certificates there prove nothing."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _whose(failed: ProbeFailed, visit: Visit, notes: Notes) -> ProbeFailed:
    """Take a failure on ourselves where it is the study's own mail server that could not be talked to."""
    if visit.target.server or "connect_seconds" in notes.metrics or failed.failure.blame is Blame.PROBE:
        return failed
    return ProbeFailed(Failure.PROBE_FAULT, f"our own mail server: {failed.detail}")


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
