"""Charts with a panel for each provider, on common scales: there is one line in each, so that no two can collide."""

from collections.abc import Mapping, Sequence

from report_templates.charts.chart import Row, Spec
from report_templates.charts.theme import NARROW, SCHEMA, SOFT, WIDE, config, fitted
from report_templates.language import Language

_GAP = 26
_MARGIN = 62
"""Room for the words of the axis."""
_HEIGHT = 84


def panels_spec(
    language: Language,
    rows: Sequence[Row],
    layers: Sequence[Spec],
    *,
    wide: bool,
    others: Mapping[str, Sequence[Row]] | None = None,
) -> Spec:
    """
    Return the specification of a grid of panels with *layers* in each.

    Each of *rows* has the provider's `id`; the first of each has its name as `provider`, its figure in words as `said`
    and `first` set. *others* are further data, by name.
    """
    panels = list(dict.fromkeys(row["id"] for row in rows))
    columns = _columns(len(panels), wide=wide)
    total = WIDE if wide else NARROW
    width = (total - _MARGIN - (columns - 1) * _GAP) // columns
    labelled = [
        {**row, "label": fitted(str(row["provider"]), width), "said": fitted(str(row["said"]), width, lines=2)}
        if row.get("first")
        else dict(row)
        for row in rows
    ]
    named = {"datasets": {name: [dict(row) for row in each] for name, each in others.items()}} if others else {}
    return {
        "$schema": SCHEMA,
        **named,
        "data": {"values": labelled},
        "facet": {
            "field": "id",
            "type": "nominal",
            "sort": panels,
            "header": {"labelExpr": "''", "labelFontSize": 1, "labelPadding": 0, "title": None},
        },
        "columns": columns,
        "spec": {"width": width, "height": _HEIGHT, "layer": [*layers, _name(), _said()]},
        # Shared, the axis would stand at the foot of the grid, where the last row may have no panel.
        **({"resolve": {"axis": {"x": "independent"}}} if len(panels) % columns and len(panels) > columns else {}),
        "config": config(language),
    }


def _columns(panels: int, *, wide: bool) -> int:
    """Tell how many panels stand beside each other: as many as leave no hole, if they are few enough."""
    if not wide:
        return 2
    return next((each for each in (4, 5, 3) if panels % each == 0), 4)


def _name() -> Spec:
    return _heading("label", -41, {"fontWeight": 600})


def _said() -> Spec:
    return _heading("said", -26, {"color": SOFT, "lineHeight": 14})


def _heading(field: str, y: int, style: Spec) -> Spec:
    return {
        "transform": [{"filter": "datum.first"}],
        "mark": {"type": "text", "align": "left", "baseline": "middle", **style},
        "encoding": {"x": {"value": 0}, "y": {"value": y}, "text": {"field": field, "type": "nominal"}},
    }
