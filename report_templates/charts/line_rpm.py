"""Round trips a minute while the line is full, plan by plan and direction by direction, before the draft's bands."""

from collections.abc import Iterator, Sequence

from report_templates.charts.axes import worded
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.rows import Frame, full, grouped_frames, rows_spec, text, y_of
from report_templates.charts.theme import ACCENT, INK, PANEL, SOFT, fitted, width_of
from report_templates.language import Language
from report_templates.line.telling import full_name, plan_name, seller
from report_templates.line.words import WAYS
from report_templates.words import mark
from results.judge.comparison import Comparison
from results.judge.line.found import PlanFound
from results.judge.line.responsiveness import EXCELLENT, FAIR, GOOD, Rpm, RpmFound

_LABEL = 112
_BOUNDS = (FAIR, GOOD, EXCELLENT)
_LOW, _HIGH = 100.0, 20_000.0
"""The axis has these at least, so that each band has room for its name."""
_NAMES = -36
"""Where the bands' names stand above the marks, in pixels."""
_WORDS = (mark("Poor"), mark("Fair"), mark("Good"), mark("Excellent"))

Drawn = tuple[PlanFound, RpmFound, Rpm]


def line_rpm_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for all plans; none where no test tells round trips a minute."""
    found = [
        (plan, way, way.rpm)
        for plan in comparison.lines.plans
        if plan.responsiveness is not None
        for way in plan.responsiveness.directions
        if way.rpm is not None
    ]
    if not found:
        return []
    rows = tuple(_rows(language, found))
    wide, narrow = grouped_frames(label=_LABEL, figures=(110, 60))
    desk = tuple({**row, "label2": fitted(str(row["plan"]), wide.name) if row["more"] else ""} for row in rows)
    phone = tuple(_headed(rows))
    return [
        Chart(
            id="line-responsiveness",
            section=Section.LINES,
            task="",
            title=language.say("Round trips a minute while the line is full"),
            message=_message(language, found),
            reading=language.say(
                "The disc is the median of all tests, the upright bar what the slowest fifth of them stay at or below."
                " The more round trips a minute, the sooner a call or a click is answered while others use the line."
                " The fields are the bands of the IETF's draft: poor below 300, fair to 1,000, good to 6,000, excellent"
                " from there on. With each power of ten the axis goes as far again."
            ),
            columns=("plan_id", "provider", "plan", "direction", "n", "p20", "p50"),
            rows=rows,
            wide=rows_spec(language, wide, desk, _layers(language, wide, desk)),
            narrow=rows_spec(language, narrow, phone, _layers(language, narrow, phone)),
            twin=_twin(language, found),
        )
    ]


def _rows(language: Language, found: Sequence[Drawn]) -> Iterator[Row]:
    told: set[str] = set()
    for plan, way, rpm in found:
        yield {
            "provider": seller(plan),
            "plan_id": plan.plan.id,
            "plan": plan_name(plan),
            "id": f"{plan.plan.id}/{way.direction}",
            "direction": way.direction.value,
            "horizon": language.say(WAYS[way.direction]),
            "n": rpm.n,
            "p20": rpm.p20,
            "p50": rpm.p50,
            "said": language.number(round(rpm.p50)),
            "more": plan.plan.id in told,
            "label2": "",
            "head": full_name(plan),
        }
        told.add(plan.plan.id)


def _headed(rows: Sequence[Row]) -> Iterator[Row]:
    """Put the name of each plan on a row of its own, above its directions."""
    empty = {"said": "", "label2": "", "horizon": "", "p20": None, "p50": None}
    for row in rows:
        if not row["more"]:
            yield {**empty, "provider": row["head"], "id": row["plan_id"], "more": False}
        yield {**row, "more": True}


def _message(language: Language, found: Sequence[Drawn]) -> str:
    bands = [way.bands for _, way, _ in found]
    total = sum(way.counted for _, way, _ in found)
    return language.count(
        "Of %(n)s measurement in one direction or the other %(poor)s had fewer than 300 round trips a minute: poor, by"
        " the IETF's draft.",
        "Of %(n)s measurements in one direction or the other %(poor)s had fewer than 300 round trips a minute: poor, by"
        " the IETF's draft.",
        total,
        poor=language.number(sum(one.poor for one in bands)),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    seen = known(rows, "p20", "p50")
    low, high = min([_LOW, *seen]), max([_HIGH, *seen])
    bounds = [float(bound) for bound in _BOUNDS]
    x = {
        "field": "p50",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [low, high], "nice": False, "zero": False},
        "axis": {
            "orient": "top",
            "values": bounds,
            "labelExpr": worded({bound: language.number(round(bound)) for bound in bounds}),
        },
    }
    y = y_of(rows, frame.marks)
    return [
        *_fields(language, frame, x, (low, *bounds, high)),
        {
            "transform": [{"filter": "isValid(datum.p20)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "p20"}, "x2": {"field": "p50"}},
        },
        {
            "transform": [{"filter": "isValid(datum.p20)"}],
            "mark": {"type": "point", "shape": "M0,-1V1", "size": 60, "filled": False, "color": INK, "opacity": 1},
            "encoding": {"y": y, "x": {**x, "field": "p20"}},
        },
        {
            "transform": [{"filter": "isValid(datum.p50)"}],
            "mark": full("circle", ACCENT, size=90),
            "encoding": {"y": y, "x": x},
        },
        text(frame, rows, "label2", x=-frame.names, style={"align": "left"}),
        text(frame, rows, "horizon", x=-_LABEL, style={"align": "left", "color": SOFT}),
    ]


def _fields(language: Language, frame: Frame, x: Spec, edges: Sequence[float]) -> Iterator[Spec]:
    """Yield the field of every second band, and each band's name where its room is wide enough."""
    names = [language.say(name) for name in _WORDS]
    room = frame.plot / 4
    for place, name in enumerate(names):
        low, high = edges[place], edges[place + 1]
        field = {"data": {"values": [{"low": low, "high": high, "at": (low * high) ** 0.5, "name": name}]}}
        if place % 2 == 0:
            yield {
                **field,
                "mark": {"type": "rect", "color": PANEL, "opacity": 1},
                "encoding": {
                    "x": {**x, "field": "low"},
                    "x2": {"field": "high"},
                    "y": {"value": 0},
                    "y2": {"value": "height"},
                },
            }
        if all(width_of(each) <= room for each in names):
            yield {
                **field,
                "mark": {"type": "text", "baseline": "middle", "color": SOFT},
                "encoding": {
                    "x": {**x, "field": "at"},
                    "y": {"value": _NAMES},
                    "text": {"field": "name", "type": "nominal"},
                },
            }


def _twin(language: Language, found: Sequence[Drawn]) -> Twin:
    return Twin(
        heads=(
            language.say("Provider and plan"),
            language.say("Direction"),
            "n",
            language.say("Median"),
            language.say("Slowest fifth"),
            *(language.say(name) for name in _WORDS),
        ),
        rows=tuple(
            (
                full_name(plan),
                language.say(WAYS[way.direction]),
                language.number(rpm.n),
                language.number(round(rpm.p50)),
                language.number(round(rpm.p20)),
                *(language.number(getattr(way.bands, name)) for name in way.bands.__struct_fields__),
            )
            for plan, way, rpm in found
        ),
    )
