"""
The plan as a document: everything that decides what is sent, to whom, when and in whose name.

It is made of the study file alone, so that the same file makes the same bytes, and an edit anywhere makes others.
"""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

from probes.forms.door import FormDoor
from results.records import Channel, Step

LATENESS_SECONDS = 900.0
"""A letter that could not leave within this time of its moment is missed, and is not sent late."""


class PlannedFollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent if no person has answered by then."""

    number: int
    step: Step
    at: datetime
    message_id: str
    subject: str
    text: str
    """The letter; the letter before is quoted below it when it is sent."""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one provider, with what may follow it."""

    case: str
    provider: str
    task: str
    target: str
    channel: Channel
    url: str
    server: str | None
    consent: bool
    """Whether a consent that a form demands is given."""
    form: FormDoor | msgspec.UnsetType = msgspec.UNSET
    """What the study says of the form; absent for mail."""
    at: datetime
    week: int
    """From 1."""
    weekday: str
    window: str
    language: str
    question: str
    persona: str
    address: str
    message_id: str
    subject: str
    text: str
    follow_ups: tuple[PlannedFollowUp, ...] = ()


class SeedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to an address of the study's own, on a day on which providers are written to."""

    case: str
    seed: str
    url: str
    at: datetime
    language: str
    question: str
    persona: str
    address: str
    message_id: str
    subject: str
    text: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A whole campaign, laid out ahead."""

    format: Literal["kaklet-plan/1"] = "kaklet-plan/1"
    study: str
    campaign: str
    dice: str
    """What chance was seeded by."""
    agent: str
    """Who sends it: another agent needs a plan of its own."""
    mode: Literal["open", "blind"]
    timezone: str
    domain: str
    """Whose addresses it is sent from."""
    server: str | None
    """The study's own outgoing server, where a target has none."""
    budget_per_week: int
    lateness_seconds: float = LATENESS_SECONDS
    reminder_after_business_days: int | None
    complaint_after_business_days: int | None
    we_hold: dict[str, str]
    """By provider: the account that the study really holds there, where complaints are planned."""
    attributions: dict[str, str]
    """By language: how the letter before is introduced where a follow-up quotes it."""
    days_off: dict[str, dict[str, str]]
    """By country and ISO date: the holidays on which nothing is sent and that count as no business days."""
    contacts: tuple[Contact, ...]
    seeds: tuple[SeedLetter, ...]

    def encoded(self) -> str:
        """Write the document as canonical JSON: its keys in one order, no spaces."""
        return msgspec.json.encode(self, order="deterministic").decode()

    @property
    def sha256(self) -> str:
        """The hash by which it is approved."""
        return hashlib.sha256(self.encoded().encode()).hexdigest()


def decoded(text: str) -> Document:
    """Read a document that `Document.encoded` wrote."""
    return msgspec.json.decode(text, type=Document)
