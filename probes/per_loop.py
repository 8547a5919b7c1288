"""What each event loop has one of."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary, ref

_Made = TypeVar("_Made")


class PerLoop(Generic[_Made]):
    """
    What *make* makes of an event loop, once for each. It must not hold on to the loop, or neither would ever go.

    That of the loop asked for last is at hand: a daemon has one loop, and a look into a dictionary of weak keys costs
    more than what is done with what is found there.
    """

    def __init__(self, make: Callable[[asyncio.AbstractEventLoop], _Made]) -> None:
        self._make = make
        self._all: WeakKeyDictionary[asyncio.AbstractEventLoop, _Made] = WeakKeyDictionary()
        self._last: tuple[ref[asyncio.AbstractEventLoop], _Made] | None = None

    def of(self, loop: asyncio.AbstractEventLoop) -> _Made:
        """Tell that of *loop*."""
        if self._last is not None and self._last[0]() is loop:
            return self._last[1]
        made = self._all.get(loop)
        if made is None:
            made = self._all[loop] = self._make(loop)
        self._last = ref(loop), made
        return made
