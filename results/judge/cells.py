"""The cells of the table: a figure and its grade, or why there is none."""

from results.judge.comparison import Check, Figure, Withheld
from results.judge.grading import grade_of
from results.judge.rules import Criterion, Metric, Rules
from results.judge.support import Support

_PERCENT = 100.0


def figure_of(criterion: Criterion, found: Check | Support | None, rules: Rules) -> Figure:
    """Compute one cell, and withhold its grade where too little is known."""
    if found is None:
        return _cell(criterion, None, 0, Withheld.NOT_OFFERED)
    if isinstance(found, Check):
        value, n, beyond = _measured(criterion, found)
        return _cell(criterion, value, n, _too_little(found, n, rules), beyond)
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
    return None if share is None else _PERCENT * share


def _measured(criterion: Criterion, check: Check) -> tuple[float | None, int, float | None]:
    if criterion.metric is Metric.UPTIME_PERCENT:
        return _percent(check.availability.uptime), check.availability.measured, None
    beyond = check.latency.censored_at if check.latency.n and check.latency.p50 is None else None
    return check.latency.p50, check.latency.n, beyond


def _too_little(check: Check, n: int, rules: Rules) -> Withheld | None:
    """Tell why a check is not graded; None if it is."""
    too_few = _too_few(n, rules.minimum_samples)
    if too_few is None and check.availability.coverage < rules.minimum_coverage:
        return Withheld.LOW_COVERAGE
    return too_few


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
