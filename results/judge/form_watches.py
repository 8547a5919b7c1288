"""The watched forms of a study, and how many doors of each provider are closed to machines."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import msgspec

from results.judge.accounting import Asking
from results.judge.facts import ProviderFacts, StudyFacts
from results.judge.form_watch import KIND, FormWatch, watch
from results.judge.hearing import Pair
from results.judge.ledger import Key, SeriesLedger
from results.records import Channel, Failure, FormSeen, Observation


class Doors(msgspec.Struct, frozen=True, kw_only=True):
    """The targets at which people of a provider are to be reached: mail addresses and forms, each counted once."""

    number: int
    person_only: int
    """Of these: closed to anything but a browser with a person at it, as it was seen last."""


def watching(
    study: StudyFacts, found: Sequence[SeriesLedger], seen: Sequence[FormSeen]
) -> Asking[Mapping[str, tuple[FormWatch, ...]]]:
    """Tell the watched forms of each provider, by its id, in the order of the study's tasks."""
    tasks = {task.name: task for task in study.tasks if task.kind == KIND}
    wanted = [
        Key(one.series, slot)
        for one in found
        if one.series.kind == KIND and one.series.task in tasks
        for run in one.runs
        if run.failure in {None, Failure.FORM_MISSING}
        for slot in run.slots
    ]
    samples: dict[Pair, list[Observation]] = defaultdict(list)
    if wanted:
        for sample in (yield wanted):
            samples[sample.provider, sample.task].append(sample)
    return {
        provider.id: tuple(
            watch(
                task.name,
                task.target,
                samples[provider.id, task.name],
                [one for one in seen if (one.provider, one.target) == (provider.id, task.target)],
            )
            for task in tasks.values()
            if task.target in provider.targets
        )
        for provider in study.providers
    }


def doors(
    study: StudyFacts,
    provider: ProviderFacts,
    watches: Sequence[FormWatch],
    asked: Mapping[Pair, Collection[Failure | None]],
) -> Doors:
    """
    Count the doors of *provider*, and those that are closed to machines.

    A form that is watched is closed if the last look said so. One that is only written to is closed if it asked for a
    person and never once took a question.
    """
    targets = {task.target for task in study.tasks if task.channel is not None or task.kind == KIND}
    closed = {one.target for one in watches if one.closed is not None}
    told = {one.target for one in watches if one.looks}
    for task in study.tasks:
        tries = asked.get((provider.id, task.name), ())
        if task.channel is Channel.FORM and task.target not in told:
            closed |= {task.target} if Failure.NEEDS_PERSON in tries and None not in tries else set()
    offered = targets & provider.targets
    return Doors(number=len(offered), person_only=len(closed & offered))
