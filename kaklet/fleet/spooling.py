"""A collector that only keeps: what agents send goes to a spool as it came, and is judged where that is gathered."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from kaklet.fleet.taking import BEHIND, comes_from_ahead
from kaklet.fleet.topics import ACK, BATCH, COLLECTOR, MANIFEST, SPOOL, STATE, Place, place_of, topic
from kaklet.fleet.transport import Letter
from kaklet.fleet.wire import (
    OTHERS,
    SMALL_BYTES,
    Ack,
    Batch,
    ManifestAck,
    WireError,
    read_batch,
    read_manifest,
    read_state,
)
from probes.machine_clock import MachineClock
from probes.probe import utc_now
from results.keep.segments import Kept
from results.keep.spool import Spool

GROUP_BYTES = 4_000_000
"""So much is put on disk at once, or a letter more."""
BEAT_SECONDS = 30.0

log = logging.getLogger(__name__)


class Spooling:
    """
    Takes letters into *spool*, as `Intake` does into a store. Used by one thread.

    It reads of a letter what it must to acknowledge it, and judges nothing. *clock* tells whether this machine's is
    synchronised; without one it is held for right.
    """

    def __init__(
        self,
        spool: Spool,
        study: str,
        now: Callable[[], datetime] = utc_now,
        *,
        clock: MachineClock | None = None,
    ) -> None:
        self._spool, self._study, self._now, self._clock = spool, study, now, clock
        self._doubted = False

    def take(self, letters: Sequence[Letter]) -> Iterator[list[Letter]]:
        """
        Keep *letters* and yield the answers to them, bit by bit, each when it is on disk.

        Raises `StoreError` if the spool can take no more; what was not answered will come again.
        """
        kept: list[Kept] = []
        answers: list[Letter] = []
        held = 0
        for letter in letters:
            place = place_of(letter.topic, self._study)
            if place is None or not letter.payload:
                continue
            if (one := self._kept(place, letter, answers)) is None:
                continue
            kept.append(one)
            held += len(letter.payload)
            if held >= GROUP_BYTES:
                self._spool.keep(kept)
                yield answers
                kept, answers, held = [], [], 0
        self._spool.keep(kept)
        yield answers

    def turn(self) -> None:
        """Close the segment that is open, if it is time. Raises `StoreError`."""
        self._spool.turn(self._now())

    def beat(self) -> Letter:
        """Make the letter by which this spool says that it is there, to others at the same broker and to itself."""
        return Letter(topic(self._study, COLLECTOR, f"{SPOOL}/{self._spool.name}"), b"here", retained=True)

    def _kept(self, place: Place, letter: Letter, answers: list[Letter]) -> Kept | None:
        """Make what is kept of *letter*, if it is, and add to *answers* what is said when it is on disk."""
        now = self._now()
        try:
            batch = read_batch(letter.payload) if place.part == BATCH else None
            if batch and self._doubts(batch, now):
                return None
            answer = _ack(batch) if batch else _answer(place, letter)
        except WireError as error:
            log.warning("Agent %s sent something that %s: %s.", place.agent, "is not taken", error)
            return Kept(at=now, agent=place.agent, part=place.part, payload=b"", refused=str(error))
        if answer:
            answers.append(Letter(topic(self._study, place.agent, ACK), msgspec.json.encode(answer)))
        return Kept(at=now, agent=place.agent, part=place.part, payload=letter.payload, retained=letter.retained)

    def _doubts(self, batch: Batch, now: datetime) -> bool:
        """Whether *batch* comes from ahead of a clock that may be wrong: judged by that, it would be frozen."""
        doubted = comes_from_ahead(batch, now, self._clock)
        if doubted and not self._doubted:
            log.warning("%s", BEHIND)
        self._doubted = doubted
        return doubted


def _ack(batch: Batch) -> Ack:
    return Ack(epoch=batch.epoch, batch_id=batch.batch_id, first=batch.records[0][0], last=batch.records[-1][0])


def _answer(place: Place, letter: Letter) -> ManifestAck | None:
    """Read *letter* as far as it must be, and return what acknowledges it. Raises `WireError`."""
    if place.part == MANIFEST:
        manifest = read_manifest(letter.payload)
        return ManifestAck(epoch=manifest.epoch, first=manifest.first, digest=manifest.digest)
    if len(letter.payload) > SMALL_BYTES:
        raise WireError("is too long")
    if place.part == STATE and read_state(letter.payload).agent != place.agent:
        raise WireError(OTHERS)
    return None
