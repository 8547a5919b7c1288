"""What a due slot counts as: the votes of all vantage points in it, put together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from results.judge.due import Slot
from results.judge.outcome import Outcome
from results.judge.vantage import Vote
from results.records import Failure

QUORUM = 2
"""Where the study has more than two vantage points, so many healthy ones must have spoken in a slot."""


class JudgedSlot(msgspec.Struct, frozen=True, kw_only=True):
    """One due slot of one check, judged."""

    slot: Slot
    outcome: Outcome
    failure: Failure | None = None
    """Of a slot that is DOWN: the failure that most saw, the first in the alphabet of equals."""
    votes: tuple[Vote, ...] = ()
    """The scheduled samples, by agent."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """Between its first and its last record of a task an agent counts as a vantage point."""

    agent: str
    first: datetime
    last: datetime


def services(recorded: Iterable[tuple[str, datetime]]) -> tuple[Service, ...]:
    """Tell from *recorded* pairs of agent and slot when each agent was in service."""
    slots: dict[str, list[datetime]] = defaultdict(list)
    for agent, slot in recorded:
        slots[agent].append(slot)
    return tuple(Service(agent=agent, first=min(many), last=max(many)) for agent, many in sorted(slots.items()))


def judge_slots(slots: Sequence[Slot], votes: Iterable[Vote], agents: Sequence[Service]) -> tuple[JudgedSlot, ...]:
    """Judge each of *slots* by the *votes* of one check's scheduled samples."""
    cast: dict[datetime, list[Vote]] = defaultdict(list)
    for vote in votes:
        cast[vote.sample.slot].append(vote)
    return tuple(_judged(slot, cast.get(slot.start, ()), _quorum(slot, agents)) for slot in slots)


def _quorum(slot: Slot, agents: Sequence[Service]) -> int:
    serving = sum(one.first <= slot.start <= one.last for one in agents)
    return QUORUM if serving > QUORUM else 1


def _judged(slot: Slot, votes: Sequence[Vote], quorum: int) -> JudgedSlot:
    votes = sorted(votes, key=lambda vote: vote.sample.agent)
    outcome = _verdict([vote.outcome for vote in votes], quorum)
    failures = sorted(v.sample.failure for v in votes if v.outcome is Outcome.DOWN and v.sample.failure)
    return JudgedSlot(
        slot=slot,
        outcome=outcome,
        failure=max(failures, key=failures.count) if outcome is Outcome.DOWN else None,
        votes=tuple(votes),
    )


def _verdict(outcomes: Sequence[Outcome], quorum: int) -> Outcome:
    """
    Put the outcomes of one slot together.

    It is DOWN if more vantage points say so than say otherwise, and not one alone against any; UP only if none says
    DOWN; else they DISAGREE. Where fewer than *quorum* have measured, it counts as what kept the others from it.
    """
    fine, slow, down = map(outcomes.count, (Outcome.UP, Outcome.DEGRADED, Outcome.DOWN))
    if fine + slow + down < quorum:
        kept = (Outcome.BLOCKED, Outcome.VOID, Outcome.PAUSED)
        return next((outcome for outcome in kept if outcome in outcomes), Outcome.MISSED)
    if not down:
        return Outcome.DEGRADED if slow > fine else Outcome.UP
    return Outcome.DOWN if down > fine + slow else Outcome.DISAGREE
