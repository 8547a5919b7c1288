"""Builds the comparison: from a study's facts and its records to all that a report tells. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec

from results.judge import METHOD
from results.judge.availability import availability
from results.judge.comparison import Check, Comparison, Counts, Figure, Gap, ProviderResult, Withheld
from results.judge.grading import grade_of, hold_against, total_of
from results.judge.latency import latency, quantile
from results.judge.rules import Criterion, Metric, Promise, Rules
from results.judge.support import Received, Support, support, tell
from results.records import Case, Channel, Handover, Heartbeat, Message, Observation, Session

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PERCENT = 100.0
PHASES = ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds")


class TaskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What judging must know of a task."""

    name: str
    title: dict[str, str] = {}
    target: str
    kind: str
    every_seconds: float
    timeout_seconds: float
    speed: str = ""
    """The metric that tells how fast the target was; empty for the visit's duration."""
    channel: Channel | None
    """The door that it asks questions through; None if it measures."""

    def slots(self, start: datetime, end: datetime) -> list[datetime]:
        """List the slots that lie wholly in [*start*, *end*)."""
        every = timedelta(seconds=self.every_seconds)
        first = -((EPOCH - start) // every)  # rounded up
        last = (end - EPOCH) // every
        return [EPOCH + turn * every for turn in range(first, last)]


class ProviderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What judging must know of a provider."""

    id: str
    name: str
    about: dict[str, str]
    targets: frozenset[str]
    promises: tuple[Promise, ...]


class StudyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What judging must know of a study."""

    id: str
    title: dict[str, str]
    funding: dict[str, str]
    demonstration: bool
    synthetic: bool = False
    timezone: str
    config_sha256: str
    software: str
    rules: Rules
    tasks: tuple[TaskFacts, ...]
    providers: tuple[ProviderFacts, ...]


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """All records of a period."""

    observations: Sequence[Observation]
    cases: Sequence[Case]
    handovers: Mapping[str, Handover]
    """By case."""
    messages: Sequence[Message]
    received: Mapping[str, Sequence[Received]]
    """The judged messages by case."""
    sessions: Sequence[Session]
    heartbeats: Sequence[Heartbeat]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The time that is told about, and when its records were last added to."""

    start: datetime
    end: datetime
    as_of: datetime
    """What was unanswered then is censored there."""


def compare(study: StudyFacts, records: Records, period: Period) -> Comparison:
    """Make the comparison of *period* out of *records*."""
    by_series: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for observation in records.observations:
        by_series[observation.provider, observation.task].append(observation)
    providers = [_provider(study, one, by_series, records, period) for one in study.providers]
    return Comparison(
        study=study.id,
        title=study.title,
        funding=study.funding,
        demonstration=study.demonstration,
        synthetic=study.synthetic,
        timezone=study.timezone,
        start=period.start,
        end=period.end,
        as_of=period.as_of,
        agents=tuple(sorted({observation.agent for observation in records.observations})),
        software=study.software,
        method=METHOD,
        config_sha256=study.config_sha256,
        rules=study.rules,
        criteria=study.rules.criteria,
        counts=Counts(
            observations=len(records.observations),
            cases=len(records.cases),
            messages=len(records.messages),
            unmatched=sum(message.case is None for message in records.messages),
        ),
        gaps=tuple(_gaps(records, period)),
        providers=tuple(sorted(providers, key=lambda one: one.name.casefold())),
    )


def _provider(
    study: StudyFacts,
    provider: ProviderFacts,
    by_series: Mapping[tuple[str, str], Sequence[Observation]],
    records: Records,
    period: Period,
) -> ProviderResult:
    offered = [task for task in study.tasks if task.target in provider.targets]
    checks = [_check(task, by_series[provider.id, task.name], period) for task in offered if task.channel is None]
    supports = [
        _support(study.rules, task, provider.id, by_series[provider.id, task.name], records, period)
        for task in offered
        if task.channel is not None
    ]
    found: dict[str, Check | Support] = {check.task: check for check in checks}
    found |= {one.task: one for one in supports}
    figures = tuple(_figure(criterion, found.get(criterion.task), study.rules) for criterion in study.rules.criteria)
    by_criterion = {figure.criterion: figure for figure in figures}
    return ProviderResult(
        id=provider.id,
        name=provider.name,
        about=provider.about,
        checks=tuple(checks),
        support=tuple(supports),
        figures=figures,
        total=total_of(figures, study.rules),
        promises=tuple(hold_against(promise, by_criterion) for promise in provider.promises),
    )


def _check(task: TaskFacts, observations: Sequence[Observation], period: Period) -> Check:
    slots = task.slots(period.start, period.end)
    due = set(slots)
    inside = [observation for observation in observations if observation.slot in due]
    counted = availability(slots, inside, every=timedelta(seconds=task.every_seconds))
    by_slot = {observation.slot: observation for observation in inside if observation.attempt == 0}
    return Check(
        task=task.name,
        title=task.title,
        target=task.target,
        kind=task.kind,
        every_seconds=task.every_seconds,
        availability=counted,
        latency=latency(inside, timeout_seconds=task.timeout_seconds, metric=task.speed),
        phases=_phases(inside),
        slots=tuple(_told_slot(by_slot.get(slot)) for slot in slots),
    )


def _told_slot(observation: Observation | None) -> str | None:
    if observation is None or (observation.failure is not None and observation.failure.missed):
        return None
    return observation.failure or ""


def _phases(observations: Sequence[Observation]) -> dict[str, float]:
    medians = {}
    for phase in PHASES:
        values = sorted(o.metrics[phase] for o in observations if o.attempt == 0 and phase in o.metrics)
        median = quantile(values, 0.5)
        if median is not None:
            medians[phase] = median
    return medians


def _support(
    rules: Rules,
    task: TaskFacts,
    provider: str,
    observations: Sequence[Observation],
    records: Records,
    period: Period,
) -> Support:
    stories = [
        tell(
            case,
            records.handovers.get(case.id),
            records.received.get(case.id, ()),
            window_seconds=rules.answer_window_seconds,
            as_of=period.as_of,
        )
        for case in records.cases
        if case.provider == provider and case.task == task.name
    ]
    attempts = [observation.failure for observation in observations if observation.attempt == 0]
    return support(
        task.name,
        task.channel or Channel.EMAIL,
        stories,
        attempts,
        window_seconds=rules.answer_window_seconds,
        title=task.title,
    )


def _figure(criterion: Criterion, found: Check | Support | None, rules: Rules) -> Figure:
    """Compute one cell, and withhold its grade where too little is known."""
    if found is None:
        return _cell(criterion, None, 0, Withheld.NOT_OFFERED)
    if isinstance(found, Check):
        value, n, beyond = _measured(criterion, found)
        return _cell(criterion, value, n, _too_few(n, rules.minimum_samples), beyond)
    return _answers(criterion, found, rules)


def _answers(criterion: Criterion, found: Support, rules: Rules) -> Figure:
    """Compute one cell about answers. Where the undetermined messages would change the grade, there is none yet."""
    if not found.asked and found.needs_person:
        return _cell(criterion, None, 0, Withheld.NEEDS_PERSON)
    if criterion.metric is Metric.ANSWERED_PERCENT:
        value, other = _percent(found.answered_share), _percent(found.answered_share_high)
        beyond = None
    else:
        value, other = found.median_seconds, found.median_seconds_low
        beyond = rules.answer_window_seconds if value is None and found.closed else None
    withheld = _too_few(found.closed, rules.minimum_questions)
    if withheld is None and grade_of(value, criterion) != grade_of(other, criterion):
        withheld = Withheld.UNDETERMINED
    return _cell(criterion, value, found.closed, withheld, beyond)


def _percent(share: float | None) -> float | None:
    return None if share is None else PERCENT * share


def _measured(criterion: Criterion, check: Check) -> tuple[float | None, int, float | None]:
    if criterion.metric is Metric.UPTIME_PERCENT:
        return _percent(check.availability.uptime), check.availability.measured, None
    beyond = check.latency.censored_at if check.latency.n and check.latency.p50 is None else None
    return check.latency.p50, check.latency.n, beyond


def _too_few(n: int, minimum: int) -> Withheld | None:
    if n == 0:
        return Withheld.NOT_MEASURED
    return Withheld.TOO_FEW if n < minimum else None


def _cell(
    criterion: Criterion, value: float | None, n: int, withheld: Withheld | None, beyond: float | None = None
) -> Figure:
    return Figure(
        criterion=criterion.id,
        metric=criterion.metric,
        value=value,
        beyond=beyond,
        n=n,
        grade=None if withheld else grade_of(value, criterion),
        withheld=withheld,
    )


def _gaps(records: Records, period: Period) -> Iterator[Gap]:
    """Yield the times between two sessions, as far as they lie in *period*."""
    beats = {beat.session: beat.at for beat in records.heartbeats}
    sessions = sorted(records.sessions, key=lambda session: session.started_at)
    for before, after in pairwise(sessions):
        start = max(beats.get(before.id, before.started_at), period.start)
        end = min(after.started_at, period.end)
        if start < end:
            yield Gap(start=start, end=end)
