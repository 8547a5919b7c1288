"""Who is enrolled, until when each may come, and when it was last heard of: for `kaklet fleet list`."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from kaklet.config import Loaded
from kaklet.daemon import database
from kaklet.fleet.folder import NEARING, Register
from results.keep import Store
from results.keep.fleet import agent_states

Standing = Literal["enrolled", "nearing", "ended", "revoked"]
"""Nearing is an end that comes soon: somebody has to carry the next certificate to the vantage."""
NOBODY = "Nobody is enrolled yet: kaklet fleet enrol AGENT."


class AgentListed(msgspec.Struct, frozen=True, kw_only=True):
    """One agent of a fleet."""

    agent: str
    standing: Standing
    until: datetime
    """When its newest certificate ends."""
    revoked_at: datetime | None
    seen_at: datetime | None
    """When the collector last heard of it; None if it never did."""


class FleetList(msgspec.Struct, frozen=True, kw_only=True):
    """All that were ever enrolled, by name."""

    study: str
    agents: tuple[AgentListed, ...]


def fleet_list(loaded: Loaded, register: Register, now: datetime) -> FleetList:
    """List who is in *register*, at *now*."""
    heard = _last_heard(loaded)
    return FleetList(
        study=register.study,
        agents=tuple(
            AgentListed(
                agent=name,
                standing=_standing(held[-1].until, held[-1].revoked_at, now),
                until=held[-1].until,
                revoked_at=held[-1].revoked_at,
                seen_at=heard.get(name),
            )
            for name, held in sorted(register.agents.items())
        ),
    )


def list_lines(found: FleetList, now: datetime) -> Iterator[str]:
    """Yield a line for each agent, and below them what a person should do; it fits 80 columns."""
    if not found.agents:
        yield NOBODY
        return
    width = max(len(one.agent) for one in found.agents)
    for one in found.agents:
        seen = f"seen {one.seen_at:%Y-%m-%d %H:%M} UTC" if one.seen_at else "never seen"
        yield (
            f"{one.agent:<{width}}  {seen}" if width > _WIDE else f"{one.agent:<{width}}  {seen:<25} {_until(one, now)}"
        )
        if width > _WIDE:
            yield f"  {_until(one, now)}"
    for one in found.agents:
        if one.standing in {"nearing", "ended"}:
            yield f"Renew {one.agent}: kaklet fleet enrol {one.agent} --renew"


_WIDE = 26
"""Longer names leave no room for the rest of the line."""


def _until(one: AgentListed, now: datetime) -> str:
    if one.revoked_at is not None:
        return f"revoked {one.revoked_at:%Y-%m-%d %H:%M} UTC"
    if one.standing == "ended":
        return f"ended {one.until:%Y-%m-%d}"
    days = f", in {(one.until - now).days} days" if one.standing == "nearing" else ""
    return f"until {one.until:%Y-%m-%d}{days}"


def _standing(until: datetime, revoked_at: datetime | None, now: datetime) -> Standing:
    if revoked_at is not None:
        return "revoked"
    if until <= now:
        return "ended"
    return "nearing" if until - now < NEARING else "enrolled"


def _last_heard(loaded: Loaded) -> dict[str, datetime]:
    """Tell when the collector last heard of each agent; nothing where there is no store yet."""
    file = database(Path(loaded.study.study.data))
    if not file.exists():
        return {}
    with closing(Store.read(file)) as store:
        return {one.agent: one.seen_at for one in agent_states(store) if one.seen_at}
