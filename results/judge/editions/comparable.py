"""May two periods be held against each other? Only where the same was asked from the same places by the same rules."""

from results.judge.comparison import Check, Comparison
from results.judge.editions.edition import Hindrance
from results.judge.support import Support

Task = Check | Support | None


def hindrance(then: Comparison, now: Comparison, one: Task, other: Task) -> Hindrance | None:
    """
    Tell why what a task found *then* (*one*) and *now* (*other*) cannot be held against each other; None if it can.

    Thresholds, weights, caps and minimums are no hindrance: both are graded by the present ones.
    """
    if then.method != now.method:
        return Hindrance.JUDGED
    if isinstance(one, Check) and isinstance(other, Check):
        return _measured(then, now, one, other)
    if isinstance(one, Support) and isinstance(other, Support):
        return _asked(then, now, one, other)
    # Not offered in one of the two, or another sort of task under the same name.
    return Hindrance.TASK if one is not None and other is not None else Hindrance.TOO_LITTLE


def _measured(then: Comparison, now: Comparison, one: Check, other: Check) -> Hindrance | None:
    if then.rules.maximum_lag_seconds != now.rules.maximum_lag_seconds:
        return Hindrance.RULE
    if set(then.measured_by) != set(now.measured_by):
        return Hindrance.MEASURED
    if set(then.agents) != set(now.agents):
        return Hindrance.PLACES
    asked = [(check.target, check.kind, check.every_seconds, check.latency.censored_at) for check in (one, other)]
    return None if asked[0] == asked[1] else Hindrance.TASK


def _asked(then: Comparison, now: Comparison, one: Support, other: Support) -> Hindrance | None:
    rules = [(each.rules.answer_window_seconds, each.rules.human_seconds) for each in (then, now)]
    if rules[0] != rules[1]:
        return Hindrance.RULE
    return None if one.channel is other.channel else Hindrance.TASK
