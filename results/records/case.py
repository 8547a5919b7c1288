"""
A correspondence with a provider's support, by mail or by form.

It is not a probe that waits for days: a probe opens the case, the mailbox adds messages to it.
What was never answered stays in it, as censored data.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from results.records.failure import Failure


class Channel(StrEnum):
    """The door that the question went through."""

    EMAIL = "email"
    FORM = "form"


class Match(StrEnum):
    """How a message was known to belong to its case. The sender is never a way: answers come from anywhere."""

    ADDRESS = "address"
    """It was sent to the case's own reply address."""
    REFERENCE = "reference"
    """It names our Message-ID."""
    THREAD = "thread"
    """It names the Message-ID of an earlier message that surely belongs to the case."""
    TICKET = "ticket"
    """It names a ticket number that an earlier message of the same provider gave the case."""
    QUOTE = "quote"
    """It quotes what we wrote."""
    PERSON = "person"
    """A person said so (`Assignment`)."""


class Step(StrEnum):
    """What a letter of ours is within its case."""

    QUESTION = "question"
    REMINDER = "reminder"
    """The question once more, because no answer came."""
    COMPLAINT = "complaint"
    """Only where the study really holds the account or contract that it complains about."""


class Withholding(StrEnum):
    """Why a follow-up of the plan was not sent."""

    ANSWERED = "answered"
    """A person has answered."""
    UNDETERMINED = "undetermined"
    """Something came that may be a person's answer."""
    UNDELIVERABLE = "undeliverable"
    """The question bounced, or its delivery was delayed."""
    VERIFICATION = "verification"
    """The provider wants an address proved first."""
    UNREAD_MAILBOX = "unread_mailbox"
    """The mailbox could not be read since it fell due, so an answer may lie in it."""
    NOT_HANDED_OVER = "not_handed_over"
    """The letter before was refused, or what became of it is not known."""
    BUDGET = "budget"
    """The provider had had as many contacts as it may."""
    PROBER = "prober"
    """The prober could not send it."""
    MISSED_LATE = "missed_late"
    """It could not begin in time."""
    MISSED_DOWN = "missed_down"
    """No daemon ran when it fell due."""


class Case(msgspec.Struct, frozen=True, kw_only=True, tag="case"):
    """
    A question to one provider, written down before a byte of it is sent.

    Whether it was handed over is a `Handover`. A case without one was cut off in between:
    whether the provider has it is then unknown, and it is never sent a second time.
    """

    id: str
    agent: str
    provider: str
    target: str
    task: str
    channel: Channel
    slot: datetime
    opened_at: datetime
    question: str
    """The id of the question in the study."""
    persona: str
    """The name that it is signed with."""
    address: str
    """The reply address that only this case has."""
    message_id: str | None = None
    """The Message-ID of our mail (RFC 5322, 3.6.4); None for a form."""
    subject: str
    evidence: str
    """SHA-256 of what was to be sent, in the evidence store; empty for a case that was imported."""
    plan: str | None = None
    """SHA-256 of the approved plan that it is part of; None where none was needed (this machine itself, an import)."""
    seed: bool = False
    """Whether it went to an address of the study's own, to prove that our mail arrives; *provider* names the seed."""


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, tag="follow_up"):
    """A further letter of ours within a case, written down before a byte of it is sent."""

    case: str
    number: int
    """1 for the first after the question; with *case*, the key."""
    step: Step
    slot: datetime
    """When it was due."""
    opened_at: datetime
    message_id: str | None = None
    subject: str
    evidence: str
    """SHA-256 of what was to be sent, in the evidence store."""


class Withheld(msgspec.Struct, frozen=True, kw_only=True, tag="withheld"):
    """A follow-up that the plan held ready and that was not sent. It is final: it is not sent later."""

    case: str
    number: int
    """As in `FollowUp`; with *case*, the key."""
    step: Step
    slot: datetime
    """When it was due."""
    at: datetime
    """When that was decided."""
    why: Withholding


class Handover(msgspec.Struct, frozen=True, kw_only=True, tag="handover"):
    """What became of the sending of a case's question, or of one of its follow-ups."""

    case: str
    number: int = 0
    """0 for the question, else that of the follow-up; with *case*, the key."""
    at: datetime
    """For mail: when the receiving server said 250 to the data, or refused. For a form: when its answer was read."""
    failure: Failure | None = None
    detail: str = ""
    evidence: str | None = None
    """SHA-256 of what came back (a form's answer page), if anything did."""


class DeliveryAttempt(msgspec.Struct, frozen=True, kw_only=True, tag="delivery_attempt"):
    """
    One conversation with one of a provider's mail exchangers, where letters go there directly.

    All of a letter are one contact: no more than one of them ends with the letter taken.
    """

    case: str
    number: int = 0
    """As in `Handover`."""
    attempt: int
    """From 1; with *case* and *number*, the key."""
    at: datetime
    """When it ended."""
    host: str
    """The exchanger's name, as the domain's MX record has it."""
    address: str
    failure: Failure | None = None
    """Why the letter was not taken; None if it was."""
    detail: str = ""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag="message"):
    """
    One message found in the study's mailbox. What it is (a person's answer or a machine's) is judged later.

    A message that belongs to no case is kept as well, for a person to look at.
    """

    id: str
    """Where it was found: mailbox, folder and the number or file name there. The key."""
    case: str | None = None
    matched_by: Match | None = None
    received_at: datetime
    """When the mail server took it in (IMAP's INTERNALDATE, a Maildir file's time), not its Date header."""
    folder: str = ""
    evidence: str
    """SHA-256 of the raw bytes, in the evidence store; empty for a message that was imported."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True, tag="sighting"):
    """The same bytes found once more in the mailbox: moved, copied, or in a folder that was numbered anew."""

    id: str
    """Where: as in `Message.id`. The key."""
    message: str
    """The message that it is."""
    folder: str
    received_at: datetime
    """What the server says there. The message keeps the time of its first reading."""


class Placement(msgspec.Struct, frozen=True, kw_only=True, tag="placement"):
    """
    The case of a message that no rule could place when it was read: what it is known by was learned later.

    A person's `Assignment` stands above it, whichever came first. Of several, the latest holds.
    """

    message: str
    case: str | None
    """None where what had been learned no longer holds: then it waits for a person again."""
    matched_by: Match | None
    at: datetime
    """With *message*, the key."""


class Followed(msgspec.Struct, frozen=True, kw_only=True, tag="followed"):
    """How long an imported case was followed. Of several, the latest holds."""

    case: str
    until: datetime
