"""An agent's timetable goes by a wall clock that may be set while it runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from kaklet.config import Loaded
from kaklet.fleet.agent_file import AgentFile
from kaklet.fleet.measuring import Measuring
from kaklet.fleet.settings import Meeting
from probes.machine_clock import MachineClock
from results.keep.outbox import Before
from results.records import Failure, Observation, Record

EVERY_SECONDS = 0.5
SLOTS = 2
PATIENCE_SECONDS = 30.0


class Set:
    """A wall clock that can be set; whole seconds, so that slots begin where APScheduler wakes."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.by


class Vantage:
    """An agent that measures, without an outbox and without a line."""

    def __init__(self, loaded: Loaded, folder: Path) -> None:
        self.clock, self.kept = Set(), list[Record]()
        self.loaded = loaded
        settings = AgentFile(agent="malmo-1", study="small", data=str(folder), broker=Meeting(url="mqtt://127.0.0.1"))
        self.measuring = Measuring(settings, loaded, MachineClock(), self.clock.now)

    def keep(self, record: Record) -> None:
        """Take *record*."""
        self.kept.append(record)

    async def settled(self) -> None:
        """All is taken at once."""

    @property
    def samples(self) -> list[Observation]:
        """What was recorded of the first provider, in the order in which it came."""
        found = [one for one in self.kept if isinstance(one, Observation)]
        return [one for one in found if one.provider == "alpha"]

    def asked_since(self, at: datetime) -> list[Observation]:
        """List what was asked in slots from *at* on."""
        return [one for one in self.samples if one.started_at and one.slot >= at]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until it *holds*."""
        end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not holds():
            assert asyncio.get_running_loop().time() < end, self.samples
            await asyncio.sleep(0.02)

    async def step(self, by: timedelta) -> datetime:
        """Set the clock between two slots; tell what it shows then."""
        await asyncio.sleep((0.3 - self.clock.now().timestamp()) % EVERY_SECONDS)
        self.clock.by += by
        return self.clock.now()

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Measure meanwhile."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.measuring.go_on(self, Before(None, ()), tuple, stop))
        try:
            await self.until(lambda: len(self.samples) >= SLOTS)
            yield
        finally:
            stop.set()
            await task


@pytest.fixture
def vantage(fleet_study: Callable[..., Loaded], closed_port: int, tmp_path: Path) -> Vantage:
    """Return an agent that asks twice a second."""
    return Vantage(fleet_study(every=EVERY_SECONDS, port=closed_port), tmp_path)


@pytest.mark.parametrize("by", [timedelta(seconds=600), timedelta(seconds=-600)])
async def test_slots_begin_anew_when_the_clock_was_set(vantage: Vantage, by: timedelta) -> None:
    """Set forward, no slot in between is told as missed; set back, it is not silent until the old time comes again."""
    async with vantage.going_on():
        before = len(vantage.samples)
        await vantage.step(by)
        await vantage.until(lambda: len(vantage.samples) >= before + 2 * SLOTS)
    after = vantage.samples[before + 1 :]  # the first may be the last slot of the old time
    assert len({one.slot for one in after}) == len(after)
    assert all(abs(one.slot - vantage.clock.now()) < timedelta(seconds=PATIENCE_SECONDS) for one in after)
    asked = [one.slot for one in after if one.started_at]
    assert timedelta(seconds=EVERY_SECONDS) in {later - earlier for earlier, later in pairwise(asked)}


async def test_a_study_may_change_while_slots_begin_anew(vantage: Vantage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock was set, the timetable has ended and the next one has not begun: that one has the new series."""
    loaded = vantage.loaded
    later = replace(loaded, study=replace(loaded.study, provider=loaded.study.provider[:1]), sha256="new")
    wait = vantage.measuring._until_set  # noqa: SLF001 -- the moment cannot be hit from outside
    taken: list[str] = []

    async def and_take(stop: asyncio.Event) -> None:
        await wait(stop)
        timetable = vantage.measuring._timetable  # noqa: SLF001 -- as above
        assert timetable is not None
        if not taken and not stop.is_set():
            ending = asyncio.create_task(timetable.stop(1))
            await asyncio.sleep(0)
            vantage.measuring.take(later, vantage)
            taken.append(vantage.measuring.session.id)
            await ending

    monkeypatch.setattr(vantage.measuring, "_until_set", and_take)
    async with vantage.going_on():
        at = await vantage.step(timedelta(seconds=120))
        await vantage.until(lambda: len(vantage.asked_since(at)) >= 2 * SLOTS)
    (run,) = taken
    found = [one for one in vantage.kept if isinstance(one, Observation) and one.slot >= at and one.session == run]
    assert {one.provider for one in found} == {"alpha"}
    assert {one.failure for one in found} <= {Failure.CONNECTION_REFUSED, Failure.MISSED_LATE}
