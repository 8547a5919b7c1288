"""The front page: what was found about all providers."""

from collections.abc import Sequence

import msgspec

from report_templates.answers import AnswersSection, answers_sections
from report_templates.big_table import BigTable, big_table
from report_templates.charts.pictures import Figure, by_section
from report_templates.claims import Claim, Conclusion, conclusion
from report_templates.downloads import Download, downloads
from report_templates.edition import EditionPart, dateline, edition_part
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.openness import OpennessPart, openness_part
from report_templates.page import FRONT, Link, Page, page, provider_file, provider_name
from report_templates.service import ServicePart, service_parts
from report_templates.statements import can_say, cannot_say
from report_templates.strips import OutageRow, StripGroup, outage_row, strip_groups
from report_templates.thresholds import Thresholds, thresholds
from report_templates.weighting_table import WeightingRow, weighting_rows
from results.judge.comparison import Comparison

LONGEST_OUTAGES = 24
"""How many outages the front page lists; a provider's page lists all of its own."""
MOST_CHECKS = 60
"""With more checks than this the front page draws those that are graded."""
MOST_LANES = 400
"""With more questions than this only the pages of providers draw each by itself."""
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
    can_say: tuple[Claim, ...]
    cannot_say: tuple[str, ...]
    edition: EditionPart | None
    """What has changed since the edition before; None where there is none."""
    conclusion: Conclusion
    table: BigTable
    robustness: tuple[WeightingRow, ...]
    drawn: str
    """A sentence where not every check is drawn; else empty."""
    strips: tuple[StripGroup, ...]
    outages: tuple[OutageRow, ...]
    outages_left_out: str
    """A sentence where there are more outages than are listed; else empty."""
    charts: dict[str, tuple[Figure, ...]]
    """By their section."""
    answers: tuple[AnswersSection, ...]
    each_drawn: bool
    """Whether each question is drawn by itself."""
    service: tuple[ServicePart, ...]
    grading: Thresholds
    gaps: tuple[GapRow, ...]
    providers: tuple[Link, ...]
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
    outages, left_out = _outages(language, comparison)
    drawn = graded(comparison)
    answers = answers_sections(language, comparison)
    lanes = sum(len(chart.lanes) for part in answers for chart in part.charts) <= MOST_LANES
    return FrontPage(
        page=page(language, comparison, languages, file=FRONT),
        headline=plain(language.pick(comparison.title)),
        standfirst=_standfirst(language, comparison),
        introduction=_paragraphs(language.pick(comparison.introduction)),
        period=dateline(language, comparison),
        can_say=can_say(language, comparison),
        cannot_say=cannot_say(language, comparison),
        edition=edition_part(language, comparison),
        conclusion=conclusion(language, comparison),
        table=big_table(language, comparison),
        robustness=weighting_rows(language, comparison),
        drawn=language.say("Drawn here are the checks that are graded; each provider's page has all of its own.")
        if drawn is not comparison
        else "",
        strips=strip_groups(language, drawn),
        outages=outages,
        outages_left_out=left_out,
        charts=by_section(figures),
        answers=answers if lanes else tuple(map(_without_lanes, answers)),
        each_drawn=lanes,
        service=service_parts(language, comparison),
        grading=thresholds(language, comparison),
        gaps=gap_rows(language, comparison),
        providers=tuple(
            Link(text=provider_name(p), href=provider_file(p), lang=language.code) for p in comparison.providers
        ),
        openness=openness_part(language, comparison),
        downloads=downloads(language, comparison) if downloadable else (),
        funding=plain(language.pick(comparison.funding), at_most=2000),
    )


def graded(comparison: Comparison) -> Comparison:
    """Return *comparison* without the checks that no criterion is about, where there are too many to look at."""
    tasks = {criterion.task for criterion in comparison.criteria}
    every = [check.task for one in comparison.providers for check in one.checks]
    if len(every) <= MOST_CHECKS or tasks >= set(every) or not tasks & set(every):
        return comparison
    kept = (
        msgspec.structs.replace(one, checks=tuple(check for check in one.checks if check.task in tasks))
        for one in comparison.providers
    )
    return msgspec.structs.replace(comparison, providers=tuple(kept))


def _without_lanes(part: AnswersSection) -> AnswersSection:
    charts = tuple(msgspec.structs.replace(chart, lanes=()) for chart in part.charts)
    return msgspec.structs.replace(part, charts=charts)


def _standfirst(language: Language, comparison: Comparison) -> str:
    measured = sum(c.availability.measured for p in comparison.providers for c in p.checks)
    asked = sum(s.asked for p in comparison.providers for s in p.support)
    providers = language.count("%(n)s provider", "%(n)s providers", len(comparison.providers))
    times = language.count("%(n)s time", "%(n)s times", measured)
    questions = language.count("%(n)s question", "%(n)s questions", asked)
    return language.say(
        "We measured %(providers)s %(times)s and sent them %(questions)s. All are judged by the same rules.",
        providers=providers,
        times=times,
        questions=questions,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(plain(one, at_most=_LONGEST_PARAGRAPH) for one in text.split("\n\n") if one.strip())


def _outages(language: Language, comparison: Comparison) -> tuple[tuple[OutageRow, ...], str]:
    found = [(p, c, o) for p in comparison.providers for c in p.checks for o in c.availability.outages]
    if len(found) <= LONGEST_OUTAGES:
        return tuple(outage_row(language, *each) for each in found), ""
    ordered = sorted(range(len(found)), key=lambda at: found[at][2].start - found[at][2].end)
    longest = [found[at] for at in sorted(ordered[:LONGEST_OUTAGES])]
    left_out = language.say(
        "These are the %(n)s longest of %(all)s outages; each provider's page lists all of its own.",
        n=language.number(LONGEST_OUTAGES),
        all=language.number(len(found)),
    )
    return tuple(outage_row(language, *each) for each in longest), left_out


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
