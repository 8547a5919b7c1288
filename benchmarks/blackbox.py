"""Debian's prometheus-blackbox-exporter, the peer: from a configuration and on a port of our own, asked at a rate."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.listening import wait_for

COMMAND = "prometheus-blackbox-exporter"
PATIENCE_SECONDS = 10.0
DRAIN_SECONDS = 30.0
"""How long it may take, past the last start, to have answered everything."""

_MODULE = """
modules:
  page:
    prober: http
    timeout: 10s
    http:
      preferred_ip_protocol: ip4
      fail_if_body_not_matches_regexp: ["agreed text"]
      tls_config: {ca_file: %s}
"""
_TTFB = re.compile(rb'^probe_http_duration_seconds\{phase="processing"\} (\S+)$', re.MULTILINE)
_SUCCESS = re.compile(rb"^probe_success 1$", re.MULTILINE)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Asked(NamedTuple):
    """What the exporter told, and what it took."""

    ttfb: Mapping[str, float]
    """By URL, in seconds, of those that succeeded."""
    failed: int
    cpu_seconds: float


class Blackbox:
    """A running exporter."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    def ask(self, urls: Sequence[str], *, rate: float) -> Asked:
        """Have it probe each of *urls*, *rate* a second whether or not it keeps up."""
        return asyncio.run(self._ask(urls, rate))

    async def _ask(self, urls: Sequence[str], rate: float) -> Asked:
        self._idle = []
        before, began = self._cpu_seconds(), asyncio.get_running_loop().time() + 0.1

        async def one(number: int) -> float | None:
            await asyncio.sleep(began + number / rate - asyncio.get_running_loop().time())
            return _ttfb(await self._get(f"/probe?module=page&target={urls[number]}"))

        async with asyncio.timeout(len(urls) / rate + DRAIN_SECONDS):
            told = await asyncio.gather(*(one(number) for number in range(len(urls))))
        for _, writer in self._idle:
            writer.close()
        found = {url: seconds for url, seconds in zip(urls, told, strict=True) if seconds is not None}
        return Asked(found, len(urls) - len(found), self._cpu_seconds() - before)

    async def _get(self, path: str) -> bytes:
        """Ask as Prometheus does, over connections that stay open."""
        if self._idle:
            reader, writer = self._idle.pop()
        else:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await _body(reader, head)
        self._idle.append((reader, writer))
        return body

    def _cpu_seconds(self) -> float:
        # proc(5): utime and stime are the 14th and 15th fields; the name before them may hold spaces.
        fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if length := _LENGTH.search(head):
        return await reader.readexactly(int(length[1]))
    whole = b""
    while size := int(await reader.readline(), 16):
        whole += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return whole


def _ttfb(answer: bytes) -> float | None:
    found = _TTFB.search(answer)
    return float(found[1]) if found and _SUCCESS.search(answer) else None


@contextmanager
def blackbox(ca_file: str, core: int) -> Iterator[Blackbox | None]:
    """Run the exporter on *core* until the end of the block; None where it is not installed."""
    command = shutil.which(COMMAND)
    if command is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = int(placeholder.getsockname()[1])
        placeholder.close()
        config = Path(folder, "blackbox.yml")
        config.write_text(_MODULE % ca_file, encoding="utf-8")
        arguments = [command, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
        ours = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {core})  # it counts its processors when it starts
        try:
            process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)  # noqa: S603 -- Debian's own
        finally:
            os.sched_setaffinity(0, ours)
        try:
            wait_for(port, PATIENCE_SECONDS)
            yield Blackbox(process, port)
        finally:
            process.terminate()
            process.wait()
