"""How samples are rolled up here: the judges' rules, and when the daemon has it done."""

import asyncio
import logging
import os
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from probes import KINDS
from results.judge.rolling import merged, roll_up
from results.keep import Folding

FOLDING = Folding(roll_up=roll_up, merged=merged, speeds={kind: probe.speed for kind, probe in KINDS.items()})
"""With the metric by which each kind of probe tells speed."""
ROLLING_SECONDS = 600.0
SETTLED = timedelta(minutes=10)
"""What lies so far back is over: its visits have ended, and their confirmations."""
NICENESS = 10

log = logging.getLogger(__name__)


def settled_before(now: datetime) -> datetime:
    """Tell until when the daemon's own roll-ups go."""
    return now - SETTLED


class Rolling:
    """
    Has the roll-ups of a study made by a process of its own, so that counting takes nothing from the probing loop.

    It runs `kaklet rollup --settled`, at a low priority. Nothing depends on it: what is not rolled up is read raw.
    """

    def __init__(self, config: Path) -> None:
        self._config = config
        self._trouble = ""
        self._begun = False

    async def turn(self) -> None:
        """Roll up, but for the first turn: it comes as the daemon starts, which has enough to do then."""
        if self._begun:
            await self.once()
        self._begun = True

    async def once(self) -> None:
        """Roll up what is over. Trouble is told once and left to the next time."""
        command = (sys.executable, "-m", "kaklet", "rollup", "--settled", str(self._config))
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        try:
            _, said = await process.communicate()
        except asyncio.CancelledError:
            # The daemon is told to stop, and nobody waits for this: what was not committed leaves its hour open.
            with suppress(ProcessLookupError):
                process.terminate()
            return
        trouble = said.decode(errors="replace").strip() if process.returncode else ""
        if trouble and trouble != self._trouble:
            log.warning("The roll-ups could not be made: %s Reports read raw samples until then.", trouble)
        self._trouble = trouble
