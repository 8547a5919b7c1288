"""How two periods of one provider differ by one metric: which was better, how easily chance does it, by how much."""

from collections import defaultdict
from math import exp, log, sqrt
from statistics import fmean, variance

from results.judge.comparison import Check
from results.judge.due import to_ms
from results.judge.editions.edition import Difference
from results.judge.editions.shuffles import shuffled_means, shuffled_rates
from results.judge.numerics import t_quantile
from results.judge.ranking import differences
from results.judge.ranking.differences import LEAST_DOWNTIME, faster, weekly_medians
from results.judge.shares import wilson
from results.judge.support import Support
from results.judge.uncertainty import LEVEL, Interval, uptime_interval
from results.judge.week import week_of

PERCENT = 100.0
_MS = 1000
_FEWEST_WEEKS = 3
Tested = differences.Difference
"""0 is the period before, 1 the present one."""


def of_downtime(then: Check, now: Check, *, draws: int) -> Tested:
    """Compare the shares of time that a check was down, by the weeks of each period; see `shuffled_rates`."""
    p = shuffled_rates(_weeks(then), _weeks(now), draws=draws)
    before, after = (one.availability.downtime_seconds / one.availability.measured_seconds for one in (then, now))
    low, high = sorted((before, after))
    if high - low < LEAST_DOWNTIME:
        return Tested(None, None, p)
    return Tested(int(before > after), low / high, p)


def _weeks(check: Check) -> list[tuple[float, float]]:
    """Tell the seconds that each week was down, and its samples; an outage belongs to the week in which it began."""
    down: dict[int, float] = defaultdict(float)
    for one in check.availability.outages:
        down[week_of(to_ms(one.start))] += one.downtime_seconds
    watched = {week_of(to_ms(one.start)): float(one.n) for one in check.weeks}
    return [(down[week], watched.get(week, 0.0)) for week in sorted(watched.keys() | down.keys())]


def of_response(then: Check, now: Check, *, draws: int) -> Tested:
    """Compare the weekly medians of two periods."""
    p = shuffled_means(_logs(then), _logs(now), draws=draws)
    return faster(then.latency.p50, now.latency.p50, p)


def _logs(check: Check) -> list[float]:
    return [log(one) for _, one in sorted(weekly_medians(check).items())]


def uptime_difference(then: Check, now: Check) -> Difference | None:
    """
    Tell by how many points of a per cent the uptime differs; None where nothing was measured.

    There is no interval where no outage was seen in one of the two: nothing bounds what was never seen.
    """
    values = [one.availability.uptime for one in (then, now)]
    if values[0] is None or values[1] is None:
        return None
    return _apart(values[0], values[1], _uptime(then), _uptime(now), unit=PERCENT)


def _uptime(check: Check) -> Interval:
    found = check.availability
    lengths = [round(_MS * one.downtime_seconds) for one in found.outages]
    return uptime_interval(lengths, round(_MS * found.measured_seconds))


def response_difference(then: Check, now: Check) -> Difference | None:
    """Tell by how many seconds the median differs; its interval by how much the weekly medians differ from another."""
    before, after = then.latency.p50, now.latency.p50
    if before is None or after is None:
        return None
    weeks = _logs(then), _logs(now)
    low = high = None
    if min(map(len, weeks)) >= _FEWEST_WEEKS and (parts := [variance(one) / len(one) for one in weeks]) != [0, 0]:
        degrees = sum(parts) ** 2 / sum(one**2 / (len(many) - 1) for one, many in zip(parts, weeks, strict=True))
        half = t_quantile((1 + LEVEL) / 2, degrees) * sqrt(sum(parts))
        # The weeks tell how sure the ratio is; the medians of the whole periods, how large it is.
        middle = fmean(weeks[1]) - fmean(weeks[0])
        low, high = (before * exp(middle + side) - before for side in (-half, half))
        low, high = min(low, after - before), max(high, after - before)
    return Difference(before=before, after=after, difference=after - before, low=low, high=high)


def share_difference(then: Support, now: Support) -> Difference | None:
    """
    Tell by how many points of a per cent the answered share differs (Newcombe 1998, method 10, of Wilson's intervals).

    What is undetermined widens the interval: it may be an answer in either period, or in neither.
    """
    if then.answered_share is None or now.answered_share is None:
        return None
    bounds = [
        Interval(wilson(one.answered, one.closed)[0], wilson(one.answered + one.undetermined, one.closed)[1])
        for one in (then, now)
    ]
    return _apart(then.answered_share, now.answered_share, bounds[0], bounds[1], unit=PERCENT)


def wait_difference(then: Support, now: Support) -> Difference | None:
    """Tell by how many seconds the restricted mean of the wait differs, by the wall clock."""
    before, after = then.waits[0].restricted_mean, now.waits[0].restricted_mean
    if before is None or after is None:
        return None
    return _apart(before.seconds, after.seconds, Interval(before.low, before.high), Interval(after.low, after.high))


def _apart(before: float, after: float, then: Interval, now: Interval, *, unit: float = 1.0) -> Difference:
    """Bound a difference by the bounds of what is subtracted (Zou and Donner 2008)."""
    bounds: tuple[float | None, float | None] = (None, None)
    if None not in {*then, *now}:
        low_then, high_then, low_now, high_now = ((one or 0.0) for one in (*then, *now))
        apart = after - before
        bounds = (
            unit * (apart - sqrt((after - low_now) ** 2 + (high_then - before) ** 2)),
            unit * (apart + sqrt((high_now - after) ** 2 + (before - low_then) ** 2)),
        )
    return Difference(
        before=unit * before, after=unit * after, difference=unit * (after - before), low=bounds[0], high=bounds[1]
    )
