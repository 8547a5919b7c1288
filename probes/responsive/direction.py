"""One direction of the test: load is added until it makes no difference, while probes ask how long an answer takes."""

import asyncio
import random
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from probes.probe import ProbeFailed
from probes.responsive.client import Caller, Server
from probes.responsive.configuration import Paths
from probes.responsive.stability import INC, INP, MNP, Foreign, Progress, probes_per_second
from probes.wire.clock import Clock
from results.records import Failure

Way = Literal["download", "upload"]
SMALL_BYTES = 64
"""The small object has one byte by the draft; servers are known whose has ten."""
_FIRST_PROBES_A_SECOND = 2.0
"""Before any goodput is known."""
_FLYING = 32
"""Foreign probes under way at once."""
_IDLE_SECONDS = 0.2
_MOST_OPENED = 4 * MNP
"""In one direction, those included that the server ended."""
_BITS = 8


class Account:
    """Bytes of all connections of a visit, by our kernel, once they are closed; unknown where it does not say."""

    def __init__(self) -> None:
        self.bytes: int | None = 0
        self.clock = "kernel"

    def close(self, caller: Caller) -> None:
        """Close *caller* and enter what it moved."""
        caller.close()
        flow = caller.pipe.flow
        if caller.pipe.clock != "kernel":
            self.clock = caller.pipe.clock
        self.bytes = None if flow is None or self.bytes is None else self.bytes + flow.wire_bytes


@dataclass
class Course:
    """How a direction is taken."""

    way: Way
    server: Server
    paths: Paths
    clock: Clock
    account: Account
    interval_seconds: float
    longest_seconds: float
    probes_per_second: float
    dice: random.Random = field(default_factory=random.Random)


class Direction:
    """Takes one direction, by `run`. What was seen outlives whatever ends it."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.progress = Progress()
        self.warning = ""
        self.seconds = 0.0
        self.lost = 0
        """Probes that brought no answer."""
        self.opened = 0
        """Load-generating connections in all."""
        self.paced_by: str | None = None
        """The algorithm that the server says it sends by."""
        self.we_pace_by: str | None = None
        self._load: list[Caller] = []
        self._gone = 0
        """Bytes of load connections that are closed."""
        self._foreign: list[Foreign] = []
        self._own: list[float] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._flying = 0
        self._broken = asyncio.Event()
        self._growing = True

    @property
    def content_bytes(self) -> int:
        """What the load has moved so far: taken in of a download, arrived at the other side of an upload."""
        down = self._course.way == "download"
        return self._gone + sum(one.pipe.taken if down else one.pipe.arrived() for one in self._load)

    async def run(self) -> None:
        """
        Take the direction until it is stable or its time is over.

        A connection that breaks ends it: with a warning once an interval is whole, else with `ProbeFailed`.
        """
        began = time.monotonic()
        try:
            for _ in range(INP):
                await self._add()
            self._start(self._probe())
            try:
                await self._intervals(began)
            except ProbeFailed as failed:
                if not self.progress.intervals or not self.content_bytes:
                    raise
                self.warning = f"the {self._course.way} broke off after {self.seconds:.1f} s: {failed.detail}"
        finally:
            self.seconds = time.monotonic() - began
            await self._stop()
        if not self.content_bytes or (not self.warning and self.progress.goodput == 0):
            raise ProbeFailed(Failure.TIMEOUT, f"nothing of the {self._course.way} arrived in the end")

    async def _intervals(self, began: float) -> None:
        last, before = began, self.content_bytes
        while not self.progress.stable and last - began < self._course.longest_seconds:
            await self._wait_until(last + self._course.interval_seconds)
            now, moved = time.monotonic(), self.content_bytes
            self.seconds = now - began
            foreign, self._foreign = self._foreign, []
            own, self._own = self._own, []
            self.progress.interval(_BITS * (moved - before) / (now - last), foreign, own)
            last, before = now, moved
            for _ in range(INC):
                if self._growing and len(self._load) < MNP:
                    self._start(self._grow())

    async def _wait_until(self, end: float) -> None:
        """Wait for the interval's *end*. Raises `ProbeFailed` as soon as a connection breaks."""
        while (left := end - time.monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._broken.wait(), left)
            self._broken.clear()
            self._replace()
            for one in list(self._load):
                if one.broken is not None and one.refused and len(self._load) > 1:
                    self._leave(one)
                    self._enough(one.broken)
                elif one.broken is not None:
                    raise one.broken

    async def _add(self) -> None:
        """Add a connection that carries load. Raises `ProbeFailed`."""
        caller = Caller(self._course.server, self._course.clock)
        self.opened += 1
        try:
            await caller.open()
            if self._course.way == "download":
                caller.download(self._course.paths.large)
            else:
                caller.upload(self._course.paths.upload)
        except BaseException:
            self._course.account.close(caller)
            raise
        caller.on_end = self._broken.set
        if caller.broken is not None:
            self._broken.set()
        self._load.append(caller)

    async def _grow(self) -> None:
        """Add another connection; a server that takes no more of them is left at what it takes."""
        try:
            await self._add()
        except ProbeFailed as failed:
            self._enough(failed)

    def _enough(self, failed: ProbeFailed) -> None:
        """Add no more."""
        self._growing = False
        taken = sum(not one.refused for one in self._load)
        self.warning = self.warning or f"no more than {taken} connections: {failed.detail}"

    def _replace(self) -> None:
        """Put new connections in the place of those that the server is about to end, but not for ever."""
        for one in [one for one in self._load if one.leaving]:
            self._leave(one)
            if self.opened < _MOST_OPENED:
                self._start(self._grow())

    def _leave(self, one: Caller) -> None:
        self._load.remove(one)
        self._course.account.close(one)
        self._gone += one.pipe.taken if self._course.way == "download" else one.pipe.arrived()

    async def _probe(self) -> None:
        """Ask by turns on a new connection and on one that carries load, as often as the capacity allows."""
        foreign = True
        while True:
            goodput = self.progress.goodput
            most = self._course.probes_per_second
            rate = min(_FIRST_PROBES_A_SECOND, most) if goodput is None else probes_per_second(goodput, most)
            if rate <= 0:
                await asyncio.sleep(_IDLE_SECONDS)
                continue
            await asyncio.sleep(0.5 / rate)
            if not foreign:
                self._start(self._ask_own())
            elif self._flying < _FLYING:
                self._start(self._ask_foreign())
            foreign = not foreign

    async def _ask_own(self) -> None:
        able = [one for one in self._load if not one.leaving and one.broken is None]
        if able and (seconds := await self._asked(self._course.dice.choice(able))) is not None:
            self._own.append(seconds)

    async def _ask_foreign(self) -> None:
        caller = Caller(self._course.server, self._course.clock)
        self._flying += 1
        try:
            await caller.open()
            if (seconds := await self._asked(caller)) is not None:
                self._foreign.append(Foreign(caller.pipe.tcp_seconds, caller.pipe.tls_seconds, seconds))
        except ProbeFailed:
            self.lost += 1
        finally:
            self._flying -= 1
            self._course.account.close(caller)

    async def _asked(self, caller: Caller) -> float | None:
        """Ask for the small object and tell how long its answer took; None, and counted, if there was none."""
        try:
            reply = await caller.get(self._course.paths.small, SMALL_BYTES)
        except ProbeFailed:
            reply = None
        if reply is None or reply.status != 200:  # noqa: PLR2004 -- OK
            self.lost += 1
            return None
        return reply.seconds

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for one in self._load:
            told = one.told.get(b"congestion-control", b"").decode("latin-1")[:16]
            self.paced_by = self.paced_by or told or None
            self.we_pace_by = one.pipe.paced_by
            self._course.account.close(one)
