"""How a study stands, in figures: what `kaklet status` and the desk's first page both count."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kaklet.daemon import HEARTBEAT_SECONDS
from results.records import Case, Handover, Heartbeat, Observation
from scheduler import Series

ALIVE_SECONDS = 3 * HEARTBEAT_SECONDS
"""A daemon that has not been heard of for longer is not running."""


class Visits(NamedTuple):
    """One series: when it is asked next, and what came last."""

    series: Series
    until_due: timedelta
    last: Observation | None


class Handed(NamedTuple):
    """A question that the provider has, and since when."""

    case: Case
    at: datetime


def runs(beats: Sequence[Heartbeat], now: datetime) -> bool:
    """Tell whether the daemon of these *beats*, the newest last, runs at *now*."""
    return bool(beats) and not beats[-1].ended and (now - beats[-1].at).total_seconds() <= ALIVE_SECONDS


def visits(series: Sequence[Series], newest: Iterable[Observation], now: datetime) -> Iterator[Visits]:
    """Yield how each of *series* stands at *now*, by the *newest* observations of all vantage points."""
    latest: dict[tuple[str, str], Observation] = {}
    for one in sorted(newest, key=lambda one: one.slot):
        latest[one.task, one.provider] = one
    for each in series:
        until_due = each.task.slot(now) + each.task.every - now
        yield Visits(each, until_due, latest.get((each.task.name, each.target.provider)))


def handed_over(cases: Iterable[Case], handovers: Iterable[Handover]) -> list[Handed]:
    """
    List the questions of our own that reached their providers, the oldest first; reminders do not count.

    What was imported, and so has no evidence of ours, is waited for elsewhere; a seed is no question.
    """
    taken = {one.case: one.at for one in handovers if not one.number and one.failure is None}
    ours = (one for one in cases if not one.seed and one.evidence and one.id in taken)
    return sorted((Handed(one, taken[one.id]) for one in ours), key=lambda one: one.at)
