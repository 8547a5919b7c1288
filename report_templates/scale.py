"""Positions along an axis: shares of its length, as templates put them into a drawing."""

from collections.abc import Callable
from typing import Self

import msgspec

from report_templates.language import Language

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_STEPS = (
    *(base * 10.0**power for power in range(-4, 1) for base in (1, 2, 5)),
    10.0,
    15.0,
    30.0,
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 5, 10, 20, 50, 100)),
)


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A mark on an axis."""

    at: str
    """Its position, as a percentage of the axis' length that SVG takes."""
    text: str
    anchor: str
    """Which part of the text stands at the mark (SVG's text-anchor): at the ends it stays within the drawing."""

    @classmethod
    def on(cls, share: float, text: str) -> Self:
        """Mark *share* (0 to 1) of the axis with *text*."""
        anchor = "start" if share <= 0 else "end" if share >= 1 else "middle"
        return cls(at=place(share), text=text, anchor=anchor)


def place(share: float) -> str:
    """Return *share* (0 to 1, cut at both ends) as a percentage that SVG takes."""
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def time_ticks(
    language: Language,
    top: float,
    *,
    most: int = 6,
    told: Callable[[float], str] | None = None,
) -> tuple[Tick, ...]:
    """
    Divide an axis from 0 to *top* seconds into at most *most* even steps.

    *told* says each in words, where that is not the language's own way of telling a duration.
    """
    told = told or language.duration
    return tuple(Tick.on(at / top, told(at)) for at in even_steps(top, most))


def even_steps(top: float, most: int) -> list[float]:
    """Divide 0 to *top* seconds into at most *most* even steps, and list where they end."""
    step = next((s for s in _STEPS if top / s <= most), top)
    return [number * step for number in range(int(top / step + 1e-9) + 1)]


def even_top(seconds: float, most: int) -> float:
    """Return the end of an axis on which *seconds* still lies: at most *most* even steps."""
    step = next((s for s in _STEPS if seconds / s <= most), seconds)
    return step * -(-seconds // step)
