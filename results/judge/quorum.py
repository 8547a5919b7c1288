"""What a due slot counts as: the votes of all vantage points in it, put together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from results.judge.ledger import SeriesLedger
from results.judge.outcome import Outcome

QUORUM = 2
"""Where the study has more than two vantage points, so many healthy ones must have spoken in a slot."""


class Service(NamedTuple):
    """Between its first and its last record of a task an agent counts as a vantage point."""

    agent: str
    first: int
    """Milliseconds since 1970."""
    last: int


def services(ledgers: Iterable[SeriesLedger]) -> tuple[Service, ...]:
    """Tell from all *ledgers* of a task when each agent was in service."""
    slots: dict[str, list[int]] = defaultdict(list)
    for ledger in ledgers:
        if ledger.runs:
            slots[ledger.series.agent] += (ledger.runs[0].first, ledger.runs[-1].last)
    return tuple(Service(agent, min(many), max(many)) for agent, many in sorted(slots.items()))


def quorum_of(serving: int) -> int:
    """Tell how many of *serving* vantage points must have measured in a slot."""
    return QUORUM if serving > QUORUM else 1


def verdict(outcomes: Sequence[Outcome], quorum: int) -> Outcome:
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
