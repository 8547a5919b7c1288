"""Every question's own story: when it was asked, what came, and why each message was taken for what it is."""

import msgspec

from report_templates.answers import AnswersRow, answers_row, curves, summary
from report_templates.case_facts import CalendarPart, CaseFact, calendar_part, case_facts
from report_templates.foreign import plain
from report_templates.lanes import LaneChart, lane_chart
from report_templates.language import Language
from report_templates.scale import Tick, time_ticks
from report_templates.support_findings import support_findings
from report_templates.wait_curve import CurveChart
from report_templates.wait_table import WaitTable, wait_table
from report_templates.words import FAILURES, VERDICTS, door_title, state_words, task_name
from results.judge.comparison import ProviderResult
from results.judge.rules import Rules
from results.judge.support import Received, State, Story, Support

MOST_REASONS = 12
"""How many reasons of one message are shown; comparison.json has all."""
_LONGEST_REASON = 120

_MARKS = {
    State.ANSWERED: "m-person",
    State.UNDETERMINED: "m-undetermined",
    State.SILENT: "m-nothing",
    State.WAITING: "m-waiting",
    State.UNDELIVERABLE: "m-bounce",
    State.UNPROVEN: "m-unknown",
    State.UNKNOWN: "m-unknown",
}


class MessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """One message that came."""

    what: str
    after: str
    reasons: tuple[str, ...]
    """The marks of the rules that led to the verdict, as they are in the data."""


class StoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One question."""

    subject: str
    asked: str
    answered: str
    """How long the answer took; empty where there is none."""
    mark: str
    """The class of the outcome's sign."""
    outcome: str
    detail: str
    """Why it was not taken, and the server's own words; may be empty."""
    messages: tuple[MessageRow, ...]


class QuestionsPart(msgspec.Struct, frozen=True, kw_only=True):
    """All questions of one task to one provider."""

    key: str
    title: str
    task: str
    window: str
    findings: tuple[str, ...]
    chart: LaneChart
    ticks: tuple[Tick, ...]
    figures: AnswersRow
    curves: tuple[CurveChart, ...]
    """By each clock."""
    waits: WaitTable
    facts: tuple[CaseFact, ...]
    calendar: CalendarPart | None
    stories: tuple[StoryRow, ...]


def questions_part(language: Language, rules: Rules, provider: ProviderResult, support: Support) -> QuestionsPart:
    """Tell every question of one task to one provider, in the order in which they were asked."""
    ordered = sorted(support.stories, key=lambda story: story.asked_at)
    return QuestionsPart(
        key=plain(support.task),
        task=task_name(support.task),
        title=door_title(language, support),
        window=language.duration(support.window_seconds),
        findings=tuple(f.sentence for f in support_findings(language, support)),
        chart=lane_chart(language, provider, support, summary(language, rules, support)),
        ticks=time_ticks(language, support.window_seconds, most=4),
        figures=answers_row(language, rules, provider, support),
        curves=curves(language, rules, provider, support),
        waits=wait_table(language, rules.minimum_questions, [(provider, support)]),
        facts=case_facts(language, support),
        calendar=calendar_part(language, support.calendar),
        stories=tuple(_story(language, story) for story in ordered),
    )


def _story(language: Language, story: Story) -> StoryRow:
    return StoryRow(
        subject=plain(story.subject),
        asked=language.moment(story.asked_at),
        answered="" if story.answered_seconds is None else language.duration(story.answered_seconds),
        mark=_MARKS[story.state],
        outcome=language.say(state_words(story)),
        detail=_detail(language, story),
        messages=tuple(_message(language, r) for r in sorted(story.messages, key=lambda r: r.after_seconds)),
    )


def _detail(language: Language, story: Story) -> str:
    why = language.say(FAILURES[story.failure]) if story.failure and not story.in_hand else ""
    return ": ".join(part for part in (why, plain(story.detail)) if part)


def _message(language: Language, received: Received) -> MessageRow:
    shown = tuple(plain(reason, at_most=_LONGEST_REASON) for reason in received.reasons[:MOST_REASONS])
    left_out = len(received.reasons) - len(shown)
    more = (language.count("and %(n)s more", "and %(n)s more", left_out),) if left_out else ()
    return MessageRow(
        what=language.say(VERDICTS[received.verdict]),
        after=language.duration(received.after_seconds),
        reasons=shown + more,
    )
