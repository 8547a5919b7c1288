"""One check on its way to an account: judged in stretches, then told with the samples that it asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, groupby

import msgspec

from results.judge.availability import Availability, availability
from results.judge.hearing import Hearing
from results.judge.histogram import bucket_of
from results.judge.latency import quantile
from results.judge.ledger import Key, Rows, SeriesLedger
from results.judge.maintenance import Maintenance
from results.judge.matter import Matter
from results.judge.outages import DownRun, Run, down_runs, outage
from results.judge.outcome import Outcome, outcome_of
from results.judge.quorum import quorum_of, verdict
from results.judge.rolling import microseconds_of, phases_of
from results.judge.slowness import Slowness
from results.judge.vantage import Vote
from results.judge.verdicts import Judged, Witness, judge, witness
from results.judge.week import start_of, week_of
from results.records import Failure, Observation
from results.records.rollup import PHASES


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Due slots in a row that are told alike."""

    slots: int
    seconds: float
    """What each of them stands for."""
    told: str | None
    """The failure's name, "" for a success, None where nothing is known."""


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """What one week of a check took."""

    start: datetime
    """Monday, 0 h UTC; the first and the last week may lie in the period in part only."""
    n: int
    """Samples that speak about the target, of all agents, failures included."""
    p50: float | None
    """Median in seconds over these; None where at least half of them failed."""


class Draft:
    """What one task found at one provider, before the samples that it wants are known."""

    def __init__(self, provider: str, matter: Matter, hearing: Hearing, maintenance: Sequence[Maintenance]) -> None:
        self._matter, self._hearing, self._maintenance = matter, hearing, maintenance
        self._provider = provider
        self._grid = matter.grid
        own = [ledger for ledger in matter.ledgers if ledger.series.provider == provider]
        self._witnesses: list[Witness] = [witness(ledger, self._grid, hearing) for ledger in own]
        self._judged: list[Judged] = judge(matter, self._witnesses)
        self._slowness = Slowness(matter.question.limits, self._grid, self._witnesses, self._judged)
        self._confirmed = hearing.confirmed.get((provider, matter.question.name), ())
        before, after = self._beside(-1), self._beside(len(self._grid))
        self._runs = down_runs(self._judged, before=before, after=after, count=len(self._grid))

    @property
    def censored(self) -> int:
        """How many samples found the target down."""
        return sum(len(numbers) for _, numbers in self._pieces(Outcome.DOWN))

    def _pieces(self, outcome: Outcome) -> Iterator[tuple[SeriesLedger, range]]:
        for one in self._witnesses:
            for piece in one.pieces:
                if piece.outcome is outcome:
                    yield one.ledger, range(piece.start, piece.end)

    def _beside(self, number: int) -> Outcome:
        """Judge a slot just outside of the period. Who has a record of the task in it is in service there."""
        if not len(self._grid):
            return Outcome.MISSED
        slot_ms = self._ms(number)
        seen = [(one.series, self._hearing.votes.get(Key(one.series, slot_ms))) for one in self._matter.ledgers]
        serving = len({series.agent for series, vote in seen if vote})
        own = [vote.outcome for series, vote in seen if vote and series.provider == self._provider]
        return verdict(own, quorum_of(serving))

    def _ms(self, number: int) -> int:
        if 0 <= number < len(self._grid):
            return self._grid.ms(number)
        return self._matter.margins[0 if number < 0 else 1]

    def wanted(self) -> Iterator[Key]:
        """Yield the samples that must be known besides those that were looked at."""
        for run in self._runs:
            beside = (number for number in (run.before, run.after) if number is not None)
            for slot_ms in map(self._ms, chain(beside, run.numbers)):
                for one in self._witnesses:
                    key = Key(one.ledger.series, slot_ms)
                    if key not in self._hearing.votes and one.ledger.run_at(slot_ms):
                        yield key
        for one in self._witnesses:
            keys = (Key(one.ledger.series, slot_ms) for slot_ms in one.left_out)
            yield from (key for key in keys if key not in self._hearing.votes)
        yield from self._slowness.wanted()

    def lengths(self, rows: Rows) -> tuple[dict[int, int], dict[str, dict[int, int]]]:
        """Tell what the successes took, and the phases of all that speaks about the target, as histograms."""
        taken: Counter[int] = Counter()
        phases: dict[str, Counter[int]] = {name: Counter() for name in PHASES}
        for one in self._witnesses:
            taken.update(one.ledger.taken)
            for name, counts in one.ledger.phases.items():
                phases[name].update(counts)
            for slot_ms in one.left_out:
                sample = self._sample(Key(one.ledger.series, slot_ms), rows)
                taken[self._bucket(sample)] -= 1
                _count(phases, sample, -1)
        for ledger, numbers in self._pieces(Outcome.DOWN):
            for number in numbers:
                _count(phases, self._hearing.votes[Key(ledger.series, self._grid.ms(number))].sample, 1)
        return dict(+taken), {name: dict(+counts) for name, counts in phases.items()}

    def weeks(self, rows: Rows) -> Iterator[Week]:
        """Yield the weeks in which there is any sample that speaks about the target."""
        taken: dict[int, Counter[int]] = defaultdict(Counter)
        for one in self._witnesses:
            for week, counts in one.ledger.weeks.items():
                taken[week].update(counts)
            for slot_ms in one.left_out:
                sample = self._sample(Key(one.ledger.series, slot_ms), rows)
                taken[week_of(slot_ms)][self._bucket(sample)] -= 1
        failed = Counter(
            week_of(self._grid.ms(number)) for _, numbers in self._pieces(Outcome.DOWN) for number in numbers
        )
        for week in sorted(taken.keys() | failed.keys()):
            counts = taken[week]
            n = counts.total() + failed[week]
            if n:
                yield Week(start=start_of(week), n=n, p50=quantile(counts, n, 0.5))

    def _bucket(self, sample: Observation) -> int:
        return bucket_of(max(microseconds_of(sample, self._matter.question.limits.speed), 0))

    def _sample(self, key: Key, rows: Rows) -> Observation:
        vote = self._hearing.votes.get(key)
        return vote.sample if vote else rows[key.series][key.slot_ms]

    def availability(self, taken: Mapping[int, int], rows: Rows) -> Availability:
        """Add up the slots; *taken* is what the successes took."""
        return availability(
            self._grid,
            self._judged,
            degraded=self._slowness.count(taken, rows),
            outages=[outage(self._run(run, rows), self._confirmed) for run in self._runs],
            maintenance=self._maintenance,
        )

    def _run(self, run: DownRun, rows: Rows) -> Run:
        causes: Counter[Failure] = Counter()
        for one in run.down:
            if one.failure is not None:
                causes[one.failure] += one.end - one.start
        return Run(
            first=self._grid.slot(run.down[0].start),
            last=self._grid.slot(run.down[-1].end - 1),
            seconds=sum(self._grid.milliseconds(one.start, one.end) for one in run.down) / 1000,
            causes=causes,
            before=() if run.before is None else self._votes(run.before, rows),
            down=[vote for number in run.numbers for vote in self._votes(number, rows)],
            after=() if run.after is None else self._votes(run.after, rows),
        )

    def _votes(self, number: int, rows: Rows) -> list[Vote]:
        slot_ms = self._ms(number)
        votes = (self._vote(Key(one.ledger.series, slot_ms), rows) for one in self._witnesses)
        return [vote for vote in votes if vote is not None]

    def _vote(self, key: Key, rows: Rows) -> Vote | None:
        vote = self._hearing.votes.get(key)
        if vote is not None:
            return vote
        sample = rows.get(key.series, {}).get(key.slot_ms)
        if sample is None:
            return None
        void = key.slot_ms in self._hearing.void.get(key.series, ())
        return Vote(sample, Outcome.VOID if void else outcome_of(sample, self._matter.question.limits))

    def stretches(self) -> Iterator[Stretch]:
        """Yield all due slots, in order, those in a row that are told alike together."""
        parts = (
            (length / 1000, _told(one), end - start)
            for one in self._judged
            for start, end, length in self._grid.lengths(one.start, one.end)
        )
        for (seconds, told), run in groupby(parts, key=lambda part: part[:2]):
            yield Stretch(slots=sum(count for *_, count in run), seconds=seconds, told=told)


def _told(judged: Judged) -> str | None:
    return (judged.failure or "") if judged.outcome.measured else None


def _count(phases: Mapping[str, Counter[int]], sample: Observation, weight: int) -> None:
    if not sample.metrics:
        return
    for name, length in zip(PHASES, phases_of(sample), strict=True):
        if length is not None:
            phases[name][bucket_of(length)] += weight
