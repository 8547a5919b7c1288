"""The service record in the report: what people noted is told, in words, and only where somebody noted it."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from html import unescape
from pathlib import Path

import html5lib
import msgspec
import pytest

from report_templates import LANGUAGES, render
from report_templates.service.case_part import EVENTS, OUTCOMES
from report_templates.service.words import COMPONENTS, HELD, MARKS, MEASURES, PANELS, PARTIES, UNMEASURED
from results.judge.comparison import Comparison
from results.judge.service.held import Held, Unmeasured
from results.judge.service.record_of import service_record
from results.records.service import (
    Answer,
    Asked,
    Aspect,
    Call,
    Component,
    Content,
    Entry,
    Event,
    JourneyGrade,
    LedgerStep,
    Measure,
    Offered,
    Outcome,
    Party,
    ReviewScore,
    SoldPromise,
    Term,
    Terms,
)
from results.records.service.terms import PANELS as PANEL_WORDS

DAY = date(2026, 5, 4)


def noted(provider: str, at: datetime) -> Sequence[Content]:
    """Note something of every kind about *provider*."""
    return [
        JourneyGrade(journey="fibre", provider=provider, phase="use", component=Component.QUALITY, grade=3,
                     reason="Slow."),
        JourneyGrade(journey="fibre", provider=provider, phase="use", component=Component.SERVICE),
        JourneyGrade(journey="fibre", provider=provider, component=Component.QUALITY, stated_mean="3.3"),
        LedgerStep(case="tv", provider=provider, step=1, event=Event.CONTACT, who=Party.CUSTOMER, whom=Party.PROVIDER,
                   on=DAY, waiting_minutes=12.5, outcome=Outcome.UNSOLVED),
        LedgerStep(case="tv", provider=provider, step=2, event=Event.CLAIM, who=Party.PROVIDER,
                   text="<b>Not approved.</b>", outcome=Outcome.FALSE),
        LedgerStep(case="tv", provider=provider, step=3, event=Event.LETTER, outcome=Outcome.UNANSWERED),
        SoldPromise(provider=provider, promise="u", quote="Always up.", source="page", measure=Measure.UPTIME,
                    value=99.9),
        SoldPromise(provider=provider, promise="d", quote="By May.", source="page", measure=Measure.DONE_BY, due=DAY,
                    done_on=date(2026, 5, 11)),
        Terms(provider=provider, term=Term.BINDING_MONTHS, value="12"),
        Terms(provider=provider, term=Term.WOULD_RECOMMEND, value="no", tester="M"),
        Terms(provider=provider, term=Term.CONTROL_PANEL, value="poor", tester="M"),
        Offered(provider=provider, aspect=Aspect.VALUE_RAISING, item="mailbox", value="yes"),
        Call(call="1", provider=provider, dialled_at=at, in_hours=True, answered_seconds=40.0, ended_seconds=90.0),
        ReviewScore(provider=provider, site="Reviews", on=DAY, score=4.1, source="https://reviews.example.org"),
        *(
            Answer(survey="s", provider=provider, year=year, respondent=str(n), question=measure, measure=measure,
                   answer=float(n % 3 + 6 - (year - 2025)), lowest=0.0, highest=10.0)
            for year in (2025, 2026) for n in range(40) for measure in Asked
        ),
    ]  # fmt: skip


@pytest.fixture
def with_record(comparison: Comparison) -> Comparison:
    """Give the made-up study a service record about its first provider."""
    first = comparison.providers[0].id
    entries = [Entry(content=one, by="Maja", at=comparison.end, version=1) for one in noted(first, comparison.end)]
    return msgspec.structs.replace(comparison, service=service_record(entries, comparison))


def words_of(page: Path) -> str:
    """Return what stands on *page*, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.read_text("utf-8"))).split())


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (COMPONENTS, Component),
        (PARTIES, Party),
        (HELD, Held),
        (MARKS, Held),
        (UNMEASURED, Unmeasured),
        (MEASURES, Measure),
        (EVENTS, Event),
        (OUTCOMES, Outcome),
        (PANELS, PANEL_WORDS),
    ],
)
def test_every_member_of_a_vocabulary_has_words(words: dict[str, str], vocabulary: Sequence[str]) -> None:
    """Nothing that can be noted is without words."""
    assert set(words) == set(vocabulary)


def test_a_study_without_a_record_has_no_part_for_it(comparison: Comparison, tmp_path: Path) -> None:
    """Not an empty table either."""
    folder = render(comparison, tmp_path / "report", ["en"]).parent
    assert "customer\N{RIGHT SINGLE QUOTATION MARK}s journey" not in words_of(folder / "en" / "index.html")


def test_each_kind_has_a_page_of_its_own(with_record: Comparison, tmp_path: Path) -> None:
    """Phone, terms, promises, journey, offering, case and survey are told, with what they add up to."""
    folder = render(with_record, tmp_path / "report", ["en"]).parent / "en"
    kinds = ("phone", "terms", "promises", "attention", "offering", "cases", "survey")
    told = " ".join(words_of(folder / f"{kind}.html") for kind in kinds)
    front = (folder / "index.html").read_text("utf-8")
    assert all(f'href="{kind}.html"' in front for kind in kinds)
    for words in (
        "12 months",
        "\u201cAlways up.\u201d page",
        "7 days late",
        "the author printed 3.3 as the mean of quality; the grades give 3.0.",
        "n/a",
        "Not solved after 1 contact.",
        "proved false",
        "Letters without an answer: 1 of 1.",
        "12 min 30 s waiting",
        "mailbox",
        "more than chance",
        "0 of 1",
        "https://reviews.example.org",
    ):
        assert words in told, words


def test_a_provider_page_tells_its_own_and_no_other(with_record: Comparison, tmp_path: Path) -> None:
    """The page of a provider about which nobody noted anything has no such part."""
    folder = render(with_record, tmp_path / "report", ["en"]).parent / "en"
    first, second = (folder / f"provider-{one.id}.html" for one in with_record.providers[:2])
    assert "Not approved." in words_of(first)
    assert "Not approved." not in words_of(second)


def test_pages_with_a_record_are_html_in_every_language(with_record: Comparison, tmp_path: Path) -> None:
    """A strict parser takes them, ids are unique, and what others wrote stays text."""
    folder = render(with_record, tmp_path / "report", LANGUAGES).parent
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), page
        assert "<b>Not approved" not in text
