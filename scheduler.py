"""
When: which target is asked in which slot. The only module that knows APScheduler.

A slot is a floor of time over the task's interval, so it is the same on every agent and after every restart.
All competitors are asked in the same slot, in a shuffled order that a seed decides.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from probes import kind_of
from probes.conditions import Conditions
from probes.probe import Tools, Visit, observe, utc_now
from probes.stepper import Stepper, taskless
from probes.task import EPOCH, Chore, Due, Series, Task, cohorts
from probes.turns import Turns
from probes.walk import Walk
from results.records import Blame, Failure, Observation
from results.records.clock import ClockReading

__all__ = ["EPOCH", "Chore", "Series", "Task", "Timetable"]

MISSES_AT_ONCE, MISSES_UNWRITTEN = 100, 10_000
"""After so many the loop is given to what is due; after so many they are to be on disk, or they would fill memory."""
_INSTANT = timedelta(microseconds=1)


class Timetable:
    """
    Asks each series in its slots until it is stopped.

    There is one job for all series of equal interval. APScheduler's own judgement of lateness is switched off
    (by default it silently drops what is a second late): here a late slot becomes a record of its own.

    Once the wall clock *was_set*, nothing more is begun and nothing told as missed: whoever says so begins anew.
    """

    def __init__(
        self,
        series: Iterable[Series],
        tools: Tools,
        *,
        agent: str,
        session: str,
        seed: str,
        now: Callable[[], datetime] = utc_now,
        conditions: Conditions | None = None,
        was_set: Callable[[], bool] = lambda: False,
    ) -> None:
        self.was_set = was_set
        self._tools = tools
        self._agent = agent
        self._session = session
        self._seed = seed
        self._now = now
        self._cohorts = cohorts(series)
        self._asked: dict[float, _Cohort] = {}
        """By interval in seconds, which is its job's name."""
        self._conditions = conditions or Conditions()
        self._running: dict[str, asyncio.Task[None] | Stepper] = {}
        """Scheduled visits, by the name of the series."""
        self._confirming: dict[str, asyncio.Task[None]] = {}
        """Confirmations that wait or are asked, by the name of the series."""
        self._asides: set[asyncio.Task[None]] = set()
        """What records misses, bit by bit."""
        self._walks: set[Walk] = set()
        self._turns = Turns()
        self._stopping = False
        self._absent_until: datetime | None = None
        """To when the slots without a daemon have been told: what is due from then on is ours."""
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self, chores: Iterable[Chore] = ()) -> None:
        """Begin with the next slot of each cohort, and with each chore at once."""
        self._conditions.start()
        begun = self._absent_until or self._now()
        for cohort in self._cohorts:
            # A slot that begins between this and the first firing is due.
            self._add(cohort, last=cohort[0].task.slot(begun - _INSTANT))
        for chore in chores:
            trigger = IntervalTrigger(seconds=chore.every_seconds)
            self._scheduler.add_job(chore.do, trigger, next_run_time=self._now(), name=chore.name)
        self._scheduler.start()

    def replace(self, series: Iterable[Series], *, session: str) -> None:
        """Ask *series* instead of those before, each from its next slot on; one that has begun goes on to its end."""
        self._session = session
        if self._stopping:
            return  # whoever begins anew takes the new series then
        wanted = {cohort[0].task.every_seconds: cohort for cohort in cohorts(series)}
        for every in tuple(self._asked):
            if every in wanted:
                self._asked[every].series = wanted.pop(every)
            else:
                self._scheduler.remove_job(str(every))
                del self._asked[every]
        for cohort in wanted.values():
            self._add(cohort, last=cohort[0].task.slot(self._now()))

    def absent(self, since: datetime, series: Iterable[Series]) -> None:
        """
        Record for *series* that no daemon ran from *since* until now.

        The slot that holds *since* is one of them: whether it had been asked is not known. Where a slot has a record
        already, the sink leaves it as it is.
        """
        self._absent_until = self._now()
        for cohort in cohorts(series):
            task = cohort[0].task
            slots = task.slots(task.slot(since), task.slot(self._absent_until - _INSTANT))
            self.miss(cohort, slots, Failure.MISSED_DOWN)

    def running(self) -> tuple[str, ...]:
        """Tell what is being asked just now."""
        return tuple(sorted(self._running))

    async def stop(self, grace_seconds: float) -> None:
        """
        Begin nothing more; give what runs *grace_seconds* to end, then cut it off: it stays unmeasured.

        Confirmations are cut off at once: they add no weight.
        """
        self._scheduler.shutdown(wait=False)
        self._stopping = True
        self._turns.end()
        for walk in tuple(self._walks):
            walk.end()
        for task in (aside := [*self._asides, *self._confirming.values()]):
            task.cancel()
        await asyncio.gather(*aside, return_exceptions=True)
        if self._running:
            await asyncio.wait([_end(visit) for visit in self._running.values()], timeout=grace_seconds)
            late = tuple(self._running.values())
            for visit in late:
                visit.cancel()
            await asyncio.gather(*map(_end, late), return_exceptions=True)
        self._running.clear()  # what was cut off before its first step could not say that it is over
        self._conditions.stop()

    def walk(self, cohort: list[Series], slot: datetime, *, late_seconds: float) -> None:
        """Ask each of *cohort* for *slot*, which began *late_seconds* ago, at its place in the window."""
        if self._stopping:
            return
        due = Due(slot, cohort[0].task.turn(slot), self._session)
        walk = Walk(
            self.order(cohort, slot),
            gap_seconds=cohort[0].task.spread_seconds / len(cohort),
            lateness_seconds=cohort[0].task.lateness_seconds,
            began=asyncio.get_running_loop().time() - late_seconds,
            begin=lambda series: self._begin(series, due),
            miss=lambda series: self._record_miss(series, due, Failure.MISSED_LATE),
            over=self._walks.discard,
        )
        self._walks.add(walk)
        walk.go()

    def miss(self, cohort: Collection[Series], slots: Iterable[datetime], failure: Failure) -> None:
        """Record that *slots* of each of *cohort* were not asked, bit by bit beside what is due."""
        self._aside(self._miss(cohort, slots, failure, self._session))

    def order(self, cohort: list[Series], slot: datetime) -> Iterator[tuple[Series, float]]:
        """
        Shuffle *cohort* for *slot* and tell each one's delay in seconds: the same whoever works it out.

        It is worked out as it is read (Fisher and Yates 1938): all of a large cohort at once would hold up the loop.
        Only `Random.random` is promised to give the same on every version of Python.
        """
        dice = random.Random(f"{self._seed}/{slot.isoformat()}")  # noqa: S311 -- repeatable on purpose, not secret
        shuffled = list(cohort)
        gap = cohort[0].task.spread_seconds / len(cohort)
        for place in range(len(shuffled)):
            chosen = place + int(dice.random() * (len(shuffled) - place))
            shuffled[place], shuffled[chosen] = shuffled[chosen], shuffled[place]
            yield shuffled[place], gap * place

    def now(self) -> datetime:
        """Tell the time."""
        return self._now()

    def _add(self, cohort: list[Series], *, last: datetime) -> None:
        every = cohort[0].task.every_seconds
        self._asked[every] = asked = _Cohort(self, cohort, last=last)
        self._scheduler.add_job(asked.fire, IntervalTrigger(seconds=every, start_date=EPOCH), id=str(every))

    def _aside(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    def _begin(self, series: Series, due: Due) -> None:
        """Ask *series* for what is *due*; an earlier slot that still runs makes this one missed."""
        name = series.name
        if name in self._running:
            self._record_miss(series, due, Failure.MISSED_OVERRUN)
            return
        if name in self._confirming:
            # Only a leap of the clock leaves one of these so late, and nothing scheduled waits for it.
            self._confirming.pop(name).cancel()
        work = self._ask(series, name, due)
        if taskless(series.task.probe):
            self._running[name] = stepper = Stepper(work)
            stepper.start()
        else:
            self._running[name] = asyncio.create_task(work, name=name)

    async def _ask(self, series: Series, name: str, due: Due) -> None:
        try:
            found = await self._visit(series, due, attempt=0)
        except asyncio.CancelledError:
            return
        finally:
            self._running.pop(name, None)
        failed = found.failure is not None and found.failure.blame is Blame.TARGET
        if failed and series.task.confirm_after_seconds and not self._stopping:
            self._confirming[name] = asyncio.create_task(self._confirm(series, due))

    async def _confirm(self, series: Series, due: Due) -> None:
        task = series.task
        latest = due.slot + task.every - timedelta(seconds=task.probe.timeout_seconds)
        for attempt, delay_seconds in enumerate(task.confirm_after_seconds, 1):
            await asyncio.sleep(delay_seconds)
            if self._now() > latest or (await self._visit(series, due, attempt=attempt)).failure is None:
                break
        if self._confirming.get(series.name) is asyncio.current_task():
            del self._confirming[series.name]

    async def _visit(self, series: Series, due: Due, *, attempt: int) -> Observation:
        visit = Visit(
            agent=self._agent,
            session=due.session,
            task=series.task.name,
            slot=due.slot,
            turn=due.turn,
            target=series.target,
            tools=self._tools,
            attempt=attempt,
        )
        probe = series.task.probe
        async with self._turns.of(kind_of(probe)):
            found = await observe(probe, visit, kind=kind_of(probe), now=self._now, conditions=self._conditions)
        self._tools.sink.keep(found)
        return found

    async def _miss(
        self, cohort: Collection[Series], slots: Iterable[datetime], failure: Failure, session: str
    ) -> None:
        missed = ((one, Due(slot, one.task.turn(slot), session)) for slot in slots for one in cohort)
        reading = self._conditions.reading(self._now)
        for count, (series, due) in enumerate(missed, 1):
            self._record_miss(series, due, failure, reading)
            if count % MISSES_AT_ONCE == 0:
                reading = self._conditions.reading(self._now)
            if count % MISSES_UNWRITTEN == 0:
                await self._tools.sink.settled()
            elif count % MISSES_AT_ONCE == 0:
                await asyncio.sleep(0)

    def _record_miss(self, series: Series, due: Due, failure: Failure, reading: ClockReading | None = None) -> None:
        told = reading or self._conditions.reading(self._now)
        self._tools.sink.keep(series.missed(due.slot, failure, told, agent=self._agent, session=due.session))


class _Cohort:
    """All series of one interval, and the slot that they were last asked in."""

    def __init__(self, timetable: Timetable, series: list[Series], *, last: datetime | None = None) -> None:
        self._timetable = timetable
        self.series = series
        self._last = last

    async def fire(self) -> None:
        """Ask all of them in the slot of this moment; record those slots that went by unasked."""
        if self._timetable.was_set():
            return
        task = self.series[0].task
        now = self._timetable.now()
        # Woken a hair early, the slot is still the one that is about to begin.
        slot = task.slot(now + timedelta(milliseconds=5))
        if self._last is not None and slot <= self._last:
            return  # the clock was set back: this slot has been asked
        first = slot if self._last is None else self._last + task.every
        self._last = slot
        late_seconds = (now - slot).total_seconds()
        late = late_seconds > task.lateness_seconds
        if not late:
            self._timetable.walk(self.series, slot, late_seconds=late_seconds)
        skipped = task.slots(first, slot if late else slot - task.every)
        self._timetable.miss(self.series, skipped, Failure.MISSED_LATE)


def _end(visit: asyncio.Task[None] | Stepper) -> asyncio.Future[None]:
    return visit.finished() if isinstance(visit, Stepper) else visit
