"""One load of a page: its document, then all that this names, over few connections that persist. Nothing is cached."""

import asyncio
import hashlib
import ssl
import time
from collections import deque
from typing import Protocol

from probes.forms.source import MAX_BYTES
from probes.probe import RESOLVING, Notes, ProbeFailed
from probes.web.answer import MAX_HEADER_BYTES
from probes.web.named import named
from probes.web.part import Part, fetch
from probes.web.place import Place, place_of_target
from probes.web.pool import Names, Pool
from probes.wire.clock import Clock
from probes.wire.endpoint import Family
from probes.wire.failures import told
from probes.wire.public_address import Judge, is_local
from results.records import Blame, Failure

FINGERPRINT_DIGITS = 12
"""Of the hexadecimal SHA-256: 48 bits, which a figure of the record holds exactly."""
_SHOWN = 120


class Agreed(Protocol):
    """What was agreed on for a page; the settings of `probes.web_page.WebProbe` tell it."""

    @property
    def connections(self) -> int:
        """How many may be open at once."""
        ...

    @property
    def fingerprint(self) -> str | None:
        """Of the page that it must be."""
        ...

    @property
    def expected_resources(self) -> int | None:
        """How many resources it must name."""
        ...

    @property
    def max_resources(self) -> int:
        """How many it may name."""
        ...

    @property
    def max_bytes(self) -> int:
        """How much all of it may hold."""
        ...

    @property
    def max_redirects(self) -> int:
        """How often the way to each part may lead on."""
        ...

    @property
    def family(self) -> Family:
        """The family of the addresses that are asked."""
        ...


class PageLoad:
    """One load of what was *agreed*, its trust being *context* and its time *clock*'s."""

    def __init__(self, agreed: Agreed, context: ssl.SSLContext, clock: Clock, public: Judge) -> None:
        self._agreed, self._context, self._clock, self._public = agreed, context, clock, public
        self._names: Names | None = None
        self._pool: Pool | None = None
        self._figures: dict[str, float] = {}
        self._bytes = 0
        self._ended_at = 0.0
        self._prints: dict[int, bytes] = {}
        self._failed: list[tuple[int, Place, ProbeFailed]] = []
        self._fingerprint = ""

    async def run(self, url: str, notes: Notes) -> None:
        """Load the page at *url*; raise `ProbeFailed` if it is not whole, or not what was agreed."""
        first = place_of_target(url)
        self._names = Names(self._agreed.family, None if is_local(first.host, self._public) else self._public)
        limit = 2 * (self._agreed.max_bytes + MAX_HEADER_BYTES)
        self._pool = Pool(self._agreed.connections, self._names, self._context, self._clock, max_bytes=limit)
        began = time.monotonic()
        try:
            notes.doing = RESOLVING
            notes.address = await self._names.address(first)
            notes.doing = "loading the document"
            places = await self._document(first, began)
            notes.doing = "loading what the page names"
            await self._resources(places)
        finally:
            self._pool.close()
        self._finish(places, began)

    def note(self, notes: Notes) -> None:
        """Put down what was reached."""
        notes.metrics |= self._figures
        if self._names is not None and self._names.seconds is not None:
            notes.metrics["resolve_seconds"] = self._names.seconds
        if self._pool is not None and self._pool.opened:
            notes.metrics["connections"] = self._pool.opened
            notes.clock = "kernel" if self._pool.by_kernel else "process"
        if "resources" in self._figures:
            came = len(self._prints) - 1  # the document is none
            notes.metrics["resources_failed"] = self._figures["resources"] - came
        if self._bytes:
            notes.metrics["page_bytes"] = self._bytes
        if self._fingerprint:
            notes.detail = f"page={self._fingerprint}"

    async def _document(self, first: Place, began: float) -> list[Place]:
        """Load the document, and list what it names."""
        try:
            part = await self._part(first, min(self._agreed.max_bytes, MAX_BYTES))
        except OSError as error:
            raise told(error) from error
        self._take(-1, part)
        self._figures["first_byte_seconds"] = part.began_at - began
        self._figures["document_seconds"] = part.ended_at - began
        places = named(part.url, part.body, part.content_type, self._agreed.max_resources)
        self._figures["resources"] = len(places)
        return places

    async def _resources(self, places: list[Place]) -> None:
        waiting = deque(enumerate(places))
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._agreed.connections, len(places))):
                group.create_task(self._work(waiting))

    async def _work(self, waiting: deque[tuple[int, Place]]) -> None:
        """Load one resource after another, until none is left. One that does not come ends nothing."""
        while waiting:
            number, place = waiting.popleft()
            try:
                self._take(number, await self._part(place, self._agreed.max_bytes - self._bytes))
            except ProbeFailed as failed:
                self._failed.append((number, place, failed))
            except OSError as error:
                self._failed.append((number, place, told(error)))

    async def _part(self, place: Place, most: int) -> Part:
        assert self._pool is not None  # noqa: S101 -- `run` made it
        if most <= 0:
            raise self._too_large()
        return await fetch(self._pool, place, max_bytes=most, max_redirects=self._agreed.max_redirects)

    def _take(self, number: int, part: Part) -> None:
        self._bytes += len(part.body)
        self._ended_at = max(self._ended_at, part.ended_at)
        self._prints[number] = hashlib.sha256(part.body).digest()

    def _finish(self, places: list[Place], began: float) -> None:
        """Judge whether it is the whole page, and the agreed one."""
        if self._failed:
            raise self._told()
        if self._bytes > self._agreed.max_bytes:  # several at once had the same room
            raise self._too_large()
        self._figures["page_seconds"] = self._ended_at - began
        whole = hashlib.sha256(self._prints[-1])
        for number, place in enumerate(places):
            whole.update(place.url.encode() + b"\n" + self._prints[number])
        self._fingerprint = whole.hexdigest()[:FINGERPRINT_DIGITS]
        self._figures["page_fingerprint"] = int(self._fingerprint, 16)
        wanted = self._agreed.expected_resources
        if wanted is not None and len(places) != wanted:
            raise ProbeFailed(Failure.UNEXPECTED_BODY, f"the page names {len(places)} resources, and not {wanted}")
        if self._agreed.fingerprint not in {None, self._fingerprint}:
            raise ProbeFailed(Failure.UNEXPECTED_BODY, f"the page is not the agreed one: page={self._fingerprint}")

    def _too_large(self) -> ProbeFailed:
        return ProbeFailed(Failure.TOO_LARGE, f"more than {self._agreed.max_bytes} bytes in all")

    def _told(self) -> ProbeFailed:
        """Tell of the first resource that failed, by the target's fault if any did: then no other fault matters."""
        in_order = sorted(self._failed, key=lambda one: one[0])
        _, place, failed = next((one for one in in_order if one[2].failure.blame is Blame.TARGET), in_order[0])
        n = len(in_order)
        return ProbeFailed(
            failed.failure,
            f"{n} resource{'' if n == 1 else 's'} of the page did not come; {place.url[:_SHOWN]}: {failed.detail}",
        )
