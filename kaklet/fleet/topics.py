"""The topics that agents and collector meet at. An agent's name is one level of them, and the broker vouches for it."""

import re
from typing import NamedTuple

ROOT = "kaklet/v1"
COLLECTOR = "collector"
"""The name in the collector's own certificate."""
READER = "alert"
"""The name in the certificate of whoever reads the alerts, and nothing else: Home Assistant, a screen on a wall."""
RESERVED = frozenset({COLLECTOR, READER, "broker"})
"""Names that no agent may have: they are the broker's, the collector's and the reader's, or a level of the topics."""
ALERTED_AGENTS = "agent"
"""Below this level alerts tell of vantage points, and below the others of providers."""
BATCH, MANIFEST, STATE = "up/batch", "up/manifest", "up/state"
ACK, STUDY = "down/ack", "down/study"
SPOOL = "up/spool"
"""Below this level of the collector's own name, each spool says that there is one."""
_LEVEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Place(NamedTuple):
    """Whose a topic is, and which of theirs."""

    agent: str
    part: str
    """One of `BATCH`, `MANIFEST`, `STATE`, `ACK` and `STUDY`; or `SPOOL`, a slash and the name of a spool."""


def is_agent_name(name: str) -> bool:
    """Tell whether *name* can be an agent's: lower-case letters, digits, hyphens, at most 40 of them."""
    return _LEVEL.fullmatch(name) is not None


def topic(study: str, agent: str, part: str) -> str:
    """Name the topic *part* of *agent*; with ``+`` as agent, that of all of them."""
    return f"{ROOT}/{study}/{agent}/{part}"


def place_of(name: str, study: str) -> Place | None:
    """Tell whose the topic *name* is; None if it is none of *study*."""
    if not name.startswith(f"{ROOT}/{study}/"):
        return None
    agent, _, part = name.removeprefix(f"{ROOT}/{study}/").partition("/")
    known = part in {BATCH, MANIFEST, STATE, ACK, STUDY} or (agent == COLLECTOR and spool_of(part))
    return Place(agent, part) if known and is_agent_name(agent) else None


def spool_of(part: str) -> str:
    """Name the spool that speaks in *part*; empty where none does."""
    before, _, name = part.rpartition("/")
    return name if before == SPOOL and _LEVEL.fullmatch(name) else ""
