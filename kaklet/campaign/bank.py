"""The questions and personas that come with Kaklet, and the words of reminders."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import msgspec

from kaklet.campaign.settings import Wording

LANGUAGES = ("sv", "nb", "nl", "en")
BANKS = ("web_host", "isp")
SUBJECT_LENGTH = range(4, 61)
BODY_LENGTH = range(40, 601)
"""Those of the bank are shorter than half of it; a study's own have a greeting in them."""


class Persona(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a question is from: an invented name, and a way to begin and to end a letter."""

    name: str
    greeting: str
    closing: str
    """With the name as this person signs."""

    def letter(self, words: str) -> str:
        """Write a whole letter around *words*."""
        return f"{self.greeting}\n\n{words.strip()}\n\n{self.closing}\n"


class FollowUpWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reminder and a complaint say in one language, and how a quotation is introduced."""

    attribution: str
    reminder: tuple[str, ...]
    complaint: tuple[str, ...]


@cache
def bank(kind: str) -> Mapping[str, Mapping[str, Wording]]:
    """Return the questions for a *kind* of provider (one of `BANKS`): by id, then by language."""
    questions = msgspec.convert(_read(f"questions/{kind}.toml")["question"], list[dict[str, str | Wording]])
    return {str(one.pop("id")): msgspec.convert(one, dict[str, Wording]) for one in questions}


@cache
def personas(language: str) -> tuple[Persona, ...]:
    """Return the personas that write *language*, one of `LANGUAGES`."""
    return msgspec.convert(_read("personas.toml")[language], tuple[Persona, ...])


@cache
def follow_up_words(language: str) -> FollowUpWords:
    """Return the words of follow-ups in *language*, one of `LANGUAGES`."""
    return msgspec.convert(_read("follow_ups.toml")[language], FollowUpWords)


def faults(wording: Wording) -> Iterator[str]:
    """Tell what is wrong with a question, each as a sentence that continues its key."""
    subject, body = wording.subject.strip(), wording.body.strip()
    for name, text, length in (("subject", subject, SUBJECT_LENGTH), ("body", body, BODY_LENGTH)):
        if len(text) not in length:
            yield f"has a {name} of {len(text)} characters: make it {length.start} to {length.stop - 1}"
    if "?" not in body:
        yield "asks nothing: it has no question mark"
    text = f"{subject}\n{body}"
    if found := _PLACEHOLDER.search(text):
        yield f"holds {found[0]!r}, which looks like a placeholder: write what is to be sent"
    if found := _UNTRUE.search(text):
        yield f"says {found[0]!r}: a persona claims no purchase, fault or customer number that is not true"


_PLACEHOLDER = re.compile(r"[{}<>\[\]]|%[sd(]|\bX{2,}|\bTODO\b|\blorem\b|_{2,}|\.{4,}", re.IGNORECASE)
_OWNED = (
    r"\b(min|mitt|mina|mine|mijn|onze|vår|vårt|our|my)\s+(\w+\s+)?\w*"
    r"(konto|abonn|beställning|bestilling|ordre|faktura|avtal|account|subscription|order|invoice|contract|bestelling|factuur)"
)
_BOUGHT = (
    r"\bjag (har )?(köpt|köpte|beställt|beställde)|\bjeg (har )?(kjøpt|kjøpte|bestilt|bestilte)"
    r"|\bik (heb|had) (\w+ )*(gekocht|besteld|afgesloten)|\bI (have |'ve )?(bought|ordered|purchased|signed up)"
    r"|\bjag är kund\b|\bjeg er kunde\b|\bik ben klant\b|\bI('m| am) (already )?a customer\b"
)
_NUMBERED = (
    r"(kund|kunde|klant|order|ordre|bestel|konto|avtals|faktura|factuur)\s?-?(nummer|nr)\b"
    r"|\b(customer|order|account|invoice|client|ticket) (number|no\.?|id)\b|\d{5,}"
)
_BROKEN = (
    r"fungerar inte|funkar inte|virker ikke|fungerer ikke|werkt niet|doet het niet|doesn't work|not working"
    r"|does not work|\bis broken\b|\bkapot\b|\btrasig|\bødelagt|\bligger nere (för|hos) mi[gn]"
)
_UNTRUE = re.compile(f"{_OWNED}|{_BOUGHT}|{_NUMBERED}|{_BROKEN}", re.IGNORECASE)


@cache
def _read(name: str) -> Mapping[str, list[dict[str, object]]]:
    text = files("kaklet.campaign").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)
