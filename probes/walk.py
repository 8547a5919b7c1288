"""The way through the starts of one slot, from timer to timer of the event loop."""

import asyncio
from collections.abc import Callable, Iterator

from probes.task import Series

TICK_SECONDS = 0.01
"""Starts are not kept more exactly than this. A process that was put to sleep finds its caches cold, which costs more
than a visit: those that are due within a tick begin with one waking (decision 11)."""
CATCH_UP_SECONDS = 0.02
"""Of how long a hold-up the missing starts may follow in one go."""


class Walk:
    """
    Calls *begin* with each series of *places* at its place, so many seconds after *began* by the loop's clock.

    One that is late by more than *lateness_seconds* is given to *miss* instead. *gap_seconds* lie between two places;
    where it is 0, all begin at once. *over* is called at the end. It is no task: waking one takes the loop two turns,
    and that for each start.
    """

    def __init__(
        self,
        places: Iterator[tuple[Series, float]],
        *,
        gap_seconds: float,
        lateness_seconds: float,
        began: float,
        begin: Callable[[Series], None],
        miss: Callable[[Series], None],
        over: Callable[["Walk"], None],
    ) -> None:
        self._places = places
        self._gap_seconds = gap_seconds
        self._lateness_seconds = lateness_seconds
        self._began = began
        self._begin, self._miss, self._over = begin, miss, over
        self._next = next(places, None)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._paused: float | None = None

    def go(self) -> None:
        """Begin what is due, and be woken for the next."""
        clock = self._loop.time
        batch = self._batch(clock())
        while self._next is not None:
            series, delay = self._next
            now, due = clock(), self._began + delay
            if due > now or batch < 1:
                self._paused = now
                # Behind time, the others follow at twice the pace, not in a burst.
                wait = due - now if due > now else self._gap_seconds / 2
                self._timer = self._loop.call_at(now + max(wait, TICK_SECONDS), self.go)
                return
            batch -= 1
            if now - due > self._lateness_seconds:
                self._miss(series)
            else:
                self._begin(series)
            self._next = next(self._places, None)
        self.end()

    def end(self) -> None:
        """Begin nothing more."""
        if self._timer:
            self._timer.cancel()
        self._over(self)

    def _batch(self, now: float) -> float:
        """Tell how many may begin in one go after the pause that ends *now*."""
        if not self._gap_seconds:
            return float("inf")
        if self._paused is None:
            return 1
        return max(1, int(2 * min(now - self._paused, CATCH_UP_SECONDS) / self._gap_seconds))
