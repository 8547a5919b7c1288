"""The ends of many short waits, with one timer of the event loop for all that last equally long."""

import asyncio
from collections import deque
from collections.abc import Callable

from probes.per_loop import PerLoop


class Ending:
    """The end of one wait: *expire* is called at *due*, by the loop's clock, unless it is over before."""

    __slots__ = ("due", "expire")

    def __init__(self, due: float, expire: Callable[[], None]) -> None:
        self.due = due
        self.expire: Callable[[], None] | None = expire

    def over(self) -> None:
        """There is nothing left to end; it does no harm twice."""
        self.expire = None


class _Line:
    """Those that last equally long, in the order in which they began, which is that in which they end."""

    def __init__(self) -> None:
        self._endings: deque[Ending] = deque()
        self._watched = False

    def join(self, loop: asyncio.AbstractEventLoop, ending: Ending) -> None:
        """Stand behind the others. Those in front that are over leave: few are ever there at a time."""
        while self._endings and self._endings[0].expire is None:
            self._endings.popleft()
        self._endings.append(ending)
        if not self._watched:
            self._watch(loop)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watched = True
        loop.call_at(self._endings[0].due, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """End what is due, and be woken for the first that is not."""
        while self._endings and (self._endings[0].expire is None or self._endings[0].due <= loop.time()):
            expire = self._endings.popleft().expire
            if expire is not None:
                expire()
        if self._endings:
            self._watch(loop)
        else:
            self._watched = False


_LINES: PerLoop[dict[float, _Line]] = PerLoop(lambda _: {})


def ending(loop: asyncio.AbstractEventLoop, seconds: float, expire: Callable[[], None]) -> Ending:
    """
    Have *expire* called when *seconds* are over, unless what is returned is over by then.

    A timer of the loop's own for each would stay in the loop's heap long after its wait was over, and every other timer
    be compared with a dozen of them.
    """
    lines = _LINES.of(loop)
    line = lines.get(seconds)
    if line is None:
        line = lines[seconds] = _Line()
    found = Ending(loop.time() + seconds, expire)
    line.join(loop, found)
    return found
