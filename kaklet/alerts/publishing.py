"""
Alerts by MQTT: retained topics that say how everything stands, for whoever comes whenever.

They are levels, not news: at each connection all of them are said anew, so that a broker that forgot, or was not there,
says what is so now.
"""

import asyncio
import logging
import random
import secrets
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from kaklet.alerts.board import NOT_THERE, ONLINE, THERE, alert_topic, board
from kaklet.alerts.home_assistant import discovered
from kaklet.alerts.looking import last_heard
from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.retry import Retry
from kaklet.fleet.settings import Broker, under
from kaklet.fleet.together import together
from kaklet.fleet.transport import Letter, Line, LineLostError, RefusedError, connected, keep_connected
from results.keep import AlertLog, Store, StoreError

UNREACHED = "Alerts are told there when it is reached; webhooks are told meanwhile."
FRESH_SECONDS = 60.0
"""So long after the last news the board is looked at again: a vantage point may have come that has none."""
GOODBYE_SECONDS = 2.0

log = logging.getLogger(__name__)


class Publisher(Protocol):
    """Says something on a topic."""

    async def publish(self, topic: str, payload: bytes, *, retain: bool = True) -> None:
        """Say *payload*. Raises `RefusedError` if it may not be said there, `LineLostError` if nobody heard it."""


class LinePublisher:
    """A publisher on a connection to a broker."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def publish(self, topic: str, payload: bytes, *, retain: bool = True) -> None:
        """Say *payload*."""
        await self._line.publish(Letter(topic, payload, retain))


class Courier:
    """Keeps the topics of the study *loaded* at its *broker* as the alerts stand."""

    def __init__(self, loaded: Loaded, broker: Broker, alerts: AlertLog, *, retry_seconds: float = 1.0) -> None:
        self._loaded, self._study, self._alerts = loaded, loaded.study, alerts
        self._path = database(Path(loaded.study.study.data))
        self._meeting = under(loaded.file.resolve().parent, broker)
        self._online = alert_topic(self._study.study.id, ONLINE)
        dice = random.Random(secrets.randbits(64))  # noqa: S311 -- only spreads tries over time
        self._retry = Retry(retry_seconds, 60.0, dice)
        self._refused: set[str] = set()
        self.news = asyncio.Event()

    async def run(self) -> None:
        """Publish until cancelled."""
        name = f"{self._study.study.id}/alerts/{secrets.token_hex(4)}"
        will = Letter(self._online, NOT_THERE, retained=True)
        connect = partial(connected, self._meeting, name=name, will=will)
        await keep_connected(connect, self._work, self._retry, what=UNREACHED, until=asyncio.Event())

    async def _work(self, line: Line) -> None:
        publisher = LinePublisher(line)
        try:
            await together(line.lost(), self.keep_up(publisher))
        except asyncio.CancelledError:
            # A last will is not read out after a goodbye, so this is said before it.
            with suppress(LineLostError, RefusedError, TimeoutError):
                await asyncio.wait_for(publisher.publish(self._online, NOT_THERE), GOODBYE_SECONDS)
            raise

    async def keep_up(self, publisher: Publisher) -> None:
        """Say all that is so, and then whatever becomes otherwise."""
        said: dict[str, bytes] = {}
        while True:
            self.news.clear()
            try:
                wanted = await asyncio.to_thread(self._board)
            except StoreError as error:
                log.warning("%s The topics of alerts stay as they are until then.", error)
                wanted = said
            for topic, payload in wanted.items():
                if said.get(topic) != payload and await self._say(publisher, topic, payload):
                    said[topic] = payload
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), FRESH_SECONDS)

    async def _say(self, publisher: Publisher, topic: str, payload: bytes) -> bool:
        """Say *payload*; where it is refused, tell so once, and that must not keep the others from being said."""
        try:
            await publisher.publish(topic, payload)
        except RefusedError as error:
            if topic not in self._refused:
                log.warning("The broker refuses %s (%s): let the collector write there.", topic, error)
            self._refused.add(topic)
            return False
        self._refused.discard(topic)
        return True

    def _board(self) -> dict[str, bytes]:
        study = self._study
        store = Store.read(self._path)
        try:
            agents, formerly = last_heard(store), {(one.provider, one.task) for one in store.series()}
        finally:
            store.close()
        offered = {provider.id for provider in study.provider}
        pairs = {
            (one.target.provider, one.task.name)
            for one in study.series()
            if one.task.probe.channel is None and one.target.provider in offered
        }
        found = board(study.study.id, pairs, agents, self._alerts.newest(), formerly=formerly)
        settings = study.alerts.home_assistant if study.alerts else None
        if settings is not None:
            found |= discovered(study, settings.prefix, found)
        # Last: whoever waits for it finds the rest there.
        return found | {self._online: THERE}
