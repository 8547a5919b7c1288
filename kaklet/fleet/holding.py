"""
Between outbox and line: what was made by a clock that has not been right since the machine's start waits for it.

A machine without a clock of its own tells a time of the past until it has found the network. When the clock is right,
what it recorded until then is re-dated; only then it goes out. A clock that is never put right holds nothing up for
longer than the agent's file says, counted from when it could have gone out.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from probes.machine_clock import MachineClock
from probes.probe import utc_now
from results.judge.fleet.redating import redated
from results.keep.redating_outbox import RedatingOutbox
from results.records.clock import ClockReading
from results.records.fleet import OutboxRow, Redated

RIGHT_IN, UNHELD_IN = "clock_right_in", "clock_unheld_in"
"""Under these names the outbox notes the machine's start in which the clock was right once, or was given up."""

log = logging.getLogger(__name__)


class ClockGate:
    """
    Says how far an outbox may be sent, in the machine's start *boot_id*; *every* tells the interval of a task.

    Used by the thread of the outbox. The clocks may be given.
    """

    def __init__(
        self,
        boot_id: str,
        every: Callable[[str], timedelta | None],
        hold_seconds: float,
        *,
        clock: MachineClock | None = None,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._boot_id, self._every, self._hold_seconds = boot_id, every, hold_seconds
        self._clock, self._now, self._monotonic = clock or MachineClock(), now, monotonic
        self._begun = False
        self._right = False
        self._since: float | None = None
        self._sent_unheld: int | None = None
        """Once it was given up: the newest sequence that may have gone out as it was, and stays so."""
        self.holding = False
        """Whether something waits for the clock. Only for telling, as below: read by another thread."""

    def left_seconds(self) -> float | None:
        """Tell for how long it waits at most from now on; None if nothing does, or nothing could be sent yet."""
        since = self._since
        if not self.holding or since is None:
            return None
        return max(0.0, self._hold_seconds - (self._monotonic() - since))

    def open_to(self, outbox: RedatingOutbox, sent: int) -> int | None:
        """Tell the last sequence that may go out now; None if all may. What is up to *sent* is out already."""
        if not self._begun:
            self._begin(outbox)
        until = None if self._right else self._held_to(outbox, sent, self._clock.reading(self._now))
        self.holding = until is not None
        return until

    def _begin(self, outbox: RedatingOutbox) -> None:
        self._right = outbox.noted(RIGHT_IN) == self._boot_id
        if outbox.noted(UNHELD_IN) == self._boot_id:
            self._sent_unheld = outbox.newest()
        self._begun = True

    def _held_to(self, outbox: RedatingOutbox, sent: int, reading: ClockReading) -> int | None:
        if reading.booted_at is None or reading.synchronised is None:
            return None  # nothing is known of this clock, and never will be
        if reading.synchronised:
            self._redate(outbox, reading.booted_at, 0 if self._sent_unheld is None else max(sent, self._sent_unheld))
            return None
        if self._sent_unheld is not None:
            return None
        self._since = self._monotonic() if self._since is None else self._since
        if self._monotonic() - self._since >= self._hold_seconds:
            self._give_up(outbox, sent)
            return None
        first = outbox.first_of_boot(self._boot_id)
        return None if first is None else first - 1

    def _redate(self, outbox: RedatingOutbox, booted_at: datetime, after: int) -> None:
        count, furthest = 0, 0.0

        def rule(rows: Iterable[OutboxRow]) -> Iterator[Redated]:
            nonlocal count, furthest
            for one in redated(rows, self._boot_id, booted_at, self._every):
                count += 1
                furthest = max(furthest, abs(getattr(one.record, "redated_by_seconds", None) or 0.0), key=abs)
                yield one

        seconds = outbox.redate(rule, after)
        outbox.note(RIGHT_IN, self._boot_id)
        self._right = True
        if count:
            log.info("The clock is right now: %d records from before are re-dated, by up to %.1f s.", count, furthest)
        if seconds:
            log.warning("%d of them fell into slots that were taken; the first in each slot counts.", len(seconds))

    def _give_up(self, outbox: RedatingOutbox, sent: int) -> None:
        outbox.note(UNHELD_IN, self._boot_id)
        self._sent_unheld = sent
        if self._hold_seconds:
            log.warning("The clock is not synchronised: set up NTP. What was recorded is sent as it is.")
