"""A download by ndt7 on loopback, our client at our server, beside iperf3 in the same run: one stream each, in turn."""

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import msgspec
from yarl import URL

from benchmarks.bars import at_least, say
from benchmarks.listening import wait_for
from probes.line.client import Run, download
from probes.line.messages import DOWNLOAD

BAR = 0.35
ROUNDS = 3
SECONDS = 3.0
_PATIENCE_SECONDS = 20.0
_BITS = 8


class _Received(msgspec.Struct):
    bits_per_second: float


class _End(msgspec.Struct):
    sum_received: _Received


class _Said(msgspec.Struct):
    end: _End


def main(rounds: int = ROUNDS, seconds: float = SECONDS) -> None:
    """Print the line: bits a second of both, and their ratio. There is no peer where iperf3 is not installed."""
    iperf3 = shutil.which("iperf3")
    ours: list[float] = []
    peer: list[float] = []
    kaklet = str(Path(sys.executable).with_name("kaklet"))
    with _serving([kaklet, "serve-ndt7", "--seconds", "13", "--port"]) as port:
        for _ in range(rounds):
            ours.append(asyncio.run(_ours(port, seconds)))
            if iperf3 is not None:
                with _serving([iperf3, "-s", "-p"]) as other:
                    peer.append(_theirs(iperf3, other, seconds))
    say(at_least("ndt7 download on loopback, share of iperf3", ours, peer, bar=BAR))


async def _ours(port: int, seconds: float) -> float:
    run = Run()
    async with aiohttp.ClientSession() as session:
        await download(session, URL.build(scheme="ws", host="127.0.0.1", port=port, path=DOWNLOAD), seconds, run)
    return _BITS * run.content_bytes / run.seconds


def _theirs(iperf3: str, port: int, seconds: float) -> float:
    command = [iperf3, "-c", "127.0.0.1", "-p", str(port), "-R", "-J", "-t", f"{seconds:.0f}"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE_SECONDS + seconds)  # noqa: S603 -- Debian's own
    return msgspec.json.decode(done.stdout, type=_Said).end.sum_received.bits_per_second


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[int]:
    """Run *command* with a free port behind it until the end of the block; tell the port."""
    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = int(placeholder.getsockname()[1])
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*command, str(port)], stdout=said, stderr=said)  # noqa: S603 -- ours and Debian's
        try:
            wait_for(port, _PATIENCE_SECONDS)
            yield port
        finally:
            process.terminate()
            process.wait()
