"""
The demo world in a process of its own: ``python -m kaklet.demo.process``.

It reads the plan as one line of JSON from standard input and says ``ready`` in one line on standard output.
It ends on SIGTERM or SIGINT, and when its standard input is closed, which happens when its parent dies: so the
parent keeps that open. What cannot be is one sentence on standard error, and exit code 1.
"""

import asyncio
import signal
import sys

import msgspec

from kaklet.demo.world import WorldError, WorldPlan, live

_PLAN_LIMIT = 1024 * 1024


async def _standard_input() -> asyncio.StreamReader:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_PLAN_LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def _plan(reader: asyncio.StreamReader) -> WorldPlan:
    try:
        return msgspec.json.decode(await reader.readline(), type=WorldPlan)
    except (msgspec.DecodeError, ValueError) as error:
        raise WorldError(f"Give the plan of the demo world as one line of JSON: {error}.") from error


async def _stop_when_closed(reader: asyncio.StreamReader, stop: asyncio.Event) -> None:
    while await reader.read(1024):
        pass
    stop.set()


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


async def _run() -> None:
    stop = asyncio.Event()
    reader = await _standard_input()
    plan = await _plan(reader)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    watch = asyncio.create_task(_stop_when_closed(reader, stop))
    try:
        await live(plan, ready=_say_ready, stop=stop)
    finally:
        watch.cancel()


def main() -> int:
    """Run the world until told to end; return the exit code."""
    try:
        asyncio.run(_run())
    except WorldError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
