"""A small study that is watched by a clock of one's own, and samples for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from made_records import made_visit
from small_study import control, provider, small_study, task

from kaklet.alerts.watching import Watch
from kaklet.config import Loaded
from kaklet.daemon import database
from results.judge.alerts import standing
from results.keep import AlertLog, Store
from results.records import Failure, Heartbeat, Observation, Record, Session
from results.records.alert import AlertCondition, AlertEvent

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
SITE = "http://127.0.0.1:1/"
STUDY = small_study(
    task("page", "site", "http", "confirm_after_seconds = [5]", every_seconds=60, timeout_seconds=5),
    provider("alpha", site=SITE),
    provider("beta", site=SITE),
    control("anchor", site=SITE),
)


def at(minute: float) -> datetime:
    """Return the moment so many minutes after noon."""
    return NOON + timedelta(minutes=minute)


def sample(
    minute: int, failure: Failure | None = None, *, agent: str = "here", provider: str = "alpha", attempt: int = 0
) -> Observation:
    """Make the sample of a minute after noon."""
    slot = at(minute)
    return made_visit(
        slot,
        failure,
        agent=agent,
        provider=provider,
        attempt=attempt,
        started_at=slot + timedelta(seconds=1 + 7 * attempt),
        duration_seconds=0.2,
    )


def samples(minutes: Iterable[int], failure: Failure | None = None, **more: str) -> list[Observation]:
    """Make the samples of *minutes*."""
    return [msgspec.structs.replace(sample(minute, failure), **more) for minute in minutes]


class Watched:
    """The study, watched by a clock that is set by hand."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.path = database(Path(loaded.study.study.data))
        Store.create(self.path).close()
        self.alerts = AlertLog(self.path)
        self.now = at(0)
        self._watch = self._new()

    def _new(self) -> Watch:
        return Watch(self.loaded, self.alerts, now=lambda: self.now)

    def keep(self, *records: Record) -> None:
        """Put *records* into the store."""
        store = Store.create(self.path)
        try:
            store.keep(records)
        finally:
            store.close()

    def restart(self) -> None:
        """Forget all that is not on disk."""
        self._watch = self._new()

    def at(self, minute: float) -> list[str]:
        """Look at a minute after noon; tell what is news, shortly."""
        self.now = at(minute)
        return [f"{event.event} {event.provider or event.agent}" for event in self._watch.look()]

    @property
    def open(self) -> list[AlertEvent]:
        """What is open by what was written down."""
        newest = standing(self.alerts.newest()).values()
        return [event for event in newest if event.state is AlertCondition.OPEN]


def session(agent: str, started: float) -> Session:
    """Make a run of a daemon at *agent*, from a minute after noon on."""
    return Session(
        id=f"{agent}-{started}", agent=agent, started_at=at(started), software="0", config_sha256="", boot_id=""
    )


def beat(agent: str, started: float, minute: float, *, ended: bool = False) -> Heartbeat:
    """Make the sign of life of that run at a minute."""
    return Heartbeat(session=f"{agent}-{started}", at=at(minute), ended=ended)
