"""Answers: for each task that asks, the lanes of all providers and their twin in figures."""

from collections.abc import Sequence

import msgspec

from report_templates.charts.found import Asked, tasks_asked
from report_templates.figures import DASH, answered_counts, median_told, share_told
from report_templates.foreign import plain
from report_templates.lanes import LaneChart, lane_chart
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from report_templates.scale import Tick, time_ticks
from report_templates.support_findings import support_findings
from report_templates.wait_curve import CurveChart, curve_chart
from report_templates.wait_pairs import PairPart, pair_part
from report_templates.wait_table import WaitTable, wait_table
from report_templates.words import CLOCKS, door_title, task_name
from results.judge.comparison import Comparison, ProviderResult
from results.judge.rules import Rules
from results.judge.support import Support


class AnswersRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's answers in figures."""

    provider: str
    href: str
    asked: str
    acknowledged: str
    answered: str
    """How many of those whose window has closed."""
    share: str
    """The same in per cent; from what is certain to what is possible where some are undetermined."""
    median: str
    undetermined: str
    waiting: str
    undeliverable: str
    needs_person: str
    failed: str


class NamedFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding beside the name of its provider."""

    provider: str
    sentence: str


class AnswersSection(msgspec.Struct, frozen=True, kw_only=True):
    """One task that asks questions."""

    key: str
    title: str
    task: str
    window: str
    findings: tuple[NamedFinding, ...]
    charts: tuple[LaneChart, ...]
    waits: WaitTable
    pairs: PairPart | None
    """Who answers sooner than whom by more than chance."""
    ticks: tuple[Tick, ...]
    rows: tuple[AnswersRow, ...]


def answers_sections(language: Language, comparison: Comparison) -> tuple[AnswersSection, ...]:
    """Build one section for each task that asks questions."""
    return tuple(_section(language, comparison, task, found) for task, found in tasks_asked(comparison))


def _section(language: Language, comparison: Comparison, task: str, found: Sequence[Asked]) -> AnswersSection:
    rules, first = comparison.rules, found[0][1]
    return AnswersSection(
        key=plain(task),
        task=task_name(task),
        title=door_title(language, first),
        window=language.duration(first.window_seconds),
        findings=tuple(
            NamedFinding(provider=provider_name(p), sentence=f.sentence)
            for p, s in found
            for f in support_findings(language, s)
        ),
        charts=tuple(lane_chart(language, p, s, summary(language, rules, s)) for p, s in found),
        waits=wait_table(language, rules.minimum_questions, found),
        pairs=pair_part(language, comparison, task),
        ticks=time_ticks(language, first.window_seconds, most=4),
        rows=tuple(answers_row(language, rules, p, s) for p, s in found),
    )


def curves(language: Language, rules: Rules, provider: ProviderResult, support: Support) -> tuple[CurveChart, ...]:
    """Draw a provider's curves, by each clock; none where no question counts."""
    return tuple(
        curve_chart(
            language,
            provider,
            support,
            waits,
            clock=language.say(CLOCKS[waits.clock]),
            description=summary(language, rules, support),
        )
        for waits in support.waits
        if support.cases.n
    )


def summary(language: Language, rules: Rules, support: Support) -> str:
    """Tell a provider's answers in a few words, for the head of its drawing."""
    if not support.stories:
        return language.say("No question got through.")
    if not support.closed:
        return language.say("No window has closed yet.")
    counts = answered_counts(language, support)
    if support.median_seconds is None or not _enough(rules, support):
        return language.say("%(counts)s answered", counts=counts)
    return language.say(
        "%(counts)s answered, median wait %(median)s",
        counts=counts,
        median=median_told(language, support),
    )


def answers_row(language: Language, rules: Rules, provider: ProviderResult, support: Support) -> AnswersRow:
    """Tell one provider's answers in figures."""
    number = language.number
    return AnswersRow(
        provider=provider_name(provider),
        href=provider_file(provider),
        asked=number(support.asked),
        acknowledged=number(support.acknowledged),
        answered=language.say("%(n)s of %(closed)s", n=number(support.answered), closed=number(support.closed)),
        share=share(language, rules, support),
        median=median(language, rules, support),
        undetermined=number(support.undetermined),
        waiting=number(support.waiting),
        undeliverable=number(support.undeliverable),
        needs_person=number(support.needs_person),
        failed=number(support.failed),
    )


def share(language: Language, rules: Rules, support: Support) -> str:
    """Tell the answered share with its bounds; a dash where there are too few questions."""
    return share_told(language, support) if _enough(rules, support) else DASH


def median(language: Language, rules: Rules, support: Support) -> str:
    """Tell the median wait with its bounds; a dash where there are too few questions."""
    return median_told(language, support) if _enough(rules, support) else DASH


def _enough(rules: Rules, support: Support) -> bool:
    return support.closed >= max(1, rules.minimum_questions)
