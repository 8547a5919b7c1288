"""
Chaos: agents, a broker without persistence and a collector as processes, killed by signal 9 at random.

Then the same with two collectors that share the agents, each with a spool, and a process that gathers them.
Cards are written anew, the (injected) clock of one agent is set again and again, and the day that another one made is
delivered two days late. `make soak` runs it for minutes: ``python tests/chaos.py SECONDS [SEED]``.
It is a failure if anything that an agent made is not in the store as it was made, or if what cannot be there is not
told as lost.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from broker import Mosquitto
from stepped_agent import set_clock
from vantages import Vantage, fleet_study_text

from kaklet.daemon import database
from results.judge.fleet.completeness import completeness
from results.keep import Store
from results.keep.fleet import holdings
from results.records.fleet import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENT = """
agent = "{name}"
study = "small"
data = "{name}"
study_file = "study.toml"
hold_seconds = {hold}

[broker]
url = "{url}"
"""
PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = (0.2, 2.0)
DOWN_SECONDS = (0.0, 1.0)
ANEW = 0.1
"""How often a killed agent comes back with an empty card."""
LATE, LATE_BY, LATE_MINUTES = "late-1", timedelta(days=2), 1_440
"""Who delivers a day late."""
WRONG_SECONDS, HOLD_SECONDS = -7_200, 3_600
"""So wrong is the clock that is set, until it is right for the first time: as after a start without a network."""
STEP_SECONDS = (-120, 120)
"""By so much it is set later on. Whole seconds: slots begin where those of the machine's own clock do."""


STEPPED = str(Path(__file__).with_name("stepped_agent.py"))


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Give the page."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Made(NamedTuple):
    """What one memory of an agent says it made."""

    agent: str
    epoch: str
    last: int
    days: dict[int, tuple[int, str]]
    """Count and digest by the first sequence of each day that it still knows."""


class Process:
    """A `kaklet` command that can be killed and started again."""

    def __init__(self, folder: Path, *arguments: str, clock: Path | None = None) -> None:
        self._folder, self._arguments, self._clock = folder, arguments, clock
        self._log = folder / f"{arguments[-1]}-{arguments[0]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "kaklet", *self._arguments]
            if self._clock:
                command = [sys.executable, STEPPED, self._arguments[-1], str(self._clock)]
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)

    def kill(self) -> None:
        """Kill it by signal 9."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        """Ask it to end and wait until it has."""
        if self._process:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)


class World:
    """All of it, in *folder*."""

    def __init__(self, folder: Path, binary: str, agents: int, seed: int, spools: int = 0) -> None:
        self.folder, self._dice = folder, random.Random(seed)  # noqa: S311 -- repeatable on purpose
        (folder / "broker").mkdir()
        self.broker = Mosquitto(binary, folder / "broker", "max_queued_messages 20\n")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        self._thread = threading.Thread(target=self._server.serve_forever)
        study = fleet_study_text(self.broker.url, every=0.5, port=self._server.server_port)
        (folder / "study.toml").write_text(study, encoding="utf-8")
        self.spools = [f"spool-{number}" for number in range(spools)]
        self.collectors = {
            name: Process(folder, "collect", "--share", "g", "--spool", name, "study.toml") for name in self.spools
        } or {"collector": Process(folder, "collect", "study.toml")}
        if spools:
            self.collectors["gatherer"] = Process(folder, "gather", "--follow", "study.toml", *self.spools)
        self.names = [f"agent-{number}" for number in range(agents)]
        self.clock = folder / "clock"
        set_clock(self.clock, WRONG_SECONDS, synchronised=False)
        self.agents = {name: self._agent(name) for name in self.names}
        self.late = Vantage(
            folder, LATE, datetime.now(UTC).replace(second=0, microsecond=0) - LATE_BY - timedelta(days=1)
        )
        self.late.make(LATE_MINUTES, now=self.late.start)
        self.past: list[Made] = []
        self.kills = self.steps = 0

    def _agent(self, name: str) -> Process:
        stepped = name == self.names[0]
        text = AGENT.format(name=name, url=self.broker.url, hold=HOLD_SECONDS if stepped else 0)
        (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return Process(self.folder, "agent", f"{name}.toml", clock=self.clock if stepped else None)

    def start(self) -> None:
        """Start everything."""
        self._thread.start()
        self.broker.start()
        for one in (*self.collectors.values(), *self.agents.values()):
            one.start()

    def storm(self, seconds: float, most: int = sys.maxsize) -> None:
        """Kill one after the other at random, for so long, and *most* so many."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.kills < most:
            time.sleep(self._dice.uniform(*PAUSE_SECONDS))
            victim = self._dice.choice(["broker", *self.collectors, "clock", *self.names])
            if victim == "clock":
                self._set_clock()
                continue
            process = {"broker": self.broker, **self.collectors, **self.agents}[victim]
            process.kill()
            self.kills += 1
            if victim in self.agents and self._dice.random() < ANEW:
                self._write_anew(victim)
            time.sleep(self._dice.uniform(*DOWN_SECONDS))
            process.start()

    def _set_clock(self) -> None:
        """Set the clock that is set from outside: right at first, then by some seconds."""
        set_clock(self.clock, self._dice.randint(*STEP_SECONDS) if self.steps else 0, synchronised=True)
        self.steps += 1

    async def deliver_late(self, after_seconds: float) -> None:
        """Deliver the day that was made days ago, whoever is killed meanwhile."""
        await asyncio.sleep(after_seconds)
        async with self.late.posting(self.broker.url):
            until = time.monotonic() + PATIENCE_SECONDS
            while await asyncio.to_thread(self.late.backlog):
                assert time.monotonic() < until, "what was late never came"
                await asyncio.sleep(0.5)

    def _write_anew(self, name: str) -> None:
        """Lose the card of an agent; what it had made until then is noted."""
        self.past += self._made(name)
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def settle(self) -> None:
        """Let everything run, then end the agents until all of them have nothing left to send."""
        if not self.steps:
            self._set_clock()
        until = time.monotonic() + PATIENCE_SECONDS
        waiting = list(self.names)
        while waiting:
            if time.monotonic() > until:
                raise AssertionError(f"These agents never came to an end: {waiting}\n{self.logs()}")
            time.sleep(1.0)
            for name in [one for one in waiting if (self.folder / one / "outbox.sqlite3").exists()]:
                self.agents[name].end()
                if not self._backlog(name):
                    waiting.remove(name)
                else:
                    self.agents[name].start()

    def gather(self) -> None:
        """Let the spools close what they have, and gather all of it."""
        for one in self.collectors.values():
            one.end()
        command = [sys.executable, "-m", "kaklet", "gather", "study.toml", *self.spools]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert not [one for name in self.spools for one in (self.folder / name).glob("2*")], done

    def stop(self) -> None:
        """Kill what is left."""
        for one in (*self.collectors.values(), *self.agents.values(), self.broker):
            one.kill()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _backlog(self, name: str) -> int:
        with closing(sqlite3.connect(self.folder / name / "outbox.sqlite3")) as db:
            return int(db.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def _made(self, name: str) -> Iterator[Made]:
        file = self.folder / name / "outbox.sqlite3"
        if not file.exists():
            return
        with closing(sqlite3.connect(file)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
                return
            epoch = db.execute("SELECT value FROM about WHERE name = 'epoch'").fetchone()
            last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
            days = db.execute("SELECT first, last - first + 1, digest, moved FROM days").fetchall()
        if epoch and last:
            yield Made(
                name, epoch[0], last[0], {first: (count, joined(digest, moved)) for first, count, digest, moved in days}
            )

    def prove(self) -> str:
        """Hold what is in the store against what the agents say they made; tell the sums."""
        with closing(Store.read(database(self.folder / "data"))) as store:
            held = {(one.agent, one.epoch): one for one in holdings(store)}
            told = {one.agent: one for one in completeness(held.values())}
            samples = store.count("observations")
        now = [made for name in (*self.names, LATE) for made in self._made(name)]
        for made in now:
            one = held[made.agent, made.epoch]
            assert one.ranges == ((1, made.last),), (made, one)
            assert {day.first: (day.count, day.digest) for day in one.days} == made.days, (made, one)
        for made in self.past:
            lost = held.get((made.agent, made.epoch))
            assert lost is None or lost.ranges[-1][1] <= made.last, (made, lost)
        anew = {made.agent for made in self.past}
        for one in told.values():
            assert (one.refused, one.frozen) == (0, 0), one
            # What an old card still held is not called lost before every spool was gathered a minute further.
            assert one.under_way == 0 or (self.spools and one.agent in anew), one
            assert one.agent in anew or one.lost == 0, one
        assert {one.agent for one in told.values()} == {*self.names, LATE}
        assert told[LATE].late == told[LATE].produced == len(self.late.made)
        produced, collected = (sum(getattr(one, name) for one in told.values()) for name in ("produced", "collected"))
        lost = sum(one.lost + one.under_way for one in told.values())
        return (
            f"{self.kills} kills, {self.steps} settings of a clock, {len(self.past)} cards written anew:"
            f" produced {produced}, collected {collected}, of which {told[LATE].late} late,"
            f" lost with a card {lost}, samples in the store {samples}."
        )

    def logs(self) -> str:
        """Tell what all of them said last."""
        return "\n".join(f"--- {file.name}\n{file.read_text()[-3000:]}" for file in sorted(self.folder.glob("*.log")))


def chaos(
    folder: Path, binary: str, *, agents: int, seconds: float, seed: int, most: int = sys.maxsize, spools: int = 0
) -> str:
    """Let the storm go over *agents* agents and prove that nothing was lost; tell the sums."""
    world = World(folder, binary, agents, seed, spools)
    try:
        world.start()
        with ThreadPoolExecutor(1) as aside:
            late = aside.submit(lambda: asyncio.run(world.deliver_late(seconds / 2)))
            world.storm(seconds, most)
            world.settle()
            late.result()
        if spools:
            world.gather()
        return world.prove()
    except BaseException:
        sys.stderr.write(world.logs())
        raise
    finally:
        world.stop()


def main(seconds: float, seed: int) -> None:
    """Run for so long, and tell the seed that repeats it."""
    binary = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if binary is None:
        sys.exit("mosquitto is missing: install Debian's package mosquitto.")
    sys.stdout.write(f"Chaos for {seconds:g} s with seed {seed}.\n")
    sys.stdout.flush()
    for spools, what in ((0, "One collector"), (2, "Two spools")):
        with tempfile.TemporaryDirectory(prefix="kaklet-chaos-") as folder:
            told = chaos(Path(folder), binary, agents=4, seconds=seconds / 2, seed=seed, spools=spools)
        sys.stdout.write(f"{what}: {told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbits(32))
