"""Axes whose marks are worded by the report's language."""

import json
from collections.abc import Mapping
from decimal import Decimal
from math import floor, log10

from report_templates.charts.chart import Spec
from report_templates.language import Language
from report_templates.scale import even_steps, even_top

_BRIEFEST = 1e-6
_FEWEST = 2
_FEW = 3
"""Marks that a small panel has room for."""


def worded(words: Mapping[float | str, str]) -> str:
    """Return the expression that says for each value of an axis its word. Both stand in it as literals alone."""
    return f"({json.dumps({_key(value): word for value, word in words.items()})})[datum.value]"


def _key(value: float | str) -> str:
    """Write a number, not below a millionth, as JavaScript does when it is a key."""
    if isinstance(value, str):
        return value
    return repr(int(value)) if value == int(value) else f"{Decimal(repr(value)):f}"


def durations(language: Language, values: list[float]) -> Spec:
    """Mark an axis of seconds at *values*."""
    return {"values": values, "labelExpr": worded({value: language.duration(value) for value in values})}


def seconds_upwards(language: Language, field: str, longest: float) -> Spec:
    """Return the vertical axis of a small panel: *field*, from 0 to *longest* seconds or a little more."""
    top = even_top(longest, _FEW)
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": durations(language, even_steps(top, _FEW)),
    }


def decades(low: float, high: float) -> list[float]:
    """List the powers of ten from the one at or below *low* to the one at or above *high*."""
    first, last = floor(log10(low)), -floor(-log10(high))
    return [float(f"1e{power}") for power in range(first, max(last, first + 1) + 1)]


def shares(language: Language) -> Spec:
    """Mark an axis from none to all."""
    values = [0.0, 0.5, 1.0]
    return {"values": values, "labelExpr": worded({value: language.percent(100 * value) for value in values})}


def percents(language: Language, top: float, *, most: int) -> Spec:
    """Divide 0 to the share *top*, which may be more than all, into even steps of which one is all of it."""
    step = next(each for each in (0.25, 0.5, 1.0, 5.0, 25.0, top) if top / each <= most or each >= top)
    values = [step * number for number in range(int(top / step) + 1)]
    return {"values": values, "labelExpr": worded({value: language.percent(100 * value) for value in values})}


def seconds_between(low: float, high: float, *, most: int) -> tuple[list[float], list[float]]:
    """Return at most about *most* marks of a logarithmic axis of seconds, and its ends around *low* and *high*."""
    powers = decades(max(low, _BRIEFEST), max(high, _BRIEFEST))
    marks = [float(Decimal(repr(power)) * base) for power in powers for base in (1, 2, 5)]
    within = [mark for mark in marks if low / 1.05 <= mark <= high * 1.05]
    if len(within) > most or len(within) < _FEWEST:
        within = [mark for mark in powers if low / 1.05 <= mark <= high * 1.05] or [marks[0], marks[-1]]
    return within, [min(low, within[0]), max(high, within[-1])]
