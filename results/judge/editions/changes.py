"""What has changed between two editions: each figure of each provider, tested, and corrected for how many there are."""

from collections.abc import Iterator, Sequence

import msgspec

from results.judge.cells import figure_of
from results.judge.comparison import Check, Comparison, ProviderResult
from results.judge.editions import two_periods as periods
from results.judge.editions.comparable import hindrance
from results.judge.editions.edition import Change, Course, Difference, Found, Hindrance
from results.judge.grading import total_of
from results.judge.ranking import differences
from results.judge.ranking.contrasts import FEWEST_DRAWS
from results.judge.ranking.differences import of_shares, of_waits
from results.judge.ranking.holm import adjusted
from results.judge.ranking.ranks import LEVEL, TOTAL, Method
from results.judge.ranking.totals import chances_of, not_ahead
from results.judge.rules import Criterion, Metric, Rules
from results.judge.support import Support

_FINER = 4
_FEWEST_ONE_WAY = 3
_TESTS = {
    Metric.UPTIME_PERCENT: Method.SHUFFLED_WEEKS,
    Metric.RESPONSE_SECONDS: Method.SHUFFLED_WEEKS,
    Metric.ANSWERED_PERCENT: Method.FISHER,
    Metric.ANSWER_SECONDS: Method.LOG_RANK,
}
Tested = differences.Difference


def changes(then: Comparison, now: Comparison) -> tuple[Change, ...]:
    """
    Hold each figure of each provider that is in both against the one before, and the totals too.

    Both are graded by the present rules. All tests are corrected together: where nothing changed, the chance that any
    of them says otherwise is at most `LEVEL`.
    """
    before = {one.id: graded_by(one, now.rules) for one in then.providers}
    pairs = [(before[one.id], one) for one in now.providers if one.id in before]
    # The smallest p-value that can come out must lie well below the smallest that Holm asks for.
    draws = max(FEWEST_DRAWS, round(_FINER * len(pairs) * (1 + len(now.criteria)) / LEVEL))
    found = [
        change
        for old, new in pairs
        for figures in [[_figure(then, now, criterion, (old, new), draws) for criterion in now.criteria]]
        for change in (*figures, _total(old, new, now.rules, figures))
    ]
    return tuple(_corrected(found))


def graded_by(provider: ProviderResult, rules: Rules) -> ProviderResult:
    """Grade what was found at *provider* by *rules*."""
    figures = tuple(figure_of(one, provider.of_task(one.task), rules) for one in rules.criteria)
    return msgspec.structs.replace(provider, figures=figures, total=total_of(figures, rules))


def _figure(
    then: Comparison, now: Comparison, criterion: Criterion, both: tuple[ProviderResult, ProviderResult], draws: int
) -> Change:
    place = now.criteria.index(criterion)
    cells = [one.figures[place] for one in both]
    one, other = (provider.of_task(criterion.task) for provider in both)
    change = Change(
        provider=both[1].id,
        criterion=criterion.id,
        metric=criterion.metric,
        then=Found(value=cells[0].value, beyond=cells[0].beyond, n=cells[0].n, grade=cells[0].grade),
        now=Found(value=cells[1].value, beyond=cells[1].beyond, n=cells[1].n, grade=cells[1].grade),
        course=Course.NOT_COMPARED,
        hindrance=hindrance(then, now, one, other),
    )
    if change.hindrance is None and any(cell.grade is None for cell in cells):
        return msgspec.structs.replace(change, hindrance=Hindrance.TOO_LITTLE)
    if change.hindrance is not None:
        return change
    tested, difference = _tested(criterion.metric, one, other, draws)
    return _told(change, tested, difference, _TESTS[criterion.metric])


def _tested(
    metric: Metric, one: Check | Support | None, other: Check | Support | None, draws: int
) -> tuple[Tested, Difference | None]:
    if isinstance(one, Check) and isinstance(other, Check):
        if metric is Metric.UPTIME_PERCENT:
            return periods.of_downtime(one, other, draws=draws), periods.uptime_difference(one, other)
        return periods.of_response(one, other, draws=draws), periods.response_difference(one, other)
    if isinstance(one, Support) and isinstance(other, Support):
        if metric is Metric.ANSWERED_PERCENT:
            return of_shares(one, other), periods.share_difference(one, other)
        return of_waits(one, other), periods.wait_difference(one, other)
    raise TypeError("Two periods are compared by one task: both measured, or both asked.")


def _total(old: ProviderResult, new: ProviderResult, rules: Rules, figures: Sequence[Change]) -> Change:
    before, after = old.total.value, new.total.value
    change = Change(
        provider=new.id,
        criterion=TOTAL,
        metric=None,
        then=Found(value=before),
        now=Found(value=after),
        course=Course.NOT_COMPARED,
        hindrance=Hindrance.PART,
    )
    was, now = chances_of(old, rules), chances_of(new, rules)
    if before is None or after is None or was is None or now is None or _in_part(figures):
        return change
    better, p = None, 1.0
    if before != after:
        better = int(after > before)
        p = min(1.0, 2 * (not_ahead(now, was) if better else not_ahead(was, now)))
    apart = Difference(before=before, after=after, difference=after - before, low=None, high=None)
    return _told(change, Tested(better, abs(after - before), p), apart, Method.TOTALS)


def _in_part(figures: Sequence[Change]) -> bool:
    """Tell whether a figure that counts in the total is not compared; a door that is offered in neither counts not."""
    return any(one.hindrance is not None and (one.then.n or one.now.n) for one in figures)


def _told(change: Change, tested: Tested, difference: Difference | None, test: Method) -> Change:
    """Note what a test found; whether it is more than noise is decided when all are known."""
    course = {None: Course.NOISE, 0: Course.WORSE, 1: Course.BETTER}[tested.better]
    return msgspec.structs.replace(
        change, course=course, hindrance=None, difference=difference, test=test, p=tested.p, adjusted=tested.p
    )


def _corrected(found: Sequence[Change]) -> Iterator[Change]:
    corrected = iter(adjusted([one.p for one in found if one.p is not None]))
    for one in found:
        if one.p is None:
            yield one
            continue
        p = next(corrected)
        yield msgspec.structs.replace(one, adjusted=p, course=one.course if p <= LEVEL else Course.NOISE)


def one_way(found: Sequence[Change]) -> tuple[str, ...]:
    """Name the criteria in which most that were compared changed, three at least, and all of them the same way."""
    named = []
    for criterion in dict.fromkeys(one.criterion for one in found if one.criterion != TOTAL):
        own = [one for one in found if one.criterion == criterion and one.course is not Course.NOT_COMPARED]
        proven = [one.course for one in own if one.proven]
        if len(proven) >= _FEWEST_ONE_WAY and 2 * len(proven) > len(own) and len(set(proven)) == 1:
            named.append(criterion)
    return tuple(named)
