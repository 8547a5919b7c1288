"""What is known of the agents elsewhere, read from the store of a study."""

from collections import defaultdict
from datetime import datetime
from typing import Any

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


def holdings(store: Store) -> list[Holding]:
    """Tell what is held of each epoch of each agent, in the order of their names and beginnings."""
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
    return [
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


def _by_epoch(store: Store, query: str) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for agent, epoch, *rest in store.connection.execute(query):
        found[agent, epoch].append(tuple(rest))
    return found


def agent_sessions(store: Store) -> list[AgentState]:
    """Return the newest state of each run of each agent, by agent, the newest heard of first."""
    query = "SELECT content FROM agent_states ORDER BY agent, seen_ms DESC, session"
    found = [msgspec.json.decode(content, type=AgentState) for (content,) in store.connection.execute(query)]
    until = dict(store.connection.execute("SELECT spool, max(until_ms) FROM spools GROUP BY spool").fetchall())
    return [
        msgspec.structs.replace(one, known_until=from_ms(until[one.through])) if one.through in until else one
        for one in found
    ]


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
