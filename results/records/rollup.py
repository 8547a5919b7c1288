"""What the samples of a series in one hour or one day add up to: made from raw, and made again from raw at will."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from results.records.failure import Failure


class SeriesName(NamedTuple):
    """What a stream of observations is about."""

    agent: str
    provider: str
    target: str
    task: str
    kind: str


class Rollup(msgspec.Struct, frozen=True, kw_only=True):
    """The scheduled samples of *series* whose slot lies in [start, start + seconds)."""

    series: SeriesName
    start: datetime
    seconds: int
    """3,600 for an hour of UTC, 86,400 for a day."""
    up: int
    """Samples without a failure."""
    failures: Mapping[Failure, int]
    """Samples by failure."""
    latency: bytes
    """The successes by how long they took: a histogram, see `results.judge.histogram`."""


class Timed(NamedTuple):
    """Of a scheduled sample, what rolling up needs."""

    failure: Failure | None
    microseconds: int
    """How long it took by the metric that tells the target's speed, or its duration where it has none."""
