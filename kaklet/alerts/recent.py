"""The last hours of a study as the report's own judges see them, as far as every vantage point has spoken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kaklet.history import History
from results.judge.accounting import Account, Books
from results.judge.alerts import OutageSeen
from results.judge.compare import Period, StudyFacts, books_of
from results.judge.due import from_ms, to_ms
from results.judge.hearing import Pair
from results.judge.outages import Outage
from results.judge.quorum import quorum_of
from results.keep import Store
from results.records import Observation
from results.records.rollup import Rollup
from scheduler import Task

SETTLED = timedelta(seconds=5)
"""So long after the last visit of a slot must have ended it is looked at: records take a moment to the disk."""


class Horizons:
    """
    Until which slot each task is looked at. A later one may be known in part only, and would be judged wrongly.

    A slot is looked at when its visits, confirmations included, have ended, and all vantage points that are there have
    told of it, or have had *patience* for that. A horizon never recedes: what was told is not taken back because
    somebody came back who has not spoken yet.
    """

    def __init__(self, tasks: Sequence[Task], patience: timedelta) -> None:
        self._visits = {task.name: timedelta(seconds=min(task.shortest_seconds, task.every_seconds)) for task in tasks}
        self._patience = patience
        self._reached: dict[str, datetime] = {}

    def was_told(self, task: str, at: datetime) -> None:
        """Note that at *at* something was told of *task*: what had ended by then was looked at."""
        if task in self._visits:
            self._reach(task, at - self._visits[task] - SETTLED)

    def until(self, task: str, newest: Sequence[datetime], now: datetime) -> datetime:
        """Tell the last slot of *task* that is looked at *now*; *newest* is the newest of each who is there."""
        ended = now - self._visits.get(task, timedelta(0))
        waited = max(ended - self._patience, min(newest, default=ended))
        return self._reach(task, min(ended - SETTLED, waited))

    def _reach(self, task: str, at: datetime) -> datetime:
        self._reached[task] = max(at, self._reached.get(task, at))
        return self._reached[task]


class Recent(History):
    """What *store* holds of *study* in *period*, up to the *horizons* of its tasks. Read inside of one snapshot."""

    def __init__(
        self, store: Store, study: StudyFacts, period: Period, horizons: Horizons, *, silent: frozenset[str]
    ) -> None:
        """*silent* are vantage points that nobody waits for."""
        super().__init__(store, study, period, phases=False)
        self._horizons, self._silent = horizons, silent
        self._speakers: dict[str, set[str]] = defaultdict(set)

    def books(self) -> Books:
        """Account for all tasks that measure."""
        return self._answered(books_of(self._study, self._ledgers(), self._confirmations(), self._period))

    def outages(self, books: Books) -> list[OutageSeen]:
        """Tell the outages in *books* as alerts see them."""
        return [
            _seen(pair, outage, closed=closed, witnessed=closed or self._is_witnessed(pair, outage))
            for pair, account in books.accounts.items()
            for outage, closed in _ended(account)
        ]

    def _taken(self, raw: list[Observation], rollups: Sequence[Rollup]) -> list[Observation]:
        newest: dict[str, dict[str, datetime]] = defaultdict(dict)
        for task, agent, slot in (*_last_slots(rollups), *((one.task, one.agent, one.slot) for one in raw)):
            self._speakers[task].add(agent)
            if agent not in self._silent and slot >= newest[task].get(agent, slot):
                newest[task][agent] = slot
        now = self._period.as_of
        until = {task: self._horizons.until(task, list(newest[task].values()), now) for task in self._speakers}
        return [one for one in raw if one.slot <= until[one.task]]

    def _is_witnessed(self, pair: Pair, outage: Outage) -> bool:
        """
        Whether enough saw it fail in one slot, those counted as well that have been silent since.

        At the edge of what is known, only those are in service who have spoken: the others may say otherwise yet.
        """
        speakers = self._speakers[pair[1]]
        quorum = quorum_of(len(speakers))
        witnesses: dict[datetime, set[str]] = defaultdict(set)
        for proof in outage.proof:
            witnesses[proof.slot].add(proof.agent)
        return any(len(agents) >= quorum for agents in witnesses.values())


def good_since(books: Books, start: datetime) -> Mapping[Pair, datetime]:
    """Tell the first good slot of each pair from *start* on, where there is one."""
    found: dict[Pair, datetime] = {}
    for pair, account in books.accounts.items():
        at = start
        for stretch in account.stretches:
            if stretch.told == "":
                found[pair] = at
                break
            at += timedelta(seconds=stretch.slots * stretch.seconds)
    return found


def _last_slots(rollups: Sequence[Rollup]) -> list[tuple[str, str, datetime]]:
    return [
        (one.series.task, one.series.agent, from_ms(to_ms(one.start) + one.slots[-1].last))
        for one in rollups
        if one.slots
    ]


def _ended(account: Account) -> list[tuple[Outage, bool]]:
    """Tell each outage with whether a good slot came after it. A confirmation alone does not end one."""
    outages = account.availability.outages
    known = [stretch.told for stretch in account.stretches if stretch.told is not None]
    last = bool(known) and known[-1] == ""
    return [(outage, last or place < len(outages) - 1) for place, outage in enumerate(outages)]


def _seen(pair: Pair, outage: Outage, *, closed: bool, witnessed: bool) -> OutageSeen:
    slot_ends = outage.start + timedelta(seconds=outage.downtime_seconds)
    recovered = outage.samples == 1 and outage.end_latest is not None and outage.end_latest < slot_ends
    return OutageSeen(
        provider=pair[0],
        task=pair[1],
        since=outage.start,
        until=outage.end if closed else None,
        cause=outage.cause,
        samples=outage.samples,
        cut=outage.start_earliest is None,
        doubtful=recovered or not witnessed,
    )
