"""
From a period's roll-ups to what each check adds up to: the one order in which the rules are applied.

Nothing is read here. What must be known of single samples is asked for: `accounting` yields the keys of samples and
is sent those of them that exist, twice. So the same rules tell a period from roll-ups and from raw samples.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import groupby
from typing import TypeVar

import msgspec

from results.judge.availability import Availability
from results.judge.check import Draft, Stretch, Week
from results.judge.due import to_ms
from results.judge.hearing import Hearing, Pair, first_look, hear
from results.judge.ledger import Key, Rows, SeriesLedger, ledgers
from results.judge.maintenance import Maintenance
from results.judge.matter import Matter, Question, matters
from results.judge.outcome import distinct
from results.judge.rolling import fold, series_of
from results.judge.vantage import SharedFailure
from results.records import Observation
from results.records.rollup import SeriesName

_Told = TypeVar("_Told")
Asking = Generator[Sequence[Key], Iterable[Observation], _Told]
"""Yields keys of scheduled samples, is sent those that there are, and returns what they add up to."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What one task found at one provider."""

    availability: Availability
    stretches: tuple[Stretch, ...]
    """All due slots, in order."""
    taken: Mapping[int, int]
    """What its successes took, of all agents: a histogram, see `results.judge.histogram`."""
    censored: int
    """How many samples found it down."""
    phases: Mapping[str, Mapping[int, int]]
    """The lengths of each phase, of all samples that speak about the target."""
    weeks: tuple[Week, ...]


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of a period."""

    accounts: Mapping[Pair, Account]
    shared: tuple[SharedFailure, ...]


def account(
    questions: Sequence[Question],
    observations: Iterable[Observation],
    start: datetime,
    end: datetime,
    *,
    offered: AbstractSet[Pair],
    controls: AbstractSet[str] = frozenset(),
    maintenance: Sequence[Maintenance] = (),
) -> Books:
    """
    Account for each of the *offered* pairs in [*start*, *end*), from raw *observations*.

    Their order and the number of their deliveries change nothing. Those just outside of the period bound outages
    across its edges.
    """
    samples = distinct(observations)
    speeds = {question.name: question.limits.speed for question in questions}
    inside = (one for one in samples if not one.attempt and start <= one.slot < end)
    asking = accounting(
        questions,
        ledgers(fold(inside, lambda one: speeds.get(one.task, ""))),
        [one for one in samples if one.attempt],
        start,
        end,
        offered=offered,
        controls=controls,
        maintenance=maintenance,
    )
    return answered(asking, samples)


def answered(asking: Asking[_Told], samples: Iterable[Observation]) -> _Told:
    """Bring *asking* to its end, out of raw *samples*."""
    by_key = {Key(series_of(one), to_ms(one.slot)): one for one in samples if not one.attempt}
    try:
        wanted = next(asking)
        while True:
            wanted = asking.send([by_key[key] for key in wanted if key in by_key])
    except StopIteration as end:
        told: _Told = end.value
        return told


def accounting(
    questions: Sequence[Question],
    found: Iterable[SeriesLedger],
    confirmations: Iterable[Observation],
    start: datetime,
    end: datetime,
    *,
    offered: AbstractSet[Pair],
    controls: AbstractSet[str] = frozenset(),
    maintenance: Sequence[Maintenance] = (),
) -> Asking[Books]:
    """
    Account for each of the *offered* pairs in [*start*, *end*).

    1. What failed, and what a busy prober saw, is looked at and said by itself to be up, down or otherwise.
    2. What fell silent while no control answered is void.
    3. What a suspected vantage point saw is void.
    4. The vantage points of each due slot vote.
    5. What stands around each outage is looked at, and the slots are added up, each by its length.
    """
    tasks = matters(questions, found, start, end)
    looked_at = yield first_look(tasks.values())
    hearing = hear(tasks, looked_at, confirmations, controls)
    drafts = {
        (provider, task): Draft(
            provider, tasks[task], hearing, [one for one in maintenance if one.provider == provider]
        )
        for provider, task in sorted(offered)
    }
    wanted = dict.fromkeys(key for draft in drafts.values() for key in draft.wanted())
    rows = _by_series((yield list(wanted)))
    return Books(
        accounts={pair: _account(draft, rows) for pair, draft in drafts.items()},
        shared=tuple(one for matter in tasks.values() for one in shared_failures(matter, hearing)),
    )


def _by_series(samples: Iterable[Observation]) -> Rows:
    rows: dict[SeriesName, dict[int, Observation]] = defaultdict(dict)
    for one in samples:
        rows[series_of(one)][to_ms(one.slot)] = one
    return rows


def _account(draft: Draft, rows: Rows) -> Account:
    taken, phases = draft.lengths(rows)
    return Account(
        availability=draft.availability(taken, rows),
        stretches=tuple(draft.stretches()),
        taken=taken,
        censored=draft.censored,
        phases=phases,
        weeks=tuple(draft.weeks(rows)),
    )


def shared_failures(matter: Matter, hearing: Hearing) -> Iterator[SharedFailure]:
    """Yield the runs of due slots in a row in which many failed wherever they were seen from."""
    grid, task = matter.grid, matter.question.name
    scenes = {}
    for (name, slot), scene in hearing.shared.items():
        index = grid.before(to_ms(slot))
        if name == task and index < len(grid) and grid.ms(index) == to_ms(slot):
            scenes[index] = scene
    for _, run in groupby(enumerate(sorted(scenes)), key=lambda one: one[1] - one[0]):
        numbers = [number for _, number in run]
        seen = [scenes[number] for number in numbers]
        yield SharedFailure(
            task=task,
            start=grid.slot(numbers[0]).start,
            end=grid.slot(numbers[-1]).end,
            providers=tuple(sorted({name for one in seen for agent in one.votes for name in one.failing(agent)})),
            agents=tuple(sorted({agent for one in seen for agent in one.votes})),
            slots=len(numbers),
        )
