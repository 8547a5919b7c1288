"""What is open now, for `kaklet alerts`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from kaklet.alerts.looking import Looker
from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.lengths import age
from results.judge.alerts import news, standing
from results.keep import AlertLog, GivenUp
from results.records.alert import AlertCondition, AlertEvent

GIVEN_UP_SHOWN = timedelta(days=7)


class AlertsNow(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet alerts --json` prints."""

    study: str
    at: datetime
    watched_since: datetime | None
    """None if nobody was ever told of this study's alerts."""
    open: tuple[AlertEvent, ...]
    """Each by its newest event, the oldest first."""
    given_up: tuple[GivenUp, ...]
    """What could not be delivered in the last week."""


def alerts_now(loaded: Loaded, now: datetime) -> AlertsNow:
    """Look at what is open at *now*. Nothing is written or told. Raises `StoreError`."""
    alerts = AlertLog(database(Path(loaded.study.study.data)))
    begun = alerts.begun()
    told = standing(alerts.newest())
    sight = Looker(loaded, told.values()).sight(told, begun or now, now)
    told |= standing(news(told, sight))
    return AlertsNow(
        study=loaded.study.study.id,
        at=now,
        watched_since=begun,
        open=tuple(sorted((one for one in told.values() if one.state is AlertCondition.OPEN), key=_oldest)),
        given_up=tuple(alerts.given_up(now - GIVEN_UP_SHOWN)),
    )


def alert_lines(found: AlertsNow) -> Iterator[str]:
    """Yield *found* as text."""
    for event in found.open:
        about = " ".join(filter(None, (event.provider, event.task, event.agent, event.case)))
        because = event.cause or ", ".join(event.why)
        lasts = age((found.at - event.since).total_seconds())
        yield f"{_WHAT[event.alert.partition('/')[0]]:<8} {lasts:>10}  {about or event.alert}  {because}".rstrip()
    if not found.open:
        yield "Nothing is open."
    if found.watched_since is None:
        yield "Nobody is told of this: `kaklet run` tells it in a study with an [alerts] table."
    for one in found.given_up:
        yield f"Not delivered to {one.channel}: {one.event.event} {one.event.alert}: {one.trouble}"


_WHAT = {"outage": "down", "agent": "lost", "case": "waits"}


def _oldest(event: AlertEvent) -> tuple[datetime, str]:
    return event.since, event.alert
