"""Watches a study: looks, writes down what is news, and has it told to everybody who wants to know."""

import asyncio
import fcntl
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kaklet.alerts.looking import Looker
from kaklet.alerts.settings import Alerts
from kaklet.alerts.webhooks import Caller
from kaklet.config import Loaded, reveal
from kaklet.daemon import database
from kaklet.fleet.together import together
from kaklet.mail.desk import DeskError
from kaklet.running import AlreadyRunningError, ended_with_input, until_told
from probes.probe import utc_now
from results.judge.alerts import news, standing
from results.keep import AlertLog, Store, StoreError
from results.records.alert import AlertEvent

_REST = 9
"""So many times longer than it looks it rests: a large study is looked at less often, and never for all of the time."""

log = logging.getLogger(__name__)


class Teller(Protocol):
    """Who tells somebody of what was written down. Trouble with one is none of the others'."""

    news: asyncio.Event
    """Set when something was written down."""

    async def run(self) -> None:
        """Tell until cancelled."""


class Watch:
    """The alerts of the study *loaded*; *tellers* are woken when there is news."""

    def __init__(
        self,
        loaded: Loaded,
        alerts: AlertLog,
        tellers: Sequence[Teller] = (),
        channels: Sequence[str] = (),
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._loaded, self._alerts, self._tellers, self._now = loaded, alerts, tellers, now
        self._begun = alerts.begin(channels, now())
        self._told = standing(alerts.newest())
        self._looker = Looker(loaded, self._told.values())
        self._trouble = ""

    def look(self) -> list[AlertEvent]:
        """Look once, and write down what is news. Raises `StoreError` or `DeskError`, and then nothing was."""
        found = news(self._told, self._looker.sight(self._told, self._begun, self._now()))
        if found:
            self._alerts.record(found)
            self._told |= standing(found)
        return found

    async def run(self, every_seconds: float) -> None:
        """Look again and again until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            await self.turn()
            await asyncio.sleep(max(every_seconds, _REST * (loop.time() - begun)))

    async def turn(self) -> None:
        """Look once and wake the tellers. Trouble is told once; what was not seen now is seen the next time."""
        try:
            found = await asyncio.to_thread(self.look)
        except (StoreError, DeskError) as error:
            if str(error) != self._trouble:
                log.warning("%s Until then no alerts are found.", error)
            self._trouble = str(error)
            return
        self._trouble = ""
        for event in found:
            log.info("Alert: %s", sentence(event))
        if found:
            for teller in self._tellers:
                teller.news.set()


def sentence(event: AlertEvent) -> str:
    """Tell *event* in a line."""
    about = " ".join(filter(None, (event.provider, event.task, event.agent, event.case)))
    until = f", until {event.until:%Y-%m-%d %H:%M:%S}" if event.until else ""
    cause = f" ({event.cause})" if event.cause else ""
    return f"{event.event} {about} since {event.since:%Y-%m-%d %H:%M:%S}{until} UTC{cause}"


async def watch(loaded: Loaded, *, until_eof: bool) -> None:
    """
    Watch the study *loaded* until told to stop.

    Raises `ConfigError` where a secret is missing, `StoreError`, or `AlreadyRunningError` where somebody watches it.
    """
    settings, data = loaded.study.alerts or Alerts(), Path(loaded.study.study.data)
    stop = until_told()
    if until_eof:
        ended_with_input(stop)
    with _alone(data):
        path = database(data)
        Store.create(path).close()
        alerts = AlertLog(path)
        callers = _callers(loaded, settings, alerts)
        tellers: list[Teller] = [*callers]
        if loaded.study.broker is not None:
            from kaklet.alerts.publishing import Courier  # noqa: PLC0415 -- webhooks do without its packages

            tellers.append(Courier(loaded, loaded.study.broker, alerts))
        watching = Watch(loaded, alerts, tellers, [caller.name for caller in callers])
        works = [watching.run(settings.every_seconds), *(teller.run() for teller in tellers)]
        await together(stop.wait(), *works)


def _callers(loaded: Loaded, settings: Alerts, alerts: AlertLog) -> list[Caller]:
    return [
        Caller(webhook, reveal(webhook.secret, key=f"alerts.webhook[{place}].secret", file=loaded.file), alerts)
        for place, webhook in enumerate(settings.webhook)
    ]


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the alerts of a data folder: two who watch it would tell everything twice."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = os.open(data / "alerts.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"The data folder {data} cannot be used ({error.strerror}): correct study.data.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise AlreadyRunningError(f"The alerts of {data} are watched already: `kaklet run` does that.") from None
    finally:
        os.close(lock)
