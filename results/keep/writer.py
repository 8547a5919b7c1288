"""The one writer: a thread of its own, so that the probing loop never waits for the disk."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from results.keep.errors import StoreBusyError, StoreError, StoreFullError
from results.keep.store import Store
from results.records import Record

BATCH = 1_000
"""Records in one transaction, at most."""
LINGER_SECONDS = 0.1
"""How long the first record of a batch may wait for others."""
RESERVE_BYTES = 4 << 20
"""Kept occupied beside the store, and given up when the disk is full, so that what was measured still fits."""
BUSY_PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)

_Item = Record | Future[None]


class Writer:
    """
    A `Sink` that writes to the store at *path* in batches, in the order in which records came.

    When the disk is full, the reserve is given up, what is pending is written, and *give_up* is called with the
    error: the daemon then stops. Nothing that was taken is dropped while there is any way to write it.
    """

    def __init__(self, path: Path, *, give_up: Callable[[StoreError], None]) -> None:
        self._path = path
        self._reserve = path.with_name("reserve")
        self._give_up = give_up
        self._queue: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer")
        self._opened: Future[None] = Future()
        self._failed: StoreError | None = None

    def start(self) -> None:
        """Open the store and begin. Raises `StoreError` if it cannot be opened or there is no room beside it."""
        self._thread.start()
        self._opened.result()

    def keep(self, record: Record) -> None:
        """Take *record*; it is on disk within a fraction of a second. May be called from any thread."""
        self._queue.put(record)

    async def settled(self) -> None:
        """Return when all that was taken until now is on disk; raise `StoreError` if it cannot be."""
        mark: Future[None] = Future()
        self._queue.put(mark)
        await asyncio.wrap_future(mark)

    def stop(self) -> None:
        """Write what is pending and close. Raises `StoreError` if something could not be written."""
        self._queue.put(None)
        self._thread.join()
        if self._failed:
            raise self._failed

    def _run(self) -> None:
        try:
            store = self._open()
        except StoreError as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            while self._write(store, self._batch()):
                pass
        finally:
            store.close()

    def _open(self) -> Store:
        store = Store.create(self._path)
        try:
            _occupy(self._reserve)
        except OSError as error:
            store.close()
            raise StoreFullError(f"There is no room beside {self._path}: {error.strerror}.") from error
        return store

    def _batch(self) -> list[_Item | None]:
        """Wait for one item, then gather what comes close behind it."""
        batch = [self._queue.get()]
        until = time.monotonic() + LINGER_SECONDS
        while len(batch) < BATCH and batch[-1] is not None:
            # A waiting caller is not made to wait for others.
            patience = 0.0 if isinstance(batch[-1], Future) else max(0.0, until - time.monotonic())
            try:
                batch.append(self._queue.get(timeout=patience) if patience else self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _write(self, store: Store, batch: list[_Item | None]) -> bool:
        """Write one batch and tell those who wait for it; return whether to go on."""
        records = [item for item in batch if item is not None and not isinstance(item, Future)]
        error = self._failed or self._keep(store, records)
        for item in batch:
            # Who waited may have run out of time meanwhile: its mark is then cancelled.
            if isinstance(item, Future) and item.set_running_or_notify_cancel():
                item.set_exception(error) if error else item.set_result(None)
        return batch[-1] is not None

    def _keep(self, store: Store, records: list[Record]) -> StoreError | None:
        while True:
            try:
                store.keep(records)
            except StoreBusyError as error:
                log.warning("%s Until then %d records wait in memory.", error, len(records) + self._queue.qsize())
                time.sleep(BUSY_PAUSE_SECONDS)
            except StoreFullError as error:
                if not self._reserve.exists():
                    return self._fail(error)
                self._reserve.unlink()
                self._give_up(error)
            except StoreError as error:
                return self._fail(error)
            else:
                return None

    def _fail(self, error: StoreError) -> StoreError:
        self._failed = error
        self._give_up(error)
        return error


def _occupy(reserve: Path) -> None:
    """Make the reserve of real blocks, not of a hole."""
    if reserve.exists() and reserve.stat().st_size == RESERVE_BYTES:
        return
    with reserve.open("wb") as file:
        file.write(bytes(RESERVE_BYTES))
