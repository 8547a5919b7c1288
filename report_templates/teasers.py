"""The sections on the front page: what a reader needs of each, and where the rest of it stands."""

from collections.abc import Sequence

import msgspec

from report_templates.charts.chart import Section
from report_templates.charts.pictures import Figure
from report_templates.contents import Content, SectionKey, contents
from report_templates.language import Language
from report_templates.line.notes import lines_lead
from report_templates.line.tables import speeds_table
from report_templates.service import ServicePart, service_parts
from report_templates.service.tables import SmallTable
from report_templates.words import mark
from results.judge.comparison import Comparison

MOST_ROWS = 14
"""A part of the service record with more rows than this is told on its own page alone."""

_DRAWN = {
    SectionKey.UPTIME: (Section.AVAILABILITY, "uptime-"),
    SectionKey.SPEED: (Section.RESPONSE, "speed-"),
    SectionKey.ANSWERS: (Section.ANSWERS, "within-"),
    SectionKey.LINES: (Section.LINES, "line-speeds-"),
}
"""Which chart stands on the front page: the first of its kind."""
_LEADS = {
    SectionKey.UPTIME: mark(
        "A failure counts for as long as the checks around it say. Unknown is neither up nor down."
    ),
    SectionKey.SPEED: mark("How long the whole exchange took. A failure counts as longer than the timeout."),
    SectionKey.ANSWERS: mark("Only a person's answer counts. A machine's thanks do not."),
}
_MORE = {
    SectionKey.UPTIME: mark("Every day, every month and the outages"),
    SectionKey.SPEED: mark("Network and server apart, and week by week"),
    SectionKey.ANSWERS: mark("Every wait, and who answers sooner"),
    SectionKey.FORMS: mark("What became of each form"),
    SectionKey.LINES: mark("Hour by hour, delays, disconnections, and each line"),
}


class Teaser(msgspec.Struct, frozen=True, kw_only=True):
    """One section on the front page."""

    key: str
    title: str
    href: str
    lead: str
    figure: Figure | None
    tables: tuple[SmallTable, ...]
    notes: tuple[str, ...]
    more: str


def teasers(language: Language, comparison: Comparison, figures: Sequence[Figure]) -> tuple[Teaser, ...]:
    """Build a teaser for each section."""
    parts = {part.key: part for part in service_parts(language, comparison)}
    return tuple(
        _teaser(language, comparison, one, figures, parts.get(one.key)) for one in contents(language, comparison)
    )


def _teaser(
    language: Language, comparison: Comparison, one: Content, figures: Sequence[Figure], part: ServicePart | None
) -> Teaser:
    return Teaser(
        key=one.key,
        title=one.title,
        href=one.file,
        lead=_lead(language, comparison, one.key, part),
        figure=_figure(comparison, one.key, figures),
        tables=_tables(language, comparison, one.key, part),
        notes=part.notes if part else (),
        more=language.say(_MORE[one.key])
        if one.key in _MORE
        else language.say("All of it: %(section)s", section=one.title),
    )


def _tables(
    language: Language, comparison: Comparison, key: SectionKey, part: ServicePart | None
) -> tuple[SmallTable, ...]:
    tables = (
        (speeds_table(language, comparison.lines.plans),) if key is SectionKey.LINES else part.tables if part else ()
    )
    return tables if sum(len(table.rows) for table in tables) <= MOST_ROWS else ()


def _lead(language: Language, comparison: Comparison, key: SectionKey, part: ServicePart | None) -> str:
    if part is not None:
        return part.lead
    if key is SectionKey.LINES:
        return lines_lead(language, comparison)
    return _forms(language, comparison) if key is SectionKey.FORMS else language.say(_LEADS[key])


def _forms(language: Language, comparison: Comparison) -> str:
    watched = [form for provider in comparison.providers for form in provider.forms]
    return language.count(
        "We watched %(n)s contact form. Closed to a machine at the last look: %(closed)s. Changed in this period:"
        " %(changed)s.",
        "We watched %(n)s contact forms. Closed to a machine at the last look: %(closed)s. Changed in this period:"
        " %(changed)s.",
        len(watched),
        closed=language.number(sum(form.closed is not None for form in watched)),
        changed=language.number(sum(bool(form.changes) for form in watched)),
    )


def _figure(comparison: Comparison, key: SectionKey, figures: Sequence[Figure]) -> Figure | None:
    """Return the chart of a section's first task, if any of them is graded of the first such one."""
    if key not in _DRAWN:
        return None
    section, kind = _DRAWN[key]
    found = [one for one in figures if one.section is section and one.id.startswith(kind)]
    graded = {criterion.task for criterion in comparison.criteria}
    return next((one for one in found if one.task in graded), found[0] if found else None)
