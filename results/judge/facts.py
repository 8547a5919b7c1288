"""What judging must know: of the study that is told about, and what was recorded in its period."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from results.judge.business_hours import Calendar
from results.judge.form_results import FormSaid
from results.judge.line.plan import Line, LinePlan, LineRules, Sold
from results.judge.maintenance import Maintenance
from results.judge.openness import Openness
from results.judge.rules import Promise, Rules
from results.judge.support import Received
from results.records import (
    Case,
    Channel,
    FollowUp,
    FormSeen,
    Handover,
    Heartbeat,
    Message,
    Observation,
    Registration,
    Review,
    Session,
)
from results.records.fleet import Holding


class TaskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What judging must know of a task."""

    name: str
    title: dict[str, str] = {}
    target: str
    kind: str
    every_seconds: float
    timeout_seconds: float
    speed: str = ""
    """The metric that tells how fast the target was; empty for the visit's duration."""
    acceptable_seconds: float | None = None
    """A right answer that takes longer is degraded; None if any speed will do."""
    channel: Channel | None
    """The door that it asks questions through; None if it measures."""


class ProviderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What judging must know of a provider."""

    id: str
    name: str
    about: dict[str, str]
    targets: frozenset[str]
    promises: tuple[Promise, ...]


class StudyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What judging must know of a study."""

    id: str
    title: dict[str, str]
    introduction: dict[str, str] = {}
    """The editor's own words, by language code."""
    funding: dict[str, str]
    demonstration: bool
    synthetic: bool = False
    """Whether its records were made by `kaklet simulate`."""
    campaign_mode: Literal["open", "blind"] | None = None
    """Whether the providers were told of the campaign before it began; None in a study without one."""
    timezone: str
    config_sha256: str
    software: str
    rules: Rules
    tasks: tuple[TaskFacts, ...]
    providers: tuple[ProviderFacts, ...]
    controls: frozenset[str] = frozenset()
    """The ids of the neutral targets, which stand in the records as providers do and are never compared."""
    maintenance: tuple[Maintenance, ...] = ()
    openness: Openness = Openness()
    lines: tuple[Line, ...] = ()
    """The lines of customers whose agents measure what their Internet provider delivers."""
    line_plans: tuple[LinePlan, ...] = ()
    line_rules: LineRules = LineRules()

    @property
    def sold(self) -> Sold:
        """What was settled about lines."""
        return Sold(self.line_rules, self.line_plans, self.lines)

    @property
    def compared(self) -> tuple[ProviderFacts, ...]:
        """Those providers that are asked anything; one that only sells lines is told of beside its lines alone."""
        sellers = {one.provider for one in self.lines}
        return tuple(one for one in self.providers if one.targets or one.id not in sellers)

    @property
    def speeds(self) -> dict[str, str]:
        """Name by task the metric that tells how fast the target was."""
        return {task.name: task.speed for task in self.tasks}


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """All records of a period."""

    observations: Sequence[Observation] = ()
    """Raw; those just outside of the period bound outages across its edges. None where roll-ups are told from."""
    cases: Sequence[Case]
    handovers: Mapping[str, Handover]
    """By case."""
    messages: Sequence[Message]
    received: Mapping[str, Sequence[Received]]
    """The judged messages by case."""
    sessions: Sequence[Session]
    heartbeats: Sequence[Heartbeat]
    follow_ups: Mapping[str, Sequence[tuple[FollowUp, Handover | None]]] = {}
    """Our further letters by case, each with what became of its sending."""
    followed: Mapping[str, datetime] = {}
    """Until when a case was followed, where that is not the time of reading: those that were imported."""
    registrations: Sequence[Registration] = ()
    forms: Mapping[str, FormSaid] = {}
    """What forms said, by case."""
    calendars: Mapping[str, Calendar] = {}
    """When each provider is open, by its id, where the study says it."""
    forms_seen: Sequence[FormSeen] = ()
    """Of all times: a form of the period may have been seen first before it."""
    reviews: Sequence[Review] = ()
    """What people said of messages."""
    holdings: Sequence[Holding] = ()
    """What was collected from agents elsewhere, since the study began."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The time that is told about, and when its records were last added to."""

    start: datetime
    end: datetime
    as_of: datetime
    """What was unanswered then is censored there."""
    measured: bool = True
    """Whether anything was ever measured; if not, no slot was due, and the period is that of the cases."""
