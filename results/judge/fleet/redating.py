"""
Re-dating: what a machine recorded before its clock was first put right is moved to when it was.

A machine without a clock of its own begins at some moment of the past. Its records carry that moment's
`ClockReading.booted_at`, and the time since its start runs evenly all the while: so once the clock is right, the
distance between both tellings of the start is by how much they are wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from results.records import Failure, FormSeen, Observation, Session
from results.records.fleet import AgentRecord, OutboxRow, Redated

SMALL = timedelta(seconds=1)
"""What is wrong by less is left as it is."""
Every = Callable[[str], timedelta | None]
"""The interval of a task by its name; None if no such task is known any more."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


def redated(rows: Iterable[OutboxRow], boot_id: str, booted_at: datetime, every: Every) -> Iterator[Redated]:
    """
    Yield those of *rows*, in the order in which they were made, that are re-dated.

    *booted_at* is the start *boot_id* of the machine as the clock tells it now that it is right. Left as they are: rows
    of another start, whose distance to this one nobody knows; what was made from the first synchronisation on; what
    tells nothing of its clock; what is wrong by less than a second; samples of tasks that *every* does not know.
    """
    newest: dict[tuple[str, ...], datetime] = {}
    reading: datetime | None = None
    for seq, record, made_in in rows:
        if made_in != boot_id:
            continue
        if not isinstance(record, FormSeen):
            if record.clock_synchronised:
                return
            reading = record.booted_at
        # A form that was seen has no reading of its own: it was seen by the visit that is recorded beside it.
        by = None if reading is None else booted_at - reading
        if by is None or abs(by) < SMALL:
            continue
        new = moved(record, by, every)
        if new is not None:
            yield Redated(seq, new, _is_second(new, newest))


def moved(record: AgentRecord, by: timedelta, every: Every) -> AgentRecord | None:
    """Return *record* with all of its moments moved *by* so much, and marked; None if its task is not known."""
    if isinstance(record, Observation):
        interval = every(record.task)
        return None if interval is None else _moved(record, by, interval)
    if isinstance(record, FormSeen):
        return msgspec.structs.replace(record, at=record.at + by)
    booted_at = None if record.booted_at is None else record.booted_at + by
    marked = (record.redated_by_seconds or 0.0) + by.total_seconds()
    if isinstance(record, Session):
        return msgspec.structs.replace(
            record, started_at=record.started_at + by, booted_at=booted_at, redated_by_seconds=marked
        )
    read = record.mailbox_read_at
    return msgspec.structs.replace(
        record,
        at=record.at + by,
        mailbox_read_at=None if read is None else read + by,
        booted_at=booted_at,
        redated_by_seconds=marked,
    )


def _moved(one: Observation, by: timedelta, interval: timedelta) -> Observation:
    failure, detail, metrics = one.failure, one.detail, one.metrics
    if failure is Failure.CERTIFICATE_INVALID:
        # Whether it is in force was judged by the wrong time, which is not the target's fault.
        failure, detail = Failure.CLOCK_STEPPED, f"{detail} (judged by a clock that was wrong)".lstrip()
    if "days_left" in metrics:
        metrics = {**metrics, "days_left": metrics["days_left"] - by / _DAY}
    return msgspec.structs.replace(
        one,
        slot=floor_to(one.slot + by, interval),
        started_at=None if one.started_at is None else one.started_at + by,
        booted_at=None if one.booted_at is None else one.booted_at + by,
        failure=failure,
        detail=detail,
        metrics=metrics,
        redated_by_seconds=(one.redated_by_seconds or 0.0) + by.total_seconds(),
    )


def floor_to(at: datetime, interval: timedelta) -> datetime:
    """Tell the start of the slot that holds *at*."""
    return _EPOCH + (at - _EPOCH) // interval * interval


def _is_second(record: AgentRecord, newest: dict[tuple[str, ...], datetime]) -> bool:
    """Whether the slot of *record* is taken: of one series and attempt they come in the order of time."""
    if not isinstance(record, Observation):
        return False
    names = (record.provider, record.target, record.task, record.kind, str(record.attempt))
    before = newest.get(names)
    if before is not None and record.slot <= before:
        return True
    newest[names] = record.slot
    return False
