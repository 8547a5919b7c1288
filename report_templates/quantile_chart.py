"""Response time: the median, the 95th and the 99th percentile of every provider on one scale."""

import msgspec

from report_templates.figures import quantile
from report_templates.language import Language
from report_templates.page import anchor, provider_file, provider_name
from report_templates.scale import Tick, place, rounded_up, time_ticks
from report_templates.words import check_title, phase, task_name
from results.judge.comparison import Check, Comparison, ProviderResult
from results.judge.rules import Rules

_WIDTH_WITH_BEYOND = 0.86
_BEYOND_AT = 0.95


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One quantile in the drawing."""

    mark: str
    """The id of its drawing: p50, p95, p99, or beyond."""
    at: str


class QuantileRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider: its drawing, and the same in words."""

    key: str
    """Unique in the page."""
    provider: str
    href: str
    description: str
    left: str
    """Where the line from the median to the 99th percentile begins, and its width."""
    width: str
    points: tuple[Point, ...]
    """Empty if too little was measured."""
    p50: str
    p95: str
    p99: str
    n: str
    censored: str


class QuantileChart(msgspec.Struct, frozen=True, kw_only=True):
    """All providers at one task."""

    title: str
    task: str
    timeout: str
    rows: tuple[QuantileRow, ...]
    ticks: tuple[Tick, ...]
    beyond: str
    """What stands at the end of the scale for what was longer than the timeout; empty where nothing was."""


class _Axis(msgspec.Struct, frozen=True):
    top: float
    width: float

    def at(self, seconds: float | None) -> float:
        return _BEYOND_AT if seconds is None else seconds / self.top * self.width


def quantile_charts(language: Language, comparison: Comparison) -> tuple[QuantileChart, ...]:
    """Build one chart for each task that measures."""
    tasks = dict.fromkeys(check.task for provider in comparison.providers for check in provider.checks)
    return tuple(
        _chart(
            language, comparison.rules, task, [(p, c) for p in comparison.providers for c in p.checks if c.task == task]
        )
        for task in tasks
    )


def _chart(language: Language, rules: Rules, task: str, found: list[tuple[ProviderResult, Check]]) -> QuantileChart:
    measured = [c.latency for _, c in found if c.latency.n >= max(1, rules.minimum_samples)]
    quantiles = [q for latency in measured for q in (latency.p50, latency.p95, latency.p99)]
    beyond = None in quantiles
    axis = _Axis(
        rounded_up(max((q for q in quantiles if q is not None), default=1.0) or 1.0),
        _WIDTH_WITH_BEYOND if beyond else 0.98,
    )
    timeout = language.duration(max(c.latency.censored_at for _, c in found))
    return QuantileChart(
        title=check_title(language, found[0][1]),
        task=task_name(task),
        timeout=timeout,
        rows=tuple(_row(language, rules, p, c, axis) for p, c in found),
        ticks=time_ticks(language, axis.top, width=axis.width),
        beyond=language.say("over %(bound)s", bound=timeout) if beyond else "",
    )


def _row(language: Language, rules: Rules, provider: ProviderResult, check: Check, axis: _Axis) -> QuantileRow:
    found = check.latency
    named = (("p50", found.p50), ("p95", found.p95), ("p99", found.p99))
    enough = found.n >= max(1, rules.minimum_samples)
    words = {name: quantile(language, rules, check, value) for name, value in named}
    left, right = axis.at(found.p50), axis.at(found.p99)
    return QuantileRow(
        key=anchor(provider, check.task),
        provider=provider_name(provider),
        href=provider_file(provider),
        description=language.say("Half within %(p50)s, 95 of 100 within %(p95)s, 99 of 100 within %(p99)s.", **words)
        if enough
        else language.say("Too little data."),
        left=place(left),
        width=place(right - left),
        points=tuple(
            Point(mark=name if value is not None else "beyond", at=place(axis.at(value))) for name, value in named
        )
        if enough
        else (),
        n=language.number(found.n),
        censored=language.number(found.censored),
        **words,
    )


class PhaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """The median of one phase of an exchange."""

    name: str
    median: str


def phase_rows(language: Language, check: Check) -> tuple[PhaseRow, ...]:
    """List the phases of *check* as its records name them."""
    return tuple(
        PhaseRow(name=phase(language, name), median=language.duration(seconds))
        for name, seconds in check.phases.items()
    )
