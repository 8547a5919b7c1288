"""Whom the study writes as, what it asks whom and when, and that no two cases share an address."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.contact.post import Letterhead, Login, Post, Question, letterhead

PERSONAS = ("Anna Lind", "Erik Moberg", "Maja Öberg", "Bjørn Æbeltoft", "Jan de Vries")
QUESTIONS = tuple(Question(id=f"q{n}", subject=f"Subject {n}", body="Hello") for n in range(7))
POST = Post(study="test", domain="study.localhost", personas=PERSONAS, questions=QUESTIONS)
START = datetime(2026, 5, 3, tzinfo=UTC)
PROVIDERS = ("bjorkhost", "fjordnett", "kvickserver", "lillsajten", "polderweb")


KNOWN = (
    "7db7e16f843f40f4c317",
    "q0",
    "Maja Öberg",
    "maja.oberg.xh1309096@study.localhost",
    "<f1397c9311df18614c247147@study.localhost>",
)


def head(provider: str = "bjorkhost", *, turn: int = 0, task: str = "ask-by-mail", post: Post = POST) -> Letterhead:
    """Return the letterhead of a case in the *turn*-th of daily slots."""
    return letterhead(post, provider=provider, task=task, slot=START + timedelta(days=turn), turn=turn)


names = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)


@given(names, names, st.integers(0, 100_000))
def test_the_same_every_time(provider: str, task: str, turn: int) -> None:
    """A case that is worked out again has the same names, so that a restart changes nothing."""
    assert head(provider, task=task, turn=turn) == head(provider, task=task, turn=turn)


def test_known_letterhead() -> None:
    """The names of a case are the same in every version: answers to old questions must still be found."""
    found = head()
    assert (found.case, found.question.id, found.persona) == KNOWN[:3]
    assert (found.address, found.message_id) == KNOWN[3:]


def test_unique_over_many_cases() -> None:
    """Over ten years of daily questions to five providers by two ways no two cases share a name or an address."""
    heads = [
        head(provider, turn=turn, task=task)
        for provider in PROVIDERS
        for turn in range(3_650)
        for task in ("ask-by-mail", "ask-by-form")
    ]
    for names_of in (lambda one: one.case, lambda one: one.address, lambda one: one.message_id):
        assert len({names_of(one) for one in heads}) == len(heads)


def test_other_study_other_names() -> None:
    """Two studies that ask the same provider in the same slot are told apart."""
    other = msgspec.structs.replace(POST, study="other")
    assert head(post=other).address != head().address
    assert head(post=other).case != head().case


@given(st.sampled_from(PROVIDERS), st.integers(0, 10_000))
def test_address_looks_like_a_persons(provider: str, turn: int) -> None:
    """The address is the persona's name as a mail provider would suggest it, at the study's own domain."""
    found = head(provider, turn=turn)
    local, _, domain = found.address.partition("@")
    assert domain == "study.localhost"
    assert re.fullmatch(r"[a-z]+(\.[a-z]+){1,2}\.[a-z]{2}\d{7}", local)
    assert len(local) <= 64
    assert "+" not in local


@pytest.mark.parametrize(
    ("persona", "spelled"),
    [
        ("Åsa Öberg", "asa.oberg."),
        ("Bjørn Æbeltoft", "bjorn.aebeltoft."),
        ("Jan de Vries", "jan.de.vries."),
        ("Jürgen Groß", "jurgen.gross."),
        ("Anne-Marie O'Neill", "annemarie.oneill."),
        ("Łukasz Đorđević", "lukasz.dordevic."),
    ],
)
def test_spelling(persona: str, spelled: str) -> None:
    """Letters beyond ASCII are spelled as their owners spell them in an address."""
    post = msgspec.structs.replace(POST, personas=(persona,))
    assert head(post=post).address.startswith(spelled)


def test_message_id() -> None:
    """The Message-ID is one id in angle brackets at the study's own domain (RFC 5322, 3.6.4)."""
    assert re.fullmatch(r"<[0-9a-f]{24}@study\.localhost>", head().message_id)


@given(st.integers(0, 1_000_000))
def test_all_providers_get_the_same_question(turn: int) -> None:
    """In one slot every provider is asked the same, so that none has the easier question."""
    assert len({head(provider, turn=turn).question for provider in PROVIDERS}) == 1


@given(st.integers(0, 1_000_000))
def test_every_question_is_used_equally_often(first: int) -> None:
    """Over whole rounds, wherever they begin, every question is asked equally often."""
    asked = Counter(head(turn=first + turn).question.id for turn in range(3 * len(QUESTIONS)))
    assert asked == {question.id: 3 for question in QUESTIONS}


def test_personas_take_turns() -> None:
    """The personas rotate against the questions: over many rounds each pair of them comes up."""
    pairs = {(one.persona, one.question.id) for one in (head(turn=turn) for turn in range(1_000))}
    assert len(pairs) == len(PERSONAS) * len(QUESTIONS)


def test_password_is_not_shown() -> None:
    """A login can be logged without its password."""
    login = Login(user="study", password="s3cret")  # noqa: S106 - of nobody
    assert "s3cret" not in f"{login} {login!r} {[login]}"
    assert "study" in repr(login)
