"""How long people let wait: the share of questions still without an answer, with its band, along the window."""

import msgspec

from report_templates.language import Language
from report_templates.page import anchor, provider_file, provider_name
from report_templates.scale import Tick, time_ticks
from results.judge.comparison import ProviderResult
from results.judge.numerics import Step
from results.judge.support import Support
from results.judge.waits import Clock, Waits

WIDTH, HEIGHT = 1000.0, 100.0
"""Of the drawing's own coordinates; a page stretches them."""
_HOUR = 3600.0
_DAYS = 2 * 86_400.0
"""From here on durations are told in days."""
_NBSP = "\N{NO-BREAK SPACE}"


class CurveChart(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's curve by one clock."""

    key: str
    """Unique in the page."""
    provider: str
    href: str
    clock: str
    line: str
    """Path of the curve; empty where nobody was asked."""
    band: str
    """Path of the 95 % band around it; empty where nothing can be said."""
    description: str
    levels: tuple[str, ...]
    """What stands beside it, from all to none."""
    ticks: tuple[Tick, ...]


def curve_chart(
    language: Language, provider: ProviderResult, support: Support, waits: Waits, *, clock: str, description: str
) -> CurveChart:
    """Draw the curve of one provider by the clock of *waits*, whose name is *clock*."""
    until = min(waits.followed_seconds, waits.window_seconds)
    return CurveChart(
        key=f"{anchor(provider, support.task)}-{waits.clock}",
        provider=provider_name(provider),
        href=provider_file(provider),
        clock=clock,
        line=line_path(waits.curve, until, waits.window_seconds) if support.cases.n else "",
        band=band_path(waits.curve, until, waits.window_seconds),
        description=description,
        levels=tuple(language.percent(share) for share in (100, 50, 0)),
        ticks=time_ticks(
            language, waits.window_seconds, most=4, told=lambda seconds: wait_told(language, waits, seconds)
        ),
    )


def wait_told(language: Language, waits: Waits, seconds: float) -> str:
    """Tell *seconds* of a clock. Those of a provider's own hours make no days of 24 hours: only hours are told."""
    if waits.clock is Clock.WALL or seconds < _DAYS:
        return language.duration(seconds)
    return f"{language.number(round(seconds / _HOUR))}{_NBSP}h"


def line_path(steps: tuple[Step, ...], until: float, window: float) -> str:
    """Draw the share still waiting as stairs from 1 at once to where following ended."""
    stairs = (f"H{_x(step.seconds, window)}V{_y(step.still)}" for step in steps if step.seconds <= until)
    return "".join(["M0 0", *stairs, f"H{_x(until, window)}"])


def band_path(steps: tuple[Step, ...], until: float, window: float) -> str:
    """Draw the band around the stairs, from the first step around which anything can be said."""
    known = [
        (step.seconds, step.low, step.high)
        for step in steps
        if step.seconds <= until and step.low is not None and step.high is not None
    ]
    if not known:
        return ""
    ends = [*(seconds for seconds, _, _ in known[1:]), until]
    upper = [f"M{_x(known[0][0], window)} {_y(known[0][2])}"]
    lower: list[str] = []
    for (seconds, low, high), end in zip(known, ends, strict=True):
        upper.append(f"V{_y(high)}H{_x(end, window)}")
        lower.append(f"V{_y(low)}H{_x(seconds, window)}")
    return "".join([*upper, *reversed(lower), "Z"])


def _x(seconds: float, window: float) -> str:
    return f"{min(1.0, seconds / window) * WIDTH:.1f}".removesuffix(".0")


def _y(still: float) -> str:
    return f"{(1 - still) * HEIGHT:.1f}".removesuffix(".0")
