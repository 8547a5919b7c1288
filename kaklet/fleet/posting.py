"""From the outbox to the collector: batches go out, and go out again until the collector says that it has them."""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import msgspec

from kaklet.fleet.manner import Manner
from kaklet.fleet.outbox_door import OutboxDoor
from kaklet.fleet.retry import Retry
from kaklet.fleet.settings import Meeting
from kaklet.fleet.together import together
from kaklet.fleet.topics import ACK, BATCH, MANIFEST, STATE, STUDY, topic
from kaklet.fleet.transport import Letter, Line, LineLostError, RefusedError, connected
from kaklet.fleet.wire import COMPRESSED_BYTES, Ack, Batch, WireError, packed, read_ack
from probes.probe import utc_now
from results.keep.outbox import Outbox, Standing, Waiting
from results.keep.redating_outbox import RedatingOutbox
from results.records import Session
from results.records.fleet import AgentState, Manifest, Presence

HURRY_SECONDS = 0.05
MANY = 10
"""So many records that waited, and wait no more, are worth telling at once."""

log = logging.getLogger(__name__)

Gate = Callable[[RedatingOutbox, int], int | None]
"""Tells up to which sequence an outbox may be sent, by what was sent already; None if all of it may."""


def _open(outbox: RedatingOutbox, sent: int) -> None:
    """Let everything go out."""


class _Flight(msgspec.Struct):
    """Something that is on its way, or waits to be sent again."""

    letter: Letter
    seqs: tuple[int, ...]
    due: float
    tries: int = 0
    digest: str = ""
    """Of a manifest."""


class Posting:
    """
    Posts what is in an outbox.

    *tell_state* makes the agent's state of the outbox's standing; it is published on each connection, at intervals,
    and left as a last will. *take_study* is given each study that comes. What *gate* holds back waits in the outbox.
    """

    def __init__(
        self,
        meeting: Meeting,
        study: str,
        agent: str,
        door: OutboxDoor,
        tell_state: Callable[[Standing, Presence], AgentState],
        manner: Manner = Manner(),  # noqa: B008 -- immutable
        *,
        take_study: Callable[[bytes], Awaitable[None]] | None = None,
        gate: Gate = _open,
    ) -> None:
        self._meeting, self._study, self._agent = meeting, study, agent
        self._door, self._tell_state, self._manner, self._gate = door, tell_state, manner, gate
        self._take_study = take_study
        dice = random.Random(secrets.randbits(64))  # noqa: S311 -- only spreads a fleet over time
        self.retry = Retry(manner.retry_seconds, 60.0, dice)
        self._again = Retry(manner.silence_seconds, manner.silence_most_seconds, dice)
        self._flights: dict[str, _Flight] = {}
        self._after = self._sent = 0
        """Up to where is cut by now, and up to where it ever was."""
        self._most = manner.records
        """So many records are put into a batch: fewer where the line was lost under more."""
        self._epoch = ""
        self._woken = asyncio.Event()
        self._news = asyncio.Event()
        """Set when there is something new to say of this agent."""
        self._in_a_hurry = False
        self._troubles: dict[str, str] = {}
        self._connections = 0
        self._backlog_told = 0

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Line]:
        """Connect, with a last will that names this run."""
        self._connections += 1
        will = await self._state("lost")
        # The same again for a connection that was lost, and nobody else's: whoever uses it throws this agent out.
        name = f"{self._study}/{self._agent}/{await self._door.ask(lambda outbox: outbox.epoch)}"
        async with connected(self._meeting, name=name, will=will) as line:
            yield line

    async def work(self, line: Line) -> None:
        """Post on *line* until it is lost."""
        parts = (ACK, STUDY) if self._take_study else (ACK,)
        await line.subscribe(*(topic(self._study, self._agent, part) for part in parts))
        now = asyncio.get_running_loop().time()
        for flight in self._flights.values():
            flight.due, flight.tries = now, 0
        try:
            await together(self._hear(line), self._send(line), self._tell(line))
        except LineLostError:
            self._cut_smaller()
            raise

    def _cut_smaller(self) -> None:
        """Cut anew what is on its way: a slow line carries no large batch before the broker is given up."""
        under_way = [len(one.seqs) for one in self._flights.values() if one.seqs]
        if under_way:
            self._most = max(1, min(self._most, max(under_way)) // 2)
            self._flights = {name: one for name, one in self._flights.items() if not one.seqs}
            self._after = 0

    async def flushed(self, seconds: float) -> None:
        """Wait until all that is in the outbox has been acknowledged, but no longer than *seconds*."""
        until = asyncio.get_running_loop().time() + seconds
        self._in_a_hurry = True
        while asyncio.get_running_loop().time() < until and not await self._door.ask(Outbox.empty):
            self._woken.set()
            await asyncio.sleep(HURRY_SECONDS)

    async def _hear(self, line: Line) -> None:
        async for letters in line.letters():
            gone: list[int] = []
            for letter in letters:
                if letter.topic != topic(self._study, self._agent, STUDY):
                    gone += await self._heard(letter)
                elif self._take_study and letter.payload:
                    await self._take_study(letter.payload)
                    self._news.set()
            if gone:
                if await self._door.ask(partial(_emptied, gone)) and self._backlog_told >= MANY:
                    self._news.set()
                self._woken.set()

    async def _heard(self, letter: Letter) -> tuple[int, ...]:
        """Take note of one acknowledgement; return the sequences that may be forgotten."""
        try:
            ack = read_ack(letter.payload)
        except WireError as error:
            log.warning("An acknowledgement %s.", error)
            return ()
        if ack.epoch != self._epoch:
            return ()
        if not isinstance(ack, Ack):
            name = _manifest_name(ack.first)
            told = self._flights.get(name)
            if told and ack.digest in {"", told.digest}:
                del self._flights[name]
                await self._door.ask(lambda outbox: outbox.manifest_told(ack.first, told.digest))
            return ()
        for seq, why in ack.refused:
            log.warning("The collector did not take record %d: it %s.", seq, why)
        flight = self._flights.pop(ack.batch_id, None)
        if flight:
            self._most = min(self._manner.records, self._most + 1 + self._manner.records // 50)
        return flight.seqs if flight else ()

    async def _send(self, line: Line) -> None:
        loop, manner = asyncio.get_running_loop(), self._manner
        looked_at = -manner.linger_seconds
        full = False
        while True:
            for flight in [one for one in self._flights.values() if one.due <= loop.time()]:
                await self._post(line, flight)
            if loop.time() >= looked_at + manner.linger_seconds:
                await self._send_manifests(line)
                full = True
            while (full or self._in_a_hurry) and sum(bool(one.seqs) for one in self._flights.values()) < manner.window:
                looked_at = loop.time()
                cut, full = await self._next()
                if cut is None:
                    break
                await self._post(line, cut)
            dues = [one.due for one in self._flights.values()]
            pause = min([*dues, max(looked_at, loop.time() - 0.01) + manner.linger_seconds]) - loop.time()
            self._woken.clear()
            if pause > 0:
                await _woken_within(self._woken, pause)

    async def _next(self) -> tuple[_Flight | None, bool]:
        """Cut the next batch; tell whether there may be more behind it."""
        ready = await self._door.ask(self._cut)
        if ready is None:
            return None, False
        batch_id, seqs, payload = ready
        flight = _Flight(Letter(topic(self._study, self._agent, BATCH), payload), seqs, 0.0)
        self._flights[batch_id] = flight
        self._after = seqs[-1]
        self._sent = max(self._sent, self._after)
        return flight, len(seqs) >= self._most // 2

    def _cut(self, outbox: RedatingOutbox) -> tuple[str, tuple[int, ...], bytes] | None:
        self._epoch = outbox.epoch
        most = self._most
        while True:
            until = self._gate(outbox, self._sent)
            waiting = outbox.waiting(self._after, most, self._manner.record_bytes, until)
            if waiting is None:
                return None
            batch_id, payload = self._batch(outbox, waiting)
            seqs = tuple(seq for seq, _ in waiting.rows)
            if len(payload) <= COMPRESSED_BYTES:
                return batch_id, seqs, payload
            # No collector would take it, and what is sent again and again would stand in the way of the rest.
            most = len(seqs) // 2
            if not most:
                log.warning("Record %d is too long for any collector: it is dropped here, and counts as lost.", seqs[0])
                outbox.forget(seqs)
                most = self._most

    def _batch(self, outbox: RedatingOutbox, waiting: Waiting) -> tuple[str, bytes]:
        batch = Batch(
            epoch=outbox.epoch,
            batch_id=secrets.token_hex(8),
            first=waiting.first,
            kept_from=outbox.kept_from(),
            sessions=[msgspec.msgpack.decode(one, type=Session) for one in waiting.sessions],
            records=waiting.rows,
            sent_at=utc_now(),
        )
        return batch.batch_id, packed(batch)

    async def _send_manifests(self, line: Line) -> None:
        for manifest in await self._door.ask(self._manifests):
            name = _manifest_name(manifest.first)
            known = self._flights.get(name)
            # One that was re-dated while it was on its way takes its own place.
            if known is None or known.digest != manifest.digest:
                self._epoch = manifest.epoch
                letter = Letter(topic(self._study, self._agent, MANIFEST), msgspec.json.encode(manifest))
                self._flights[name] = flight = _Flight(letter, (), 0.0, digest=manifest.digest)
                await self._post(line, flight)

    def _manifests(self, outbox: RedatingOutbox) -> list[Manifest]:
        """Tell those of days that will not change: what waits for the clock may be re-dated yet."""
        until = self._gate(outbox, self._sent)
        return [one for one in outbox.manifests() if until is None or one.last <= until]

    async def _post(self, line: Line, flight: _Flight) -> None:
        flight.tries += 1
        flight.due = asyncio.get_running_loop().time() + self._again.seconds(flight.tries - 1)
        await self._publish(line, flight.letter)

    async def _publish(self, line: Line, letter: Letter) -> None:
        """Send *letter*. What the broker refuses is told once, and tried again like what nobody answered."""
        trouble = self._troubles.get(letter.topic, "")
        try:
            await line.publish(letter)
        except RefusedError as error:
            if str(error) != trouble:
                log.warning("The broker refuses what this agent sends (%s). It stays here and is tried again.", error)
            self._troubles[letter.topic] = str(error)
        else:
            if trouble:
                log.info("The broker takes what this agent sends again.")
            self._troubles[letter.topic] = ""

    async def _tell(self, line: Line) -> None:
        while True:
            self._news.clear()
            await self._publish(line, await self._state("here"))
            await _woken_within(self._news, self._manner.state_seconds)

    async def farewell(self, line: Line) -> None:
        """Say that this run ends."""
        await self._publish(line, await self._state("gone"))

    async def _state(self, state: Presence) -> Letter:
        standing = await self._door.ask(Outbox.standing)
        self._backlog_told = standing.backlog
        told = self._tell_state(standing, state)
        told = msgspec.structs.replace(told, connection=self._connections)
        return Letter(topic(self._study, self._agent, STATE), msgspec.json.encode(told), retained=True)


def _emptied(gone: Sequence[int], outbox: Outbox) -> bool:
    """Forget the sequences *gone*; tell whether nothing waits any more."""
    outbox.forget(gone)
    return outbox.empty()


async def _woken_within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _manifest_name(first: int) -> str:
    return f"manifest-{first}"
