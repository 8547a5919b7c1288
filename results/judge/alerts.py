"""
News: what stands now, held against what was told before.

Nothing is told twice, and what was told and proves to be otherwise is corrected under its own name. What an outage is
the judges say; here it is only decided what is worth an event.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from results.judge.hearing import Pair
from results.records import Failure
from results.records.alert import AlertCondition, AlertEvent, AlertNews


class OutageSeen(msgspec.Struct, frozen=True, kw_only=True):
    """An outage as the judges tell it now."""

    provider: str
    task: str
    since: datetime
    until: datetime | None
    """None while no good slot came after it."""
    cause: Failure
    samples: int
    cut: bool = False
    """Whether no good slot before it is known: it may have begun before what was looked at."""
    doubtful: bool = False
    """Whether it is no news by itself: a single slot whose confirmations found the target up, or what fewer vantage
    points saw until now than may gainsay it yet. What was told already goes on."""


class CaseSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for a person."""

    name: str
    """The case; where it belongs to none, the message."""
    since: datetime
    why: tuple[str, ...]
    provider: str | None = None
    case: str | None = None


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at one moment."""

    study: str
    at: datetime
    start: datetime
    """How far back was looked."""
    begun: datetime
    """When watching this study began: outages that were over before are no news."""
    outages: Sequence[OutageSeen] = ()
    pairs: frozenset[Pair] = frozenset()
    """What is asked at whom."""
    good: Mapping[Pair, datetime] = {}
    """The first good slot that is known in the time that was looked at."""
    lost: Mapping[str, datetime] = {}
    """The vantage points that fell silent without a word, with when they were last heard."""
    here: frozenset[str] = frozenset()
    """Those that are there, or said goodbye."""
    cases: Sequence[CaseSeen] | None = None
    """None if it was not looked."""


def standing(events: Iterable[AlertEvent]) -> dict[str, AlertEvent]:
    """Tell the newest of *events*, which are in order, for each alert."""
    return {event.alert: event for event in events}


def news(told: Mapping[str, AlertEvent], sight: Sight) -> list[AlertEvent]:
    """Tell what *sight* adds to what was *told*: the newest event of each alert that is open or was until lately."""
    found = [*_outages(told, sight), *_agents(told, sight)]
    if sight.cases is not None:
        found += _cases(told, sight, sight.cases)
    return found


def _outages(told: Mapping[str, AlertEvent], sight: Sight) -> Iterator[AlertEvent]:
    before: dict[Pair, list[AlertEvent]] = defaultdict(list)
    for event in sorted(told.values(), key=lambda one: one.since):
        if event.event.of_outages and event.event is not AlertNews.OUTAGE_WITHDRAWN:
            before[event.provider or "", event.task or ""].append(event)
    seen: dict[Pair, list[OutageSeen]] = defaultdict(list)
    for outage in sorted(sight.outages, key=lambda one: one.since):
        seen[outage.provider, outage.task].append(outage)
    for pair in sorted(before.keys() | seen.keys()):
        yield from _of_pair(told, sight, pair, before[pair], seen[pair])


def _of_pair(
    told: Mapping[str, AlertEvent], sight: Sight, pair: Pair, before: list[AlertEvent], seen: Sequence[OutageSeen]
) -> Iterator[AlertEvent]:
    left = [one for one in before if one.until is None or one.until > sight.start]
    for outage in seen:
        same = next((one for one in left if _overlap(one, outage)), None)
        if same is not None:
            left.remove(same)
            yield from _changed(same, outage, sight)
        elif not outage.doubtful and (outage.until is None or outage.until > sight.begun):
            yield from _opened(told, outage, sight)
    for event in left:
        yield from _gone(event, pair, sight)


def _overlap(event: AlertEvent, outage: OutageSeen) -> bool:
    return (outage.until is None or event.since < outage.until) and (event.until is None or outage.since < event.until)


def _changed(event: AlertEvent, outage: OutageSeen, sight: Sight) -> Iterator[AlertEvent]:
    """Yield what is otherwise than it was told. That an open outage goes on is no news."""
    cut = outage.cut and event.since < outage.since
    facts = {
        "since": event.since if cut else outage.since,
        "until": outage.until,
        "cause": event.cause if cut else outage.cause,
        "samples": max(event.samples, outage.samples) if cut else outage.samples,
    }
    if outage.until is None:
        if event.until is not None:
            yield _next(event, AlertNews.OUTAGE_OPENED, sight, **facts)
        elif facts["since"] != event.since:
            yield _next(event, AlertNews.OUTAGE_CORRECTED, sight, **facts)
    elif event.until is None:
        yield _next(event, AlertNews.OUTAGE_CLOSED, sight, **facts)
    elif any(getattr(event, name) != fact for name, fact in facts.items()):
        yield _next(event, AlertNews.OUTAGE_CORRECTED, sight, **facts)


def _opened(told: Mapping[str, AlertEvent], outage: OutageSeen, sight: Sight) -> Iterator[AlertEvent]:
    """Yield its opening, and at once its end where that is known too: both are told, in this order."""
    name = _free(told, f"outage/{outage.provider}/{outage.task}/{_stamp(outage.since)}")
    opened = _event(
        name,
        AlertNews.OUTAGE_OPENED,
        sight,
        number=_number(told, name),
        since=outage.since,
        provider=outage.provider,
        task=outage.task,
        cause=outage.cause,
        samples=outage.samples,
    )
    yield opened
    if outage.until is not None:
        yield _next(opened, AlertNews.OUTAGE_CLOSED, sight, until=outage.until)


def _free(told: Mapping[str, AlertEvent], name: str) -> str:
    """Return *name*, or one made of it where an outage that began then as well was corrected to begin elsewhere."""
    names = (f"{name}-{turn}" if turn else name for turn in range(len(told) + 1))
    return next(one for one in names if one not in told or told[one].event is AlertNews.OUTAGE_WITHDRAWN)


def _gone(event: AlertEvent, pair: Pair, sight: Sight) -> Iterator[AlertEvent]:
    """Yield what became of an outage that the judges tell no longer."""
    if pair not in sight.pairs or event.since >= sight.start:
        yield _next(event, AlertNews.OUTAGE_WITHDRAWN, sight, until=event.until or sight.at)
    elif event.until is None and pair in sight.good:
        # It lies before what was looked at, and so does its end: this is the first that is known of it.
        yield _next(event, AlertNews.OUTAGE_CLOSED, sight, until=sight.good[pair])


def _agents(told: Mapping[str, AlertEvent], sight: Sight) -> Iterator[AlertEvent]:
    missed = {one.agent: one for one in told.values() if one.event is AlertNews.AGENT_LOST}
    for agent, since in sorted(sight.lost.items()):
        # One that fell silent before the time that is looked at was given up, or belongs to a finished part.
        if agent not in missed and since >= sight.start:
            name = f"agent/{agent}/{_stamp(since)}"
            yield _event(name, AlertNews.AGENT_LOST, sight, number=_number(told, name), since=since, agent=agent)
    for event in missed.values():
        if event.agent in sight.here:
            yield _next(event, AlertNews.AGENT_BACK, sight, until=sight.at)


def _cases(told: Mapping[str, AlertEvent], sight: Sight, seen: Sequence[CaseSeen]) -> Iterator[AlertEvent]:
    waiting = {alert: one for alert, one in told.items() if one.event is AlertNews.CASE_WAITS}
    now = {f"case/{one.name}": one for one in seen}
    for name, case in sorted(now.items(), key=lambda one: (one[1].since, one[0])):
        if name not in waiting:
            yield _event(
                name,
                AlertNews.CASE_WAITS,
                sight,
                number=_number(told, name),
                since=case.since,
                provider=case.provider,
                case=case.case,
                why=case.why,
            )
    for name, event in waiting.items():
        if name not in now:
            yield _next(event, AlertNews.CASE_DONE, sight, until=sight.at)


_OPENING = frozenset({AlertNews.OUTAGE_OPENED, AlertNews.AGENT_LOST, AlertNews.CASE_WAITS})


def _next(event: AlertEvent, said: AlertNews, sight: Sight, **facts: Any) -> AlertEvent:  # noqa: ANN401 -- fields of it
    number = event.number + 1
    until = None if said in _OPENING else facts.pop("until", event.until)
    return msgspec.structs.replace(
        event,
        **{**facts, "until": until},
        id=_id(sight.study, event.alert, number),
        event=said,
        number=number,
        at=sight.at,
        state=AlertCondition.OPEN if until is None else AlertCondition.CLOSED,
    )


def _event(name: str, said: AlertNews, sight: Sight, *, number: int, **facts: Any) -> AlertEvent:  # noqa: ANN401 -- as above
    return AlertEvent(
        id=_id(sight.study, name, number),
        event=said,
        alert=name,
        number=number,
        state=AlertCondition.OPEN,
        study=sight.study,
        at=sight.at,
        **facts,
    )


def _number(told: Mapping[str, AlertEvent], name: str) -> int:
    return told[name].number + 1 if name in told else 1


def _id(study: str, alert: str, number: int) -> str:
    """Name an event in 32 characters without a full stop, which ends the id in what is signed of a webhook."""
    return hashlib.sha256(f"{study}\n{alert}\n{number}".encode()).hexdigest()[:32]


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}Z" if not at.microsecond else f"{at:%Y%m%dT%H%M%S.%f}Z"
