"""What the samples of a series in one hour or one day add up to: made from raw, and made again from raw at will."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from results.records.failure import Failure

PHASES = ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds")
"""The metrics whose medians are told beside a response time."""


class SeriesName(NamedTuple):
    """What a stream of observations is about."""

    agent: str
    provider: str
    target: str
    task: str
    kind: str


class SlotRun(NamedTuple):
    """Scheduled samples at equal distances that ended alike."""

    first: int
    """The first slot in milliseconds: since 1970 UTC, or in a roll-up since its start."""
    step: int
    """From slot to slot in milliseconds; 0 where there is only one."""
    number: int
    failure: Failure | None

    @property
    def last(self) -> int:
        """The last slot."""
        return self.first + self.step * (self.number - 1)

    @property
    def slots(self) -> range:
        """All of them."""
        return range(self.first, self.last + 1, self.step or 1)


class Rollup(msgspec.Struct, frozen=True, kw_only=True):
    """The scheduled samples of *series* whose slot lies in [start, start + seconds)."""

    series: SeriesName
    start: datetime
    seconds: int
    """3,600 for an hour of UTC, 86,400 for a day."""
    slots: tuple[SlotRun, ...]
    """Every sample, in the order of time."""
    latency: bytes
    """The successes by how long they took: a histogram, see `results.judge.histogram`."""
    slowest_us: int = 0
    """The longest that one of them took."""
    lag_us: int = 0
    """The furthest that the prober's event loop was behind during one of them; 0 if that is not known."""
    phases: Mapping[str, bytes] = {}
    """The successes by the length of each of `PHASES`, by its name; empty where it was not asked for."""

    @property
    def up(self) -> int:
        """How many samples had no failure."""
        return sum(run.number for run in self.slots if run.failure is None)

    @property
    def failures(self) -> Mapping[Failure, int]:
        """How many samples had which failure."""
        counts: Counter[Failure] = Counter()
        for run in self.slots:
            if run.failure is not None:
                counts[run.failure] += run.number
        return counts


class Timed(NamedTuple):
    """Of a scheduled sample, what rolling up needs."""

    slot_ms: int
    """Since the start of the hour."""
    failure: Failure | None
    microseconds: int
    """How long it took by the metric that tells the target's speed, or its duration where it has none."""
    lag_us: int
    phases: tuple[int | None, ...]
    """`PHASES` in microseconds; None where one was not reached."""
