"""One task in a period: what is asked of it, who has records of it, and which slots were due."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from results.judge.due import Grid, due_slots
from results.judge.ledger import SeriesLedger
from results.judge.outcome import Limits
from results.judge.quorum import Service, services
from results.judge.runs import union


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What accounting must know of a measuring task."""

    name: str
    every_seconds: float
    limits: Limits


class Matter:
    """A task in a period."""

    def __init__(self, question: Question, ledgers: Sequence[SeriesLedger], start: datetime, end: datetime) -> None:
        self.question = question
        self.ledgers = ledgers
        every = timedelta(seconds=question.every_seconds)
        recorded = [ledger.recorded() for ledger in ledgers]
        self.grid: Grid = due_slots(union(recorded), start, end, every=every)
        self.services: tuple[Service, ...] = services(ledgers)

    @property
    def margins(self) -> tuple[int, ...]:
        """Tell the slots (milliseconds since 1970) beside the due ones: the last before them, the first after them."""
        return self.grid.margins if len(self.grid) else ()


def matters(
    questions: Sequence[Question], ledgers: Iterable[SeriesLedger], start: datetime, end: datetime
) -> dict[str, Matter]:
    """Sort *ledgers* by task; those of tasks that nobody questions are left out."""
    by_task: dict[str, list[SeriesLedger]] = {question.name: [] for question in questions}
    for ledger in ledgers:
        if ledger.series.task in by_task:
            by_task[ledger.series.task].append(ledger)
    return {question.name: Matter(question, by_task[question.name], start, end) for question in questions}
