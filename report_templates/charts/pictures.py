"""The charts as pages show them: drawn once for the desk and once for the phone, each with its table."""

import msgspec
from markupsafe import Markup

from report_templates.charts.chart import Chart, Section, Twin
from report_templates.charts.drawing import drawn, picture
from report_templates.charts.files import csv_of, vega_lite_of
from report_templates.charts.svg import for_the_page
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import FRONT, STYLE
from results.judge.comparison import Comparison

FOLDER = "chart"
"""Beside the pages of a language."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One chart in a page."""

    id: str
    section: Section
    task: str
    title: str
    message: str
    reading: str
    wide: Markup
    """SVG: what others wrote is escaped in it."""
    narrow: Markup
    twin: Twin


class ChartFiles(msgspec.Struct, frozen=True, kw_only=True):
    """What is written beside the pages for one chart: contents by file name, in the folder of charts."""

    png: bytes
    csv: str
    specification: str


class ChartPage(msgspec.Struct, frozen=True, kw_only=True):
    """What `chart.html` is made from: one chart alone, to be shown in a newsroom's page."""

    lang: str
    direction: str
    drawing: Figure
    source: str
    """The comparison and its period."""
    front: str
    style: str
    synthetic: bool
    demonstration: bool


def figure_of(chart: Chart) -> tuple[Figure, ChartFiles]:
    """Draw *chart*."""
    wide, narrow = drawn(chart.wide), drawn(chart.narrow)
    keyed = {"title": chart.title, "message": chart.message}
    return (
        Figure(
            id=chart.id,
            section=chart.section,
            task=plain(chart.task),
            title=chart.title,
            message=chart.message,
            reading=chart.reading,
            wide=Markup(for_the_page(wide, key=f"{chart.id}-w", **keyed)),  # noqa: S704 -- it escapes all words
            narrow=Markup(for_the_page(narrow, key=f"{chart.id}-n", **keyed)),  # noqa: S704 -- the same
            twin=chart.twin,
        ),
        ChartFiles(png=picture(wide), csv=csv_of(chart), specification=vega_lite_of(chart)),
    )


def chart_page(language: Language, comparison: Comparison, figure: Figure) -> ChartPage:
    """Put *figure* on a page of its own."""
    return ChartPage(
        lang=language.code,
        direction=language.locale.text_direction,
        drawing=figure,
        source=f"{plain(language.pick(comparison.title))}, {language.period}",
        front=f"../{FRONT}",
        style=f"../../{STYLE}",
        synthetic=comparison.synthetic,
        demonstration=comparison.demonstration,
    )
