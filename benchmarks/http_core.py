# noqa: INP001 -- a script beside the package, not a part of it
"""
What one HTTP question costs, and how far its TTFB is from the truth: our own exchange beside aiohttp's.

Prints a JSON line for each figure: ``ours``, ``peer`` and their ``ratio``, medians of runs that take turns. The
server is another process on the other core, holds each answer for a known time, and tells afterwards what each
TTFB really was. Run it as ``python benchmarks/http_core.py``.
"""

import asyncio
import os
import random
import socket
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import trustme

from probes.http import HttpProbe as AiohttpProbe
from probes.http_next import HttpProbe
from probes.kernel import read_stamped, stamp
from probes.probe import Probe, Target, Tools, Visit, observe
from results.records import Observation, Record

RUNS = 5
COST_PROBES = 2_000
AT_ONCE = 20
RATE = 200
TIMED_PROBES = 1_000
HELD = (0.005, 0.105)
BODY = b"agreed text " * 100
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(BODY), BODY)


class Server:
    """Answers each connection once, after as many microseconds as the path says, and remembers the true TTFB."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1_000)
        self._listener.settimeout(0)
        self._loop.add_reader(self._listener.fileno(), self._accept)
        self.port = self._listener.getsockname()[1]
        self.truth: dict[str, float] = {}

    def _accept(self) -> None:
        try:
            taken, _ = self._listener.accept()
        except BlockingIOError:
            return
        taken.settimeout(0)
        stamp(taken)
        self._loop.add_reader(taken.fileno(), self._asked, taken)

    def _asked(self, taken: socket.socket) -> None:
        said, came_at = read_stamped(taken, 4_096)
        self._loop.remove_reader(taken.fileno())
        if not said:
            taken.close()
            return
        path = said.split(b" ", 2)[1].decode()
        hold = int(path.split("/")[1]) / 1e6
        if hold:
            self._loop.call_later(hold, self._answer, taken, path, came_at)
        else:
            self._answer(taken, path, came_at)

    def _answer(self, taken: socket.socket, path: str, came_at: int | None) -> None:
        sent_at = time.time_ns()
        try:
            taken.send(ANSWER)
        except OSError:
            return
        finally:
            taken.close()
        if came_at is not None:
            self.truth[path] = (sent_at - came_at) / 1e9


def serve(pipe: Connection, certificate: str) -> None:
    """Serve until the pipe says so; tell the ports, then the truth."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(_serve(pipe, certificate))


async def _serve(pipe: Connection, certificate: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server()
    secured = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=1_000)
    pipe.send((server.port, secured.sockets[0].getsockname()[1]))
    while True:
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        pipe.send(server.truth)


class Nowhere:
    """A sink and a store that keep nothing: only the asking is measured."""

    def keep(self, record: Record) -> None:
        """Let it go."""

    async def settled(self) -> None:
        """Nothing is kept."""

    def put(self, content: bytes) -> str:
        """Let it go."""
        return str(len(content))

    def get(self, sha256: str) -> bytes:
        """Nothing is kept."""
        raise KeyError(sha256)


async def ask(probe: Probe, url: str) -> Observation:
    """Ask once, as the daemon does."""
    visit = Visit(
        agent="here",
        session=None,
        task="task",
        slot=datetime(2026, 1, 1, tzinfo=UTC),
        turn=0,
        target=Target(provider="bjorkhost", name="shop", url=url),
        tools=Tools(sink=Nowhere(), evidence=Nowhere(), post=None),
    )
    found = await observe(probe, visit, kind="http")
    if found.failure is not None:
        sys.exit(f"The benchmark's own server did not answer {url}: {found.failure}, {found.detail}.")
    return found


async def cost(probe: Probe, url: str) -> float:
    """Return the CPU ms of this process for each of `COST_PROBES`, `AT_ONCE` under way at any time."""
    left = iter(range(COST_PROBES))

    async def work() -> None:
        for _ in left:
            await ask(probe, url)

    before = time.process_time()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (time.process_time() - before) / COST_PROBES * 1e3


async def error(probe: Probe, base: str, pipe: Connection) -> float:
    """Return the 99th percentile, in ms, of how far the TTFB of `TIMED_PROBES` at `RATE` a second is from the truth."""
    dice = random.Random(1)  # noqa: S311 -- repeatable on purpose
    run = time.monotonic_ns()
    paths = [f"/{round(dice.uniform(*HELD) * 1e6)}/{run}/{number}" for number in range(TIMED_PROBES)]
    started = time.monotonic()

    async def one(number: int) -> float:
        await asyncio.sleep(started + number / RATE - time.monotonic())
        return (await ask(probe, base + paths[number])).metrics["ttfb_seconds"]

    told = await asyncio.gather(*(one(number) for number in range(TIMED_PROBES)))
    pipe.send("the truth")
    truth = pipe.recv()
    wrong: list[float] = sorted(abs(said - truth[path]) for said, path in zip(told, paths, strict=True))
    return wrong[round(0.99 * (TIMED_PROBES - 1))] * 1e3


def compare(name: str, ours: Probe, peer: Probe, measure: Callable[[Probe], Awaitable[float]]) -> None:
    """Measure both in turn and print the medians."""
    found: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(2 * RUNS):
        found[turn % 2].append(asyncio.run(_measured(measure, (ours, peer)[turn % 2])))
    mine, theirs = (statistics.median(found[which]) for which in (0, 1))
    line = {"name": name, "ours": round(mine, 4), "peer": round(theirs, 4), "ratio": round(mine / theirs, 3)}
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


async def _measured(measure: Callable[[Probe], Awaitable[float]], probe: Probe) -> float:
    return await measure(probe)


def main() -> None:
    """Start the server and print all figures."""
    with tempfile.TemporaryDirectory() as folder:
        authority = trustme.CA()
        ca_file, certificate = Path(folder, "ca.pem"), Path(folder, "server.pem")
        authority.cert_pem.write_to_path(ca_file)
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
        pipe, far = get_context("spawn").Pipe()
        server = get_context("spawn").Process(target=serve, args=(far, str(certificate)), daemon=True)
        server.start()
        plain, secured = pipe.recv()
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        ours, peer = HttpProbe(ca_file=str(ca_file)), AiohttpProbe(ca_file=str(ca_file))
        base = f"http://127.0.0.1:{plain}"
        compare("http_cpu_ms", ours, peer, lambda probe: cost(probe, f"{base}/0/cost"))
        compare("https_cpu_ms", ours, peer, lambda probe: cost(probe, f"https://127.0.0.1:{secured}/0/cost"))
        compare("ttfb_error_p99_ms_at_200", ours, peer, lambda probe: error(probe, base, pipe))
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
