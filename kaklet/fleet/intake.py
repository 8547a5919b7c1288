"""What came from agents goes through here: read, judged, kept; and then what may be acknowledged is told."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from kaklet.fleet.taking import BEHIND, Customs, comes_from_ahead
from kaklet.fleet.topics import ACK, BATCH, MANIFEST, STATE, Place, place_of, topic
from kaklet.fleet.transport import Letter
from kaklet.fleet.wire import (
    OTHERS,
    REFUSED_TOLD,
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
from results.judge.fleet.liveness import overtaken, taken
from results.keep.collected import COPIED, CollectorStore, Parcel
from results.keep.errors import StoreBusyError
from results.keep.fleet import agent_sessions
from results.records.fleet import AgentState

TOGETHER = 10_000
"""So many records are written in one transaction, or a batch more."""
TOGETHER_BYTES = 32_000_000
"""Of the records of one transaction, or a batch more: a small letter may unfold to much."""
BUSY_PAUSE_SECONDS = 0.5

log = logging.getLogger(__name__)


def patiently(work: Callable[[], None]) -> None:
    """Do *work*, again and again while another program has the file locked."""
    while True:
        try:
            return work()
        except StoreBusyError as error:
            log.warning("%s Until then nothing is acknowledged.", error)
            time.sleep(BUSY_PAUSE_SECONDS)


class Intake:
    """Takes letters into *store*. Used by one thread."""

    def __init__(
        self,
        store: CollectorStore,
        customs: Customs,
        study: str,
        now: Callable[[], datetime] = utc_now,
        *,
        clock: MachineClock | None = None,
    ) -> None:
        """*clock* tells whether this machine's is synchronised; without one it is held for right."""
        self._store, self._customs, self._study, self._now, self._clock = store, customs, study, now, clock
        self._doubted = False
        self.unread = 0
        """So many batches and manifests could not be read."""

    def take(self, letters: Sequence[Letter]) -> Iterator[list[Letter]]:
        """
        Keep what *letters* hold and yield the answers to it, bit by bit, each when it is on disk.

        Raises `StoreError` if the store can take no more; what was not answered will come again.
        """
        queue = deque(letters)
        while queue:
            batches: list[tuple[str, Batch, datetime]] = []
            answers: list[Letter] = []
            count = size = 0
            while queue and count < TOGETHER and size < TOGETHER_BYTES:
                letter = queue.popleft()
                place = place_of(letter.topic, self._study)
                if place is None:
                    continue
                try:
                    if place.part == BATCH:
                        batches.append((place.agent, read_batch(letter.payload), letter.received_at or self._now()))
                        count += len(batches[-1][1].records)
                        size += sum(len(raw) for _, raw in batches[-1][1].records)
                    else:
                        answers += self._take_other(place, letter)
                except WireError as error:
                    self._refuse(place, str(error), letter.received_at)
            yield [*answers, *self._take_batches(batches)]

    def listening(self) -> None:
        """Take note that agents are listened to at this moment."""
        patiently(lambda: self._store.listened(self._now()))

    def _take_batches(self, batches: Sequence[tuple[str, Batch, datetime]]) -> Iterator[Letter]:
        if not batches:
            return
        batches = [one for one in batches if not self._comes_from_ahead(one[1], one[2])]
        parcels = [self._customs.parcel(*one) for one in batches]
        patiently(lambda: self._store.collect(parcels))
        for (agent, batch, _), parcel in zip(batches, parcels, strict=True):
            refused = [(one.seq, one.refused) for one in parcel.arrivals if one.record is None]
            if refused:
                log.warning("Agent %s: %d records of a batch are refused: one %s.", agent, len(refused), refused[0][1])
            yield self._answer(agent, _ack(batch, parcel, refused))

    def _comes_from_ahead(self, batch: Batch, now: datetime) -> bool:
        doubted = comes_from_ahead(batch, now, self._clock)
        if doubted and not self._doubted:
            log.warning("%s", BEHIND)
        self._doubted = doubted
        return doubted

    def _take_other(self, place: Place, letter: Letter) -> Iterator[Letter]:
        now = letter.received_at or self._now()
        if place.part == MANIFEST:
            manifest = read_manifest(letter.payload)
            patiently(lambda: self._store.take_manifest(place.agent, manifest, now))
            yield self._answer(
                place.agent, ManifestAck(epoch=manifest.epoch, first=manifest.first, digest=manifest.digest)
            )
        elif place.part == STATE and letter.payload:
            state = read_state(letter.payload)
            if state.agent != place.agent:
                raise WireError(OTHERS)
            # What was kept for us tells how it was when it was said.
            seen_at = min(state.at, now) if letter.retained else now
            came = msgspec.structs.replace(
                state, seen_at=seen_at, changed_at=None, through=letter.through, known_since=None, known_until=None
            )
            patiently(lambda: self._take_state(came, letter.received_at, kept=letter.retained))

    def _take_state(self, came: AgentState, heard_at: datetime | None, *, kept: bool) -> None:
        runs = agent_sessions(self._store, came.agent)
        if heard_at and overtaken(runs, came, heard_at):
            return
        if kept and runs and came.session == runs[0].session:
            # It may have been heard already, and tells its time by the agent's clock.
            came = msgspec.structs.replace(came, seen_at=max(filter(None, (came.seen_at, runs[0].seen_at))))
        if not kept and came.state == "here" and came.session in {one.session for one in runs[1:]}:
            if heard_at and came.at <= runs[0].started_at:
                return  # said before the newer run, and heard by a collector whose clock is ahead
            # A run that another one followed speaks no more, unless both go on.
            self._store.refuse(came.agent, COPIED, heard_at or self._now())
        if state := taken(runs, came):
            self._store.take_state(msgspec.structs.replace(state, known_since=None, known_until=None))

    def _refuse(self, place: Place, why: str, received_at: datetime | None) -> None:
        log.warning("Agent %s sent something that %s: %s.", place.agent, "is not taken", why)
        self.unread += place.part in {BATCH, MANIFEST}
        patiently(lambda: self._store.refuse(place.agent, f"{place.part}: {why}", received_at or self._now()))

    def _answer(self, agent: str, answer: Ack | ManifestAck) -> Letter:
        return Letter(topic(self._study, agent, ACK), msgspec.json.encode(answer))


def _ack(batch: Batch, parcel: Parcel, refused: Sequence[tuple[int, str]]) -> Ack:
    return Ack(
        epoch=batch.epoch,
        batch_id=batch.batch_id,
        first=parcel.arrivals[0].seq,
        last=parcel.arrivals[-1].seq,
        refused=tuple(refused[:REFUSED_TOLD]),
    )
