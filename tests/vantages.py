"""A study with a broker, outboxes that have something in them, and collectors, all in one process."""

from __future__ import annotations

import asyncio
import random
import secrets
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from made_records import made_visit
from small_study import provider, small_study, task

from kaklet.config import Loaded, load
from kaklet.daemon import database
from kaklet.fleet.brokers import broker_at
from kaklet.fleet.collector import Collector, SpoolAsked, asked_by_agents
from kaklet.fleet.gathering import Gatherer, Round
from kaklet.fleet.intake import Intake
from kaklet.fleet.manner import Manner
from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.posting import Gate, Posting
from kaklet.fleet.settings import Meeting
from kaklet.fleet.taking import Customs
from kaklet.fleet.topics import BATCH, topic
from kaklet.fleet.transport import Letter, keep_connected
from kaklet.fleet.wire import Batch, packed
from kaklet.rolling import FOLDING
from probes.machine_clock import MachineClock
from results.judge.fleet.completeness import Completeness, completeness
from results.keep import Store
from results.keep.collected import CollectorStore
from results.keep.fleet import holdings
from results.keep.outbox import Outbox
from results.keep.packing import SERIES_BITS, SERIES_MASK
from results.records import Failure, Observation, Session
from results.records.fleet import AgentState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from results.records import Record
    from results.records.fleet import Presence

QUICK = Manner(
    records=50,
    linger_seconds=0.02,
    silence_seconds=0.3,
    silence_most_seconds=1.0,
    state_seconds=0.5,
    retry_seconds=0.05,
)
EVERY = timedelta(minutes=1)
ID = 6
"""The place of the key among the columns that `rolled` reads."""
PATIENCE_SECONDS = 20.0


def fleet_study_text(url: str, *, every: float, port: int) -> str:
    """Return a study that meets its agents at *url*, and of which all pages are at one *port*."""
    return small_study(f'[broker]\nurl = "{url}"\n', *pages_at(port, every=every))


def pages_at(port: int, *, every: float) -> tuple[str, ...]:
    """Return the tables of a study that asks two providers' pages at one *port*."""
    site = f"http://127.0.0.1:{port}/"
    page = task("page", "site", "http", every_seconds=every, timeout_seconds=0.3)
    return page, provider("alpha", site=site), provider("beta", site=site)


@pytest.fixture
def fleet_study(tmp_path: Path) -> Callable[..., Loaded]:
    """Return what writes and loads a study that meets its agents at *url*."""

    def write(url: str = "mqtt://127.0.0.1:1883", *, every: float = 60, port: int = 1) -> Loaded:
        file = tmp_path / "study.toml"
        file.write_text(fleet_study_text(url, every=every, port=port), encoding="utf-8")
        return load(file)

    return write


class Vantage:
    """An agent's outbox, and what is made up to be in it: a sample of each provider each minute."""

    def __init__(self, folder: Path, agent: str, start: datetime | None = None) -> None:
        self.agent, self.path = agent, folder / agent / "outbox.sqlite3"
        self.start = start or datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=1_000)
        self.session = Session(
            id=secrets.token_hex(4),
            agent=agent,
            started_at=self.start,
            software="0",
            config_sha256="0",
            boot_id="",
        )
        self.made: list[Record] = []
        self.dice = random.Random(agent)  # noqa: S311 -- repeatable on purpose

    def observed(
        self, minute: int, provider: str = "alpha", failure: Failure | None = None, **more: object
    ) -> Observation:
        """Make a sample of the *minute*."""
        due = self.start + minute * EVERY
        usual = made_visit(
            due,
            failure,
            agent=self.agent,
            provider=provider,
            started_at=due + timedelta(seconds=1),
            duration_seconds=0.2,
            metrics={"total_seconds": round(self.dice.random(), 6)},
            session=self.session.id,
        )
        return msgspec.structs.replace(usual, **more)

    def make(self, slots: int, *, first: int = 0, failure: Failure | None = None, now: datetime | None = None) -> None:
        """Put so many minutes into the outbox; before the first one, the run."""
        records: list[Record] = [] if self.made else [self.session]
        records += [
            self.observed(slot, provider, failure)
            for slot in range(first, first + slots)
            for provider in ("alpha", "beta")
        ]
        self.keep(*records, now=now)

    def keep(self, *records: Record, now: datetime | None = None) -> None:
        """Put *records* into the outbox."""
        clock = (lambda: now) if now else (lambda: datetime.now(UTC))
        with closing(Outbox.create(self.path, clock)) as outbox:
            outbox.keep(records)
        self.made += records

    def backlog(self) -> int:
        """Tell how much waits."""
        with closing(Outbox.create(self.path)) as outbox:
            return outbox.standing().backlog

    def letters(self, most: int = 7) -> list[Letter]:
        """Cut all that waits into letters, as the agent does."""
        found, after = [], 0
        with closing(Outbox.create(self.path)) as outbox:
            while (waiting := outbox.waiting(after, most, 100_000)) is not None:
                batch = Batch(
                    epoch=outbox.epoch,
                    batch_id=secrets.token_hex(4),
                    first=waiting.first,
                    kept_from=outbox.kept_from(),
                    sessions=[msgspec.msgpack.decode(one, type=Session) for one in waiting.sessions],
                    records=waiting.rows,
                    sent_at=datetime.now(UTC),
                )
                after = waiting.rows[-1][0]
                found.append(Letter(topic("small", self.agent, BATCH), packed(batch)))
        return found

    @asynccontextmanager
    async def posting(self, url: str, manner: Manner = QUICK, gate: Gate | None = None) -> AsyncIterator[Posting]:
        """Post what is in the outbox meanwhile."""
        door = OutboxDoor(self.path)
        more = {"gate": gate} if gate else {}
        posting = Posting(
            Meeting(url=url), "small", self.agent, door, lambda _, state: self.state(state), manner, **more
        )
        ended = asyncio.Event()
        task = asyncio.create_task(
            keep_connected(posting.connect, posting.work, posting.retry, what="It waits.", until=ended)
        )
        try:
            yield posting
        finally:
            ended.set()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await door.close()

    def state(self, state: Presence, **more: object) -> AgentState:
        """Make a state of the agent."""
        return msgspec.structs.replace(
            AgentState(
                agent=self.agent,
                session=self.session.id,
                state=state,
                at=datetime.now(UTC),
                started_at=self.session.started_at,
                software="0",
                backlog=0,
            ),
            **more,
        )


@pytest.fixture
def vantage(tmp_path: Path) -> Callable[..., Vantage]:
    """Return what makes an agent with an outbox."""

    def make(agent: str = "malmo-1", start: datetime | None = None) -> Vantage:
        return Vantage(tmp_path, agent, start)

    return make


@asynccontextmanager
async def collecting(
    loaded: Loaded, spool: Path | None = None, *, share: str = "", url: str | None = None
) -> AsyncIterator[None]:
    """Collect meanwhile, into *spool* if that is told."""
    broker = broker_at(loaded, url)
    stop = asyncio.Event()
    asked = SpoolAsked(spool, share) if spool else None
    task = asyncio.create_task(Collector(loaded, broker, asked, retry_seconds=0.05).run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def all_posting(url: str, *vantages: Vantage, manner: Manner = QUICK) -> AsyncIterator[None]:
    """Post what is in all these outboxes meanwhile."""
    async with AsyncExitStack() as stack:
        for one in vantages:
            await stack.enter_async_context(one.posting(url, manner))
        yield


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it *holds*."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_SECONDS
    while not await asyncio.to_thread(holds):
        assert loop.time() < end, "it never came"
        await asyncio.sleep(0.05)


def gathered(loaded: Loaded, *folders: Path, keep: bool = False) -> Round:
    """Gather what is in the spools *folders*, once."""
    with Gatherer(loaded, broker_at(loaded), folders, keep=keep) as gatherer:
        return gatherer.round()


class Collected:
    """What is in a study's store, and a way in that needs no broker."""

    def __init__(self, loaded: Loaded, path: Path | None = None) -> None:
        self.loaded = loaded
        self.path = path or database(loaded.file.with_name("data"))
        CollectorStore.create(self.path).close()

    def take(
        self, letters: list[Letter], now: datetime | None = None, clock: MachineClock | None = None
    ) -> list[Letter]:
        """Take *letters* as the collector does; return its answers."""
        assert self.loaded.study.broker
        with closing(CollectorStore.create(self.path)) as store:
            customs = Customs(asked_by_agents(self.loaded.study), frozen_after=self.loaded.study.broker.frozen_after)
            intake = Intake(store, customs, "small", (lambda: now) if now else (lambda: datetime.now(UTC)), clock=clock)
            return [answer for answers in intake.take(letters) for answer in answers]

    def observations(self) -> list[Observation]:
        """Return all samples."""
        with self.store() as store:
            return list(store.observations(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)))

    def complete(self) -> dict[str, Completeness]:
        """Tell by agent what became of all that it made."""
        with self.store() as store:
            return {one.agent: one for one in completeness(holdings(store))}

    def store(self) -> closing[Store]:
        """Open the store for reading."""
        return closing(Store.read(self.path))


@pytest.fixture
def collected() -> Callable[..., Collected]:
    """Return what looks into the store of a study."""
    return Collected


def proved(made: Iterator[Vantage] | list[Vantage], collected: Collected) -> None:
    """Assert that all that was made is there, once."""
    found = collected.observations()
    wanted = [one for vantage in made for one in vantage.made if isinstance(one, Observation)]
    assert sorted(one.key for one in found) == sorted(one.key for one in wanted)
    assert {one.key: one for one in found} == {one.key: one for one in wanted}
    for vantage in made:
        told = collected.complete()[vantage.agent]
        assert (told.produced, told.collected, told.lost, told.under_way) == (
            len(vantage.made),
            len(vantage.made),
            0,
            0,
        )


def rolled(path: Path) -> list[object]:
    """
    Roll everything up and return the bytes of it, by table, time and the names of the series.

    The number of a series, which is in the key, is that of its first arrival in this file.
    """
    with closing(Store.create(path)) as store:
        store.roll_up(FOLDING)
        tables = ("rollups_hourly", "rollups_daily", "phases_hourly", "phases_daily")
        return [
            (table, *row[:ID], *row[ID + 1 :])
            for table in tables
            for row in store.connection.execute(
                f"SELECT one.id >> {SERIES_BITS}, agent, provider, target, task, kind, one.* FROM {table} AS one"  # noqa: S608 -- our names
                f" JOIN series ON series.id = one.id & {SERIES_MASK} ORDER BY 1, 2, 3, 4, 5, 6"
            )
        ]
