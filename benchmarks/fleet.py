"""
Records per second through an agent's outbox, a broker and the collector into SQLite, and the memory of an agent.

The broker is Debian's mosquitto, the collector the real command, the agent's side this process: its outbox is filled
by one thread while another posts from it. The peer is a bare insert of as many rows (see `benchmarks.ingest`).
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.ingest import BATCH, ingest_bare
from benchmarks.stored import PROVIDERS, SERIES, exchange, tell
from benchmarks.study_files import study_text
from kaklet.fleet.manner import Manner
from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.posting import Posting
from kaklet.fleet.settings import Meeting
from kaklet.fleet.transport import keep_connected
from results.keep import Store
from results.keep.outbox import Outbox, Standing
from results.records import Observation, Session
from results.records.fleet import AgentState, Presence

RATE_BAR = 20_000
MEMORY_BAR_MB = 60
WATCHED_SERIES = 200
_BROKER = '\n[broker]\nurl = "{url}"\nlate_days = 10000\n'
_AGENT = """
agent = "bench"
study = "bench"
data = "agent"
study_file = "study.toml"
[broker]
url = "{url}"
"""


class Extent(NamedTuple):
    """How much is done."""

    records: int = 100_000
    watched_seconds: float = 70.0


def main(extent: Extent = Extent()) -> None:  # noqa: B008 -- immutable
    """Print the lines of the bars."""
    binary = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if binary is None:
        sys.stderr.write("mosquitto is missing: install Debian's package mosquitto. The fleet is not measured.\n")
        return
    for measure in (through, memory):
        with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as place:
            folder = Path(place)
            with _broker(folder, binary) as url:
                measure(folder, url, extent)


def through(folder: Path, url: str, extent: Extent) -> None:
    """How fast records go through all of it, beside a bare insert."""
    made_study(folder, url, tasks=SERIES // PROVIDERS, providers=PROVIDERS, every=60, port=1)
    observations = [exchange(*divmod(number, SERIES)) for number in range(extent.records)]
    peer = extent.records / ingest_bare(folder / "bare.sqlite3", observations)
    with _command(folder, "collect", "study.toml") as collector:
        # What a long-running collector has behind it is not measured: its start, and the naming of series.
        asyncio.run(_posted(folder / "first", url, "e0", observations[:BATCH]))
        store = Store.read(folder / "data" / "kaklet.sqlite3")
        before = store.count("observations")
        cpu = _cpu_seconds(collector.pid)
        seconds = asyncio.run(_posted(folder / "second", url, "e1", observations[BATCH:]))
        cpu = _cpu_seconds(collector.pid) - cpu
        with closing(store):
            came = store.count("observations") - before
    rate = came / seconds
    tell(
        "records/s through outbox, broker and collector",
        rate,
        peer,
        RATE_BAR,
        met=came == extent.records - BATCH and rate >= RATE_BAR,
        records=came,
        collector_cpu_us_per_record=round(1e6 * cpu / came, 1),
    )


async def _posted(folder: Path, url: str, session: str, observations: Sequence[Observation]) -> float:
    """Put *observations* into an outbox and post them until all are acknowledged; return the seconds."""
    path = folder / "outbox.sqlite3"
    run = Session(id=session, agent="bench", started_at=datetime.now(UTC), software="0", config_sha256="0", boot_id="")
    door = OutboxDoor(path)
    ended = asyncio.Event()

    def state(standing: Standing, state: Presence) -> AgentState:
        now = datetime.now(UTC)
        return AgentState(
            agent="bench", session=session, state=state, at=now, started_at=now, software="0", backlog=standing.backlog
        )

    def made() -> None:
        with closing(Outbox.create(path)) as outbox:
            outbox.keep([run])
            for at in range(0, len(observations), BATCH):
                outbox.keep(made_before[at : at + BATCH])

    made_before = [of_run(one, session) for one in observations]
    posting = Posting(Meeting(url=url), "bench", "bench", door, state, Manner(linger_seconds=0.02))
    started = time.perf_counter()
    keep = keep_connected(posting.connect, posting.work, posting.retry, what="It waits.", until=ended)
    post = asyncio.create_task(keep)
    await asyncio.to_thread(made)
    while not await door.ask(Outbox.empty):  # noqa: ASYNC110 -- it is on the disk and has no event
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - started
    post.cancel()
    await asyncio.gather(post, return_exceptions=True)
    await door.close()
    return seconds


def of_run(one: Observation, session: str) -> Observation:
    """Say that *one* was made in the run *session*."""
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return Observation(**{**fields, "session": session})


def memory(folder: Path, url: str, extent: Extent) -> None:
    """How much memory an agent takes that asks two hundred series once a minute."""
    with socket.create_server(("127.0.0.1", 0), backlog=WATCHED_SERIES) as refusing:
        port = refusing.getsockname()[1]
    made_study(folder, url, tasks=WATCHED_SERIES // PROVIDERS, providers=PROVIDERS, every=10, port=port)
    (folder / "agent.toml").write_text(_AGENT.format(url=url))
    lean = _lean(folder)
    with _command(folder, "agent", "agent.toml", python=lean or sys.executable) as agent:
        time.sleep(extent.watched_seconds)
        status = Path(f"/proc/{agent.pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    taken = int(line.split()[1]) / 1024
    tell(
        f"memory of an agent with {WATCHED_SERIES} series, MB",
        taken,
        None,
        MEMORY_BAR_MB,
        met=taken <= MEMORY_BAR_MB,
        only_what_an_agent_needs=lean is not None,
    )


def _lean(folder: Path) -> str | None:
    """Install `.[fleet]` alone, as at a vantage; return its Python, or None where there is no uv, or no registry."""
    uv, python = shutil.which("uv"), folder / "lean" / "bin" / "python"
    if uv is None:
        return None
    root = Path(__file__).parents[1]
    wanted = ("--constraint", root / "requirements-dev.txt", f"{root}[fleet]")
    for command in (
        ("venv", "--python", sys.executable, python.parents[1]),
        ("pip", "install", "--compile-bytecode", "--python", python, *wanted),
    ):
        if subprocess.run([uv, "--quiet", *command], check=False).returncode:  # noqa: S603 -- our own
            return None
    return str(python)


def made_study(folder: Path, url: str, *, tasks: int, providers: int, every: float, port: int) -> None:
    """Write a study of *tasks* and *providers* into *folder*."""
    text = study_text(
        checks=tasks,
        providers=providers,
        agent="here",
        every_seconds=every,
        timeout_seconds=5,
        acceptable_seconds=None,
        site=f"http://127.0.0.1:{port}/",
        more=_BROKER.format(url=url),
    )
    (folder / "study.toml").write_text(text, encoding="utf-8")


@contextmanager
def _broker(folder: Path, binary: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n")
    with subprocess.Popen([binary, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as broker:  # noqa: S603 -- Debian's
        try:
            time.sleep(1.0)
            yield f"mqtt://127.0.0.1:{port}"
        finally:
            broker.terminate()


@contextmanager
def _command(folder: Path, *arguments: str, python: str = sys.executable) -> Iterator[subprocess.Popen[bytes]]:
    command = [python, "-m", "kaklet", *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- our own
        try:
            yield process
        finally:
            process.terminate()


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
