"""The shape of the study file: one struct for each table. Each task's settings stand beside its probe's code."""

from datetime import date
from typing import Literal

import msgspec

from kaklet.alerts.settings import Alerts
from kaklet.campaign.settings import Campaign, Seed, StudyQuestion
from kaklet.desk.settings import DeskSettings
from kaklet.fleet.settings import Broker
from kaklet.fleet.tasks import not_for_agents
from kaklet.mail.account import Account, Secret
from probes.contact.post import Login, Post
from probes.forms.door import FormDoor
from probes.probe import Target
from results.judge.business_hours import Hours
from results.judge.line.plan import Line, LinePlan, LineRules
from results.judge.maintenance import Maintenance
from results.judge.openness import Correction, Exclusion, Reply
from results.judge.rules import Promise, Rules
from scheduler import Series, Task


class Licence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which terms the data may be used, as a data package names it."""

    name: str
    """Such as ``CC-BY-4.0``."""
    path: str = ""
    """Where its text stands."""
    title: str = ""


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the study is."""

    id: str
    title: dict[str, str]
    """By language code; at least ``en``."""
    funding: dict[str, str]
    """Who pays, and what binds the authors to the providers. It is printed in the report."""
    introduction: dict[str, str] = {}
    """The editor's own words before the report, by language code; `kaklet report` names what no figure bears."""
    agent: str
    """The name of this vantage point."""
    data: str
    """The folder for the database and the evidence."""
    timezone: str = "UTC"
    """The zone that the report tells times in."""
    demonstration: bool = False
    """Whether nothing in it is real, which the report then says on each page."""
    data_licence: Licence | None = None
    """For the data beside a report; without it nobody is given leave to use them."""
    edition: int | None = None
    """The number of the report that is being made; None for one without a number."""
    synthetic: bool = False
    """Whether its records were made up by `kaklet simulate`: then nothing is ever measured for it."""


class Mail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The study's own post: the domain that it writes from, and the mailbox that answers arrive in."""

    domain: str
    """Every address at it must reach the mailbox (a catch-all)."""
    inbox: Account
    personas: tuple[str, ...] = ()
    """The names that questions are signed with; a campaign has personas of its own."""
    poll_seconds: float = 60.0
    server: str | None = None
    """The server that takes outgoing mail: smtp://, smtp+starttls:// or smtps://HOST:PORT."""
    delivery: Literal["direct", "relay"] | None = None
    """Whether letters go straight to each recipient's own mail exchangers, or through *server*; None is the latter
    where there is one."""
    resolver: str | None = None
    """For direct delivery, who is asked for mail exchangers: ADDRESS or ADDRESS:PORT; None is the system's."""
    exchanger_port: int = 25
    """Where mail exchangers listen; only in a world of one's own anywhere else."""
    user: str | None = None
    password: Secret | None = None
    keep_raw_until: date | None = None
    """The day (UTC) from which the raw bytes of mail may be removed; None for so many months after the study's end."""
    keep_raw_months: int = 24
    """That many, after the study's last sign of life."""
    seed: tuple[Seed, ...] = ()
    """Addresses of the study's own, written to with each day's letters: see `Campaign`."""

    @property
    def relay(self) -> str | None:
        """The server that all letters go through; None where each goes straight to its recipient's."""
        return None if self.delivery == "direct" else self.server


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a target is."""

    url: str
    server: str | None = None
    """For mailto: a mail server of its own, as smtp://HOST:PORT."""
    form: FormDoor | None = None
    """For a contact form: whether it may be sent, and its fields as a person has confirmed them."""


class Phone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phone that a provider publishes for its support."""

    number: str
    """As a person dials it."""
    hours: Hours | None = None
    """When it is answered, as published; those of the provider's support where there are none."""


class Provider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of those compared."""

    id: str
    name: str
    target: dict[str, Address] = {}
    """By the names that tasks use. A target that a provider lacks is a door that it does not offer."""
    about: dict[str, str] = {}
    """A line about it, by language code."""
    ties: dict[str, str] = {}
    """What binds the authors to it, by language code: an account, a contract, a share, a relative."""
    reply: Reply | None = None
    """Whether it was shown what would be said of it, and what it answered."""
    promise: tuple[Promise, ...] = ()
    hours: Hours | None = None
    """When its support is open, as it says in public; without them its waits are told by the wall clock alone."""
    phone: Phone | None = None
    """For calls that people make; None if it publishes none."""
    country: str | None = None
    """Whose public holidays close it: a code of ISO 3166-1; None if it names none on which it is closed."""
    subdivision: str | None = None
    """Which part of the country: a code of ISO 3166-2 without the country."""
    languages: tuple[str, ...] = ()
    """In which a campaign writes to it, in turn."""


class Control(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A neutral place, asked the same as the providers in the same slots: if it is silent too, we are cut off."""

    id: str
    target: dict[str, Address]


UNGRADED = Rules(minimum_samples=8640, minimum_questions=20, answer_window_seconds=864_000, criteria=())
"""Of a study that names none, as one of Internet lines alone may: nothing in it is graded."""


class Study(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    study: Head
    rules: Rules = UNGRADED
    provider: tuple[Provider, ...]
    task: tuple[Task, ...]
    mail: Mail | None = None
    desk: DeskSettings | None = None
    """With it, `kaklet run` serves the desk."""
    broker: Broker | None = None
    """With it, `kaklet run` collects what agents elsewhere measure."""
    alerts: Alerts | None = None
    """With it, `kaklet run` tells at once what went down and what waits for a person."""
    campaign: Campaign | None = None
    question: tuple[StudyQuestion, ...] = ()
    control: tuple[Control, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    exclusion: tuple[Exclusion, ...] = ()
    """What a reader would look for and does not find, with the reason."""
    line: tuple[Line, ...] = ()
    """Internet lines of customers, each measured by an agent that hangs on it."""
    line_plan: tuple[LinePlan, ...] = ()
    line_rules: LineRules = LineRules()
    correction: tuple[Correction, ...] = ()
    """What was wrong in what was published."""

    def series(self) -> list[Series]:
        """List each task at each provider that has its target; a task that measures, at each control too."""
        compared: list[Provider | Control] = list(self.provider)
        return [
            Series(
                task=task, target=Target(provider=one.id, name=task.target, url=at.url, server=at.server, form=at.form)
            )
            for task in self.task
            for one in (compared if task.probe.channel else [*compared, *self.control])
            if (at := one.target.get(task.target)) is not None
        ]

    def post(self, login: Login | None = None) -> Post | None:
        """Return the study's mail identity; None where it writes to nobody."""
        if self.mail is None:
            return None
        return Post(
            study=self.study.id,
            domain=self.mail.domain,
            personas=self.mail.personas,
            questions=[one.for_all for one in self.question],
            server=self.mail.relay,
            login=login,
            resolver=self.mail.resolver,
            exchanger_port=self.mail.exchanger_port,
            timezone=self.study.timezone,
        )

    def for_agents(self) -> list[Series]:
        """List those series that agents elsewhere ask: those that only measure, and need nothing that is kept here."""
        return [one for one in self.series() if not_for_agents(one.task) is None]

    def paced(self) -> list[Series]:
        """List those series that are asked at their interval: with a campaign, its plan decides when people are."""
        return [one for one in self.series() if self.campaign is None or one.task.probe.channel is None]
