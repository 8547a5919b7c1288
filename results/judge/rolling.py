"""From samples to roll-ups. Pure, and the same samples give the same roll-ups in whatever order they come."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from results.judge import histogram
from results.judge.due import from_ms, to_ms
from results.records import Failure, Observation
from results.records.rollup import PHASES, Rollup, SeriesName, SlotRun, Timed

HOUR_SECONDS = 3_600
LONGEST_SECONDS = 1e9
"""A phase of thirty years is none."""


def roll_up(series: SeriesName, start: datetime, seconds: int, samples: Iterable[Timed]) -> Rollup:
    """Make the roll-up of *samples*, which all belong to *series* and to that time; in any order."""
    buckets: Counter[int] = Counter()
    phases: list[Counter[int]] = [Counter() for _ in PHASES]
    ended: list[tuple[int, Failure | None]] = []
    slowest_us = lag_us = 0
    for slot_ms, failure, microseconds, lag, lengths in samples:
        ended.append((slot_ms, failure))
        if failure is not None:
            continue
        buckets[histogram.bucket_of(max(microseconds, 0))] += 1
        slowest_us, lag_us = max(slowest_us, microseconds), max(lag_us, lag)
        for counts, length in zip(phases, lengths, strict=True):
            if length is not None and length >= 0:
                counts[histogram.bucket_of(length)] += 1
    ended.sort(key=lambda one: one[0])
    return Rollup(
        series=series,
        start=start,
        seconds=seconds,
        slots=in_runs((slot_ms, 0, 1, failure) for slot_ms, failure in ended),
        latency=histogram.encode(buckets),
        slowest_us=slowest_us,
        lag_us=lag_us,
        phases=_encoded(zip(PHASES, phases, strict=True)),
    )


def merged(series: SeriesName, start: datetime, seconds: int, parts: Sequence[Rollup]) -> Rollup:
    """Make one roll-up of several of the same series, in the order of time: as if it had been made of their samples."""
    offsets = [(part.start - start) // timedelta(milliseconds=1) for part in parts]
    many: dict[str, list[bytes]] = defaultdict(list)
    for part in parts:
        for name, counts in part.phases.items():
            many[name].append(counts)
    return Rollup(
        series=series,
        start=start,
        seconds=seconds,
        slots=in_runs(
            (offset + first, step, count, failure)
            for offset, part in zip(offsets, parts, strict=True)
            for first, step, count, failure in part.slots
        ),
        latency=histogram.encode(histogram.merge(part.latency for part in parts)),
        slowest_us=max(part.slowest_us for part in parts),
        lag_us=max(part.lag_us for part in parts),
        phases=_encoded((name, histogram.merge(many[name])) for name in PHASES if name in many),
    )


def in_runs(parts: Iterable[tuple[int, int, int, Failure | None]]) -> tuple[SlotRun, ...]:
    """Put *parts* (first, step, count, failure), in the order of time, together where they go on alike."""
    found: list[SlotRun] = []
    for first, step, count, failure in parts:
        if found and found[-1].failure is failure:
            before = found[-1]
            gap = first - before.last
            if before.step in {0, gap} and step in {0, gap}:
                found[-1] = SlotRun(before.first, gap, before.number + count, failure)
                continue
        found.append(SlotRun(first, step, count, failure))
    return tuple(found)


def fold(observations: Iterable[Observation], speed_of: Callable[[Observation], str]) -> Iterator[Rollup]:
    """
    Yield the hourly roll-ups of scheduled *observations*, each of which comes once.

    *speed_of* names the metric that tells how fast the target was.
    """
    hours: dict[tuple[SeriesName, int], list[Timed]] = defaultdict(list)
    for one in observations:
        slot_ms = to_ms(one.slot)
        hour = slot_ms // (1000 * HOUR_SECONDS) * (1000 * HOUR_SECONDS)
        hours[series_of(one), hour].append(_timed(one, slot_ms - hour, speed_of(one)))
    for series, hour in sorted(hours):
        yield roll_up(series, from_ms(hour), HOUR_SECONDS, hours[series, hour])


def series_of(observation: Observation) -> SeriesName:
    """Tell the stream that *observation* belongs to."""
    one = observation
    return SeriesName(one.agent, one.provider, one.target, one.task, one.kind)


def microseconds_of(observation: Observation, speed: str) -> int:
    """Tell how long the target took by the metric *speed*, else by the visit's duration."""
    seconds = observation.metrics.get(speed, observation.duration_seconds or 0.0)
    return round(seconds * 1e6)


def phases_of(observation: Observation) -> tuple[int | None, ...]:
    """Tell the length of each of `PHASES` in microseconds."""
    lengths = (observation.metrics.get(name) for name in PHASES)
    return tuple(
        round(length * 1e6) if length is not None and 0 <= length < LONGEST_SECONDS else None for length in lengths
    )


def _timed(one: Observation, slot_ms: int, speed: str) -> Timed:
    lag_us = round((one.loop_lag_seconds or 0.0) * 1e6)
    return Timed(slot_ms, one.failure, microseconds_of(one, speed), lag_us, phases_of(one))


def _encoded(phases: Iterable[tuple[str, histogram.Counts]]) -> dict[str, bytes]:
    return {name: encoded for name, counts in phases if (encoded := histogram.encode(counts))}
