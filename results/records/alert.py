"""What is told to whoever wants to know at once: what went down, who fell silent, what waits for a person."""

from datetime import datetime
from enum import StrEnum

import msgspec

from results.records.failure import Failure


class AlertNews(StrEnum):
    """What an event says."""

    OUTAGE_OPENED = "outage_opened"
    OUTAGE_CLOSED = "outage_closed"
    OUTAGE_CORRECTED = "outage_corrected"
    """Late samples tell of the same outage otherwise than it was told."""
    OUTAGE_WITHDRAWN = "outage_withdrawn"
    """By what is known now there was no such outage, or it was a part of another one, or nobody asks there any more."""
    AGENT_LOST = "agent_lost"
    AGENT_BACK = "agent_back"
    CASE_WAITS = "case_waits"
    CASE_DONE = "case_done"

    @property
    def of_outages(self) -> bool:
        """Whether it speaks about a provider's task."""
        return self.value.startswith("outage")

    @property
    def of_agents(self) -> bool:
        """Whether it speaks about a vantage point."""
        return self.value.startswith("agent")

    @property
    def of_cases(self) -> bool:
        """Whether it speaks about something that waits for a person."""
        return self.value.startswith("case")


class AlertCondition(StrEnum):
    """How a thing stands."""

    OPEN = "open"
    CLOSED = "closed"


class AlertEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news about one alert, with all that is known of it then. It is recorded before it is told."""

    id: str
    """The same however often it is delivered: whoever gets it twice knows it by this."""
    event: AlertNews
    alert: str
    """What it is about, the same from its opening to its last correction."""
    number: int
    """Which event of that alert it is, from 1."""
    state: AlertCondition
    study: str
    at: datetime
    """When it was found out."""
    since: datetime
    """Of an outage the first failed slot; of an agent when it was last heard; of a case what waits for longest."""
    until: datetime | None = None
    """None while it is open."""
    provider: str | None = None
    task: str | None = None
    agent: str | None = None
    case: str | None = None
    """None too for a message that belongs to no case."""
    cause: Failure | None = None
    """Of an outage: what was seen in most of its slots."""
    samples: int = 0
    """Of an outage: how many slots were down when this was found out."""
    why: tuple[str, ...] = ()
    """What a case waits for."""


class AlertState(msgspec.Struct, frozen=True, kw_only=True):
    """How a provider's task, or a vantage point, stands: what its retained topic says."""

    study: str
    state: AlertCondition
    """Open while it is down, or lost."""
    provider: str | None = None
    task: str | None = None
    agent: str | None = None
    alert: str | None = None
    """The alert that is open, or else the last one; None if there was none."""
    event: AlertNews | None = None
    """What was said of it last."""
    at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    cause: Failure | None = None
    samples: int = 0


class WaitingState(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for a person: what the retained topic of it says."""

    study: str
    state: AlertCondition
    count: int
    oldest: datetime | None
    """Since when; None if nothing waits."""
    why: dict[str, int]
    """How many wait for which reason; one may wait for several."""
    cases: tuple[str, ...]
    """The oldest hundred; those of no case are named by their message."""
