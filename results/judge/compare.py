"""Builds the comparison: from a study's facts and its records to all that a report tells. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from results.judge import METHOD
from results.judge.accounting import Account, Asking, Books, accounting, answered
from results.judge.business_hours import Calendar
from results.judge.cells import figure_of
from results.judge.comparison import Check, Comparison, Counts, ProviderResult
from results.judge.facts import Period, ProviderFacts, Records, StudyFacts, TaskFacts
from results.judge.fleet.completeness import completeness
from results.judge.form_watches import doors, watching
from results.judge.gaps import gaps
from results.judge.grades import grading
from results.judge.grading import hold_against, total_of
from results.judge.hearing import Pair
from results.judge.latency import latency, quantile
from results.judge.ledger import SeriesLedger, ledgers
from results.judge.matter import Question
from results.judge.outcome import Limits, distinct
from results.judge.pairs import pairings
from results.judge.ranking.ranking import ranking
from results.judge.registration import registered
from results.judge.rolling import fold
from results.judge.rules import Rules
from results.judge.seeds import unproven
from results.judge.support import Story, Support, support, tell
from results.judge.weighing import category_grades
from results.records import Failure, Match, Observation

__all__ = ["Period", "ProviderFacts", "Records", "StudyFacts", "TaskFacts", "books_of", "compare"]


def compare(study: StudyFacts, records: Records, period: Period) -> Comparison:
    """Make the comparison of *period* out of *records*, raw observations included."""
    samples = distinct(records.observations)
    inside = (one for one in samples if not one.attempt and period.start <= one.slot < period.end)
    speeds = study.speeds
    found = ledgers(fold(inside, lambda one: speeds.get(one.task, "")))
    return answered(comparing(study, records, found, [one for one in samples if one.attempt], period), samples)


def comparing(
    study: StudyFacts,
    records: Records,
    found: Sequence[SeriesLedger],
    confirmations: Sequence[Observation],
    period: Period,
) -> Asking[Comparison]:
    """
    Make the comparison of *period* out of what the ledgers *found* say, and of those samples that it asks for.

    *confirmations* may reach beyond the period, as far as an interval; *records* need hold no observations.
    """
    confirmed = [one for one in confirmations if period.start <= one.slot < period.end]
    books = yield from books_of(study, found, confirmations, period)
    asked = _asked(study, found)
    watches = yield from watching(study, found, records.forms_seen)
    stories = _stories(study.rules, records, period)
    found_out = (
        msgspec.structs.replace(
            _provider(study, one, books, asked, stories, records.calendars.get(one.id)),
            forms=watches[one.id],
            doors=doors(study, one, watches[one.id], asked),
        )
        for one in study.compared
    )
    providers = tuple(sorted(found_out, key=lambda one: one.name.casefold()))
    return Comparison(
        study=study.id,
        title=study.title,
        introduction=study.introduction,
        funding=study.funding,
        demonstration=study.demonstration,
        synthetic=study.synthetic,
        campaign_mode=study.campaign_mode,
        openness=study.openness,
        timezone=study.timezone,
        start=period.start,
        end=period.end,
        as_of=period.as_of,
        agents=_seen_from(study, found, confirmed),
        software=study.software,
        method=METHOD,
        measured_by=_measured_by(records, period),
        config_sha256=study.config_sha256,
        rules=study.rules,
        registered=registered(study.rules, records.registrations, period.start, study.sold),
        criteria=study.rules.criteria,
        counts=Counts(
            observations=sum(one.count for one in found) + len(confirmed),
            cases=sum(not case.seed for case in records.cases),
            messages=len(records.messages),
            unmatched=sum(one.case is None and one.matched_by is not Match.PERSON for one in records.messages),
        ),
        gaps=tuple(gaps(records, period)),
        collected=completeness(records.holdings),
        shared_failures=books.shared,
        providers=providers,
        ranking=ranking(providers, study.rules),
        pairs=tuple(pairings({one.id: one.support for one in providers})),
        grading=grading(records.reviews, records.messages, records.cases),
    )


def _seen_from(study: StudyFacts, found: Sequence[SeriesLedger], confirmed: Sequence[Observation]) -> tuple[str, ...]:
    """Name the agents; where lines are measured too, those that asked the compared ones, if any did."""
    asked = [(one.series.agent, one.series.provider) for one in found]
    asked += [(one.agent, one.provider) for one in confirmed]
    compared = {one.id for one in study.compared}
    of_compared = {agent for agent, provider in asked if provider in compared} if study.lines else set()
    return tuple(sorted(of_compared or {agent for agent, _ in asked}))


def _measured_by(records: Records, period: Period) -> tuple[str, ...]:
    """Tell the methods of measuring of the runs that lie in *period* or reach into it, in the order of their starts."""
    heard = {beat.session: beat.at for beat in records.heartbeats}
    runs = sorted(records.sessions, key=lambda one: one.started_at)
    found = (
        one.method for one in runs if one.started_at < period.end and heard.get(one.id, one.started_at) >= period.start
    )
    return tuple(dict.fromkeys(method for method in found if method))


def books_of(
    study: StudyFacts, found: Sequence[SeriesLedger], confirmations: Sequence[Observation], period: Period
) -> Asking[Books]:
    """Account for all tasks that measure. *confirmations* may reach beyond the period, as far as an interval."""
    measuring = [task for task in study.tasks if task.channel is None]
    questions = [
        Question(
            name=task.name,
            every_seconds=task.every_seconds,
            limits=Limits(
                speed=task.speed,
                acceptable_seconds=task.acceptable_seconds,
                maximum_lag_seconds=study.rules.maximum_lag_seconds,
            ),
        )
        for task in measuring
    ]
    return accounting(
        questions,
        found,
        confirmations,
        period.start,
        period.end if period.measured else period.start,
        offered={(one.id, task.name) for one in study.providers for task in measuring if task.target in one.targets},
        controls=study.controls,
        maintenance=study.maintenance,
    )


def _asked(study: StudyFacts, found: Sequence[SeriesLedger]) -> Mapping[Pair, Sequence[Failure | None]]:
    """Gather what came of each scheduled try to ask a question."""
    doors = {task.name for task in study.tasks if task.channel is not None}
    tries: dict[Pair, list[Failure | None]] = defaultdict(list)
    for one in found:
        if one.series.task in doors:
            tries[one.series.provider, one.series.task] += one.failures()
    return tries


def _stories(rules: Rules, records: Records, period: Period) -> Mapping[Pair, Sequence[Story]]:
    """Tell all cases, by provider and task; letters to seeds are none."""
    doubtful = unproven(records.cases, records.messages, period.as_of)
    found: dict[Pair, list[Story]] = defaultdict(list)
    for case in records.cases:
        if case.seed:
            continue
        found[case.provider, case.task].append(
            tell(
                case,
                records.handovers.get(case.id),
                records.received.get(case.id, ()),
                window_seconds=rules.answer_window_seconds,
                as_of=records.followed.get(case.id, period.as_of),
                follow_ups=records.follow_ups.get(case.id, ()),
                unproven=case.id in doubtful,
                said=records.forms.get(case.id),
            )
        )
    return found


def _provider(
    study: StudyFacts,
    provider: ProviderFacts,
    books: Books,
    asked: Mapping[Pair, Sequence[Failure | None]],
    stories: Mapping[Pair, Sequence[Story]],
    calendar: Calendar | None,
) -> ProviderResult:
    offered = [task for task in study.tasks if task.target in provider.targets]
    checks = [_check(task, books.accounts[provider.id, task.name]) for task in offered if task.channel is None]
    supports = [
        support(
            task.name,
            task.channel,
            stories.get((provider.id, task.name), ()),
            asked.get((provider.id, task.name), ()),
            window_seconds=study.rules.answer_window_seconds,
            minimum_questions=study.rules.minimum_questions,
            calendar=calendar,
            title=task.title,
        )
        for task in offered
        if task.channel is not None
    ]
    found: dict[str, Check | Support] = {check.task: check for check in checks}
    found |= {one.task: one for one in supports}
    figures = tuple(figure_of(criterion, found.get(criterion.task), study.rules) for criterion in study.rules.criteria)
    by_criterion = {figure.criterion: figure for figure in figures}
    return ProviderResult(
        id=provider.id,
        name=provider.name,
        about=provider.about,
        checks=tuple(checks),
        support=tuple(supports),
        figures=figures,
        categories=category_grades(by_criterion, study.rules),
        total=total_of(figures, study.rules),
        promises=tuple(hold_against(promise, by_criterion) for promise in provider.promises),
    )


def _check(task: TaskFacts, found: Account) -> Check:
    return Check(
        task=task.name,
        title=task.title,
        target=task.target,
        kind=task.kind,
        every_seconds=task.every_seconds,
        availability=found.availability,
        latency=latency(found.taken, found.censored, timeout_seconds=task.timeout_seconds),
        phases=_phases(found.phases),
        weeks=found.weeks,
        stretches=found.stretches,
    )


def _phases(lengths: Mapping[str, Mapping[int, int]]) -> dict[str, float]:
    medians = {}
    for phase, counts in lengths.items():
        median = quantile(counts, sum(counts.values()), 0.5)
        if median is not None:
            medians[phase] = median
    return medians
