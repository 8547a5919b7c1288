"""Did our own mail get out? Each batch of questions has seed messages to addresses of the study's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from results.records import Case, Message

PATIENCE = timedelta(hours=1)
"""How long a seed may take before it counts as lost: mail that is held up for longer is retried for days."""


def unproven(cases: Iterable[Case], messages: Iterable[Message], as_of: datetime) -> frozenset[str]:
    """
    Name the cases of which nothing proves that our mail got out: those of a batch whose seeds all failed to arrive.

    A batch is what one plan had due on one day of UTC. A seed has arrived once a message was matched to it.
    A batch without seeds, or whose seeds were opened less than an hour before *as_of*, is not held against anyone.
    The cases of such a batch that got an answer are named too: to leave out only its silent ones would flatter.
    """
    everything = list(cases)
    arrived = {message.case for message in messages}
    seeds: Mapping[tuple[str | None, date], list[Case]] = defaultdict(list)
    for case in everything:
        if case.seed:
            seeds[_batch(case)].append(case)
    lost = {
        batch
        for batch, sent in seeds.items()
        if not any(seed.id in arrived or as_of - seed.opened_at < PATIENCE for seed in sent)
    }
    return frozenset(case.id for case in everything if not case.seed and _batch(case) in lost)


def _batch(case: Case) -> tuple[str | None, date]:
    return case.plan, case.slot.date()
