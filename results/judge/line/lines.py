"""
From a study's facts and its samples to all that is told of lines.

A sample is a line's because its agent hung on that line on that day, whatever provider it asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from math import fsum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from results.judge.facts import Period, StudyFacts
from results.judge.line.bnetza import bnetza
from results.judge.line.directions import line_direction, plan_direction
from results.judge.line.disconnections import Cause, Disconnection, disconnections, house
from results.judge.line.durations import Placed
from results.judge.line.found import CauseCount, DirectionFound, LineFound, Lines, PlanFound
from results.judge.line.loss import Loss, counted, loads_of, loss
from results.judge.line.pages import Page, pages, settled
from results.judge.line.plan import Direction, Line, LinePlan
from results.judge.line.resolvers import DnsFound, resolvers
from results.judge.line.responsiveness import ResponsivenessFound, responsiveness
from results.judge.line.samples import MEGA, SpeedSample, speed_samples
from results.judge.line.servers import servers
from results.judge.line.spans import Span, Spans
from results.records import Blame, Failure, Heartbeat, Observation, Session

_RESOLVERS = frozenset({Failure.RESOLVER_SILENT, Failure.RESOLVER_FAILED})


class _OfLine(NamedTuple):
    """What belongs to one line."""

    line: Line
    zone: ZoneInfo
    period: Period
    tests: Sequence[Observation]
    packets: Sequence[Observation]
    servers: Sequence[Observation]
    loads: Sequence[Span]
    """When a test of speed filled the line."""
    speeds: Mapping[Direction, Sequence[SpeedSample]]
    web: Sequence[Placed]
    dns: Sequence[Placed]
    responsiveness: Sequence[Placed]


def lines(
    study: StudyFacts,
    samples: Iterable[Observation],
    sessions: Sequence[Session],
    heartbeats: Sequence[Heartbeat],
    period: Period,
) -> Lines:
    """Tell of all lines of *study* what *samples* say, which are those of the tasks that its line rules name."""
    plans = {plan.id: plan for plan in study.line_plans}
    mine = _by_line(study, samples, period)
    known = settled(one for line in mine for one, _ in line.web)
    every = {task.name: timedelta(seconds=task.every_seconds) for task in study.tasks}
    found = []
    for one in mine:
        outages = disconnections(one.servers, every, one.loads)
        if study.line_rules.servers:
            outages += house(one.line.agent, sessions, heartbeats, *_time(one, period))
        found.append(_line(one, plans[one.line.plan], study, outages, known))
    return Lines(
        rules=study.line_rules,
        plans=tuple(
            _plan(
                plan,
                [(one, told) for one, told in zip(mine, found, strict=True) if one.line.plan == plan.id],
                study,
                known,
            )
            for plan in sorted(study.line_plans, key=lambda one: (one.provider, one.id))
            if any(one.line.plan == plan.id for one in mine)
        ),
        lines=tuple(found),
    )


def _by_line(study: StudyFacts, samples: Iterable[Observation], period: Period) -> list[_OfLine]:
    agents: dict[str, list[Observation]] = {one.agent: [] for one in study.lines}
    for one in samples:
        if one.agent in agents and period.start <= one.slot < period.end:
            agents[one.agent].append(one)
    rules = study.line_rules
    made = []
    for line in sorted(study.lines, key=lambda one: (one.provider, one.plan, one.agent, str(one.since or ""))):
        zone = ZoneInfo(line.timezone or study.timezone)
        every = [one for one in agents[line.agent] if _lies(one, line, zone)]
        own = [one for one in every if not one.attempt]
        tests = [one for one in own if one.task in rules.speed]
        made.append(
            _OfLine(
                line=line,
                zone=zone,
                period=period,
                tests=tests,
                packets=[one for one in own if one.task in rules.loss],
                servers=[one for one in own if one.task in rules.servers],
                loads=loads_of(every),  # a second try fills the line, too
                speeds={way: tuple(speed_samples(tests, way, rules)) for way in Direction},
                web=[(one, zone) for one in own if one.task in rules.web],
                dns=[(one, zone) for one in own if one.task in rules.dns],
                responsiveness=[(one, zone) for one in own if one.task in rules.responsiveness],
            )
        )
    return made


def _lies(one: Observation, line: Line, zone: ZoneInfo) -> bool:
    day = one.slot.astimezone(zone).date()
    return (line.since is None or line.since <= day) and (line.until is None or day <= line.until)


def _time(one: _OfLine, period: Period) -> tuple[datetime, datetime]:
    start, end = period.start, period.end
    if one.line.since is not None:
        start = max(start, datetime.combine(one.line.since, time(), one.zone))
    if one.line.until is not None:
        end = min(end, datetime.combine(one.line.until + timedelta(days=1), time(), one.zone))
    return start, max(start, end)


def _line(
    one: _OfLine, plan: LinePlan, study: StudyFacts, outages: Sequence[Disconnection], known: Mapping[Page, float]
) -> LineFound:
    lost = _loss([one])
    return LineFound(
        line=one.line,
        failed=_failed([one]),
        directions=tuple(_direction(one, way, plan, study) for way in Direction),
        loss=lost,
        days=_days(one),
        days_tested=len({test.slot.astimezone(one.zone).date() for test in one.tests if not _left_out(test)}),
        ceiling_mbits=min(ceilings) / MEGA if (ceilings := _ceilings(one.tests)) else None,
        loss_band=lost.band,
        disconnections=tuple(outages),
        causes=_causes(outages),
        web=pages(one.web, known),
        dns=_dns([one], study),
        responsiveness=_responsiveness([one], study),
        servers=servers(_measured([one])),
    )


def _left_out(test: Observation) -> bool:
    """Whether nothing was asked in that slot, or nobody would be."""
    return test.failure is not None and (test.failure.missed or test.failure is Failure.BLOCKED)


def _days(one: _OfLine) -> int:
    """Count the days that lie, in part at least, in the time in which the line was to be measured."""
    start, end = _time(one, one.period)
    if start >= end:
        return 0
    last = (end - timedelta(microseconds=1)).astimezone(one.zone).date()
    return (last - start.astimezone(one.zone).date()).days + 1


def _ceilings(tests: Sequence[Observation]) -> list[float]:
    return [ceiling for one in tests if (ceiling := one.metrics.get("device_ceiling_bits_per_second")) is not None]


def _direction(one: _OfLine, way: Direction, plan: LinePlan, study: StudyFacts) -> DirectionFound:
    campaign = bnetza(one.speeds[way], way, plan.of(way), one.line.measuring_days, one.zone, wired=one.line.wired)
    return line_direction(one.speeds[way], way, plan.of(way), one.zone, study.line_rules, campaign)


def _plan(
    plan: LinePlan, mine: Sequence[tuple[_OfLine, LineFound]], study: StudyFacts, known: Mapping[Page, float]
) -> PlanFound:
    names = {one.id: one.name for one in study.providers}
    many = [one for one, _ in mine]
    return PlanFound(
        plan=plan,
        name=names.get(plan.provider, plan.provider),
        lines=len(many),
        few=len(many) < study.line_rules.few_lines,
        failed=_failed(many),
        directions=tuple(
            plan_direction(
                [(one.speeds[way], one.zone) for one in many],
                way,
                plan.of(way),
                study.line_rules,
                [found for _, told in mine for found in told.directions if found.direction is way],
            )
            for way in Direction
        ),
        loss=_loss(many),
        causes=_causes([outage for _, told in mine for outage in told.disconnections]),
        web=pages((placed for one in many for placed in one.web), known),
        dns=_dns(many, study),
        responsiveness=_responsiveness(many, study),
        servers=servers(_measured(many)),
    )


def _dns(many: Sequence[_OfLine], study: StudyFacts) -> DnsFound | None:
    return resolvers(placed for one in many for placed in one.dns) if study.line_rules.dns else None


def _responsiveness(many: Sequence[_OfLine], study: StudyFacts) -> ResponsivenessFound | None:
    rules = study.line_rules
    return (
        responsiveness((placed for one in many for placed in one.responsiveness), rules)
        if rules.responsiveness
        else None
    )


def _measured(many: Sequence[_OfLine]) -> list[Observation]:
    return [test for one in many for test in (*one.tests, *(row for row, _ in one.responsiveness))]


def _loss(many: Sequence[_OfLine]) -> Loss:
    rows = [(row, one.zone) for one in many for row in counted(one.packets, Spans(one.loads))]
    told = loss(rows, [test for one in many for test in one.tests])
    return replace(told, left_out=sum(len(one.packets) for one in many) - len(rows))


def _failed(many: Sequence[_OfLine]) -> int:
    """
    Count the tests that told no speed in either direction.

    None is a slot in which nothing was asked, one in which the server turned the machine away, or the prober's fault.
    """
    told = {
        (one.agent, one.task, one.provider, one.slot) for each in many for way in each.speeds.values() for one in way
    }
    return sum(
        (one.agent, one.task, one.provider, one.slot) not in told and _of_the_line(one.failure)
        for each in many
        for one in each.tests
    )


def _of_the_line(failure: Failure | None) -> bool:
    """Whether a test that told nothing speaks of the line; its resolver belongs to that."""
    return failure is None or failure.blame is Blame.TARGET or failure in _RESOLVERS


def _causes(outages: Sequence[Disconnection]) -> tuple[CauseCount, ...]:
    return tuple(
        CauseCount(
            cause=cause,
            n=sum(one.cause is cause for one in outages),
            seconds=fsum(one.lasted_seconds for one in outages if one.cause is cause),
        )
        for cause in Cause
    )
