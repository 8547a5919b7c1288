"""Charts with a row for each provider: its name, its marks, and its figure in words. Nothing in them can collide."""

from collections.abc import Sequence

import msgspec

from report_templates.charts.chart import Row, Spec
from report_templates.charts.theme import FONT_SIZE, NARROW, PAPER, RULE, SCHEMA, SOFT, WIDE, config, fitted
from report_templates.language import Language

_GAP = 16
_NAMES = 200
_WIDE_STEP, _NARROW_STEP, _GROUPED_STEP = 38, 60, 19
_LINE = FONT_SIZE + 3


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Where the columns of such a chart stand, in pixels."""

    names: int
    """What stands before the marks."""
    name: int
    """Room for a name in it, or above the marks."""
    lines: int
    """On how many lines a name may stand."""
    plot: int
    figures: int
    """Room for the words at the end; 0 where they stand above the marks."""
    step: int
    """Height of a row."""
    words: float
    """Where in its row the words stand, 0 to 1."""
    marks: float
    """Where in its row the marks stand, 0 to 1."""

    @property
    def end(self) -> int:
        """Where the drawing ends, from where the marks begin."""
        return self.plot + (_GAP + self.figures if self.figures else 0)


def frames(*, figures: int) -> tuple[Frame, Frame]:
    """Return the frames of both widths for one row each; *figures* is the room for the words at the end."""
    plot = NARROW - _GAP
    return (
        Frame(
            names=_NAMES,
            name=_NAMES - _GAP,
            lines=2,
            plot=WIDE - _NAMES - figures - 2 * _GAP,
            figures=figures,
            step=_WIDE_STEP,
            words=0.5,
            marks=0.5,
        ),
        Frame(
            names=0,
            name=plot,
            lines=1,
            plot=plot,
            figures=0,
            step=_NARROW_STEP,
            words=0.22,
            marks=0.77,
        ),
    )


def grouped_frames(*, label: int, figures: tuple[int, int]) -> tuple[Frame, Frame]:
    """Return the frames of both widths for some rows each, before which stand labels of *label* pixels."""
    wide = WIDE - _NAMES - label - figures[0] - 2 * _GAP
    narrow = NARROW - label - figures[1] - 2 * _GAP
    shared = {"lines": 1, "step": _GROUPED_STEP, "words": 0.5, "marks": 0.5}
    return (
        Frame(names=_NAMES + label, name=_NAMES - _GAP, plot=wide, figures=figures[0], **shared),  # type: ignore[arg-type]  # a dict of numbers
        Frame(names=label, name=NARROW - _GAP, plot=narrow, figures=figures[1], **shared),  # type: ignore[arg-type]  # the same
    )


def rows_spec(language: Language, frame: Frame, rows: Sequence[Row], layers: Sequence[Spec]) -> Spec:
    """
    Return the specification of a chart with *layers* of marks in *frame*.

    Each of *rows* has an `id`, the provider's name as `provider`, its figure in words as `said`, and what the layers
    draw. Where several are one provider's, all but its first have `more` set.
    """
    return {
        "$schema": SCHEMA,
        "data": {"values": [{**row, "label": _label(frame, row), "said": _said(frame, row)} for row in rows]},
        "width": frame.plot,
        "height": {"step": frame.step},
        "layer": [_ruling(frame, rows), *layers, *_words(frame, rows)],
        "config": config(language),
    }


def y_of(rows: Sequence[Row], middle: float) -> Spec:
    """Place marks at the share *middle* of their row's height; the rows in the order in which they come."""
    return {
        "field": "id",
        "type": "nominal",
        "sort": [row["id"] for row in rows],
        "bandPosition": middle,
        "axis": None,
        "scale": {"type": "band", "paddingInner": 0, "paddingOuter": 0},
    }


def _label(frame: Frame, row: Row) -> str:
    return "" if row.get("more") else fitted(str(row["provider"]), frame.name, lines=frame.lines)


def _said(frame: Frame, row: Row) -> str:
    said = str(row["said"])
    return said if frame.figures else said.replace("\n", ", ")


def _ruling(frame: Frame, rows: Sequence[Row]) -> Spec:
    return {
        "transform": [{"filter": "!datum.more"}],
        "mark": {"type": "rule", "color": RULE},
        "encoding": {"y": y_of(rows, 0), "x": {"value": -frame.names}, "x2": {"value": frame.end}},
    }


def _words(frame: Frame, rows: Sequence[Row]) -> list[Spec]:
    figures = {"align": "right"} if frame.figures else {"align": "left", "dy": _LINE}
    return [
        text(frame, rows, "label", x=-frame.names, style={"align": "left", "fontWeight": 600}),
        text(frame, rows, "said", x=frame.end if frame.figures else 0, style={"color": SOFT, **figures}),
    ]


def text(frame: Frame, rows: Sequence[Row], field: str, *, x: float, style: Spec) -> Spec:
    """Write what *field* of each row says at *x*."""
    return {
        "transform": [{"filter": f"datum.{field}"}],
        "mark": {
            "type": "text",
            "baseline": "middle",
            "lineHeight": _LINE,
            "dy": {"expr": f"indexof(datum.{field}, '\\n') < 0 ? 0 : {-_LINE / 2}"},
            **style,
        },
        "encoding": {
            "y": y_of(rows, frame.words),
            "x": {"value": x},
            "text": {"field": field, "type": "nominal"},
        },
    }


def full(shape: str, colour: str, *, size: int = 110) -> Spec:
    """Return a filled mark."""
    return {"type": "point", "shape": shape, "size": size, "filled": True, "color": colour, "opacity": 1}


def hollow(shape: str, *, size: int = 80) -> Spec:
    """Return a mark of an outline only."""
    return full(shape, PAPER, size=size) | {"strokeWidth": 2}


def upright(colour: str, *, size: int = 60) -> Spec:
    """Return a bar that stands across its row. (Vega-Lite's own tick does not stand where its row's marks do.)"""
    return {
        "type": "point",
        "shape": "M0,-1V1",
        "size": size,
        "filled": False,
        "color": colour,
        "strokeWidth": 2.5,
        "opacity": 1,
    }
