"""The share of a plan's tests in each band of the advertised speed, as the FCC draws it."""

from collections.abc import Iterator, Sequence

from report_templates.charts.axes import shares as shares_axis
from report_templates.charts.chart import Chart, Row, Section, Spec, Twin
from report_templates.charts.rows import Frame, grouped_frames, rows_spec, text, y_of
from report_templates.charts.theme import INK, MIDDLE, PAPER, SOFT, TINT, fitted, width_of
from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.line.telling import full_name, plan_name, seller
from report_templates.line.words import WAYS
from results.judge.comparison import Comparison
from results.judge.line.found import DirectionFound, PlanFound, Shares
from results.judge.line.plan import Direction

_LABEL = 112
_SIGN = "%\N{NO-BREAK SPACE}"
_BANDS = (("above_95", TINT), ("between", MIDDLE), ("below_80", INK))
"""From light to dark, by day; from dark to light by night. In grey the order is the same."""
_KEY, _SWATCH, _GAP = -44, 12, 20
"""Where the key stands above the marks, and the sizes in it, in pixels."""

Drawn = tuple[PlanFound, DirectionFound]


def line_band_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make one chart for each direction in which any plan advertises a speed."""
    charts = []
    for way in Direction:
        found = [
            (plan, one)
            for plan in comparison.lines.plans
            for one in plan.directions
            if one.direction is way and any(each is not None and each.n for each in (one.peak, one.off_peak))
        ]
        if found:
            charts.append(_chart(language, way, found))
    return charts


def _chart(language: Language, way: Direction, found: Sequence[Drawn]) -> Chart:
    rows = tuple(row for plan, one in found for row in _rows(language, plan, one))
    wide, narrow = grouped_frames(label=_LABEL, figures=(150, 96))
    desk = tuple({**row, "label2": fitted(str(row["plan"]), wide.name) if row["more"] else ""} for row in rows)
    phone = tuple(row for plan, one in found for row in _headed(language, plan, one))
    return Chart(
        id=f"line-bands-{way}",
        section=Section.LINES,
        task="",
        title=language.say("Tests by how near they came to the advertised speed: %(way)s", way=language.say(WAYS[way])),
        message=_message(language, found),
        reading=language.say(
            "From the left: the share of tests above 95 per cent of the advertised speed, from 80 to 95 per cent, and"
            " below 80 per cent; the figures stand in the same order. The bands are those of the"
            " FCC's Measuring Broadband America, which counts lines by their medians where tests are counted here."
        ),
        columns=("plan_id", "provider", "plan", "hours", "n", "above_95", "between", "below_80"),
        rows=rows,
        wide=rows_spec(language, wide, desk, _layers(language, wide, desk)),
        narrow=rows_spec(language, narrow, phone, _layers(language, narrow, phone)),
        twin=_twin(language, found),
    )


def _hours(language: Language, one: DirectionFound) -> Iterator[tuple[str, str, Shares | None]]:
    yield "peak", language.say("peak hours"), one.peak
    yield "off_peak", language.say("other hours"), one.off_peak


def _share(found: Shares | None, name: str) -> float | None:
    return getattr(found, name) / found.n if found is not None and found.n else None


def _rows(language: Language, plan: PlanFound, one: DirectionFound) -> Iterator[Row]:
    for place, (key, words, found) in enumerate(_hours(language, one)):
        shares = {name: _share(found, name) for name, _ in _BANDS}
        yield {
            "provider": seller(plan),
            "plan_id": plan.plan.id,
            "plan": plan_name(plan),
            "id": f"{plan.plan.id}/{key}",
            "hours": key,
            "horizon": words,
            "n": found.n if found else 0,
            **shares,
            "more": place > 0,
            "said": _said(language, list(shares.values())),
            "label2": "",
        }


def _said(language: Language, shares: Sequence[float | None]) -> str:
    told = [language.percent(100 * one) for one in shares if one is not None]
    return " · ".join([*(one.rstrip(_SIGN) for one in told[:-1]), told[-1]]) if told else DASH


def _headed(language: Language, plan: PlanFound, one: DirectionFound) -> Iterator[Row]:
    yield {"provider": full_name(plan), "id": plan.plan.id, "said": "", "more": False, "label2": "", "horizon": ""}
    yield from ({**row, "more": True} for row in _rows(language, plan, one))


def _message(language: Language, found: Sequence[Drawn]) -> str:
    peaks = [one.peak for _, one in found if one.peak is not None and one.peak.n]
    if not peaks:
        return language.say("Too little data.")
    total, below = sum(one.n for one in peaks), sum(one.below_80 for one in peaks)
    return language.say(
        "In peak hours %(below)s of %(n)s tests stayed below 80 per cent of the advertised speed, over all plans.",
        below=language.number(below),
        n=language.number(total),
    )


def _layers(language: Language, frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    x = {
        "field": "to",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"orient": "top", **shares_axis(language)},
    }
    y = y_of(rows, frame.marks)
    starts = ("0", "datum.above_95", "datum.above_95 + datum.between")
    ends = ("datum.above_95", "datum.above_95 + datum.between", "1")
    return [
        *(
            {
                "transform": [
                    {"filter": f"isValid(datum.{name}) && datum.{name} > 0"},
                    {"calculate": start, "as": "from"},
                    {"calculate": end, "as": "to"},
                ],
                "mark": {
                    "type": "bar",
                    "size": 13,
                    "opacity": 1,
                    "color": colour,
                    "stroke": PAPER,
                    "strokeWidth": 1,
                },
                "encoding": {"y": y, "x": x, "x2": {"field": "from"}},
            }
            for (name, colour), start, end in zip(_BANDS, starts, ends, strict=True)
        ),
        text(frame, rows, "label2", x=-frame.names, style={"align": "left"}),
        text(frame, rows, "horizon", x=-_LABEL, style={"align": "left", "color": SOFT}),
        *_key(language),
    ]


def _key(language: Language) -> Iterator[Spec]:
    """Yield the key: a square of each colour and its band, in a row above the axis."""
    low, high = language.percent(80), language.percent(95)
    words = (f"> {high}", f"{low.rstrip(_SIGN)}\N{EN DASH}{high}", f"< {low}")
    x = 0.0
    for (_, colour), word in zip(_BANDS, words, strict=True):
        yield _fixed(
            {"type": "point", "shape": "square", "size": _SWATCH**2, "filled": True, "opacity": 1, "color": colour},
            x + _SWATCH / 2,
        )
        x += _SWATCH + 5
        yield _fixed({"type": "text", "text": word, "align": "left", "baseline": "middle", "color": SOFT}, x)
        x += width_of(word) + _GAP


def _fixed(mark: Spec, x: float) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": mark,
        "encoding": {"x": {"value": x}, "y": {"value": _KEY}},
    }


def _twin(language: Language, found: Sequence[Drawn]) -> Twin:
    return Twin(
        heads=(
            language.say("Provider and plan"),
            language.say("Hours"),
            "n",
            language.say("Above 95 per cent"),
            language.say("80 to 95 per cent"),
            language.say("Below 80 per cent"),
        ),
        rows=tuple(
            (
                full_name(plan),
                words,
                language.number(shares.n),
                *(language.percent(100 * (_share(shares, name) or 0.0)) for name, _ in _BANDS),
            )
            for plan, one in found
            for _, words, shares in _hours(language, one)
            if shares is not None and shares.n
        ),
    )
