"""Findings about forms: what they said beside what came of it, in each language, and a stranger's words made fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from made_records import made_case

from report_templates import LANGUAGES
from report_templates.case_facts import case_facts
from report_templates.finding import Tone
from report_templates.language import Language
from report_templates.support_findings import support_findings
from results.judge.comparison import Comparison
from results.judge.form_outcome import Outcome, OutcomeKind
from results.judge.form_results import FormSaid
from results.judge.story import Received, Story, tell
from results.judge.support import Support, support
from results.records import Channel, Handover, Verdict

ASKED = datetime(2026, 5, 3, 12, tzinfo=UTC)


def story(kind: OutcomeKind | None, *verdicts: Verdict, quoted: str = "", robots: str | None = None) -> Story:
    """Tell a case whose form said *kind*, and after a minute something of each of *verdicts* came."""
    case = made_case("c", ASKED, target="contact", channel=Channel.FORM)
    outcome = Outcome(kind=kind, reasons=("words",), quoted=(quoted,) if quoted else ()) if kind else None
    return tell(
        case,
        Handover(case="c", at=ASKED),
        [Received(evidence="", after_seconds=60, verdict=one, reasons=()) for one in verdicts],
        window_seconds=3_600,
        as_of=ASKED + timedelta(days=1),
        said=FormSaid(outcome=outcome, robots=robots),
    )


def added(*stories: Story) -> Support:
    """Add up *stories*."""
    return support("ask", Channel.FORM, stories, (), window_seconds=3_600)


def said(comparison: Comparison, *stories: Story, code: str = "en") -> list[tuple[Tone, str]]:
    """Return the findings about *stories*."""
    language = Language(code, comparison)
    return [
        (one.tone, one.sentence.replace("\N{NO-BREAK SPACE}", " "))
        for one in support_findings(language, added(*stories))
    ]


def test_thanked_and_never_answered_are_two_findings(comparison: Comparison) -> None:
    """Questions that were thanked for and those with an unclear answer are told apart, each with its number."""
    found = said(comparison, story(OutcomeKind.THANKED), story(OutcomeKind.THANKED), story(OutcomeKind.UNKNOWN))
    assert found == [
        (Tone.MINUS, "The form took the question, and nothing came of it within 1 h."),
        (
            Tone.MINUS,
            (
                "The form said thank you for 2 questions, and nothing ever came of them within 1 h: "
                "no acknowledgement and no answer."
            ),
        ),
    ]


def test_thanked_beside_answered(comparison: Comparison) -> None:
    """That nothing ever came of one question is told also where others were answered."""
    found = said(comparison, story(OutcomeKind.THANKED), story(OutcomeKind.THANKED, Verdict.HUMAN))
    assert [sentence[:38] for _, sentence in found] == ["The form said thank you for 1 question"]


def test_confirmed_and_silent(comparison: Comparison) -> None:
    """A confirmation behind which nothing came is told as one."""
    ((tone, sentence),) = said(comparison, story(OutcomeKind.CONFIRMED))
    assert (tone, sentence[:47]) == (Tone.MINUS, "The form confirmed that it had taken 1 question")


def test_rejected_is_held_against_nobody(comparison: Comparison) -> None:
    """A rejection is a note with the form's own words, and no silence."""
    ((tone, sentence),) = said(
        comparison, story(OutcomeKind.REJECTED, quoted="Fältet \u202eNamn\u0007 saknas.\n<b>x</b>")
    )
    assert tone is Tone.NOTE
    assert sentence == ("The form turned 1 question away as wrongly filled in. It said: “Fältet Namn saknas. <b>x</b>”")


def test_blocked(comparison: Comparison) -> None:
    """A check for machines is a note."""
    ((tone, sentence),) = said(comparison, story(OutcomeKind.BLOCKED))
    assert (tone, "check for machines" in sentence) == (Tone.NOTE, True)


def test_a_link_before_the_question_is_told(comparison: Comparison) -> None:
    """That the form asked for a click, and that we made none, in each language; it is held against nobody."""
    told = story(OutcomeKind.THANKED, Verdict.VERIFICATION_REQUIRED)
    assert said(comparison, told) == [
        (
            Tone.NOTE,
            (
                "The form asked for a click on a link in a mail before it took 1 question. "
                "We left 1 link unopened: until then, the question waits behind a closed door."
            ),
        )
    ]
    ((_, swedish),) = said(comparison, told, code="sv")
    assert swedish.startswith("Formuläret krävde ett klick på en länk i ett mejl")


def test_robots_rules_are_told(comparison: Comparison) -> None:
    """Where robots rules speak against programs, a reader learns that, and that it was sent all the same."""
    found = said(
        comparison,
        story(OutcomeKind.THANKED, Verdict.HUMAN, robots="disallowed"),
        story(OutcomeKind.THANKED, Verdict.HUMAN, robots="allowed"),
    )
    ((tone, sentence),) = found
    assert (tone, sentence[:29]) == (Tone.NOTE, "1 question went by a form who")


@pytest.mark.parametrize("code", LANGUAGES)
def test_in_each_language(comparison: Comparison, code: str) -> None:
    """Every kind of answer has its sentence and its row in each language of reports."""
    stories = [story(kind, robots="disallowed", quoted="x") for kind in OutcomeKind]
    found = said(comparison, *stories, *stories, code=code)
    assert len(found) == 6
    assert not any("%(" in sentence for _, sentence in found)
    rows = case_facts(Language(code, comparison), added(*stories))
    assert [row.count for row in rows if row.count == "1"][:5] == ["1"] * 5
