"""A plan as text that fits 80 columns, for the person who is to approve it."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from kaklet.campaign.balance import FACTORS, balance
from kaklet.campaign.document import Contact, Document, SeedLetter
from results.records import Approval, Channel

WIDTH = 80


def plan_lines(document: Document, approvals: Sequence[Approval], *, letters: bool) -> Iterator[str]:
    """Yield the lines of the plan; with *letters*, the full text of each letter too."""
    zone = ZoneInfo(document.timezone)
    yield from _head(document, zone)
    for week, contacts in groupby(document.contacts, key=lambda one: one.week):
        yield ""
        yield f"Week {week}"
        yield from (_contact(one, zone) for one in contacts)
    yield ""
    yield from _providers(document)
    yield from _balance(document)
    yield from _days_off(document)
    if letters:
        for contact in document.contacts:
            yield from _letter(contact, zone)
        for seed in document.seeds:
            yield from _seed(seed, zone)
    yield ""
    yield from _verdict(document, approvals)


def _head(document: Document, zone: ZoneInfo) -> Iterator[str]:
    contacts = document.contacts
    follow_ups = sum(len(one.follow_ups) for one in contacts)
    first, last = (f"{one.at.astimezone(zone):%Y-%m-%d}" for one in (contacts[0], contacts[-1]))
    yield from _folded(
        f"The plan of the campaign {document.campaign!r} of the study {document.study!r}, sent by {document.agent!r} "
        f"from addresses at {document.domain}."
    )
    yield from _folded(
        f"{len(contacts)} questions to {len({one.provider for one in contacts})} providers from {first} to {last}, "
        f"{follow_ups} follow-ups where no person answers, {len(document.seeds)} letters to seeds."
    )
    yield from _folded(
        "Open: the providers were told before."
        if document.mode == "open"
        else "Blind: the providers are told afterwards."
    )
    mailed = any(one.channel is Channel.EMAIL and one.server is None for one in contacts)
    if mailed and document.server is None:
        yield from _folded(
            "Mail goes straight to each provider's mail exchangers, as its DNS names them at that moment."
        )
    yield from _folded(
        f"At most {document.budget_per_week} contacts with one provider in seven days. What cannot leave within "
        f"{document.lateness_seconds / 60:.0f} minutes is missed. Times are of {document.timezone}; "
        f"chance was seeded by {document.dice!r}."
    )
    for provider, words in document.we_hold.items():
        yield from _folded(f"Complaints to {provider}, where the study holds: {words}")


def _contact(contact: Contact, zone: ZoneInfo) -> str:
    at = contact.at.astimezone(zone)
    later = "".join(f" +{(one.at.astimezone(zone).date() - at.date()).days}d" for one in contact.follow_ups)
    return (
        f"  {contact.weekday} {at:%Y-%m-%d %H:%M}  {_short(contact.provider, 12):<12} {contact.channel:<5} "
        f"{contact.language} {_short(contact.question, 14):<14} {_short(contact.persona, 10):<10}{later}"
    )[:WIDTH].rstrip()


def _providers(document: Document) -> Iterator[str]:
    yield "Each provider"
    for provider in sorted({one.provider for one in document.contacts}):
        own = [one for one in document.contacts if one.provider == provider]
        doors = ", ".join(sorted({one.url + (f" by {one.server}" if one.server else "") for one in own}))
        follow_ups = sum(len(one.follow_ups) for one in own)
        yield from _folded(f"  {provider}: {len(own)} questions, up to {follow_ups} follow-ups; {doors}")


def _balance(document: Document) -> Iterator[str]:
    yield ""
    yield "Balance: how often each provider gets each, by task"
    tallies = list(balance(document))
    for factor in FACTORS:
        for tally in (one for one in tallies if one.factor == factor):
            counts = ", ".join(f"{level} {count}" for level, count in tally.counts.items())
            yield from _folded(f"  {factor:<8} {tally.task} {tally.provider}: {counts}", indent="    ")


def _days_off(document: Document) -> Iterator[str]:
    first, last = (f"{one.at:%Y-%m-%d}" for one in (document.contacts[0], document.contacts[-1]))
    for country, days in document.days_off.items():
        told = ", ".join(f"{day} {name}" for day, name in days.items() if first <= day <= last)
        yield ""
        yield from _folded(f"Holidays in {country}, on which nothing is sent: {told or 'none in this time'}")


def _letter(contact: Contact, zone: ZoneInfo) -> Iterator[str]:
    yield from _rule(contact.at, zone)
    yield from _folded(f"To: {contact.provider} <{contact.url}>")
    yield from _folded(f"From: {contact.persona} <{contact.address}>")
    yield from _folded(f"Subject: {contact.subject}")
    yield ""
    yield from _text(contact.text)
    for follow_up in contact.follow_ups:
        yield ""
        yield f"  {follow_up.step}, {follow_up.at.astimezone(zone):%Y-%m-%d %H:%M}, {follow_up.subject}"
        yield ""
        yield from (f"  {line}".rstrip() for line in _text(follow_up.text))


def _seed(seed: SeedLetter, zone: ZoneInfo) -> Iterator[str]:
    yield from _rule(seed.at, zone)
    yield from _folded(f"To: the seed {seed.seed} <{seed.url}>")
    yield from _folded(f"From: {seed.persona} <{seed.address}>")
    yield from _folded(f"Subject: {seed.subject}")
    yield ""
    yield from _text(seed.text)


def _rule(at: datetime, zone: ZoneInfo) -> Iterator[str]:
    yield ""
    yield f"-- {at.astimezone(zone):%Y-%m-%d %H:%M} ".ljust(WIDTH, "-")


def _text(text: str) -> Iterator[str]:
    for line in text.rstrip().splitlines():
        yield from textwrap.wrap(line, WIDTH - 4) or [""]


def _verdict(document: Document, approvals: Sequence[Approval]) -> Iterator[str]:
    yield f"Plan {document.sha256}"
    if approvals:
        yield from _folded(f"Approved by {approvals[-1].by} at {approvals[-1].at:%Y-%m-%d %H:%M} UTC.")
    else:
        yield from _folded("Not approved: nothing of it is sent. When you have read it: kaklet plan --approve HASH")


def _folded(words: str, indent: str = "  ") -> Iterator[str]:
    yield from textwrap.wrap(words, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _short(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[: length - 1]}…"
