"""The desk beside a daemon: a process of its own, so that no page takes anything from the probing loop."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from kaklet.config import Loaded

NICENESS = 5
AGAIN_SECONDS = 30.0
"""After it ended by itself it is started again, so long after."""
GRACE_SECONDS = 8.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def desk_beside(loaded: Loaded) -> AsyncIterator[None]:
    """Serve the desk meanwhile, if the study *loaded* has one. Trouble with it is told and stops nothing."""
    if loaded.study.desk is None:
        yield
        return
    serving = asyncio.create_task(_serving(loaded))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def _serving(loaded: Loaded) -> None:
    trouble = ""
    while True:
        said = await _once(loaded)
        if said != trouble:
            log.warning("The desk is not served: %s It is tried again each half minute.", said)
        trouble = said
        await asyncio.sleep(AGAIN_SECONDS)


async def _once(loaded: Loaded) -> str:
    """Serve it until it ends; tell its last words."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kaklet", "desk", "serve", "--until-eof", str(loaded.file)),
        # Open as long as this daemon lives: a desk that is left behind would hold the port.
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
            if last.startswith("The desk:"):
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
