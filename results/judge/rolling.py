"""From samples to roll-ups, and from roll-ups to the counts and quantiles of a period. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil

import msgspec

from results.judge import histogram
from results.judge.latency import Latency
from results.records import Blame, Failure, Observation
from results.records.rollup import Rollup, SeriesName, Timed


class PeriodCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What the scheduled samples of one series in a period add up to."""

    up: int
    failures: Mapping[Failure, int]
    latency: Mapping[int, int]
    """Of the successes, by bucket of `results.judge.histogram`."""

    @property
    def down(self) -> int:
        """Samples whose failure is the target's."""
        return sum(count for failure, count in self.failures.items() if failure.blame is Blame.TARGET)

    def quantiles(self, *, timeout_seconds: float) -> Latency:
        """
        Tell the quantiles that `results.judge.latency` tells of the samples, each within the histogram's error.

        Failures of the target are censored at the timeout.
        """
        n = self.up + self.down
        p50, p95, p99 = (histogram.value_at(self.latency, max(1, ceil(share * n))) for share in (0.50, 0.95, 0.99))
        return Latency(n=n, censored=self.down, censored_at=timeout_seconds, p50=p50, p95=p95, p99=p99)


def roll_up(series: SeriesName, start: datetime, seconds: int, samples: Iterable[Timed]) -> Rollup:
    """Make the roll-up of *samples*, which all belong to *series* and to that time; in any order."""
    outcomes: Counter[Failure | None] = Counter()
    buckets: Counter[int] = Counter()
    for failure, microseconds in samples:
        outcomes[failure] += 1
        if failure is None:
            buckets[histogram.bucket_of(max(microseconds, 0))] += 1
    up = outcomes.pop(None, 0)
    failures = {failure: count for failure, count in outcomes.items() if failure is not None}
    return Rollup(
        series=series, start=start, seconds=seconds, up=up, failures=failures, latency=histogram.encode(buckets)
    )


def merged(series: SeriesName, start: datetime, seconds: int, parts: Iterable[Rollup]) -> Rollup:
    """Make one roll-up of several of the same series: the same as if it had been made of their samples."""
    counts = _added(parts)
    return Rollup(
        series=series,
        start=start,
        seconds=seconds,
        up=counts.up,
        failures=counts.failures,
        latency=histogram.encode(counts.latency),
    )


def add_up(
    rollups: Iterable[Rollup], edges: Iterable[Observation], speeds: Mapping[str, str]
) -> dict[SeriesName, PeriodCounts]:
    """
    Tell the counts of each series from the *rollups* of a period and from the raw observations of its *edges*.

    The edges are those times of the period for which there is no roll-up; *speeds* names by kind the metric that
    tells how fast a target was. Confirmations add nothing.
    """
    by_series: dict[SeriesName, list[Rollup]] = defaultdict(list)
    for rollup in rollups:
        by_series[rollup.series].append(rollup)
    raw: dict[SeriesName, list[Observation]] = defaultdict(list)
    for one in edges:
        if one.attempt == 0:
            raw[SeriesName(one.agent, one.provider, one.target, one.task, one.kind)].append(one)
    for series, observations in raw.items():
        start = min(one.slot for one in observations)
        timed = (Timed(one.failure, microseconds_of(one, speeds)) for one in observations)
        by_series[series].append(roll_up(series, start, 0, timed))
    return {series: _added(parts) for series, parts in by_series.items()}


def microseconds_of(observation: Observation, speeds: Mapping[str, str]) -> int:
    """Tell how long the target took, by its kind's metric in *speeds*, else by the visit's duration."""
    seconds = observation.metrics.get(speeds.get(observation.kind, ""), observation.duration_seconds or 0.0)
    return round(seconds * 1e6)


def _added(parts: Iterable[Rollup]) -> PeriodCounts:
    failures: Counter[Failure] = Counter()
    up = 0
    latencies = []
    for part in parts:
        up += part.up
        for failure, count in part.failures.items():
            failures[failure] += count
        latencies.append(part.latency)
    return PeriodCounts(up=up, failures=dict(failures), latency=histogram.merge(latencies))
