"""A courier that dies by SIGKILL at a step: started by the tests as a process, with the study and the step."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import Campaigning, Clock

import probes.contact.mail_talk
from kaklet.config import load
from results.records import Handover

if TYPE_CHECKING:
    import socket

    from probes.contact.mail_talk import Door
    from results.records import Record


def die() -> None:
    """End at once, as a machine that loses its power does."""
    os.kill(os.getpid(), signal.SIGKILL)


async def main(file: Path, moment: datetime, step: str) -> None:
    """Let the courier work at *moment*, and die at *step*."""
    one = Campaigning(load(file).study, Clock())
    one.clock.at = moment
    await one.start()
    connect, keep = probes.contact.mail_talk._connected, one.writer.keep  # noqa: SLF001 - it is broken on purpose

    async def dying_line(door: Door) -> socket.socket:
        if step == "case written":
            die()
        line = await connect(door)
        if step == "connected":
            die()
        return line

    def dying_keep(record: Record) -> None:
        if step == "accepted" and isinstance(record, Handover):
            die()
        keep(record)

    probes.contact.mail_talk._connected = dying_line  # noqa: SLF001 - the same
    one.writer.keep = dying_keep  # type: ignore[method-assign]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await one.at(moment)
    die()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3]))
