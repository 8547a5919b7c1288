"""From a period's observations to what each check adds up to: the one order in which the rules are applied."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import msgspec

from results.judge.availability import Availability, availability
from results.judge.due import Slot, due_slots
from results.judge.maintenance import Maintenance
from results.judge.outcome import Limits, distinct, outcome_of
from results.judge.quorum import JudgedSlot, Service, judge_slots, services
from results.judge.vantage import SharedFailure, Vote, doubt, shared_failures, void_cut_lines
from results.records import Observation

Pair = tuple[str, str]
"""A provider and a task."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What accounting must know of a measuring task."""

    name: str
    every_seconds: float
    limits: Limits


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What one task found at one provider."""

    availability: Availability
    slots: tuple[JudgedSlot, ...]
    samples: tuple[Observation, ...]
    """Those scheduled samples that speak about the target, of all agents."""


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
    Account for each of the *offered* pairs in [*start*, *end*).

    1. One of each sample is taken, and said by itself to be up, down or otherwise.
    2. What fell silent while no control answered is void.
    3. What a suspected vantage point saw is void.
    4. The vantage points of each due slot vote.
    5. The slots are added up, each by its length.

    The order and the number of deliveries of the *observations* change nothing.
    """
    limits = {question.name: question.limits for question in questions}
    samples = [one for one in distinct(observations) if one.task in limits and start <= one.slot < end]
    votes = void_cut_lines([Vote(one, outcome_of(one, limits[one.task])) for one in samples], controls)
    votes, shared = doubt([vote for vote in votes if vote.sample.provider not in controls])
    by_pair: dict[Pair, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_pair[vote.sample.provider, vote.sample.task].append(vote)
    accounts: dict[Pair, Account] = {}
    findings: list[SharedFailure] = []
    recorded = _recorded(samples)
    for question in questions:
        pairs = recorded[question.name]
        every = timedelta(seconds=question.every_seconds)
        slots = due_slots((at for _, at in pairs), start, end, every=every)
        agents = services(pairs)
        findings.extend(shared_failures(question.name, slots, shared))
        for provider, task in sorted(offered):
            if task == question.name:
                own = [window for window in maintenance if window.provider == provider]
                accounts[provider, task] = _account(slots, by_pair[provider, task], agents, own)
    return Books(accounts=accounts, shared=tuple(findings))


def _recorded(samples: Iterable[Observation]) -> Mapping[str, set[tuple[str, datetime]]]:
    """Tell by task of which slots each agent has a record."""
    found: dict[str, set[tuple[str, datetime]]] = defaultdict(set)
    for sample in samples:
        if not sample.attempt:
            found[sample.task].add((sample.agent, sample.slot))
    return found


def _account(
    slots: Sequence[Slot], votes: Sequence[Vote], agents: Sequence[Service], maintenance: Sequence[Maintenance]
) -> Account:
    due = {slot.start for slot in slots}
    scheduled = [vote for vote in votes if not vote.sample.attempt and vote.sample.slot in due]
    judged = judge_slots(slots, scheduled, agents)
    return Account(
        availability=availability(
            judged, confirmations=[vote for vote in votes if vote.sample.attempt], maintenance=maintenance
        ),
        slots=judged,
        samples=tuple(vote.sample for vote in scheduled if vote.outcome.measured),
    )
