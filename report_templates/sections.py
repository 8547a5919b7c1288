"""A page for each section of the report: all strips and outages, all charts, all that people noted."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from report_templates.answers import AnswersSection, NamedFinding, answers_sections
from report_templates.charts.chart import Section
from report_templates.charts.pictures import Figure
from report_templates.contents import SectionKey, contents, section_file
from report_templates.drawn import MOST_LANES, graded
from report_templates.form_part import FormPart, door_findings, form_part
from report_templates.language import Language
from report_templates.line.notes import line_notes, lines_lead, sellers
from report_templates.line.tables import causes_table, everyday_table, packets_table, speeds_table
from report_templates.page import Link, Page, page, provider_file, provider_name
from report_templates.service import ServicePart, service_parts
from report_templates.service.tables import SmallTable
from report_templates.strips import OutageRow, StripGroup, drawn_by_days, outage_row, strip_groups
from results.judge.comparison import Comparison

CONNECTION = ("line-latency", "line-responsiveness", "line-disconnections")
"""How the charts begin that are not about speed."""
LONGEST_OUTAGES = 60
"""How many outages the section lists; a provider's page lists all of its own."""


class UptimePage(msgspec.Struct, frozen=True, kw_only=True):
    """What `uptime.html` is made from."""

    page: Page
    title: str
    drawn: str
    """A sentence where not every check is drawn; else empty."""
    daily: bool
    """Whether the strips show days instead of slots."""
    strips: tuple[StripGroup, ...]
    figures: tuple[Figure, ...]
    outages: tuple[OutageRow, ...]
    outages_left_out: str
    """A sentence where there are more outages than are listed; else empty."""


class SpeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `speed.html` is made from."""

    page: Page
    title: str
    figures: tuple[Figure, ...]


class AnswersPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `answers.html` is made from."""

    page: Page
    title: str
    answers: tuple[AnswersSection, ...]
    each_drawn: bool
    """Whether each question is drawn by itself."""
    figures: tuple[Figure, ...]


class FormsOf(msgspec.Struct, frozen=True, kw_only=True):
    """The watched forms of one provider."""

    provider: str
    href: str
    forms: tuple[FormPart, ...]


class FormsPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `forms.html` is made from."""

    page: Page
    title: str
    findings: tuple[NamedFinding, ...]
    watched: tuple[FormsOf, ...]


class NotedPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `noted.html` is made from: one part of the service record."""

    page: Page
    title: str
    service: tuple[ServicePart, ...]


class LinesPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `lines.html` is made from."""

    page: Page
    title: str
    lead: str
    figures: tuple[Figure, ...]
    connection: tuple[Figure, ...]
    """Of delays and disconnections."""
    speeds: SmallTable
    tables: tuple[SmallTable, ...]
    sellers: tuple[Link, ...]
    """The pages of the Internet providers, where each plan and line is told."""
    notes: tuple[str, ...]


SectionPage = LinesPage | UptimePage | SpeedPage | AnswersPage | FormsPage | NotedPage

TEMPLATES: Mapping[type[msgspec.Struct], str] = {
    UptimePage: "uptime.html",
    SpeedPage: "speed.html",
    AnswersPage: "answers.html",
    FormsPage: "forms.html",
    NotedPage: "noted.html",
    LinesPage: "lines.html",
}


_Maker = Callable[[Language, Comparison, Sequence[str], Sequence[Figure]], SectionPage]


def section_pages(
    language: Language, comparison: Comparison, languages: Sequence[str], figures: Sequence[Figure] = ()
) -> dict[str, SectionPage]:
    """Build the page of each section that there is something to tell in, by its file name."""
    made: dict[SectionKey, _Maker] = {
        SectionKey.UPTIME: uptime_page,
        SectionKey.SPEED: speed_page,
        SectionKey.ANSWERS: answers_page,
        SectionKey.FORMS: forms_page,
        SectionKey.LINES: lines_page,
    }
    return {
        one.file: made[one.key](language, comparison, languages, figures)
        if one.key in made
        else noted_page(language, comparison, languages, one.key)
        for one in contents(language, comparison)
    }


def uptime_page(
    language: Language, comparison: Comparison, languages: Sequence[str], figures: Sequence[Figure] = ()
) -> UptimePage:
    """Build the page of availability."""
    outages, left_out = _outages(language, comparison)
    drawn = graded(comparison)
    frame, title = _framed(language, comparison, languages, SectionKey.UPTIME)
    return UptimePage(
        page=frame,
        title=title,
        drawn=""
        if drawn is comparison
        else language.say("Drawn here are the checks that are graded; each provider's page has all of its own."),
        daily=drawn_by_days(language),
        strips=strip_groups(language, drawn),
        figures=_of(figures, Section.AVAILABILITY),
        outages=outages,
        outages_left_out=left_out,
    )


def speed_page(
    language: Language, comparison: Comparison, languages: Sequence[str], figures: Sequence[Figure] = ()
) -> SpeedPage:
    """Build the page of response times."""
    frame, title = _framed(language, comparison, languages, SectionKey.SPEED)
    return SpeedPage(page=frame, title=title, figures=_of(figures, Section.RESPONSE))


def answers_page(
    language: Language, comparison: Comparison, languages: Sequence[str], figures: Sequence[Figure] = ()
) -> AnswersPage:
    """Build the page of answers."""
    answers = answers_sections(language, comparison)
    lanes = 0 < sum(len(chart.lanes) for part in answers for chart in part.charts) <= MOST_LANES
    frame, title = _framed(language, comparison, languages, SectionKey.ANSWERS)
    return AnswersPage(
        page=frame,
        title=title,
        answers=answers if lanes else tuple(map(_without_lanes, answers)),
        each_drawn=lanes,
        figures=_of(figures, Section.ANSWERS),
    )


def forms_page(
    language: Language, comparison: Comparison, languages: Sequence[str], _figures: Sequence[Figure] = ()
) -> FormsPage:
    """Build the page of watched contact forms."""
    frame, title = _framed(language, comparison, languages, SectionKey.FORMS)
    return FormsPage(
        page=frame,
        title=title,
        findings=tuple(
            NamedFinding(provider=provider_name(one), sentence=found.sentence)
            for one in comparison.providers
            for found in door_findings(language, one)
        ),
        watched=tuple(
            FormsOf(
                provider=provider_name(one),
                href=provider_file(one),
                forms=tuple(form_part(language, watch, one.checks) for watch in one.forms),
            )
            for one in comparison.providers
            if one.forms
        ),
    )


def lines_page(
    language: Language, comparison: Comparison, languages: Sequence[str], figures: Sequence[Figure] = ()
) -> LinesPage:
    """Build the page of Internet lines."""
    frame, title = _framed(language, comparison, languages, SectionKey.LINES)
    drawn, plans = _of(figures, Section.LINES), comparison.lines.plans
    tables = (packets_table(language, plans), causes_table(language, plans), everyday_table(language, plans))
    return LinesPage(
        page=frame,
        title=title,
        lead=lines_lead(language, comparison),
        figures=tuple(one for one in drawn if not one.id.startswith(CONNECTION)),
        connection=tuple(one for one in drawn if one.id.startswith(CONNECTION)),
        speeds=speeds_table(language, plans),
        tables=tuple(one for one in tables if one is not None),
        sellers=sellers(language, comparison),
        notes=line_notes(language, comparison),
    )


def noted_page(language: Language, comparison: Comparison, languages: Sequence[str], key: SectionKey) -> NotedPage:
    """Build the page of one part of the service record."""
    frame, title = _framed(language, comparison, languages, key)
    parts = tuple(part for part in service_parts(language, comparison) if part.key == key)
    return NotedPage(page=frame, title=title, service=parts)


def _framed(language: Language, comparison: Comparison, languages: Sequence[str], key: SectionKey) -> tuple[Page, str]:
    title = next(one.title for one in contents(language, comparison) if one.key is key)
    return page(language, comparison, languages, file=section_file(key), title=title), title


def _of(figures: Sequence[Figure], section: Section) -> tuple[Figure, ...]:
    return tuple(one for one in figures if one.section is section)


def _without_lanes(part: AnswersSection) -> AnswersSection:
    charts = tuple(msgspec.structs.replace(chart, lanes=()) for chart in part.charts)
    return msgspec.structs.replace(part, charts=charts)


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
