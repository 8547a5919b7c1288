"""An agent: measures like the daemon, at a vantage of its own, and keeps all of it until the collector has it."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kaklet import __version__
from kaklet.config import Loaded
from kaklet.fleet.agent_file import AgentFile
from kaklet.fleet.ceiling import LOOK_SECONDS as CEILING_LOOK_SECONDS
from kaklet.fleet.ceiling import OwnCeiling
from kaklet.fleet.certificate_end import warn_of_end
from kaklet.fleet.holding import ClockGate
from kaklet.fleet.manner import Manner
from kaklet.fleet.measuring import Measuring
from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.posting import Posting
from kaklet.fleet.study_documents import Refused, StudyBook
from kaklet.fleet.transport import Line, keep_connected
from kaklet.lengths import minutes
from kaklet.pauses import short_pauses
from kaklet.running import alone, until_told
from probes.machine_clock import MachineClock
from probes.probe import utc_now
from probes.wire.certificate import not_after
from results.keep import StoreError, Writer
from results.keep.outbox import Before, Outbox, Standing
from results.records.fleet import AgentState, Presence
from scheduler import Chore

HEARTBEAT_SECONDS = 30.0
"""Each goes through the outbox and over the line, so there are fewer than the daemon makes."""
DAY_SECONDS = 86_400.0
FAREWELL_SECONDS = 5.0
"""How long an agent that ends waits for the collector to take the rest. What is not taken stays for the next start."""
UNREACHED = "What is measured meanwhile stays here, and is sent when it is reached."

log = logging.getLogger(__name__)


def outbox_file(data: Path) -> Path:
    """Tell where the outbox of the data folder *data* is."""
    return data / "outbox.sqlite3"


class Agent:
    """
    Measures the study *loaded* in the name of *settings* until it is told to stop.

    With a *book*, each study that comes and can be believed is measured from the next slots on; until the first one
    comes *loaded* may be None. Each study begins a run of its own, so that a record names the study that it is of.
    The clocks may be given: *clocks* makes one for each thread that reads it.

    Raises `StoreError` or `AlreadyRunningError` before anything is begun, and `StoreError` at the end if the disk
    filled up.
    """

    def __init__(
        self,
        settings: AgentFile,
        loaded: Loaded | None,
        manner: Manner = Manner(),  # noqa: B008 -- immutable
        book: StudyBook | None = None,
        *,
        clocks: Callable[[], MachineClock] = MachineClock,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings, self._loaded, self._manner, self._book = settings, loaded, manner, book
        self._data = Path(settings.data)
        self._clock, self._now = clocks(), now
        self._measuring = Measuring(
            settings, loaded, self._clock, now, known_since=lambda: book.made_at if book else None
        )
        self._presence = self._measuring.session
        self._gate = ClockGate(
            self._presence.boot_id, self._measuring.interval, settings.hold_seconds, clock=clocks(), now=now
        )
        self._ceiling: OwnCeiling | None = None
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
        writer.keep(self._measuring.session)
        await writer.settled()

        async def take_study(content: bytes) -> None:
            await self._take_study(content, writer)

        head = self._settings
        posting = Posting(
            head.broker,
            head.study,
            head.agent,
            door,
            self._state,
            self._manner,
            take_study=take_study if self._book else None,
            gate=self._gate.open_to,
        )
        own = OwnCeiling(lambda: self._measuring.series, self._measuring.running)
        with short_pauses():
            await own.begin()
            self._ceiling = own
            log.info(
                "Running %s as agent %s until told to stop; records wait in %s.",
                self._settings.study,
                self._settings.agent,
                self._data,
            )
            self._tell_clock()
            ended = asyncio.Event()
            post = asyncio.create_task(self._post(posting, ended))
            post.add_done_callback(lambda _: self._stop.set())
            await self._measuring.go_on(writer, before, lambda: self._chores(writer), self._stop)
        writer.keep(self._measuring.beat(ended=True))
        await writer.settled()
        ended.set()
        await asyncio.wait({post}, timeout=2 * FAREWELL_SECONDS)
        post.cancel()
        with suppress(asyncio.CancelledError):
            await post

    def _tell_clock(self) -> None:
        """Say at once what the clock will hold up: otherwise whoever tries this sees nothing arrive, and not why."""
        if self._clock.state()[0] is not False:
            return
        seconds = self._settings.hold_seconds
        if seconds:
            log.warning(
                "This machine's clock is not synchronised: set up NTP. Until it is, records wait here, for %s at most"
                " from when the broker is reached (hold_seconds in the agent's file; 0 sends them as they are).",
                minutes(seconds),
            )
        else:
            log.warning("This machine's clock is not synchronised: set up NTP. Records are sent as they are.")

    async def _take_study(self, content: bytes, writer: Writer) -> None:
        """Measure the study that came from the next slots on, if it is believed and says something new."""
        if self._book is None or self._stop.is_set():
            return
        known = self._book.trouble
        taken = await asyncio.to_thread(self._book.offer, content)
        if isinstance(taken, Refused):
            if taken.reason != known:
                log.warning("%s What was known before still holds.", taken.reason)
        elif taken.changed and not self._stop.is_set():
            self._measuring.take(taken.loaded, writer)
            number = len(self._measuring.series)
            log.info("Version %d of the study came: %d series from their next slots on.", taken.version, number)

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
            writer.keep(self._measuring.beat(ended=False))

        yield Chore(name="heartbeat", every_seconds=HEARTBEAT_SECONDS, do=beat)
        if self._ceiling:
            yield Chore(name="ceiling", every_seconds=CEILING_LOOK_SECONDS, do=self._ceiling.turn)
        if certificate := self._settings.broker.certificate:

            async def look() -> None:
                await asyncio.to_thread(warn_of_end, Path(certificate), self._settings.agent)

            yield Chore(name="certificate", every_seconds=DAY_SECONDS, do=look)

    def _state(self, standing: Standing, state: Presence) -> AgentState:
        synchronised, error_seconds = self._clock.state()
        return AgentState(
            agent=self._settings.agent,
            session=self._presence.id,
            state=state,
            at=self._now(),
            started_at=self._presence.started_at,
            software=__version__,
            backlog=standing.backlog,
            oldest_unsent_at=standing.oldest_at,
            clock_synchronised=synchronised,
            clock_error_seconds=error_seconds,
            waits_for_clock=self._gate.holding,
            waits_seconds=self._gate.left_seconds(),
            certificate_until=certificate_until(self._settings.broker.certificate),
            ceiling_per_second=self._ceiling.per_second if self._ceiling else None,
            study_version=self._book.version if self._book else None,
            study_trouble=self._book.trouble if self._book else "",
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
