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


class Followed(msgspec.Struct, frozen=True, kw_only=True, tag="followed"):
    """How long an imported case was followed. Of several, the latest holds."""

    case: str
    until: datetime
