"""
How many visits a second a machine can make, measured by itself, and how many a study asks of it.

The figure is that of plain HTTP on loopback, in one thread as everything is, with the work of the server that answers
counted in. That stands for what storing and sending cost; TLS costs several times as much. A study should therefore
ask for no more than half of it.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from probes.conditions import Conditions
from probes.http import HttpProbe
from probes.probe import Target, Tools, Visit, observe, utc_now
from results.keep import EvidenceFolder
from results.records import Observation, Record
from scheduler import Series

CPU_SECONDS = 0.5
"""What a measurement takes."""
MOST_SECONDS = 4.0
"""It is broken off after so long, whatever it has found."""
AT_ONCE = 10
WEEK_SECONDS = 7 * 86_400.0
LOOK_SECONDS = 60.0
"""How often it is looked whether a week has gone by."""
SHARE = 0.5
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

log = logging.getLogger(__name__)


async def ceiling(cpu_seconds: float = CPU_SECONDS, most_seconds: float = MOST_SECONDS) -> float | None:
    """
    Measure how many visits a second this machine can make: visits over the CPU time of this process for them.

    Nothing else should run meanwhile. None if loopback does not answer.
    """
    try:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    except OSError:
        return None
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    conditions = Conditions()
    conditions.start()
    try:
        if not await _round(url, conditions):  # the first ones load what is loaded once
            return None
        begun, until, good = time.process_time(), time.monotonic() + most_seconds, 0
        while time.process_time() - begun < cpu_seconds and time.monotonic() < until:
            good += await _round(url, conditions)
        return good / (time.process_time() - begun) if good else None
    finally:
        conditions.stop()
        server.close()


async def _round(url: str, conditions: Conditions) -> int:
    """Make some visits at once; tell how many of them went well."""
    visit = Visit(
        agent="",
        session=None,
        task="ceiling",
        slot=utc_now(),
        turn=0,
        target=Target(provider="", name="", url=url),
        tools=Tools(sink=_Nowhere(), evidence=EvidenceFolder(Path()), post=None),
    )
    probe = HttpProbe(timeout_seconds=2.0)
    found: list[Observation] = await asyncio.gather(
        *(observe(probe, visit, kind="http", conditions=conditions) for _ in range(AT_ONCE))
    )
    return sum(one.failure is None for one in found)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_ANSWER)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # the visit says that it failed
    finally:
        writer.close()


class _Nowhere:
    """A sink for visits that are no samples."""

    def keep(self, record: Record) -> None:
        """Take nothing."""

    async def settled(self) -> None:
        """Nothing waits."""


class OwnCeiling:
    """
    The ceiling of this machine, measured at the start and once a week when nothing is under way or due.

    *series* tells what is asked, *running* what of it just now, *now* the wall clock, *monotonic* seconds.
    """

    def __init__(
        self,
        series: Callable[[], Sequence[Series]],
        running: Callable[[], Sequence[str]],
        *,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._series, self._running = series, running
        self._now, self._monotonic = now, monotonic
        self._measured: float | None = None
        self.per_second: float | None = None
        """None while it is not known."""

    async def begin(self) -> None:
        """Measure it, before anything is asked."""
        await self._measure()

    async def turn(self) -> None:
        """Measure it anew if it is a week old and nothing is disturbed by it."""
        old = self._measured is None or self._monotonic() - self._measured >= WEEK_SECONDS
        if old and not self._running() and idle_seconds(self._series(), self._now()) > MOST_SECONDS:
            await self._measure()

    async def _measure(self) -> None:
        self._measured = self._monotonic()
        found = await ceiling()
        self.per_second = found or self.per_second
        if warning := too_much(self._series(), self.per_second):
            log.warning("%s", warning)


def idle_seconds(series: Iterable[Series], now: datetime) -> float:
    """Tell for how long from *now* no slot begins, and none is being begun."""
    until = timedelta.max
    for one in series:
        slot = one.task.slot(now)
        if now < slot + timedelta(seconds=one.task.spread_seconds + one.task.lateness_seconds):
            return 0.0
        until = min(until, slot + one.task.every - now)
    return until.total_seconds()


def asked_per_second(series: Iterable[Series]) -> float:
    """Tell how many visits a second begin when the slots of all intervals begin together, which they do at times."""
    spread: dict[float, float] = {}
    cohorts: Counter[float] = Counter()
    for one in series:
        cohorts[one.task.every_seconds] += 1
        spread[one.task.every_seconds] = one.task.spread_seconds
    return sum(number / spread[every] for every, number in cohorts.items())


def too_much(series: Iterable[Series], per_second: float | None, who: str = "this machine") -> str:
    """Tell that a study asks *who* for more than half of what it can do *per_second*; nothing where it does not."""
    asked = asked_per_second(series)
    if per_second is None or asked <= SHARE * per_second:
        return ""
    return (
        f"The study asks for {asked:.3g} visits a second at its busiest, and {who} can make {per_second:.3g}: more than"
        " half. Make intervals longer or series fewer, or some slots will be missed."
    )
