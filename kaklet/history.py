"""A study's history as the judges read it: roll-ups where there are any, and those samples that they ask for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from results.judge.accounting import Asking
from results.judge.compare import Period, Records, StudyFacts, comparing
from results.judge.comparison import Comparison
from results.judge.facts import TaskFacts
from results.judge.ledger import Key, SeriesLedger, ledgers
from results.judge.outcome import Limits, is_slow
from results.judge.rolling import fold
from results.keep import Store
from results.records import Observation
from results.records.rollup import Rollup

_Told = TypeVar("_Told")


class History:
    """What *store* holds of *study* in *period*. All of it must be read inside of one snapshot."""

    def __init__(self, store: Store, study: StudyFacts, period: Period, *, phases: bool) -> None:
        self._store, self._study, self._period, self._phases = store, study, period, phases
        self._watchers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for series in store.series():
            self._watchers[series.provider, series.task].add(series.agent)
        self._tasks: Mapping[str, TaskFacts] = {task.name: task for task in study.tasks if task.channel is None}

    def compare(self, records: Records) -> Comparison:
        """Make the comparison, *records* being all but the observations."""
        return self._answered(comparing(self._study, records, self._ledgers(), self._confirmations(), self._period))

    def _confirmations(self) -> Sequence[Observation]:
        longest = timedelta(seconds=max((task.every_seconds for task in self._study.tasks), default=0.0))
        return self._store.confirmations(self._period.start - longest, self._period.end + longest)

    def _answered(self, asking: Asking[_Told]) -> _Told:
        """Bring *asking* to its end, out of the store."""
        try:
            wanted: Sequence[Key] = next(asking)
            while True:
                wanted = asking.send(list(self._store.looked_up(wanted)))
        except StopIteration as end:
            found: _Told = end.value
            return found

    def _ledgers(self) -> list[SeriesLedger]:
        rollups, edges = self._store.rolled(
            self._period.start, self._period.end, phases=self._phases, finer=self._is_finer
        )
        usable: list[Rollup] = []
        raw: list[Observation] = list(edges)
        for rollup in rollups:
            if self._is_told_by_kind(rollup):
                usable.append(rollup)
            else:
                raw += self._store.looked_up(_keys(rollup))
        raw = self._taken(raw, usable)
        speeds = self._study.speeds
        return ledgers([*usable, *fold(raw, lambda one: speeds.get(one.task, ""))])

    def _taken(self, raw: list[Observation], rollups: Sequence[Rollup]) -> list[Observation]:  # noqa: ARG002 -- see Recent
        """Tell which of the *raw* samples are judged, beside the *rollups*: here all."""
        return raw

    def _is_told_by_kind(self, rollup: Rollup) -> bool:
        """Whether speed was counted by the metric of the task: a record may say that it is of another kind."""
        task = self._tasks.get(rollup.series.task)
        return task is None or task.kind == rollup.series.kind

    def _is_finer(self, day: Rollup) -> bool:
        """Whether single samples of *day* are wanted, so that its hours tell better where to look for them."""
        task = self._tasks.get(day.series.task)
        if task is None:
            return False
        if day.lag_us >= int(self._study.rules.maximum_lag_seconds * 1e6):
            return True
        limits = Limits(speed=task.speed, acceptable_seconds=task.acceptable_seconds)
        return len(self._watchers[day.series.provider, task.name]) > 1 and is_slow(day.slowest_us, limits)


def _keys(rollup: Rollup) -> Iterator[Key]:
    start = round(rollup.start.timestamp() * 1000)
    return (Key(rollup.series, start + slot) for run in rollup.slots for slot in run.slots)
