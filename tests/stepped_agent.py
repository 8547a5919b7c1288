"""
`kaklet agent` with a clock that is set from outside: the machine's own is never touched.

``python tests/stepped_agent.py FILE CLOCK``: the file CLOCK holds by how many seconds this clock is ahead of the
machine's, and whether the kernel holds it for synchronised (0 or 1). It is read whenever the clock is.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

from kaklet.fleet.agent import Agent
from kaklet.fleet.agent_file import first_study, read_agent_file
from kaklet.logs import log_to_stderr
from probes.machine_clock import MachineClock
from probes.probe import utc_now

ERROR_SECONDS = 16.384


class SetClock:
    """The clock that *file* tells."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """Tell the time."""
        return utc_now() + timedelta(seconds=float(self._read()[0]))

    def kernel(self) -> tuple[bool | None, float | None]:
        """Tell the kernel's word."""
        return self._read()[1] == "1", ERROR_SECONDS

    def machine_clock(self) -> MachineClock:
        """Make a reader of it."""
        return MachineClock(kernel=self.kernel)

    def _read(self) -> list[str]:
        return self._file.read_text(encoding="ascii").split()


def set_clock(file: Path, seconds: float, *, synchronised: bool) -> None:
    """Set the clock that *file* tells, in one step."""
    draft = file.with_suffix(".draft")
    draft.write_text(f"{seconds:g} {synchronised:d}", encoding="ascii")
    draft.replace(file)


def main(file: Path, clock: SetClock) -> None:
    """Run the agent."""
    log_to_stderr()
    settings = read_agent_file(file)
    asyncio.run(Agent(settings, first_study(settings, file), clocks=clock.machine_clock, now=clock.now).run())


if __name__ == "__main__":
    main(Path(sys.argv[1]), SetClock(Path(sys.argv[2])))
