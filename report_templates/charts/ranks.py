"""The places that each provider may hold: all intervals at once."""

from report_templates.charts.chart import Chart, Row, Section, Spec, Twin
from report_templates.charts.rows import Frame, frames, hollow, rows_spec, y_of
from report_templates.charts.theme import ACCENT, UNKNOWN
from report_templates.claims import column_claim, places
from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.page import provider_name
from results.judge.comparison import Comparison
from results.judge.ranking.ranks import TOTAL, Standing

_FEWEST = 2
_MOST_MARKS = 12


def rank_charts(language: Language, comparison: Comparison) -> list[Chart]:
    """Make the chart of the totals; none where fewer than two providers are ranked."""
    column = comparison.ranking.column(TOTAL)
    if column is None or column.ranked < _FEWEST:
        return []
    named = {provider.id: provider_name(provider) for provider in comparison.providers}
    shown = (one for one in column.standings if one.provider in named)
    ordered = sorted(shown, key=lambda one: (one.best or column.ranked + 1, one.worst or 0))
    rows = tuple(_row(language, named[one.provider], one) for one in ordered)
    wide, narrow = frames(figures=130)
    return [
        Chart(
            id="rank",
            section=Section.PLACES,
            task="",
            title=language.say("The places that each provider may hold"),
            message=column_claim(language, comparison, column),
            reading=language.say(
                "Each bar goes from the best place to the worst that chance leaves open, for all providers at once with"
                " 95 per cent confidence. Where two bars have no place in common, one provider is ahead of the other."
            ),
            columns=("provider", "id", "best", "worst"),
            rows=rows,
            wide=rows_spec(language, wide, rows, _layers(wide, rows, column.ranked)),
            narrow=rows_spec(language, narrow, rows, _layers(narrow, rows, column.ranked)),
            twin=Twin(
                heads=(language.say("Provider"), language.say("Best place"), language.say("Worst place")),
                rows=tuple(
                    (str(row["provider"]), *_ends(language, one)) for row, one in zip(rows, ordered, strict=True)
                ),
            ),
        )
    ]


def _row(language: Language, name: str, standing: Standing) -> Row:
    return {
        "provider": name,
        "id": standing.provider,
        "best": standing.best,
        "worst": standing.worst,
        "said": language.say("place %(places)s", places=places(language, standing)) if standing.best else DASH,
    }


def _ends(language: Language, standing: Standing) -> tuple[str, str]:
    if standing.best is None or standing.worst is None:
        return DASH, DASH
    return language.number(standing.best), language.number(standing.worst)


def _layers(frame: Frame, rows: tuple[Row, ...], ranked: int) -> list[Spec]:
    step = -(-ranked // _MOST_MARKS)
    x: Spec = {
        "field": "best",
        "type": "quantitative",
        "scale": {"domain": [0.5, ranked + 0.5], "nice": False, "zero": False},
        "axis": {"orient": "top", "values": list(range(1, ranked + 1, step)), "format": "d"},
    }
    colour: Spec = {"condition": {"test": "datum.best === 1", "value": ACCENT}, "value": UNKNOWN}
    shared: Spec = {"y": y_of(rows, frame.marks), "x": x}
    ranked_only = [{"filter": "isValid(datum.best)"}]
    bar: Spec = {
        "transform": ranked_only,
        "mark": {"type": "rule", "strokeWidth": 7, "strokeCap": "round"},
        "encoding": {**shared, "x2": {"field": "worst"}, "color": colour},
    }
    ends: list[Spec] = [
        {
            "transform": ranked_only,
            "mark": hollow("circle", size=110),
            "encoding": {**shared, "x": {**x, "field": end}, "stroke": colour},
        }
        for end in ("best", "worst")
    ]
    return [bar, *ends]
