"""
When a line was not connected, and whose doing it was.

Source: SamKnows: a disconnection is at least two losses in a row to the same server; many servers lost by one probe
are its line, one server lost is the server. Here a loss is a failed sample, and servers are told apart slot by slot,
since all are asked in the same one. What an agent cannot see is told by its starts: a machine that started anew had
lost its power or was restarted by somebody, and that is the house.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from typing import NamedTuple

import msgspec

from results.records import Blame, Heartbeat, Observation, Session

IN_A_ROW = 2


class Cause(StrEnum):
    """Whose doing it was."""

    SERVER = "server"
    LINE = "line"
    HOUSE = "house"
    UNKNOWN = "unknown"
    """Nobody else was asked at that time."""


class Disconnection(msgspec.Struct, frozen=True, kw_only=True):
    """One of them."""

    agent: str
    cause: Cause
    start: datetime
    """The first slot that failed; of the house, the agent's last sign of life."""
    end: datetime
    """When the last slot that failed ends; of the house, the agent's next start."""
    lasted_seconds: float
    failed: int
    """Samples that failed; 0 for the house."""
    provider: str = ""
    """Whose server it was; empty where it was not a server."""


class _Slot(NamedTuple):
    """What is known of the servers in one slot."""

    at: datetime
    down: frozenset[str]
    up: frozenset[str]

    def cause(self, server: str) -> Cause | None:
        """Whose doing it is that *server*, or for "" all of them, did not answer; None if there is nothing to tell."""
        line = len(self.down) > 1 and not self.up
        if not server:
            return Cause.LINE if line else None
        if server not in self.down or line:
            return None
        return Cause.SERVER if self.up else Cause.UNKNOWN


def disconnections(samples: Iterable[Observation], every: Mapping[str, timedelta]) -> list[Disconnection]:
    """
    Find the disconnections in the *samples* of one line's agent; *every* is the interval of each task.

    A sample that the prober spoilt or missed is unknown: it is no loss, and it ends a row of them.
    """
    tasks: dict[str, list[Observation]] = defaultdict(list)
    for one in samples:
        if not one.attempt:
            tasks[one.task].append(one)
    told = [one for task, many in sorted(tasks.items()) for one in _of_task(many, every[task])]
    return sorted(told, key=lambda one: (one.start, one.cause, one.provider))


def _of_task(samples: Sequence[Observation], every: timedelta) -> Iterator[Disconnection]:
    slots = [
        _slot(at, list(many)) for at, many in groupby(sorted(samples, key=lambda one: one.slot), key=lambda o: o.slot)
    ]
    for server in ["", *sorted({one.provider for one in samples})]:
        causes = [(slot, slot.cause(server)) for slot in slots]
        for cause in (Cause.LINE, Cause.SERVER, Cause.UNKNOWN):
            for row in _rows(causes, cause, every):
                end = row[-1].at + every
                yield Disconnection(
                    agent=samples[0].agent,
                    cause=cause,
                    start=row[0].at,
                    end=end,
                    lasted_seconds=(end - row[0].at).total_seconds(),
                    failed=sum(len(one.down) if cause is Cause.LINE else 1 for one in row),
                    provider=server,
                )


def _rows(causes: Sequence[tuple[_Slot, Cause | None]], wanted: Cause, every: timedelta) -> Iterator[Sequence[_Slot]]:
    """Yield the rows of slots with the cause *wanted*, none missing in between, that are long enough."""
    row: list[_Slot] = []
    for slot, cause in causes:
        if row and (cause is not wanted or slot.at - row[-1].at > every):
            if len(row) >= IN_A_ROW:
                yield row
            row = []
        if cause is wanted:
            row.append(slot)
    if len(row) >= IN_A_ROW:
        yield row


def _slot(at: datetime, samples: Sequence[Observation]) -> _Slot:
    known = [one for one in samples if one.failure is None or one.failure.blame is Blame.TARGET]
    up = frozenset(one.provider for one in known if one.failure is None)
    return _Slot(at, frozenset(one.provider for one in known) - up, up)


def house(
    agent: str, sessions: Iterable[Session], heartbeats: Iterable[Heartbeat], start: datetime, end: datetime
) -> list[Disconnection]:
    """
    Find the times within [*start*, *end*) in which the machine of *agent* was off, by its runs' boot ids.

    A run that ended on a machine that went on is no disconnection: nothing is known of the line then.
    """
    heard = {one.session: one for one in heartbeats}
    runs = sorted((one for one in sessions if one.agent == agent), key=lambda one: (one.started_at, one.id))
    found = []
    for before, after in pairwise(runs):
        if not before.boot_id or not after.boot_id or before.boot_id == after.boot_id or before.id not in heard:
            continue
        last, first = max(heard[before.id].at, start), min(after.started_at, end)
        if last < first:
            found.append(
                Disconnection(
                    agent=agent,
                    cause=Cause.HOUSE,
                    start=last,
                    end=first,
                    lasted_seconds=(first - last).total_seconds(),
                    failed=0,
                )
            )
    return found
