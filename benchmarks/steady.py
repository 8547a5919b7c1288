"""
What a probe costs the daemon once it runs: series that have been asked before, asked on and on at one rate.

Starting the process and naming new series in the store happen once in months, and the peer's start is not counted
either. So the first slot is let go by; what is counted is everything that this process does in the second: scheduling,
probing, storing, and being there.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kaklet.pauses import short_pauses
from probes.http import HttpProbe
from probes.probe import Target, Tools
from results.keep import EvidenceFolder, Store, StoreError, Writer
from results.records import Session
from scheduler import Series, Task, Timetable

GRACE_SECONDS = 5.0
ENOUGH = 0.99
EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


class Steady(Task, frozen=True, kw_only=True):
    """A task whose visits are spread over the whole of its interval, so that the rate is the same all the time."""

    @property
    def spread_seconds(self) -> float:
        """All of it."""
        return self.every_seconds

    @property
    def lateness_seconds(self) -> float:
        """Half of it: nothing is left out because a neighbour holds up the machine."""
        return self.every_seconds / 2


def cpu_ms(urls: Sequence[str], every_seconds: float, ca_file: str) -> float:
    """Ask each of *urls* once in *every_seconds*; return the CPU time of this process in ms for each probe."""
    task = Steady(
        name="page", target="site", every_seconds=every_seconds, probe=HttpProbe(ca_file=ca_file, contains="agreed")
    )
    many = [Series(task=task, target=Target(provider=str(n), name="site", url=url)) for n, url in enumerate(urls)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kaklet.sqlite3"
        writer = Writer(path, give_up=_give_up)
        writer.start()
        began, ended, cpu_seconds = asyncio.run(_second_slot(many, writer))
        writer.stop()
        store = Store.read(path)
        found = [o for o in store.observations(*EVER) if o.started_at is not None and began <= o.started_at < ended]
        store.close()
    good = sum(o.failure is None for o in found)
    if good < ENOUGH * len(urls):  # one more or less at an edge of the slot is none amiss
        sys.stderr.write(f"In the slot {len(urls)} probes were due, {len(found)} begun and {good} right.\n")
    return cpu_seconds / good * 1e3


async def _second_slot(many: list[Series], writer: Writer) -> tuple[datetime, datetime, float]:
    """Return when the second slot began and ended, and the CPU seconds in between."""
    session = Session(id="bench", agent="here", started_at=datetime.now(UTC), software="", config_sha256="", boot_id="")
    writer.keep(session)
    tools = Tools(sink=writer, evidence=EvidenceFolder(Path()), post=None)
    timetable = Timetable(many, tools, agent="here", session=session.id, seed="bench")
    every = many[0].task.every_seconds
    with short_pauses():
        timetable.start()
        # The first slot begins at the next multiple of the interval.
        await asyncio.sleep(-time.time() % every + every)
        began, before = datetime.now(UTC), time.process_time()
        await asyncio.sleep(every)
        ended, after = datetime.now(UTC), time.process_time()
        await timetable.stop(GRACE_SECONDS)
    return began, ended, after - before


def _give_up(error: StoreError) -> None:
    sys.exit(str(error))
