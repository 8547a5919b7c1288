"""Response time through the period: the median of each week, with what was not measured left open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from report_templates.charts.axes import seconds_upwards
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.found import Found, file_part, tasks_measured
from report_templates.charts.panels import panels_spec
from report_templates.charts.theme import ACCENT, INK, RULE
from report_templates.figures import DASH, quantile
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import check_title
from results.judge.check import Week
from results.judge.comparison import Comparison

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_FEWEST = 3


def week_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task that was measured in three weeks at least."""
    charts = []
    for task, found in tasks_measured(comparison):
        starts = _starts([week for one in found for week in one.check.weeks])
        if len(starts) >= _FEWEST:
            charts.append(_chart(language, comparison, task, found, starts))
    return charts


def _starts(weeks: Sequence[Week]) -> list[datetime]:
    """List all Mondays from the first of *weeks* to the last."""
    if not weeks:
        return []
    first, last = min(week.start for week in weeks), max(week.start for week in weeks)
    return [first + number * _WEEK for number in range((last - first) // _WEEK + 1)]


def _chart(
    language: Language, comparison: Comparison, task: str, found: list[Found], starts: Sequence[datetime]
) -> Chart:
    rows = tuple(row for one in found for row in _rows(language, comparison, one, starts))
    wide, narrow = (_spec(language, comparison, rows, starts, wide=wide) for wide in (True, False))
    return Chart(
        id=f"weeks-{file_part(task)}",
        section=Section.RESPONSE,
        task=task,
        title=language.say("Response time week by week: %(check)s", check=check_title(language, found[0].check)),
        message=_message(language, rows),
        reading=language.say(
            "The median of each week of UTC, on the same scale for all. Grey: not measured, and the line is broken. An"
            " arrow: at least half of that week's exchanges failed."
        ),
        columns=("provider", "id", "week", "n", "p50"),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=_twin(language, found, starts),
    )


def _rows(language: Language, comparison: Comparison, one: Found, starts: Sequence[datetime]) -> Iterator[Row]:
    weeks = {week.start: week for week in one.check.weeks}
    told = [(at in weeks) and weeks[at].p50 is not None for at in starts]
    for number, at in enumerate(starts):
        week = weeks.get(at)
        beside = told[max(0, number - 1) : number] + told[number + 1 : number + 2]
        yield {
            "provider": provider_name(one.provider),
            "id": one.provider.id,
            "week": _stamp(at),
            "week_end": _stamp(at + _WEEK),
            "n": week.n if week else 0,
            "p50": week.p50 if week else None,
            "gap": week is None,
            "alone": told[number] and not any(beside),
            **({"first": True, "said": _said(language, comparison, one)} if number == 0 else {}),
        }


def _said(language: Language, comparison: Comparison, one: Found) -> str:
    half = quantile(language, comparison.rules, one.check, one.check.latency.p50)
    return language.say("half: %(time)s", time=half)


def _message(language: Language, rows: Sequence[Row]) -> str:
    medians = known(rows, "p50")
    gaps = sum(bool(row["gap"]) for row in rows)
    said = (
        language.say(
            "The weekly medians lie between %(low)s and %(high)s.",
            low=language.duration(min(medians)),
            high=language.duration(max(medians)),
        )
        if medians
        else language.say("Too little data.")
    )
    if not gaps:
        return said
    return f"{said} " + language.count(
        "%(n)s week of a provider was not measured.", "%(n)s weeks of a provider were not measured.", gaps
    )


def _spec(
    language: Language, comparison: Comparison, rows: Sequence[Row], starts: Sequence[datetime], *, wide: bool
) -> Spec:
    x = {
        "field": "week",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_stamp(starts[0]), _stamp(starts[-1] + _WEEK)], "nice": False},
        "axis": {
            "grid": False,
            "format": "%b",
            "tickCount": {"interval": "month", "step": max(1, round(len(starts) / 13))},
        },
    }
    y = seconds_upwards(language, "p50", max(known(rows, "p50"), default=1.0))
    layers: list[Spec] = [
        _shading(x, {"transform": [{"filter": "datum.gap"}]}),
        {
            "mark": {
                "type": "line",
                "color": ACCENT,
                "strokeWidth": 2,
                "interpolate": "linear",
                "invalid": "break-paths-show-path-domains",
            },
            "encoding": {"x": {**x, "bandPosition": 0}, "y": y},
        },
        {
            "transform": [{"filter": "datum.alone"}],
            "mark": {"type": "point", "filled": True, "size": 26, "color": ACCENT, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "datum.n > 0 && !isValid(datum.p50)"}],
            "mark": {"type": "point", "shape": "triangle-up", "filled": True, "size": 44, "color": INK, "opacity": 1},
            "encoding": {"x": x, "y": {"value": 4}},
        },
    ]
    gaps = [
        {"week": _stamp(gap.start), "week_end": _stamp(gap.end)}
        for gap in comparison.gaps
        if gap.end - gap.start >= _DAY
    ]
    if not gaps:
        return panels_spec(language, rows, layers, wide=wide)
    layers.insert(0, _shading(x, {"data": {"name": "gaps"}}))
    return panels_spec(language, rows, layers, wide=wide, others={"gaps": gaps})


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _shading(x: Spec, source: Spec) -> Spec:
    return {
        **source,
        "mark": {"type": "rect", "color": RULE, "opacity": 1, "clip": False},
        "encoding": {"x": x, "x2": {"field": "week_end"}, "y": {"value": 0}, "y2": {"value": "height"}},
    }


def _twin(language: Language, found: Sequence[Found], starts: Sequence[datetime]) -> Twin:
    """Tell a week per line: of a year and twenty providers that is what still can be read."""
    weeks = [{week.start: week for week in one.check.weeks} for one in found]
    return Twin(
        heads=(language.say("Week from"), *(provider_name(one.provider) for one in found)),
        rows=tuple(
            (
                language.day(at.date()),
                *(_told(language, each.get(at), one) for each, one in zip(weeks, found, strict=True)),
            )
            for at in starts
        ),
    )


def _told(language: Language, week: Week | None, one: Found) -> str:
    if week is None:
        return DASH
    if week.p50 is not None:
        return language.duration(week.p50)
    return language.say("over %(bound)s", bound=language.duration(one.check.latency.censored_at))
