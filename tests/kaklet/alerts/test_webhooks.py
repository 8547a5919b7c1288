"""Webhooks, to a real server of this machine: signed, in order, until they arrive, and in nobody's way."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from watched_study import Watched, samples

from kaklet.alerts import webhooks
from kaklet.alerts.settings import Webhook
from kaklet.alerts.webhooks import Caller, PublicResolver, key_of
from kaklet.config import load
from kaklet.mail.account import Secret
from probes.probe import utc_now
from results.keep import AlertLog
from results.records import Failure
from results.records.alert import AlertCondition, AlertEvent, AlertNews

PATIENCE_SECONDS = 40.0
KEY = b"0123456789abcdef0123456789abcdef"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


class Receiver:
    """A server that is told. What it answers is set by the test: statuses by turns, then 204 for ever."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.hangs = False
        self.got: list[tuple[dict[str, str], bytes, int]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        """Take a request."""
        body = await request.read()
        status = self.statuses.pop(0) if self.statuses else 204
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, body, status))
        if self.hangs:
            await asyncio.sleep(3600)
        return web.Response(status=status, headers={"Location": f"{self.url}/elsewhere"} if status == 302 else {})

    @property
    def ids(self) -> list[str]:
        """The ids of all requests, in order."""
        return [headers["webhook-id"] for headers, *_ in self.got]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Run a receiver."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Run a receiver."""
    async with receiving() as one:
        yield one


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pauses short."""
    monkeypatch.setattr(webhooks, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(webhooks, "LONGEST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(webhooks, "DEADLINE_SECONDS", 5.0)


def event(number: int, *, at: datetime | None = None, **more: object) -> AlertEvent:
    """Make an event."""
    made = AlertEvent(
        id=f"{number:032}",
        event=AlertNews.OUTAGE_OPENED,
        alert=f"outage/alpha/page/{number}",
        number=1,
        state=AlertCondition.OPEN,
        study="small",
        at=at or utc_now(),
        since=at or utc_now(),
        provider="alpha",
        task="page",
        cause=Failure.TIMEOUT,
        samples=1,
    )
    return msgspec.structs.replace(made, **more)


@asynccontextmanager
async def calling(alerts: AlertLog, *webhooks: Webhook) -> AsyncIterator[list[Caller]]:
    """Have each of *webhooks* told of what is in *alerts*."""
    callers = [Caller(webhook, SECRET, alerts) for webhook in webhooks]
    alerts.begin([caller.name for caller in callers], utc_now())
    tasks = [asyncio.create_task(caller.run()) for caller in callers]
    try:
        yield callers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def local(url: str) -> Webhook:
    """Make a webhook on this machine."""
    return Webhook(url=f"{url}/hook", secret=Secret(env="UNUSED"), local=True)


async def until(condition: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Wait until *condition* holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = condition()
        if found if isinstance(found, bool) else await found:
            return
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def told(alerts: AlertLog, callers: list[Caller], *events: AlertEvent) -> None:
    """Write *events* down, and wake who tells them."""
    await asyncio.to_thread(alerts.record, events)
    for caller in callers:
        caller.news.set()


async def nothing_is_pending(alerts: AlertLog, caller: Caller) -> bool:
    """Tell whether all was ticked off."""
    return not await asyncio.to_thread(alerts.pending, caller.name, 10)


async def test_each_event_arrives_once_signed_and_in_order(watched: Watched, receiver: Receiver) -> None:
    """The receiver can prove with its key who sent it and when, and the body is what was written down."""
    async with calling(watched.alerts, local(receiver.url)) as callers:
        events = [event(number) for number in range(3)]
        await told(watched.alerts, callers, *events)
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))
    assert receiver.ids == [one.id for one in events]
    for (headers, body, _), one in zip(receiver.got, events, strict=True):
        assert msgspec.json.decode(body, type=AlertEvent) == one
        assert headers["content-type"] == "application/json"
        what = f"{one.id}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.digest(KEY, what, hashlib.sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{right}"
        assert abs(int(headers["webhook-timestamp"]) - time.time()) < PATIENCE_SECONDS


async def test_a_receiver_that_fails_gets_the_same_event_again(watched: Watched, receiver: Receiver) -> None:
    """The same id and the same bytes, and nothing before it has arrived."""
    receiver.statuses = [500, 503, 429]
    async with calling(watched.alerts, local(receiver.url)) as callers:
        await told(watched.alerts, callers, event(1), event(2))
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))
    assert receiver.ids == [event(1).id] * 4 + [event(2).id]
    assert len({body for _, body, _ in receiver.got[:4]}) == 1
    assert watched.alerts.given_up(utc_now() - timedelta(days=1)) == []


async def test_a_redirect_is_not_followed_and_is_given_up(watched: Watched, receiver: Receiver) -> None:
    """Where it leads nobody asks; what was given up is on record, and the next event is told."""
    receiver.statuses = [302] * webhooks.REFUSALS
    async with calling(watched.alerts, local(receiver.url)) as callers:
        await told(watched.alerts, callers, event(1), event(2))
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))
    assert receiver.ids == [event(1).id] * webhooks.REFUSALS + [event(2).id]
    (lost,) = watched.alerts.given_up(utc_now() - timedelta(days=1))
    assert (lost.event.id, lost.trouble) == (event(1).id, "it redirects (302), which is not followed.")


async def test_a_receiver_that_hangs_delays_no_other(
    watched: Watched, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has one deadline, and a line of its own."""
    monkeypatch.setattr(webhooks, "DEADLINE_SECONDS", 0.5)
    receiver.hangs = True
    async with receiving() as other, calling(watched.alerts, local(receiver.url), local(other.url)) as callers:
        await told(watched.alerts, callers, event(1), event(2))
        await until(lambda: nothing_is_pending(watched.alerts, callers[1]))
        assert other.ids == [event(1).id, event(2).id]
        await until(lambda: len(receiver.ids) > 1)
        assert set(receiver.ids) == {event(1).id}
        receiver.hangs = False
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))


async def test_what_cannot_be_told_for_a_day_is_given_up(watched: Watched) -> None:
    """Nobody listens there; the event was found a day ago."""
    async with calling(watched.alerts, local("http://127.0.0.1:1")) as callers:
        await told(watched.alerts, callers, event(1, at=utc_now() - timedelta(hours=25)))
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))
    (lost,) = watched.alerts.given_up(utc_now() - timedelta(days=1))
    assert lost.trouble.startswith("no connection")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
async def test_no_private_address_is_told_unless_it_is_named_local(
    watched: Watched, receiver: Receiver, host: str
) -> None:
    """Nothing is sent there, not even once."""
    webhook = Webhook(url=receiver.url.replace("127.0.0.1", host), secret=Secret(env="UNUSED"))
    async with calling(watched.alerts, webhook) as callers:
        await told(watched.alerts, callers, event(1))
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))
    assert receiver.got == []
    (lost,) = watched.alerts.given_up(utc_now() - timedelta(days=1))
    assert lost.trouble == "its address is of a private network."


async def test_a_name_that_leads_to_a_private_address_is_not_connected_to() -> None:
    """What a name means is looked at when it is connected to: it may have meant something else before."""
    resolver = PublicResolver()
    with pytest.raises(OSError, match="private network"):
        await resolver.resolve("localhost", 80)
    await resolver.close()


async def test_work_that_waited_before_is_no_flood(watched: Watched, receiver: Receiver) -> None:
    """Who turns webhooks on gets no request for each old case; a new one is told."""
    old = {"event": AlertNews.CASE_WAITS, "provider": None, "task": None, "case": "c"}
    async with calling(watched.alerts, local(receiver.url)) as callers:
        await told(
            watched.alerts,
            callers,
            event(1, at=utc_now() - timedelta(hours=1), **old),
            event(2, at=utc_now() + timedelta(seconds=1), **old),
        )
        await until(lambda: nothing_is_pending(watched.alerts, callers[0]))
    assert receiver.ids == [event(2).id]


def test_a_secret_is_base64_or_plain_text() -> None:
    """As Standard Webhooks writes it, or as somebody typed it."""
    assert key_of(SECRET) == KEY
    assert key_of("correct horse") == b"correct horse"


def watcher(study: Path) -> subprocess.Popen[bytes]:
    """Watch *study* by the command that the daemon runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "kaklet", "alerts", "--watch", study],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOOK": SECRET},
    )


def told_at(study: Path, url: str) -> None:
    """Add a webhook to the file *study*."""
    hook = f'[alerts]\nevery_seconds = 5\n[[alerts.webhook]]\nurl = "{url}"\nlocal = true\n'
    study.write_text(f'{study.read_text(encoding="utf-8")}\n{hook}secret = {{ env = "HOOK" }}\n', encoding="utf-8")


async def test_a_watcher_killed_between_writing_down_and_telling_loses_and_repeats_nothing(
    study: Path, receiver: Receiver
) -> None:
    """The receiver had the request and never answered; killed with kill -9 and started anew, it comes once more."""
    told_at(study, receiver.url)
    minute = int((datetime.now(UTC) - datetime(2026, 5, 3, 12, tzinfo=UTC)) / timedelta(minutes=1))
    watched = Watched(load(study))
    watched.keep(*samples(range(minute - 30, minute - 9)), *samples(range(minute - 9, minute), Failure.TIMEOUT))
    receiver.hangs = True
    first = watcher(study)
    try:
        await until(lambda: len(receiver.got) == 1)
    finally:
        first.kill()
        await asyncio.to_thread(first.communicate)
    receiver.hangs = False
    second = watcher(study)
    try:
        await until(lambda: len(receiver.got) > 1)
        (channel,) = [webhooks.channel_name(one) for one in watched.loaded.study.alerts.webhook]  # type: ignore[union-attr] # it has one
        await until(lambda: asyncio.to_thread(lambda: not watched.alerts.pending(channel, 10)))
    finally:
        # Its standard input ends with whoever started it, and so does it.
        _, words = await asyncio.to_thread(second.communicate)
    assert second.returncode == 0, words
    assert len(receiver.got) == 2
    assert len(set(receiver.ids)) == 1
    assert [json.loads(body)["event"] for _, body, _ in receiver.got] == ["outage_opened"] * 2
    assert len(watched.alerts.newest()) == 1
