"""What agents sent, kept once however often and in whatever order it came: records, their ranges, manifests, states."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import msgspec

from results.keep.errors import told
from results.keep.gathered import PAUSE_MS, Gathered, SegmentMark
from results.keep.narrow import encode
from results.keep.rows import to_ms
from results.keep.store import Store
from results.records import FormSeen, Heartbeat, Observation, Session
from results.records.fleet import NO_DIGEST, AgentRecord, AgentState, Manifest, added

OTHERS_SESSION = "names the run of another agent"
COPIED = "comes from a second machine with the same card: enrol each machine by a name of its own"
NO_ROOM = "holds a figure that no row has room for"
RUNS_KEPT = 10
"""States of so many runs of an agent are kept: a word of an older one changes nothing."""
_REFUSE = (
    "INSERT INTO refusals VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count, newest_ms = excluded.newest_ms"
)


class Arrival(NamedTuple):
    """One record of an agent, judged."""

    seq: int
    raw: bytes
    record: AgentRecord | None
    """None where it is refused."""
    refused: str = ""
    """Why: one of a few sentences of ours, never a stranger's words."""
    late: bool = False
    frozen: bool = False
    """Whether its period is closed."""


class Parcel(NamedTuple):
    """What came together: records of one day of one epoch of one agent."""

    agent: str
    epoch: str
    first: int
    """The sequence that its day began with."""
    kept_from: int
    sessions: Sequence[Session]
    """The runs that the records belong to."""
    arrivals: Sequence[Arrival]
    """In the order of their sequences, each of which is there once."""
    received_at: datetime


class CollectorStore(Store):
    """The store of a study, as a collector writes it."""

    def collect(self, parcels: Iterable[Parcel]) -> None:
        """Keep what is new in *parcels*, or nothing if it raises `StoreError`; it is on disk when this returns."""
        with self._telling(), self._transaction():
            gathered = Gathered(self.connection)
            for parcel in parcels:
                gathered.take_word(parcel.agent, parcel.epoch, parcel.kept_from, to_ms(parcel.received_at))
                self._collect(parcel, to_ms(parcel.received_at))

    def _collect(self, parcel: Parcel, received_ms: int) -> None:
        place = (parcel.agent, parcel.epoch)
        new = self._new(place, parcel.arrivals)
        if len(new) < len(parcel.arrivals):
            copied = self._copied(place, parcel, {one.seq for one in new})
            self.connection.executemany(_REFUSE, self._counted(parcel.agent, [COPIED] * copied, received_ms))
        if not new:
            return
        refused = self._refused(new, self._strangers(parcel))
        good = [one for one in new if one.seq not in refused]
        frozen = [one for one in good if one.frozen]
        refused |= self._keep_good([one for one in good if not one.frozen], parcel.sessions)
        self.connection.executemany(
            "INSERT INTO frozen VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            ((*place, one.seq, received_ms, one.raw) for one in frozen),
        )
        self.connection.executemany(_REFUSE, self._counted(parcel.agent, refused.values(), received_ms))
        late = sum(one.late and not one.frozen and one.seq not in refused for one in good)
        self._count(place, parcel.first, new, (late, len(frozen), len(refused)))

    def _counted(self, agent: str, reasons: Iterable[str], received_ms: int) -> Iterator[tuple[str, str, int, int]]:
        return ((agent, why, count, received_ms) for why, count in Counter(reasons).items())

    def _new(self, place: tuple[str, str], arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Return those of *arrivals* that are not there yet, and take note that they are."""
        new: list[Arrival] = []
        for run in _runs(arrivals):
            first, last = run[0].seq, run[-1].seq
            query = (
                "SELECT first, last FROM collected WHERE agent = ? AND epoch = ? AND first <= ? AND last >= ?"
                " ORDER BY first"
            )
            there = self.connection.execute(query, (*place, last + 1, first - 1)).fetchall()
            if there and there[0][0] <= first and last <= there[0][1]:
                continue
            # Mostly nothing of it is there, or what is there ends before it.
            known = [(begin, end) for begin, end in there if begin <= last and end >= first]
            new += [one for one in run if not any(begin <= one.seq <= end for begin, end in known)] if known else run
            delete = "DELETE FROM collected WHERE agent = ? AND epoch = ? AND first = ?"
            self.connection.executemany(delete, ((*place, begin) for begin, _ in there))
            begin = min([first, *(begin for begin, _ in there)])
            end = max([last, *(end for _, end in there)])
            self.connection.execute("INSERT INTO collected VALUES (?, ?, ?, ?)", (*place, begin, end))
        return new

    def _copied(self, place: tuple[str, str], parcel: Parcel, new: AbstractSet[int]) -> int:
        """
        Count the records of *parcel* that have the sequence of another one, and are not *new*.

        Of what comes again the run is known, unless it is frozen. What names a run that never was is another record.
        """
        query = "SELECT 1 FROM sessions WHERE id = ?"
        old = [one for one in parcel.arrivals if one.record is not None and one.seq not in new]
        named = {session_of(one.record) for one in old if one.record is not None} - {None}
        unknown = {name for name in named if self.connection.execute(query, (name,)).fetchone() is None}
        if not unknown:
            return 0
        query = "SELECT seq FROM frozen WHERE agent = ? AND epoch = ? AND seq BETWEEN ? AND ?"
        frozen = {seq for (seq,) in self.connection.execute(query, (*place, old[0].seq, old[-1].seq))}
        return sum(one.seq not in frozen and session_of(one.record) in unknown for one in old if one.record is not None)

    def _strangers(self, parcel: Parcel) -> set[str]:
        """Name those runs of *parcel* that another agent has had: a run belongs to whoever named it first."""
        query = "SELECT agent FROM sessions WHERE id = ?"
        owners = {one.id: self.connection.execute(query, (one.id,)).fetchone() for one in parcel.sessions}
        return {name for name, owner in owners.items() if owner is not None and owner[0] != parcel.agent}

    def _refused(self, new: Sequence[Arrival], strangers: set[str]) -> dict[int, str]:
        refused = {one.seq: one.refused for one in new if one.record is None}
        if strangers:
            for one in new:
                if one.record is not None and session_of(one.record) in strangers:
                    refused[one.seq] = OTHERS_SESSION
        return refused

    def _keep_good(self, good: Sequence[Arrival], sessions: Sequence[Session]) -> dict[int, str]:
        """Write the records of *good*; return those, and why, that no row has room for."""
        refused: dict[int, str] = {}
        named = {session_of(one.record) for one in good if one.record}
        for session in sessions:
            if session.id in named:
                self._tables.insert(session)
        encoded = []
        for seq, _, record, *_ in good:
            if isinstance(record, Observation):
                try:
                    encoded.append(encode(record, self._shared))
                except (ValueError, OverflowError):
                    refused[seq] = NO_ROOM
            elif isinstance(record, FormSeen):
                self._tables.insert(record)
            elif isinstance(record, Heartbeat):
                self._tables.beat_on(record)
        self._samples.insert(encoded)
        return refused

    def _count(self, place: tuple[str, str], first: int, new: Sequence[Arrival], counts: tuple[int, int, int]) -> None:
        query = "SELECT digest FROM collected_days WHERE agent = ? AND epoch = ? AND first = ?"
        row = self.connection.execute(query, (*place, first)).fetchone()
        digest = added(row[0] if row else NO_DIGEST, [(one.seq, one.raw) for one in new])
        self.connection.execute(
            "INSERT INTO collected_days VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " count = count + excluded.count, digest = excluded.digest, late = late + excluded.late,"
            " frozen = frozen + excluded.frozen, refused = refused + excluded.refused",
            (*place, first, len(new), digest, *counts),
        )

    def take_manifest(self, agent: str, manifest: Manifest, received_at: datetime) -> None:
        """Keep *manifest* in place of an earlier one that begins with the same sequence, whichever comes first."""
        content = msgspec.json.encode(manifest).decode()
        place = (agent, manifest.epoch, manifest.first)
        with self._telling(), self._transaction():
            Gathered(self.connection).take_word(agent, manifest.epoch, manifest.kept_from, to_ms(received_at))
            query = "SELECT content FROM manifests WHERE agent = ? AND epoch = ? AND first = ?"
            row = self.connection.execute(query, place).fetchone()
            # What an agent still holds begins ever later: by that the newer of two is told.
            if row is None or msgspec.json.decode(row[0], type=Manifest).kept_from <= manifest.kept_from:
                query = "INSERT OR REPLACE INTO manifests VALUES (?, ?, ?, ?)"
                self.connection.execute(query, (*place, content))

    def take_state(self, state: AgentState) -> None:
        """Keep *state* as the newest of its agent's runs, also where a clock that was set back calls it older."""
        place, content = (state.agent, state.session), msgspec.json.encode(state).decode()
        with self._telling(), self._transaction():
            query = "SELECT max(seen_ms) FROM agent_states WHERE agent = ? AND session <> ?"
            (newest,) = self.connection.execute(query, place).fetchone()
            order = max(to_ms(state.seen_at or state.at), 0 if newest is None else newest + 1)
            query = "INSERT OR REPLACE INTO agent_states VALUES (?, ?, ?, ?)"
            self.connection.execute(query, (*place, order, content))
            old = "SELECT session FROM agent_states WHERE agent = ? ORDER BY seen_ms DESC LIMIT -1 OFFSET ?"
            query = f"DELETE FROM agent_states WHERE agent = ? AND session IN ({old})"  # noqa: S608 -- ours
            self.connection.execute(query, (state.agent, state.agent, RUNS_KEPT))

    def listened(self, at: datetime) -> None:
        """Take note that agents are listened to *at* this moment; a pause ends what lasted since an earlier one."""
        now_ms = to_ms(at)
        with self._telling(), self._transaction():
            row = self.connection.execute("SELECT since_ms, until_ms FROM listening").fetchone()
            # A clock that was set back ends it as well: what lies ahead of it tells nothing.
            lasts = row is not None and row[0] <= now_ms and abs(now_ms - row[1]) <= PAUSE_MS
            query = "INSERT OR REPLACE INTO listening VALUES (1, ?, ?)"
            self.connection.execute(query, (row[0] if lasts else now_ms, now_ms))

    def refuse(self, agent: str, why: str, received_at: datetime) -> None:
        """Count what *agent* sent and could not be read at all."""
        with self._telling(), self._transaction():
            self.connection.executemany(_REFUSE, self._counted(agent, [why], to_ms(received_at)))

    def hear_of_spools(self, spools: Iterable[str], at: datetime) -> None:
        """Take note that there are *spools*: what they took may be missing here until they are gathered."""
        with self._telling(), self._transaction():
            Gathered(self.connection).hear_of(spools, to_ms(at))

    def gathered(self, mark: SegmentMark, refused: Iterable[tuple[str, str, datetime]] = ()) -> None:
        """
        Take note that all of the segment of *mark* is here.

        *refused* is what could not be read when it came (agent, why, when): it is counted once for a segment.
        """
        with self._telling(), self._transaction():
            if Gathered(self.connection).take_note(mark):
                for agent, why, at in refused:
                    self.connection.executemany(_REFUSE, self._counted(agent, [why], to_ms(at)))

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise told(error, self._path()) from error


def session_of(record: AgentRecord) -> str | None:
    """Name the run that *record* belongs to; None where it says none."""
    if isinstance(record, Observation):
        return record.session
    if isinstance(record, Session):
        return record.id
    return None if isinstance(record, FormSeen) else record.session


def _runs(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
    """Yield what lies together without a gap."""
    if arrivals and arrivals[-1].seq - arrivals[0].seq == len(arrivals) - 1:
        yield arrivals
        return
    run: list[Arrival] = []
    for one in arrivals:
        if run and one.seq != run[-1].seq + 1:
            yield run
            run = []
        run.append(one)
    if run:
        yield run
