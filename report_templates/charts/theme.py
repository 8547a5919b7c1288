"""What all charts share: colours, fonts, and the numbers and months of the report's language."""

from datetime import date
from unicodedata import east_asian_width

from babel.numbers import get_decimal_symbol, get_group_symbol

from report_templates.charts.chart import Spec
from report_templates.language import Language

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
FONT_SIZE = 12
WIDE, NARROW = 880, 350
"""Of the whole drawing, in its own pixels."""

PAPER, PANEL, INK, SOFT, RULE = "#fffdf9", "#f4f1ea", "#1b1d1f", "#595c60", "#d6d1c6"
ACCENT, TINT, MIDDLE, UNKNOWN = "#00627a", "#a9cfd8", "#4a8798", "#8b8d90"
COLOURS = {
    PAPER: "paper",
    PANEL: "panel",
    INK: "ink",
    SOFT: "soft",
    RULE: "rule",
    ACCENT: "accent",
    TINT: "tint",
    MIDDLE: "middle",
    UNKNOWN: "unknown",
}
"""Those of the style sheet by daylight, by their names there."""

_EM, _BROAD = 0.6, frozenset("mwMW@%&ÆŒœæ")
"""A character's width in the broadest of the fonts that readers have (DejaVu Sans), on the average."""


def config(language: Language) -> Spec:
    """Return the configuration of every chart: Vega knows no Norwegian numbers, so all words are Babel's."""
    months = [date(2026, month, 1) for month in range(1, 13)]
    days = [language.weekday((number + 6) % 7) for number in range(7)]
    return {
        "aria": False,
        "font": FONT,
        "background": PAPER,
        "lineBreak": "\n",
        "padding": 4,
        "view": {"stroke": None},
        "facet": {"spacing": {"row": 54, "column": 26}},
        "text": {"fontSize": FONT_SIZE, "color": INK},
        "axis": {
            "labelFontSize": FONT_SIZE,
            "labelColor": SOFT,
            "gridColor": RULE,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "title": None,
            "labelOverlap": "greedy",
        },
        "locale": {
            "number": {
                "decimal": get_decimal_symbol(language.locale),
                "thousands": get_group_symbol(language.locale),
                "grouping": [3],
                "currency": ["", ""],
            },
            "time": {
                "dateTime": "%x %X",
                "date": "%Y-%m-%d",
                "time": "%H:%M:%S",
                "periods": ["AM", "PM"],
                "days": days,
                "shortDays": [day[:3] for day in days],
                "months": [language.month(day, short=False) for day in months],
                "shortMonths": [language.month(day) for day in months],
            },
        },
    }


def width_of(text: str, size: float = FONT_SIZE) -> float:
    """Tell how wide *text* can be at *size* pixels, in the broadest font that a reader may have."""
    return sum(size * _of_character(each) for each in text)


def _of_character(each: str) -> float:
    return 1.0 if each in _BROAD or east_asian_width(each) in {"W", "F"} else _EM


def fitted(text: str, width: float, *, lines: int = 1) -> str:
    """Break *text* at its spaces into at most *lines* of *width* pixels; what is longer ends in an ellipsis."""
    done: list[str] = []
    rest = text
    while rest and len(done) < lines - 1:
        line = _line(rest, width)
        done.append(line)
        rest = rest[len(line) :].lstrip()
    return "\n".join([*done, _cut(rest, width)]) if rest else "\n".join(done)


def _line(text: str, width: float) -> str:
    """Take as many whole words as fit; of a word that is too long, its beginning."""
    words = text.split(" ")
    for number in range(len(words), 0, -1):
        if width_of(" ".join(words[:number])) <= width:
            return " ".join(words[:number])
    return _beginning(text, width)


def _beginning(text: str, width: float) -> str:
    kept = ""
    for each in text:
        if width_of(kept + each) > width:
            break
        kept += each
    return kept


def _cut(text: str, width: float) -> str:
    return text if width_of(text) <= width else _beginning(text, width - FONT_SIZE).rstrip() + "\N{HORIZONTAL ELLIPSIS}"
