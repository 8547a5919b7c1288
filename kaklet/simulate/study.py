"""Makes a whole study up: its file, its records, and beside them the truth."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from kaklet import __version__
from kaklet.config import Loaded, load
from kaklet.daemon import database, evidence
from kaklet.simulate.cases import Correspondence
from kaklet.simulate.lines.outages import darkness, truth_of
from kaklet.simulate.lines.samples import line_records
from kaklet.simulate.plan import TASKS, Character, Plan, outages_of
from kaklet.simulate.samples import AGENT, Sessions, observations
from kaklet.simulate.seeds import seed_letters
from kaklet.simulate.study_file import study_text
from kaklet.simulate.truth import Case, Check, Outage, Provider, Truth
from kaklet.simulate.waits import answers_of
from probes.contact.post import Post
from results.keep import EvidenceFolder, Store
from results.records import Heartbeat, Record, Session

TRUTH = "truth.json"
DATA = "data"
BATCH = 5_000


class TakenError(Exception):
    """Something is there already that would be mixed with what is made up: one sentence."""


def simulate(plan: Plan, config: Path) -> Loaded:
    """
    Write the study of *plan* to *config*, its records to ``data`` and its truth to ``truth.json`` beside it.

    Raises `TakenError` if one of them is there already, `StoreError` if the disk does not take them.
    """
    folder = config.resolve().parent
    for path in (config, folder / TRUTH, database(folder / DATA)):
        if path.exists():
            raise TakenError(f"{path} exists already: name a file in another folder, or remove it first.")
    folder.mkdir(parents=True, exist_ok=True)
    config.write_text(study_text(plan, data=DATA, truth=TRUTH), encoding="utf-8")
    loaded = load(config)
    truth = _fill(plan, loaded, folder / DATA)
    (folder / TRUTH).write_bytes(msgspec.json.format(msgspec.json.encode(truth)) + b"\n")
    return loaded


def _fill(plan: Plan, loaded: Loaded, data: Path) -> Truth:
    outages = {one.id: outages_of(plan, one) for one in plan.characters}
    dark = darkness(plan) if plan.lines else ()
    sessions = Sessions(plan)
    measuring = [task for task in loaded.study.task if task.name in TASKS]
    store = Store.create(database(data))
    try:
        _keep(store, _begun(sessions, loaded))
        _keep(store, observations(plan, measuring, outages, sessions))
        if plan.lines:
            _keep(store, line_records(plan, dark, __version__, loaded.sha256))
        cases = _correspond(plan, loaded, store, EvidenceFolder(evidence(data)), sessions)
        _keep(store, _ended(sessions))
    finally:
        store.close()
    return Truth(
        synthetic=True,
        seed=plan.seed,
        start=plan.start,
        end=plan.end,
        every_seconds=plan.every_seconds,
        gaps=plan.gaps,
        providers=tuple(
            _provider(plan, one, outages[one.id], cases[one.id], loaded.study.rules.answer_window_seconds)
            for one in plan.characters
        ),
        lines=truth_of(dark),
    )


def _correspond(
    plan: Plan, loaded: Loaded, store: Store, folder: EvidenceFolder, sessions: Sessions
) -> dict[str, list[Case]]:
    study = loaded.study
    if not plan.characters:
        return {}
    assert study.mail is not None  # noqa: S101 -- `study_text` writes one
    post = Post(
        study=study.study.id,
        domain=study.mail.domain,
        personas=study.mail.personas,
        questions=[one.for_all for one in study.question],
    )
    window = timedelta(seconds=study.rules.answer_window_seconds)
    cases: dict[str, list[Case]] = {one.id: [] for one in plan.characters}
    for task in (task for task in study.task if task.probe.channel is not None):
        _keep(store, seed_letters(plan, task, post, sessions, folder))
        for one in plan.characters:
            for told in Correspondence(plan, one, task, post, window).tell(sessions, folder):
                store.keep(told.records)
                cases[one.id].append(told.truth)
    return cases


def _begun(sessions: Sessions, loaded: Loaded) -> Iterator[Session]:
    for name, span in zip(sessions.names, sessions.spans, strict=True):
        yield Session(
            id=name,
            agent=AGENT,
            started_at=span.start,
            software=__version__,
            config_sha256=loaded.sha256,
            boot_id="synthetic",
        )


def _ended(sessions: Sessions) -> Iterator[Heartbeat]:
    for name, span in zip(sessions.names, sessions.spans, strict=True):
        yield Heartbeat(session=name, at=span.end, mailbox_read_at=span.end, ended=True)


def _keep(store: Store, records: Iterable[Record]) -> None:
    left = iter(records)
    while batch := list(islice(left, BATCH)):
        store.keep(batch)


def _provider(
    plan: Plan, who: Character, outages: tuple[Outage, ...], cases: list[Case], window_seconds: float
) -> Provider:
    checks = {
        task: Check(uptime=_uptime(plan.start, plan.end, outages, task), latency=latency)
        for task, latency in who.latency.items()
    }
    return Provider(
        id=who.id, outages=outages, checks=checks, answers=answers_of(who, window_seconds), cases=tuple(cases)
    )


def _uptime(start: datetime, end: datetime, outages: tuple[Outage, ...], task: str) -> float:
    down = sum(((one.end - one.start) for one in outages if one.task in {None, task}), timedelta())
    return 1 - down / (end - start)
