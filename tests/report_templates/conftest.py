"""A made-up study of five providers: made-up records, judged by the real rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from results.judge.compare import Period, ProviderFacts, Records, StudyFacts, TaskFacts, compare
from results.judge.comparison import Comparison
from results.judge.mail.verdict import Verdict
from results.judge.rules import Cap, Criterion, Metric, Promise, Rules
from results.judge.support import Received
from results.records import Case, Channel, Failure, Handover, Heartbeat, Message, Observation, Session

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
EVERY = timedelta(milliseconds=500)
SLOTS = tuple(START + EVERY * n for n in range(180))
END = SLOTS[-1] + EVERY
AS_OF = END + timedelta(seconds=2)
WINDOW = 20.0
TIMEOUT = 5.0
GAP = range(120, 130)
AGENT = "stockholm-1"
TITLE = {"en": "Five web hosts put to the test", "sv": "Fem webbhotell på prov"}

RULES = Rules(
    minimum_samples=60,
    minimum_questions=5,
    answer_window_seconds=WINDOW,
    criteria=(
        Criterion(
            id="uptime",
            metric=Metric.UPTIME_PERCENT,
            task="website",
            title={"en": "Uptime", "sv": "Tillgänglighet"},
            weight=35,
            thresholds=(95, 98, 99, 99.5, 99.9),
        ),
        Criterion(
            id="speed",
            metric=Metric.RESPONSE_SECONDS,
            task="website",
            title={"en": "Response time", "sv": "Svarstid"},
            weight=15,
            thresholds=(2, 1, 0.5, 0.25, 0.1),
        ),
        Criterion(
            id="mail",
            metric=Metric.ANSWERED_PERCENT,
            task="mail_support",
            title={"en": "Support by e-mail", "sv": "Support per e-post"},
            weight=20,
            thresholds=(20, 40, 60, 80, 95),
        ),
        Criterion(
            id="wait",
            metric=Metric.ANSWER_SECONDS,
            task="mail_support",
            title={"en": "Wait for an answer", "sv": "Väntan på svar"},
            weight=15,
            thresholds=(20, 15, 10, 6, 3),
        ),
        Criterion(
            id="form",
            metric=Metric.ANSWERED_PERCENT,
            task="form_support",
            title={"en": "Support by form", "sv": "Support via formulär"},
            weight=15,
            thresholds=(20, 40, 60, 80, 95),
        ),
    ),
    caps=(
        Cap(criterion="mail", worse_than=20, total_at_most=2.5),
        Cap(criterion="uptime", worse_than=98, total_at_most=3.0),
    ),
)

TASKS = tuple(
    TaskFacts(
        name=name,
        title=heading,
        target=target,
        kind=kind,
        every_seconds=every,
        timeout_seconds=TIMEOUT,
        channel=channel,
    )
    for name, heading, target, kind, every, channel in (
        ("website", {"en": "Front page", "sv": "Startsidan"}, "site", "http", EVERY.total_seconds(), None),
        (
            "mail_support",
            {"en": "Support by e-mail", "sv": "Kundtjänst via e-post"},
            "support",
            "support_email",
            11.0,
            Channel.EMAIL,
        ),
        (
            "form_support",
            {"en": "Support by form", "sv": "Kundtjänst via formulär"},
            "form",
            "support_form",
            11.0,
            Channel.FORM,
        ),
        ("sales_form", {}, "sales", "support_form", 11.0, Channel.FORM),
    )
)

Answers = Sequence[tuple[float, Verdict, tuple[str, ...]]]
"""Of one question: when each message came (seconds), what it is, and why."""

ACK = (Verdict.AUTO_ACK, ("header:auto-submitted=auto-replied", "phrase:en:received:we have received"))
AWAY = (Verdict.OUT_OF_OFFICE, ("header:auto-submitted=auto-replied", "phrase:sv:absence:är på semester"))
PERSON = (Verdict.HUMAN, ("no sign of a machine",))
UNCLEAR = (Verdict.UNDETERMINED, ("template:shared with another question",))
SUBJECTS = (
    "Can I move my domain without downtime?",
    "Which PHP versions do you offer?",
    "Does the invoice carry a VAT number?",
    "How do I restore yesterday's backup?",
    "Is IPv6 part of the smallest plan?",
    "Can two people share one mailbox?",
)


class Site(NamedTuple):
    """How a provider's site behaves."""

    seconds: Callable[[int], float]
    """How long slot n takes."""
    failures: Mapping[int, Failure] = {}
    measured: int = len(SLOTS)
    """After how many slots it was no longer asked."""


class Door(NamedTuple):
    """What comes of the questions that go through one door."""

    answers: Sequence[Answers]
    """Of each question that got through."""
    refused: Mapping[int, Failure] = {}
    """Which of these were not taken after all."""
    shut: Sequence[Failure] = ()
    """The tries of which no question came at all."""


class Host(NamedTuple):
    """One made-up provider."""

    id: str
    name: str
    site: Site
    doors: Mapping[str, Door]
    about: str = ""
    promises: tuple[Promise, ...] = ()


def visits(host: Host) -> list[Observation]:
    """Make the observations of a host's site; none was made in the gap."""
    return [
        Observation(
            agent=AGENT,
            provider=host.id,
            target="site",
            task="website",
            kind="http",
            slot=slot,
            started_at=slot,
            duration_seconds=host.site.seconds(number),
            failure=host.site.failures.get(number),
            metrics={"resolve_seconds": 0.004, "connect_seconds": 0.031, "ttfb_seconds": host.site.seconds(number) / 2},
        )
        for number, slot in enumerate(SLOTS[: host.site.measured])
        if number not in GAP
    ]


def attempt(host: Host, task: TaskFacts, at: datetime, failure: Failure | None) -> Observation:
    """Make the observation of one try to ask."""
    return Observation(
        agent=AGENT, provider=host.id, target=task.target, task=task.name, kind=task.kind, slot=at, failure=failure
    )


def question(host: Host, task: TaskFacts, number: int, at: datetime) -> Case:
    """Make the case of one question."""
    return Case(
        id=f"{host.id}-{task.name}-{number}",
        agent=AGENT,
        provider=host.id,
        target=task.target,
        task=task.name,
        channel=task.channel or Channel.EMAIL,
        slot=at,
        opened_at=at,
        question=f"q{number}",
        persona="Alva Ek",
        address=f"alva+{host.id}-{number}@reader.example",
        subject=SUBJECTS[number % len(SUBJECTS)],
        evidence="0" * 64,
    )


def correspond(host: Host, records: Records) -> None:
    """Add to *records* what was asked of a host and what came back."""
    for task in TASKS:
        door = host.doors.get(task.target)
        if door is None:
            continue
        tries = len(door.answers) + len(door.shut)
        moments = [START + timedelta(seconds=2 + 11 * n) for n in range(tries)]
        for number, messages in enumerate(door.answers):
            case = question(host, task, number, moments[number])
            failure = door.refused.get(number)
            detail = "550 5.1.1 No such mailbox here" if failure else ""
            records.cases.append(case)
            records.handovers[case.id] = Handover(case=case.id, at=case.opened_at, failure=failure, detail=detail)
            records.observations.append(attempt(host, task, case.slot, failure))
            records.received[case.id] = [
                Received(evidence=f"{case.id}-{n}", after_seconds=after, verdict=verdict, reasons=reasons)
                for n, (after, verdict, reasons) in enumerate(messages)
            ]
            records.messages.extend(
                Message(id=r.evidence, case=case.id, received_at=case.opened_at, evidence=r.evidence)
                for r in records.received[case.id]
            )
        for at, failure in zip(moments[len(door.answers) :], door.shut, strict=True):
            records.observations.append(attempt(host, task, at, failure))


def compared(hosts: Sequence[Host], *, rules: Rules = RULES, title: Mapping[str, str] | None = None) -> Comparison:
    """Judge *hosts* by *rules*."""
    records = Records(
        observations=[visit for host in hosts for visit in visits(host)],
        cases=[],
        handovers={},
        messages=[Message(id="lost", received_at=START, evidence="0" * 64)],
        received={},
        sessions=[
            Session(id="1", agent=AGENT, started_at=START, software="0.1.0", config_sha256="4f2d" * 16, boot_id=""),
            Session(
                id="2", agent=AGENT, started_at=SLOTS[GAP.stop], software="0.1.0", config_sha256="4f2d" * 16, boot_id=""
            ),
        ],
        heartbeats=[Heartbeat(session="1", at=SLOTS[GAP.start])],
    )
    for host in hosts:
        correspond(host, records)
    study = study_of(hosts, rules, title or TITLE)
    return compare(study, records, Period(start=START, end=END, as_of=AS_OF))


def study_of(hosts: Sequence[Host], rules: Rules, title: Mapping[str, str]) -> StudyFacts:
    """Write down what is asked of whom."""
    return StudyFacts(
        id="fjord-test",
        title=dict(title),
        funding={
            "en": "The makers of Kaklet paid for everything. No provider paid, and none knew.",
            "sv": "Kaklets upphovsmän har betalat allt. Inget webbhotell har betalat, och inget visste om testet.",
        },
        demonstration=True,
        timezone="Europe/Stockholm",
        config_sha256="4f2d" * 16,
        software="0.1.0",
        rules=rules,
        tasks=TASKS,
        providers=tuple(
            ProviderFacts(
                id=host.id,
                name=host.name,
                about={"en": host.about} if host.about else {},
                targets=frozenset({"site", *host.doors}),
                promises=host.promises,
            )
            for host in hosts
        ),
    )


GOOD = Host(
    id="alkarr",
    name="Alkärr Webb",
    about="A small host that answers its own telephone.",
    site=Site(lambda n: 0.06 + 0.0004 * (n % 50)),
    doors={
        "support": Door([[(0.4, *ACK), (1.8 + n * 0.4, *PERSON)] for n in range(7)]),
        "form": Door([[(2.5 + n * 0.7, *PERSON)] for n in range(6)]),
    },
    promises=(
        Promise(
            criterion="uptime",
            value=99.9,
            quote="99.9 % uptime, month after month.",
            source="alkarr.example/sla, 2 May 2026",
        ),
        Promise(
            criterion="wait",
            value=5,
            quote="We answer within five seconds.",
            source="alkarr.example/support, 2 May 2026",
        ),
    ),
)
OUTAGES = Host(
    id="bergsund",
    name="Bergsunds Internet & Telefoni",
    site=Site(
        lambda n: 0.14 + 0.002 * (n % 40),
        dict.fromkeys(range(30, 37), Failure.TIMEOUT)
        | dict.fromkeys((72, 73), Failure.UNEXPECTED_STATUS)
        | dict.fromkeys(range(176, 180), Failure.CONNECTION_REFUSED),
    ),
    doors={
        "support": Door(
            [*([(0.7, *ACK), (4 + 1.9 * n, *PERSON)] for n in range(5)), [(0.7, *ACK)], []],
            refused={6: Failure.MAIL_REJECTED},
        ),
        "form": Door([[] if n in {0, 2} else [(6.0 + n, *PERSON)] for n in range(6)]),
    },
    promises=(
        Promise(criterion="uptime", value=99.99, quote="We are never down.", source="bergsund.example, 2 May 2026"),
    ),
)
SLOW = Host(
    id="cirrus",
    name="Cirrus Norden",
    site=Site(lambda n: 0.9 + 0.03 * (n % 60), dict.fromkeys((12, 40, 41, 90), Failure.TIMEOUT)),
    doors={
        "support": Door(
            [
                [(1.1, *ACK), (9.0, *UNCLEAR)],
                [(1.0, *ACK), (12.4, *PERSON)],
                [(8.2, *UNCLEAR)],
                [(14.9, *PERSON)],
                [(1.3, *ACK), (17.0, *PERSON)],
                [(1.2, *ACK)],
                [(0.9, *ACK)],
                [],
            ]
        ),
        "form": Door([[(5.0, *PERSON)], [(7.5, *PERSON)]]),
    },
)
ACKNOWLEDGES = Host(
    id="drivved",
    name="Drivved Hosting",
    about="Its machine says thank you within a fifth of a second.",
    site=Site(lambda n: 0.09 + 0.001 * (n % 30)),
    doors={
        "support": Door([[(0.2 + 0.02 * n, *ACK)] for n in range(7)]),
        "form": Door([[(3.0 + n, *PERSON)] for n in range(6)]),
    },
)
GUARDED = Host(
    id="enhet",
    name="Enhet 9 Serverdrift",
    site=Site(lambda n: 0.21 + 0.001 * n, dict.fromkeys(range(20, 23), Failure.UNREACHABLE), measured=48),
    doors={
        "support": Door(
            [
                [(0.5, *AWAY), (11.0, *PERSON)],
                [(0.5, *AWAY)],
                [(0.4, *AWAY), (16.2, *PERSON)],
                [(2.0, Verdict.BOUNCE, ("report:status=5.1.1",))],
                [(0.4, *AWAY), (3.0, Verdict.BOT_ANSWER, ("phrase:en:bot:virtual assistant",))],
                [(0.4, *AWAY), (8.0, *PERSON)],
                [(0.4, *AWAY)],
            ]
        ),
        "form": Door([], shut=[Failure.NEEDS_PERSON] * 6),
        "sales": Door([[] for _ in range(6)]),
    },
)
HOSTS = (GOOD, OUTAGES, SLOW, ACKNOWLEDGES, GUARDED)


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Judge the five: good, with outages, slow and vague, only acknowledging, and behind a CAPTCHA."""
    return compared(HOSTS)


@pytest.fixture(scope="session")
def unbegun() -> Comparison:
    """Judge one host of which nothing was measured and nothing asked."""
    return compared([GOOD._replace(site=Site(lambda _: 0.1, measured=0), doors={"support": Door([])})])
