"""What an agent measures: the study that holds just now, in runs of which each names the study that it is of."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from kaklet import __version__
from kaklet.absence import Absence, asked_before
from kaklet.config import Loaded
from kaklet.fleet.agent_file import AgentFile
from kaklet.running import GRACE_SECONDS, boot_id
from probes.conditions import Conditions
from probes.machine_clock import MachineClock
from probes.probe import METHOD, METHOD_SINCE, Tools, utc_now
from results.judge.fleet.redating import SMALL
from results.keep import EvidenceFolder
from results.keep.outbox import Before
from results.records import Heartbeat, Session, Sink
from results.records.clock import clocked
from scheduler import Chore, Series, Timetable

LOOK_SECONDS = 1.0
"""How often it is looked whether the clock was set."""

log = logging.getLogger(__name__)


class Measuring:
    """
    Asks the series of the study *loaded* in the name of *settings*; of none while it is None.

    It goes by the wall clock *now*, of which *clock* tells how right it is, and which is wrong where it shows a time
    before *known_since*.
    """

    def __init__(
        self,
        settings: AgentFile,
        loaded: Loaded | None,
        clock: MachineClock,
        now: Callable[[], datetime] = utc_now,
        known_since: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._known_since = known_since
        self._settings, self._clock, self._now = settings, clock, now
        self._timetable: Timetable | None = None
        self._booted_at: datetime | None = None
        """When the machine started, by the clock that the slots of the timetable go by."""
        self._hold(loaded)

    def _hold(self, loaded: Loaded | None) -> None:
        self._loaded = loaded
        self.series: list[Series] = loaded.study.for_agents() if loaded else []
        session = Session(
            id=uuid.uuid4().hex[:12],
            agent=self._settings.agent,
            started_at=self._now(),
            software=__version__,
            config_sha256=loaded.sha256 if loaded else "",
            boot_id=boot_id(),
            method=METHOD,
        )
        self.session = clocked(session, self._clock.reading(self._now))

    def running(self) -> tuple[str, ...]:
        """Tell what is being asked just now."""
        return self._timetable.running() if self._timetable else ()

    def interval(self, task: str) -> timedelta | None:
        """Tell how often *task* asks; None if the study has no such task."""
        tasks = self._loaded.study.task if self._loaded else ()
        return next((one.every for one in tasks if one.name == task), None)

    def beat(self, *, ended: bool) -> Heartbeat:
        """Make a sign of life of this run."""
        running = () if ended else self.running()
        beat = Heartbeat(session=self.session.id, at=self._now(), running=running, ended=ended)
        return clocked(beat, self._clock.reading(self._now))

    def take(self, loaded: Loaded, sink: Sink) -> None:
        """Begin a new run, which asks the study *loaded* from the next slot of each interval on."""
        sink.keep(self.beat(ended=True))
        self._hold(loaded)
        sink.keep(self.session)
        if self._timetable:
            self._timetable.replace(self.series, session=self.session.id)

    async def go_on(
        self, sink: Sink, before: Before, chores: Callable[[], Iterable[Chore]], stop: asyncio.Event
    ) -> None:
        """Ask until told to *stop*; begin anew when the clock was set, since slots go by it."""
        away = _absence(before, self.series)
        while not stop.is_set():
            tools = Tools(
                sink=sink,
                evidence=EvidenceFolder(Path(self._settings.data) / "evidence"),
                post=None,
                not_before=max(METHOD_SINCE, self._known_since() or METHOD_SINCE),
            )
            self._booted_at = self._clock.reading(self._now).booted_at
            self._timetable = timetable = Timetable(
                self.series,
                tools,
                agent=self._settings.agent,
                session=self.session.id,
                seed=self._settings.study,
                now=self._now,
                conditions=Conditions(self._clock),
                was_set=self._was_set,
            )
            if away:
                timetable.absent(away.since, away.series)
            away = None
            timetable.start(chores())
            await self._until_set(stop)
            await timetable.stop(GRACE_SECONDS)
        log.info("What was under way has ended.")

    async def _until_set(self, stop: asyncio.Event) -> None:
        """Wait until this agent is told to *stop*, or the clock is set by more than a small step."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            if step := self._step():
                log.warning("The clock was set by %+.1f s: slots begin anew.", step.total_seconds())
                return

    def _was_set(self) -> bool:
        return bool(self._step())

    def _step(self) -> timedelta:
        """Tell by how much the clock was set since slots began; nothing where it is little."""
        booted_at = self._clock.reading(self._now).booted_at
        if self._booted_at is None or booted_at is None or abs(booted_at - self._booted_at) < SMALL:
            return timedelta(0)
        return booted_at - self._booted_at


def _absence(before: Before, series: list[Series]) -> Absence | None:
    """Tell how long the agent was away before this run; None if it is its first."""
    if before.heard_at is None:
        return None
    return Absence(before.heard_at, asked_before(series, {one[1:] for one in before.series}))
