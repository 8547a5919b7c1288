"""An agent: measures like the daemon, at a vantage of its own, and keeps all of it until the collector has it."""

import asyncio
import logging
import ssl
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from kaklet import __version__
from kaklet.absence import Absence, asked_before
from kaklet.config import Loaded
from kaklet.fleet.agent_file import AgentFile
from kaklet.fleet.ceiling import LOOK_SECONDS as CEILING_LOOK_SECONDS
from kaklet.fleet.ceiling import OwnCeiling
from kaklet.fleet.holding import ClockGate
from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.posting import Manner, Posting
from kaklet.fleet.transport import Line, keep_connected
from kaklet.pauses import short_pauses
from kaklet.running import GRACE_SECONDS, alone, boot_id, until_told
from probes.machine_clock import MachineClock
from probes.probe import METHOD, Tools, utc_now
from probes.wire.certificate import not_after
from results.judge.fleet.redating import SMALL
from results.keep import EvidenceFolder, StoreError, Writer
from results.keep.outbox import Before, Outbox, Standing
from results.records import Heartbeat, Session
from results.records.clock import clocked
from results.records.fleet import AgentState, Presence
from scheduler import Chore, Series, Timetable

HEARTBEAT_SECONDS = 30.0
"""Each goes through the outbox and over the line, so there are fewer than the daemon makes."""
FAREWELL_SECONDS = 5.0
"""How long an agent that ends waits for the collector to take the rest. What is not taken stays for the next start."""
LOOK_SECONDS = 1.0
"""How often it is looked whether the clock was set."""
UNREACHED = "What is measured meanwhile stays here, and is sent when it is reached."

log = logging.getLogger(__name__)


def outbox_file(data: Path) -> Path:
    """Tell where the outbox of the data folder *data* is."""
    return data / "outbox.sqlite3"


class Agent:
    """
    Measures the study *loaded* in the name of *settings* until it is told to stop.

    Raises `StoreError` or `AlreadyRunningError` before anything is begun, and `StoreError` at the end if the disk
    filled up.
    """

    def __init__(self, settings: AgentFile, loaded: Loaded, manner: Manner = Manner()) -> None:  # noqa: B008 -- immutable
        self._settings, self._loaded, self._manner = settings, loaded, manner
        self._data = Path(settings.data)
        self._clock = MachineClock()
        session = Session(
            id=uuid.uuid4().hex[:12],
            agent=settings.agent,
            started_at=utc_now(),
            software=__version__,
            config_sha256=loaded.sha256,
            boot_id=boot_id(),
            method=METHOD,
        )
        self._session = clocked(session, self._clock.reading(utc_now))
        self._gate = ClockGate(self._session.boot_id, self._interval, settings.hold_seconds)
        self._ceiling: OwnCeiling | None = None
        self._asked_now: Callable[[], tuple[str, ...]] = tuple
        self._stop = asyncio.Event()
        self._failure: StoreError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Measure until SIGTERM or SIGINT; then end what is under way and leave everything written."""
        self._loop = asyncio.get_running_loop()
        self._stop = until_told()
        with alone(self._data, "data"):
            door = OutboxDoor(outbox_file(self._data))
            try:
                before = await door.ask(Outbox.before)
                writer = Writer(outbox_file(self._data), give_up=self._give_up, create=Outbox.create)
                writer.start()
                try:
                    await self._work(writer, door, before)
                finally:
                    await asyncio.to_thread(writer.stop)
            finally:
                await door.close()
        if self._failure:
            raise self._failure

    async def _work(self, writer: Writer, door: OutboxDoor, before: Before) -> None:
        writer.keep(self._session)
        await writer.settled()
        posting = Posting(
            self._settings.broker,
            self._settings.study,
            self._settings.agent,
            door,
            self._state,
            self._manner,
            gate=self._gate.open_to,
        )
        series = self._loaded.study.for_agents()
        own = OwnCeiling(series, self._under_way)
        with short_pauses():
            await own.begin()
            self._ceiling = own
            log.info(
                "Running %s as agent %s until told to stop; records wait in %s.",
                self._settings.study,
                self._settings.agent,
                self._data,
            )
            ended = asyncio.Event()
            post = asyncio.create_task(self._post(posting, ended))
            post.add_done_callback(lambda _: self._stop.set())
            await self._measure(writer, series, before)
        writer.keep(self._beat((), ended=True))
        await writer.settled()
        ended.set()
        await asyncio.wait({post}, timeout=2 * FAREWELL_SECONDS)
        post.cancel()
        with suppress(asyncio.CancelledError):
            await post

    async def _measure(self, writer: Writer, series: list[Series], before: Before) -> None:
        """Ask until told to stop; begin anew when the clock was set, since slots go by it."""
        away = _absence(before, series)
        while not self._stop.is_set():
            tools = Tools(sink=writer, evidence=EvidenceFolder(self._data / "evidence"), post=None)
            timetable = Timetable(
                series, tools, agent=self._settings.agent, session=self._session.id, seed=self._settings.study
            )
            if away:
                timetable.absent(away.since, away.series)
            away = None
            self._asked_now = timetable.running
            timetable.start(self._chores(writer))
            await self._until_set()
            await timetable.stop(GRACE_SECONDS)
        log.info("What was under way has ended.")

    async def _until_set(self) -> None:
        """Wait until this agent is told to stop, or the clock is set by more than a small step."""
        began = self._clock.reading(utc_now).booted_at
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), LOOK_SECONDS)
            now = self._clock.reading(utc_now).booted_at
            if began is not None and now is not None and abs(now - began) >= SMALL:
                log.warning("The clock was set by %+.1f s: slots begin anew.", (now - began).total_seconds())
                return

    def _under_way(self) -> tuple[str, ...]:
        """Tell what is being asked just now."""
        return self._asked_now()

    def _interval(self, task: str) -> timedelta | None:
        """Tell how often *task* asks; None if the study has no such task."""
        return next((one.every for one in self._loaded.study.task if one.name == task), None)

    async def _post(self, posting: Posting, ended: asyncio.Event) -> None:
        """Post until *ended*, then say goodbye."""

        async def work(line: Line) -> None:
            posted = asyncio.ensure_future(posting.work(line))
            over = asyncio.ensure_future(ended.wait())
            try:
                await asyncio.wait({posted, over}, return_when=asyncio.FIRST_COMPLETED)
                if posted.done():
                    posted.result()
                await posting.flushed(FAREWELL_SECONDS)
                await posting.farewell(line)
            finally:
                posted.cancel()
                over.cancel()
                await asyncio.gather(posted, over, return_exceptions=True)

        await keep_connected(posting.connect, work, posting.retry, what=UNREACHED, until=ended)

    def _chores(self, writer: Writer) -> Iterator[Chore]:
        async def beat() -> None:
            writer.keep(self._beat(self._under_way(), ended=False))

        yield Chore(name="heartbeat", every_seconds=HEARTBEAT_SECONDS, do=beat)
        if self._ceiling:
            yield Chore(name="ceiling", every_seconds=CEILING_LOOK_SECONDS, do=self._ceiling.turn)

    def _beat(self, running: tuple[str, ...], *, ended: bool) -> Heartbeat:
        beat = Heartbeat(session=self._session.id, at=utc_now(), running=running, ended=ended)
        return clocked(beat, self._clock.reading(utc_now))

    def _state(self, standing: Standing, state: Presence) -> AgentState:
        synchronised, error_seconds = self._clock.state()
        return AgentState(
            agent=self._settings.agent,
            session=self._session.id,
            state=state,
            at=utc_now(),
            started_at=self._session.started_at,
            software=__version__,
            backlog=standing.backlog,
            oldest_unsent_at=standing.oldest_at,
            clock_synchronised=synchronised,
            clock_error_seconds=error_seconds,
            waits_for_clock=self._gate.holding,
            certificate_until=certificate_until(self._settings.broker.certificate),
            ceiling_per_second=self._ceiling.per_second if self._ceiling else None,
        )

    def _give_up(self, error: StoreError) -> None:
        """Stop, because the writer can go no further. Called in the writer's thread."""
        self._failure = error
        if self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)


def certificate_until(file: str | None) -> datetime | None:
    """Tell until when the certificate in *file* (PEM) holds; None if there is none that can be read."""
    try:
        pem = Path(file or "").read_text(encoding="ascii")
        return not_after(ssl.PEM_cert_to_DER_cert(pem[pem.index(_PEM) :]))
    except (OSError, ValueError):
        return None


_PEM = "-----BEGIN CERTIFICATE-----"


def _absence(before: Before, series: list[Series]) -> Absence | None:
    """Tell how long the agent was away before this run; None if it is its first."""
    if before.heard_at is None:
        return None
    return Absence(before.heard_at, asked_before(series, {one[1:] for one in before.series}))
