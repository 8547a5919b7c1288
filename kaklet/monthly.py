"""The checks of single months: what a promise about response times is told by, month by month."""

from collections.abc import Iterable, Mapping

import msgspec

from kaklet.history import History
from results.judge.compare import Period, Records, StudyFacts
from results.judge.service.months import months_between
from results.judge.service.promises import Monthly
from results.judge.service.record_of import holding
from results.keep import Store
from results.records.service import Entry, Measure, SoldPromise

_NO_CASES = Records(cases=(), handovers={}, messages=(), received={}, sessions=(), heartbeats=())


def monthly_checks(
    store: Store, study: StudyFacts, period: Period, entries: Iterable[Entry]
) -> Mapping[tuple[str, str], Monthly]:
    """
    Account for each month of *period* by itself, for those tasks that a promise about response times may be about.

    Must be called inside of the snapshot of *store* that the whole period is told from. Nothing is read where no such
    promise is noted.
    """
    promised = [
        one.content.task
        for one in holding(entries)
        if isinstance(one.content, SoldPromise) and one.content.measure is Measure.RESPONSE
    ]
    tasks = tuple(
        task for task in study.tasks if task.channel is None and any(name in {"", task.name} for name in promised)
    )
    found: dict[tuple[str, str], Monthly] = {}
    if not tasks or not period.measured:
        return found
    part = msgspec.structs.replace(study, tasks=tasks)
    for month, start, end in months_between(period.start, period.end, study.timezone):
        within = Period(start=start, end=end, as_of=period.as_of)
        for provider in History(store, part, within, phases=False).compare(_NO_CASES).providers:
            for check in provider.checks:
                found.setdefault((provider.id, check.task), []).append((month, check))
    return found
