"""A finished comparison: all that a report tells, and nothing that it does not. Built by `compare`."""

from datetime import datetime
from enum import StrEnum
from itertools import chain, repeat
from typing import Literal

import msgspec

from results.judge.availability import Availability
from results.judge.check import Stretch, Week
from results.judge.editions.edition import Edition
from results.judge.fleet.completeness import Completeness
from results.judge.form_watch import FormWatch
from results.judge.form_watches import Doors
from results.judge.grades import Grading
from results.judge.latency import Latency
from results.judge.line.found import Lines
from results.judge.openness import Openness
from results.judge.pairs import Pairing
from results.judge.ranking.ranks import Ranking
from results.judge.registration import Registered
from results.judge.rules import Criterion, Metric, Promise, Rules
from results.judge.service.record import ServiceRecord
from results.judge.support import Support
from results.judge.vantage import SharedFailure


class Withheld(StrEnum):
    """Why there is no grade. Each is a footnote."""

    TOO_FEW = "too_few"
    LOW_COVERAGE = "low_coverage"
    """Too much of what was due is unknown: what was measured may not be typical of it."""
    NOT_MEASURED = "not_measured"
    NOT_OFFERED = "not_offered"
    NEEDS_PERSON = "needs_person"
    UNDETERMINED = "undetermined"
    """Messages that may or may not be answers would give one grade or another: a person decides first."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the table."""

    criterion: str
    metric: Metric
    value: float | None
    """In the metric's unit. None if there is none, or if it lies beyond `beyond`."""
    beyond: float | None = None
    """The value is known only to be larger than this (seconds): a median that was not reached."""
    n: int
    """Measured slots, or questions whose window has closed."""
    grade: int | None
    withheld: Withheld | None = None
    """Why there is no grade; None where there is one."""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """
    The weighted mean of a provider's grades.

    None where a graded figure is missing: the mean of fewer grades is another figure.
    """

    value: float | None
    uncapped: float | None
    caps: tuple[int, ...] = ()
    """Which caps of the rules hold it down, by their position."""


class CategoryGrade(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider's grades in one category come to."""

    category: str
    grade: float | None
    """The mean by the weights within the category, 0 to 5, not rounded. None where a grade is missing, or all are."""


class PromiseKept(StrEnum):
    """What the measured figure says of a promise, for the period and no longer."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class PromiseResult(msgspec.Struct, frozen=True, kw_only=True):
    """A promise beside its figure."""

    promise: Promise
    figure: Figure
    kept: PromiseKept


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What one measuring task found at one provider."""

    task: str
    title: dict[str, str] = {}
    """The task's name for readers, by language code; may be empty."""
    target: str
    kind: str
    every_seconds: float
    availability: Availability
    latency: Latency
    """Of the whole exchange, over all slots in which the target was asked; failures are censored at the timeout."""
    phases: dict[str, float]
    """Median of each phase in seconds, over the exchanges that reached it, by the name of its metric."""
    weeks: tuple[Week, ...] = ()
    """How fast it was week by week."""
    stretches: tuple[Stretch, ...]
    """All due slots, in order: a year has half a million of them, and mostly the same can be said of very many."""

    @property
    def slots(self) -> tuple[str | None, ...]:
        """Tell for each due slot in order the failure's name, "" for a success, None where nothing is known."""
        return tuple(chain.from_iterable(repeat(one.told, one.slots) for one in self.stretches))


class ProviderResult(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found about one provider."""

    id: str
    name: str
    about: dict[str, str]
    """The study's own words about it, by language code; may be empty."""
    checks: tuple[Check, ...]
    support: tuple[Support, ...]
    """One for each task that asks questions."""
    figures: tuple[Figure, ...]
    """In the order of the criteria."""
    categories: tuple[CategoryGrade, ...] = ()
    """In the order of the categories; empty where the study has none."""
    total: Total
    promises: tuple[PromiseResult, ...]
    forms: tuple[FormWatch, ...] = ()
    """One for each contact form that is watched."""
    doors: Doors | None = None
    """None in comparisons from before they were counted."""

    def of_task(self, task: str) -> Check | Support | None:
        """Return what *task* found; None if it has nothing to ask or to measure here."""
        for check in self.checks:
            if check.task == task:
                return check
        return next((one for one in self.support if one.task == task), None)


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A time inside the period in which the daemon was not running."""

    start: datetime
    end: datetime


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much stands behind the report."""

    observations: int
    cases: int
    messages: int
    unmatched: int
    """Messages that belong to no case and wait for a person."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it."""

    study: str
    title: dict[str, str]
    introduction: dict[str, str] = {}
    """The editor's own words, by language code; may be empty."""
    funding: dict[str, str]
    """Who paid and what binds the authors to the providers, by language code."""
    demonstration: bool
    synthetic: bool = False
    """Whether the records were made up by a program, and nothing was measured."""
    campaign_mode: Literal["open", "blind"] | None = None
    """Whether the providers were told of the campaign before it began; None in a study without one."""
    openness: Openness = Openness()
    """Ties, the providers' own answers, what was left out, and corrections."""
    timezone: str
    """IANA name of the zone in which the report tells times."""
    start: datetime
    end: datetime
    """The period: from the first due slot to the end of the last, both aware."""
    as_of: datetime
    """When the records were read: what was unanswered then is censored there."""
    agents: tuple[str, ...]
    software: str
    method: str
    measured_by: tuple[str, ...] = ()
    """The versions of the method of measuring under which the samples of the period were taken, oldest first."""
    config_sha256: str
    rules: Rules
    registered: Registered
    """Whether the rules were there before the figures."""
    criteria: tuple[Criterion, ...]
    counts: Counts
    gaps: tuple[Gap, ...]
    collected: tuple[Completeness, ...] = ()
    """What became of all that each agent elsewhere made, since the study began; empty where there is none."""
    shared_failures: tuple[SharedFailure, ...] = ()
    """When many providers failed at once, wherever they were seen from."""
    providers: tuple[ProviderResult, ...]
    """In alphabetical order of their names."""
    ranking: Ranking = Ranking()
    pairs: tuple[Pairing, ...] = ()
    """The waits of each two providers with enough questions, tested against each other."""
    grading: Grading | None = None
    """What people graded blind; None where nothing was."""
    service: ServiceRecord = ServiceRecord()
    """What people saw, were promised and graded."""
    lines: Lines = Lines()
    """What Internet lines were sold as, and what they delivered."""
    edition: Edition | None = None
    """Which edition it is; None for a report without a number."""
