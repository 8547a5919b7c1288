"""A provider's page: everything that was found about it, down to the single question."""

from collections.abc import Sequence

import msgspec

from report_templates.big_table import categories_of, columns_of, footnotes, row
from report_templates.figures import criterion_of, promised, quantile, told_beside
from report_templates.finding import Tone
from report_templates.findings import provider_findings
from report_templates.foreign import plain
from report_templates.form_part import FormPart, form_part
from report_templates.language import Language
from report_templates.line.notes import line_notes
from report_templates.line.stories import PlanPart, plan_parts
from report_templates.line.telling import sellers_of
from report_templates.openness import ReplyPart, reply_part
from report_templates.page import Page, file_of_provider, page, provider_file, provider_name
from report_templates.phase_rows import PhaseRow, phase_rows
from report_templates.scale import Tick
from report_templates.service import ServicePart, service_parts
from report_templates.stories import QuestionsPart, questions_part
from report_templates.strips import OutageRow, Strip, drawn_by_days, outage_row, period_ticks, strip
from report_templates.table_shapes import CategoryHead, Column, Footnote, Row
from report_templates.words import KEPT, check_title, task_name
from results.judge.comparison import Check, Comparison, PromiseKept, PromiseResult, ProviderResult

_MARKS = {PromiseKept.KEPT: "m-kept", PromiseKept.BROKEN: "m-broken", PromiseKept.UNKNOWN: "m-unknown"}


class PromiseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One promise beside its figure."""

    criterion: str
    promised: str
    figure: str
    mark: str
    """The id of the outcome's drawing."""
    kept: str
    quote: str
    source: str


class CheckPart(msgspec.Struct, frozen=True, kw_only=True):
    """One measuring task at this provider."""

    title: str
    task: str
    target: str
    kind: str
    every: str
    strip: Strip
    ticks: tuple[Tick, ...]
    coverage: str
    p50: str
    p95: str
    p99: str
    timeout: str
    phases: tuple[PhaseRow, ...]
    outages: tuple[OutageRow, ...]


class ProviderPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `provider.html` is made from."""

    page: Page
    name: str
    about: str
    categories: tuple[CategoryHead, ...]
    """Empty in a study without categories."""
    columns: tuple[Column, ...]
    row: Row
    footnotes: tuple[Footnote, ...]
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    notes: tuple[str, ...]
    promises: tuple[PromiseRow, ...]
    daily: bool
    """Whether the strips show days instead of slots."""
    checks: tuple[CheckPart, ...]
    forms: tuple[FormPart, ...]
    questions: tuple[QuestionsPart, ...]
    each_drawn: bool
    """Whether any of them are drawn by themselves."""
    service: tuple[ServicePart, ...]
    lines: tuple[PlanPart, ...]
    """Its Internet lines, plan by plan."""
    reply: ReplyPart | None
    """Its own answer; None if it was not asked."""


class SellerPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `seller.html` is made from: a provider of which nothing but its Internet lines was measured."""

    page: Page
    name: str
    lines: tuple[PlanPart, ...]
    notes: tuple[str, ...]
    service: tuple[ServicePart, ...]
    """What people noted of it."""
    reply: ReplyPart | None


def seller_pages(language: Language, comparison: Comparison, languages: Sequence[str]) -> dict[str, SellerPage]:
    """Build the page of each provider that sells lines and is asked nothing else, by its file name."""
    compared = {one.id for one in comparison.providers}
    named = {key: name for key, name in sellers_of(comparison.lines).items() if key not in compared}
    return {
        file_of_provider(key, name): SellerPage(
            page=page(language, comparison, languages, file=file_of_provider(key, name), title=name),
            name=name,
            lines=plan_parts(language, comparison, key),
            notes=line_notes(language, comparison),
            service=service_parts(language, comparison, key),
            reply=reply_part(language, comparison, key),
        )
        for key, name in named.items()
    }


def provider_page(
    language: Language, comparison: Comparison, languages: Sequence[str], provider: ProviderResult
) -> ProviderPage:
    """Build the page of *provider* in *language*."""
    findings = provider_findings(language, comparison, provider)
    own = row(language, comparison, provider)
    marks = {cell.note for cell in own.cells} | {cell.note for cell in own.categories}
    marks |= set(own.total.letters.split(", "))
    name = provider_name(provider)
    questions = tuple(questions_part(language, comparison.rules, provider, support) for support in provider.support)
    return ProviderPage(
        page=page(language, comparison, languages, file=provider_file(provider), title=name),
        name=name,
        about=plain(language.pick(provider.about), at_most=2000),
        categories=categories_of(language, comparison),
        columns=columns_of(language, comparison),
        row=own,
        footnotes=tuple(note for note in footnotes(language, comparison) if note.mark in marks),
        plus=tuple(f.sentence for f in findings if f.tone is Tone.PLUS),
        minus=tuple(f.sentence for f in findings if f.tone is Tone.MINUS),
        notes=tuple(f.sentence for f in findings if f.tone is Tone.NOTE),
        promises=tuple(_promise(language, comparison, provider, result) for result in provider.promises),
        daily=drawn_by_days(language),
        checks=tuple(_check(language, comparison, provider, check) for check in provider.checks),
        forms=tuple(form_part(language, watch, provider.checks) for watch in provider.forms),
        questions=questions,
        each_drawn=any(part.chart.lanes for part in questions),
        service=service_parts(language, comparison, provider.id),
        lines=plan_parts(language, comparison, provider.id),
        reply=reply_part(language, comparison, provider.id),
    )


def _promise(language: Language, comparison: Comparison, provider: ProviderResult, result: PromiseResult) -> PromiseRow:
    criterion = criterion_of(comparison, result.figure)
    return PromiseRow(
        criterion=plain(language.pick(criterion.title)),
        promised=promised(language, criterion.metric, result.promise.value),
        figure=told_beside(language, provider, criterion, result.figure),
        mark=_MARKS[result.kept],
        kept=language.say(KEPT[result.kept]),
        quote=plain(result.promise.quote, at_most=1000),
        source=plain(result.promise.source),
    )


def _check(language: Language, comparison: Comparison, provider: ProviderResult, check: Check) -> CheckPart:
    return CheckPart(
        title=check_title(language, check),
        task=task_name(check.task),
        target=plain(check.target),
        kind=plain(check.kind),
        every=language.duration(check.every_seconds),
        strip=strip(language, comparison.rules, provider, check),
        ticks=period_ticks(language, comparison),
        coverage=language.percent(check.availability.coverage * 100, digits=1),
        p50=quantile(language, comparison.rules, check, check.latency.p50),
        p95=quantile(language, comparison.rules, check, check.latency.p95),
        p99=quantile(language, comparison.rules, check, check.latency.p99),
        timeout=language.duration(check.latency.censored_at),
        phases=phase_rows(language, check),
        outages=tuple(outage_row(language, provider, check, outage) for outage in check.availability.outages),
    )
