"""A provider's own page."""

import pytest

from report_templates.language import Language
from report_templates.provider_page import ProviderPage, provider_page
from results.judge.comparison import Comparison


def page_of(comparison: Comparison, key: str, code: str = "en") -> ProviderPage:
    """Build one provider's page."""
    provider = next(p for p in comparison.providers if p.id == key)
    return provider_page(Language(code, comparison), comparison, ["en", "sv"], provider)


def plus(page: ProviderPage) -> str:
    """Return the good findings, with ordinary spaces."""
    return "\n".join(page.plus).replace("\N{NO-BREAK SPACE}", " ")


def minus(page: ProviderPage) -> str:
    """Return the bad findings, with ordinary spaces."""
    return "\n".join(page.minus).replace("\N{NO-BREAK SPACE}", " ")


def test_good_grades_are_the_plus_side(comparison: Comparison) -> None:
    """A grade of 4 or 5 is told with its figure, and nothing is told as bad."""
    page = page_of(comparison, "alkarr")
    assert "Uptime: 100% (no failure seen), grade 5 of 5." in plus(page)
    assert page.minus == ()


def test_poor_grades_are_the_minus_side(comparison: Comparison) -> None:
    """A grade of 0 or 1 is told with its figure."""
    assert "Uptime: 92.35% (6.5 s down, 3 outages), grade 0 of 5." in minus(page_of(comparison, "bergsund"))


def test_middling_grades_are_on_neither_side(comparison: Comparison) -> None:
    """A grade of 2 or 3 is in the table and needs no sentence."""
    page = page_of(comparison, "bergsund")
    assert "Support by form" not in plus(page) + minus(page)


def test_a_broken_promise_stands_beside_its_figure(comparison: Comparison) -> None:
    """What was promised, what was measured, and the provider's own words."""
    (promise,) = page_of(comparison, "bergsund").promises
    assert (promise.promised, promise.figure.replace("\N{NO-BREAK SPACE}", " "), promise.kept) == (
        "at least 99.99%",
        "92.35% (6.5 s down, 3 outages)",
        "not kept in this period",
    )
    assert (promise.quote, promise.source) == ("We are never down.", "bergsund.example, 2 May 2026")
    assert "Promise not kept" in minus(page_of(comparison, "bergsund"))


def test_a_captcha_is_neither_good_nor_bad(comparison: Comparison) -> None:
    """A door that asks for a person blames nobody: it is noted."""
    page = page_of(comparison, "enhet")
    assert any("CAPTCHA" in note for note in page.notes)
    assert "CAPTCHA" not in plus(page) + minus(page)


def test_every_question_has_its_story_with_reasons(comparison: Comparison) -> None:
    """Each message is told with its time, its verdict and the marks that led to it."""
    mail = page_of(comparison, "enhet").questions[0]
    assert len(mail.stories) == 7
    first = mail.stories[0]
    assert (first.asked, first.answered.replace("\N{NO-BREAK SPACE}", " ")) == ("14:00:02", "11 s")
    assert [m.what for m in first.messages] == [
        "out-of-office reply",
        "a person\N{RIGHT SINGLE QUOTATION MARK}s answer",
    ]
    assert "header:auto-submitted=auto-replied" in first.messages[0].reasons


def test_a_refusal_is_told_in_the_servers_words(comparison: Comparison) -> None:
    """What the server said stands beside what it means."""
    story = page_of(comparison, "bergsund").questions[0].stories[6]
    assert story.outcome == "could not be delivered"
    assert story.detail == "the mail was refused: 550 5.1.1 No such mailbox here"


@pytest.mark.parametrize(("key", "marks"), [("alkarr", set()), ("drivved", {"a"}), ("cirrus", {"1", "3", "4"})])
def test_a_page_has_only_its_own_footnotes(comparison: Comparison, key: str, marks: set[str]) -> None:
    """A footnote stands where its mark stands."""
    assert {note.mark for note in page_of(comparison, key).footnotes} == marks
