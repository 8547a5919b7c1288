"""What runs beside a daemon as a process of its own, so that it takes nothing from the probing loop."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

NICENESS = 5
AGAIN_SECONDS = 30.0
"""After it ended by itself it is started again, so long after."""
GRACE_SECONDS = 8.0

log = logging.getLogger(__name__)


class Companion(NamedTuple):
    """A command of our own that ends when its standard input does."""

    arguments: Sequence[str]
    """Of `kaklet`."""
    announces: str
    """How the lines of its standard error begin that are passed on as they are."""
    absent: str
    """What is so while it does not run: the beginning of a sentence."""


@asynccontextmanager
async def beside(companion: Companion) -> AsyncIterator[None]:
    """Keep *companion* running meanwhile. Trouble with it is told and stops nothing."""
    serving = asyncio.create_task(_serving(companion))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def _serving(companion: Companion) -> None:
    trouble = ""
    while True:
        try:
            said = await _once(companion)
        except (OSError, ValueError) as error:
            # No room for another process, or a line of it that does not end: neither may be the end of it.
            said = f"it could not be kept running ({error})."
        if said != trouble:
            log.warning("%s: %s It is tried again each half minute.", companion.absent, said)
        trouble = said
        await asyncio.sleep(AGAIN_SECONDS)


async def _once(companion: Companion) -> str:
    """Run it until it ends; tell its last words."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kaklet", *companion.arguments),
        # Open as long as this daemon lives: what is left behind would hold a port, or work twice.
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    last = ""
    try:
        while process.stderr and (line := await process.stderr.readline()):
            last = line.decode(errors="replace").strip()
            if last.startswith(companion.announces):
                log.info("%s", last)
        await process.wait()
    finally:
        await _stopped(process)
    return last or f"it ended with code {process.returncode}."


async def _stopped(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
