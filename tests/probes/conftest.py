"""A study's desk with a real store, and small servers that misbehave as told."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pytest

from probes import AnyProbe, kind_of
from probes.contact.post import Post, Question
from probes.forms.door import FormDoor
from probes.probe import Target, Tools, Visit, observe
from results.keep import EvidenceFolder, Store, StoreError, Writer
from results.records import Case, DeliveryAttempt, FormAnswer, Handover, Message, Observation, Placement, Sighting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

SLOT = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
POST = Post(
    study="test",
    domain="study.localhost",
    personas=("Anna Lind", "Åsa Öberg", "Jan de Vries"),
    questions=(
        Question(id="ttl", subject="How short may a TTL be?", body="\nHello,\n\nHow short may a TTL be?\n"),
        Question(id="backup", subject="Säkerhetskopior", body="Hej!\n\nHur ofta tar ni säkerhetskopior?\n"),
    ),
)

MAY = FormDoor(submit=True)
"""What a study says of a form that may be sent."""
_Kept = TypeVar("_Kept", Case, DeliveryAttempt, FormAnswer, Handover, Message, Placement, Sighting)


class Desk:
    """Where visits start from, and what is on record afterwards."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kaklet.sqlite3"
        self.evidence = EvidenceFolder(folder / "evidence")
        self.writer = Writer(self.path, give_up=_never)
        self.tools = Tools(sink=self.writer, evidence=self.evidence, post=POST)

    def visit(
        self,
        url: str,
        *,
        server: str | None = None,
        turn: int = 0,
        tools: Tools | None = None,
        form: FormDoor | None = MAY,
    ) -> Visit:
        """Return a visit to *url*."""
        return Visit(
            agent="here",
            session=None,
            task="task",
            slot=SLOT,
            turn=turn,
            target=Target(
                provider="bjorkhost",
                name="target",
                url=url,
                server=server,
                form=form if url.startswith("http") else None,
            ),
            tools=tools or self.tools,
        )

    async def ask(
        self, probe: AnyProbe, url: str, *, server: str | None = None, turn: int = 0, form: FormDoor | None = MAY
    ) -> Observation:
        """Run *probe* at *url* and return what it observed."""
        return await observe(probe, self.visit(url, server=server, turn=turn, form=form), kind=kind_of(probe))

    def on_disk(self, kind: type[_Kept]) -> list[_Kept]:
        """Return the records of *kind* that are written by now."""
        store = Store.read(self.path)
        try:
            return store.all(kind)
        finally:
            store.close()

    def observations(self) -> list[Observation]:
        """Return the observations that are written by now."""
        store = Store.read(self.path)
        try:
            return list(store.observations(SLOT, SLOT + timedelta(days=1)))
        finally:
            store.close()

    async def kept(self, kind: type[_Kept]) -> list[_Kept]:
        """Return the records of *kind*, once all that was taken is written."""
        await self.writer.settled()
        return self.on_disk(kind)


def _never(error: StoreError) -> None:
    raise error


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk with an empty store."""
    one = Desk(tmp_path)
    one.writer.start()
    yield one
    one.writer.stop()


class Wire:
    """Sees every address that this process resolves or connects to, in whatever library it does."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, told: tuple[object, ...]) -> None:
        if self.seen is None:
            return
        if event == "socket.getaddrinfo":
            self.seen.append(str(told[0]))
        elif event == "socket.connect" and isinstance(told[1], tuple):
            self.seen.append(str(told[1][0]))


@pytest.fixture(scope="session")
def wire() -> Wire:
    """Return what sees every address; it cannot be taken away again, so there is one."""
    return Wire()


@pytest.fixture
def dialled(wire: Wire) -> Iterator[list[str]]:
    """Return the list of hosts that are resolved or connected to during this test."""
    wire.seen = seen = []
    yield seen
    wire.seen = None


class Listener(NamedTuple):
    """A small server: its port, and one entry for each connection that it took."""

    port: int
    taken: list[str]

    def url(self, path: str = "/") -> str:
        """Return the address of *path* there."""
        return f"http://localhost:{self.port}{path}"


if TYPE_CHECKING:
    Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
    Serve = Callable[[Handler], Awaitable[Listener]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Return a function that serves each connection by a handler, until the test is over."""
    servers: list[asyncio.Server] = []
    talks: set[asyncio.Task[None]] = set()

    async def begin(handler: Handler) -> Listener:
        taken: list[str] = []

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            taken.append(str(writer.get_extra_info("peername")))
            talks.add(asyncio.current_task())
            try:
                with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                    await handler(reader, writer)
            finally:
                writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        servers.append(server)
        return Listener(server.sockets[0].getsockname()[1], taken)

    yield begin
    for server in servers:
        server.close()
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


@pytest.fixture
def reply() -> Callable[[bytes], Handler]:
    """Return a function that makes a handler: it reads a request's header, says its bytes and hangs up."""

    def handler_of(said: bytes) -> Handler:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(said)
            await writer.drain()

        return handler

    return handler_of
