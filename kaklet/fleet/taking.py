"""What an agent sent, judged before it is kept: whose it is comes from the topic, and nothing else is believed."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from math import isfinite
from operator import attrgetter
from typing import NamedTuple, Self

import msgspec

from kaklet.fleet.wire import CLOCK_YEARS, Batch
from probes.machine_clock import MachineClock
from results.keep.collected import Arrival, Parcel, session_of
from results.records import FormSeen, Heartbeat, Metrics, Observation, Session
from results.records.fleet import AgentRecord, made_at
from results.records.rollup import SeriesName

LATE_AFTER = timedelta(hours=1)
AHEAD = timedelta(hours=1)
"""A clock that is further ahead than this is wrong, and its records belong to no period yet."""
BEHIND = (
    "This machine's clock is not synchronised, and behind those of agents that are: set up NTP. Until it is right,"
    " nothing of theirs is acknowledged."
)
FIRST_YEAR, END_YEAR = 2000, 3000
FURTHEST_SECONDS = 100 * 366 * 86_400.0
LONGEST_NAME = 200
LONGEST_BYTES, LONGEST_FORM_BYTES = 20_000, 1_000_000
"""Of a record, and so of each text in it."""
LONGEST_SECONDS = 1e8
ODD = "has a time, a figure or a length that cannot be"
MOST_FIGURES, MOST_HOPS, MOST_ATTEMPTS = 100, 50, 100

_METRICS = attrgetter("metrics")
_RECORD = msgspec.msgpack.Decoder(AgentRecord)


class Customs:
    """
    Judges what comes for one study: *known* are the series that it has, or once had, whoever asked them.

    *more* is asked for further ones before a record is refused for being about none of them.
    """

    def __init__(
        self,
        known: AbstractSet[SeriesName],
        *,
        frozen_after: timedelta,
        more: Callable[[], AbstractSet[SeriesName]] = frozenset,
    ) -> None:
        self._known: set[tuple[str, ...]] = set()
        self._targets: set[tuple[str, str]] = set()
        self._learn(known)
        self._more = more
        self._frozen_after = frozen_after

    def _learn(self, known: AbstractSet[SeriesName]) -> None:
        self._known |= {tuple(one[1:]) for one in known}
        self._targets |= {(one.provider, one.target) for one in known}

    def parcel(self, agent: str, batch: Batch, now: datetime) -> Parcel:
        """Judge each record of *batch*, which came *now* in the name of *agent*."""
        sessions = {one.id: one for one in batch.sessions if one.agent == agent and not _odd_session(one)}
        limits = _Limits.at(now, self._frozen_after)
        return Parcel(
            agent=agent,
            epoch=batch.epoch,
            first=batch.first,
            kept_from=batch.kept_from,
            sessions=tuple(sessions.values()),
            arrivals=[self._arrival(agent, seq, raw, sessions, limits) for seq, raw in batch.records],
            received_at=now,
        )

    def _arrival(self, agent: str, seq: int, raw: bytes, sessions: dict[str, Session], limits: "_Limits") -> Arrival:
        try:
            record = _RECORD.decode(raw)
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
            return Arrival(seq, raw, None, "is no record")
        if len(raw) > LONGEST_BYTES and (len(raw) > LONGEST_FORM_BYTES or not isinstance(record, FormSeen)):
            return Arrival(seq, raw, None, ODD)
        if why := self._mistake(agent, record, sessions):
            return Arrival(seq, raw, None, why)
        made = made_at(record)
        due = record.slot if isinstance(record, Observation) else made
        name = session_of(record)
        # What is told of the time before a run was made in that run.
        late = made < limits.late_before and (not name or sessions[name].started_at < limits.late_before)
        return Arrival(seq, raw, record, "", late, not limits.oldest <= due <= limits.newest)

    def _mistake(self, agent: str, record: AgentRecord, sessions: dict[str, Session]) -> str:
        """Tell why *record* is not taken; nothing where it is."""
        if isinstance(record, (Observation, Session)) and record.agent != agent:
            return "names another agent"
        if not isinstance(record, FormSeen) and session_of(record) not in sessions:
            return "names a run that its batch does not tell of"
        if isinstance(record, Observation):
            series = (record.provider, record.target, record.task, record.kind)
            if series not in self._known and not self._asked(series):
                return "is about something that the study does not ask"
            odd = _odd_observation(record)
        elif isinstance(record, Heartbeat):
            odd = _odd_beat(record)
        elif isinstance(record, Session):
            odd = _odd_session(record)
        else:
            odd = self._odd_form(record)
        return ODD if odd else ""

    def _asked(self, series: tuple[str, ...]) -> bool:
        self._learn(self._more())
        return series in self._known

    def _odd_form(self, record: FormSeen) -> bool:
        return (
            _odd_time(record.at)
            or (record.provider, record.target) not in self._targets
            or max(len(record.signature), len(record.evidence)) > LONGEST_NAME
        )


def is_synchronised(batch: Batch) -> bool:
    """Tell whether *batch* says that its newest records were made by a clock that was held for synchronised."""
    for _, raw in reversed(batch.records):
        try:
            record = _RECORD.decode(raw)
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
            return False
        if not isinstance(record, FormSeen):
            return record.clock_synchronised is True
    return False


def comes_from_ahead(batch: Batch, now: datetime, clock: MachineClock | None) -> bool:
    """
    Whether *batch* was made by a clock that is right at a time that has not come by this one, *clock*, which is not.

    A collector that has just been switched on, and has no clock of its own, would call all of it frozen.
    """
    ahead = batch.sent_at.tzinfo is not None and batch.sent_at > now + AHEAD
    return ahead and clock is not None and clock.state()[0] is False and is_synchronised(batch)


class _Limits(NamedTuple):
    """The moments that decide what is late and what is frozen, once for a batch."""

    late_before: datetime
    oldest: datetime
    newest: datetime
    """Of what is not frozen."""

    @classmethod
    def at(cls, now: datetime, frozen_after: timedelta) -> Self:
        return cls(now - LATE_AFTER, now - frozen_after, now + AHEAD)


def _odd_session(one: Session) -> bool:
    texts = (one.id, one.software, one.config_sha256, one.boot_id, one.method)
    return _odd_clock_time(one.started_at) or _odd_clock(one) or not one.id or max(map(len, texts)) > LONGEST_NAME


def _odd_clock(one: Session | Heartbeat | Observation) -> bool:
    """Tell whether what is said of a clock cannot be. The start of a machine may be anywhere in what a clock shows."""
    if one.booted_at is not None and _odd_clock_time(one.booted_at):
        return True
    error, by = one.clock_error_seconds or 0.0, one.redated_by_seconds or 0.0
    return not (0 <= error <= LONGEST_SECONDS and abs(by) <= FURTHEST_SECONDS)


def _odd_beat(one: Heartbeat) -> bool:
    # An agent has no mailbox.
    return _odd_clock(one) or _odd_time(one.at) or one.mailbox_read_at is not None


def _odd_observation(one: Observation) -> bool:
    if _odd_clock(one) or _odd_time(one.slot) or one.slot.microsecond % 1000 or not 0 <= one.attempt <= MOST_ATTEMPTS:
        return True
    if one.started_at is None:
        if one.failure is None:
            return True
    elif _odd_time(one.started_at):
        return True
    lasted, lag = one.duration_seconds or 0.0, one.loop_lag_seconds or 0.0
    if not (0 <= lasted <= LONGEST_SECONDS and 0 <= lag <= LONGEST_SECONDS) or _odd_figures(one.metrics):
        return True
    return len(one.hops) > MOST_HOPS or any(map(_odd_figures, map(_METRICS, one.hops)))


def _odd_figures(figures: Metrics) -> bool:
    # One that is not finite makes a sum that is not.
    return len(figures) > MOST_FIGURES or not isfinite(sum(figures.values()))


def _odd_time(at: datetime) -> bool:
    return at.tzinfo is None or not FIRST_YEAR <= at.year < END_YEAR


def _odd_clock_time(at: datetime) -> bool:
    return at.tzinfo is None or at.year not in CLOCK_YEARS
