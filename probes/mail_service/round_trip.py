"""A message to oneself: sent, seen in the folder, and deleted again, that one and no other."""

import asyncio
import secrets
import ssl
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from probes.contact.post import Login
from probes.mail_service.account import Account
from probes.mail_service.imap_talk import ImapTalk, quoted
from probes.mail_service.smtp_talk import SmtpTalk
from probes.probe import Notes, ProbeFailed, utc_now
from probes.wire.endpoint import Family, place_of
from probes.wire.sample import Sample
from results.records import Failure

LOOK_SECONDS = 0.25
"""How often it is looked whether the message has come: the figure is not finer than that."""


class Message:
    """One message that *account* writes to itself."""

    def __init__(self, account: Account) -> None:
        self.address = account.address or account.user
        domain = self.address.rpartition("@")[2] or "localhost"
        self.id = f"<{secrets.token_hex(16)}@{domain}>"
        letter = EmailMessage(policy=SMTP_POLICY)
        letter["From"] = letter["To"] = self.address
        letter["Subject"] = "A message to myself"
        letter["Date"] = format_datetime(utc_now())
        letter["Message-ID"] = self.id
        letter.set_content("It measures how long it is on its way, and is deleted when it has come.\n")
        self.letter = letter.as_bytes()


async def send(message: Message, account: Account, login: Login, context: ssl.SSLContext, sample: Sample) -> None:
    """
    Hand *message* to the account's own server for outgoing mail, in a conversation of its own.

    Its phases are not noted: they are what kind smtp is for. A failure's detail says that it was the sending.
    """
    url = account.send_through or ""
    place = place_of(url)
    own = Sample(Notes(), clock=sample.clock, public=sample.judge)
    family: Family = "ipv6" if ":" in (sample.notes.address or "") else "ipv4"
    sample.notes.doing = "sending the message"
    try:
        async with own.connection(place, family) as wire:
            talk = SmtpTalk(wire, own, message.address.rpartition("@")[2])
            await talk.open(context, place.host.rstrip("."), "tls" if url.startswith("smtps:") else "starttls")
            await talk.login(login)
            await talk.send(message.address, message.letter)
            await talk.quit()
    except ProbeFailed as failed:
        raise ProbeFailed(failed.failure, f"sending: {failed.detail}") from failed


async def see(message: Message, talk: ImapTalk, sample: Sample) -> bytes:
    """Wait until *message* is in the selected folder; return its number. Notes ``seen_seconds``."""
    sample.notes.doing = "waiting for the message"
    began = sample.clock.monotonic()
    while True:
        answer = (await talk.command(b"UID SEARCH HEADER Message-ID " + quoted(message.id))).good()
        found = [word for line in answer.untagged if line.upper().startswith(b"SEARCH") for word in line.split()[1:]]
        if found:
            if len(found) > 1 or not found[0].isdigit():
                raise ProbeFailed(Failure.PROTOCOL_ERROR, f"one message was looked for, and {len(found)} were found")
            sample.notes.metrics["seen_seconds"] = (sample.clock.monotonic() - began) / 1e9
            return found[0]
        await asyncio.sleep(LOOK_SECONDS)
        (await talk.command(b"NOOP")).good()


async def delete(number: bytes, talk: ImapTalk, sample: Sample) -> None:
    """
    Delete the message of that *number* and no other.

    A server without UIDPLUS (RFC 4315) could only be told to expunge all that is marked, whoever marked it: there the
    message stays, marked as deleted.
    """
    sample.notes.doing = "deleting the message"
    (await talk.command(b"UID STORE " + number + rb" +FLAGS.SILENT (\Deleted)")).good()
    if b"UIDPLUS" in talk.offers:
        (await talk.command(b"UID EXPUNGE " + number)).good()
