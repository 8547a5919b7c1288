"""The method page: what stands behind the figures, so that anyone can judge them."""

from collections.abc import Sequence

import msgspec

from report_templates.blind_grades import BlindGrades, blind_grades
from report_templates.figures import DASH
from report_templates.foreign import plain
from report_templates.front import GapRow, compares, gap_rows
from report_templates.language import Language
from report_templates.line.facts import LineFact
from report_templates.line.method import line_method
from report_templates.line.notes import days_told
from report_templates.line.telling import tests_of
from report_templates.page import METHOD, Page, page, provider_name
from report_templates.statements import seen_from
from report_templates.thresholds import Thresholds, thresholds
from report_templates.verdict_meanings import MEANINGS
from report_templates.wait_meanings import WAITS
from report_templates.words import METRICS, VERDICTS, check_name, task_name
from results.judge.comparison import Comparison
from results.judge.mail.verdict import Verdict


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A name and what it is, in words."""

    name: str
    text: str


class CoverageRow(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what was due was measured."""

    provider: str
    task: str
    due: str
    measured: str
    degraded: str
    missed: str
    void: str
    blocked: str
    disagree: str
    paused: str
    coverage: str


class SharedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which many providers failed at once."""

    start: str
    length: str
    task: str
    providers: tuple[str, ...]
    agents: str
    """From how many places it was seen."""


class AgentRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all that an agent elsewhere made."""

    agent: str
    produced: str
    collected: str
    late: str
    frozen: str
    refused: str
    lost: str
    under_way: str


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was changed."""

    at: str
    rule: str
    before: str
    after: str


class MethodPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `method.html` is made from."""

    page: Page
    facts: tuple[Fact, ...]
    agents: tuple[str, ...]
    seen_from: str
    coverage: tuple[CoverageRow, ...]
    gaps: tuple[GapRow, ...]
    shared: tuple[SharedRow, ...]
    collected: tuple[AgentRow, ...]
    unlike: str
    """How many days are not what their agents say that they made; empty where there is none."""
    criteria: tuple[Fact, ...]
    verdicts: tuple[Fact, ...]
    waits: tuple[Fact, ...]
    """What the figures about waits mean; empty where nobody was asked."""
    window: str
    grading: Thresholds
    comparisons: str
    """How many there are, and how sure they are."""
    rules: tuple[Fact, ...]
    """Since when they are on record."""
    changes: tuple[RuleChange, ...]
    blind: BlindGrades | None
    versions: tuple[Fact, ...]
    funding: str
    compares: bool
    """Whether anybody is graded and ranked."""
    line_days: str
    """On how many days lines were tested; empty where there are none."""
    lines: tuple[LineFact, ...]
    """How Internet lines are judged; empty where there are none."""


def method_page(language: Language, comparison: Comparison, languages: Sequence[str]) -> MethodPage:
    """Build the method page in *language*."""
    return MethodPage(
        page=page(language, comparison, languages, file=METHOD, title=language.say("Method")),
        facts=(*_facts(language, comparison), *_campaign(language, comparison)),
        agents=tuple(plain(agent) for agent in comparison.agents),
        seen_from=seen_from(language, comparison),
        coverage=_coverage(language, comparison),
        gaps=gap_rows(language, comparison),
        shared=_shared(language, comparison),
        collected=_collected(language, comparison),
        unlike=_unlike(language, comparison),
        criteria=tuple(
            Fact(name=plain(language.pick(c.title)), text=language.say(METRICS[c.metric])) for c in comparison.criteria
        ),
        verdicts=tuple(Fact(name=language.say(VERDICTS[v]), text=language.say(MEANINGS[v])) for v in Verdict),
        waits=tuple(Fact(name=language.say(name), text=language.say(text)) for name, text in WAITS)
        if any(provider.support for provider in comparison.providers)
        else (),
        window=language.duration(comparison.rules.answer_window_seconds),
        grading=thresholds(language, comparison),
        comparisons=_comparisons(language, comparison),
        rules=_rules(language, comparison),
        changes=_changes(language, comparison),
        blind=blind_grades(language, comparison),
        versions=_versions(language, comparison),
        funding=plain(language.pick(comparison.funding), at_most=2000),
        compares=compares(comparison),
        line_days=days_told(language, comparison),
        lines=line_method(language, comparison),
    )


def _comparisons(language: Language, comparison: Comparison) -> str:
    ranking = comparison.ranking
    return language.count(
        "All of this is %(n)s comparison. It is corrected by Holm's method, so that with %(confidence)s confidence no"
        " comparison of this report is false. What is drawn is drawn from the seed %(seed)s.",
        "All of this is %(n)s comparisons. They are corrected by Holm's method, so that with %(confidence)s confidence"
        " no comparison of this report is false. What is drawn is drawn from the seed %(seed)s.",
        len(ranking.contrasts),
        confidence=language.percent(100 * (1 - ranking.level)),
        seed=ranking.seed,
    )


def _rules(language: Language, comparison: Comparison) -> tuple[Fact, ...]:
    known = comparison.registered
    name = language.say("Rules %(hash)s", hash=plain(known.sha256)[:12])
    if known.since is None:
        return (Fact(name=name, text=language.say("never put on record before this report")),)
    moment = language.instant(known.since)
    if known.in_time:
        return (
            Fact(name=name, text=language.say("on record since %(moment)s, before measuring began", moment=moment)),
        )
    text = language.say("on record since %(moment)s, after measuring had begun", moment=moment)
    return (Fact(name=name, text=text),)


def _changes(language: Language, comparison: Comparison) -> tuple[RuleChange, ...]:
    return tuple(
        RuleChange(at=language.moment(one.at), rule=plain(one.rule), before=plain(one.before), after=plain(one.after))
        for one in comparison.registered.changes
    )


def _campaign(language: Language, comparison: Comparison) -> tuple[Fact, ...]:
    """Tell whether the providers knew that they were asked."""
    if comparison.campaign_mode is None:
        return ()
    told = {
        "open": language.say("openly: the providers were told before it began"),
        "blind": language.say("blind: the providers were told afterwards"),
    }
    return (Fact(name=language.say("How questions were asked"), text=told[comparison.campaign_mode]),)


def _facts(language: Language, comparison: Comparison) -> tuple[Fact, ...]:
    counts, number = comparison.counts, language.number
    return (
        Fact(name=language.say("Period"), text=language.period),
        Fact(name=language.say("Records read"), text=language.instant(comparison.as_of)),
        Fact(name=language.say("Time zone"), text=language.zone_name),
        *(
            (
                Fact(name=language.say("Providers"), text=number(len(comparison.providers))),
                Fact(name=language.say("Measurements"), text=number(counts.observations)),
                Fact(name=language.say("Questions"), text=number(counts.cases)),
                Fact(name=language.say("Messages received"), text=number(counts.messages)),
                Fact(name=language.say("Of these, matched to no question"), text=number(counts.unmatched)),
            )
            if compares(comparison)
            else ()
        ),
        *(
            (
                Fact(name=language.say("Internet lines"), text=number(len(comparison.lines.lines))),
                Fact(name=language.say("Tests of speed"), text=number(tests_of(comparison.lines))),
            )
            if comparison.lines.plans
            else ()
        ),
    )


def _coverage(language: Language, comparison: Comparison) -> tuple[CoverageRow, ...]:
    return tuple(
        CoverageRow(
            provider=provider_name(provider),
            task=check_name(language, check, provider.checks),
            due=language.number(check.availability.due),
            measured=language.number(check.availability.measured),
            degraded=language.number(check.availability.degraded),
            missed=language.number(check.availability.missed),
            void=language.number(check.availability.void),
            blocked=language.number(check.availability.blocked),
            disagree=language.number(check.availability.disagree),
            paused=language.number(check.availability.paused),
            coverage=language.percent(check.availability.coverage * 100, digits=1),
        )
        for provider in comparison.providers
        for check in provider.checks
    )


def _shared(language: Language, comparison: Comparison) -> tuple[SharedRow, ...]:
    names = {provider.id: provider_name(provider) for provider in comparison.providers}
    return tuple(
        SharedRow(
            start=language.moment(found.start),
            length=language.duration((found.end - found.start).total_seconds()),
            task=task_name(found.task),
            providers=tuple(names.get(one, plain(one)) for one in found.providers),
            agents=language.number(len(found.agents)),
        )
        for found in comparison.shared_failures
    )


def _collected(language: Language, comparison: Comparison) -> tuple[AgentRow, ...]:
    number = language.number
    return tuple(
        AgentRow(
            agent=plain(one.agent),
            produced=number(one.produced),
            collected=number(one.collected),
            late=number(one.late),
            frozen=number(one.frozen),
            refused=number(one.refused),
            lost=number(one.lost),
            under_way=number(one.under_way),
        )
        for one in comparison.collected
    )


def _unlike(language: Language, comparison: Comparison) -> str:
    days = sum(one.days_unlike for one in comparison.collected)
    if not days:
        return ""
    return language.count(
        "The records of %(n)s day are not those that the place says it made.",
        "The records of %(n)s days are not those that the places say they made.",
        days,
    )


def _versions(language: Language, comparison: Comparison) -> tuple[Fact, ...]:
    return (
        Fact(name=language.say("Study"), text=plain(comparison.study)),
        Fact(name="Kaklet", text=plain(comparison.software)),
        Fact(name=language.say("Method of measuring"), text=plain(", ".join(comparison.measured_by)) or DASH),
        Fact(name=language.say("Method of judging"), text=plain(comparison.method)),
        Fact(name=language.say("SHA-256 of the study file"), text=plain(comparison.config_sha256)),
    )
