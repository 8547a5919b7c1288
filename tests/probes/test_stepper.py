"""A visit without a task: each step where the news arrives, and the same outcome as with one."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest

from probes.http import HttpProbe
from probes.probe import Target, Tools, Visit, observe
from probes.stepper import Deadline, Stepper, current
from probes.wire import readiness
from results.records import Failure, Observation

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[int]:
    """Yield the port of a server that answers each connection by *answer*."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with a page, in two pieces."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
    await writer.drain()
    await asyncio.sleep(0.02)
    writer.write(b"cd")
    await writer.drain()


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read the request and say nothing, until the other end has gone."""
    del writer
    await reader.read()


async def asked(url: str, **settings: float) -> Observation:
    """Ask *url* by a stepper."""
    target = Target(provider="p", name="site", url=url)
    tools = Tools(sink=None, evidence=None, post=None)
    now = datetime.now(UTC)
    visit = Visit(agent="a", session="s", task="t", slot=now, turn=1, target=target, tools=tools)
    found: list[Observation] = []

    async def work() -> None:
        found.append(await observe(HttpProbe(**settings), visit, kind="http"))

    stepper = Stepper(work())
    stepper.start()
    await asyncio.wait_for(stepper.finished(), 5)
    return found[0]


async def test_the_first_step_is_taken_at_once() -> None:
    """Before the loop has another turn, so that a start is as punctual as its timer."""
    steps: list[str] = []

    async def work() -> None:
        steps.append("first")
        await asyncio.sleep(0)
        steps.append("second")

    stepper = Stepper(work())
    stepper.start()
    assert steps == ["first"]
    await stepper.finished()
    assert steps == ["first", "second"]


async def test_a_future_is_waited_for_and_gives_its_result() -> None:
    """What the resolver's thread found comes back, and so does what it raised."""
    heard: list[object] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        heard.append(await loop.run_in_executor(None, int, "7"))
        try:
            await loop.run_in_executor(None, int, "x")
        except ValueError as error:
            heard.append(type(error))

    stepper = Stepper(work())
    stepper.start()
    await asyncio.wait_for(stepper.finished(), 5)
    assert heard == [7, ValueError]


async def test_who_is_under_way_is_known_only_during_its_steps() -> None:
    """A task beside it is never taken for it."""
    seen: list[object] = []

    async def work() -> None:
        seen.append(current())
        await asyncio.sleep(0)
        seen.append(current())

    stepper = Stepper(work())
    stepper.start()
    assert current() is None
    await stepper.finished()
    assert seen == [stepper, stepper]


async def test_one_that_is_cancelled_cleans_up_and_ends() -> None:
    """What it waits for comes too late and changes nothing."""
    cleaned: list[bool] = []
    future = asyncio.get_running_loop().create_future()

    async def work() -> None:
        try:
            await future
        finally:
            cleaned.append(True)

    stepper = Stepper(work())
    stepper.start()
    stepper.cancel()
    assert stepper.ended
    assert cleaned == [True]
    assert future.cancelled()
    stepper.cancel()
    await asyncio.sleep(0)


async def test_what_it_raises_goes_to_the_loop() -> None:
    """A bug is told, and the loop goes on."""
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))

    async def work() -> None:
        raise ZeroDivisionError

    stepper = Stepper(work())
    stepper.start()
    await stepper.finished()
    assert [type(error) for error in told] == [ZeroDivisionError]


@pytest.mark.parametrize("in_task", [False, True])
async def test_a_deadline_ends_its_block_with_a_timeout(in_task: bool) -> None:  # noqa: FBT001 -- pytest's parameter
    """In a stepper as in a task, in time, and through what cleans up on its way."""
    ended: list[object] = []

    async def work() -> None:
        try:
            async with Deadline(0.05):
                try:
                    await asyncio.get_running_loop().create_future()
                finally:
                    ended.append("cleaned")
        except TimeoutError:
            ended.append("timeout")

    started = time.monotonic()
    if in_task:
        await work()
    else:
        stepper = Stepper(work())
        stepper.start()
        await asyncio.wait_for(stepper.finished(), 5)
    assert ended == ["cleaned", "timeout"]
    assert 0.04 < time.monotonic() - started < 1.0


async def test_a_deadline_is_not_blamed_for_a_cancellation() -> None:
    """A visit that is cut off is no timeout."""
    ended: list[type[BaseException]] = []

    async def work() -> None:
        try:
            async with Deadline(5.0):
                await asyncio.get_running_loop().create_future()
        except BaseException as error:
            ended.append(type(error))
            raise

    stepper = Stepper(work())
    stepper.start()
    stepper.cancel()
    assert ended == [asyncio.CancelledError]


async def test_a_page_is_fetched_by_an_stepper() -> None:
    """All phases, the same figures as in a task, for a name that has to be resolved too."""
    async with serving(page) as port:
        found = await asked(f"http://localhost:{port}/")
    assert (found.failure, found.metrics["status"], found.metrics["body_bytes"]) == (None, 200, 4)
    assert {"resolve_seconds", "connect_seconds", "ttfb_seconds", "transfer_seconds"} <= found.metrics.keys()


async def test_an_stepper_that_runs_out_of_time_keeps_what_was_reached() -> None:
    """The failure is a timeout, and the phases before it stay."""
    async with serving(silence) as port:
        found = await asked(f"http://127.0.0.1:{port}/", timeout_seconds=0.1)
    assert found.failure is Failure.TIMEOUT
    assert "connect_seconds" in found.metrics
    assert "ttfb_seconds" not in found.metrics


async def test_a_refused_connection_is_one_for_an_stepper_too() -> None:
    """An error of the socket comes back where it was waited for."""
    async with serving(page) as port:
        pass
    assert (await asked(f"http://127.0.0.1:{port}/")).failure is Failure.CONNECTION_REFUSED


async def test_without_epoll_the_loop_itself_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere than on Linux the same page comes by the loop's own way, in a stepper and in a task."""
    monkeypatch.setattr(readiness, "_poller", lambda _: None)
    async with serving(page) as port:
        found = await asked(f"http://127.0.0.1:{port}/")
    assert (found.failure, found.metrics["body_bytes"]) == (None, 4)
