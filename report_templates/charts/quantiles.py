"""How long an exchange took: the median, the 95th and the 99th percentile of each provider."""

from collections.abc import Sequence

from report_templates.charts.axes import durations, seconds_between
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin, known
from report_templates.charts.found import Found, file_part, tasks_measured
from report_templates.charts.rows import Frame, frames, full, hollow, rows_spec, upright, y_of
from report_templates.charts.theme import ACCENT, INK, TINT
from report_templates.figures import quantile
from report_templates.language import Language
from report_templates.page import provider_name
from report_templates.words import check_title
from results.judge.comparison import Comparison
from results.judge.rules import Rules

QUANTILES = ("p50", "p95", "p99")


def quantile_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each task that measures."""
    return [_chart(language, comparison.rules, task, found) for task, found in tasks_measured(comparison)]


def _chart(language: Language, rules: Rules, task: str, found: list[Found]) -> Chart:
    rows = tuple(_row(language, rules, one) for one in found)
    told = [
        tuple(quantile(language, rules, one.check, getattr(one.check.latency, name)) for name in QUANTILES)
        for one in found
    ]
    timeout = language.duration(max(one.check.latency.censored_at for one in found))
    wide, narrow = (rows_spec(language, frame, rows, _layers(language, frame, rows)) for frame in frames(figures=160))
    return Chart(
        id=f"speed-{file_part(task)}",
        section=Section.RESPONSE,
        task=task,
        title=language.say("Response time: %(check)s", check=check_title(language, found[0].check)),
        message=_message(language, rows),
        reading=language.say(
            "Half of all were faster than the disc, 95 of 100 faster than the diamond, 99 of 100 faster than the bar."
            " With each power of ten the axis goes as far again. An arrow: longer than the timeout of %(timeout)s,"
            " which is where failures count.",
            timeout=timeout,
        ),
        columns=("provider", "id", *QUANTILES, "n", "failed", "timeout"),
        rows=rows,
        wide=wide,
        narrow=narrow,
        twin=Twin(
            heads=(
                language.say("Provider"),
                language.say("Median"),
                language.say("95 of 100 within"),
                language.say("99 of 100 within"),
                language.say("Measured"),
                language.say("Failed"),
            ),
            rows=tuple(
                (
                    provider_name(one.provider),
                    *words,
                    language.number(one.check.latency.n),
                    language.number(one.check.latency.censored),
                )
                for one, words in zip(found, told, strict=True)
            ),
        ),
    )


def _row(language: Language, rules: Rules, one: Found) -> Row:
    latency = one.check.latency
    enough = latency.n >= max(1, rules.minimum_samples)
    return {
        "provider": provider_name(one.provider),
        "id": one.provider.id,
        **{name: getattr(latency, name) if enough else None for name in QUANTILES},
        "n": latency.n,
        "failed": latency.censored,
        "timeout": latency.censored_at,
        "enough": enough,
        "said": _said(language, rules, one) if enough else quantile(language, rules, one.check, None),
    }


def _said(language: Language, rules: Rules, one: Found) -> str:
    half, most = (quantile(language, rules, one.check, each) for each in (one.check.latency.p50, one.check.latency.p95))
    return language.say("half: %(time)s", time=half) + "\n" + language.say("95 of 100: %(time)s", time=most)


def _message(language: Language, rows: Sequence[Row]) -> str:
    medians = known(rows, "p50")
    if not medians:
        return language.say("Too little data.")
    return language.say(
        "Half of all exchanges were done within %(low)s to %(high)s, by provider.",
        low=language.duration(min(medians)),
        high=language.duration(max(medians)),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    seen = known(rows, *QUANTILES)
    marks, domain = seconds_between(min(seen, default=0.1), max(seen, default=1.0), most=8 if frame.figures else 5)
    x = {
        "field": "p50",
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain, "nice": False, "zero": False, "range": [6, frame.plot - 22]},
        "axis": {"orient": "top", **durations(language, marks)},
    }
    y = y_of(rows, frame.marks)
    shapes = (
        ("p99", upright(INK, size=220)),
        ("p95", hollow("diamond", size=110) | {"stroke": INK}),
        ("p50", full("circle", ACCENT)),
    )
    range_end = [{"calculate": f"isValid(datum.p99) ? datum.p99 : {domain[1]}", "as": "reach"}]
    return [
        {
            "transform": [{"filter": "isValid(datum.p50)"}, *range_end],
            "mark": {"type": "rule", "strokeWidth": 4, "color": TINT},
            "encoding": {"y": y, "x": x, "x2": {"field": "reach"}},
        },
        *(
            {
                "transform": [{"filter": f"isValid(datum.{name})"}],
                "mark": mark,
                "encoding": {"y": y, "x": {**x, "field": name}},
            }
            for name, mark in shapes
        ),
        {
            "transform": [{"filter": "datum.enough && !isValid(datum.p99)"}],
            "mark": full("triangle-right", INK),
            "encoding": {"y": y, "x": {"value": frame.plot - 8}},
        },
    ]
