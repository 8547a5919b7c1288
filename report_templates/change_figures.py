"""Changed figures as a table tells them: what is compared, and differences with their signs."""

from report_templates.figures import DASH, amount
from report_templates.language import Language
from results.judge.editions.edition import Change, Difference, Found
from results.judge.rules import Metric

_THIRTY_DAYS = 30 * 86_400
_PERCENT = 100
_MINUS = "\N{MINUS SIGN}"


def compared(language: Language, one: Change) -> tuple[str, str]:
    """Tell what the difference is of, then and now: of uptime the downtime in thirty days."""
    if one.difference is None:
        return DASH, DASH
    return _amount(language, one.metric, one.difference.before), _amount(language, one.metric, one.difference.after)


def _amount(language: Language, metric: Metric | None, value: float) -> str:
    if metric is None:
        return language.number(value, 1)
    if metric is Metric.UPTIME_PERCENT:
        return language.duration(_down(value))
    return amount(language, metric, value)


def _down(uptime: float) -> float:
    return max(0.0, 1 - uptime / _PERCENT) * _THIRTY_DAYS


def figure(language: Language, metric: Metric | None, found: Found) -> str:
    """Tell the figure as the big table does."""
    if found.value is not None:
        return language.number(found.value, 1) if metric is None else amount(language, metric, found.value)
    if found.beyond is not None:
        return language.say("over %(bound)s", bound=language.duration(found.beyond))
    return DASH


def beside(language: Language, metric: Metric | None, told: str) -> str:
    """Tell below the figure what the difference is of, where that is something else."""
    if metric is Metric.UPTIME_PERCENT:
        return language.say("%(time)s down in 30 days", time=told)
    return language.say("restricted mean %(time)s", time=told) if metric is Metric.ANSWER_SECONDS else ""


def interval(language: Language, metric: Metric | None, found: Difference) -> str:
    """Tell the interval of a difference; empty where it has none."""
    if found.low is None or found.high is None:
        return ""
    if metric is Metric.ANSWERED_PERCENT:
        ends = [_sign(one) + language.number(abs(one)) for one in (found.low, found.high)]
    else:
        ends = [signed(language, metric, one) for one in (found.low, found.high)]
    if metric is Metric.UPTIME_PERCENT:
        ends.reverse()  # more uptime is less downtime
    return language.say("%(low)s to %(high)s", low=ends[0], high=ends[1])


def signed(language: Language, metric: Metric | None, value: float) -> str:
    """Tell a difference with its sign: of uptime as downtime in thirty days, of shares in points."""
    if metric is Metric.UPTIME_PERCENT:
        value = -value / _PERCENT * _THIRTY_DAYS
    sign = _sign(value)
    if metric is None:
        return sign + language.number(abs(value), 1)
    if metric is Metric.ANSWERED_PERCENT:
        return sign + language.say("%(n)s percentage points", n=language.number(abs(value)))
    return sign + language.duration(abs(value))


def _sign(value: float) -> str:
    return _MINUS if value < 0 else "+" if value > 0 else ""
