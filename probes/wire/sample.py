"""
What holds for each sample, whatever its kind.

It goes to one address of one family, which may not be in a private network, and no clock is set under it.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple, Self

from probes.probe import RESOLVING, Notes, ProbeFailed
from probes.wire.clock import Clock
from probes.wire.connection import Wire, connect
from probes.wire.endpoint import FAMILIES, Family, Place
from probes.wire.failures import told
from probes.wire.public_address import Judge, is_address, is_local, is_public
from results.records import Failure


class Found(NamedTuple):
    """The one address that a name leads to."""

    address: str
    seconds: float | None
    """For how long the system's resolver was waited for; None where there was no name to resolve."""


class Sample:
    """
    One sample while it is taken: its *notes*, the *clock* that it goes by, and who tells which addresses are *public*.

    As a context it voids what was noted if the clock was set meanwhile (or the machine slept), whatever came of it:
    connections die of that, and certificates go by the clock. It then raises `ProbeFailed` with CLOCK_STEPPED.
    """

    def __init__(self, notes: Notes, *, clock: Clock | None = None, public: Judge = is_public) -> None:
        self.notes = notes
        self.clock = clock or Clock()
        self.judge = public

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if (step := self.clock.step_seconds()) is not None:
            self.notes.metrics, self.notes.hops, self.notes.clock = {}, (), None
            raise ProbeFailed(Failure.CLOCK_STEPPED, f"the machine's clock was set by {step:+.3f} s meanwhile")

    def guard(self, host: str) -> Judge | None:
        """Tell by whom the addresses that the target *host* leads to are judged; None if the study says it is local."""
        return None if is_local(host, self.judge) else self.judge

    async def address(self, place: Place, family: Family) -> str:
        """
        Resolve *place* to the one address that is asked.

        Notes ``address``, and ``resolve_seconds`` where there was a name to resolve. Raises `ProbeFailed`.
        """
        self.notes.doing = RESOLVING
        try:
            found = await resolved(place.host, place.port, family)
        except OSError as error:
            raise told(error) from error
        if found.seconds is not None:
            self.notes.metrics["resolve_seconds"] = found.seconds
        permit(found.address, place.host, family, self.guard(place.host))
        self.notes.address = found.address
        return found.address

    @asynccontextmanager
    async def connection(self, place: Place, family: Family) -> AsyncIterator[Wire]:
        """
        Connect once to *place*, cold; close without a word in the end.

        Notes what `address` does, ``connect_seconds`` (from the SYN to its answer) and whose clock told the times.
        What the system says of the connection, as an `OSError`, is put into our own words.
        """
        address = await self.address(place, family)
        self.notes.doing = "connecting"
        try:
            wire = await connect(address, place.port, clock=self.clock, max_bytes=_MOST_BYTES)
            try:
                self.notes.metrics["connect_seconds"] = wire.connect_seconds
                yield wire
            finally:
                self.notes.clock = wire.clock
                wire.close()
        except OSError as error:
            raise told(error) from error


_MOST_BYTES = 1_000_000
"""A handshake takes some thousand."""


async def resolved(host: str, port: int, family: Family) -> Found:
    """
    Resolve *host* by the system's resolver, to the first address of *family*.

    Raises `OSError` as getaddrinfo does, and `ProbeFailed` for what can be no name.
    """
    if is_address(host):
        return Found(host, None)
    try:
        return await asyncio.get_running_loop().run_in_executor(None, _look_up, host, port, family)
    except UnicodeError as error:
        raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{host} cannot be a name in the DNS") from error


def permit(address: str, host: str, family: Family, public: Judge | None) -> None:
    """Raise `ProbeFailed` unless *address*, which *host* leads to, is of *family*, and *public* where that is asked."""
    if public is not None and not public(address):
        raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"{host} leads to {address}, which is not of the public Internet")
    if (":" in address) != (family == "ipv6"):
        raise ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{host} is no address of {family}")


def _look_up(host: str, port: int, family: Family) -> Found:
    """Look *host* up and time it, in a thread: what the event loop does meanwhile is no part of it."""
    started = time.monotonic()
    found = socket.getaddrinfo(host, port, family=FAMILIES[family], type=socket.SOCK_STREAM)
    return Found(str(found[0][4][0]), time.monotonic() - started)
