"""What the agents of a made-up study's lines recorded: tests of speed, rows of packets, and their own starts."""

import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kaklet.simulate.lines.cast import HOMES, PLANS, Home, PlanOf, agent_of
from kaklet.simulate.lines.outages import ALONE, Dark
from kaklet.simulate.lines.packets import LASTS, Train
from kaklet.simulate.lines.study_file import (
    CAMPAIGN,
    DAILY_LIFE_SECONDS,
    NAMES,
    PACKETS,
    PACKETS_SECONDS,
    PAGE,
    RESPONSIVE,
    SERVER_OF_SPEED,
    SERVERS,
    SPEED,
    SPEED_SECONDS,
    ZONE,
    measuring_days,
)
from kaklet.simulate.plan import Plan
from results.records import Failure, Heartbeat, Observation, Record, Session
from results.records.pacing import told_pacing

MEGA = 1e6
_TEST_SECONDS, _RESPONSIVE_SECONDS = 20.0, 42.0
_TOLD = 0.97
"""Share of the tests whose server says what paced it."""
_BUSIEST = 20.5
_CAMPAIGN_HOURS = (8, 9, 10, 11, 12, 15, 16, 17, 18, 19)
"""By the line's clock: three hours lie between the fifth and the sixth."""
_BETWEEN_VISITS = (1_820.0, 2_300.0)
"""Seconds into its slot in which a test of responsiveness begins: no packets are sent meanwhile."""
_QUEUES = {"download": 1.0, "upload": 1.7}
"""How full each direction's queue is, held against the plan's."""
_PROCESSING_SECONDS = 0.012
"""What HTTP, TLS and the server add to a round trip."""


def line_records(plan: Plan, dark: Sequence[Dark], software: str, config_sha256: str) -> Iterator[Record]:
    """Yield all records of all lines, from which was away what *dark* says of each."""
    for number, (home, away) in enumerate(zip(HOMES, dark, strict=True)):
        of_plan = next(one for one in PLANS if one.id == home.plan)
        yield from _runs(plan, number, away, software, config_sha256)
        yield from _of_home(_At(plan, number, home, of_plan, away))


def _runs(plan: Plan, number: int, dark: Dark, software: str, config_sha256: str) -> Iterator[Record]:
    """Yield the runs of an agent: each begins with a new start of its machine."""
    edges = [plan.start, *(edge for one in dark.restarts() for edge in (one.start, one.end)), plan.end]
    for turn, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        name = f"{plan.dice('line-session', number, turn).getrandbits(48):012x}"
        yield Session(
            id=name,
            agent=agent_of(number),
            started_at=start,
            software=software,
            config_sha256=config_sha256,
            boot_id=f"synthetic-{number}-{turn}",
        )
        yield Heartbeat(session=name, at=end, ended=end == plan.end)


class _At(NamedTuple):
    """One home, and all that is known of it."""

    plan: Plan
    number: int
    home: Home
    of_plan: PlanOf
    dark: Dark


def _of_home(at: _At) -> Iterator[Observation]:
    zone, days = ZoneInfo(ZONE), measuring_days(at.plan, at.home)
    dice = at.plan.dice("lines", "samples", at.number)
    start = at.plan.start + at.home.moved_in
    for slot in _slots(start, at.plan.end, SPEED_SECONDS):
        local = slot.astimezone(zone)
        if local.date() in days:
            if local.hour in _CAMPAIGN_HOURS[: at.home.campaign]:
                yield from _test(at, dice, CAMPAIGN, slot, slot + timedelta(seconds=5), quiet=True)
        else:
            yield from _test(at, dice, SPEED, slot, slot + timedelta(seconds=dice.uniform(0, 1_200)), quiet=False)
    for slot in _slots(start, at.plan.end, PACKETS_SECONDS):
        for server in SERVERS:
            yield from _packets(at, dice, server, slot)
    for slot in _slots(start, at.plan.end, DAILY_LIFE_SECONDS):
        yield from _daily_life(at, dice, slot)
        yield from _responsiveness(at, dice, slot)


def _daily_life(at: _At, dice: random.Random, slot: datetime) -> Iterator[Observation]:
    """Load a page, and look a name up."""
    started_at = slot + timedelta(seconds=dice.uniform(0, 30))
    if at.dark.absent(started_at) or at.dark.unplugged(started_at):
        return
    down = at.dark.down(started_at)
    rtt, slow = at.of_plan.rtt_seconds, 1 + at.of_plan.slump * busy(started_at)
    page = (14 * rtt + 16 / (at.of_plan.download.best * at.home.quality)) * slow * dice.uniform(1.0, 1.4)
    query = (rtt + 0.004) * dice.uniform(1.0, 1.8)
    unanswered = down or dice.random() < at.of_plan.loss
    told = {"agent": agent_of(at.number), "provider": SERVER_OF_SPEED, "slot": slot, "started_at": started_at}
    yield Observation(
        **told,  # type: ignore[arg-type]  # texts and times
        target="page",
        task=PAGE,
        kind="web",
        duration_seconds=page,
        failure=Failure.TIMEOUT if down else None,
        metrics={}
        if down
        else {
            "page_seconds": round(page, 6),
            "first_byte_seconds": round(3 * rtt * slow, 6),
            "page_fingerprint": 7_364_125.0,
            "resources": 24.0,
            "page_bytes": 2_000_000.0,
        },
    )
    yield Observation(
        **told,  # type: ignore[arg-type]  # texts and times
        target="name",
        task=NAMES,
        kind="dns",
        duration_seconds=5.0 if unanswered else query,
        failure=Failure.RESOLVER_SILENT if unanswered else None,
        address="192.168.1.1" if at.home.wired else "192.0.2.53",
        metrics={} if unanswered else {"query_seconds": round(query, 6)},
    )


def _slots(start: datetime, end: datetime, every: int) -> Iterator[datetime]:
    slot = start
    while slot + timedelta(seconds=every) <= end:
        yield slot
        slot += timedelta(seconds=every)


def busy(moment: datetime) -> float:
    """Tell how busy everybody's evening is at *moment*, 0 to 1, by the clock of the lines."""
    local = moment.astimezone(ZoneInfo(ZONE))
    hour = local.hour + local.minute / 60
    return math.exp(-(((hour - _BUSIEST) / 2.2) ** 2))


def _test(
    at: _At, dice: random.Random, task: str, slot: datetime, started_at: datetime, *, quiet: bool
) -> Iterator[Observation]:
    if at.dark.absent(started_at):
        return
    unplugged = at.dark.unplugged(started_at)
    down = unplugged or at.dark.without(SERVER_OF_SPEED, started_at)
    told = {
        "agent": agent_of(at.number),
        "provider": SERVER_OF_SPEED,
        "target": "ndt",
        "task": task,
        "kind": "ndt7",
        "slot": slot,
        "started_at": started_at,
    }
    if down or (not quiet and dice.random() < at.home.failed_share):
        failure = Failure.PROBE_FAULT if unplugged else Failure.TIMEOUT
        yield Observation(**told, duration_seconds=10.0, failure=failure)  # type: ignore[arg-type]  # texts and times
        return
    hour, of_plan = busy(started_at), at.of_plan
    speeds = {
        way: min(sold.best * at.home.quality * (1 - of_plan.slump * hour * dice.uniform(0.6, 1.3)), sold.best)
        * min(1.0, dice.gauss(0.985, 0.03))
        for way, sold in (("download", of_plan.download), ("upload", of_plan.upload))
    }
    speeds = {way: min(max(speed, 0.2), at.home.ceiling * 0.97) for way, speed in speeds.items()}
    metrics = {f"{way}_bits_per_second": round(speed * MEGA) for way, speed in speeds.items()}
    counted = {f"{way}_bytes": speed * MEGA / 8 * 10 for way, speed in speeds.items()}
    others = sum(counted.values()) * (dice.uniform(0.1, 0.6) if dice.random() < at.home.busy_share else 0.001)
    yield Observation(
        **told,  # type: ignore[arg-type]  # texts and times
        duration_seconds=_TEST_SECONDS,
        detail=told_pacing("bbr") if dice.random() < _TOLD else "",
        metrics={
            **metrics,
            **{name: float(round(value)) for name, value in counted.items()},
            "cross_traffic_bytes": 0.0 if quiet else float(round(others)),
            "device_ceiling_bits_per_second": at.home.ceiling * MEGA,
            "minimum_rtt_seconds": round(of_plan.rtt_seconds * dice.uniform(1.0, 1.1), 6),
            "loaded_rtt_seconds": round(of_plan.rtt_seconds + of_plan.queue_seconds * dice.uniform(0.6, 1.4), 6),
        },
    )


def _packets(at: _At, dice: random.Random, server: str, slot: datetime) -> Iterator[Observation]:
    started_at = slot + timedelta(seconds=round(dice.uniform(0, 5), 3))
    lonely = server != ALONE and any(one.holds(started_at) for one in at.dark.alone)
    if lonely or at.dark.absent(started_at) or at.dark.absent(started_at + timedelta(seconds=LASTS)):
        return
    hour, of_plan = busy(started_at), at.of_plan
    share = min(0.5, of_plan.loss * at.home.loss_factor * (1 + 6 * of_plan.slump * hour))
    train = Train(dice, started_at, at.dark.of_packets(server), share)
    figures, rtt = train.figures(), of_plan.rtt_seconds * (1 + 0.4 * hour)
    if figures["received"]:
        figures["rtt_median_seconds"] = round(rtt * dice.uniform(1.0, 1.15), 6)
        figures["jitter_seconds"] = round(rtt * dice.uniform(0.02, 0.08), 6)
    yield Observation(
        agent=agent_of(at.number),
        provider=server,
        target="echo",
        task=PACKETS,
        kind="loss",
        slot=slot,
        started_at=started_at,
        duration_seconds=LASTS,
        failure=train.failure,
        metrics=figures,
    )


def _responsiveness(at: _At, dice: random.Random, slot: datetime) -> Iterator[Observation]:
    """Load the line, one direction after the other, and ask meanwhile."""
    started_at = slot + timedelta(seconds=dice.uniform(*_BETWEEN_VISITS))
    if at.dark.absent(started_at) or at.dark.unplugged(started_at):
        return
    down = at.dark.without(SERVER_OF_SPEED, started_at)
    hour, of_plan, metrics = busy(started_at), at.of_plan, dict[str, float]()
    for way, sold in (("download", of_plan.download), ("upload", of_plan.upload)):
        queue = of_plan.queue_seconds * _QUEUES[way] * (1 + of_plan.slump * hour) * dice.uniform(0.6, 1.5)
        loaded = of_plan.rtt_seconds + queue + _PROCESSING_SECONDS
        speed = min(sold.best * at.home.quality * (1 - of_plan.slump * hour) * 0.95, at.home.ceiling * 0.97)
        metrics |= {
            f"{way}_rpm": round(60 / loaded, 1),
            f"{way}_confidence": float(dice.choices((0, 1, 2), (1, 3, 8))[0]),
            f"{way}_loaded_seconds": round(loaded, 6),
            f"{way}_bits_per_second": float(round(speed * MEGA)),
        }
    metrics["idle_http_seconds"] = round(of_plan.rtt_seconds + _PROCESSING_SECONDS, 6)
    metrics["device_ceiling_bits_per_second"] = at.home.ceiling * MEGA
    yield Observation(
        agent=agent_of(at.number),
        provider=SERVER_OF_SPEED,
        target="load",
        task=RESPONSIVE,
        kind="responsiveness",
        slot=slot,
        started_at=started_at,
        duration_seconds=10.0 if down else _RESPONSIVE_SECONDS,
        failure=Failure.TIMEOUT if down else None,
        metrics={} if down else metrics,
    )
