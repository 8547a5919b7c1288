"""Uptime of each provider with its interval, on an axis of nines."""

from collections.abc import Sequence

from report_templates.charts.axes import decades, worded
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.found import Found, file_part, tasks_measured
from report_templates.charts.rows import Frame, frames, full, hollow, rows_spec, y_of
from report_templates.charts.theme import ACCENT
from report_templates.figures import DASH, amount, downtime
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import check_title
from results.judge.comparison import Comparison
from results.judge.rules import Metric, Rules
from results.judge.summary import interval_of

_LEAST, _MOST = 1e-5, 1.0
"""Of downtime as a share: what is less is drawn at the end of the axis."""
_MOST_MARKS = 4
"""On a phone."""


def uptime_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task that measures."""
    return [_chart(language, comparison.rules, task, found) for task, found in tasks_measured(comparison)]


def _chart(language: Language, rules: Rules, task: str, found: list[Found]) -> Chart:
    rows = tuple(_row(language, rules, one) for one in found)
    wide, narrow = (rows_spec(language, frame, rows, _layers(language, frame, rows)) for frame in frames(figures=225))
    return Chart(
        id=f"uptime-{file_part(task)}",
        section=Section.AVAILABILITY,
        task=task,
        title=language.say(
            "Uptime and what chance leaves open: %(check)s", check=check_title(language, found[0].check)
        ),
        message=_message(language, rows),
        reading=language.say(
            "The disc is the uptime that was measured, the line its 95 per cent interval, made from the outages. With"
            " each mark of the axis a tenth as much is down. A ring: no failure was seen, so no line can be drawn."
        ),
        columns=("provider", "id", "uptime", "low", "high", "downtime_seconds", "outages", "measured"),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=Twin(
            heads=(
                language.say("Provider"),
                language.say("Uptime"),
                language.say("Lower bound"),
                language.say("Upper bound"),
                language.say("Downtime"),
            ),
            rows=tuple(_told(language, row, one) for row, one in zip(rows, found, strict=True)),
        ),
    )


def _row(language: Language, rules: Rules, one: Found) -> Row:
    found, bounds = one.check.availability, interval_of(one.check)
    enough = bool(found.measured) and found.measured >= rules.minimum_samples
    said = _percent(language, found.uptime if enough else None)
    return {
        "provider": provider_name(one.provider),
        "id": one.provider.id,
        "uptime": found.uptime if enough else None,
        "low": bounds.low if enough else None,
        "high": bounds.high if enough else None,
        "downtime_seconds": found.downtime_seconds if enough else None,
        "outages": len(found.outages) if enough else None,
        "measured": found.measured,
        "said": f"{said}\n{downtime(language, one.check)}" if enough else said,
    }


def _percent(language: Language, share: object) -> str:
    return amount(language, Metric.UPTIME_PERCENT, share * 100) if isinstance(share, float) else DASH


def _told(language: Language, row: Row, one: Found) -> tuple[str, ...]:
    shares = (_percent(language, row[name]) for name in ("uptime", "low", "high"))
    return str(row["provider"]), *shares, downtime(language, one.check) if row["uptime"] is not None else DASH


def _message(language: Language, rows: Sequence[Row]) -> str:
    uptimes = known(rows, "uptime")
    if not uptimes:
        return language.say("Too little data.")
    if min(uptimes) >= 1:
        return language.say("No check failed in this period.")
    return language.say(
        "The measured uptimes lie between %(low)s and %(high)s. Where two lines overlap, chance may be all that sets"
        " them apart.",
        low=_percent(language, min(uptimes)),
        high=_percent(language, max(uptimes)),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    seen = [min(max(1 - share, _LEAST), _MOST) for share in known(rows, "uptime", "low", "high")]
    marks = decades(min(seen, default=0.001), max(seen, default=0.1))
    told = marks if frame.figures or len(marks) <= _MOST_MARKS else marks[::2]
    x = {
        "field": "down",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [marks[-1], marks[0]], "nice": False, "zero": False},
        "axis": {
            "orient": "top",
            "values": told,
            "labelExpr": worded({mark: language.share(round(100 * (1 - mark), 6)) for mark in told}),
        },
    }
    shared = {"y": y_of(rows, frame.marks), "x": x}
    made = [
        {"calculate": f"clamp(1 - datum.{name}, {marks[0]}, {marks[-1]})", "as": field}
        for name, field in (("uptime", "down"), ("low", "down_most"), ("high", "down_least"))
    ]
    return [
        {
            "transform": [{"filter": "isValid(datum.low)"}, *made],
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": ACCENT},
            "encoding": {**shared, "x": {**x, "field": "down_most"}, "x2": {"field": "down_least"}},
        },
        {
            "transform": [{"filter": "isValid(datum.uptime) && datum.uptime < 1"}, *made],
            "mark": full("circle", ACCENT),
            "encoding": shared,
        },
        {
            "transform": [{"filter": "datum.uptime === 1"}, *made],
            "mark": hollow("circle", size=90) | {"stroke": ACCENT},
            "encoding": shared,
        },
    ]
