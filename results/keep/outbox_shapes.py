"""What an outbox tells of itself."""

from datetime import datetime
from typing import NamedTuple

from results.records.rollup import SeriesName


class Waiting(NamedTuple):
    """Records that go out together: of one day, and so of one manifest."""

    first: int
    """The sequence that the day began with."""
    rows: list[tuple[int, bytes]]
    """Sequence and record (MessagePack), in order."""
    sessions: list[bytes]
    """The runs that they belong to: records that arrive before their run's own record are understood all the same."""


class Standing(NamedTuple):
    """How much waits."""

    backlog: int
    kept_from: int
    """The oldest sequence that is still here; where there is none, the next one that will be."""
    oldest_at: datetime | None
    """When the oldest record was due or made."""


class Before(NamedTuple):
    """What the outbox remembers of the runs before."""

    heard_at: datetime | None
    """When the last of them was last awake; None if there was none."""
    series: frozenset[SeriesName]
    """What was asked then."""
