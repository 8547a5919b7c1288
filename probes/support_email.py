"""Write to support by mail: one ordinary question from an ordinary address. The answers come to the mailbox."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from probes.contact.direct import RETRY_SECONDS, Delivery
from probes.contact.handover import TALK_SHARE, Receipt, handing_over, letterhead_of
from probes.contact.mail_talk import Door, Envelope, Security, hand_to
from probes.contact.manners import address_of, approved, host_of, is_loopback
from probes.contact.post import Letterhead
from probes.probe import Notes, ProbeFailed, Visit
from probes.wire.failures import told
from results.records import Blame, Channel, Failure

MOST_RETRIES = 3
SHORTEST_RETRY_SECONDS = 60.0


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
    retry_seconds: tuple[float, ...] = RETRY_SECONDS
    """How long is waited before each further try, where the provider's own mail server says "later"."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        if len(self.retry_seconds) > MOST_RETRIES or any(each < SHORTEST_RETRY_SECONDS for each in self.retry_seconds):
            yield (
                "retry_seconds",
                f"must be at most {MOST_RETRIES} waits of at least {SHORTEST_RETRY_SECONDS:g} s: more is not polite",
            )

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Open a case and hand its question over: to one server, or to the recipient's mail exchangers in turn."""
        until = asyncio.get_running_loop().time() + TALK_SHARE * self.timeout_seconds + visit.spare_seconds
        recipient = urlsplit(visit.target.url).path
        if not is_loopback(host_of(visit.target.url)) and approved(visit) is None:
            raise ProbeFailed(Failure.NOT_APPROVED, f"{recipient} is a stranger's, and no plan has been approved")
        head = letterhead_of(visit)
        letter = _letter(visit, head, recipient)
        async with (
            handing_over(visit, Channel.EMAIL, head, letter) as receipt,
            asyncio.timeout_at(until),
        ):
            envelope = Envelope(head.address, recipient, letter)
            if is_direct(visit):
                await self._delivery(visit, head, envelope, receipt, notes).run()
            else:
                if visit.target.server is None:
                    receipt.if_cut = Failure.PROBE_FAULT  # the study's own server is silent
                await _hand_over(visit, envelope, receipt, notes, self.ca_file)
        notes.detail = receipt.detail

    def _delivery(self, visit: Visit, head: Letterhead, envelope: Envelope, receipt: Receipt, notes: Notes) -> Delivery:
        post = visit.tools.post
        if post is None:
            raise ProbeFailed(Failure.PROBE_FAULT, "the study has no [mail] section, so it greets as nobody")
        return Delivery(
            case=head.case,
            number=visit.errand.number if visit.errand else 0,
            domain=host_of(visit.target.url),
            envelope=envelope,
            receipt=receipt,
            notes=notes,
            sink=visit.tools.sink,
            now=visit.tools.now,
            our_name=post.domain,
            resolver=post.resolver,
            port=post.exchanger_port,
            timeout_seconds=self.timeout_seconds,
            spare_seconds=visit.spare_seconds,
            retry_seconds=self.retry_seconds,
        )


def is_direct(visit: Visit) -> bool:
    """Whether the letter of *visit* goes to the recipient's mail exchangers: no server is named for it."""
    post = visit.tools.post
    return visit.target.server is None and (post is None or post.server is None)


def _letter(visit: Visit, head: Letterhead, recipient: str) -> bytes:
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
    letter["Date"] = format_datetime(_local(visit))
    letter["Message-ID"] = head.message_id
    if visit.errand and visit.errand.in_reply_to:
        letter["In-Reply-To"] = visit.errand.in_reply_to
        letter["References"] = visit.errand.references
    letter.set_content(head.letter)
    return letter.as_bytes()


def _local(visit: Visit) -> datetime:
    """Tell the time as a program in the study's zone writes it."""
    post = visit.tools.post
    return visit.tools.now().astimezone(ZoneInfo(post.timezone if post else "UTC"))


async def _hand_over(visit: Visit, envelope: Envelope, receipt: Receipt, notes: Notes, ca_file: str | None) -> None:
    """Hand *envelope* to the target's mail server, or to the study's own."""
    post = visit.tools.post
    url = urlsplit(visit.target.server or (post.server if post else None) or "")
    if not url.hostname:
        raise ProbeFailed(Failure.PROBE_FAULT, "the mail server has no name: correct mail.server, or the target's")
    port = url.port or (465 if url.scheme == "smtps" else 25)
    try:
        notes.address = await address_of(url.hostname, port, strangers=visit.errand is not None)
        door = Door(
            url.hostname,
            notes.address,
            port,
            _SECURITY[url.scheme],
            ca_file=ca_file,
            login=post.login if post and not visit.target.server else None,
            our_name=post.domain if post else None,
        )
        await hand_to(door, envelope, receipt, notes, now=visit.tools.now)
    except ProbeFailed as failed:
        raise _whose(failed, visit) from failed
    except OSError as error:
        raise _whose(told(error), visit) from error


def _whose(failed: ProbeFailed, visit: Visit) -> ProbeFailed:
    """Hold what the study's own mail server does against the prober, and never against the provider."""
    if visit.target.server or failed.failure.blame is not Blame.TARGET:
        return failed
    return ProbeFailed(Failure.PROBE_FAULT, f"our own mail server: {failed.detail}")


_SECURITY: dict[str, Security] = {"smtp": "offered", "smtp+starttls": "starttls", "smtps": "tls"}
