"""Mail servers that break off: what is then known of the question, and what is not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from probes.support_email import SupportEmailProbe
from results.records import Case, Failure, Handover

if TYPE_CHECKING:
    from conftest import Desk, Handler, Serve

TO = "mailto:support@bjorkhost.localhost"
SOON = SupportEmailProbe(timeout_seconds=1)
EAGER = SupportEmailProbe(timeout_seconds=5)
ANSWERS = {
    "greeting": b"220 mx.bjorkhost.localhost ESMTP\r\n",
    "EHLO": b"250 mx.bjorkhost.localhost\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 Go on\r\n",
    "message": b"250 Queued\r\n",
    "QUIT": b"221 Bye\r\n",
}


def broken(at: str, *, hang_up: bool, heard: list[str] | None = None) -> Handler:
    """Return a mail server that is in order up to *at*, and there hangs up or falls silent."""

    async def say(stage: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if stage == at:
            if not hang_up:
                await reader.read()
            return False
        writer.write(ANSWERS[stage])
        return True

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        going = await say("greeting", reader, writer)
        while going and (line := await reader.readline()):
            word = line[:4].decode("ascii").upper()
            if heard is not None:
                heard.append(word)
            going = await say(word, reader, writer)
            if going and word == "DATA":
                await reader.readuntil(b"\r\n.\r\n")
                going = await say("message", reader, writer)

    return handler


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT"])
async def test_hangs_up_before_the_message(desk: Desk, serve: Serve, at: str) -> None:
    """A server that hangs up before it was offered the message does not have it, and closed the connection."""
    server = await serve(broken(at, hang_up=True))
    found = await desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.CONNECTION_CLOSED, Failure.CONNECTION_CLOSED)
    assert len(server.taken) == 1


async def test_hangs_up_after_the_message(desk: Desk, serve: Serve) -> None:
    """Whether a server that hangs up after the message has it is unknown: it is not blamed and not asked again."""
    server = await serve(broken("message", hang_up=True))
    found = await desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.OUTCOME_UNKNOWN, Failure.OUTCOME_UNKNOWN)
    assert "accepted_seconds" not in found.metrics
    assert len(server.taken) == 1


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT"])
async def test_silent_before_the_message(desk: Desk, serve: Serve, at: str) -> None:
    """A server that falls silent before it was offered the message timed out: it cannot have it."""
    server = await serve(broken(at, hang_up=False))
    found = await desk.ask(SOON, TO, server=f"smtp://127.0.0.1:{server.port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.TIMEOUT, Failure.TIMEOUT)
    assert ("connect_seconds" in found.metrics) == (at in {"MAIL", "RCPT"})
    assert "accepted_seconds" not in found.metrics


async def test_silent_after_the_message(desk: Desk, serve: Serve) -> None:
    """A server that falls silent after the message timed out, and whether it has the question is unknown."""
    server = await serve(broken("message", hang_up=False))
    found = await desk.ask(SOON, TO, server=f"smtp://127.0.0.1:{server.port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.TIMEOUT, Failure.OUTCOME_UNKNOWN)
    assert set(found.metrics) == {"connect_seconds"}


async def test_babbles_after_the_message(desk: Desk, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer to the message that is not SMTP leaves it unknown whether the server has it."""
    monkeypatch.setitem(ANSWERS, "message", b"it went somewhere\r\n")
    server = await serve(broken("nowhere", hang_up=True))
    found = await desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.OUTCOME_UNKNOWN, Failure.OUTCOME_UNKNOWN)


@pytest.mark.parametrize("hang_up", [True, False])
async def test_no_goodbye(desk: Desk, serve: Serve, hang_up: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A server that took the message has taken it, however badly it says goodbye."""
    server = await serve(broken("QUIT", hang_up=hang_up))
    found = await desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure, handover.detail) == (None, None, "250 Queued")


async def test_polite(desk: Desk, serve: Serve) -> None:
    """The conversation ends with a goodbye, and each command is said once."""
    heard: list[str] = []
    server = await serve(broken("nowhere", hang_up=True, heard=heard))
    await desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}")
    assert heard == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize(
    ("greeting", "failure"),
    [
        (b"554 No mail here\r\n", Failure.MAIL_REJECTED),
        (b"421 Too busy\r\n", Failure.MAIL_DEFERRED),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failure.PROTOCOL_ERROR),
    ],
)
async def test_greeting(desk: Desk, serve: Serve, greeting: bytes, failure: Failure) -> None:
    """A server that refuses in its greeting, or greets in another protocol, is told apart from one that is away."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()

    server = await serve(handler)
    assert (await desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}")).failure is failure


async def test_cut_off_by_the_daemon(desk: Desk, serve: Serve) -> None:
    """A visit that is cut off while the server ponders the message leaves a case whose outcome is unknown."""
    heard: list[str] = []
    server = await serve(broken("message", hang_up=False, heard=heard))
    task = asyncio.create_task(desk.ask(EAGER, TO, server=f"smtp://127.0.0.1:{server.port}"))
    async with asyncio.timeout(5):
        while "DATA" not in heard:  # noqa: ASYNC110 - the server is the one that is waited for
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(await desk.kept(Case)) == 1
    assert [handover.failure for handover in await desk.kept(Handover)] == [Failure.OUTCOME_UNKNOWN]
