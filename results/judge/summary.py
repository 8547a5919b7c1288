"""The figures of a comparison in a stable shape for other programs. Fields are added, never renamed."""

from datetime import datetime

import msgspec

from results.judge.comparison import CategoryGrade, Check, Comparison, ProviderResult
from results.judge.editions.edition import Edition
from results.judge.fleet.completeness import Completeness
from results.judge.form_watch import FormWatch
from results.judge.form_watches import Doors
from results.judge.grades import Grading
from results.judge.line.found import Lines
from results.judge.outages import Outage
from results.judge.pairs import Pairing
from results.judge.ranking.ranks import Ranking
from results.judge.service import SERVICE_METHOD
from results.judge.service.attention import Journey
from results.judge.service.calls import ProviderCalls
from results.judge.service.cases import Ledger, LedgerTotals
from results.judge.service.contracts import ProviderTerms
from results.judge.service.held import PromiseHeld
from results.judge.service.profiles import Profile
from results.judge.service.record import ReviewTold
from results.judge.service.survey import SurveyYear
from results.judge.support_summary import SupportSummary, support_summaries
from results.judge.uncertainty import Interval, uptime_interval
from results.judge.vantage import SharedFailure

MS = 1000
"""Outages weigh by their time, in whole milliseconds."""


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
    up: int
    degraded: int
    down: int
    blocked: int
    disagree: int
    paused: int
    coverage: float
    uptime: float | None
    uptime_low: float | None
    uptime_high: float | None
    uptime_without_announced: float | None
    """Outside the maintenance that was announced before it began."""
    downtime_seconds: float
    outages: tuple[Outage, ...]
    latency_seconds: Quantiles


class ProviderSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One provider."""

    id: str
    checks: tuple[CheckSummary, ...]
    support: tuple[SupportSummary, ...] = ()
    """One for each task that asks questions, and clock."""
    forms: tuple[FormWatch, ...] = ()
    """One for each contact form that is watched."""
    doors: Doors | None = None
    """How many doors it has, and how many of them are closed to anything but a browser with a person at it."""
    categories: tuple[CategoryGrade, ...] = ()
    """Its grades in the study's categories; empty where it has none."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet summary --json` prints."""

    period: Period
    method_version: str
    synthetic: bool = False
    """Whether the records were made up by a program, and nothing was measured."""
    providers: tuple[ProviderSummary, ...]
    agents: tuple[Completeness, ...] = ()
    """What became of all that each agent elsewhere made, since the study began."""
    shared_failures: tuple[SharedFailure, ...]
    """When many providers failed at once, wherever they were seen from."""
    pairs: tuple[Pairing, ...] = ()
    """The waits of each two providers with enough questions, tested against each other: one by one."""
    ranking: Ranking = Ranking()
    """Who is ahead of whom, as far as that can be said of all of them at once."""
    grading: Grading | None = None
    """What people graded blind, and how far they agree; null where nothing was."""
    service_method_version: str = SERVICE_METHOD
    journeys: tuple[Journey, ...] = ()
    """Journeys graded by the attention model."""
    ledgers: tuple[Ledger, ...] = ()
    """Support cases through all their contacts."""
    ledger_totals: tuple[LedgerTotals, ...] = ()
    promises: tuple[PromiseHeld, ...] = ()
    """What was promised at the sale, held against what was measured."""
    terms: tuple[ProviderTerms, ...] = ()
    offerings: tuple[Profile, ...] = ()
    survey: tuple[SurveyYear, ...] = ()
    calls: tuple[ProviderCalls, ...] = ()
    reviews: tuple[ReviewTold, ...] = ()
    """Scores of outside sites, mixed into nothing."""
    lines: Lines = Lines()
    """Internet lines: sold against delivered. Neither graded nor ranked."""
    edition: Edition | None = None
    """Which edition it is, and what has changed since the one before; null for a report without a number."""


def summarise(comparison: Comparison) -> Summary:
    """Make the summary of *comparison*."""
    return Summary(
        period=Period(start=comparison.start, end=comparison.end, as_of=comparison.as_of),
        method_version=comparison.method,
        synthetic=comparison.synthetic,
        providers=tuple(map(_provider, comparison.providers)),
        agents=comparison.collected,
        shared_failures=comparison.shared_failures,
        pairs=comparison.pairs,
        ranking=comparison.ranking,
        grading=comparison.grading,
        service_method_version=comparison.service.method,
        journeys=comparison.service.journeys,
        ledgers=comparison.service.ledgers,
        ledger_totals=comparison.service.ledger_totals,
        promises=comparison.service.promises,
        terms=comparison.service.terms,
        offerings=comparison.service.offerings,
        survey=comparison.service.survey,
        calls=comparison.service.calls,
        reviews=comparison.service.reviews,
        lines=comparison.lines,
        edition=comparison.edition,
    )


def _provider(provider: ProviderResult) -> ProviderSummary:
    return ProviderSummary(
        id=provider.id,
        checks=tuple(map(_check, provider.checks)),
        support=tuple(entry for support in provider.support for entry in support_summaries(support)),
        forms=provider.forms,
        doors=provider.doors,
        categories=provider.categories,
    )


def interval_of(check: Check) -> Interval:
    """Bound the uptime of *check* from its outages."""
    found = check.availability
    return uptime_interval(
        [round(MS * outage.downtime_seconds) for outage in found.outages], round(MS * found.measured_seconds)
    )


def _check(check: Check) -> CheckSummary:
    found, latency = check.availability, check.latency
    bounds = interval_of(check)
    return CheckSummary(
        task=check.task,
        kind=check.kind,
        due=found.due,
        measured=found.measured,
        missed=found.missed,
        void=found.void,
        up=found.up,
        degraded=found.degraded,
        down=found.down,
        blocked=found.blocked,
        disagree=found.disagree,
        paused=found.paused,
        coverage=found.coverage,
        uptime=found.uptime,
        uptime_low=bounds.low,
        uptime_high=bounds.high,
        uptime_without_announced=found.uptime_without_announced,
        downtime_seconds=found.downtime_seconds,
        outages=found.outages,
        latency_seconds=Quantiles(
            p50=latency.p50, p95=latency.p95, p99=latency.p99, censored=latency.censored, n=latency.n
        ),
    )
