"""The front page: what was found about all providers."""

from collections.abc import Sequence

import msgspec

from report_templates.big_table import big_table
from report_templates.charts.chart import Section
from report_templates.charts.pictures import Figure
from report_templates.claims import Claim, Conclusion, conclusion
from report_templates.downloads import Download, downloads
from report_templates.edition import EditionPart, dateline, edition_part
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.notes import days_told, sellers
from report_templates.line.telling import tests_of
from report_templates.openness import OpennessPart, openness_part
from report_templates.page import FRONT, SCRIPT, Link, Page, page, provider_file, provider_name
from report_templates.statements import can_say, cannot_say
from report_templates.table_shapes import BigTable
from report_templates.teasers import Teaser, teasers
from report_templates.thresholds import Thresholds, thresholds
from report_templates.weighing import Weighing, weighing
from report_templates.weighting_table import WeightingRow, weighting_rows
from results.judge.comparison import Comparison

_LONGEST_PARAGRAPH = 4000


class GapRow(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nothing was measured."""

    start: str
    end: str
    length: str


class FrontPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `front.html` is made from."""

    page: Page
    headline: str
    standfirst: str
    introduction: tuple[str, ...]
    """The editor's own words, by paragraphs; may be empty."""
    period: str
    status: tuple[str, ...]
    """What else the first line says: how much stands behind it, and which version it is."""
    can_say: tuple[Claim, ...]
    cannot_say: tuple[str, ...]
    edition: EditionPart | None
    """What has changed since the edition before; None where there is none."""
    conclusion: Conclusion
    table: BigTable
    ranks: tuple[Figure, ...]
    teasers: tuple[Teaser, ...]
    """The sections, as far as a reader needs them here."""
    compares: bool
    """Whether anybody is graded and ranked: False in a report of Internet lines alone."""
    providers: tuple[Link, ...]
    weighing: Weighing | None
    robustness: tuple[WeightingRow, ...]
    grading: Thresholds
    gaps: tuple[GapRow, ...]
    line_days: str
    """On how many days lines were tested; empty where there are none."""
    changes: str
    """Whether a rule was changed during the test."""
    openness: OpennessPart
    downloads: tuple[Download, ...]
    """Empty where nothing is beside the report."""
    funding: str


def front_page(
    language: Language,
    comparison: Comparison,
    languages: Sequence[str],
    figures: Sequence[Figure] = (),
    *,
    downloadable: bool = False,
) -> FrontPage:
    """Build the front page in *language* with *figures*, and links to the downloads where it is *downloadable*."""
    weighed = weighing(language, comparison)
    return FrontPage(
        page=page(language, comparison, languages, file=FRONT, script=SCRIPT if weighed else ""),
        headline=plain(language.pick(comparison.title)),
        standfirst=_standfirst(language, comparison),
        introduction=_paragraphs(language.pick(comparison.introduction)),
        period=dateline(language, comparison),
        status=_status(language, comparison),
        can_say=can_say(language, comparison),
        cannot_say=cannot_say(language, comparison),
        edition=edition_part(language, comparison),
        conclusion=conclusion(language, comparison),
        table=big_table(language, comparison),
        ranks=tuple(one for one in figures if one.section is Section.PLACES),
        teasers=teasers(language, comparison, figures),
        compares=compares(comparison),
        providers=_each(language, comparison),
        weighing=weighed,
        robustness=weighting_rows(language, comparison),
        grading=thresholds(language, comparison),
        gaps=gap_rows(language, comparison),
        line_days=days_told(language, comparison),
        changes=_changes(language, comparison),
        openness=openness_part(language, comparison),
        downloads=downloads(language, comparison) if downloadable else (),
        funding=plain(language.pick(comparison.funding), at_most=2000),
    )


def compares(comparison: Comparison) -> bool:
    """Whether *comparison* has anybody to grade and to rank, or nothing at all to tell of."""
    return bool(comparison.providers) or not comparison.lines.plans


def _each(language: Language, comparison: Comparison) -> tuple[Link, ...]:
    """Link the page of each provider: those compared, then those that sell nothing but lines here."""
    compared = [Link(text=provider_name(p), href=provider_file(p), lang=language.code) for p in comparison.providers]
    there = {one.href for one in compared}
    return (*compared, *(one for one in sellers(language, comparison) if one.href not in there))


def _status(language: Language, comparison: Comparison) -> tuple[str, ...]:
    """Tell in the first line what stands behind all figures, and by which version they were made."""
    measured, asked = _behind(comparison)
    hosts = (
        language.count("%(n)s measurement", "%(n)s measurements", measured),
        language.count("%(n)s question", "%(n)s questions", asked),
    )
    tests = tests_of(comparison.lines)
    return (
        *(hosts if compares(comparison) else ()),
        *((language.count("%(n)s test of speed", "%(n)s tests of speed", tests),) if tests else ()),
        f"Kaklet {plain(comparison.software)}",
    )


def _changes(language: Language, comparison: Comparison) -> str:
    """Tell how often a rule was changed; the method page lists each."""
    found = comparison.registered.changes
    if not found:
        return language.say("No change of the rules is on record.")
    return language.count(
        "%(n)s change of a rule is on record; the method page has both versions.",
        "%(n)s changes of rules are on record; the method page has both versions of each.",
        len(found),
    )


def _standfirst(language: Language, comparison: Comparison) -> str:
    if not compares(comparison):
        lines = language.count("%(n)s Internet line", "%(n)s Internet lines", len(comparison.lines.lines))
        return language.say(
            "We measured %(lines)s at the customer's end. All are judged by the same rules.", lines=lines
        )
    measured, asked = _behind(comparison)
    providers = language.count("%(n)s provider", "%(n)s providers", len(comparison.providers))
    times = language.count("%(n)s time", "%(n)s times", measured)
    questions = language.count("%(n)s question", "%(n)s questions", asked)
    return language.say(
        "We measured %(providers)s %(times)s and sent them %(questions)s. All are judged by the same rules.",
        providers=providers,
        times=times,
        questions=questions,
    )


def _behind(comparison: Comparison) -> tuple[int, int]:
    """Tell how many measurements and how many questions the figures are made from."""
    measured = sum(c.availability.measured for p in comparison.providers for c in p.checks)
    asked = sum(s.asked for p in comparison.providers for s in p.support)
    return measured, asked


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(plain(one, at_most=_LONGEST_PARAGRAPH) for one in text.split("\n\n") if one.strip())


def gap_rows(language: Language, comparison: Comparison) -> tuple[GapRow, ...]:
    """List the times in which the daemon was not running."""
    return tuple(
        GapRow(
            start=language.moment(gap.start),
            end=language.moment(gap.end),
            length=language.duration((gap.end - gap.start).total_seconds()),
        )
        for gap in comparison.gaps
    )
