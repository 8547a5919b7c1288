"""Was it up? Counted over due slots; what was not measured is unknown, never up and never down."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from results.records import Blame, Failure, Observation


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """Failed slots in a row, with the bounds that the samples around them give."""

    start: datetime
    """The first failed slot."""
    end: datetime
    """The end of the last failed slot: each slot stands for [slot, slot + interval)."""
    start_earliest: datetime | None
    """The last good slot before; None if none is known."""
    end_latest: datetime | None
    """The first good slot after; None while it lasts, or if none is known."""
    cause: Failure
    """The failure seen most often in it, the earliest of equals."""
    samples: int


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the due slots of one check add up to.

    ``due = measured + unmeasured``, ``measured = up + down``.
    """

    due: int
    measured: int
    up: int
    down: int
    missed: int
    """Slots recorded as missed, or of which there is no record at all."""
    void: int
    """Slots in which the prober failed, or could not tell."""
    outages: tuple[Outage, ...]
    downtime_seconds: float

    @property
    def uptime(self) -> float | None:
        """The share of measured slots that were up, 0 to 1; None if none was measured."""
        return self.up / self.measured if self.measured else None

    @property
    def coverage(self) -> float:
        """The share of due slots that were measured, 0 to 1."""
        return self.measured / self.due if self.due else 0.0


def availability(slots: Sequence[datetime], observations: Sequence[Observation], *, every: timedelta) -> Availability:
    """
    Count one check's *observations* against all *slots* that were due.

    Only scheduled attempts count (attempt 0): confirmations never add weight.
    """
    found = {o.slot: o for o in observations if o.attempt == 0}
    asked = [(slot, found.get(slot)) for slot in slots]
    up = sum(o is not None and o.failure is None for _, o in asked)
    down = sum(_is_down(o) for _, o in asked)
    missed = sum(o is None or (o.failure is not None and o.failure.missed) for _, o in asked)
    return Availability(
        due=len(slots),
        measured=up + down,
        up=up,
        down=down,
        missed=missed,
        void=len(slots) - up - down - missed,
        outages=_outages([o for _, o in asked if o is not None], every),
        downtime_seconds=down * every.total_seconds(),
    )


def _is_down(observation: Observation | None) -> bool:
    return observation is not None and observation.failure is not None and observation.failure.blame is Blame.TARGET


def _outages(observations: Sequence[Observation], every: timedelta) -> tuple[Outage, ...]:
    """Gather failed slots in a row. An unmeasured slot inside an outage neither ends nor lengthens it."""
    runs: list[list[Observation]] = []
    last_good: list[datetime | None] = []
    first_good: list[datetime | None] = []
    good: datetime | None = None
    open_run = False
    for observation in observations:
        if observation.failure is None:
            if open_run:
                first_good[-1] = observation.slot
            good, open_run = observation.slot, False
        elif _is_down(observation):
            if not open_run:
                runs.append([])
                last_good.append(good)
                first_good.append(None)
            runs[-1].append(observation)
            open_run = True
    return tuple(
        _outage(run, before, after, every) for run, before, after in zip(runs, last_good, first_good, strict=True)
    )


def _outage(run: Sequence[Observation], before: datetime | None, after: datetime | None, every: timedelta) -> Outage:
    causes = [o.failure for o in run if o.failure is not None]
    return Outage(
        start=run[0].slot,
        end=run[-1].slot + every,
        start_earliest=before,
        end_latest=after,
        cause=max(causes, key=causes.count),
        samples=len(run),
    )
