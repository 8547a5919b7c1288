"""Speed by the hour of the day, plan by plan: the median and the middle sixty of a hundred tests."""

from collections.abc import Iterator, Sequence

from report_templates.charts.axes import percents, worded
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.line_speeds import Drawn, drawn_plans
from report_templates.charts.panels import panels_spec
from report_templates.charts.theme import ACCENT, PANEL, TINT
from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.line.telling import figure, full_name, plan_name, reference
from report_templates.line.words import WAYS
from results.judge.comparison import Comparison
from results.judge.line.plan import Direction
from results.judge.line.samples import PEAK_HOURS

_FEWEST = 6
"""A plan with tests in fewer hours of the day than this has no curve."""
_HOURS = range(24)


def line_hour_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart of downloads, or of uploads where nothing else is known; the data have both."""
    for way in Direction:
        found = [(plan, one) for plan, one in drawn_plans(comparison, way) if len(one.hours) >= _FEWEST]
        if found:
            return [_chart(language, way, found)]
    return []


def _chart(language: Language, way: Direction, found: Sequence[Drawn]) -> Chart:
    rows = tuple(row for drawn in found for row in _rows(language, drawn))
    wide, narrow = (_spec(language, rows, wide=wide) for wide in (True, False))
    return Chart(
        id=f"line-hours-{way}",
        section=Section.LINES,
        task="",
        title=language.say("Hour by hour: %(way)s", way=language.say(WAYS[way])),
        message=_message(language, found),
        reading=language.say(
            "The line is the median of all tests that began in that hour of the day where the line lies, the band holds"
            " the middle 60 of 100. 100 per cent is the advertised speed, or the maximum where none is advertised. The"
            " field behind is the peak hours."
        ),
        columns=("plan_id", "hour", "n", "p20", "p50", "p80"),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=_twin(language, found),
    )


def _rows(language: Language, drawn: Drawn) -> Iterator[Row]:
    plan, one = drawn
    whole = reference(plan.plan.of(one.direction)) or 1.0
    hours = {each.hour: each for each in one.hours}
    named = {"provider": plan_name(plan), "id": plan.plan.id, "plan_id": plan.plan.id}
    for hour in _HOURS:
        found = hours.get(hour)
        yield {
            **named,
            "hour": hour,
            "at": hour + 0.5,
            "n": found.n if found else 0,
            **{name: getattr(found, name) if found else None for name in ("p20", "p50", "p80")},
            **{f"x_{name}": getattr(found, name) / whole if found else None for name in ("p20", "p50", "p80")},
            **({"first": True, "said": _said(language, drawn)} if hour == 0 else {}),
        }


def _said(language: Language, drawn: Drawn) -> str:
    slowest = min(drawn[1].hours, key=lambda each: each.p50)
    return language.say("%(speed)s at %(hour)s", hour=f"{slowest.hour:02}:00", speed=figure(language, slowest.p50))


def _message(language: Language, found: Sequence[Drawn]) -> str:
    falls = [1 - min(each.p50 for each in one.hours) / max(each.p50 for each in one.hours) for _, one in found]
    return language.count(
        "Between its best and its slowest hour the median of %(n)s plan falls by %(most)s.",
        "Between its best and its slowest hour the median falls by %(least)s to %(most)s, in %(n)s plans. Above each"
        " curve stands the slowest hour, with its median in Mbit/s.",
        len(falls),
        least=language.percent(100 * min(falls)),
        most=language.percent(100 * max(falls)),
    )


def _spec(language: Language, rows: Sequence[Row], *, wide: bool) -> Spec:
    top = max([1.05, *known(rows, "x_p80")]) * 1.02
    marks = [0.0, 6.0, 12.0, 18.0, 24.0] if wide else [0.0, 12.0, 24.0]
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, 24], "nice": False},
        "axis": {"grid": False, "values": marks, "labelExpr": worded({mark: f"{mark:.0f}" for mark in marks})},
    }
    y = {
        "field": "x_p50",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": percents(language, top, most=3),
    }
    broken = {"invalid": "break-paths-show-path-domains"}
    return panels_spec(
        language,
        rows,
        [
            {
                "transform": [
                    {"filter": f"datum.hour == {PEAK_HOURS.start}"},
                    {"calculate": str(PEAK_HOURS.stop), "as": "end"},
                ],
                "mark": {"type": "rect", "color": PANEL, "opacity": 1},
                "encoding": {
                    "x": {**x, "field": "hour"},
                    "x2": {"field": "end"},
                    "y": {"value": 0},
                    "y2": {"value": "height"},
                },
            },
            {
                "mark": {"type": "area", "color": TINT, "opacity": 1, **broken},
                "encoding": {"x": x, "y": {**y, "field": "x_p20"}, "y2": {"field": "x_p80"}},
            },
            {
                "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2, "interpolate": "linear", **broken},
                "encoding": {"x": x, "y": y},
            },
        ],
        wide=wide,
    )


def _twin(language: Language, found: Sequence[Drawn]) -> Twin:
    hours = [{each.hour: each for each in one.hours} for _, one in found]
    return Twin(
        heads=(language.say("Hour from"), *(full_name(plan) for plan, _ in found)),
        rows=tuple(
            (
                f"{hour:02}",
                *(figure(language, each[hour].p50) if hour in each else DASH for each in hours),
            )
            for hour in _HOURS
        ),
    )
