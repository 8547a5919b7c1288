"""The outbox behind a thread of its own: no loop waits for its disk."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from results.keep import StoreError
from results.keep.errors import StoreBusyError
from results.keep.redating_outbox import RedatingOutbox

BUSY_PAUSE_SECONDS = 0.5

log = logging.getLogger(__name__)
_Told = TypeVar("_Told")


class OutboxDoor:
    """Asks the outbox at *path*, one question after the other, on a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "outbox")
        self._outbox: RedatingOutbox | None = None

    async def ask(self, question: Callable[[RedatingOutbox], _Told]) -> _Told:
        """Return what *question* finds, when nobody else has the file locked. Raises `StoreError`."""
        told = False
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, self._asked, question)
            except StoreBusyError as error:
                if not told:
                    log.warning("%s Until then nothing is sent.", error)
                told = True
                await asyncio.sleep(BUSY_PAUSE_SECONDS)

    def _asked(self, question: Callable[[RedatingOutbox], _Told]) -> _Told:
        if self._outbox is None:
            self._outbox = RedatingOutbox.create(self._path)
        return question(self._outbox)

    async def close(self) -> None:
        """Close the connection."""

        def closing(outbox: RedatingOutbox) -> None:
            outbox.close()

        try:
            if self._outbox is not None:
                await self.ask(closing)
        except StoreError:
            pass  # it holds nothing that is not on disk
        self._thread.shutdown()
