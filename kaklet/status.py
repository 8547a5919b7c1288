"""What is due, what runs and what came in, in a page of plain text that fits 80 columns."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from kaklet.campaign.standing import campaign_lines
from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.folder import revoked_agents
from kaklet.fleet.standing import agent_lines, agents_told, deaf_words
from kaklet.forms.desk import FormDesk
from kaklet.forms.telling import form_lines
from kaklet.lengths import age, short
from kaklet.mail.retention import keep_until
from kaklet.mail.showing import one_line as printable
from kaklet.standing import handed_over, runs, visits
from results.judge.decisions import placed
from results.keep import AlertLog, Store
from results.keep.fleet import agent_states, refusals
from results.records import Assignment, Case, Handover, Heartbeat, Message, Observation, Placement, Session
from results.records.alert import AlertCondition
from scheduler import Series

OLDEST_CASES = 10
WIDTH = 80


def status_lines(loaded: Loaded, now: datetime) -> Iterator[str]:
    """Yield the lines that tell how the study stands at *now*. Raises `StoreError` if there is no database."""
    store = Store.read(database(Path(loaded.study.study.data)))
    try:
        beats = store.heartbeats(loaded.study.study.agent)
        if loaded.study.study.synthetic:
            yield "SYNTHETIC: a program made these records up. Nothing was measured."
        yield from _folded(_daemon(beats, now))
        newest = store.newest_observations()
        yield from method_lines([one for one in store.all(Session) if one.agent == loaded.study.study.agent])
        yield from prober_lines([one for one in newest if one.agent == loaded.study.study.agent])
        yield ""
        states, revoked = agent_states(store), revoked_agents(loaded.file)
        if agents := agents_told(loaded.study, states, now, revoked=revoked, refused=refusals(store)):
            yield from _folded(agent_lines(agents))
            yield from _folded(filter(None, [deaf_words(states, now, revoked=revoked)]))
            yield ""
        yield from _series(loaded.study.paced(), newest, now, running=runs(beats, now))
        yield ""
        yield from _folded(form_lines(store, newest))
        yield from _folded(_cases(store, now))
        with FormDesk(loaded, now) as desk:
            if tasks := len(desk.queue().tasks):
                yield f"Forms that wait for a person at a browser: {tasks} (`kaklet form queue`)."
        yield from _folded(campaign_lines(loaded.study, store, now))
        newest_alerts = AlertLog(database(Path(loaded.study.study.data))).newest()
        if open_alerts := sum(one.state is AlertCondition.OPEN for one in newest_alerts):
            yield f"Alerts that were told and are open: {open_alerts} (`kaklet alerts`)."
        if until := keep_until(loaded, store):
            yield f"Raw mail is kept until {until:%Y-%m-%d}; then `kaklet mail forget` removes it."
    finally:
        store.close()


def _folded(lines: Iterator[str]) -> Iterator[str]:
    """Fold what is longer than the page; the columns of shorter lines stay as they are."""
    for line in lines:
        yield from (
            textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False) if len(line) > WIDTH else [line]
        )


def _daemon(beats: Sequence[Heartbeat], now: datetime) -> Iterator[str]:
    if not beats:
        yield "No daemon has worked on this study yet."
        return
    beat = beats[-1]
    silent = (now - beat.at).total_seconds()
    if beat.ended:
        yield f"The daemon was stopped {age(silent)} ago."
    elif not runs(beats, now):
        yield f"The daemon has not been heard of for {age(silent)}: start it with `kaklet run`."
    else:
        yield f"The daemon runs (last heard of {age(silent)} ago)."
        yield f"Being asked: {', '.join(beat.running) or 'nothing at this moment'}."
    if beat.mailbox_read_at:
        yield f"The mailbox was last read {age((now - beat.mailbox_read_at).total_seconds())} ago."


def method_lines(sessions: Sequence[Session]) -> Iterator[str]:
    """Yield by which method of measuring the newest of the *sessions* works: nothing where it does not say."""
    newest = max(sessions, key=lambda one: one.started_at, default=None)
    if newest is not None and newest.method:
        yield f"Measured by Kaklet {newest.software}, method of measuring {newest.method}."


def prober_lines(newest: Sequence[Observation]) -> Iterator[str]:
    """Yield what the *newest* observations say of the prober itself: nothing where they say nothing."""
    lags = [one.loop_lag_seconds for one in newest if one.loop_lag_seconds is not None]
    if lags:
        yield f"In the newest visits the prober was late by at most {1_000 * max(lags):.1f} ms."
    told = [one for one in newest if one.clock_synchronised is not None]
    if told:
        right = max(told, key=lambda one: one.slot).clock_synchronised
        yield "The clock is synchronised." if right else "The clock is not synchronised: set up NTP."


def _series(series: Sequence[Series], newest: Sequence[Observation], now: datetime, *, running: bool) -> Iterator[str]:
    yield f"{'task':<18} {'provider':<15} {'next due':>12} {'last':>10}  outcome"
    for one, due, last in visits(series, newest, now):
        told = "never asked" if last is None else (last.failure or "ok")
        ago = "" if last is None else age((now - last.slot).total_seconds())
        yield (
            f"{short(one.task.name, 18):<18} {short(one.target.provider, 15):<15} "
            f"{'in ' + age(due.total_seconds()) if running else 'stopped':>12} {ago:>10}  {told}"
        )


def _cases(store: Store, now: datetime) -> Iterator[str]:
    messages = placed(store.all(Message), store.all(Assignment), store.all(Placement))
    unmatched = sum(message.case is None and message.matched_by is None for message in messages)
    per_case = Counter(message.case for message in messages if message.case)
    cases = [case for case in store.all(Case) if not case.seed]
    counts = ((store.count("observations"), "observation"), (len(cases), "question"), (len(messages), "message"))
    told = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
    yield f"{told} ({unmatched} of no case: a person should look at them)." if unmatched else f"{told}."
    if messages:
        yield "What waits for a person: `kaklet mail queue`."
    for folder, count in sorted(Counter(one.folder for one in messages if _apart(one.folder)).items()):
        yield f"{count} {'message' if count == 1 else 'messages'} lay in {printable(folder)}."
    silent = [one for one in handed_over(cases, store.all(Handover)) if not per_case[one.case.id]]
    if silent:
        yield f"Questions without any message until now: {len(silent)}; the oldest:"
    for case, at in silent[:OLDEST_CASES]:
        waited = age((now - at).total_seconds())
        yield f"  {waited:>10}  {case.provider[:18]:<18} {case.channel:<6} {short(case.subject, 40)}"


def _apart(folder: str) -> bool:
    """Whether a folder is one that people seldom look into."""
    return folder.upper() not in {"", "INBOX", "NEW", "CUR"}
