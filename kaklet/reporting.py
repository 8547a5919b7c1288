"""From the store to a comparison: reads the records and the evidence, and hands them to the judges."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from kaklet import __version__
from kaklet.config import Loaded
from kaklet.daemon import database, evidence
from kaklet.forms.answers import forms_of
from kaklet.history import History
from kaklet.line.history import line_history
from kaklet.mail.case_records import calendars_of, cases_span, follow_ups_of, followed_of
from kaklet.mail.hearing import read_correspondence
from kaklet.monthly import monthly_checks
from kaklet.study import Study
from probes import kind_of
from results.judge.compare import Period, ProviderFacts, Records, StudyFacts, TaskFacts
from results.judge.comparison import Comparison
from results.judge.line.plan import LinePlan
from results.judge.openness import Openness
from results.judge.service.record_of import service_record
from results.keep import EvidenceFolder, Store
from results.keep.fleet import holdings
from results.records import Case, FormSeen, Registration, Session
from results.records.service import Entry
from scheduler import Task


class NothingToTellError(Exception):
    """There are no records to make a report of: one sentence."""


class Gathered:
    """What a comparison is made of, read as it was at one moment."""

    def __init__(self, loaded: Loaded, store: Store, start: datetime | None, end: datetime | None) -> None:
        data, self.store, self.study = Path(loaded.study.study.data), store, study_facts(loaded)
        cases = [case for case in store.all(Case) if _lies(case.slot, start, end)]
        self.noted = store.entries()
        self.period = _period(store, loaded.study.task, cases, self.noted, start, end)
        self.records = _records(store, EvidenceFolder(evidence(data)), self.period, cases, loaded.study)

    def compared(self, *, phases: bool = True) -> Comparison:
        """Make the comparison."""
        return compare_gathered(self.store, self.study, self.period, self.records, self.noted, phases=phases)


def compare_gathered(
    store: Store, study: StudyFacts, period: Period, records: Records, noted: Sequence[Entry], *, phases: bool = True
) -> Comparison:
    """Make the comparison of the samples in *store* and of all that is beside them."""
    with _uncollected():
        comparison = History(store, study, period, phases=phases).compare(records)
        monthly = monthly_checks(store, study, period, noted)
        comparison = replace(comparison, lines=line_history(store, study, period, records))
        return replace(comparison, service=service_record(noted, comparison, monthly))


@contextmanager
def gathered(loaded: Loaded, *, start: datetime | None = None, end: datetime | None = None) -> Iterator[Gathered]:
    """
    Read what the study has gathered in [*start*, *end*), as it is at this moment, whatever is written meanwhile.

    Raises `StoreError` if there is no database, `NothingToTellError` if nothing is in it for that time.
    """
    store = Store.read(database(Path(loaded.study.study.data)))
    try:
        with store.snapshot():
            with _uncollected():
                found = Gathered(loaded, store, start, end)
            yield found
    finally:
        store.close()


def compare_study(
    loaded: Loaded, *, start: datetime | None = None, end: datetime | None = None, phases: bool = True
) -> Comparison:
    """
    Make the comparison of what the study has gathered, or of the part in [*start*, *end*).

    Long periods are told from roll-ups, and from those samples that a verdict needs; what is not rolled up is read
    raw. The figures are the same. Without *phases* their medians are left out, which takes a third of the time.

    Raises `StoreError` if there is no database, `NothingToTellError` if nothing is in it for that time.
    """
    with gathered(loaded, start=start, end=end) as found:
        return found.compared(phases=phases)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause Python's search for cycles: there are none in a million small records, and it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def study_facts(loaded: Loaded) -> StudyFacts:
    """Tell the judges what they must know of a study."""
    study = loaded.study
    return StudyFacts(
        id=study.study.id,
        title=study.study.title,
        introduction=study.study.introduction,
        funding=study.study.funding,
        demonstration=study.study.demonstration,
        synthetic=study.study.synthetic,
        campaign_mode=study.campaign.mode if study.campaign else None,
        timezone=study.study.timezone,
        config_sha256=loaded.sha256,
        software=__version__,
        rules=study.rules,
        tasks=tuple(map(_task_facts, study.task)),
        providers=tuple(_provider_facts(study)),
        controls=frozenset(control.id for control in study.control),
        maintenance=study.maintenance,
        openness=Openness(
            ties={one.id: one.ties for one in study.provider if one.ties},
            replies={one.id: one.reply for one in study.provider if one.reply is not None},
            exclusions=study.exclusion,
            corrections=study.correction,
        ),
        lines=study.line,
        line_plans=tuple(map(_line_plan, study.line_plan)),
        line_rules=study.line_rules,
    )


def _task_facts(task: Task) -> TaskFacts:
    return TaskFacts(
        name=task.name,
        title=task.title,
        target=task.target,
        kind=kind_of(task.probe),
        every_seconds=task.every_seconds,
        timeout_seconds=task.probe.timeout_seconds,
        speed=task.probe.speed,
        acceptable_seconds=task.acceptable_seconds,
        channel=task.probe.channel,
    )


def _line_plan(plan: LinePlan) -> LinePlan:
    """Leave out where the copy of a contract lies: facts are published."""
    contract = plan.contract
    return plan if contract is None else replace(plan, contract=replace(contract, file=""))


def _provider_facts(study: Study) -> Iterable[ProviderFacts]:
    return (
        ProviderFacts(
            id=provider.id,
            name=provider.name,
            about=provider.about,
            targets=frozenset(provider.target),
            promises=provider.promise,
        )
        for provider in study.provider
    )


def _lies(at: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or at >= start) and (end is None or at < end)


def _period(
    store: Store,
    tasks: Sequence[Task],
    cases: Sequence[Case],
    noted: Sequence[Entry],
    start: datetime | None,
    end: datetime | None,
) -> Period:
    """
    Tell the time that the records cover, where *start* and *end* do not say otherwise.

    It ends with the daemon's last sign of life, or with the last slot that was imported. Answers are known up to
    the last reading of the mailbox. Where nothing was ever measured, it is the time of the *cases*, which were
    imported then; where something was, imported cases may lie outside of it. Where there are neither, it is the time
    in which people *noted* something.
    """
    first, last = store.first_slot(), store.last_slot()
    if first is None or last is None:
        return _period_of_cases(store, cases, noted, start, end)
    every = {task.name: task.every for task in tasks}
    imported = [slot + every[task] for task, slot in store.imported_until().items() if task in every]
    beats = store.heartbeats()
    covered = max([*(beat.at for beat in beats), *imported], default=last)
    read_at = max((beat.mailbox_read_at for beat in beats if beat.mailbox_read_at), default=covered)
    period = Period(start=start or first, end=end or covered, as_of=read_at)
    if period.start >= period.end or period.start >= covered or period.end <= first:
        if cases:
            return _period_of_cases(store, cases, noted, start, end)
        raise NothingToTellError(
            f"Nothing was measured in that time: choose one between {first:%Y-%m-%d %H:%M} and "
            f"{covered:%Y-%m-%d %H:%M} UTC."
        )
    return period


def _period_of_cases(
    store: Store, cases: Sequence[Case], noted: Sequence[Entry], start: datetime | None, end: datetime | None
) -> Period:
    span = cases_span(cases, followed_of(store))
    if span is None and noted:
        span = min(entry.at for entry in noted), max(entry.at for entry in noted)
    if span is None:
        raise NothingToTellError(
            "Nothing has been measured yet: let `kaklet run` work for a while first."
            if start is None and end is None
            else "No question was asked in that time: choose another, or leave --from and --to out."
        )
    first, last = span
    return Period(start=start or first, end=end or last, as_of=last, measured=False)


def _records(store: Store, folder: EvidenceFolder, period: Period, cases: Sequence[Case], study: Study) -> Records:
    post, followed = read_correspondence(store, folder, cases), followed_of(store)
    return Records(
        cases=post.cases,
        handovers=post.handovers,
        messages=post.messages,
        received=post.judged(human_seconds=study.rules.human_seconds),
        forms=forms_of(store, folder, cases),
        sessions=store.all(Session),
        heartbeats=store.heartbeats(),
        follow_ups=follow_ups_of(store),
        followed=followed,
        registrations=store.all(Registration),
        forms_seen=store.all(FormSeen),
        reviews=post.decisions.reviews,
        holdings=holdings(store),
        calendars=calendars_of(
            study, cases, max([period.as_of, *(followed[one.id] for one in cases if one.id in followed)])
        ),
    )
