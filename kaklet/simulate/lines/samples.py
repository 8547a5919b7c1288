"""What the agents of a made-up study's lines recorded: tests of speed, rows of packets, and their own starts."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kaklet.simulate.lines.cast import HOMES, PLANS, Home, PlanOf, agent_of
from kaklet.simulate.lines.study_file import (
    CAMPAIGN,
    DAILY_LIFE_SECONDS,
    NAMES,
    PACKETS,
    PACKETS_SECONDS,
    PAGE,
    SERVER_OF_SPEED,
    SERVERS,
    SPEED,
    SPEED_SECONDS,
    ZONE,
    measuring_days,
)
from kaklet.simulate.plan import Plan, apart, spans
from kaklet.simulate.truth import Span
from results.records import Failure, Heartbeat, Observation, Record, Session
from results.records.pacing import told_pacing

MEGA = 1e6
_TEST_SECONDS, _SENT = 20.0, 100
_MONTH = 28
_TOLD = 0.97
"""Share of the tests whose server says what paced it."""
_BUSIEST = 20.5
_CAMPAIGN_HOURS = (8, 9, 10, 11, 12, 15, 16, 17, 18, 19)
"""By the line's clock: three hours lie between the fifth and the sixth."""


class Dark(NamedTuple):
    """When a line was down, when its house was, and when each server was."""

    line: Sequence[Span]
    house: Sequence[Span]
    missing: Sequence[Span]
    servers: Mapping[str, Sequence[Span]]


def line_records(plan: Plan, software: str, config_sha256: str) -> Iterator[Record]:
    """Yield all records of all lines."""
    servers = {one: _times(plan, f"server/{one}", 1.5, 2_400.0) for one in SERVERS}
    for number, home in enumerate(HOMES):
        of_plan = next(one for one in PLANS if one.id == home.plan)
        agent = agent_of(number)
        dark = Dark(
            line=_times(plan, f"line/{number}", home.line_outages, 5_000.0),
            house=_times(plan, f"house/{number}", home.house_outages, 9_000.0),
            missing=_times(plan, f"missing/{number}", home.missing_hours / 8, 30_000.0),
            servers=servers,
        )
        yield from _runs(plan, number, agent, dark.house, software, config_sha256)
        yield from _of_home(_At(plan, number, home, of_plan, dark))


def _times(plan: Plan, about: str, a_month: float, median_seconds: float) -> tuple[Span, ...]:
    if not a_month:
        return ()
    dice = plan.dice("lines", about)
    return tuple(apart(list(spans(dice, plan.start, plan.end, a_day=a_month / _MONTH, median_seconds=median_seconds))))


def _runs(
    plan: Plan, number: int, agent: str, house: Sequence[Span], software: str, config_sha256: str
) -> Iterator[Record]:
    """Yield the runs of an agent: each begins with a new start of its machine."""
    edges = [plan.start, *(edge for one in house for edge in (one.start, one.end)), plan.end]
    for turn, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        name = f"{plan.dice('line-session', number, turn).getrandbits(48):012x}"
        yield Session(
            id=name,
            agent=agent,
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


def _daily_life(at: _At, dice: random.Random, slot: datetime) -> Iterator[Observation]:
    """Load a page, and look a name up."""
    started_at = slot + timedelta(seconds=dice.uniform(0, 30))
    if _absent(at, started_at):
        return
    down = _during(at.dark.line, started_at)
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


def _during(times: Sequence[Span], at: datetime) -> bool:
    return any(one.holds(at) for one in times)


def _absent(at: _At, moment: datetime) -> bool:
    return _during(at.dark.house, moment) or _during(at.dark.missing, moment)


def busy(moment: datetime) -> float:
    """Tell how busy everybody's evening is at *moment*, 0 to 1, by the clock of the lines."""
    local = moment.astimezone(ZoneInfo(ZONE))
    hour = local.hour + local.minute / 60
    return math.exp(-(((hour - _BUSIEST) / 2.2) ** 2))


def _test(
    at: _At, dice: random.Random, task: str, slot: datetime, started_at: datetime, *, quiet: bool
) -> Iterator[Observation]:
    if _absent(at, started_at):
        return
    down = _during(at.dark.line, started_at) or _during(at.dark.servers[SERVER_OF_SPEED], started_at)
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
        yield Observation(**told, duration_seconds=10.0, failure=Failure.TIMEOUT)  # type: ignore[arg-type]  # texts and times
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


def _events(dice: random.Random, mean: float) -> int:
    """Throw a Poisson number of rare events (Knuth's product of uniforms)."""
    limit, product, thrown = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        thrown += 1
    return thrown


def _packets(at: _At, dice: random.Random, server: str, slot: datetime) -> Iterator[Observation]:
    started_at = slot + timedelta(seconds=dice.uniform(0, 5))
    if _absent(at, started_at):
        return
    down = _during(at.dark.line, started_at) or _during(at.dark.servers[server], started_at)
    hour, of_plan = busy(started_at), at.of_plan
    share = min(0.5, of_plan.loss * at.home.loss_factor * (1 + 6 * of_plan.slump * hour))
    lost = _SENT if down else min(_SENT, _events(dice, share * _SENT))
    rtt = of_plan.rtt_seconds * (1 + 0.4 * hour)
    yield Observation(
        agent=agent_of(at.number),
        provider=server,
        target="echo",
        task=PACKETS,
        kind="icmp",
        slot=slot,
        started_at=started_at,
        duration_seconds=20.0,
        failure=Failure.TIMEOUT if down else None,
        metrics={
            "sent": float(_SENT),
            "received": float(_SENT - lost),
            **(
                {}
                if down
                else {
                    "rtt_median_seconds": round(rtt * dice.uniform(1.0, 1.15), 6),
                    "jitter_seconds": round(rtt * dice.uniform(0.02, 0.08), 6),
                }
            ),
        },
    )
