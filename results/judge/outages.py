"""Outages: slots that were down in a row, with their bounds, their cause and the samples that prove them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

import msgspec

from results.judge.due import Slot
from results.judge.outcome import Outcome
from results.judge.vantage import Vote
from results.judge.verdicts import Judged
from results.records import Failure, Observation

PROOFS = 100
"""Of more samples than this only the first and the last half of it are named; all are in the store."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A sample that failed, by what finds it again."""

    agent: str
    slot: datetime
    attempt: int
    failure: Failure | None
    detail: str


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """Failed slots in a row, with the bounds that the samples around them give."""

    start: datetime
    """The first failed slot."""
    end: datetime
    """The end of the last failed slot, or the first good sample after it where that came sooner."""
    start_earliest: datetime | None
    """When the last good sample before it was begun; None if none is known."""
    end_latest: datetime | None
    """When the first good sample after it was begun; None while it lasts, or if none is known."""
    cause: Failure
    """The failure seen in most of its slots, the earliest of equals."""
    samples: int
    """How many slots were down."""
    downtime_seconds: float = 0.0
    """What these slots stand for. Confirmations do not change it."""
    proof: tuple[Proof, ...] = ()
    """The samples that failed, confirmations included, in the order of time."""


class Run(msgspec.Struct, kw_only=True):
    """Slots that were down in a row."""

    first: Slot
    last: Slot
    seconds: float
    """What they stand for."""
    causes: Counter[Failure]
    """The failures of these slots, those that were first seen first."""
    before: Sequence[Vote] = ()
    """The votes of the last good slot before it; none where there is none."""
    down: Sequence[Vote]
    after: Sequence[Vote] = ()


class DownRun(msgspec.Struct, kw_only=True):
    """The numbers of due slots that were down in a row, and of the good ones around them; None where none is known."""

    down: list[Judged]
    before: int | None
    after: int | None = None

    @property
    def numbers(self) -> Iterator[int]:
        """Yield those of the slots that were down, in order."""
        return chain.from_iterable(range(one.start, one.end) for one in self.down)


def down_runs(judged: Iterable[Judged], *, before: Outcome, after: Outcome, count: int) -> list[DownRun]:
    """
    Gather the outages among the *judged* slots. An unmeasured one inside an outage neither ends nor lengthens it.

    *before* and *after* are the outcomes of the slots next to the *count* due ones, which are numbered -1 and *count*:
    a good one bounds an outage, another one leaves it open.
    """
    runs: list[DownRun] = []
    good = -1 if before.good else None
    lasts = False
    for one in judged:
        if one.outcome.good:
            if lasts:
                runs[-1].after = one.start
            good, lasts = one.end - 1, False
        elif one.outcome is Outcome.DOWN:
            if not lasts:
                runs.append(DownRun(down=[], before=good))
            runs[-1].down.append(one)
            lasts = True
    if lasts and after.good:
        runs[-1].after = count
    return runs


def outage(run: Run, confirmations: Sequence[Vote]) -> Outage:
    """
    Tell the outage *run*.

    *confirmations* (attempts from 1 on) tighten the bounds and add no weight: they neither begin, end nor split one.
    """
    seen = _around(run, confirmations)
    earliest, latest = _bounds(seen)
    failed = [vote.sample for vote in seen if vote.outcome is Outcome.DOWN]
    # What was imported may have been begun before its slot.
    end_latest = None if latest is None else max(latest, run.first.start)
    return Outage(
        start=run.first.start,
        end=run.last.end if end_latest is None else min(run.last.end, end_latest),
        start_earliest=None if earliest is None else min(earliest, run.first.start),
        end_latest=end_latest,
        cause=run.causes.most_common(1)[0][0],
        samples=run.causes.total(),
        downtime_seconds=run.seconds,
        proof=tuple(map(_proof, _named(failed))),
    )


def _around(run: Run, confirmations: Sequence[Vote]) -> list[Vote]:
    """List the samples from the last good slot to the first good one, of the agents that saw the outage."""
    witnesses = {vote.sample.agent for vote in run.down if vote.outcome is Outcome.DOWN}
    since = run.before[0].sample.slot if run.before else run.first.start
    to = run.after[0].sample.slot if run.after else run.last.start
    until = min((_begun(vote.sample) for vote in run.after), default=None)
    confirmed = (
        vote
        for vote in confirmations
        if since <= vote.sample.slot <= to and (until is None or _begun(vote.sample) < until)
    )
    scheduled = (vote for votes in (run.before, run.down, run.after) for vote in votes)
    return sorted(
        (vote for vote in (*scheduled, *confirmed) if vote.sample.agent in witnesses and vote.outcome.measured),
        key=lambda vote: (_begun(vote.sample), vote.sample.key),
    )


def _bounds(seen: Sequence[Vote]) -> tuple[datetime | None, datetime | None]:
    """Tell the last good moment before and the first one after all failures; of several agents the widest of each."""
    before, after = [], []
    for agent in {vote.sample.agent for vote in seen}:
        own = [vote for vote in seen if vote.sample.agent == agent]
        good = [vote.sample for vote in own if vote.outcome.good]
        bad = [_begun(vote.sample) for vote in own if vote.outcome is Outcome.DOWN]
        before.extend([_begun(one) for one in good if _begun(one) < bad[0]][-1:])
        after.extend([_begun(one) for one in good if _begun(one) > bad[-1]][:1])
    return min(before, default=None), max(after, default=None)


def _begun(sample: Observation) -> datetime:
    return sample.started_at or sample.slot


def _named(samples: Sequence[Observation]) -> Sequence[Observation]:
    return samples if len(samples) <= PROOFS else [*samples[: PROOFS // 2], *samples[-(PROOFS // 2) :]]


def _proof(sample: Observation) -> Proof:
    return Proof(
        agent=sample.agent, slot=sample.slot, attempt=sample.attempt, failure=sample.failure, detail=sample.detail
    )
