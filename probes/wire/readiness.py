"""
Waiting until a socket has news: something to read, room to write, a handshake that is over.

The event loop's own way costs two calls of the kernel for each wait, and bookkeeping in Python that takes longer than
these. Here each socket is registered once (edge-triggered, epoll(7)), and closing it takes it off. Where there is no
epoll, the loop's own way is taken.
"""

import asyncio
import select
import socket
import sys

from probes.per_loop import PerLoop
from probes.stepper import Stepper, current

_AT_ONCE = 256
"""News that are taken in one go."""


class Readiness:
    """Tells when *sock*, whose connecting has begun, has news. Whoever made it closes it, before the socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._fd = sock.fileno()
        self._news = False
        self.readable = False
        """Whether there may be something to read; who finds nothing sets it back."""
        self._waiting: asyncio.Future[None] | None = None
        self._stepper: Stepper | None = None
        self._poller = _poller(self._loop)
        if self._poller is not None:
            self._poller.add(self._fd, self)

    async def wait(self, *, writing: bool = False) -> None:
        """
        Return when there has been news since the last time; there may be nothing new to read or write all the same.

        Where there is no epoll: when the socket can be read, or if *writing* written.
        """
        if self._poller is None:
            await self._wait_by_loop(writing=writing)
            return
        if not self._news:
            stepper = self._stepper = current()
            if stepper is not None:
                await stepper.news()
            else:
                self._waiting = self._loop.create_future()
                await self._waiting
        self._news = False

    def tell(self, *, readable: bool = True) -> None:
        """There is news."""
        self._news = True
        self.readable |= readable
        if self._stepper is not None:
            stepper, self._stepper = self._stepper, None
            stepper.resume()
        elif self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def close(self) -> None:
        """Listen no more; it does no harm twice."""
        if self._poller is not None:
            self._poller.drop(self._fd, self)

    async def _wait_by_loop(self, *, writing: bool) -> None:
        self._waiting = self._loop.create_future()
        watch, unwatch = (
            (self._loop.add_writer, self._loop.remove_writer)
            if writing
            else (self._loop.add_reader, self._loop.remove_reader)
        )
        watch(self._fd, self.tell)
        try:
            await self._waiting
        finally:
            unwatch(self._fd)


if sys.platform == "linux":

    class _Poller:
        """All sockets of one event loop, in an epoll of their own that the loop watches."""

        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self._epoll = select.epoll()
            self._told: dict[int, Readiness] = {}
            loop.add_reader(self._epoll.fileno(), self._hear)

        def add(self, fd: int, readiness: Readiness) -> None:
            """Tell *readiness* of news of *fd* from now on."""
            self._told[fd] = readiness
            self._epoll.register(fd, select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET)

        def drop(self, fd: int, readiness: Readiness) -> None:
            """Forget *fd*, unless its number belongs to another by now; the kernel forgets it when it is closed."""
            if self._told.get(fd) is readiness:
                del self._told[fd]

        def _hear(self) -> None:
            for fd, events in self._epoll.poll(0, _AT_ONCE):
                readiness = self._told.get(fd)
                if readiness is not None:
                    readiness.tell(readable=events != select.EPOLLOUT)

    _POLLERS = PerLoop(_Poller)

    def _poller(loop: asyncio.AbstractEventLoop) -> _Poller | None:
        return _POLLERS.of(loop)

else:

    def _poller(loop: asyncio.AbstractEventLoop) -> None:
        """Tell that there is no epoll here."""
