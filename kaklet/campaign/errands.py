"""From an approved plan to the letters that are carried: each with its moment and all that decides what leaves."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from kaklet.campaign.document import Contact, Document, PlannedFollowUp, SeedLetter
from probes.contact.errand import Errand
from results.records import Channel


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One letter of the plan at its moment."""

    at: datetime
    errand: Errand
    provider: str
    target: str
    task: str
    channel: Channel
    contact: Contact | None
    """None for a letter to a seed."""
    follow_up: PlannedFollowUp | None = None


def dues(document: Document) -> list[Due]:
    """List all letters of the plan *document* in the order of time."""
    plan = document.sha256
    found = [_question(plan, contact) for contact in document.contacts]
    found += [_follow_up(plan, contact, one) for contact in document.contacts for one in contact.follow_ups]
    found += [_seed(plan, seed) for seed in document.seeds]
    return sorted(found, key=lambda one: one.at)


def _question(plan: str, contact: Contact) -> Due:
    errand = Errand(
        plan=plan,
        case=contact.case,
        url=contact.url,
        server=contact.server,
        form=contact.form or None,
        question=contact.question,
        persona=contact.persona,
        address=contact.address,
        message_id=contact.message_id,
        subject=contact.subject,
        text=contact.text,
    )
    return _due(contact, contact.at, errand)


def _follow_up(plan: str, contact: Contact, follow_up: PlannedFollowUp) -> Due:
    before = [contact.message_id, *(one.message_id for one in contact.follow_ups if one.number < follow_up.number)]
    errand = Errand(
        plan=plan,
        case=contact.case,
        number=follow_up.number,
        step=follow_up.step,
        url=contact.url,
        server=contact.server,
        question=contact.question,
        persona=contact.persona,
        address=contact.address,
        message_id=follow_up.message_id,
        subject=follow_up.subject,
        text=follow_up.text,
        in_reply_to=before[-1],
        references=" ".join(before),
    )
    return _due(contact, follow_up.at, errand, follow_up)


def _due(contact: Contact, at: datetime, errand: Errand, follow_up: PlannedFollowUp | None = None) -> Due:
    return Due(
        at=at,
        errand=errand,
        provider=contact.provider,
        target=contact.target,
        task=contact.task,
        channel=contact.channel,
        contact=contact,
        follow_up=follow_up,
    )


def _seed(plan: str, seed: SeedLetter) -> Due:
    errand = Errand(
        plan=plan,
        case=seed.case,
        url=seed.url,
        question=seed.question,
        persona=seed.persona,
        address=seed.address,
        message_id=seed.message_id,
        subject=seed.subject,
        text=seed.text,
        seed=True,
    )
    return Due(
        at=seed.at,
        errand=errand,
        provider=seed.seed,
        target="seed",
        task="seed",
        channel=Channel.EMAIL,
        contact=None,
    )


def quoting(due: Due, document: Document, handed_over_at: datetime) -> Errand:
    """Return the follow-up *due* with the question quoted below it, as a person's program does."""
    contact = due.contact
    if contact is None:
        return due.errand
    local = handed_over_at.astimezone(ZoneInfo(document.timezone))
    introduced = document.attributions[contact.language].format(
        date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", name=contact.persona, address=contact.address
    )
    quoted = "\n".join(f"> {line}".rstrip() for line in contact.text.rstrip().splitlines())
    return msgspec.structs.replace(due.errand, text=f"{due.errand.text}\n{introduced}\n{quoted}\n")
