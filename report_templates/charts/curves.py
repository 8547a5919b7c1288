"""How long people let wait: the curve of Kaplan and Meier of each provider, with its band."""

from collections.abc import Iterator, Sequence

from report_templates.charts.axes import shares, worded
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin
from report_templates.charts.found import Asked, file_part, tasks_asked
from report_templates.charts.panels import panels_spec
from report_templates.charts.theme import ACCENT, TINT
from report_templates.figures import DASH, median_told
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.scale import even_steps
from report_templates.words import door_title
from results.judge.comparison import Comparison
from results.judge.numerics import Step
from results.judge.rules import Rules

_POINTS = 5


def curve_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task that asks, by the wall clock; none where no question counts."""
    return [
        _chart(language, comparison.rules, task, found)
        for task, found in tasks_asked(comparison)
        if any(one.support.cases.n for one in found)
    ]


def _chart(language: Language, rules: Rules, task: str, found: list[Asked]) -> Chart:
    rows = tuple(row for one in found for row in _rows(language, rules, one))
    window = max(one.support.window_seconds for one in found)
    wide, narrow = (_spec(language, rows, window, wide=wide) for wide in (True, False))
    return Chart(
        id=f"curves-{file_part(task)}",
        section=Section.ANSWERS,
        task=task,
        title=language.say("Share still waiting for a person: %(door)s", door=door_title(language, found[0].support)),
        message=_message(language, found),
        reading=language.say(
            "Each curve falls with every answer; an unanswered question keeps it up. The band is its 95 per cent"
            " interval. By the wall clock, to the window's end at %(window)s, or as far as anybody was followed.",
            window=language.duration(window),
        ),
        columns=("provider", "id", "seconds", "still", "low", "high"),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=_twin(language, found, window),
    )


def _rows(language: Language, rules: Rules, one: Asked) -> Iterator[Row]:
    waits = one.support.waits[0]
    until = min(waits.followed_seconds, waits.window_seconds)
    named = {"provider": provider_name(one.provider), "id": one.provider.id}
    if not one.support.cases.n:
        yield {**named, "seconds": None, "still": None, "low": None, "high": None, "first": True, "said": DASH}
        return
    last = Step(0.0, 1.0, None, None)
    yield {**named, **last._asdict(), "first": True, "said": _said(language, rules, one)}
    for step in waits.curve:
        if step.seconds <= until:
            yield {**named, **step._asdict()}
            last = step
    if last.seconds < until:
        yield {**named, **last._replace(seconds=until)._asdict()}


def _said(language: Language, rules: Rules, one: Asked) -> str:
    if one.support.closed < max(1, rules.minimum_questions):
        return f"n = {language.number(one.support.cases.n)}"
    return language.say("median: %(time)s", time=median_told(language, one.support))


def _message(language: Language, found: Sequence[Asked]) -> str:
    heard = [one.support.cases for one in found]
    return language.say(
        "Of %(asked)s questions that counted, a person answered %(answered)s; the others were still waiting when we"
        " last looked, or may have been answered.",
        asked=language.number(sum(each.n for each in heard)),
        answered=language.number(sum(each.answered for each in heard)),
    )


def _spec(language: Language, rows: Sequence[Row], window: float, *, wide: bool) -> Spec:
    marks = even_steps(window, 3 if wide else 2)
    x = {
        "field": "seconds",
        "type": "quantitative",
        "scale": {"domain": [0, window], "nice": False},
        "axis": {
            "grid": False,
            "values": marks,
            "labelExpr": worded({mark: language.duration(mark) for mark in marks}),
        },
    }
    y = {"field": "still", "type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": shares(language)}
    return panels_spec(
        language,
        rows,
        [
            {
                "mark": {
                    "type": "area",
                    "color": TINT,
                    "opacity": 1,
                    "interpolate": "step-after",
                    "invalid": "break-paths-show-path-domains",
                },
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2, "interpolate": "step-after"},
                "encoding": {"x": x, "y": y},
            },
        ],
        wide=wide,
    )


def _twin(language: Language, found: Sequence[Asked], window: float) -> Twin:
    """Tell each curve at some moments: the CSV file has all of its steps."""
    moments = [mark for mark in even_steps(window, _POINTS) if mark > 0]
    return Twin(
        heads=(
            language.say("Provider"),
            "n",
            *(language.say("after %(time)s", time=language.duration(moment)) for moment in moments),
        ),
        rows=tuple(
            (
                provider_name(one.provider),
                language.number(one.support.cases.n),
                *(_at(language, one, moment) for moment in moments),
            )
            for one in found
        ),
    )


def _at(language: Language, one: Asked, moment: float) -> str:
    waits = one.support.waits[0]
    if not one.support.cases.n or moment > min(waits.followed_seconds, waits.window_seconds):
        return DASH
    reached = [step for step in waits.curve if step.seconds <= moment]
    return language.percent(100 * (reached[-1].still if reached else 1.0))
