"""
Webhooks: each event as one signed POST, in order, until it has arrived or is too old to matter.

Signed as Standard Webhooks 1.0.0 has it (https://www.standardwebhooks.com/): HMAC-SHA256 over ID.TIMESTAMP.BODY.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import logging
import random
import socket
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from kaklet import __version__
from kaklet.alerts.settings import Webhook, host_of
from probes.probe import utc_now
from probes.wire.public_address import is_local, is_public
from results.keep import AlertLog, Channel, Pending, StoreError

DEADLINE_SECONDS = 10.0
"""For one request, from looking the name up to the status of the answer."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 900.0
"""The pause after a failure doubles, and is shortened by chance, so that not everybody comes back at once."""
TOO_OLD = timedelta(hours=24)
"""An event that could not be delivered until then is given up."""
REFUSALS = 5
"""After so many refusals of one event, or redirects, it is given up: it will not be taken later."""
_TRY_AGAIN = frozenset({408, 425, 429})
_AT_ONCE = 50

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """What came of one request."""

    arrived: bool
    refused: bool = False
    """Whether the receiver turned it away, so that another try will hardly end otherwise."""
    trouble: str = ""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only, and what it told is what is connected to."""

    def __init__(self) -> None:
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Look *host* up. Raises `OSError` if no public address is found."""
        found = [one for one in await self._system.resolve(host, port, family) if is_public(one["host"])]
        if not found:
            raise OSError("the name leads to a private network")
        return found

    async def close(self) -> None:
        """Close."""
        await self._system.close()


class Caller:
    """Tells one *webhook* of the events in *alerts*, in order; another one's trouble is none of its."""

    def __init__(self, webhook: Webhook, secret: str, alerts: AlertLog) -> None:
        self._webhook, self._alerts = webhook, alerts
        self._key = key_of(secret)
        self._trouble = ""
        self.name = channel_name(webhook)
        self.news = asyncio.Event()
        """Set by whoever records an event."""

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with self._session() as session:
            while True:
                self.news.clear()
                try:
                    await self._deliver(session)
                except StoreError as error:
                    log.warning("%s Webhooks wait until then.", error)
                    await asyncio.sleep(FIRST_PAUSE_SECONDS)
                    continue
                await self.news.wait()

    def _session(self) -> aiohttp.ClientSession:
        resolver = None if self._webhook.local else PublicResolver()
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, force_close=True),
            timeout=aiohttp.ClientTimeout(total=DEADLINE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )

    async def _deliver(self, session: aiohttp.ClientSession) -> None:
        """Deliver all that is pending."""
        channel = await asyncio.to_thread(self._alerts.channel, self.name)
        while pending := await asyncio.to_thread(self._alerts.pending, self.name, _AT_ONCE):
            for one in pending:
                if not _is_old_work(one, channel):
                    await self._bring(session, one)
                await asyncio.to_thread(self._alerts.told, self.name, one.seq)

    async def _bring(self, session: aiohttp.ClientSession, one: Pending) -> None:
        """Try until it has arrived, or give it up."""
        pause_seconds, refusals = FIRST_PAUSE_SECONDS, 0
        while not (answer := await self.post(session, one)).arrived:
            refusals += answer.refused
            now = utc_now()
            if refusals >= REFUSALS or now - one.event.at > TOO_OLD:
                await asyncio.to_thread(self._alerts.give_up, self.name, one.seq, now, answer.trouble)
                log.warning("The webhook at %s was not told %s: %s", self._host, one.event.alert, answer.trouble)
                return
            if answer.trouble != self._trouble:
                log.warning("The webhook at %s cannot be told: %s It is tried again.", self._host, answer.trouble)
            self._trouble = answer.trouble
            await asyncio.sleep(pause_seconds * random.uniform(0.5, 1.0))  # noqa: S311 -- a pause is no secret
            pause_seconds = min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)
        if self._trouble:
            log.info("The webhook at %s is told again.", self._host)
        self._trouble = ""

    @property
    def _host(self) -> str:
        return host_of(self._webhook.url)

    async def post(self, session: aiohttp.ClientSession, one: Pending) -> Answer:
        """Make one request. No redirect is followed, and nothing but the status of the answer is read."""
        host = urlsplit(self._webhook.url).hostname or ""
        if not self._webhook.local and is_local(host):
            return Answer(arrived=False, refused=True, trouble="its address is of a private network.")
        headers = signed(one.event.id, one.body, utc_now(), self._key)
        headers |= {"Content-Type": "application/json", "User-Agent": f"Kaklet/{__version__}"}
        try:
            async with session.post(
                self._webhook.url, data=one.body, headers=headers, allow_redirects=False
            ) as response:
                return _answer(response.status)
        except TimeoutError:
            return Answer(arrived=False, trouble=f"it did not answer within {DEADLINE_SECONDS:g} s.")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answer(arrived=False, trouble=f"{_told(error)}.")


def channel_name(webhook: Webhook) -> str:
    """Name a webhook without telling its address, of which parts are often secret."""
    return f"webhook-{hashlib.sha256(webhook.url.encode()).hexdigest()[:16]}"


def key_of(secret: str) -> bytes:
    """Tell the key of *secret*: of ``whsec_...`` what is behind it in Base64, else the text itself."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def signed(name: str, body: bytes, at: datetime, key: bytes) -> dict[str, str]:
    """Make the headers that name an event and prove whence it came and when it was sent."""
    stamp = str(int(at.timestamp()))
    mac = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def _answer(status: int) -> Answer:
    if 200 <= status < 300:  # noqa: PLR2004 -- successes, RFC 9110, 15.3
        return Answer(arrived=True)
    if 300 <= status < 400:  # noqa: PLR2004 -- redirections, RFC 9110, 15.4
        return Answer(arrived=False, refused=True, trouble=f"it redirects ({status}), which is not followed.")
    refused = status < 500 and status not in _TRY_AGAIN  # noqa: PLR2004 -- the receiver's own failures begin there
    return Answer(arrived=False, refused=refused, trouble=f"it answered {status}.")


def _told(error: Exception) -> str:
    """Tell *error* without the address, which aiohttp puts into its words."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection ({error.os_error.strerror or error.os_error})"
    return f"the request failed ({type(error).__name__})"


def _is_old_work(one: Pending, channel: Channel) -> bool:
    """Whether it speaks of work that waited for a person before the channel was there: that would be a flood."""
    return one.event.event.of_cases and one.event.since < channel.begun
