"""Looks at the store, and tells what stands now: outages, vantage points, and what waits for a person."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from kaklet.alerts.recent import Horizons, Recent, good_since
from kaklet.alerts.settings import Alerts
from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.folder import revoked_agents
from kaklet.forms.desk import FormDesk
from kaklet.mail.desk import Desk, Memory
from kaklet.reporting import study_facts
from results.judge.alerts import CaseSeen, Sight
from results.judge.compare import Period
from results.judge.fleet.liveness import silence, unheard
from results.keep import Store
from results.keep.fleet import agent_states
from results.records import Session
from results.records.alert import AlertEvent

LOOKED_BACK = timedelta(hours=24)
FARTHEST = timedelta(days=14)
"""Of an outage that lasts for longer, only the newest part is looked at; its beginning stays as it was told."""
_INTERVALS = 3
"""So many intervals of the slowest task are looked back at least."""


class Looker:
    """Looks at one study again and again; *told* is what was told of it before."""

    def __init__(self, loaded: Loaded, told: Iterable[AlertEvent] = ()) -> None:
        self._loaded = loaded
        self._path = database(Path(loaded.study.study.data))
        self._facts = study_facts(loaded)
        self._settings = loaded.study.alerts or Alerts()
        self._patience = timedelta(seconds=self._settings.agent_silent_seconds)
        self._tasks = [task for task in loaded.study.task if task.probe.channel is None]
        self._horizons = Horizons(self._tasks, self._patience)
        self._memory = Memory()
        self._cases_at: datetime | None = None
        for event in told:
            if event.task:
                self._horizons.was_told(event.task, event.at)

    def sight(self, told: Mapping[str, AlertEvent], begun: datetime, now: datetime) -> Sight:
        """Look at what stands at *now*. Raises `StoreError`."""
        store = Store.read(self._path)
        try:
            with store.snapshot():
                start = self._start(told, now)
                lost, here, unknown = self._agents(store, now)
                longest = max((task.every for task in self._tasks), default=timedelta(0))
                # Slots that have not begun are due and unknown: they neither end an outage nor lengthen it.
                period = Period(start=start, end=now + longest, as_of=now)
                recent = Recent(store, self._facts, period, self._horizons, silent=frozenset(lost) | unknown)
                books = recent.books()
                outages = recent.outages(books)
        finally:
            store.close()
        return Sight(
            study=self._facts.id,
            at=now,
            start=start,
            begun=begun,
            outages=outages,
            pairs=frozenset(books.accounts),
            good=good_since(books, start),
            lost=lost,
            here=here,
            cases=self._cases(now),
        )

    def _start(self, told: Mapping[str, AlertEvent], now: datetime) -> datetime:
        """Tell how far back is looked: far enough for every outage that is open to be seen whole."""
        every = {task.name: task.every for task in self._tasks}
        back = max(LOOKED_BACK, _INTERVALS * max(every.values(), default=timedelta(0)))
        wanted = [
            event.since - 2 * every[event.task]
            for event in told.values()
            if event.event.of_outages and event.until is None and event.task in every
        ]
        start = max(min([now - back, *wanted]), min(now - back, now - FARTHEST))
        return start.replace(minute=0, second=0, microsecond=0)

    def _agents(self, store: Store, now: datetime) -> tuple[dict[str, datetime], frozenset[str], frozenset[str]]:
        """
        Tell who fell silent, with when they were last heard, who is there, and of whom nothing can be said.

        Who said goodbye, or was revoked, is not missed. Of whom nothing was heard while nobody listened, or since the
        spool that hears it was gathered last, nobody knows.
        """
        heard, shut_out = last_heard(store), revoked_agents(self._loaded.file)
        elsewhere = {one.agent: one for one in agent_states(store)}
        unknown = {name for name, state in elsewhere.items() if unheard(state, now, self._patience)} - shut_out
        lost = {
            agent: at
            for agent, (at, ended) in heard.items()
            if not ended
            and agent not in shut_out
            and (silence(elsewhere[agent], now) if agent in elsewhere else now - at) > self._patience
        }
        return lost, frozenset(heard.keys() - lost.keys() - unknown), frozenset(unknown)

    def _cases(self, now: datetime) -> list[CaseSeen] | None:
        """Tell what waits for a person, now and then only: it means judging all mail that came since."""
        if self._cases_at and now - self._cases_at < timedelta(seconds=self._settings.waiting_seconds):
            return None
        self._cases_at = now
        return waiting(self._loaded, now, self._memory)


def last_heard(store: Store) -> dict[str, tuple[datetime, bool]]:
    """
    Tell for each vantage point when it was last heard, and whether it said goodbye then.

    Of agents elsewhere, it is when the collector heard of them: what they made before may be on its way for long. What
    the broker says in the place of one that fell silent is nothing that was heard of it, but for the moment it came.
    """
    beats = {beat.session: beat for beat in store.heartbeats()}
    runs = sorted(store.all(Session), key=lambda one: one.started_at)
    heard = {run.agent: (beats[run.id].at, beats[run.id].ended) for run in runs if run.id in beats}
    return heard | {one.agent: (one.seen_at or one.at, one.state == "gone") for one in agent_states(store)}


def waiting(loaded: Loaded, now: datetime, memory: Memory | None = None) -> list[CaseSeen]:
    """Tell which cases, and messages of no case, wait for a person at *now*. Raises `StoreError`."""
    found: dict[str, CaseSeen] = {}

    def add(name: str, since: datetime, why: Iterable[str], provider: str | None, case: str | None) -> None:
        before = found.get(name)
        reasons = {*why, *(before.why if before else ())}
        found[name] = CaseSeen(
            name=name,
            since=min(since, before.since) if before else since,
            why=tuple(sorted(reasons)),
            provider=provider,
            case=case,
        )

    with Desk(loaded, now, memory) as desk:
        for item in desk.queue():
            add(item.case or f"message-{item.message}", item.received_at, map(str, item.why), item.provider, item.case)
    with FormDesk(loaded, now) as forms:
        for task in forms.queue().tasks:
            add(task.case, task.due, ["form"], task.provider, task.case)
    return sorted(found.values(), key=lambda one: (one.since, one.name))
