"""Servers that misbehave as told, each in threads of its own, so that a daemon can be let loose on them."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    Talk = Callable[[socket.socket], None]
    Converse = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"
PAGE = OK + b"Content-Length: 8\r\nConnection: close\r\n\r\nthe page"
BOMB = gzip.compress(b"\0" * 30_000_000)


class Server:
    """Takes each connection, and lets *talk* have it; counts how many there were."""

    def __init__(self, talk: Talk, *, context: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self.attempts = 0
        self._talk = talk
        self._context = context
        self._listener = socket.create_server((address, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._take)]
        self._threads[0].start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                taken, _ = self._listener.accept()
                self.attempts += 1
                self._open.add(taken)
                self._threads.append(threading.Thread(target=self._serve, args=(taken,)))
                self._threads[-1].start()

    def _serve(self, taken: socket.socket) -> None:
        with suppress(OSError), taken:
            if self._context is None:
                self._talk(taken)
            else:
                with self._context.wrap_socket(taken, server_side=True) as spoken:
                    self._talk(spoken)
        self._open.discard(taken)

    def close(self) -> None:
        """Take no more, cut off what is open, and end."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for taken in list(self._open):
            with suppress(OSError):
                taken.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()


def request(taken: socket.socket) -> bytes:
    """Read a request's header; nothing if there came none."""
    said = b""
    while b"\r\n\r\n" not in said:
        chunk = taken.recv(4_096)
        if not chunk:
            return b""
        said += chunk
    return said


def saying(said: bytes) -> Talk:
    """Answer a request with *said*, and hang up."""

    def talk(taken: socket.socket) -> None:
        if request(taken):
            taken.sendall(said)

    return talk


def hang_up(taken: socket.socket) -> None:
    """Close at once."""
    taken.close()


def stalling(said: bytes = b"") -> Talk:
    """Say *said* after the first words, and then nothing."""

    def talk(taken: socket.socket) -> None:
        taken.recv(4_096)
        taken.sendall(said)
        while taken.recv(4_096):
            pass

    return talk


def drip(taken: socket.socket) -> None:
    """Give a byte of the body now and then, for ever."""
    request(taken)
    taken.sendall(OK + b"\r\n")
    while True:
        taken.sendall(b"x")
        time.sleep(0.02)


def endless(taken: socket.socket) -> None:
    """Give chunks without an end."""
    request(taken)
    taken.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        taken.sendall(b"400\r\n" + b"x" * 0x400 + b"\r\n")


def bomb(taken: socket.socket) -> None:
    """Give a small body that would become a large one."""
    saying(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB)(taken)


def challenge(taken: socket.socket) -> None:
    """Ask whether the visitor is a person, as guards do."""
    body = b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    saying(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(body) + body)(taken)


def line_by_line(*answers: bytes) -> Converse:
    """Make a server that says one of *answers* at first and one after each line, and then hangs up."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for place, answer in enumerate(answers):
            if place:
                await reader.readline()
            writer.write(answer)
            await writer.drain()

    return handler
