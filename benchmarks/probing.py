"""
What a probe costs, and how far its TTFB is from the truth: the daemon's whole path beside blackbox_exporter.

Ours is scheduled by `Timetable` and stored by `Writer`, as in the daemon. The prober has one core for itself; the
server, and what asks the exporter, have another. Both sides probe at the same rate, in turns.
"""

import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from benchmarks.bars import Line, against_peer, by_itself, say
from benchmarks.blackbox import COMMAND, Blackbox, blackbox
from benchmarks.steady import cpu_ms
from benchmarks.truthful_server import Server, Truth, serving
from kaklet.pauses import short_pauses
from probes.http import HttpProbe
from probes.probe import Target, Tools
from probes.wire.tls_session import trust
from results.keep import EvidenceFolder, Store, StoreError, Writer
from results.records import Blame, Session
from scheduler import Series, Task, Timetable

HTTP_BAR, HTTPS_BAR = 0.5, 0.95
"""CPU a probe, ours / theirs."""
FIDELITY_BARS = {200: 0.5, 500: 1.0, 1_000: 1.0}
"""p99 error of TTFB in ms at most, by probes a second."""
OF_PEER_BAR = 0.1
AT_ONCE_BAR = 0.5
HELD_US = (5_000, 105_000)
SPREAD_SHARE = 0.2
"""The share of its interval over which a cohort's starts are spread (`Task.spread_seconds`)."""
GRACE_SECONDS = 12.0
TRIES = 5
SOON_MS = range(500, 600)
EPOCH, EVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Extent(NamedTuple):
    """How much is run."""

    runs: int = 5
    seconds: float = 3.0
    """For how long each run probes."""
    http_rates: tuple[int, ...] = (400, 800)
    https_rates: tuple[int, ...] = (200, 400)
    """Probes a second at which CPU is compared. The lower one keeps both sides under half of their core, where waking
    up weighs most; the higher one is what the peer can still keep up with. The bar is held at the worse of them."""
    rates: tuple[int, ...] = tuple(FIDELITY_BARS)
    at_once: int = 500


class AllAtOnce(Task, frozen=True, kw_only=True):
    """A task whose visits all begin in one instant."""

    @property
    def spread_seconds(self) -> float:
        """Over no time at all."""
        return 0.0


class Bench:
    """Our prober and the peer, before the same server."""

    def __init__(self, server: Server, peer: Blackbox | None, cores: Sequence[int]) -> None:
        self._server = server
        self._peer = peer
        self._prober, self._others = min(cores), max(cores)
        self._dice = random.Random(1)  # noqa: S311 -- repeatable on purpose
        self._asked = 0
        trust(server.ca_file)  # a daemon reads certificates once in its life

    def cpu(self, scheme: str, rate: int, extent: Extent) -> tuple[list[float], list[float]]:
        """Return CPU ms a probe of each run: ours, the peer's."""

        def ours(urls: list[str]) -> float:
            return cpu_ms(urls, extent.seconds, self._server.ca_file)

        def theirs(urls: list[str], peer: Blackbox) -> float:
            return peer.ask(urls, rate=rate).cpu_seconds / len(urls) * 1e3

        return self._in_turn(
            extent.runs, lambda: self._urls(scheme, round(rate * extent.seconds), (0, 0)), ours, theirs
        )

    def errors(self, count: int, rate: int | None, runs: int) -> tuple[list[float], list[float]]:
        """Return the p99 error of TTFB in ms of each run: ours, the peer's. *rate* None: all in one instant."""

        def ours(urls: list[str]) -> float:
            return p99_error(self._ours(urls, rate), self._server.truth())

        def theirs(urls: list[str], peer: Blackbox) -> float:
            told = peer.ask(urls, rate=rate or float("inf"))
            if told.failed:
                sys.stderr.write(f"The peer failed in {told.failed} of {len(urls)} probes, which are left out.\n")
            return p99_error(told.ttfb, self._server.truth())

        return self._in_turn(runs, lambda: self._urls("http", count, HELD_US), ours, theirs)

    def _in_turn(
        self,
        runs: int,
        fresh: Callable[[], list[str]],
        ours: Callable[[list[str]], float],
        theirs: Callable[[list[str], Blackbox], float],
    ) -> tuple[list[float], list[float]]:
        mine, others = [], []
        for _ in range(runs):
            os.sched_setaffinity(0, {self._prober})
            mine.append(ours(fresh()))
            os.sched_setaffinity(0, {self._others})
            if self._peer is not None:
                others.append(theirs(fresh(), self._peer))
        return mine, others

    def _urls(self, scheme: str, count: int, held_us: tuple[int, int]) -> list[str]:
        port = self._server.https_port if scheme == "https" else self._server.http_port
        self._asked += 1
        return [
            f"{scheme}://127.0.0.1:{port}/{self._dice.randint(*held_us)}/{self._asked}/{number}"
            for number in range(count)
        ]

    def _ours(self, urls: list[str], rate: int | None) -> dict[str, float]:
        """
        Probe *urls* and return the TTFB of each in seconds.

        Once more where the machine was so busy that the slot was missed and nothing was measured.
        """
        for _ in range(TRIES):
            told = self._once(urls, rate)
            if 2 * len(told) > len(urls):
                return told
            sys.stderr.write("The machine was too busy for the slot, which was missed: it is run again.\n")
        sys.exit(f"{TRIES} slots in a row were missed: run the benchmark on a machine with less to do.")

    def _once(self, urls: list[str], rate: int | None) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder)
            writer = Writer(data / "kaklet.sqlite3", give_up=_give_up)
            writer.start()
            asyncio.run(_probe(urls, writer, data, self._task(len(urls), rate)))
            writer.stop()
            store = Store.read(data / "kaklet.sqlite3")
            found = list(store.observations(EPOCH, EVER))
            store.close()
        if wrong := [o for o in found if o.failure is not None and o.failure.blame is Blame.TARGET]:
            sys.exit(f"The benchmark's own server did not answer: {wrong[0]}")
        good = {urls[int(o.provider)]: o.metrics["ttfb_seconds"] for o in found if o.failure is None}
        if len(good) < len(urls):
            sys.stderr.write(f"Of {len(urls)} samples {len(urls) - len(good)} are void or missed, and are left out.\n")
        return good

    def _task(self, count: int, rate: int | None) -> Task:
        seconds = 1.0 if rate is None else count / rate
        kind = AllAtOnce if rate is None else Task
        every = interval_from(datetime.now(UTC), max(seconds / SPREAD_SHARE, 5.0))
        probe = HttpProbe(ca_file=self._server.ca_file, contains="agreed text")
        return kind(name="page", target="site", every_seconds=every, probe=probe)


async def _probe(urls: list[str], writer: Writer, data: Path, task: Task) -> None:
    session = Session(id="bench", agent="here", started_at=datetime.now(UTC), software="", config_sha256="", boot_id="")
    writer.keep(session)
    tools = Tools(sink=writer, evidence=EvidenceFolder(data), post=None)
    series = [
        Series(task=task, target=Target(provider=str(number), name="site", url=url)) for number, url in enumerate(urls)
    ]
    timetable = Timetable(series, tools, agent="here", session=session.id, seed="bench")
    with short_pauses():
        timetable.start()
        now = datetime.now(UTC)
        begins = task.slot(now) + task.every
        await asyncio.sleep((begins - now).total_seconds() + task.spread_seconds + 0.2)
        await timetable.stop(GRACE_SECONDS)


def interval_from(now: datetime, least_seconds: float) -> float:
    """Return the seconds, *least_seconds* or more, of an interval whose next slot begins in about half a second."""
    since = (now - EPOCH) // timedelta(milliseconds=1)
    least = round(least_seconds * 1_000)
    return next(every for every in range(least, 2 * least) if -since % every in SOON_MS) / 1_000


def p99_error(told: Mapping[str, float], truth: Truth) -> float:
    """Return the 99th percentile (nearest rank) of how far, in ms, *told* (by URL) is from *truth* (by path)."""
    wrong = sorted(truth["/" + url.split("/", 3)[3]].error(seconds) for url, seconds in told.items())
    return wrong[-(-99 * len(wrong) // 100) - 1] * 1e3


def _give_up(error: StoreError) -> None:
    sys.exit(str(error))


def lines(extent: Extent) -> Iterator[Line]:
    """Measure, and yield a line for each bar."""
    cores = sorted(os.sched_getaffinity(0))
    try:
        with serving(cores[-1]) as server, blackbox(server.ca_file, cores[0]) as peer:
            if peer is None:
                sys.stderr.write(f"There is no peer to compare with: apt-get install {COMMAND}\n")
            yield from _lines(Bench(server, peer, cores), extent)
    finally:
        os.sched_setaffinity(0, cores)


def _lines(bench: Bench, extent: Extent) -> Iterator[Line]:
    for scheme, rates, bar in (("http", extent.http_rates, HTTP_BAR), ("https", extent.https_rates, HTTPS_BAR)):
        name = f"{scheme}_cpu_ms_per_probe"
        found = {rate: bench.cpu(scheme, rate, extent) for rate in rates}
        told = [against_peer(f"{name}_at_{rate}_per_second", *found[rate], bar=bar) for rate in rates]
        yield from told
        yield structs.replace(max(told, key=lambda line: line.ratio or 0.0), name=name)
    for rate in extent.rates:
        name = f"ttfb_error_p99_ms_at_{rate}_per_second"
        errors = bench.errors(round(rate * extent.seconds), rate, extent.runs)
        yield by_itself(name, *errors, bar=FIDELITY_BARS[rate])
        yield against_peer(f"{name}_of_peer", *errors, bar=OF_PEER_BAR)
    errors = bench.errors(extent.at_once, None, extent.runs)
    yield by_itself(f"ttfb_error_p99_ms_of_{extent.at_once}_at_once", *errors, bar=AT_ONCE_BAR)


def main() -> None:
    """Print all lines."""
    for line in lines(Extent()):
        say(line)
