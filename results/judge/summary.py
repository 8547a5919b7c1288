"""The figures of a comparison in a stable shape for other programs. Fields are added, never renamed."""

from datetime import datetime

import msgspec

from results.judge.availability import Outage
from results.judge.comparison import Check, Comparison, ProviderResult
from results.judge.uncertainty import uptime_interval


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The time that is told about."""

    start: datetime
    end: datetime
    as_of: datetime


class Quantiles(msgspec.Struct, frozen=True, kw_only=True):
    """Of the whole exchange. None means longer than the timeout, or nothing measured."""

    p50: float | None
    p95: float | None
    p99: float | None
    censored: int
    n: int


class CheckSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One measuring task at one provider."""

    task: str
    kind: str
    due: int
    measured: int
    missed: int
    void: int
    coverage: float
    uptime: float | None
    uptime_low: float | None
    uptime_high: float | None
    downtime_seconds: float
    outages: tuple[Outage, ...]
    latency_seconds: Quantiles


class ProviderSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One provider."""

    id: str
    checks: tuple[CheckSummary, ...]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet summary --json` prints."""

    period: Period
    method_version: str
    synthetic: bool = False
    """Whether the records were made up by a program, and nothing was measured."""
    providers: tuple[ProviderSummary, ...]


def summarise(comparison: Comparison) -> Summary:
    """Make the summary of *comparison*."""
    return Summary(
        period=Period(start=comparison.start, end=comparison.end, as_of=comparison.as_of),
        method_version=comparison.method,
        synthetic=comparison.synthetic,
        providers=tuple(map(_provider, comparison.providers)),
    )


def _provider(provider: ProviderResult) -> ProviderSummary:
    return ProviderSummary(id=provider.id, checks=tuple(map(_check, provider.checks)))


def _check(check: Check) -> CheckSummary:
    found, latency = check.availability, check.latency
    bounds = uptime_interval([outage.samples for outage in found.outages], found.measured)
    return CheckSummary(
        task=check.task,
        kind=check.kind,
        due=found.due,
        measured=found.measured,
        missed=found.missed,
        void=found.void,
        coverage=found.coverage,
        uptime=found.uptime,
        uptime_low=bounds.low,
        uptime_high=bounds.high,
        downtime_seconds=found.downtime_seconds,
        outages=found.outages,
        latency_seconds=Quantiles(
            p50=latency.p50, p95=latency.p95, p99=latency.p99, censored=latency.censored, n=latency.n
        ),
    )
