"""One asking of one question to one target: what happened, never what it means."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from results.records.failure import Failure

Metrics = Mapping[str, float]
"""Figures by name; each name ends in its unit. What was not reached is absent, never 0."""


class ObservationKey(NamedTuple):
    """What makes two deliveries of an observation the same observation."""

    agent: str
    provider: str
    target: str
    task: str
    kind: str
    slot: datetime
    attempt: int


class Hop(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One connection of an exchange over HTTP: the first, or where a redirect led to."""

    url: str
    """What was asked for there, without a password."""
    address: str | None = None
    """The address that was asked; None if none was reached."""
    status: int | None = None
    """The status of its answer; None if no header came."""
    clock: str | None = None
    """Who told when things came: ``kernel`` or ``process``; None if nothing was connected to."""
    metrics: Metrics = msgspec.field(default_factory=dict)
    """Its phases, under the names of the observation's metrics."""


class Observation(msgspec.Struct, frozen=True, kw_only=True, tag="observation", gc=False):
    """
    One sample: a singleton metric in the sense of RFC 2330, section 11.

    ``failure`` is the only verdict (None is success), so that no second flag can contradict it.

    Facts of plain figures and texts make no cycles: the collector of garbage has nothing to find in them, and
    where thousands are held at once it would look through all of them again and again.
    """

    agent: str
    """The vantage point that asked (the Measurement Agent of RFC 7594)."""
    provider: str
    target: str
    """A stable name of something the provider runs, never its address."""
    task: str
    kind: str
    """The kind of probe, as in ``probe.kind`` of a task."""
    slot: datetime
    """When it was due: a floor of time over the task's interval, UTC."""
    attempt: int = 0
    """0 as scheduled; 1 and up for confirmations, which never add weight."""
    started_at: datetime | None = None
    """When it really began; None if it never did."""
    duration_seconds: float | None = None
    """By the monotonic clock; None if it never began."""
    failure: Failure | None = None
    detail: str = ""
    """One line for people: the server's words or the system's. Never a secret, never a person's name."""
    address: str | None = None
    """The address that was asked; None if none was reached."""
    clock: str | None = None
    """Who told when things came: ``kernel`` or ``process``; None where each hop says so, or nothing was timed."""
    metrics: Metrics = msgspec.field(default_factory=dict)
    hops: tuple[Hop, ...] = ()
    """Of an exchange over HTTP, in order, the last one included; empty for other kinds."""
    loop_lag_seconds: float | None = None
    """By how much the prober's event loop was behind at most while this was asked; None if that is not known."""
    clock_synchronised: bool | None = None
    """Whether the system held its clock for synchronised (adjtimex) then; None if it does not say."""
    clock_error_seconds: float | None = None
    """How wrong the clock could be at most then, as the kernel said, rounded up to a power of two of milliseconds."""
    booted_at: datetime | None = None
    """When the machine started, by its clock as that was set when this was recorded: see `ClockReading`. With the
    session's ``boot_id`` it tells the moments of different settings of a clock apart."""
    redated_by_seconds: float | None = None
    """By how much all of its moments were moved, because the clock was proved wrong later; None if they were not."""
    session: str | None = None
    """The daemon's run that this belongs to; None for what was imported."""

    @property
    def started_monotonic_seconds(self) -> float | None:
        """When it began, by the clock that runs evenly from the machine's start; None if that is not known."""
        if self.started_at is None or self.booted_at is None:
            return None
        return (self.started_at - self.booted_at).total_seconds()

    @property
    def key(self) -> ObservationKey:
        """The identity of this record: a second delivery has the same one and changes nothing."""
        return ObservationKey(self.agent, self.provider, self.target, self.task, self.kind, self.slot, self.attempt)
