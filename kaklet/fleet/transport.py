"""
The connection to the broker: MQTT 5 at QoS 1, by aiomqtt 2.5. The only module that knows that library.

MQTT is a courier here and no store. Each connection begins anew and leaves nothing behind at the broker, and nothing
is taken for delivered because the broker took it: who sends is told by the receiver, and sends again until then.
"""

import asyncio
import logging
import re
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

from kaklet.fleet.retry import Retry
from kaklet.fleet.settings import Meeting

PUBACK_SECONDS = 20.0
CONNECT_SECONDS = 10.0
KEEPALIVE_SECONDS = 30
RETRY_SECONDS, RETRY_MOST_SECONDS = 1.0, 60.0
STEADY_SECONDS = 20.0
"""A connection that lasted so long was a good one: the next failure is the first again."""
MOST_WAITING_BYTES = 64_000_000
"""What came and has not been looked at yet. More is dropped: who sent it sends it again."""
_NUMBER = re.compile(r"\[(Errno -?\d+|code:\d+)\] ")
_TLS_REFUSED = re.compile(r"\[SSL: (?P<name>\w+)\] (?P<words>.+?)( \(_ssl|$)")
_REVOKED = "it lets nobody in with this certificate, which is revoked"
_UNSPECIFIED, _BROKEN_OFF = "Unspecified error", "the connection broke off"
"""What the library says of a broker that was killed, and what we say."""
_FAILED = 0x80
"""Reason codes from here on say that it was not done (MQTT 5, 2.4)."""
_NOBODY = 0x10

log = logging.getLogger(__name__)


class LineLostError(Exception):
    """The broker cannot be reached, or no longer: one sentence."""


class RefusedError(Exception):
    """The broker does not take what was sent, and says why in a few words."""


class Letter(NamedTuple):
    """A message."""

    topic: str
    payload: bytes
    retained: bool = False
    """Whether it is kept for those who come later; of one that came: whether it was sent before we were there."""
    received_at: datetime | None = None
    """When a spool took it; None of what came just now."""
    through: str = ""
    """Which spool that was."""


class Line:
    """An open connection."""

    def __init__(self, client: "_Client") -> None:
        self._client = client

    async def subscribe(self, *topics: str) -> None:
        """Ask for what is sent to *topics*. Raises `RefusedError` or `LineLostError`."""
        try:
            told = await self._client.subscribe([(topic, 1) for topic in topics])
        except aiomqtt.MqttError as error:
            raise _lost(error) from None
        for code in told:
            if isinstance(code, ReasonCode) and code.value >= _FAILED:
                raise RefusedError(str(code))

    async def publish(self, letter: Letter) -> bool:
        """
        Send *letter*; tell whether anybody had asked for it.

        Raises `RefusedError` if the broker does not take it: its permissions, or a limit. Raises `LineLostError` if
        the broker has not answered; it may then have been sent all the same.
        """
        code = await self._client.acknowledged(letter)
        if code.value >= _FAILED:
            raise RefusedError(str(code))
        return bool(code.value != _NOBODY)

    async def letters(self) -> AsyncIterator[list[Letter]]:
        """Yield what comes, as much at once as has come meanwhile. Raises `LineLostError`."""
        while True:
            yield await self._client.arrived()

    async def lost(self) -> None:
        """Wait until the connection is lost and raise `LineLostError`."""
        await asyncio.wait({self._client.ended})
        raise _lost(self._client.ended.exception())


@asynccontextmanager
async def connected(meeting: Meeting, *, name: str, will: Letter | None = None) -> AsyncIterator[Line]:
    """
    Connect to the broker as *name*, leaving *will* with it for the case that this end falls silent.

    Raises `LineLostError`.
    """
    left = None if will is None else aiomqtt.Will(will.topic, will.payload, qos=1, retain=will.retained)
    library = _LastWords()
    client = _Client(
        meeting.host,
        meeting.port,
        identifier=name,
        protocol=aiomqtt.ProtocolVersion.V5,
        clean_start=True,
        will=left,
        keepalive=KEEPALIVE_SECONDS,
        timeout=CONNECT_SECONDS,
        tls_context=await asyncio.to_thread(_tls, meeting) if meeting.encrypted else None,
        logger=library.logger,
    )
    try:
        await client.__aenter__()
    except (aiomqtt.MqttError, OSError) as error:
        raise _lost(library.refusal() or error) from None
    try:
        yield Line(client)
    finally:
        await client.closed()


async def keep_connected(
    connect: Callable[[], AbstractAsyncContextManager[Line]],
    work: Callable[[Line], Awaitable[None]],
    retry: Retry,
    *,
    what: str,
    until: asyncio.Event,
) -> None:
    """
    Do *work* on a connection, and on a new one whenever it is lost, *until* it is time to end.

    Trouble is told once, with *what* that means, and that it is over. *connect* is what makes the connection.
    """
    tries, trouble = 0, ""
    loop = asyncio.get_running_loop()
    while not until.is_set():
        since = loop.time()
        try:
            async with connect() as line:
                if trouble:
                    log.info("The broker is reached again.")
                trouble = ""
                since = loop.time()
                await work(line)
        except (LineLostError, RefusedError) as error:
            if str(error) != trouble:
                log.warning("%s %s", error, what)
            trouble = str(error)
        tries = 0 if loop.time() - since > STEADY_SECONDS else tries + 1
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), retry.seconds(tries - 1 if tries else 0))


class _LastWords(logging.Handler):
    """What the library logs and does not raise: that TLS was refused. It would log that anew at each try."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._last = ""
        self.logger = logging.Logger("mqtt")  # noqa: LOG001 -- one for each connection, and heard by nobody else
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was said last."""
        self._last = record.getMessage()

    def refusal(self) -> str:
        """Tell why TLS was refused; nothing where it was not."""
        found = _TLS_REFUSED.search(self._last)
        if found is None:
            return ""
        return _REVOKED if found["name"].endswith("CERTIFICATE_REVOKED") else found["words"]


def _lost(error: BaseException | str | None) -> LineLostError:
    words = _NUMBER.sub("", str(error or "the connection was closed"))
    return LineLostError(f"The broker is not reached ({_BROKEN_OFF if words == _UNSPECIFIED else words}).")


def _tls(meeting: Meeting) -> ssl.SSLContext:
    """Trust the fleet's own authority and nobody else. Raises `LineLostError`: the files may be put right meanwhile."""
    for file in filter(None, (meeting.ca, meeting.certificate, meeting.key)):
        try:
            with Path(file).open("rb"):
                pass
        except OSError as error:
            raise LineLostError(
                f"{file} cannot be read ({error.strerror}): [broker] names it; `kaklet fleet init` makes the"
                " collector's files, `kaklet fleet enrol` an agent's."
            ) from None
    try:
        context = ssl.create_default_context(cafile=meeting.ca)
        if meeting.certificate and meeting.key:
            context.load_cert_chain(meeting.certificate, meeting.key)
    except (OSError, ssl.SSLError) as error:
        raise LineLostError(f"The files of [broker] cannot be used ({error}): check ca, certificate and key.") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _Client(aiomqtt.Client):
    """
    A client that looks at the reason code of each PUBACK, which aiomqtt 2.5 does not.

    What comes is handed over in bulk, without a task for each message, and bounded by its bytes: aiomqtt's own bound
    counts messages.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401 -- those of aiomqtt
        super().__init__(*arguments, **settings)
        self._codes: dict[int, asyncio.Future[ReasonCode]] = {}
        self._came: deque[Letter] = deque()
        self._came_bytes = 0
        self._something = asyncio.Event()

    @property
    def ended(self) -> asyncio.Future[None]:
        """Is done when the connection is lost."""
        ended: asyncio.Future[None] = self._disconnected
        return ended

    async def acknowledged(self, letter: Letter) -> ReasonCode:
        """Send *letter* and return what the broker says of it."""
        sent = self._client.publish(letter.topic, letter.payload, qos=1, retain=letter.retained)
        if sent.rc != 0:
            raise LineLostError(f"The broker is not reached (error {sent.rc}).")
        code: asyncio.Future[ReasonCode] = asyncio.get_running_loop().create_future()
        self._codes[sent.mid] = code
        try:
            either: set[asyncio.Future[Any]] = {code, self._disconnected}
            await asyncio.wait(either, timeout=PUBACK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not code.done():
                raise _lost(self._disconnected.exception() if self._disconnected.done() else None)
            return code.result()
        finally:
            self._codes.pop(sent.mid, None)

    async def arrived(self) -> list[Letter]:
        """Wait for letters and return all that have come."""
        while not self._came:
            if self._disconnected.done():
                raise _lost(self._disconnected.exception())
            self._something.clear()
            waiting = asyncio.ensure_future(self._something.wait())
            try:
                either: set[asyncio.Future[Any]] = {waiting, self._disconnected}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
        found = list(self._came)
        self._came.clear()
        self._came_bytes = 0
        return found

    async def closed(self) -> None:
        """Say goodbye if there is anybody to hear it."""
        try:
            await self.__aexit__(None, None, None)
        except aiomqtt.MqttError as error:
            log.debug("The connection ended without a goodbye: %s", error)
        if self._disconnected.done() and not self._disconnected.cancelled():
            self._disconnected.exception()

    def _on_publish(self, client: Any, userdata: Any, mid: int, reason_code: ReasonCode, properties: Any) -> None:  # noqa: ANN401, ARG002 -- as aiomqtt has it
        code = self._codes.get(mid)
        if code is not None and not code.done():
            code.set_result(reason_code)

    def _on_message(self, client: Any, userdata: Any, message: Any) -> None:  # noqa: ANN401, ARG002 -- as aiomqtt has it
        if self._came_bytes + len(message.payload) > MOST_WAITING_BYTES:
            log.warning("More comes than can be taken: some of it is dropped, and will be sent again.")
            return
        self._came.append(Letter(message.topic, message.payload, bool(message.retain)))
        self._came_bytes += len(message.payload)
        self._something.set()
