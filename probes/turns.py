"""Whose turn it is on the line to here: what fills it would spoil what is timed on it, and the other way round."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

FILLING = frozenset({"ndt7", "responsiveness"})
"""Kinds that use all that the line carries."""
TIMED = frozenset({"web"})
"""Kinds that carry so much that they would be slowed by these, and slow them."""
_FREE: AbstractAsyncContextManager[None] = nullcontext()


class Turns:
    """One visit that fills the line, or any number of those that are timed on it; all other kinds do not wait."""

    def __init__(self) -> None:
        self._filling = False
        self._timed = 0
        self._news = asyncio.Event()
        self._ended = False

    def of(self, kind: str) -> AbstractAsyncContextManager[None]:
        """
        Return what waits until a visit of *kind* may begin, and keeps the others waiting while it lasts.

        It raises `asyncio.CancelledError` where it still waits at the end.
        """
        if kind in FILLING:
            return self._fills()
        return self._is_timed() if kind in TIMED else _FREE

    def end(self) -> None:
        """Let nobody begin who waits."""
        self._ended = True
        self._news.set()

    @asynccontextmanager
    async def _fills(self) -> AsyncIterator[None]:
        await self._until(lambda: not self._filling and self._timed == 0)
        self._filling = True
        try:
            yield
        finally:
            self._filling = False
            self._news.set()

    @asynccontextmanager
    async def _is_timed(self) -> AsyncIterator[None]:
        await self._until(lambda: not self._filling)
        self._timed += 1
        try:
            yield
        finally:
            self._timed -= 1
            self._news.set()

    async def _until(self, free: Callable[[], bool]) -> None:
        while not free():
            self._news.clear()
            await self._news.wait()
            if self._ended:
                raise asyncio.CancelledError
