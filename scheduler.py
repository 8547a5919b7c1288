"""
When: which target is asked in which slot. The only module that knows APScheduler.

A slot is a floor of time over the task's interval, so it is the same on every agent and after every restart.
All competitors are asked in the same slot, in a shuffled order that a seed decides.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import groupby

import msgspec
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from probes import AnyProbe, kind_of
from probes.probe import Target, Tools, Visit, observe, utc_now
from results.records import Failure, Observation

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAX_SPREAD_SECONDS = 30.0
MAX_LATENESS_SECONDS = 5.0
MISSES_TOLD = 1_000
"""How many slots in a row are recorded as missed after a sleep or a leap of the clock; the others have no record,
which counts the same."""


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same question to the same target of every provider, over and over."""

    name: str
    target: str
    every_seconds: float
    probe: AnyProbe
    title: dict[str, str] = {}
    """Its name for readers, by language code."""
    acceptable_seconds: float | None = None
    """A right answer that takes longer is told as degraded, which counts as up; None if any speed will do."""

    @property
    def every(self) -> timedelta:
        """The interval."""
        return timedelta(seconds=self.every_seconds)

    @property
    def spread_seconds(self) -> float:
        """Over how much of the slot the providers' starts are spread."""
        return min(0.2 * self.every_seconds, MAX_SPREAD_SECONDS)

    @property
    def lateness_seconds(self) -> float:
        """A slot that could not begin within this time is missed: it would no longer be the same moment for all."""
        return min(0.05 * self.every_seconds, MAX_LATENESS_SECONDS)

    @property
    def shortest_seconds(self) -> float:
        """The interval from which on a slot is surely over before the next one begins."""
        return self.probe.timeout_seconds / 0.75

    def turn(self, at: datetime) -> int:
        """Tell the ordinal of the slot that holds *at*."""
        return (at - EPOCH) // self.every

    def slot(self, at: datetime) -> datetime:
        """Tell the start of the slot that holds *at*."""
        return EPOCH + self.turn(at) * self.every


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One task at one provider: what a stream of observations is about."""

    task: Task
    target: Target

    @property
    def name(self) -> str:
        """Its name for people."""
        return f"{self.task.name} {self.target.provider}"


class Chore(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the daemon does over and over beside probing, such as reading the mailbox."""

    name: str
    every_seconds: float
    do: Callable[[], Awaitable[None]]


class Timetable:
    """
    Asks each series in its slots until it is stopped.

    There is one job for all series of equal interval. APScheduler's own judgement of lateness is switched off
    (by default it silently drops what is a second late): here a late slot becomes a record of its own.
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
    ) -> None:
        self._tools = tools
        self._agent = agent
        self._session = session
        self._seed = seed
        self._now = now
        by_interval = sorted(series, key=lambda one: one.task.every_seconds)
        self._cohorts = [list(group) for _, group in groupby(by_interval, key=lambda one: one.task.every_seconds)]
        self._running: dict[str, asyncio.Task[None]] = {}
        """By the name of the series."""
        self._stopping = asyncio.Event()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self, chores: Iterable[Chore] = ()) -> None:
        """Begin with the next slot of each cohort, and with each chore at once."""
        for cohort in self._cohorts:
            every = cohort[0].task.every_seconds
            self._scheduler.add_job(_Cohort(self, cohort).fire, IntervalTrigger(seconds=every, start_date=EPOCH))
        for chore in chores:
            trigger = IntervalTrigger(seconds=chore.every_seconds)
            self._scheduler.add_job(chore.do, trigger, next_run_time=self._now(), name=chore.name)
        self._scheduler.start()

    def running(self) -> tuple[str, ...]:
        """Tell what is being asked just now."""
        return tuple(sorted(self._running))

    async def stop(self, grace_seconds: float) -> None:
        """Begin nothing more; give what runs *grace_seconds* to end, then cut it off: it stays unmeasured."""
        self._scheduler.shutdown(wait=False)
        self._stopping.set()
        if not self._running:
            return
        _, late = await asyncio.wait(self._running.values(), timeout=grace_seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def begin(self, series: Series, slot: datetime, delay_seconds: float) -> None:
        """Ask *series* for *slot*, after *delay_seconds*; an earlier slot that still runs makes this one missed."""
        if series.name in self._running:
            self.miss(series, slot, Failure.MISSED_OVERRUN)
            return
        task = asyncio.create_task(self._ask(series, slot, delay_seconds), name=series.name)
        self._running[series.name] = task
        task.add_done_callback(lambda _: self._running.pop(series.name))

    def miss(self, series: Series, slot: datetime, failure: Failure) -> None:
        """Record that *slot* of *series* was not asked."""
        self._tools.sink.keep(
            Observation(
                agent=self._agent,
                provider=series.target.provider,
                target=series.target.name,
                task=series.task.name,
                kind=kind_of(series.task.probe),
                slot=slot,
                failure=failure,
                session=self._session,
            )
        )

    def order(self, cohort: list[Series], slot: datetime) -> list[tuple[Series, float]]:
        """Shuffle *cohort* for *slot* and tell each one's delay in seconds: the same whoever works it out."""
        dice = random.Random(f"{self._seed}/{slot.isoformat()}")  # noqa: S311 -- repeatable on purpose, not secret
        shuffled = dice.sample(cohort, len(cohort))
        return [(series, series.task.spread_seconds * place / len(cohort)) for place, series in enumerate(shuffled)]

    def now(self) -> datetime:
        """Tell the time."""
        return self._now()

    async def _ask(self, series: Series, slot: datetime, delay_seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(delay_seconds):
                await self._stopping.wait()
        if self._stopping.is_set():
            return  # begun now, it might be cut off in the middle
        visit = Visit(
            agent=self._agent,
            session=self._session,
            task=series.task.name,
            slot=slot,
            turn=series.task.turn(slot),
            target=series.target,
            tools=self._tools,
        )
        probe = series.task.probe
        with suppress(asyncio.CancelledError):
            self._tools.sink.keep(await observe(probe, visit, kind=kind_of(probe), now=self._now))


class _Cohort:
    """All series of one interval, and the slot that they were last asked in."""

    def __init__(self, timetable: Timetable, series: list[Series]) -> None:
        self._timetable = timetable
        self._series = series
        self._last: datetime | None = None

    async def fire(self) -> None:
        """Ask all of them in the slot of this moment; record those slots that went by unasked."""
        task = self._series[0].task
        now = self._timetable.now()
        # Woken a hair early, the slot is still the one that is about to begin.
        slot = task.slot(now + timedelta(milliseconds=5))
        skipped = max(self._last + task.every, slot - MISSES_TOLD * task.every) if self._last else slot
        while skipped < slot:
            self._miss(skipped)
            skipped += task.every
        if self._last is not None and slot <= self._last:
            return  # the clock was set back: this slot has been asked
        self._last = slot
        if (now - slot).total_seconds() > task.lateness_seconds:
            self._miss(slot)
            return
        for series, delay_seconds in self._timetable.order(self._series, slot):
            self._timetable.begin(series, slot, delay_seconds)

    def _miss(self, slot: datetime) -> None:
        for series in self._series:
            self._timetable.miss(series, slot, Failure.MISSED_LATE)
