"""
Whether tens of thousands of series are asked in time by one process on one core.

The runs are slots in a row of the same timetable. There is no peer: the bars are in their own units.
"""

import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from benchmarks.bars import by_itself, say
from kaklet.pauses import short_pauses
from probes.http import HttpProbe
from probes.probe import Notes, Target, Tools, Visit
from results.keep import EvidenceFolder, Writer
from results.records import Channel, Observation, Record, Session
from scheduler import Series, Task, Timetable

EVERY_SECONDS = 60.0
SERIES, SERIES_OF_HTTP = 50_000, 10_000
JITTER_BAR_MS = 20.0
SLOTS, SLOTS_OF_HTTP = 5, 2
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Instant(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="instant"):
    """A probe that returns at once."""

    schemes: ClassVar[frozenset[str]] = frozenset({"http"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = ""
    timeout_seconds: float = 10.0

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Ask nothing."""


class Ledger:
    """A sink that notes how late each visit began, and hands on to the writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.begun: dict[datetime, list[tuple[str, datetime]]] = {}
        """By slot: each provider and when it was asked."""
        self.failures = Counter[str]()
        self.largest_lag = 0.0

    def keep(self, record: Record) -> None:
        """Take *record*."""
        self._writer.keep(record)
        if not isinstance(record, Observation):
            return
        if record.failure or record.started_at is None:
            self.failures[record.failure or "unasked"] += 1
        else:
            self.begun.setdefault(record.slot, []).append((record.provider, record.started_at))
            self.largest_lag = max(self.largest_lag, record.loop_lag_seconds or 0.0)

    async def settled(self) -> None:
        """Return when all is on disk."""
        await self._writer.settled()


def main() -> None:
    """Print a line for each bar."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[-1:])
    try:
        _instants()
        with _server(cores[:1]) as port:
            _http(port)
    finally:
        os.sched_setaffinity(0, cores)


def _instants() -> None:
    many = _series(SERIES, Instant(), "http://localhost/")
    ledger, timetable = asyncio.run(_run(many, SLOTS))
    late = [_p99(_late_ms(timetable, many, slot, begun)) for slot, begun in ledger.begun.items()]
    unasked = [float(SERIES - len(begun)) for begun in ledger.begun.values()]
    say(by_itself(f"{SERIES} series: start jitter p99, ms", late, [], bar=JITTER_BAR_MS))
    # The worst, not the median: nothing may be missed in any slot.
    say(by_itself(f"{SERIES} series: missed in the worst slot", [max(unasked)], [], bar=0))
    _tell(ledger)


def _http(port: int) -> None:
    probe = HttpProbe(timeout_seconds=10.0)
    many = _series(SERIES_OF_HTTP, probe, f"http://127.0.0.1:{port}/")
    ledger, _ = asyncio.run(_run(many, SLOTS_OF_HTTP))
    unasked = [float(SERIES_OF_HTTP - len(begun)) for begun in ledger.begun.values()]
    say(by_itself(f"{SERIES_OF_HTTP} series of HTTP: missed in the worst slot", [max(unasked)], [], bar=0))
    _tell(ledger)


def _series(count: int, probe: Any, url: str) -> list[Series]:  # noqa: ANN401 -- a kind of probe of our own
    task = Task(name="page", target="site", every_seconds=EVERY_SECONDS, probe=probe)
    return [Series(task=task, target=Target(provider=f"p{n}", name="site", url=url)) for n in range(count)]


async def _run(many: list[Series], slots: int) -> tuple[Ledger, Timetable]:
    """Ask *many* in *slots* slots, with the daemon's own writer."""
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder) / "kaklet.sqlite3", give_up=lambda error: sys.exit(str(error)))
        writer.start()
        writer.keep(Session(id="s", agent="a", started_at=datetime.now(UTC), software="", config_sha256="", boot_id=""))
        ledger = Ledger(writer)
        tools = Tools(sink=ledger, evidence=EvidenceFolder(Path(folder)), post=None)
        timetable = Timetable(many, tools, agent="a", session="s", seed="study")
        with short_pauses():
            timetable.start()
            # From the first slot on, and until the last has been given its time.
            await asyncio.sleep(-time.time() % EVERY_SECONDS + (slots - 1) * EVERY_SECONDS + EVERY_SECONDS / 2)
            await timetable.stop(EVERY_SECONDS / 4)
        await asyncio.to_thread(writer.stop)
        return ledger, timetable


def _late_ms(
    timetable: Timetable, many: list[Series], slot: datetime, begun: Sequence[tuple[str, datetime]]
) -> list[float]:
    due = {
        series.target.provider: slot + timedelta(seconds=delay_seconds)
        for series, delay_seconds in timetable.order(many, slot)
    }
    return [1_000 * abs((started_at - due[provider]).total_seconds()) for provider, started_at in begun]


def _p99(figures: Sequence[float]) -> float:
    return sorted(figures)[int(0.99 * len(figures))]


def _tell(ledger: Ledger) -> None:
    """Say on standard error what stands behind the bars."""
    counted = {f"{slot:%H:%M}": len(begun) for slot, begun in ledger.begun.items()}
    sys.stderr.write(
        f"asked {counted}, failures {dict(ledger.failures)}, largest lag {1_000 * ledger.largest_lag:.1f} ms, "
        f"CPU of this process so far {time.process_time():.1f} s\n"
    )


@contextmanager
def _server(cores: Sequence[int]) -> Iterator[int]:
    """Yield the port of a web server in a process of its own, on *cores*."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, cores), daemon=True)
    process.start()
    with closing(ours):
        yield ours.recv()
        process.terminate()
        process.join()


def _serve(ready: Any, cores: Sequence[int]) -> None:  # noqa: ANN401 -- a pipe's end
    os.sched_setaffinity(0, cores)
    asyncio.run(_answer(ready))


async def _answer(ready: Any) -> None:  # noqa: ANN401 -- a pipe's end
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4_096)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
