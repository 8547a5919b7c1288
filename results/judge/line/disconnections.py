"""
When a line was not connected, and whose doing it was.

Source: SamKnows: a disconnection is at least two losses in a row to the same server; many servers lost by one probe
are its line, one server lost is the server. Samples of kind loss tell it to the packet. Of other kinds a loss is a
failed sample, and servers are told apart slot by slot, since all are asked in the same one. What an agent cannot see is
told by its starts: a machine that started anew had lost its power or was restarted by somebody, and that is the house.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from results.judge.line.causes import packet_disconnections
from results.judge.line.outage import Cause, Disconnection, Sign
from results.judge.line.packets import IN_A_ROW, KIND
from results.judge.line.spans import Span, Spans
from results.records import Blame, Heartbeat, Observation, Session

__all__ = ["Cause", "Disconnection", "Sign", "disconnections", "house"]


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


def disconnections(
    samples: Iterable[Observation], every: Mapping[str, timedelta], loads: Iterable[Span] = ()
) -> list[Disconnection]:
    """
    Find the disconnections in the *samples* of one line's agent; *every* is the interval of each task.

    *loads* are the times in which the agent itself filled the line: packets that were sent then do not count as lost.
    A sample that the prober spoilt or missed is unknown: it is no loss, and it ends a row of them. What packets and
    slots both tell is told once, by the packets; so is what slots leave unknown, while packets blame line or house.
    """
    tasks: dict[str, list[Observation]] = defaultdict(list)
    packets: list[Observation] = []
    for one in samples:
        if not one.attempt:
            (packets if one.kind == KIND else tasks[one.task]).append(one)
    told = packet_disconnections(packets[0].agent, packets, every, Spans(loads)) if packets else []
    known = {key: Spans((one.start, one.end) for one in many) for key, many in _by_what(told).items()}
    explained = Spans((one.start, one.end) for one in told if one.cause is not Cause.UNKNOWN and not one.provider)
    for task, many in sorted(tasks.items()):
        for found in _of_task(many, every[task]):
            spans = [known.get((found.cause, found.provider)), explained if found.cause is Cause.UNKNOWN else None]
            if not any(one is not None and one.touch(found.start, found.end) for one in spans):
                told.append(found)
    return sorted(told, key=lambda found: (found.start, found.cause, found.provider))


def _by_what(told: Iterable[Disconnection]) -> Mapping[tuple[Cause, str], list[Disconnection]]:
    found: dict[tuple[Cause, str], list[Disconnection]] = defaultdict(list)
    for one in told:
        found[one.cause, one.provider].append(one)
    return found


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
                    sign=Sign.RESTARTED,
                )
            )
    return found
