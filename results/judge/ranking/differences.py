"""How two providers differ by one metric: which is better, by how much, and how easily chance does the same."""

from collections import defaultdict
from collections.abc import Iterable
from math import log
from typing import NamedTuple

from results.judge.comparison import Check
from results.judge.due import to_ms
from results.judge.log_rank import log_rank
from results.judge.numerics import fisher_exact
from results.judge.ranking.swaps import sign_test, swap_test
from results.judge.restricted_mean import restricted_mean
from results.judge.support import Support, counted
from results.judge.waits import by_the_wall, waits_of
from results.judge.week import week_of

LEAST_DOWNTIME = 5 / (30 * 24 * 60)
"""Five minutes in thirty days, as a share: what nobody notices is not called better."""
LEAST_SPEEDUP, LEAST_SECONDS = 0.9, 0.01
"""Of a response: a tenth of it, and ten milliseconds."""
LEAST_SHARE = 0.05
LEAST_WAIT = 0.9


class Difference(NamedTuple):
    """What a test found."""

    better: int | None
    """0 for the first, 1 for the second; None where they are equal, or too close for anybody to notice."""
    size: float | None
    """The better's downtime, response or wait over the worse's; of shares, the better's less the worse's."""
    p: float
    """Two-sided."""


def of_downtime(first: Check, second: Check, *, draws: int) -> Difference:
    """
    Compare the share of time that two checks were down, by the weeks in which both were measured.

    An outage belongs to the week in which it began: it is one event, however long it lasted.
    """
    weeks = weeks_of(first) & weeks_of(second)
    one, other = (_downtime(check, weeks) for check in (first, second))
    p = swap_test(one, other, draws=draws)
    low, high = sorted((sum(one), sum(other)))
    if high - low < LEAST_DOWNTIME:
        return Difference(None, None, p)
    return Difference(int(sum(one) > sum(other)), low / high, p)


def weeks_of(check: Check) -> set[int]:
    """Return the numbers of the weeks in which *check* was measured."""
    return {week_of(to_ms(one.start)) for one in check.weeks}


def _downtime(check: Check, weeks: Iterable[int]) -> list[float]:
    """Tell the downtime of each of *weeks* as a share of all time that was measured."""
    measured = check.availability.measured_seconds
    found: dict[int, float] = defaultdict(float)
    for one in check.availability.outages:
        found[week_of(to_ms(one.start))] += one.downtime_seconds / measured
    return [found[week] for week in sorted(weeks)]


def of_response(first: Check, second: Check, *, draws: int) -> Difference:
    """Compare the medians of two checks week by week; a week that mostly failed took the timeout at least."""
    one, other = (weekly_medians(check) for check in (first, second))
    weeks = sorted(one.keys() & other.keys())
    p = sign_test([log(one[week] / other[week]) for week in weeks], draws=draws)
    return faster(first.latency.p50, second.latency.p50, p)


def weekly_medians(check: Check) -> dict[int, float]:
    """Tell the median in seconds of each week by its number; one that mostly failed took the timeout."""
    beyond = check.latency.censored_at
    return {week_of(to_ms(one.start)): max(one.p50 or beyond, 1e-6) for one in check.weeks}


def faster(first: float | None, second: float | None, p: float) -> Difference:
    """Tell which of two medians in seconds is shorter, if anybody notices; None stands for one that is not known."""
    if first is None or second is None:
        return Difference(None, None, p)
    low, high = sorted((first, second))
    if low > high * LEAST_SPEEDUP or high - low < LEAST_SECONDS:
        return Difference(None, None, p)
    return Difference(int(first > second), low / high, p)


def of_shares(first: Support, second: Support) -> Difference:
    """Compare the shares of questions that a person answered; undetermined messages are counted both ways."""
    tables = [(one.answered, one.closed - one.answered) for one in (first, second)]
    bounds = [
        (one.answered + one.undetermined, one.closed - one.answered - one.undetermined) for one in (first, second)
    ]
    # The least favourable of all readings: what is undetermined speaks for the one and against the other.
    p = max(fisher_exact(one, other) for one in (tables[0], bounds[0]) for other in (tables[1], bounds[1]))
    lows, highs = (
        [one.answered_share or 0.0 for one in (first, second)],
        [one.answered_share_high or 0.0 for one in (first, second)],
    )
    for better, worse in ((0, 1), (1, 0)):
        if lows[better] - highs[worse] >= LEAST_SHARE:
            return Difference(better, lows[better] - lows[worse], p)
    return Difference(None, None, p)


def of_waits(first: Support, second: Support) -> Difference:
    """Compare the waits for an answer: the log-rank test decides, and the restricted means must say the same."""
    clock = by_the_wall(min(first.window_seconds, second.window_seconds))
    found = []
    for perhaps in ((False, False), (False, True), (True, False), (True, True)):
        waits = [
            waits_of(counted(one.stories), clock, perhaps=maybe)
            for one, maybe in zip((first, second), perhaps, strict=True)
        ]
        means = [restricted_mean(one, clock.window_seconds) for one in waits]
        test = log_rank(*waits)
        if test is None or means[0] is None or means[1] is None:
            return Difference(None, None, 1.0)
        found.append((test, _waits_less(means[0].seconds, means[1].seconds)))
    p = max(test.p for test, _ in found)
    better = {side if (test.statistic > 0) == (side == 0) else None for test, side in found}
    one, other = (one.waits[0].restricted_mean for one in (first, second))
    if len(better) > 1 or None in better or one is None or other is None:
        return Difference(None, None, p)
    low, high = sorted((one.seconds, other.seconds))
    return Difference(better.pop(), low / high if high else None, p)


def _waits_less(first: float, second: float) -> int | None:
    low, high = sorted((first, second))
    return None if low > high * LEAST_WAIT else int(first > second)
