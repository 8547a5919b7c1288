"""When each line was not connected, and whose doing it was."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from report_templates.charts.chart import Chart, Row, Section, Spec, Twin
from report_templates.charts.rows import Frame, frames, full, hollow, rows_spec, upright, y_of
from report_templates.charts.theme import ACCENT, INK, SOFT, UNKNOWN
from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.line.telling import line_name
from report_templates.line.words import CAUSE_HEADS
from results.judge.comparison import Comparison
from results.judge.line.disconnections import Cause
from results.judge.line.found import LineFound

MOST_LINES = 40
"""With more lines than this there is a row for none."""
_BOUNDS = ("last_good", "last_lost", "first_good")
_MARKS = {
    Cause.LINE: full("circle", INK, size=70),
    Cause.HOUSE: hollow("square", size=60) | {"stroke": INK},
    Cause.SERVER: upright(ACCENT, size=110),
    Cause.UNKNOWN: hollow("circle", size=60) | {"stroke": UNKNOWN},
}


def line_outage_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for all lines; none where they were always connected, or where they are too many for it."""
    lines = comparison.lines.lines
    if len(lines) > MOST_LINES or not any(one.disconnections for one in lines):
        return []
    names = {line_key(one): line_name(language, one.line) for one in lines}
    rows = tuple(row for one in lines for row in _rows(language, one, names[line_key(one)], comparison.end))
    wide, narrow = (rows_spec(language, frame, rows, _layers(comparison, frame, rows)) for frame in frames(figures=170))
    return [
        Chart(
            id="line-disconnections",
            section=Section.LINES,
            task="",
            title=language.say("When lines were not connected, and whose doing it was"),
            message=_message(language, lines),
            reading=language.say(
                "A row for each line, over the whole period. Disc: the line, since no server answered. Upright bar: one"
                " server, while others answered. Square: the house, where the measuring device itself was off or had no"
                " link. Circle: cause unknown. The stretch is how long it lasted, where that is longer than the"
                " mark."
            ),
            columns=(
                "agent",
                "plan_id",
                "cause",
                "start",
                "end",
                "seconds",
                "server",
                "sign",
                "failed",
                "last_good",
                "last_lost",
                "first_good",
            ),
            rows=rows,
            wide=wide,
            narrow=narrow,
            twin=_twin(language, lines),
        )
    ]


def line_key(one: LineFound) -> str:
    """Tell lines apart: an agent may move from one to the next."""
    return f"{one.line.agent}/{one.line.plan}/{one.line.since or ''}"


def _rows(language: Language, one: LineFound, name: str, end: datetime) -> list[Row]:
    """Make a row for each disconnection; none is drawn beyond the *end* of the period, where the last slot may end."""
    shared: dict[str, str] = {"provider": name, "id": line_key(one), "agent": one.line.agent, "plan_id": one.line.plan}
    told: list[Row] = [
        {
            "cause": each.cause.value,
            "start": _stamp(each.start),
            "end": _stamp(each.end),
            "until": _stamp(max(each.start, min(each.end, end))),
            "seconds": each.lasted_seconds,
            "server": each.provider,
            "sign": each.sign.value,
            "failed": each.failed,
            **{name: _exact(getattr(each, name)) for name in _BOUNDS},
        }
        for each in one.disconnections
    ] or [{"cause": None, "start": None, "end": None, "until": None, "seconds": None}]
    return [
        {**shared, **each, "more": place > 0, "said": "" if place else _said(language, one)}
        for place, each in enumerate(told)
    ]


def _said(language: Language, one: LineFound) -> str:
    counts = Counter(each.cause for each in one.disconnections)
    told = [f"{language.say(CAUSE_HEADS[cause])} {language.number(counts[cause])}" for cause in _MARKS if counts[cause]]
    return "\n".join((", ".join(told[:2]), ", ".join(told[2:]))).strip() if told else language.say("none was seen")


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _exact(at: datetime | None) -> str | None:
    """Tell a bound to the millisecond, as packets tell it."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _message(language: Language, lines: Sequence[LineFound]) -> str:
    by_line = sum(each.cause is Cause.LINE for one in lines for each in one.disconnections)
    total = sum(len(one.disconnections) for one in lines)
    return language.count(
        "Of %(n)s disconnection %(line)s was the line's own doing.",
        "Of %(n)s disconnections %(line)s were the line's own doing; the others lay with a server, in the house, or"
        " nobody can say.",
        total,
        line=language.number(by_line),
    )


def _layers(comparison: Comparison, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    x = {
        "field": "start",
        "type": "temporal",
        "scale": {
            "type": "utc",
            "domain": [_stamp(comparison.start), _stamp(comparison.end)],
            "nice": False,
            "range": [6, frame.plot - 6],
        },
        "axis": {"orient": "top", "format": "%-d %b", "tickCount": 5 if frame.figures else 3},
    }
    y = y_of(rows, frame.marks)
    return [
        {
            "transform": [{"filter": "isValid(datum.start)"}],
            "mark": {"type": "rule", "strokeWidth": 9, "color": SOFT},
            "encoding": {"y": y, "x": x, "x2": {"field": "until"}},
        },
        *(
            {
                "transform": [{"filter": f"datum.cause == '{cause.value}'"}],
                "mark": mark,
                "encoding": {"y": y, "x": x},
            }
            for cause, mark in _MARKS.items()
        ),
    ]


def _twin(language: Language, lines: Sequence[LineFound]) -> Twin:
    return Twin(
        heads=(language.say("Line"), *(language.say(CAUSE_HEADS[cause]) for cause in Cause)),
        rows=tuple(
            (
                line_name(language, one.line),
                *(
                    f"{language.number(each.n)} ({language.duration(each.seconds)})" if each.n else DASH
                    for each in one.causes
                ),
            )
            for one in lines
        ),
    )
