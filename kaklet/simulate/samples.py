"""Makes the observations of a made-up study: what a daemon would have recorded of its truth."""

import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kaklet.simulate.plan import TASKS, Character, Plan
from kaklet.simulate.truth import Latency, Outage, Span
from results.records import Failure, Hop, Metrics, Observation
from scheduler import EPOCH, Task

AGENT = "synthetic"
STATUS_OK, STATUS_DOWN = 200, 503
LATE_SHARE, FAULT_SHARE, SILENT_SHARE = 0.0005, 0.0003, 0.0003
"""Of slots: begun too late (all series of a task alike); the prober failed (one series); its resolver was silent
(all series of a task alike)."""
_REFUSED_SECONDS = 0.02


class Sessions:
    """The runs of the daemon: the times between the gaps."""

    def __init__(self, plan: Plan) -> None:
        edges = [plan.start, *(edge for gap in plan.gaps for edge in (gap.start, gap.end)), plan.end]
        self.spans = [Span(start=a, end=b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        self._starts = [span.start for span in self.spans]
        self.names = [f"{plan.dice('session', number).getrandbits(48):012x}" for number in range(len(self.spans))]

    def at(self, moment: datetime) -> str | None:
        """Name the session that ran at *moment*; None in a gap."""
        number = bisect_right(self._starts, moment) - 1
        return self.names[number] if number >= 0 and self.spans[number].holds(moment) else None


class _Series:
    """One task at one provider: throws its own dice."""

    def __init__(self, plan: Plan, character: Character, task: str, outages: Sequence[Outage]) -> None:
        self.provider = character.id
        self.task = task
        self.url = f"https://www.{character.id}.example/{'' if task == TASKS[0] else 'shop'}"
        self.address = f"192.0.2.{1 + plan.characters.index(character) % 254}"
        self.dice = plan.dice("samples", character.id, task)
        self._latency = character.latency[task]
        self._outages = [outage for outage in outages if outage.task in {None, task}]
        self._starts = [outage.start for outage in self._outages]

    def outage(self, at: datetime) -> Outage | None:
        """Tell the outage in which *at* lies; None if there is none."""
        place = bisect_right(self._starts, at) - 1
        return self._outages[place] if place >= 0 and self._outages[place].holds(at) else None

    def phases(self, at: datetime) -> dict[str, float]:
        """Throw the figures of one good exchange."""
        latency, gauss = self._latency, self.dice.gauss
        rtt = latency.rtt_median_seconds * math.exp(gauss(0.0, latency.rtt_sigma))
        server = latency.server_median_seconds * math.exp(gauss(0.0, latency.server_sigma)) * rhythm(latency, at)
        return {
            "connect_seconds": round(rtt, 6),
            "tls_seconds": round(1.2 * rtt, 6),
            "ttfb_seconds": round(rtt + server, 6),
            "transfer_seconds": round(0.5 * rtt, 6),
            "wire_bytes": 18_400.0,
            "retransmits": 0.0,
            "rtt_seconds": round(rtt, 6),
            "server_seconds": round(server, 6),
        }


_PHASES = ("connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds")


def rhythm(latency: Latency, at: datetime) -> float:
    """Tell by what the server's share is multiplied at that time of day."""
    hour = at.hour + at.minute / 60
    return 1 + latency.daily_swing * math.cos(2 * math.pi * (hour - latency.peak_hour) / 24)


def observations(
    plan: Plan, tasks: Sequence[Task], outages: dict[str, tuple[Outage, ...]], sessions: Sessions
) -> Iterator[Observation]:
    """Yield the samples of *tasks*, which measure, slot by slot; *outages* by provider."""
    for task in tasks:
        series = [_Series(plan, character, task.name, outages[character.id]) for character in plan.characters]
        dice = plan.dice("slots", task.name)
        turn = -((EPOCH - plan.start) // task.every)
        while (slot := EPOCH + turn * task.every) + task.every <= plan.end:
            yield from _slot(series, task, slot, dice, sessions)
            turn += 1


def _slot(
    series: Sequence[_Series], task: Task, slot: datetime, dice: random.Random, sessions: Sessions
) -> Iterator[Observation]:
    late, silent = dice.random() < LATE_SHARE, dice.random() < SILENT_SHARE
    session = sessions.at(slot)
    if session is None:
        return  # nobody was there to write it down
    for one in series:
        visit = _Visit(one, task, slot, session)
        if late:
            yield visit.record(failure=Failure.MISSED_LATE)
            continue
        started_at = slot + timedelta(seconds=one.dice.uniform(0.0, task.spread_seconds))
        faulty = one.dice.random() < FAULT_SHARE
        if silent or faulty:
            failure = Failure.RESOLVER_SILENT if silent else Failure.PROBE_FAULT
            yield visit.record(started_at=started_at, duration_seconds=0.001, failure=failure)
        elif (outage := one.outage(started_at)) is not None:
            yield _down(visit, started_at, outage.failure)
        else:
            yield _good(visit, started_at)


class _Visit(NamedTuple):
    """One due asking."""

    series: _Series
    task: Task
    slot: datetime
    session: str

    def record(
        self,
        *,
        started_at: datetime | None = None,
        duration_seconds: float | None = None,
        failure: Failure | None = None,
        metrics: Metrics | None = None,
        hop: Hop | None = None,
    ) -> Observation:
        """Write down what came of it."""
        return Observation(
            agent=AGENT,
            provider=self.series.provider,
            target=self.task.target,
            task=self.task.name,
            kind="http",
            slot=self.slot,
            started_at=started_at,
            duration_seconds=duration_seconds,
            failure=failure,
            address=hop.address if hop else None,
            metrics=metrics or {},
            hops=(hop,) if hop else (),
            session=self.session,
        )

    def hop(self, status: int | None, figures: Metrics) -> Hop:
        """Write down the only connection of it."""
        return Hop(
            url=self.series.url,
            address=self.series.address,
            status=status,
            clock="kernel",
            metrics=dict(figures),
        )


def _good(visit: _Visit, started_at: datetime) -> Observation:
    figures = visit.series.phases(started_at)
    total = sum(figures[name] for name in _PHASES)
    if total > visit.task.probe.timeout_seconds:
        return _down(visit, started_at, Failure.TIMEOUT)
    hop = visit.hop(STATUS_OK, figures)
    figures |= {"status": STATUS_OK, "body_bytes": 17_900.0, "redirects": 0.0, "total_seconds": round(total, 6)}
    return visit.record(started_at=started_at, duration_seconds=total, metrics=figures, hop=hop)


def _down(visit: _Visit, started_at: datetime, failure: Failure) -> Observation:
    """Record a failure: an answer with the wrong status has all its figures, what never came has none."""
    if failure is Failure.UNEXPECTED_STATUS:
        figures = visit.series.phases(started_at)
        total = sum(figures[name] for name in _PHASES)
        hop = visit.hop(STATUS_DOWN, figures)
        figures |= {"status": STATUS_DOWN, "body_bytes": 180.0, "redirects": 0.0, "total_seconds": round(total, 6)}
    else:
        figures, hop = {}, visit.hop(None, {})
        total = visit.task.probe.timeout_seconds if failure is Failure.TIMEOUT else _REFUSED_SECONDS
    return visit.record(started_at=started_at, duration_seconds=total, failure=failure, metrics=figures, hop=hop)
