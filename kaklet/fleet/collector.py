"""The collector: keeps what agents send, once, and only then says that they may forget it."""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.folder import make_folder
from kaklet.fleet.intake import Intake
from kaklet.fleet.retry import Retry
from kaklet.fleet.settings import Broker, under
from kaklet.fleet.spooling import BEAT_SECONDS, Spooling
from kaklet.fleet.study_telling import PublishedSeries, StudyTelling
from kaklet.fleet.taking import Customs
from kaklet.fleet.together import together
from kaklet.fleet.topics import BATCH, COLLECTOR, MANIFEST, SPOOL, STATE, topic
from kaklet.fleet.transport import Letter, Line, RefusedError, connected, keep_connected
from kaklet.pauses import short_pauses
from kaklet.running import alone
from kaklet.study import Study
from probes import kind_of
from probes.machine_clock import MachineClock
from probes.probe import utc_now
from results.keep import Store
from results.keep.collected import CollectorStore
from results.keep.spool import Spool
from results.records.rollup import SeriesName

LISTENING_SECONDS = 20.0
UNREACHED = "What agents measure meanwhile stays with them."
TURN_SECONDS = 1.0
"""So often it is looked whether a segment is old enough to be closed."""

log = logging.getLogger(__name__)


class Keeper(Protocol):
    """Takes what came, and answers what it has kept."""

    def take(self, letters: Sequence[Letter], /) -> Iterator[list[Letter]]:
        """Keep *letters* and yield the answers to them, each when it is on disk. Raises `StoreError`."""
        ...


class SpoolAsked(NamedTuple):
    """That what comes is kept in a folder, until it is gathered."""

    folder: Path
    share: str = ""
    """The group of collectors of which each batch goes to one; empty where all come here."""


class Collector:
    """
    Collects for the study *loaded* at its *broker* until it is told to stop; into a spool, if one is *asked* for.

    Raises `StoreError` if the store or the spool can take no more: nothing is acknowledged that is not in it.
    """

    def __init__(
        self, loaded: Loaded, broker: Broker, asked: SpoolAsked | None = None, *, retry_seconds: float = 1.0
    ) -> None:
        self._loaded, self._broker, self._asked = loaded, broker, asked
        self._study = loaded.study.study.id
        self._meeting = under(loaded.file.resolve().parent, broker)
        self._telling = StudyTelling(loaded, signs=asked is None)
        dice = random.Random(secrets.randbits(64))  # noqa: S311 -- only spreads tries over time
        self._retry = Retry(retry_seconds, 60.0, dice)
        self._refused = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Collect until *stop* is set."""
        name = f"{self._study}/collector/{secrets.token_hex(4)}"
        connect = partial(connected, self._meeting, name=name)
        with ThreadPoolExecutor(1, "collector") as thread:
            if self._asked:
                async with self._spooling(self._asked, thread) as spooling:

                    async def spool(line: Line) -> None:
                        # First it is told that there is a spool, then things may be kept in it.
                        await line.publish(spooling.beat())
                        works = self._works(line, spooling, thread, stop)
                        await together(*works, self._beat(line, spooling))

                    keeping = keep_connected(connect, spool, self._retry, what=UNREACHED, until=stop)
                    await together(keeping, _turning(spooling, thread))
                return
            async with self._intake(thread) as intake:

                async def work(line: Line) -> None:
                    await together(*self._works(line, intake, thread, stop), self._listen(intake, thread))

                await keep_connected(connect, work, self._retry, what=UNREACHED, until=stop)

    def _works(
        self, line: Line, keeper: Keeper, thread: ThreadPoolExecutor, stop: asyncio.Event
    ) -> tuple[Coroutine[Any, Any, object], ...]:
        return self._work(line, keeper, thread), self._telling.tell(line), stop.wait()

    @asynccontextmanager
    async def _intake(self, thread: ThreadPoolExecutor) -> AsyncIterator[Intake]:
        loop = asyncio.get_running_loop()
        path = database(Path(self._loaded.study.study.data))
        store = await loop.run_in_executor(thread, CollectorStore.create, path)
        try:
            judging = await loop.run_in_executor(thread, customs, self._loaded, self._broker, store)
            # The loop takes a batch in by some dozen reads, and each would wait five milliseconds for the thread.
            with short_pauses():
                yield Intake(store, judging, self._study, clock=MachineClock())
        finally:
            await loop.run_in_executor(thread, store.close)

    @asynccontextmanager
    async def _spooling(self, asked: SpoolAsked, thread: ThreadPoolExecutor) -> AsyncIterator[Spooling]:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(thread, make_folder, asked.folder)
        with alone(asked.folder, "--spool"):
            spool = await loop.run_in_executor(thread, Spool, asked.folder, self._study, utc_now())
            for sentence in spool.left:
                log.warning("%s", sentence)
            try:
                with short_pauses():
                    yield Spooling(spool, self._study, clock=MachineClock())
            finally:
                await loop.run_in_executor(thread, spool.close)

    async def _beat(self, line: Line, spooling: Spooling) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await line.publish(spooling.beat())

    async def _subscribe(self, line: Line) -> None:
        # A state is for every spool: what the broker keeps of it is given to no group, and a last will is one too.
        group = f"$share/{self._asked.share}/" if self._asked and self._asked.share else ""
        topics = [group + topic(self._study, "+", part) for part in (BATCH, MANIFEST)]
        topics.append(topic(self._study, "+", STATE))
        if self._asked:
            topics.append(topic(self._study, COLLECTOR, f"{SPOOL}/+"))
        await line.subscribe(*topics)

    async def _work(self, line: Line, keeper: Keeper, thread: ThreadPoolExecutor) -> None:
        await self._subscribe(line)
        log.info("Collecting for %s at %s.", self._study, self._broker.url)
        loop = asyncio.get_running_loop()
        answering: asyncio.Task[None] = asyncio.create_task(asyncio.sleep(0))
        try:
            async for letters in line.letters():
                answers = keeper.take(letters)
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


async def _turning(spooling: Spooling, thread: ThreadPoolExecutor) -> None:
    """Close what is old, also while there is no broker."""
    while True:
        await asyncio.get_running_loop().run_in_executor(thread, spooling.turn)
        await asyncio.sleep(TURN_SECONDS)


def customs(loaded: Loaded, broker: Broker, store: Store) -> Customs:
    """Make the judge of what comes for the study *loaded*, of which *store* holds what came before."""
    known = {*asked_by_agents(loaded.study), *store.series()}
    return Customs(known, frozen_after=broker.frozen_after, more=PublishedSeries(loaded.file))


def asked_by_agents(study: Study) -> set[SeriesName]:
    """Name the series that agents ask, whoever they are."""
    return {
        SeriesName("", one.target.provider, one.target.name, one.task.name, kind_of(one.task.probe))
        for one in study.for_agents()
    }
