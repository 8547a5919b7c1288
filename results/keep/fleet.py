"""What is known of the agents elsewhere, read from the store of a study."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from results.keep.gathered import gathered_until
from results.keep.rows import from_ms
from results.keep.store import Store
from results.records.fleet import AgentState, DayHeld, Holding, Manifest


class Refusal(msgspec.Struct, frozen=True):
    """How often something that an agent sent was refused for one reason."""

    agent: str
    why: str
    count: int
    newest_at: datetime


class Listening(NamedTuple):
    """A stretch of time in which a collector was at the broker, without a pause that matters."""

    since: datetime
    until: datetime
    """Of a spool: as far as it has been gathered."""


def holdings(store: Store) -> list[Holding]:
    """Tell what is held of each epoch of each agent, in the order of their names and beginnings, and who was heard."""
    ranges, days, manifests = (
        _by_epoch(store, query)
        for query in (
            "SELECT agent, epoch, first, last FROM collected ORDER BY first",
            "SELECT agent, epoch, first, count, digest, late, frozen, refused FROM collected_days ORDER BY first",
            "SELECT agent, epoch, content FROM manifests ORDER BY first",
        )
    )
    until = gathered_until(store.connection)
    epochs = "SELECT agent, epoch, begun_ms, kept_from FROM collected_epochs ORDER BY agent, begun_ms, epoch"
    held = [
        Holding(
            agent=agent,
            epoch=epoch,
            begun_at=from_ms(begun_ms),
            kept_from=kept_from,
            ranges=tuple((first, last) for first, last in ranges[agent, epoch]),
            days=tuple(DayHeld(*row) for row in days[agent, epoch]),
            manifests=tuple(msgspec.json.decode(content, type=Manifest) for (content,) in manifests[agent, epoch]),
            gathered_until=until,
        )
        for agent, epoch, begun_ms, kept_from in store.connection.execute(epochs)
    ]
    known = {one.agent for one in held}
    heard = [_nothing_of(state) for state in agent_states(store) if state.agent not in known]
    return sorted([*held, *heard], key=lambda one: one.agent)


def _nothing_of(state: AgentState) -> Holding:
    """Tell of an agent that was heard and whose records, or the first of them, wait: mostly for its clock."""
    return Holding(
        agent=state.agent,
        epoch="",
        begun_at=state.seen_at or state.at,
        kept_from=1,
        ranges=(),
        days=(),
        manifests=(),
        waiting=state.backlog,
    )


def _by_epoch(store: Store, query: str) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for agent, epoch, *rest in store.connection.execute(query):
        found[agent, epoch].append(tuple(rest))
    return found


def agent_sessions(store: Store, agent: str | None = None) -> list[AgentState]:
    """Return the newest state of the runs of each agent, or of *agent* alone, by agent, the newest heard of first."""
    query = "SELECT content FROM agent_states WHERE agent = ?1 OR ?1 IS NULL ORDER BY agent, seen_ms DESC, session"
    here = listening(store)
    through = {
        spool: Listening(from_ms(since_ms), from_ms(until_ms))
        for spool, since_ms, until_ms in store.connection.execute("SELECT * FROM spools_heard")
    }
    found = [msgspec.json.decode(row[0], type=AgentState) for row in store.connection.execute(query, (agent,))]
    return [_known(state, through.get(state.through) if state.through else here) for state in found]


def _known(state: AgentState, heard: Listening | None) -> AgentState:
    since, until = heard or (None, None)
    return msgspec.structs.replace(state, known_since=since, known_until=until)


def listening(store: Store) -> Listening | None:
    """Tell when a collector listened to agents last; None if none ever told."""
    row = store.connection.execute("SELECT since_ms, until_ms FROM listening").fetchone()
    return Listening(from_ms(row[0]), from_ms(row[1])) if row else None


def agent_states(store: Store) -> list[AgentState]:
    """Return the newest state of each agent, by agent."""
    newest: dict[str, AgentState] = {}
    for state in agent_sessions(store):
        newest.setdefault(state.agent, state)
    return list(newest.values())


def refusals(store: Store) -> list[Refusal]:
    """Tell what was refused, by agent."""
    query = "SELECT agent, why, count, newest_ms FROM refusals ORDER BY agent, why"
    return [
        Refusal(agent, why, count, from_ms(newest_ms))
        for agent, why, count, newest_ms in store.connection.execute(query)
    ]
