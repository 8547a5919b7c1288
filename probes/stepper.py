"""
Running one visit without a task of asyncio.

A task is begun, and woken after each wait, by another turn of the event loop. Tens of thousands of short visits pay
more for these turns than for what they ask. A stepper takes its steps at once, wherever the news arrives.
"""

import asyncio
from collections.abc import Coroutine, Generator
from types import TracebackType
from typing import Any, Self

from probes.deadlines import Ending, ending

_current: "Stepper | None" = None


class Stepper:
    """
    Takes the steps of *work*, from `start` to its end.

    It may await `Stepper.news`, futures of the running loop, and ``asyncio.sleep(0)``; whatever asks for its task, such
    as `asyncio.timeout`, needs a task. What it raises goes to the loop's handler of exceptions.
    """

    def __init__(self, work: Coroutine[Any, Any, None]) -> None:
        self._work = work
        self.loop = asyncio.get_running_loop()
        self._awaited: asyncio.Future[Any] | None = None
        self._waiting = False
        self._finished: asyncio.Future[None] | None = None
        self.ended = False

    def start(self) -> None:
        """Take the first step."""
        self._step(None)

    def cancel(self) -> None:
        """Raise `asyncio.CancelledError` where it waits; without effect when it has ended."""
        if self.ended:
            return
        awaited, self._awaited = self._awaited, None
        if awaited is not None:
            awaited.cancel()
        self._step(asyncio.CancelledError())

    def finished(self) -> asyncio.Future[None]:
        """Tell by a future when it has ended."""
        if self._finished is None:
            self._finished = self.loop.create_future()
            if self.ended:
                self._finished.set_result(None)
        return self._finished

    def resume(self) -> None:
        """There is the news that it waits for."""
        if self._waiting:
            self._step(None)

    def news(self) -> "_News":
        """Wait until `resume` is called; for this stepper's own steps."""
        return _NEWS

    def _step(self, error: BaseException | None) -> None:
        global _current  # noqa: PLW0603 -- who is under way is a fact about the thread, as with asyncio's tasks
        before, _current = _current, self
        self._waiting = False
        try:
            awaited = self._work.send(None) if error is None else self._work.throw(error)
        except (StopIteration, asyncio.CancelledError):
            self._end()
        except Exception as raised:  # noqa: BLE001 -- handed on, as a task's would be
            self._end()
            self.loop.call_exception_handler({"message": "A visit failed by itself.", "exception": raised})
        else:
            self._wait_for(awaited)
        finally:
            _current = before

    def _wait_for(self, awaited: Any) -> None:  # noqa: ANN401 -- whatever a coroutine yields
        if awaited is _NEWS:
            self._waiting = True
        elif awaited is None:  # asyncio.sleep(0)
            self._waiting = True
            self.loop.call_soon(self.resume)
        else:
            awaited._asyncio_future_blocking = False  # noqa: SLF001 -- the protocol between futures and who waits
            self._awaited = awaited
            awaited.add_done_callback(self._fulfilled)

    def _fulfilled(self, awaited: asyncio.Future[Any]) -> None:
        if awaited is self._awaited:
            self._awaited = None
            self._step(None)

    def _end(self) -> None:
        self.ended = True
        if self._finished is not None and not self._finished.done():
            self._finished.set_result(None)


class _News:
    """What a stepper yields when it waits for `Stepper.resume`."""

    def __await__(self) -> Generator["_News", None, None]:
        yield self


_NEWS = _News()


def taskless(probe: object) -> bool:
    """Tell whether *probe* says that it can be asked by a stepper, for it never asks for its task."""
    return getattr(probe, "taskless", False) is True


def current() -> Stepper | None:
    """Tell the stepper whose step this is; None in a task."""
    return _current


class Deadline:
    """
    Ends what is in its block after *seconds*, by raising `TimeoutError`: `asyncio.timeout` for steppers.

    In a task it is `asyncio.timeout` itself.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._expired = False
        self._stepper = current()
        self._ending: Ending | None = None
        self._timeout = asyncio.timeout(seconds) if self._stepper is None else None

    async def __aenter__(self) -> Self:
        if self._timeout is not None:
            await self._timeout.__aenter__()
        elif self._stepper is not None:
            self._ending = ending(self._stepper.loop, self._seconds, self._expire)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timeout is not None:
            await self._timeout.__aexit__(kind, error, trace)
            return
        if self._ending is not None:
            self._ending.over()
        if self._expired and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _expire(self) -> None:
        self._expired = True
        if self._stepper is not None:
            self._stepper.cancel()
