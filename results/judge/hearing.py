"""Which samples must be looked at one by one, and what they count as once controls and competitors were heard."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

from results.judge.due import from_ms, to_ms
from results.judge.ledger import Key, SeriesLedger
from results.judge.matter import Matter
from results.judge.outcome import Outcome, always, is_silence, outcome_of
from results.judge.rolling import series_of
from results.judge.vantage import MANY, Scene, Vote, doubt, void_cut_lines
from results.records import Observation
from results.records.rollup import SeriesName

Pair = tuple[str, str]
"""A provider and a task."""


class Hearing(NamedTuple):
    """What came out. A sample that is in none of these is what the failure in its run says, or up."""

    votes: Mapping[Key, Vote]
    """The scheduled samples that were looked at, those just outside of the period included."""
    void: Mapping[SeriesName, Sequence[int]]
    """The slots of those successes that are void, in order."""
    confirmed: Mapping[Pair, Sequence[Vote]]
    """The confirmations."""
    shared: Mapping[tuple[str, datetime], Scene]


def first_look(matters: Iterable[Matter]) -> list[Key]:
    """
    List the samples that cannot be judged by their run: the target's failures, and those of a busy prober.

    Also all of the slots just outside of the period, which bound an outage across its edge.
    """
    wanted: dict[Key, None] = {}
    for matter in matters:
        limit_us = int(matter.question.limits.maximum_lag_seconds * 1e6)
        for ledger in matter.ledgers:
            for slot in (*_failed(ledger), *_busy(ledger, limit_us), *matter.margins):
                wanted[Key(ledger.series, slot)] = None
    return list(wanted)


def _failed(ledger: SeriesLedger) -> Iterator[int]:
    for run in ledger.runs:
        if run.failure is not None and always(run.failure) is None:
            yield from run.slots


def _busy(ledger: SeriesLedger, limit_us: int) -> Iterator[int]:
    for span in ledger.spans:
        if span.lag_us >= limit_us:
            yield from ledger.successes(span.start, span.end)


def hear(
    matters: Mapping[str, Matter],
    looked_at: Iterable[Observation],
    confirmations: Iterable[Observation],
    controls: AbstractSet[str],
) -> Hearing:
    """
    Judge the samples of the first look, void what fell silent with the controls, and what a suspected place saw.

    Successes that were not looked at speak where they are needed: a control that answered, a competitor that was up.
    """
    samples = [*looked_at, *(one for one in confirmations if _is_near(one, matters))]
    votes = [_vote(one, matters) for one in samples]
    votes = void_cut_lines([*votes, *_controls(votes, matters, controls)], controls)
    votes = [vote for vote in votes if vote.sample.provider not in controls]
    crowded = _crowded(votes)
    bystanders = list(_bystanders(votes, crowded, matters, controls))
    there = [vote for vote in votes if (vote.sample.task, vote.sample.slot) in crowded]
    elsewhere = [vote for vote in votes if (vote.sample.task, vote.sample.slot) not in crowded]
    judged, shared = doubt(sorted([*there, *bystanders], key=lambda vote: vote.sample.key))
    standing_by = {vote.key for vote in bystanders}
    found: dict[Key, Vote] = {}
    confirmed: dict[Pair, list[Vote]] = defaultdict(list)
    void: dict[SeriesName, list[int]] = defaultdict(list)
    for vote in (*elsewhere, *judged):
        key = vote.key
        if key is None:
            confirmed[vote.sample.provider, vote.sample.task].append(vote)
            continue
        if key not in standing_by:
            found[key] = vote
        if vote.outcome is Outcome.VOID and vote.sample.failure is None:
            void[key.series].append(key.slot_ms)
    return Hearing(found, {series: sorted(slots) for series, slots in void.items()}, confirmed, shared)


def _is_near(confirmation: Observation, matters: Mapping[str, Matter]) -> bool:
    matter = matters.get(confirmation.task)
    return (
        matter is not None
        and bool(margins := matter.margins)
        and (margins[0] <= to_ms(confirmation.slot) <= margins[-1])
    )


def _vote(sample: Observation, matters: Mapping[str, Matter]) -> Vote:
    key = None if sample.attempt else Key(series_of(sample), to_ms(sample.slot))
    return Vote(sample, outcome_of(sample, matters[sample.task].question.limits), key)


def _controls(votes: Sequence[Vote], matters: Mapping[str, Matter], controls: AbstractSet[str]) -> Iterator[Vote]:
    """Yield controls that answered in slots in which a target was silent: one of its task, else of every task."""
    known = {vote.key for vote in votes}
    by_agent: dict[str, list[SeriesLedger]] = defaultdict(list)
    for matter in matters.values():
        for ledger in matter.ledgers:
            if ledger.series.provider in controls:
                by_agent[ledger.series.agent].append(ledger)
    silent = {
        (vote.sample.agent, vote.sample.task, to_ms(vote.sample.slot))
        for vote in votes
        if vote.outcome is Outcome.DOWN and is_silence(vote.sample)
    }
    told: set[Key] = set()
    for agent, task, slot in sorted(silent):
        spoke = [one for one in by_agent[agent] if _succeeded(one, slot) and Key(one.series, slot) not in known]
        same = [one for one in spoke if one.series.task == task]
        for ledger in same[:1] or spoke:
            key = Key(ledger.series, slot)
            if key not in told:
                told.add(key)
                yield _success(key)


def _crowded(votes: Iterable[Vote]) -> set[tuple[str, datetime]]:
    """Tell in which slots of which task so many failed for one agent that its word may be doubted."""
    failed: dict[tuple[str, datetime, str], set[str]] = defaultdict(set)
    for sample, outcome, _ in votes:
        if outcome is Outcome.DOWN and not sample.attempt:
            failed[sample.task, sample.slot, sample.agent].add(sample.provider)
    return {(task, slot) for (task, slot, _), providers in failed.items() if len(providers) >= MANY}


def _bystanders(
    votes: Iterable[Vote],
    crowded: Iterable[tuple[str, datetime]],
    matters: Mapping[str, Matter],
    controls: AbstractSet[str],
) -> Iterator[Vote]:
    """Yield the competitors that were up in *crowded* slots, as far as they were not looked at."""
    known = {vote.key for vote in votes}
    for task, slot in sorted(crowded):
        for ledger in matters[task].ledgers:
            key = Key(ledger.series, to_ms(slot))
            if ledger.series.provider not in controls and key not in known and _succeeded(ledger, key.slot_ms):
                yield _success(key)


def _succeeded(ledger: SeriesLedger, slot_ms: int) -> bool:
    run = ledger.run_at(slot_ms)
    return run is not None and run.failure is None


def _success(key: Key) -> Vote:
    """Make the vote of a success that nobody looked at. It is up; whether slow or not makes no difference here."""
    agent, provider, target, task, kind = key.series
    slot = from_ms(key.slot_ms)
    sample = Observation(agent=agent, provider=provider, target=target, task=task, kind=kind, slot=slot)
    return Vote(sample, Outcome.UP, key)
