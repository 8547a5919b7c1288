"""The collector: keeps what agents send, once, and only then says that they may forget it."""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.intake import Intake
from kaklet.fleet.settings import Broker, under
from kaklet.fleet.study_telling import PublishedSeries, StudyTelling
from kaklet.fleet.taking import Customs
from kaklet.fleet.together import together
from kaklet.fleet.topics import BATCH, MANIFEST, STATE, topic
from kaklet.fleet.transport import Letter, Line, RefusedError, Retry, connected, keep_connected
from kaklet.pauses import short_pauses
from kaklet.study import Study
from probes import kind_of
from probes.machine_clock import MachineClock
from results.keep import Store
from results.keep.collected import CollectorStore
from results.records.rollup import SeriesName

LISTENING_SECONDS = 20.0
UNREACHED = "What agents measure meanwhile stays with them."

log = logging.getLogger(__name__)


class Collector:
    """
    Collects for the study *loaded* at its *broker* until it is told to stop.

    Raises `StoreError` if the store can take no more: nothing is acknowledged that is not in it.
    """

    def __init__(self, loaded: Loaded, broker: Broker, *, retry_seconds: float = 1.0) -> None:
        self._study, self._broker = loaded.study, broker
        self._meeting = under(loaded.file.resolve().parent, broker)
        self._telling = StudyTelling(loaded)
        self._since_published = PublishedSeries(loaded.file)
        self._path = database(Path(loaded.study.study.data))
        dice = random.Random(secrets.randbits(64))  # noqa: S311 -- only spreads tries over time
        self._retry = Retry(retry_seconds, 60.0, dice)
        self._refused = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Collect until *stop* is set."""
        name = f"{self._study.study.id}/collector/{secrets.token_hex(4)}"
        async with self._intake() as (intake, thread):

            async def work(line: Line) -> None:
                await together(
                    self._work(line, intake, thread),
                    self._listen(intake, thread),
                    self._telling.tell(line),
                    stop.wait(),
                )

            connect = partial(connected, self._meeting, name=name)
            await keep_connected(connect, work, self._retry, what=UNREACHED, until=stop)

    @asynccontextmanager
    async def _intake(self) -> AsyncIterator[tuple[Intake, ThreadPoolExecutor]]:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "collector") as thread:
            store = await loop.run_in_executor(thread, CollectorStore.create, self._path)
            try:
                customs = await loop.run_in_executor(thread, self._customs, store)
                # The loop takes a batch in by some dozen reads, and each would wait five milliseconds for the thread.
                with short_pauses():
                    yield Intake(store, customs, self._study.study.id, clock=MachineClock()), thread
            finally:
                await loop.run_in_executor(thread, store.close)

    def _customs(self, store: Store) -> Customs:
        known = {*asked_by_agents(self._study), *store.series()}
        return Customs(known, frozen_after=self._broker.frozen_after, more=self._since_published)

    async def _work(self, line: Line, intake: Intake, thread: ThreadPoolExecutor) -> None:
        await line.subscribe(*(topic(self._study.study.id, "+", part) for part in (BATCH, MANIFEST, STATE)))
        log.info("Collecting for %s at %s.", self._study.study.id, self._broker.url)
        loop = asyncio.get_running_loop()
        answering: asyncio.Task[None] = asyncio.create_task(asyncio.sleep(0))
        try:
            async for letters in line.letters():
                answers = intake.take(letters)
                while (ready := await loop.run_in_executor(thread, next, answers, None)) is not None:
                    # Answers are on their way while the next ones are earned.
                    await answering
                    answering = asyncio.create_task(self._answer(line, ready))
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)

    async def _listen(self, intake: Intake, thread: ThreadPoolExecutor) -> None:
        """Say again and again that agents are listened to: without that, their silence says nothing."""
        while True:
            await asyncio.get_running_loop().run_in_executor(thread, intake.listening)
            await asyncio.sleep(LISTENING_SECONDS)

    async def _answer(self, line: Line, answers: Sequence[Letter]) -> None:
        found = await asyncio.gather(*map(line.publish, answers), return_exceptions=True)
        for one in found:
            if isinstance(one, RefusedError):
                if str(one) != self._refused:
                    log.warning("The broker refuses acknowledgements (%s): agents keep all that they made.", one)
                self._refused = str(one)
            elif isinstance(one, BaseException):
                raise one


def asked_by_agents(study: Study) -> set[SeriesName]:
    """Name the series that agents ask, whoever they are."""
    return {
        SeriesName("", one.target.provider, one.target.name, one.task.name, kind_of(one.task.probe))
        for one in study.for_agents()
    }
