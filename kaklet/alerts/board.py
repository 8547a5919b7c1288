"""What the retained topics say: how each provider's task and each vantage point stands, and what waits for a person."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kaklet.fleet.topics import ALERTED_AGENTS, ROOT
from results.judge.hearing import Pair
from results.records.alert import AlertCondition, AlertEvent, AlertNews, AlertState, WaitingState

ONLINE = "online"
"""The topic that tells whether alerts are watched: `THERE`, or `NOT_THERE` where nobody knows how anything stands."""
THERE, NOT_THERE = b"online", b"offline"
WAITING = "waiting"
GONE = b""
"""A retained message without content removes the topic."""
_CASES_TOLD = 100
_FORBIDDEN = frozenset("/+#\x00")


def alert_topic(study: str, *levels: str) -> str:
    """Name a topic of the alerts of *study*."""
    return "/".join((ROOT, study, "alert", *levels))


def board(
    study: str,
    pairs: Iterable[Pair],
    agents: Iterable[str],
    events: Iterable[AlertEvent],
    *,
    formerly: Iterable[Pair] = (),
) -> dict[str, bytes]:
    """
    Tell what each topic is to say, by its name.

    *events* are the newest of each alert, *pairs* what is asked at whom, and *formerly* what ever was: of that the
    topics are removed.
    """
    newest = list(events)
    asked = set(pairs)
    of_pairs = _by(newest, lambda one: (one.provider, one.task) if one.event.of_outages else None)
    of_agents = _by(newest, lambda one: one.agent if one.event.of_agents else None)
    found = {alert_topic(study, *pair): GONE for pair in {*of_pairs, *formerly} - asked}
    for provider, task in sorted(asked):
        state = _state(study, of_pairs.get((provider, task), ()), provider=provider, task=task)
        found[alert_topic(study, provider, task)] = msgspec.json.encode(state)
    for agent in sorted({*agents, *of_agents}):
        if agent and not _FORBIDDEN & set(agent):
            state = _state(study, of_agents.get(agent, ()), agent=agent)
            found[alert_topic(study, ALERTED_AGENTS, agent)] = msgspec.json.encode(state)
    found[alert_topic(study, WAITING)] = msgspec.json.encode(_waiting(study, newest))
    return found


def _by(events: Iterable[AlertEvent], key: Any) -> Mapping[Any, list[AlertEvent]]:  # noqa: ANN401 -- a function of one
    found: dict[Any, list[AlertEvent]] = {}
    for event in events:
        if (name := key(event)) is not None:
            found.setdefault(name, []).append(event)
    return found


def _state(study: str, events: Iterable[AlertEvent], **about: Any) -> AlertState:  # noqa: ANN401 -- names
    """Tell of what is open, or else of what began last and was not withdrawn."""
    told = [one for one in events if one.event is not AlertNews.OUTAGE_WITHDRAWN]
    last = max(told, key=lambda one: (one.state is AlertCondition.OPEN, one.since), default=None)
    if last is None:
        return AlertState(study=study, state=AlertCondition.CLOSED, **about)
    return AlertState(
        study=study,
        state=last.state,
        alert=last.alert,
        event=last.event,
        at=last.at,
        since=last.since,
        until=last.until,
        cause=last.cause,
        samples=last.samples,
        **about,
    )


def _waiting(study: str, events: Iterable[AlertEvent]) -> WaitingState:
    open_ = sorted((one for one in events if one.event is AlertNews.CASE_WAITS), key=lambda one: one.since)
    return WaitingState(
        study=study,
        state=AlertCondition.OPEN if open_ else AlertCondition.CLOSED,
        count=len(open_),
        oldest=open_[0].since if open_ else None,
        why=dict(sorted(Counter(why for one in open_ for why in one.why).items())),
        cases=tuple(one.alert.removeprefix("case/") for one in open_[:_CASES_TOLD]),
    )
