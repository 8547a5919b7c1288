"""
Holds promises against what was measured: kept, broken or not measurable, with the margin, and whether months agree.

The figure of the whole period decides. A promise that is kept on the whole and broken in some months is kept, and
unstable. What was paid for a broken one does not enter.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from results.judge.comparison import Check, ProviderResult
from results.judge.latency import Latency
from results.judge.rules import Rules
from results.judge.service.calls import ProviderCalls
from results.judge.service.held import Held, Month, PromiseHeld, Unmeasured
from results.judge.service.months import Slots, by_month, months_of
from results.judge.support import Story, Support, counted
from results.records.service import Entry, Event, LedgerStep, Measure, SoldPromise

_PERCENT = 100.0
_HOUR = 3600.0
_EVEN = 1e-9
"""What sums of floats may be off by; no promise is kept or broken by so little."""


Monthly = list[tuple[str, Check]]
"""The same check in each month by itself, as 2026-05."""


class Facts(NamedTuple):
    """What promises are held against."""

    providers: Mapping[str, ProviderResult]
    calls: Mapping[str, ProviderCalls]
    steps: Sequence[LedgerStep]
    rules: Rules
    start: datetime
    timezone: str
    monthly: Mapping[tuple[str, str], Monthly]
    """By provider and task, where anybody asked for it."""


class _Finding(NamedTuple):
    """What was measured for a promise, or why nothing was."""

    why: Unmeasured | None = None
    measured: float | None = None
    margin: float | None = None
    n: int = 0
    months: tuple[Month, ...] = ()


def hold(entry: Entry, promise: SoldPromise, facts: Facts) -> PromiseHeld:
    """Hold one promise of the record against *facts*."""
    found = _MEASURES[promise.measure](promise, facts)
    held = Held.NOT_MEASURABLE
    if found.why is None and found.margin is not None:
        held = Held.KEPT if found.margin >= -_EVEN else Held.BROKEN
    told = [month.kept for month in found.months if month.kept is not None]
    return PromiseHeld(
        provider=promise.provider,
        promise=promise.promise,
        quote=promise.quote,
        source=promise.source,
        measure=promise.measure,
        task=promise.task,
        promised=promise.value,
        share=_share(promise),
        due="" if promise.due is None else promise.due.isoformat(),
        measured=found.measured,
        margin=found.margin,
        n=found.n,
        held=held,
        why=found.why,
        stable=None if held is Held.NOT_MEASURABLE or len(told) <= 1 else set(told) == {held is Held.KEPT},
        months=found.months,
        compensation=promise.compensation,
        evidence=entry.evidence,
    )


def _share(promise: SoldPromise) -> float | None:
    return _PERCENT if promise.measure is Measure.ANSWER_WITHIN and promise.share is None else promise.share


def _check(promise: SoldPromise, facts: Facts) -> Check | Unmeasured:
    """Find the check that tests *promise*."""
    provider = facts.providers.get(promise.provider)
    found = [one for one in (provider.checks if provider else ()) if promise.task in {"", one.task}]
    if len(found) != 1:
        return Unmeasured.WHICH_TASK if found else Unmeasured.NO_TASK
    (check,) = found
    if not check.availability.measured:
        return Unmeasured.NOTHING_MEASURED
    if check.availability.measured < facts.rules.minimum_samples:
        return Unmeasured.TOO_FEW
    return Unmeasured.LOW_COVERAGE if check.availability.coverage < facts.rules.minimum_coverage else check


def _uptime(promise: SoldPromise, facts: Facts) -> _Finding:
    check = _check(promise, facts)
    if isinstance(check, Unmeasured):
        return _Finding(why=check)
    uptime = check.availability.uptime
    if uptime is None or promise.value is None:
        return _Finding(why=Unmeasured.NOTHING_MEASURED)
    months = tuple(
        _uptime_month(month, slots, promise.value, facts.rules)
        for month, slots in by_month(check.stretches, facts.start, facts.timezone)
    )
    measured = _PERCENT * uptime
    return _Finding(None, measured, measured - promise.value, check.availability.measured, months)


def _uptime_month(month: str, slots: Slots, promised: float, rules: Rules) -> Month:
    measured = slots.up_seconds + slots.down_seconds
    uptime = _PERCENT * slots.up_seconds / measured if measured else None
    known = uptime is not None and measured >= rules.minimum_coverage * slots.due_seconds - _EVEN
    return Month(
        month=month,
        n=slots.measured,
        measured=uptime,
        kept=uptime >= promised - _EVEN if known and uptime is not None else None,
    )


def _response(promise: SoldPromise, facts: Facts) -> _Finding:
    check = _check(promise, facts)
    if isinstance(check, Unmeasured):
        return _Finding(why=check)
    latency = check.latency
    told = _quantiles(latency)
    share = promise.share if promise.share is not None else 50.0
    if share not in told or promise.value is None or promise.value > latency.censored_at:
        return _Finding(why=Unmeasured.BEYOND_MEASURE, n=latency.n)
    if not latency.n:
        return _Finding(why=Unmeasured.NOTHING_MEASURED)
    measured = told[share]
    months = tuple(
        _response_month(month, one, share, promise.value, facts.rules)
        for month, one in facts.monthly.get((promise.provider, check.task), ())
    )
    # A quantile that was not reached is longer than the timeout: the margin is told as that of the timeout.
    reached = latency.censored_at if measured is None else measured
    margin = promise.value - reached
    return _Finding(None, measured, min(margin, -2 * _EVEN) if measured is None else margin, latency.n, months)


def _quantiles(latency: Latency) -> Mapping[float, float | None]:
    return {50.0: latency.p50, 95.0: latency.p95, 99.0: latency.p99}


def _response_month(month: str, check: Check, share: float, promised: float, rules: Rules) -> Month:
    measured = _quantiles(check.latency)[share]
    known = check.latency.n > 0 and check.availability.coverage >= rules.minimum_coverage
    kept = measured is not None and measured <= promised + _EVEN
    return Month(month=month, n=check.latency.n, measured=measured, kept=kept if known else None)


def _answer_within(promise: SoldPromise, facts: Facts) -> _Finding:
    provider = facts.providers.get(promise.provider)
    doors = [one for one in (provider.support if provider else ()) if promise.task in {"", one.task}]
    if len(doors) != 1:
        return _Finding(why=Unmeasured.WHICH_TASK if doors else Unmeasured.NO_TASK)
    (door,) = doors
    limit = _HOUR * (promise.value or 0.0)
    if limit > door.window_seconds:
        return _Finding(why=Unmeasured.BEYOND_MEASURE)
    stories = _followed(door, limit)
    if len(stories) < max(1, facts.rules.minimum_questions):
        return _Finding(why=Unmeasured.TOO_FEW if stories else Unmeasured.NOTHING_MEASURED, n=len(stories))
    target = _share(promise) or _PERCENT
    measured, most = _in_time(stories, limit), _in_time(stories, limit, maybe=True)
    if (measured >= target) != (most >= target):
        return _Finding(why=Unmeasured.UNDETERMINED, measured=measured, n=len(stories))
    months = []
    for month, asked in months_of(stories, lambda one: one.asked_at, facts.timezone):
        share = _in_time(asked, limit)
        months.append(Month(month=month, n=len(asked), measured=share, kept=share >= target - _EVEN))
    return _Finding(None, measured, measured - target, len(stories), tuple(months))


def _followed(door: Support, limit: float) -> list[Story]:
    """Return the questions that were followed for *limit*, or answered before."""
    return [
        one
        for one in counted(door.stories)
        if one.elapsed_seconds >= limit or (one.answered_seconds is not None and one.answered_seconds <= limit)
    ]


def _in_time(stories: Sequence[Story], limit: float, *, maybe: bool = False) -> float:
    found = [one.maybe_seconds if maybe else one.answered_seconds for one in stories]
    return _PERCENT * sum(one is not None and one <= limit for one in found) / len(stories)


def _phone_answered(promise: SoldPromise, facts: Facts) -> _Finding:
    calls = facts.calls.get(promise.provider)
    if calls is None or calls.answered.share is None or promise.value is None:
        return _Finding(why=Unmeasured.NOTHING_MEASURED)
    if calls.answered.n < facts.rules.minimum_questions:
        return _Finding(why=Unmeasured.TOO_FEW, n=calls.answered.n)
    measured = _PERCENT * calls.answered.share
    return _Finding(None, measured, measured - promise.value, calls.answered.n)


def _done_by(promise: SoldPromise, facts: Facts) -> _Finding:
    done = promise.done_on or _worked(promise, facts.steps)
    if done is None or promise.due is None:
        return _Finding(why=Unmeasured.NOTHING_MEASURED)
    margin = float((promise.due - done).days)
    return _Finding(measured=-margin, margin=margin, n=1)


def _worked(promise: SoldPromise, steps: Sequence[LedgerStep]) -> date | None:
    return next(
        (
            step.on
            for step in steps
            if promise.case
            and (step.case, step.provider, step.event) == (promise.case, promise.provider, Event.WORKED)
            and step.on is not None
        ),
        None,
    )


def _nothing(_: SoldPromise, __: Facts) -> _Finding:
    return _Finding(why=Unmeasured.NO_MEASURE)


_MEASURES: Mapping[Measure, Callable[[SoldPromise, Facts], _Finding]] = {
    Measure.UPTIME: _uptime,
    Measure.RESPONSE: _response,
    Measure.ANSWER_WITHIN: _answer_within,
    Measure.PHONE_ANSWERED: _phone_answered,
    Measure.DONE_BY: _done_by,
    Measure.NONE: _nothing,
}
