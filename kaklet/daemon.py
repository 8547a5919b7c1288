"""The daemon: one run of a study, from its start to a clean end."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from kaklet import __version__
from kaklet.absence import absence
from kaklet.alerts.beside import alerts_beside
from kaklet.campaign.courier import Courier, Sender
from kaklet.campaign.document import Document
from kaklet.campaign.layout import PlanError, lay_out
from kaklet.campaign.ledger import CampaignLedger
from kaklet.config import ConfigError, Loaded, reveal
from kaklet.decoding import Problem
from kaklet.desk.beside import desk_beside
from kaklet.fleet.beside import collector_beside
from kaklet.mail.case_contents import CaseContents
from kaklet.mail.late_placing import LatePlacing
from kaklet.mail.mailboxes import SeedRounds, inbox_of, seed_inboxes
from kaklet.mail.proving import Proving
from kaklet.pauses import short_pauses
from kaklet.registering import due
from kaklet.rolling import ROLLING_SECONDS, Rolling
from kaklet.running import GRACE_SECONDS, AlreadyRunningError, alone, boot_id, until_told
from probes.contact.budget import Budget
from probes.contact.manners import form_refusal, refusal
from probes.contact.post import Login, Post
from probes.machine_clock import MachineClock
from probes.mailbox import Inbox, MailboxError, Reader
from probes.probe import METHOD, Tools, utc_now
from results.keep import EvidenceFolder, Store, StoreError, StoreFullError, Writer
from results.records import Heartbeat, Message, Session, Sink
from results.records.clock import clocked
from scheduler import Chore, Series, Timetable

__all__ = ["HEARTBEAT_SECONDS", "AlreadyRunningError", "Daemon", "database", "evidence"]

HEARTBEAT_SECONDS = 5.0
SEED_ROUNDS = 5
"""So many times less often than the mailbox the seeds' own accounts are read: they only prove, and others run them."""

log = logging.getLogger(__name__)


def database(data: Path) -> Path:
    """Tell where the database of the data folder *data* is."""
    return data / "kaklet.sqlite3"


def evidence(data: Path) -> Path:
    """Tell where the evidence of the data folder *data* is."""
    return data / "evidence"


class Daemon:
    """
    Runs the study *loaded* until it is told to stop.

    Raises `StoreError`, `MailboxError`, `ConfigError` or `AlreadyRunningError` before anything is begun,
    and `StoreError` at the end if the disk filled up.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._study = loaded.study
        self._data = Path(self._study.study.data)
        self._stop = asyncio.Event()
        self._clock = MachineClock()
        session = Session(
            id=uuid.uuid4().hex[:12],
            agent=self._study.study.agent,
            started_at=utc_now(),
            software=__version__,
            config_sha256=loaded.sha256,
            boot_id=boot_id(),
            method=METHOD,
        )
        self._session = clocked(session, self._clock.reading(utc_now))
        self._mailbox_read_at = self._session.started_at
        self._mailbox_trouble = ""
        self._mailbox_lock = asyncio.Lock()
        self._contents = CaseContents(EvidenceFolder(evidence(self._data)))
        self._late = LatePlacing(EvidenceFolder(evidence(self._data)))
        self._failure: StoreError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Probe until SIGTERM or SIGINT; then end what is under way and leave everything written."""
        self._loop = asyncio.get_running_loop()
        self._stop = until_told()
        with alone(self._data):
            mail = self._study.mail
            inbox = inbox_of(mail.inbox, key="mail.inbox", file=self._loaded.file) if mail else None
            seeds = seed_inboxes(self._loaded)
            post = self._post()
            # A campaign that cannot be laid out is told before anybody is asked anything.
            plan = await asyncio.to_thread(self._plan) if self._study.campaign else None
            writer = Writer(database(self._data), give_up=self._give_up)
            writer.start()
            try:
                await self._work(writer, inbox, seeds, post, plan)
            finally:
                await asyncio.to_thread(writer.stop)
        if self._failure:
            raise self._failure

    async def _work(
        self, writer: Writer, inbox: Inbox | None, seeds: dict[str, Inbox], post: Post | None, plan: Document | None
    ) -> None:
        writer.keep(self._session)
        await writer.settled()
        started_at = self._session.started_at
        if unregistered := await asyncio.to_thread(due, database(self._data), self._study, started_at):
            writer.keep(unregistered)
        evidence_folder = EvidenceFolder(evidence(self._data))
        reader = None
        if inbox:
            reader = Reader(inbox, sink=writer, evidence=evidence_folder, known=await asyncio.to_thread(self._known))
            await asyncio.to_thread(self._read, reader, writer)
        rounds = SeedRounds(seeds, sink=writer, folder=evidence_folder, give_up=self._give_up)
        proving = Proving(self._study, database(self._data), evidence_folder, writer)
        tools = Tools(sink=writer, evidence=evidence_folder, post=post)
        head = self._study.study
        series = _permitted(self._study.paced())
        timetable = Timetable(series, tools, agent=head.agent, session=self._session.id, seed=head.id)
        away = await asyncio.to_thread(absence, database(self._data), self._session, series)
        with short_pauses():
            if away:
                timetable.absent(away.since, away.series)
            timetable.start(self._chores(writer, timetable, reader, rounds, proving))
            log.info("Running %s until told to stop; results go to %s.", head.id, self._data)
            async with (
                desk_beside(self._loaded),
                collector_beside(self._loaded),
                alerts_beside(self._loaded),
                self._campaigning(plan, tools, evidence_folder),
            ):
                await self._stop.wait()
                log.info("Stopping: what is under way may end.")
                await timetable.stop(GRACE_SECONDS)
        if reader:
            await self._poll(reader, writer)
        await rounds.read(database(self._data))
        writer.keep(self._beat((), ended=True))

    @asynccontextmanager
    async def _campaigning(self, plan: Document | None, tools: Tools, folder: EvidenceFolder) -> AsyncIterator[None]:
        """Carry out the *plan*, as far as it is approved, beside what is asked at intervals."""
        campaign = self._study.campaign
        if campaign is None or plan is None:
            yield
            return
        ledger = CampaignLedger(database(self._data), folder, human_seconds=self._study.rules.human_seconds)
        budget = Budget(ledger, per_week=campaign.budget_per_week, now=tools.now)
        courier = Courier(
            plan,
            ledger,
            msgspec.structs.replace(tools, budget=budget),
            sender=Sender(self._session.agent, self._session.id, self._session.started_at),
            tasks={task.name: task for task in self._study.task},
            mailbox_read_at=lambda: self._mailbox_read_at,
        )
        work = asyncio.create_task(courier.run())
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            await courier.stop(GRACE_SECONDS)

    def _plan(self) -> Document:
        try:
            return lay_out(self._study)
        except PlanError as error:
            raise ConfigError(self._loaded.file, [Problem("campaign", f"cannot be laid out: {error}")]) from None

    def _chores(
        self, writer: Writer, timetable: Timetable, reader: Reader | None, seeds: SeedRounds, proving: Proving
    ) -> Iterator[Chore]:
        async def beat() -> None:
            writer.keep(self._beat(timetable.running(), ended=False))

        yield Chore(name="heartbeat", every_seconds=HEARTBEAT_SECONDS, do=beat)
        rolling = Rolling(self._loaded.file)
        yield Chore(name="roll-up", every_seconds=ROLLING_SECONDS, do=rolling.turn)
        if reader and self._study.mail:

            async def poll() -> None:
                await self._poll(reader, writer)

            yield Chore(name="mailbox", every_seconds=self._study.mail.poll_seconds, do=poll)
        if reader and proving and self._study.mail:
            yield Chore(name="links", every_seconds=self._study.mail.poll_seconds, do=proving.turn)
        if seeds and self._study.mail:

            async def look() -> None:
                await seeds.read(database(self._data))

            yield Chore(name="seeds", every_seconds=SEED_ROUNDS * self._study.mail.poll_seconds, do=look)

    def _beat(self, running: tuple[str, ...], *, ended: bool) -> Heartbeat:
        beat = Heartbeat(
            session=self._session.id,
            at=utc_now(),
            running=running,
            mailbox_read_at=self._mailbox_read_at if self._study.mail else None,
            ended=ended,
        )
        return clocked(beat, self._clock.reading(utc_now))

    async def _poll(self, reader: Reader, sink: Sink) -> None:
        """Read the mailbox. Trouble with it is told once and does not stop the probing: the mail waits there."""
        async with self._mailbox_lock:
            try:
                await asyncio.to_thread(self._read, reader, sink)
            except StoreFullError as error:
                self._give_up(error)
            except (MailboxError, StoreError) as error:
                if str(error) != self._mailbox_trouble:
                    log.warning("%s Reading goes on when it can; nothing is lost meanwhile.", error)
                self._mailbox_trouble = str(error)
            else:
                self._mailbox_trouble = ""

    def _read(self, reader: Reader, sink: Sink) -> None:
        started_at = utc_now()
        store = Store.read(database(self._data))
        try:
            reader.read(store, self._contents.over(store))
            # What was read just now is not on disk yet, and is looked at with the next reading.
            self._late.place(store, self._contents.over(store), sink, started_at)
        finally:
            store.close()
        self._mailbox_read_at = started_at

    def _known(self) -> set[str]:
        store = Store.read(database(self._data))
        try:
            return {message.id for message in store.all(Message)}
        finally:
            store.close()

    def _post(self) -> Post | None:
        mail = self._study.mail
        login = None
        if mail and mail.user and mail.password:
            login = Login(user=mail.user, password=reveal(mail.password, key="mail.password", file=self._loaded.file))
        return self._study.post(login)

    def _give_up(self, error: StoreError) -> None:
        """Stop, because the writer can go no further. Called in the writer's thread."""
        self._failure = error
        if self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)


def _permitted(series: list[Series]) -> list[Series]:
    """Leave out, and say so, what would write to a stranger before a plan is approved."""
    permitted = []
    for one in series:
        channel = one.task.probe.channel
        words = refusal(one.target) or form_refusal(one.target, channel) if channel else None
        if words:
            log.warning("%s is refused: %s", one.task.name, words)
        else:
            permitted.append(one)
    return permitted
