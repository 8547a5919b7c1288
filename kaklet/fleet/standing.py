"""How the agents of a study stand, as they told last: for `kaklet status` and for the desk."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from kaklet.daemon import database
from kaklet.fleet.ceiling import too_much
from kaklet.fleet.tasks import not_for_agents
from kaklet.lengths import age, minutes, short
from kaklet.study import Study
from results.judge.fleet.liveness import SILENT_AFTER, presence, unheard
from results.keep import Store
from results.keep.fleet import Refusal, agent_states
from results.records.fleet import AgentState, Presence

CERTIFICATE_NOTICE = timedelta(days=30)
"""So long before its end a certificate is told of."""
REFUSED_LATELY = timedelta(days=1)
OLD_SECONDS = 900.0
"""Records that have waited for longer are told of."""
MANY = 200
"""Letters of an agent's own words that are shown."""
_WIDTHS = (16, 7, 13, 9, 8, 8, 5, 7)
_LINE = "{:<16} {:<7} {:>13} {:>9} {:>8} {:>8} {:>5} {:<7}"


Shown = Presence | Literal["revoked", "unknown"]
"""Who was shut out is missed by nobody. Unknown is one that was not heard of while nobody listened."""


class AgentTold(msgspec.Struct, frozen=True, kw_only=True):
    """One agent, as those who run the study see it."""

    agent: str
    presence: Shown
    seen_seconds: float | None
    """Since it was last heard of."""
    changed_seconds: float | None
    """Since it came into this state."""
    backlog: int
    clock: str
    ceiling_per_second: float | None
    study_version: int | None
    certificate_until: datetime | None
    software: str
    notes: tuple[str, ...]
    """Sentences on what a person should look after."""


def agents_told(
    study: Study,
    states: Sequence[AgentState],
    now: datetime,
    *,
    revoked: Collection[str] = (),
    refused: Sequence[Refusal] = (),
) -> list[AgentTold]:
    """
    Tell of each agent of *states* (the newest of each) at *now*; those that are not here first.

    Those that were *revoked* come last, and there is nothing to look after with them. What was *refused*
    lately is told.
    """
    told = [
        _told(study, state, now, revoked=state.agent in revoked, refused=[r for r in refused if r.agent == state.agent])
        for state in states
    ]
    return sorted(told, key=lambda one: (_ORDER.get(one.presence, 0), one.agent))


_ORDER: dict[Shown, int] = {"here": 1, "revoked": 2}


def _shown(state: AgentState, now: datetime) -> Shown:
    how = presence(state, now)
    return "unknown" if how == "here" and unheard(state, now) else how


def _told(study: Study, state: AgentState, now: datetime, *, revoked: bool, refused: Sequence[Refusal]) -> AgentTold:
    return AgentTold(
        agent=state.agent,
        presence="revoked" if revoked else _shown(state, now),
        seen_seconds=_since(state.seen_at, now),
        changed_seconds=_since(state.changed_at, now),
        backlog=state.backlog,
        clock=clock_words(state.clock_synchronised, state.clock_error_seconds),
        ceiling_per_second=state.ceiling_per_second,
        study_version=state.study_version,
        certificate_until=state.certificate_until,
        software=_words(state.software),
        notes=() if revoked else (*_notes(study, state, now), *_refused(refused, now)),
    )


def _since(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else (now - at).total_seconds()


def _words(text: str) -> str:
    """Make an agent's words fit to be shown."""
    return short("".join(letter if letter.isprintable() else " " for letter in text[: 2 * MANY]), MANY)


def clock_words(synchronised: bool | None, error_seconds: float | None) -> str:  # noqa: FBT001 -- a fact of a record
    """Tell how right a clock is, in two words."""
    if synchronised is None:
        return "unknown"
    if not synchronised:
        return "unsynced"
    if error_seconds is None:
        return "right"
    return f"±{error_seconds:.3g} s" if error_seconds >= 1 else f"±{1_000 * error_seconds:.0f} ms"


def _notes(study: Study, state: AgentState, now: datetime) -> Iterator[str]:
    ago = age(_since(state.seen_at, now) or 0.0)
    if presence(state, now) == "lost":
        yield f"is lost, and was last heard of {ago} ago."
    if state.through and _shown(state, now) == "unknown":
        if state.known_until and now - state.known_until <= SILENT_AFTER:
            yield f"has not spoken since spool {state.through} listens again."
        else:
            yield f"was not heard of here for {ago}: gather spool {state.through} with `kaklet gather`."
    if state.clock_synchronised is False:
        yield f"has a clock that is not synchronised: set up NTP.{_waits(state, now)}"
    heard = _shown(state, now) != "unknown"
    if state.backlog and state.oldest_unsent_at is not None and not state.waits_for_clock and heard:
        waited = (now - state.oldest_unsent_at).total_seconds()
        if waited > OLD_SECONDS:
            yield f"has records that have waited for {age(waited)} to be collected."
    if state.study_trouble:
        yield f"does not take the newest study document: {_words(state.study_trouble)}"
    until = state.certificate_until
    if until is not None and until - now <= CERTIFICATE_NOTICE:
        ends = f"ends in {age((until - now).total_seconds())}" if until > now else "has ended"
        yield f"has a certificate that {ends}: run `kaklet fleet enrol {state.agent} --renew`."
    if sentence := too_much(study.for_agents(), state.ceiling_per_second, "it"):
        yield f"may miss slots. {sentence}"


def _refused(refused: Sequence[Refusal], now: datetime) -> Iterator[str]:
    for one in refused:
        if now - one.newest_at <= REFUSED_LATELY:
            why = one.why.partition(": ")[2] if one.why.startswith("up/") else one.why
            ago = age((now - one.newest_at).total_seconds())
            times = "once" if one.count == 1 else f"{one.count:,} times"
            yield f"was refused {times}, {ago} ago the last time: what it sent {why}."


def _waits(state: AgentState, now: datetime) -> str:
    """Tell what an agent's clock holds up, and for how long."""
    if not state.waits_for_clock:
        return ""
    if state.waits_seconds is None:
        return " Records wait there for that."
    left = state.waits_seconds - max(0.0, _since(state.seen_at, now) or 0.0)
    return f" Records wait there for that, for {minutes(left)} more at most." if left > 0 else ""


def overasked(study: Study) -> Iterator[str]:
    """Yield a sentence for each agent, known from the study's own database, that is asked for more than it can do."""
    path = database(Path(study.study.data))
    if study.broker is None or not path.exists():
        return
    with closing(Store.read(path)) as store:
        for state in agent_states(store):
            if sentence := too_much(study.for_agents(), state.ceiling_per_second, f"agent {state.agent}"):
                yield sentence


def untold(study: Study) -> Iterator[str]:
    """Yield a sentence for each task of Internet lines that agents elsewhere will not run, and why."""
    if study.broker is None or all(line.agent == study.study.agent for line in study.line):
        return
    for task in study.task:
        if task.name in study.line_rules.tasks and (reason := not_for_agents(task)):
            yield f"agents do not run {task.name!r}: it {reason}."


def deaf_words(states: Sequence[AgentState], now: datetime, *, revoked: Collection[str] = ()) -> str:
    """
    Tell that nobody listens to the agents of *states*, or not for long; nothing where somebody does.

    Those that were *revoked* are missed by nobody.
    """
    states = [one for one in states if one.agent not in revoked]
    # Who a spool hears is told by when that was gathered, and says nothing of the collector here.
    states = [one for one in states if not one.through]
    known = [(one.known_since, one.known_until) for one in states if one.known_since and one.known_until]
    if not known:
        return ""
    since = known[0][0]
    # What was heard is newer than the collector's last note of it by some seconds.
    until = max([known[0][1], *(one.seen_at for one in states if one.seen_at and one.seen_at <= now)])
    if abs(now - until) > SILENT_AFTER:
        return (
            f"Nobody has listened to agents for {age((now - until).total_seconds())}: the collector does not run, or"
            " does not reach the broker. What became of them since is unknown; what they measure waits there."
        )
    if any(_shown(one, now) == "unknown" for one in states):
        return (
            f"Agents have been listened to again for {age((now - since).total_seconds())}. Who has not spoken since is"
            f" unknown, and lost after {minutes(SILENT_AFTER.total_seconds())}."
        )
    return ""


def agent_lines(agents: Sequence[AgentTold]) -> Iterator[str]:
    """Yield a table of *agents* that fits 80 columns, and what a person should look after."""
    heads = ("agent", "state", "heard of", "backlog", "clock", "visits/s", "study", "version")
    yield _LINE.format(*heads).rstrip()
    for one in agents:
        ago = "never" if one.seen_seconds is None else f"{age(one.seen_seconds)} ago"
        most = "" if one.ceiling_per_second is None else f"{one.ceiling_per_second:.0f}"
        version = "" if one.study_version is None else str(one.study_version)
        cells = (one.agent, one.presence, ago, f"{one.backlog:,}", one.clock, most, version, one.software)
        yield _LINE.format(*map(short, cells, _WIDTHS)).rstrip()
    said: dict[str, list[str]] = {}
    for one in agents:
        for note in one.notes:
            said.setdefault(note, []).append(one.agent)
    for note, who in said.items():
        yield f"{who[0]} {note}" if len(who) == 1 else f"{', '.join(who)}: each {note}"
