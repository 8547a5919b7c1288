"""Availability: a strip of all due slots for each provider, and the outages in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby

import msgspec

from report_templates.figures import DASH, amount, downtime
from report_templates.language import Language
from report_templates.page import anchor, provider_file, provider_name
from report_templates.scale import Tick
from report_templates.words import FAILURES, check_name, check_title, task_name
from results.judge.check import Stretch
from results.judge.comparison import Check, Comparison, ProviderResult
from results.judge.outages import Outage
from results.judge.rules import Metric, Rules
from results.records import Blame, Failure

STRIP_WIDTH = 1000
"""The drawing's own units, which the page stretches to the width it has."""
DAILY_FROM = timedelta(days=21)
"""A period this long is drawn by days: of a quarter of a million slots nobody sees one."""
_DAY_WIDTH = 4
_SHORT, _LONG = 600.0, 7200.0
"""Seconds of downtime in a day: how high it stands."""
_NARROWEST = 3.0
_UP, _DOWN, _UNKNOWN = "up", "down", "unknown"
_GROUND = 26
_BOXES = {_UP: (14, 12), _DOWN: (0, _GROUND), _UNKNOWN: (28, 4)}
"""Top and height: up is low on the ground line, down stands tall, unknown is a thin line below."""


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """One check's slots or days as three paths, told apart by height and place as well as by colour."""

    key: str
    """Unique in the page, for the drawing's title and description."""
    provider: str
    href: str
    task: str
    description: str
    width: str
    """Of the drawing's own box, which is 32 high."""
    up: str
    """Path data; empty if there is no such slot. The same for the two others."""
    down: str
    unknown: str
    uptime: str
    downtime: str
    slots: str
    """Measured of due."""


class StripGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The strips of one task on a common axis of time."""

    title: str
    task: str
    every: str
    strips: tuple[Strip, ...]
    ticks: tuple[Tick, ...]


class OutageRow(msgspec.Struct, frozen=True, kw_only=True):
    """One outage."""

    provider: str
    task: str
    start: str
    length: str
    bounds: str
    """What the samples around it allow."""
    cause: str
    samples: str


def strip_groups(language: Language, comparison: Comparison) -> tuple[StripGroup, ...]:
    """Build a group for each task that measures, in the order in which the providers name them."""
    tasks = dict.fromkeys(check.task for provider in comparison.providers for check in provider.checks)
    return tuple(_group(language, comparison, task) for task in tasks)


def _group(language: Language, comparison: Comparison, task: str) -> StripGroup:
    found = [(p, c) for p in comparison.providers for c in p.checks if c.task == task]
    return StripGroup(
        title=check_title(language, found[0][1]),
        task=task_name(task),
        every=language.duration(found[0][1].every_seconds),
        strips=tuple(strip(language, comparison.rules, p, c) for p, c in found),
        ticks=period_ticks(language, comparison),
    )


def period_ticks(language: Language, comparison: Comparison) -> tuple[Tick, ...]:
    """Mark the quarters of the comparison's period."""
    length = comparison.end - comparison.start
    return tuple(
        Tick.on(quarter / 4, language.moment(comparison.start + length * (quarter / 4))) for quarter in range(5)
    )


def strip(language: Language, rules: Rules, provider: ProviderResult, check: Check) -> Strip:
    """Draw one check's slots. The share has a dash where *rules* demand more measurements."""
    found = check.availability
    uptime = found.uptime if found.measured >= rules.minimum_samples else None
    width, paths = _days(language, check.stretches) if drawn_by_days(language) else _slots(check.stretches)
    return Strip(
        key=anchor(provider, check.task),
        provider=provider_name(provider),
        href=provider_file(provider),
        task=check_name(language, check, provider.checks),
        description=language.say(
            "%(up)s slots up, %(down)s down, %(unknown)s unknown.",
            up=language.number(found.up + found.degraded),
            down=language.number(found.down),
            unknown=language.number(found.due - found.measured),
        ),
        width=str(width),
        up=paths[_UP],
        down=paths[_DOWN],
        unknown=paths[_UNKNOWN],
        uptime=DASH if uptime is None else amount(language, Metric.UPTIME_PERCENT, uptime * 100),
        downtime=downtime(language, check),
        slots=language.say(
            "%(measured)s of %(due)s slots measured",
            measured=language.number(found.measured),
            due=language.number(found.due),
        ),
    )


def _state(slot: str | None) -> str:
    if slot is None:
        return _UNKNOWN
    if not slot:
        return _UP
    return _DOWN if Failure(slot).blame is Blame.TARGET else _UNKNOWN


def _runs(stretches: Sequence[Stretch]) -> Iterator[tuple[str, float, float]]:
    """Yield the state, the left edge and the width of slots in a row, each as wide as it is long."""
    whole = sum(one.slots * one.seconds for one in stretches)
    start = 0.0
    for state, run in groupby(stretches, key=lambda one: _state(one.told)):
        length = sum(one.slots * one.seconds for one in run)
        yield state, start / whole * STRIP_WIDTH, length / whole * STRIP_WIDTH
        start += length


def drawn_by_days(language: Language) -> bool:
    """Tell whether the strips of this comparison show days instead of slots."""
    return language.end - language.start >= DAILY_FROM


def _days(language: Language, stretches: Sequence[Stretch]) -> tuple[int, dict[str, str]]:
    """Draw a box for each day in which it was down; days that are up or unknown in a row are one box."""
    days = _by_day(language, stretches)
    parts: dict[str, list[str]] = {_UP: [], _DOWN: [], _UNKNOWN: []}
    unknown = [day[_UNKNOWN] * 2 > day.total() for day in days]
    for state, run in groupby(range(len(days)), key=lambda at: _UNKNOWN if unknown[at] else _UP):
        alike, (top, height) = list(run), _BOXES[state]
        parts[state].append(_box(alike[0] * _DAY_WIDTH, top, len(alike) * _DAY_WIDTH, height))
    for at, day in enumerate(days):
        if day[_DOWN]:
            top = 9 if day[_DOWN] < _SHORT else 5 if day[_DOWN] < _LONG else 0
            parts[_DOWN].append(_box(at * _DAY_WIDTH, top, _DAY_WIDTH - 1, _GROUND - top))
    return len(days) * _DAY_WIDTH, {state: "".join(path) for state, path in parts.items()}


def _by_day(language: Language, stretches: Sequence[Stretch]) -> list[Counter[str]]:
    """Add up the seconds of each state by calendar day of the report's zone, from the first due slot on."""
    days: list[Counter[str]] = [Counter()]
    now, midnight = language.start, _midnight_after(language, language.start)
    for one in stretches:
        left, state = one.slots * one.seconds, _state(one.told)
        while left > 0:
            took = min(left, (midnight - now).total_seconds())
            days[-1][state] += took  # type: ignore[assignment]  # seconds have fractions
            now, left = now + timedelta(seconds=took), left - took
            if now >= midnight:
                midnight = _midnight_after(language, now)
                days.append(Counter())
    return days if days[-1] or len(days) == 1 else days[:-1]


def _midnight_after(language: Language, at: datetime) -> datetime:
    following = language.local_day(at) + timedelta(days=1)
    return datetime.combine(following, time(), tzinfo=language.zone).astimezone(at.tzinfo)


def _box(x: float, top: int, width: float, height: int) -> str:
    return f"M{x:g} {top}h{width:g}v{height}h-{width:g}z"


def _slots(stretches: Sequence[Stretch]) -> tuple[int, dict[str, str]]:
    """Up is low on the ground line, down stands tall, unknown is a thin line below: three shapes without colour."""
    parts: dict[str, list[str]] = {state: [] for state in _BOXES}
    for state, left, width in _runs(stretches):
        top, height = _BOXES[state]
        wide = width if state == _UP else max(width, _NARROWEST)
        x = min(left, STRIP_WIDTH - wide)
        parts[state].append(_box(round(x, 2), top, round(wide, 2), height))
    return STRIP_WIDTH, {state: "".join(path) for state, path in parts.items()}


def outage_row(language: Language, provider: ProviderResult, check: Check, outage: Outage) -> OutageRow:
    """Tell one outage."""
    return OutageRow(
        provider=provider_name(provider),
        task=check_name(language, check, provider.checks),
        start=language.moment(outage.start),
        length=language.duration((outage.end - outage.start).total_seconds()),
        bounds=_bounds(language, outage, check.every_seconds),
        cause=language.say(FAILURES[outage.cause]),
        samples=language.number(outage.samples),
    )


def _bounds(language: Language, outage: Outage, every_seconds: float) -> str:
    """Tell both bounds: from first to last failed sample at least, from good to good sample at most."""
    least = language.duration(max(0.0, (outage.end - outage.start).total_seconds() - every_seconds))
    if outage.start_earliest is None:
        return language.say("at least %(least)s; its beginning was not seen", least=least)
    if outage.end_latest is None:
        return language.say("at least %(least)s; its end was not seen", least=least)
    most = language.duration((outage.end_latest - outage.start_earliest).total_seconds())
    if outage.samples == 1:
        return language.say("up to %(most)s", most=most)
    return language.say("%(least)s to %(most)s", least=least, most=most)
