"""The connections of one page's load: they persist while it lasts, are bounded in number, and are not kept after it."""

import asyncio
import ssl

from probes.probe import ProbeFailed
from probes.web.place import Place
from probes.wire.clock import Clock
from probes.wire.connection import Wire, connect
from probes.wire.endpoint import Family
from probes.wire.failures import told
from probes.wire.public_address import Judge
from probes.wire.sample import permit, resolved

Origin = tuple[str, str, int]


def origin(place: Place) -> Origin:
    """Tell which places one connection can serve."""
    return place.scheme, place.host, place.port


class Names:
    """The addresses of hosts, each asked for once in a load; *public* judges them, None lets all pass."""

    def __init__(self, family: Family, public: Judge | None) -> None:
        self._family, self._public = family, public
        self._turns: dict[str, asyncio.Lock] = {}
        self._found: dict[str, str | ProbeFailed] = {}
        self.seconds: float | None = None
        """How long the system's resolver was waited for, for all names together; None if there was none to resolve."""

    async def address(self, place: Place) -> str:
        """Tell the one address of *place*'s host that is asked; raise `ProbeFailed` if there is none that may be."""
        async with self._turns.setdefault(place.host, asyncio.Lock()):
            if place.host not in self._found:
                self._found[place.host] = await self._look_up(place)
        found = self._found[place.host]
        if isinstance(found, ProbeFailed):
            raise ProbeFailed(found.failure, found.detail)
        return found

    async def _look_up(self, place: Place) -> str | ProbeFailed:
        try:
            address, seconds = await resolved(place.host, place.port, self._family)
            if seconds is not None:
                self.seconds = seconds + (self.seconds or 0.0)
            permit(address, place.host, self._family, self._public)
        except ProbeFailed as failed:
            return failed
        except OSError as error:
            return told(error)
        return address


class Pool:
    """
    At most *most* connections at once, by *names*' addresses; each may carry *max_bytes* in all.

    Whoever gets one gives it back. No more than *most* may ask for one at a time.
    """

    def __init__(self, most: int, names: Names, context: ssl.SSLContext, clock: Clock, *, max_bytes: int) -> None:
        self._most, self._names, self._context, self._clock = most, names, context, clock
        self._max_bytes = max_bytes
        self._idle: list[tuple[Origin, Wire]] = []
        self._open: set[Wire] = set()
        self._connecting = 0
        self.opened = 0
        """How many were opened in all."""
        self.by_kernel = True
        """Whether the kernel told when all things came."""

    async def get(self, place: Place) -> Wire:
        """
        Return a connection to *place*, an idle one if there is one that still stands, else a new one.

        Raises:
            ProbeFailed: if its name leads nowhere, or where nobody may be asked.
            OSError: if no connection comes about.

        """
        while (kept := self._take(origin(place))) is not None:
            if kept.idle:
                return kept
            self._drop(kept)
        address = await self._names.address(place)
        while self._idle and len(self._open) + self._connecting >= self._most:
            self._drop(self._idle.pop(0)[1])
        self._connecting += 1
        try:
            wire = await connect(address, place.port, clock=self._clock, max_bytes=self._max_bytes)
        finally:
            self._connecting -= 1
        self._open.add(wire)
        self.opened += 1
        if place.scheme == "https":
            try:
                await wire.start_tls(self._context, place.host.rstrip("."))
            except BaseException:
                self._drop(wire)
                raise
        return wire

    def give(self, wire: Wire, place: Place, *, again: bool) -> None:
        """Take back *wire*; it is closed unless it can serve *again*."""
        if again:
            self._idle.append((origin(place), wire))
        else:
            self._drop(wire)

    def close(self) -> None:
        """Close all of them."""
        for wire in list(self._open):
            self._drop(wire)
        self._idle.clear()

    def _take(self, wanted: Origin) -> Wire | None:
        for number in range(len(self._idle) - 1, -1, -1):
            if self._idle[number][0] == wanted:
                return self._idle.pop(number)[1]
        return None

    def _drop(self, wire: Wire) -> None:
        self.by_kernel = self.by_kernel and wire.clock == "kernel"
        self._open.discard(wire)
        wire.close()
