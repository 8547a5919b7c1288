"""What one sample says, and the classes that samples and slots fall into."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

import msgspec

from results.judge.histogram import bucket_of
from results.judge.rolling import microseconds_of
from results.records import Blame, Failure, Observation
from results.records.observation import ObservationKey

WALLS = frozenset({403, 429})
"""Statuses by which a server turns a visitor away: Forbidden and Too Many Requests (RFC 9110, 15.5.4; RFC 6585, 4)."""
_SILENCES = frozenset({Failure.TIMEOUT, Failure.UNREACHABLE, Failure.NAME_NOT_RESOLVED})


class Outcome(StrEnum):
    """What a sample or a due slot counts as. Only the first three enter the ratio; the rest lower the coverage."""

    UP = "up"
    DEGRADED = "degraded"
    """The right answer, but slower than what the study calls acceptable. It counts as up and is shown apart."""
    DOWN = "down"
    BLOCKED = "blocked"
    """The target works, but turns a machine away: a 403 or 429, a challenge page, a CAPTCHA."""
    DISAGREE = "disagree"
    """The vantage points differ. It is a class of slots, never of a sample."""
    VOID = "void"
    """The prober's own fault, or a vantage point that is suspected."""
    MISSED = "missed"
    PAUSED = "paused"

    @property
    def measured(self) -> bool:
        """Whether this enters the ratio."""
        return self in _MEASURED

    @property
    def good(self) -> bool:
        """Whether the target did what it is there to do."""
        return self in _GOOD


_GOOD = frozenset({Outcome.UP, Outcome.DEGRADED})
_MEASURED = _GOOD | {Outcome.DOWN}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a sample is held against."""

    speed: str = ""
    """The metric that tells how fast the target was; empty for the visit's duration."""
    acceptable_seconds: float | None = None
    """A right answer that takes longer is DEGRADED; None if any speed will do."""
    maximum_lag_seconds: float = 1.0
    """A sample during which the prober's event loop was further behind is VOID, whatever it saw."""


def outcome_of(sample: Observation, limits: Limits) -> Outcome:
    """
    Tell what *sample* says by itself.

    An unsynchronised clock voids nothing: durations are by the monotonic clock, and a step during the exchange has a
    failure of its own. A lag voids successes too, or only failures would be excused while the prober was busy.
    """
    failure = sample.failure
    if failure is Failure.PAUSED:
        return Outcome.PAUSED
    if failure is not None and failure.missed:
        return Outcome.MISSED
    if sample.loop_lag_seconds is not None and sample.loop_lag_seconds > limits.maximum_lag_seconds:
        return Outcome.VOID
    if failure is None:
        slow = is_slow(microseconds_of(sample, limits.speed), limits)
        return Outcome.DEGRADED if slow else Outcome.UP
    return _failed(sample, failure)


@lru_cache
def always(failure: Failure) -> Outcome | None:
    """Tell what *failure* counts as whatever else the sample holds; None if that depends on the sample."""
    if failure is Failure.PAUSED:
        return Outcome.PAUSED
    if failure.missed:
        return Outcome.MISSED
    depends = failure.blame is Blame.TARGET or failure in {Failure.BLOCKED, Failure.NEEDS_PERSON}
    return None if depends else Outcome.VOID


def is_slow(microseconds: int, limits: Limits) -> bool:
    """Whether an answer that took so long is slower than acceptable, and so by more than the histogram's bucket."""
    if limits.acceptable_seconds is None:
        return False
    return bucket_of(max(microseconds, 0)) > bucket_of(round(limits.acceptable_seconds * 1e6))


def _failed(sample: Observation, failure: Failure) -> Outcome:
    if failure in {Failure.BLOCKED, Failure.NEEDS_PERSON}:
        return Outcome.BLOCKED
    if failure is Failure.UNEXPECTED_STATUS and sample.metrics.get("status") in WALLS:
        return Outcome.BLOCKED
    return always(failure) or Outcome.DOWN


def is_silence(sample: Observation) -> bool:
    """Whether nothing at all came back: it may have been our own line. A refusal or a status proves the way there."""
    return sample.failure in _SILENCES and "connect_seconds" not in sample.metrics


def distinct(samples: Iterable[Observation]) -> list[Observation]:
    """
    Leave one of each sample, in the order of their keys, whatever order they came in and however often.

    Of two that differ under the same key, the same one is kept whichever came first.
    """
    found: dict[ObservationKey, Observation] = {}
    for sample in samples:
        before = found.setdefault(sample.key, sample)
        if before is not sample and before != sample:
            found[sample.key] = min(before, sample, key=msgspec.json.encode)
    return [found[key] for key in sorted(found)]
