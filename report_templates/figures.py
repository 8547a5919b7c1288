"""Figures as a table tells them: value, what stands beside it, and the grade."""

from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.comparison import Check, Comparison, Figure, ProviderResult, Withheld
from results.judge.rules import Cap, Criterion, Metric, Rules
from results.judge.summary import interval_of
from results.judge.support import Support
from results.judge.uncertainty import median_interval
from results.judge.waits import Waits

DASH = "\N{EN DASH}"


def check_of(provider: ProviderResult, task: str) -> Check | None:
    """Return what the measuring task *task* found at *provider*; None if it asks questions or found nothing."""
    return next((c for c in provider.checks if c.task == task), None)


def support_of(provider: ProviderResult, task: str) -> Support | None:
    """Return what the asking task *task* found at *provider*; None if it measures or asked nothing."""
    return next((s for s in provider.support if s.task == task), None)


def criterion_of(comparison: Comparison, figure: Figure) -> Criterion:
    """Return the criterion that *figure* belongs to; raise `ValueError` if the comparison has none such."""
    for criterion in comparison.criteria:
        if criterion.id == figure.criterion:
            return criterion
    raise ValueError(f"The comparison has a figure for {figure.criterion!r}, but no such criterion: compare again.")


def amount(language: Language, metric: Metric, value: float) -> str:
    """Tell a measured *value* in the metric's unit."""
    if metric is Metric.UPTIME_PERCENT:
        return language.percent(value, digits=2)
    if metric is Metric.ANSWERED_PERCENT:
        return language.percent(value)
    return language.duration(value)


def limit(language: Language, metric: Metric, value: float) -> str:
    """Tell a threshold, a cap's bound or a promise: as exactly as it was set."""
    return language.share(value) if metric.higher_is_better else language.duration(value)


def promised(language: Language, metric: Metric, value: float) -> str:
    """Tell a promise as the bound that it is."""
    if metric.higher_is_better:
        return language.say("at least %(bound)s", bound=limit(language, metric, value))
    return language.say("at most %(bound)s", bound=limit(language, metric, value))


def told(language: Language, provider: ProviderResult, criterion: Criterion, figure: Figure) -> str:
    """Tell the figure: "over 5 s" where only a bound is known, a dash where there is too little to say anything."""
    if figure.withheld is Withheld.UNDETERMINED:
        return _spread(language, provider, criterion)
    if figure.withheld is not None:
        return DASH
    if figure.value is not None:
        return amount(language, figure.metric, figure.value)
    if figure.beyond is not None:
        return language.say("over %(bound)s", bound=language.duration(figure.beyond))
    return DASH


def _spread(language: Language, provider: ProviderResult, criterion: Criterion) -> str:
    support = support_of(provider, criterion.task)
    if support is None:
        return DASH
    told_of = share_told if criterion.metric is Metric.ANSWERED_PERCENT else median_told
    return told_of(language, support)


def share_told(language: Language, support: Support) -> str:
    """Tell the answered share; as a range where undetermined messages leave one."""
    low, high = support.answered_share, support.answered_share_high
    if low is None or high is None:
        return DASH
    if high == low:
        return language.percent(low * 100)
    return language.say("%(low)s to %(high)s", low=language.percent(low * 100), high=language.percent(high * 100))


def median_told(language: Language, support: Support) -> str:
    """Tell the median wait: a bound where it is not reached, a range where undetermined messages leave one."""
    low, high = (
        language.say("over %(bound)s", bound=language.duration(support.window_seconds))
        if seconds is None
        else language.duration(seconds)
        for seconds in (support.median_seconds_low, support.median_seconds)
    )
    return span(language, low, high)


def span(language: Language, low: str, high: str) -> str:
    """Tell a range; the one figure where both ends are told alike."""
    return high if low == high else language.say("%(low)s to %(high)s", low=low, high=high)


def told_beside(language: Language, provider: ProviderResult, criterion: Criterion, figure: Figure) -> str:
    """Tell the figure with what makes it readable in brackets: a percentage is never quoted without its downtime."""
    said = told(language, provider, criterion, figure)
    aside = "" if said == DASH else beside(language, provider, criterion)
    return f"{said} ({aside})" if aside else said


def beside(language: Language, provider: ProviderResult, criterion: Criterion) -> str:
    """Tell what makes the figure readable: downtime beside uptime, counts beside shares. Empty if nothing was found."""
    check, support = check_of(provider, criterion.task), support_of(provider, criterion.task)
    if criterion.metric is Metric.UPTIME_PERCENT and check is not None:
        return downtime(language, check)
    if criterion.metric is Metric.RESPONSE_SECONDS and check is not None and check.latency.n:
        return slowest(language, check)
    if criterion.metric is Metric.ANSWERED_PERCENT and support is not None and support.closed:
        return answered_counts(language, support)
    if criterion.metric is Metric.ANSWER_SECONDS and support is not None and support.acknowledged:
        return language.say(
            "%(n)s of %(asked)s acknowledged",
            n=language.number(support.acknowledged),
            asked=language.number(support.asked),
        )
    return ""


def slowest(language: Language, check: Check) -> str:
    """Tell the 95th percentile; where it is censored, tell how many at least were longer than the timeout."""
    if check.latency.p95 is not None:
        time = language.duration(check.latency.p95)
        return language.say("%(share)s within %(time)s", share=language.percent(95), time=time)
    time = language.duration(check.latency.censored_at)
    return language.say("at least %(share)s over %(time)s", share=language.percent(5), time=time)


def answered_counts(language: Language, support: Support) -> str:
    """Tell how many were answered of how many, with the bound that the undetermined ones give."""
    counts = {"n": language.number(support.answered), "closed": language.number(support.closed)}
    if not support.undetermined:
        return language.say("%(n)s of %(closed)s", **counts)
    high = language.number(support.answered + support.undetermined)
    return language.say("%(n)s to %(high)s of %(closed)s", high=high, **counts)


def downtime(language: Language, check: Check) -> str:
    """Tell for how long it was down, and in how many outages."""
    found = check.availability
    if not found.measured:
        return ""
    if not found.down:
        return language.say("no failure seen")
    return language.count(
        "%(time)s down, %(n)s outage",
        "%(time)s down, %(n)s outages",
        len(found.outages),
        time=language.duration(found.downtime_seconds),
    )


def quantile(language: Language, rules: Rules, check: Check, seconds: float | None) -> str:
    """Tell a quantile: "over" the timeout where it is censored there, a dash where too little was measured."""
    if not check.latency.n or check.latency.n < rules.minimum_samples:
        return DASH
    if seconds is not None:
        return language.duration(seconds)
    return language.say("over %(bound)s", bound=language.duration(check.latency.censored_at))


def cap_rule(language: Language, comparison: Comparison, cap: Cap) -> str:
    """Tell one cap as a sentence."""
    criterion = next(c for c in comparison.criteria if c.id == cap.criterion)
    values = {
        "criterion": plain(language.pick(criterion.title)),
        "bound": limit(language, criterion.metric, cap.worse_than),
        "most": language.number(cap.total_at_most, 1),
    }
    if criterion.metric.higher_is_better:
        return language.say("%(criterion)s below %(bound)s: the total is %(most)s at most.", **values)
    return language.say("%(criterion)s over %(bound)s: the total is %(most)s at most.", **values)


def interval(language: Language, provider: ProviderResult, criterion: Criterion) -> str:
    """Tell the 95 per cent interval around a figure; empty where nothing bounds it on both sides."""
    check, support = check_of(provider, criterion.task), support_of(provider, criterion.task)
    if check is not None:
        of_check = _uptime_interval if criterion.metric is Metric.UPTIME_PERCENT else _response_interval
        return of_check(language, check)
    if support is None or not support.cases.n:
        return ""
    of_support = _share_interval if criterion.metric is Metric.ANSWERED_PERCENT else _wait_interval
    return of_support(language, support.waits[0])


def _uptime_interval(language: Language, check: Check) -> str:
    bounds = interval_of(check)
    if bounds.low is None or bounds.high is None:
        return ""
    return _bounds(language.percent(100 * bounds.low, digits=2), language.percent(100 * bounds.high, digits=2))


def _response_interval(language: Language, check: Check) -> str:
    median = check.latency.p50
    found = median_interval(median, [one.p50 for one in check.weeks if one.p50]) if median else None
    return _bounds(*map(language.duration, found)) if found else ""


def _share_interval(language: Language, waits: Waits) -> str:
    found = waits.answered_in_window
    if found.low is None or found.high_with_undetermined is None:
        return ""
    return _bounds(language.percent(100 * found.low), language.percent(100 * found.high_with_undetermined))


def _wait_interval(language: Language, waits: Waits) -> str:
    if waits.median_low is None or waits.median_high is None:
        return ""
    return _bounds(language.duration(waits.median_low), language.duration(waits.median_high))


def _bounds(low: str, high: str) -> str:
    return low if low == high else f"{low}\N{EN DASH}{high}"
