"""The one writer: a thread of its own, so that the probing loop never waits for the disk."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from results.keep.errors import StoreBusyError, StoreError, StoreFullError
from results.keep.store import Store
from results.records import Record

BATCH = 1_000
"""Records in one transaction, at most."""
LINGER_SECONDS = 0.25
"""How long the first record of a batch may wait for others: a transaction costs as much as twenty records."""
RESERVE_BYTES = 4 << 20
"""Kept occupied beside the store, and given up when the disk is full, so that what was measured still fits."""
BUSY_PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)

_Item = Record | Future[None]


class Keeper(Protocol):
    """A file that takes records: the store, or the outbox of an agent."""

    def keep(self, records: Sequence[Record]) -> None:
        """Write all of *records*, or none; raise `StoreError` if it cannot."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class Writer:
    """
    A `Sink` that writes to the store at *path* in batches, in the order in which records came.

    *create* opens what it writes to: the store, unless another file is meant.

    When the disk is full, the reserve is given up, what is pending is written, and *give_up* is called with the
    error: the daemon then stops. Nothing that was taken is dropped while there is any way to write it.
    """

    def __init__(
        self,
        path: Path,
        *,
        give_up: Callable[[StoreError], None],
        create: Callable[[Path], Keeper] = Store.create,
    ) -> None:
        self._path = path
        self._create = create
        self._reserve = path.with_name("reserve")
        self._give_up = give_up
        self._pending: deque[_Item | None] = deque()
        self._begun, self._hurry = threading.Event(), threading.Event()
        """A batch has begun; it is not to wait for more. Each is set once a batch: waking a thread costs more than
        writing a record does."""
        self._thread = threading.Thread(target=self._run, name="writer")
        self._opened: Future[None] = Future()
        self._failed: StoreError | None = None

    def start(self) -> None:
        """Open the store and begin. Raises `StoreError` if it cannot be opened or there is no room beside it."""
        self._thread.start()
        self._opened.result()

    def keep(self, record: Record) -> None:
        """Take *record*; it is on disk within a fraction of a second. May be called from any thread."""
        self._pending.append(record)
        if not self._begun.is_set():
            self._begun.set()
        if len(self._pending) >= BATCH and not self._hurry.is_set():
            self._hurry.set()

    async def settled(self) -> None:
        """Return when all that was taken until now is on disk; raise `StoreError` if it cannot be."""
        mark: Future[None] = Future()
        self._put(mark)
        await asyncio.wrap_future(mark)

    def stop(self) -> None:
        """Write what is pending and close. Raises `StoreError` if something could not be written."""
        self._put(None)
        self._thread.join()
        if self._failed:
            raise self._failed

    def _put(self, item: Future[None] | None) -> None:
        """Take what somebody waits for."""
        self._pending.append(item)
        self._begun.set()
        self._hurry.set()

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

    def _open(self) -> Keeper:
        store = self._create(self._path)
        try:
            _occupy(self._reserve)
        except OSError as error:
            store.close()
            raise StoreFullError(f"There is no room beside {self._path}: {error.strerror}.") from error
        return store

    def _batch(self) -> list[_Item | None]:
        """Wait for one item, then gather what comes close behind it."""
        if not self._pending:
            self._begun.wait()
        if len(self._pending) < BATCH:
            self._hurry.wait(LINGER_SECONDS)
        # Before anything is taken: what comes from now on is in this batch, or begins the next one.
        self._begun.clear()
        self._hurry.clear()
        batch: list[_Item | None] = []
        while self._pending and len(batch) < BATCH:
            batch.append(self._pending.popleft())
            if batch[-1] is None:
                break
        if self._pending:
            self._hurry.set()  # somebody may wait for what lies behind
        return batch

    def _write(self, store: Keeper, batch: list[_Item | None]) -> bool:
        """Write one batch and tell those who wait for it; return whether to go on."""
        records = [item for item in batch if item is not None and not isinstance(item, Future)]
        error = self._failed or self._keep(store, records)
        for item in batch:
            # Who waited may have run out of time meanwhile: its mark is then cancelled.
            if isinstance(item, Future) and item.set_running_or_notify_cancel():
                item.set_exception(error) if error else item.set_result(None)
        return not batch or batch[-1] is not None

    def _keep(self, store: Keeper, records: list[Record]) -> StoreError | None:
        while True:
            try:
                store.keep(records)
            except StoreBusyError as error:
                log.warning("%s Until then %d records wait in memory.", error, len(records) + len(self._pending))
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
