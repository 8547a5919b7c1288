"""Speeds of Internet lines against what was sold: all plans on one scale, peak hours and the others apart."""

from collections.abc import Iterator, Sequence

from report_templates.charts.axes import percents
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.rows import Frame, full, grouped_frames, rows_spec, text, y_of
from report_templates.charts.theme import ACCENT, INK, PANEL, SOFT, TINT, UNKNOWN, fitted
from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.line.telling import figure, full_name, plan_name, reference, seller, speed
from report_templates.line.words import WAYS
from results.judge.comparison import Comparison
from results.judge.line.found import DirectionFound, PlanFound, Quantiles
from results.judge.line.plan import Direction, Speeds

_LABEL = 112
_ROOM = 1.1
_MARGIN = 0.14
_ROOMY = 300
_SOLD = ("minimum", "normal", "maximum")
_QUANTILES = ("p5", "p20", "p50", "p80", "p95")

Drawn = tuple[PlanFound, DirectionFound]


def line_speed_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each direction of which any plan names a speed; none where a study has no lines."""
    charts = []
    for way in Direction:
        found = drawn_plans(comparison, way)
        if found:
            charts.append(_chart(language, way, found))
    return charts


def drawn_plans(comparison: Comparison, way: Direction) -> list[Drawn]:
    """List the plans of which *way* was measured, and of which the contract names a speed to hold it against."""
    return [
        (plan, one)
        for plan in comparison.lines.plans
        for one in plan.directions
        if one.direction is way and one.quantiles is not None and reference(plan.plan.of(way)) is not None
    ]


def _chart(language: Language, way: Direction, found: Sequence[Drawn]) -> Chart:
    rows = tuple(row for plan, one in found for row in _rows(language, plan, one))
    top = max([_ROOM, *known(rows, "x_maximum", "x_p95")]) * 1.02
    wide, narrow = grouped_frames(label=_LABEL, figures=(150, 62))
    desk = tuple({**row, "label2": fitted(str(row["plan"]), wide.name) if row["more"] else ""} for row in rows)
    phone = tuple(row for plan, one in found for row in _headed(language, plan, one))
    return Chart(
        id=f"line-speeds-{way}",
        section=Section.LINES,
        task="",
        title=language.say("Sold and delivered: %(way)s", way=language.say(WAYS[way])),
        message=_message(language, found),
        reading=language.say(
            "100 per cent is the advertised speed, or the maximum where none is advertised. The field behind is what"
            " the contract names, from minimum to maximum, with a line at the speed that is normally available. The"
            " disc is the median of the tests; 60 of 100 lie within the bar, 90 of 100 within the thin line. Peak hours"
            " are 19 to 23 o'clock where the line lies."
        ),
        columns=("plan_id", "provider", "plan", "hours", "n", *_QUANTILES, "advertised", *_SOLD),
        rows=rows,
        wide=rows_spec(language, wide, desk, _layers(language, wide, desk, top)),
        narrow=rows_spec(language, narrow, phone, _layers(language, narrow, phone, top)),
        twin=_twin(language, found),
    )


def _hours(language: Language, one: DirectionFound) -> Iterator[tuple[str, str, Quantiles | None, int]]:
    yield "peak", language.say("peak hours"), one.peak_quantiles, one.peak.n if one.peak else 0
    yield "off_peak", language.say("other hours"), one.off_peak_quantiles, one.off_peak.n if one.off_peak else 0


def _rows(language: Language, plan: PlanFound, one: DirectionFound) -> Iterator[Row]:
    sold = plan.plan.of(one.direction)
    whole = reference(sold) or 1.0
    for place, (key, words, found, n) in enumerate(_hours(language, one)):
        yield {
            "provider": seller(plan),
            "plan_id": plan.plan.id,
            "id": f"{plan.plan.id}/{key}",
            "plan": plan_name(plan),
            "hours": key,
            "horizon": words,
            "n": n,
            **{name: getattr(found, name) if found else None for name in _QUANTILES},
            "advertised": sold.advertised,
            **{name: getattr(sold, name) for name in _SOLD},
            **_relative(sold, found, whole),
            "more": place > 0,
            "said": speed(language, found.p50) if found else DASH,
            "label2": "",
        }


def _relative(sold: Speeds, found: Quantiles | None, whole: float) -> dict[str, float | None]:
    """Return everything that is drawn as a share of *whole*."""
    sold_at = {name: getattr(sold, name) for name in _SOLD}
    found_at = {name: getattr(found, name) if found else None for name in _QUANTILES}
    return {f"x_{name}": None if value is None else value / whole for name, value in (sold_at | found_at).items()}


def _headed(language: Language, plan: PlanFound, one: DirectionFound) -> Iterator[Row]:
    """Put the name of a plan above its rows: on a phone there is no room before them."""
    yield {"provider": full_name(plan), "id": plan.plan.id, "said": "", "more": False, "label2": "", "horizon": ""}
    for row in _rows(language, plan, one):
        told = row["p50"]
        yield {**row, "more": True, "said": figure(language, told) if isinstance(told, float | int) else DASH}


def _message(language: Language, found: Sequence[Drawn]) -> str:
    """Say how many plans reached what in peak hours; name nobody and rank nobody."""
    peaks = [
        (one.peak_quantiles.p50, sold)
        for plan, one in found
        if one.peak_quantiles is not None and (sold := plan.plan.of(one.direction)) is not None
    ]
    if not peaks:
        return language.say("Too little data.")
    reached = [median / (reference(sold) or 1.0) for median, sold in peaks]
    return language.count(
        "Median in peak hours of %(n)s plan: %(low)s of the speed it is sold as.",
        "Medians in peak hours of %(n)s plans: from %(low)s to %(high)s of the speed they are sold as.",
        len(reached),
        low=language.percent(100 * min(reached)),
        high=language.percent(100 * max(reached)),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row], top: float) -> list[Spec]:
    x = {
        "field": "x_p50",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"orient": "top", **percents(language, top, most=5 if frame.plot > _ROOMY else 3)},
    }
    y = y_of(rows, frame.marks)
    return [
        *(layer for more in (False, True) for layer in _field(rows, x, more=more)),
        {
            "transform": [{"filter": "isValid(datum.x_p50)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "x_p5"}, "x2": {"field": "x_p95"}},
        },
        {
            "transform": [{"filter": "isValid(datum.x_p50)"}],
            "mark": {"type": "rule", "strokeWidth": 7, "color": TINT},
            "encoding": {"y": y, "x": {**x, "field": "x_p20"}, "x2": {"field": "x_p80"}},
        },
        {
            "transform": [{"filter": "isValid(datum.x_p50)"}],
            "mark": full("circle", ACCENT, size=90),
            "encoding": {"y": y, "x": x},
        },
        text(frame, rows, "label2", x=-frame.names, style={"align": "left"}),
        text(frame, rows, "horizon", x=-_LABEL, style={"align": "left", "color": SOFT}),
    ]


def _field(rows: Sequence[Row], x: Spec, *, more: bool) -> list[Spec]:
    """Draw what the contract names behind both rows of a plan, apart from that of its neighbours."""
    top, bottom = (0.0, 1 - _MARGIN) if more else (_MARGIN, 1.0)
    high, low = y_of(rows, top), {"field": "id", "bandPosition": bottom}
    mine = [{"filter": f"datum.more == {str(more).lower()}"}]
    return [
        {
            "transform": [*mine, {"filter": "isValid(datum.x_maximum) && isValid(datum.x_minimum)"}],
            "mark": {"type": "rect", "color": PANEL, "opacity": 1},
            "encoding": {"y": high, "y2": low, "x": {**x, "field": "x_minimum"}, "x2": {"field": "x_maximum"}},
        },
        *(
            {
                "transform": [*mine, {"filter": f"isValid(datum.x_{name})"}],
                "mark": {"type": "rule", "color": colour, "strokeWidth": 1.5},
                "encoding": {"y": high, "y2": low, "x": {**x, "field": f"x_{name}"}},
            }
            for name, colour in (("minimum", UNKNOWN), ("maximum", UNKNOWN), ("normal", SOFT))
        ),
    ]


def _twin(language: Language, found: Sequence[Drawn]) -> Twin:
    def told(value: float | None) -> str:
        return DASH if value is None else figure(language, value)

    return Twin(
        heads=(
            language.say("Provider and plan"),
            language.say("Advertised"),
            language.say("Minimum"),
            language.say("Normal"),
            language.say("Maximum"),
            language.say("Median, peak hours"),
            language.say("9 of 10, peak hours"),
            language.say("Median, other hours"),
            language.say("9 of 10, other hours"),
        ),
        rows=tuple(
            (
                full_name(plan),
                *(told(getattr(plan.plan.of(one.direction), name)) for name in ("advertised", *_SOLD)),
                *(
                    cell
                    for each in (one.peak_quantiles, one.off_peak_quantiles)
                    for cell in (
                        told(each.p50 if each else None),
                        f"{told(each.p5)}\N{EN DASH}{told(each.p95)}" if each else DASH,
                    )
                ),
            )
            for plan, one in found
        ),
    )
