"""
Which case a letter belongs to by what was learned from others (whom it answers, a ticket number), or by a quotation.

The last resort: each is weaker than an address or a reference to a letter of ours, so each places a letter only where
no other case could be meant.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from results.judge.mail.vendors import ticket_of
from results.records import Match
from results.records.letter import Letter, addresses_in, ids_in, references

RUN = 12
"""Words in a row that are a quotation: two people do not write the same twelve by chance."""
OPEN = timedelta(days=90)
"""How long after a letter of ours a quotation of it may still be an answer to it."""
STRONG = frozenset({Match.ADDRESS, Match.REFERENCE, Match.PERSON})
"""Only from messages that were placed so is anything learned: a guess never leads to the next."""
_SHARED = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com proton.me
protonmail.com gmx.de gmx.net web.de mail.com hotmail.se outlook.no live.se live.no live.nl telia.com ziggo.nl
kpnmail.nl online.no zendesk.com freshdesk.com intercom-mail.com helpscout.net hubspot.com amazonses.com sendgrid.net
mailgun.org
"""
SHARED_HOSTS = frozenset(_SHARED.split())
"""Hosts that many write from: whose letter it is, they cannot tell."""

_WORD = re.compile(r"\w+")
_MAX_WORDS = 30_000


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What a message that was surely placed tells of its case and provider."""

    case: str
    provider: str
    host: str
    """Of its sender's address."""
    ticket: str | None
    message_id: str = ""
    """Its own; empty if it has none."""

    @property
    def names(self) -> tuple[str, ...]:
        """What a later letter may name it by."""
        return tuple(name for name in (self.message_id, self.ticket) if name)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A letter of ours, as it may be quoted."""

    case: str
    at: datetime
    text: str
    address: str
    message_id: str | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Where a letter may belong."""

    case: str | None = None
    """The one case that it can belong to; None if there is none, or are several."""
    by: Match | None = None
    candidates: tuple[str, ...] = ()
    """Every case that something speaks for, for a person to choose from."""


def learn(letter: Letter, *, case: str, provider: str) -> Learned:
    """Take from *letter*, which surely belongs to *case*, what later ones may be known by."""
    ids = ids_in(letter.first("message-id"))
    return Learned(
        case=case,
        provider=provider,
        host=host_of(letter),
        ticket=_ticket(letter),
        message_id=ids[0] if len(ids) == 1 else "",
    )


def named_in(letter: Letter) -> frozenset[str]:
    """Tell what *letter* names that may be learned later: Message-IDs that it answers, and its ticket number."""
    number = _ticket(letter)
    return frozenset((*references(letter), *([number] if number else [])))


def host_of(letter: Letter) -> str:
    """Return the host that *letter* says it was sent from; empty if it says none."""
    return letter.sender.rpartition("@")[2]


def by_contents(letter: Letter, at: datetime, learned: Iterable[Learned], sent: Sequence[Sent]) -> Found:
    """
    Find the case of *letter*, which came *at*, by the message that it answers, by ticket number and by quotation.

    The first decides, if it finds one case; if it finds several, nobody but a person can. Where the other two name
    different cases, or one of them several, none is right for sure.
    """
    known = list(learned)
    threads = _by_thread(letter, known)
    if threads:
        case = min(threads) if len(threads) == 1 else None
        return Found(case=case, by=Match.THREAD if case else None, candidates=tuple(sorted(threads)))
    sure, maybe = _by_ticket(letter, known)
    quoted = _quoted(letter, at, sent)
    candidates = tuple(sorted(maybe | quoted))
    if len(sure) > 1 or len(quoted) > 1 or (sure and quoted and sure != quoted):
        return Found(candidates=candidates)
    if sure:
        return Found(case=min(sure), by=Match.TICKET, candidates=candidates)
    if quoted:
        return Found(case=min(quoted), by=Match.QUOTE, candidates=candidates)
    return Found(candidates=candidates)


def _ticket(letter: Letter) -> str | None:
    number = ticket_of(letter)
    return number.casefold().lstrip("#") if number else None


def _by_thread(letter: Letter, learned: Sequence[Learned]) -> set[str]:
    """
    Return the cases of those messages that *letter* says it answers.

    Nobody but who wrote such a message, and we, know its Message-ID.
    """
    answered = set(references(letter))
    return {one.case for one in learned if one.message_id and one.message_id in answered}


def _by_ticket(letter: Letter, learned: Sequence[Learned]) -> tuple[set[str], set[str]]:
    """
    Return the cases of the letter's own provider that have its ticket number, and those of all providers.

    Numbers of two help desks may be equal by chance or by intent. So a number counts among the cases of one provider
    only: the one whose host the letter comes from. The host alone places nothing.
    """
    number = _ticket(letter)
    if number is None:
        return set(), set()
    everywhere = {one.case for one in learned if one.ticket == number}
    host = host_of(letter)
    owners = {one.provider for one in learned if one.host == host} if host and host not in SHARED_HOSTS else set()
    if len(owners) != 1:
        return set(), everywhere
    return {one.case for one in learned if one.ticket == number and one.provider in owners}, everywhere


def _quoted(letter: Letter, at: datetime, sent: Sequence[Sent]) -> set[str]:
    """Return the cases that *letter* quotes by what no other case has: address, Message-ID, or a run of words."""
    named = _named(letter, sent)
    if named:
        return named
    runs = _runs(letter.text)
    if not runs:
        return set()
    owners = _owners([one for one in sent if timedelta(0) <= at - one.at <= OPEN], runs)
    alone = {case for cases in owners.values() if len(cases) == 1 for case in cases}
    return alone or {case for cases in owners.values() for case in cases}


def _named(letter: Letter, sent: Sequence[Sent]) -> set[str]:
    found = {*addresses_in(letter.text), *ids_in(letter.text)}
    return {one.case for one in sent if found & {one.address.lower(), one.message_id}}


def _owners(sent: Sequence[Sent], runs: frozenset[str]) -> Mapping[str, set[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for one in sent:
        for run in _our_runs(one.text) & runs:
            owners[run].add(one.case)
    return owners


@lru_cache(maxsize=512)
def _our_runs(text: str) -> frozenset[str]:
    """Return the runs of a letter of ours: there are few such texts, and each is asked for at every message."""
    return _runs(text)


def _runs(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())[:_MAX_WORDS]
    return frozenset(" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
