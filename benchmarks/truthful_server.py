"""
A web server that knows the truth: it holds each answer for as long as its path says, and logs when it was sent.

It runs in a process of its own, on the last core. ``/HOLD_US/...`` is answered HOLD_US microseconds after the request
came. The request's coming is the kernel's word, so that a late server is late but never wrong.
"""

import asyncio
import os
import socket
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import trustme

from probes.wire.kernel import read_stamped, stamp

BACKLOG = 2_000
BODY = b"agreed text " * 100
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(BODY), BODY)


class Sent(NamedTuple):
    """From the request's coming to just before, and just after, the answer was given to the kernel; in seconds."""

    earliest: float
    latest: float

    def error(self, told: float) -> float:
        """Tell by how many seconds *told* is not what was: 0 if the server itself knows it no better."""
        return max(self.earliest - told, told - self.latest, 0.0)


Truth = dict[str, Sent]
"""By path."""


class Server:
    """What the benchmark knows of the server's process."""

    def __init__(self, pipe: Connection, ca_file: Path) -> None:
        self._pipe = pipe
        self.ca_file = str(ca_file)
        self.http_port: int
        self.https_port: int
        self.http_port, self.https_port = pipe.recv()

    def truth(self) -> Truth:
        """Fetch what was sent when since the last time."""
        self._pipe.send("the truth")
        truth: Truth = self._pipe.recv()
        return truth


@contextmanager
def serving(core: int) -> Iterator[Server]:
    """Run the server on *core* until the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        authority = trustme.CA()
        ca_file, certificate = Path(folder, "ca.pem"), Path(folder, "server.pem")
        authority.cert_pem.write_to_path(str(ca_file))
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(certificate))
        pipe, far = get_context("spawn").Pipe()
        process = get_context("spawn").Process(target=_serve, args=(far, str(certificate), core), daemon=True)
        process.start()
        try:
            yield Server(pipe, ca_file)
        finally:
            process.terminate()
            process.join()


class _Plain:
    """Answers each connection once, and remembers."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self._listener.settimeout(0)
        stamp(self._listener)  # the kernel begins to stamp a moment after it is asked for the first time
        self._loop.add_reader(self._listener.fileno(), self._accept)
        self.port = int(self._listener.getsockname()[1])
        self.truth: Truth = {}

    def _accept(self) -> None:
        try:
            taken, _ = self._listener.accept()
        except BlockingIOError:
            return
        taken.settimeout(0)
        stamp(taken)
        self._loop.add_reader(taken.fileno(), self._asked, taken)

    def _asked(self, taken: socket.socket) -> None:
        self._loop.remove_reader(taken.fileno())
        try:
            said, came_at = read_stamped(taken, 4_096)
        except OSError:
            said, came_at = b"", None
        if not said:
            taken.close()
            return
        if came_at is None:
            came_at = time.time_ns()
        path = said.split(b" ", 2)[1].decode()
        due = int(path.split("/")[1]) / 1e6 - (time.time_ns() - came_at) / 1e9
        if due > 0:
            self._loop.call_later(due, self._answer, taken, path, came_at)
        else:
            self._answer(taken, path, came_at)

    def _answer(self, taken: socket.socket, path: str, came_at: int) -> None:
        before = time.time_ns()
        try:
            taken.send(ANSWER)
        except OSError:
            return
        finally:
            after = time.time_ns()
            taken.close()
        self.truth[path] = Sent((before - came_at) / 1e9, (after - came_at) / 1e9)


def _serve(pipe: Connection, certificate: str, core: int) -> None:
    os.sched_setaffinity(0, {core})
    asyncio.run(_serve_both(pipe, certificate))


async def _serve_both(pipe: Connection, certificate: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the prober has given up; its own figures tell
        finally:
            writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    plain = _Plain()
    secured = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=BACKLOG)
    pipe.send((plain.port, secured.sockets[0].getsockname()[1]))
    while True:
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        pipe.send(plain.truth)
        plain.truth = {}
