"""How much longer a packet is on its way while a test fills the line."""

from collections.abc import Sequence

from report_templates.charts.axes import durations, seconds_between
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.rows import Frame, frames, full, hollow, rows_spec, y_of
from report_templates.charts.theme import ACCENT, INK, TINT
from report_templates.language import Language
from report_templates.line.telling import full_name
from results.judge.comparison import Comparison
from results.judge.line.found import PlanFound


def line_latency_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for all plans; none where no test tells the delay under its own load."""
    plans = [
        plan
        for plan in comparison.lines.plans
        if plan.loss.minimum_rtt_seconds is not None and plan.loss.loaded_rtt_seconds is not None
    ]
    if not plans:
        return []
    rows = tuple(_row(language, plan) for plan in plans)
    wide, narrow = (rows_spec(language, frame, rows, _layers(language, frame, rows)) for frame in frames(figures=160))
    return [
        Chart(
            id="line-latency",
            section=Section.LINES,
            task="",
            title=language.say("Delay: at rest, and while a download fills the line"),
            message=_message(language, rows),
            reading=language.say(
                "The hollow mark is the smallest round trip of a test of speed, the disc the round trip during its"
                " download: medians of all tests. With each power of ten the axis goes as far again. Delay under load"
                " depends on the server's congestion control too, which the page of each provider names."
            ),
            columns=("plan_id", "provider", "rest_seconds", "loaded_seconds"),
            rows=rows,
            wide=wide,
            narrow=narrow,
            twin=Twin(
                heads=(
                    language.say("Provider and plan"),
                    language.say("Delay at rest"),
                    language.say("Delay under load"),
                ),
                rows=tuple(
                    (full_name(plan), *(language.duration(value or 0.0) for value in _both(plan))) for plan in plans
                ),
            ),
        )
    ]


def _both(plan: PlanFound) -> tuple[float | None, float | None]:
    return plan.loss.minimum_rtt_seconds, plan.loss.loaded_rtt_seconds


def _row(language: Language, plan: PlanFound) -> Row:
    rest, loaded = _both(plan)
    return {
        "provider": full_name(plan),
        "id": plan.plan.id,
        "plan_id": plan.plan.id,
        "rest_seconds": rest,
        "loaded_seconds": loaded,
        "said": language.say(
            "%(rest)s to %(loaded)s", rest=language.duration(rest or 0.0), loaded=language.duration(loaded or 0.0)
        ),
    }


def _message(language: Language, rows: Sequence[Row]) -> str:
    longer = [
        (loaded - rest)
        for row in rows
        if isinstance(rest := row["rest_seconds"], float) and isinstance(loaded := row["loaded_seconds"], float)
    ]
    return language.count(
        "A download made a packet's round trip %(most)s longer in %(n)s plan, by the medians.",
        "A download made a packet's round trip %(least)s to %(most)s longer in %(n)s plans, by the medians.",
        len(longer),
        least=language.duration(max(0.0, min(longer))),
        most=language.duration(max(0.0, *longer)),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    seen = known(rows, "rest_seconds", "loaded_seconds")
    marks, domain = seconds_between(min(seen), max(seen), most=8 if frame.figures else 5)
    x = {
        "field": "rest_seconds",
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain, "nice": False, "zero": False, "range": [8, frame.plot - 12]},
        "axis": {"orient": "top", **durations(language, marks)},
    }
    y = y_of(rows, frame.marks)
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 4, "color": TINT},
            "encoding": {"y": y, "x": x, "x2": {"field": "loaded_seconds"}},
        },
        {"mark": hollow("circle", size=80) | {"stroke": INK}, "encoding": {"y": y, "x": x}},
        {"mark": full("circle", ACCENT), "encoding": {"y": y, "x": {**x, "field": "loaded_seconds"}}},
    ]
