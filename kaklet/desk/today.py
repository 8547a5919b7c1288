"""How the study stands: what runs, what is due, what was measured, what is down, who has not answered, what waits."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from kaklet.campaign.approval import approvals_of
from kaklet.campaign.errands import dues
from kaklet.campaign.layout import PlanError, lay_out
from kaklet.config import Loaded
from kaklet.desk.grading import Tray, tray_of
from kaklet.fleet.folder import revoked_agents
from kaklet.fleet.standing import AgentTold, agents_told, deaf_words
from kaklet.forms.desk import FormDesk
from kaklet.forms.mappings import unconfirmed
from kaklet.mail.desk import Desk
from kaklet.mail.shapes import Wait
from kaklet.reporting import NothingToTellError, compare_study
from kaklet.standing import handed_over, runs, visits
from results.judge.outages import Outage
from results.judge.story import PERHAPS
from results.keep import Store
from results.keep.fleet import agent_states, refusals
from results.records import Blame, Case, Failure, Handover, Heartbeat, Observation, Verdict
from scheduler import Series

COVERED = timedelta(days=1)
"""The time that coverage is told for, and outages are looked for in."""
SOON = 12
"""Due visits that are listed."""


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """The daemon, as its last heartbeat tells."""

    runs: bool
    silent_seconds: float | None
    """Since it was last heard of; None if it never was."""
    ended: bool
    """Whether it was stopped, rather than lost."""
    asked: tuple[str, ...]
    """What is being asked at this moment."""
    mailbox_seconds: float | None
    """Since the mailbox was last read."""


class DueVisit(msgspec.Struct, frozen=True, kw_only=True):
    """One series: when it is asked next, and what came last."""

    task: str
    provider: str
    in_seconds: float
    last_seconds: float | None
    failure: Failure | None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What one vantage point measured of what was due in the last day."""

    agent: str
    due: int
    measured: int
    """Asked, and not failed by the prober's own fault."""

    @property
    def share(self) -> float | None:
        """Measured of due, 0 to 1; None where nothing was due."""
        return self.measured / self.due if self.due else None


class OpenOutage(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is down, and was not seen up again."""

    provider: str
    task: str
    outage: Outage


class Unanswered(msgspec.Struct, frozen=True, kw_only=True):
    """A question that the provider has, and that no person has answered until now; a machine may have."""

    case: Case
    age_seconds: float


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for a person: how much of it, and where it is done."""

    what: str
    count: int
    where: str
    """A path at the desk."""


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """All that the first page tells."""

    running: Running
    due: tuple[DueVisit, ...]
    coverage: tuple[Coverage, ...]
    outages: tuple[OpenOutage, ...]
    unanswered: tuple[Unanswered, ...]
    """The oldest first."""
    waiting: tuple[Waiting, ...]
    campaign: str
    """How the campaign stands; empty where there is none."""
    agents: tuple[AgentTold, ...]
    """Those elsewhere; those that are not here first."""
    deaf: str
    """That nobody listens to agents, or not for long; empty where somebody does."""


def today(loaded: Loaded, desk: Desk, store: Store, now: datetime, who: str) -> Today:
    """Tell how the study stands at *now*, for *who* looks. *store* is open for reading."""
    running = _running(store.heartbeats(loaded.study.study.agent), now)
    newest = store.newest_observations()
    with store.snapshot():
        seen = tuple(_coverage(store, loaded.study.paced(), now))
    approved, campaign = _campaign(loaded, store, now)
    states, revoked = agent_states(store), revoked_agents(loaded.file)
    tray = tray_of(desk, loaded.study.study.id, who)
    with FormDesk(loaded, now) as form_desk:
        forms = len(form_desk.queue().tasks)
    return Today(
        running=running,
        due=tuple(_due(loaded.study.paced(), newest, now)),
        coverage=seen,
        outages=tuple(_outages(loaded, now)),
        unanswered=tuple(_unanswered(desk, store.all(Handover), now)),
        waiting=tuple(
            _waiting(
                desk,
                tray,
                forms=forms,
                mappings=sum(1 for _ in unconfirmed(loaded, store, newest)),
                approved=approved,
            )
        ),
        campaign=campaign,
        agents=tuple(agents_told(loaded.study, states, now, revoked=revoked, refused=refusals(store))),
        deaf=deaf_words(states, now, revoked=revoked),
    )


def _running(beats: Sequence[Heartbeat], now: datetime) -> Running:
    if not beats:
        return Running(runs=False, silent_seconds=None, ended=False, asked=(), mailbox_seconds=None)
    beat = beats[-1]
    read = beat.mailbox_read_at
    return Running(
        runs=runs(beats, now),
        silent_seconds=(now - beat.at).total_seconds(),
        ended=beat.ended,
        asked=beat.running,
        mailbox_seconds=(now - read).total_seconds() if read else None,
    )


def _due(series: Sequence[Series], newest: Sequence[Observation], now: datetime) -> list[DueVisit]:
    found = [
        DueVisit(
            task=each.task.name,
            provider=each.target.provider,
            in_seconds=until_due.total_seconds(),
            last_seconds=(now - last.slot).total_seconds() if last else None,
            failure=last.failure if last else None,
        )
        for each, until_due, last in visits(series, newest, now)
    ]
    return sorted(found, key=lambda one: one.in_seconds)


def _coverage(store: Store, series: Sequence[Series], now: datetime) -> Iterator[Coverage]:
    """Count for each vantage point what of the last day's slots of the tasks that measure was measured."""
    every = {one.task.name: one.task.every for one in series if one.task.probe.channel is None}
    first = store.first_slot()
    if first is None or not every:
        return
    start = max(now - COVERED, first)
    measured: Counter[str] = Counter()
    rollups, raw = store.rolled(start, now)
    watched: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for rollup in rollups:
        if rollup.series.task in every:
            watched[rollup.series.agent].add((rollup.series.task, rollup.series.provider))
            measured[rollup.series.agent] += sum(run.number for run in rollup.slots if _is_measured(run.failure))
    for one in raw:
        if one.task in every:
            watched[one.agent].add((one.task, one.provider))
            measured[one.agent] += _is_measured(one.failure)
    # The slot that runs now is not due to be over yet.
    for agent, pairs in sorted(watched.items()):
        due = sum(max(0, int((now - start) / every[task])) for task, _ in pairs)
        yield Coverage(agent=agent, due=max(due, measured[agent]), measured=measured[agent])


def _is_measured(failure: Failure | None) -> bool:
    return failure is None or failure.blame is not Blame.PROBE


def _outages(loaded: Loaded, now: datetime) -> Iterator[OpenOutage]:
    """Yield what is down and was not seen up again, by the rules that the report goes by."""
    try:
        found = compare_study(loaded, start=now - COVERED, end=now, phases=False)
    except NothingToTellError:
        return
    for provider in found.providers:
        for check in provider.checks:
            last = check.availability.outages[-1:]
            late = 2 * timedelta(seconds=check.every_seconds)
            for outage in last:
                if outage.end_latest is None and now - outage.end <= max(late, timedelta(minutes=5)):
                    yield OpenOutage(provider=provider.id, task=check.task, outage=outage)


_NO_LONGER_WAITED_FOR = PERHAPS | {Verdict.BOUNCE}


def _unanswered(desk: Desk, handovers: Sequence[Handover], now: datetime) -> list[Unanswered]:
    answered = {one.message.case for one in desk.all_heard() if one.verdict in _NO_LONGER_WAITED_FOR}
    return [
        Unanswered(case=case, age_seconds=(now - at).total_seconds())
        for case, at in handed_over(desk.post.cases, handovers)
        if case.id not in answered
    ]


def _waiting(desk: Desk, tray: Tray, *, forms: int, mappings: int, approved: bool | None) -> Iterator[Waiting]:
    why = Counter(one for item in desk.queue() for one in item.why)
    for wait, words in _MAIL_WAITS.items():
        yield Waiting(what=words, count=why[wait], where=f"/mail?why={wait.value}")
    yield Waiting(what="answers to grade blind", count=len(tray.open), where="/grading")
    yield Waiting(what="forms that ask for a person (CAPTCHA)", count=forms, where="/forms")
    yield Waiting(what="mappings of forms to confirm", count=mappings, where="/mappings")
    if approved is not None:
        yield Waiting(what="plan to approve", count=0 if approved else 1, where="/plan")


_MAIL_WAITS = {
    Wait.UNDETERMINED: "messages that rules cannot tell",
    Wait.UNMATCHED: "messages of no case",
    Wait.PROMISE: "promises whose time is over",
    Wait.UNGRADED: "answers without a word on their usefulness",
}


def _campaign(loaded: Loaded, store: Store, now: datetime) -> tuple[bool | None, str]:
    """Tell whether the campaign's plan is approved (None without a campaign), and how it stands."""
    if loaded.study.campaign is None:
        return None, ""
    try:
        document = lay_out(loaded.study)
    except PlanError as error:
        return None, str(error)
    ahead = [one for one in dues(document) if one.at > now]
    approvals = approvals_of(store, document.sha256)
    if not approvals:
        return not ahead, f"The plan {document.sha256[:12]}… is not approved: nothing of it is sent."
    told = f"Approved by {approvals[-1].by}; {len(ahead)} letters are ahead."
    if ahead:
        told += f" The next leaves at {ahead[0].at:%Y-%m-%d %H:%M} UTC, to {ahead[0].provider}."
    return True, told
