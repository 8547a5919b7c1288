"""What a help desk understands of a question."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kaklet.demo.habits import Door
from kaklet.demo.questions import Question, Topic, is_address, language_of, one_line, topic_of
from kaklet.demo.reception import question_in


def asked(text: str, subject: str = "") -> Question:
    """Return a question with this text."""
    return Question(
        door=Door.FORM,
        asker="Anna",
        address="anna@brevlada.localhost",
        envelope_sender="anna@brevlada.localhost",
        subject=subject,
        text=text,
        at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "topic", "language"),
    [
        ("How low can I set the TTL?", Topic.DNS, "en"),
        ("Hur ofta tar ni säkerhetskopior?", Topic.BACKUP, "sv"),
        ("Which PHP version do you run?", Topic.PHP, "en"),
        ("Hur stor är en brevlåda hos er?", Topic.QUOTA, "sv"),
        ("Do your servers have IPv6?", Topic.IPV6, "en"),
        ("Kan ni flytta min sajt från ett annat webbhotell?", Topic.MIGRATION, "sv"),
        ("Is a certificate for https included?", Topic.CERTIFICATE, "en"),
        ("I like your little company, do you have a dog?", Topic.OTHER, "en"),
    ],
)
def test_topics_and_languages(text: str, topic: Topic, language: str) -> None:
    """The topic and the language of a question are found by its words."""
    assert (topic_of(asked(text)), language_of(asked(text))) == (topic, language)


def test_every_question_of_the_study_is_understood() -> None:
    """The help desks know what each question in config.toml is about, so that their answers fit."""
    study = tomllib.loads((Path(__file__).parents[3] / "config.toml").read_text(encoding="utf-8"))
    topics = [topic_of(asked(question["body"], question["subject"])) for question in study["question"]]
    assert topics
    assert Topic.OTHER not in topics


def test_a_folded_subject_is_one_line() -> None:
    """Line breaks and control characters of a stranger never reach a header."""
    assert one_line("TTL\r\nBcc: x@y.example\x00\x1b[31m") == "TTL Bcc: x@y.example[31m"


@pytest.mark.parametrize(
    "words", ["", "anna", "a@b@c", "a b@c", "<a@b>", "a@b\r\nRCPT TO:<c@d>", "å@b", "a@" + "b" * 64]
)
def test_what_is_no_address(words: str) -> None:
    """Only one plain address is taken for one."""
    assert not is_address(words)


def test_a_mail_in_an_unknown_charset_is_still_a_question() -> None:
    """Text that cannot be decoded is left out; the question stays."""
    mail = b"From: anna@b.localhost\r\nSubject: TTL\r\nContent-Type: text/plain; charset=no-such\r\n\r\nx\r\n"
    question = question_in(mail, envelope_sender="anna@b.localhost", at=datetime(2026, 3, 2, tzinfo=UTC))
    assert question is not None
    assert (question.subject, question.text) == ("TTL", "")
