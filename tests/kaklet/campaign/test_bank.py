"""The questions that come with Kaklet: complete, of like size, and true for anybody who writes them."""

from __future__ import annotations

import pytest

from kaklet.campaign.bank import BANKS, LANGUAGES, bank, faults, follow_up_words, personas
from kaklet.campaign.settings import Wording

EVERY = [
    pytest.param(wording, id=f"{kind}-{id_}-{language}")
    for kind in BANKS
    for id_, texts in bank(kind).items()
    for language, wording in texts.items()
]


@pytest.mark.parametrize("kind", BANKS)
def test_at_least_twelve_in_each_language(kind: str) -> None:
    """Each question is there in all languages, and no two of a language have one subject."""
    questions = bank(kind)
    assert len(questions) >= 12
    assert all(tuple(texts) == LANGUAGES for texts in questions.values())
    for language in LANGUAGES:
        assert len({texts[language].subject for texts in questions.values()}) == len(questions)


@pytest.mark.parametrize("wording", EVERY)
def test_a_question_of_the_bank_is_sound(wording: Wording) -> None:
    """No placeholder, no false claim, a question mark, and short: answered in under five minutes."""
    assert list(faults(wording)) == []
    assert 60 <= len(wording.body) <= 260
    assert wording.body.count("?") <= 3


@pytest.mark.parametrize(
    "body",
    [
        "Hej, mitt konto har slutat ta emot mejl sedan i går. Vad ska jag göra?",
        "Jag köpte ett paket av er i går och undrar när det aktiveras egentligen?",
        "My customer number is 4711. Which PHP versions can I choose between?",
        "Jeg er kunde hos dere og lurer på hvilke versjoner som finnes av PHP?",
        "Ik heb vorige week een pakket besteld, wanneer wordt dat geactiveerd?",
        "Hej {name}, vilka versioner av PHP går det att välja mellan hos er?",
        "TODO: ask about PHP versions and whether each site can have its own?",
        "Webbplatsen fungerar inte längre, kan ni hjälpa till med det i dag?",
        "Which PHP versions can be chosen with you, I would like to know that.",
        "PHP?",
    ],
)
def test_a_bad_question_is_refused(body: str) -> None:
    """Claims that are not true, placeholders, and what is no question or none of use are named."""
    assert list(faults(Wording(subject="A question", body=body)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_personas_write_each_in_a_way_of_their_own(language: str) -> None:
    """There are several in each language, none greets or closes like another, and each signs with its own name."""
    known = personas(language)
    assert len(known) >= 5
    for what in ("name", "greeting", "closing"):
        assert len({getattr(one, what) for one in known}) == len(known)
    assert all(one.name.split()[0] in one.closing for one in known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_follow_ups_have_words(language: str) -> None:
    """Reminders claim nothing but the letter before; complaints say that the writer is a customer, and are few."""
    words = follow_up_words(language)
    told = words.attribution.format(date="2027-01-01", time="10:00", name="N", address="a@b")
    assert "N <a@b>" in told
    assert told.endswith(":")
    assert len(words.reminder) >= 2
    assert not any(fault for text in words.reminder for fault in faults(Wording(subject="Re: x", body=text)))
    assert len(words.complaint) >= 1
