"""Samples of a line's speed, and which of them count."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from results.judge.line.plan import Direction, LineRules
from results.records import Observation

MEGA = 1e6
BITS = 8
PEAK_HOURS = range(19, 23)
"""7 to 11 pm by the line's clock, as the FCC's Measuring Broadband America counts it; on every day of the week."""
_EVEN = 1e-9
_SPEEDS = {Direction.DOWN: "download_bits_per_second", Direction.UP: "upload_bits_per_second"}
_BYTES = ("download_bytes", "upload_bytes")


class Mark(StrEnum):
    """Why a sample does not count."""

    DEVICE_LIMITED = "device_limited"
    CROSS_TRAFFIC = "cross_traffic"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A sample by its name in the published data."""

    agent: str
    task: str
    provider: str
    """Whose server was asked."""
    slot: datetime
    mbits: float


class SpeedSample(msgspec.Struct, frozen=True, kw_only=True):
    """One test in one direction."""

    agent: str
    task: str
    provider: str
    """Whose server was asked."""
    slot: datetime
    at: datetime
    """When it began."""
    mbits: float
    """Mbit/s."""
    mark: Mark | None = None

    @property
    def named(self) -> Named:
        """What a verdict names it by."""
        return Named(agent=self.agent, task=self.task, provider=self.provider, slot=self.slot, mbits=self.mbits)


def reaches(speed: float, bar: float) -> bool:
    """Whether *speed* is at least *bar*, as far as binary fractions tell."""
    return speed >= bar * (1 - _EVEN)


def exceeds(speed: float, bar: float) -> bool:
    """Whether *speed* is more than *bar*, as far as binary fractions tell."""
    return speed > bar * (1 + _EVEN)


def is_peak(sample: SpeedSample, zone: ZoneInfo) -> bool:
    """Whether *sample* began in the peak hours of *zone*."""
    return sample.at.astimezone(zone).hour in PEAK_HOURS


def speed_samples(tests: Iterable[Observation], direction: Direction, rules: LineRules) -> Iterator[SpeedSample]:
    """
    Yield the speed of each of *tests* in *direction*, marked where it does not count.

    A test without that figure, a failed one above all, is unknown: it yields nothing, and never a speed of 0.
    """
    for one in tests:
        speed = one.metrics.get(_SPEEDS[direction])
        if speed is None:
            continue
        yield SpeedSample(
            agent=one.agent,
            task=one.task,
            provider=one.provider,
            slot=one.slot,
            at=one.started_at or one.slot,
            mbits=speed / MEGA,
            mark=mark_of(one, direction, rules),
        )


def mark_of(test: Observation, direction: Direction, rules: LineRules) -> Mark | None:
    """Tell why *test* does not count in *direction*; None if it does, or if that is not known."""
    ceiling, speed = test.metrics.get("device_ceiling_bits_per_second"), test.metrics.get(_SPEEDS[direction])
    if ceiling is not None and speed is not None and reaches(speed, rules.device_limited_share * ceiling):
        return Mark.DEVICE_LIMITED
    return Mark.CROSS_TRAFFIC if crossed(test, rules) else None


def crossed(test: Observation, rules: LineRules) -> bool:
    """Whether others are known to have used the line beside *test*, more than the rules allow."""
    others, own = test.metrics.get("cross_traffic_bytes"), _own_bytes(test)
    return others is not None and own is not None and exceeds(others, rules.cross_traffic_share * own)


def _own_bytes(test: Observation) -> float | None:
    """
    Tell how much *test* carried itself; None if that is not known.

    Where it did not count its bytes they are worked out of the speeds, its directions having had equal times.
    """
    counted = [test.metrics[name] for name in _BYTES if name in test.metrics]
    if counted:
        return sum(counted)
    speeds = [test.metrics[name] for name in _SPEEDS.values() if name in test.metrics]
    if not speeds or test.duration_seconds is None:
        return None
    return test.duration_seconds * sum(speeds) / len(speeds) / BITS
