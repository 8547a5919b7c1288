"""A study with a campaign on this machine, a mail server that takes its letters, and a clock that tests set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from aiosmtpd.controller import Controller
from real_servers import free_ports
from small_study import ANSWERED, TEN_DAYS_SECONDS, mail, provider, small_study, task

from kaklet.campaign.approval import approve, keep_plan
from kaklet.campaign.courier import Courier, Sender
from kaklet.campaign.layout import lay_out
from kaklet.campaign.ledger import CampaignLedger
from kaklet.config import load
from kaklet.daemon import database, evidence
from probes.contact.budget import Budget
from probes.contact.post import Post
from probes.probe import Tools
from results.keep import EvidenceFolder, Store, Writer
from results.records import Case, FollowUp, Handover, Match, Message, Observation, Record, Session, Withheld

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope
    from aiosmtpd.smtp import Session as Talk

    from kaklet.campaign.document import Document
    from kaklet.study import Study

BEFORE = datetime(2027, 1, 4, 12, tzinfo=UTC)
"""A moment before the campaign begins, at which it is approved."""
_Kept = TypeVar("_Kept", Case, FollowUp, Handover, Message, Withheld)


CAMPAIGN = """
[campaign]
start = {start}
weeks = {weeks}
contacts = {{ ask = {contacts} }}
mode = "blind"
{more}
"""


@pytest.fixture
def study_file(tmp_path: Path) -> Callable[..., Path]:
    """Return what writes the file of a study with a campaign."""

    def write(  # noqa: PLR0913 - each is named at the call
        *,
        providers: int = 2,
        contacts: int = 1,
        weeks: int = 6,
        start: str = "2027-01-11",
        more: str = "reminder_after_business_days = 3",
        seeds: str = "",
        languages: str = '["sv"]',
        countries: tuple[str, ...] = ("SE",),
        port: int = 9,
        folder: Path = tmp_path,
    ) -> Path:
        door = f'server = "smtp://127.0.0.1:{port}"'
        text = small_study(
            task("ask", "support", "support_email", every_seconds=172800, timeout_seconds=5),
            mail(door, seeds, persona=""),
            CAMPAIGN.format(start=start, weeks=weeks, contacts=contacts, more=more),
            *(
                provider(
                    f"host-{number}",
                    f"languages = {languages}",
                    f'country = "{countries[number % len(countries)]}"',
                    f'target.support = {{ url = "mailto:support@host-{number}.localhost", {door} }}',
                )
                for number in range(1, providers + 1)
            ),
            head='timezone = "Europe/Stockholm"',
            judged=ANSWERED,
            answer_window_seconds=TEN_DAYS_SECONDS,
        )
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "study.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


class Counter:
    """A mail server that takes what comes, or says what it is told to."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.says = "250 OK"
        self.on_data: Callable[[], None] = lambda: None

    async def handle_DATA(self, _server: SMTP, _session: Talk, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take a message."""
        self.on_data()
        if self.says.startswith("250"):
            self.taken.append(message_from_bytes(bytes(envelope.content), policy=default))  # type: ignore[arg-type]
            self.recipients.extend(envelope.rcpt_tos)
        return self.says


class Office(Controller):
    """The mail server at its port."""

    @property
    def counter(self) -> Counter:
        """What was taken."""
        found: Counter = self.handler
        return found


@pytest.fixture
def office() -> Iterator[Office]:
    """Yield a running mail server on a free port of this machine."""
    server = Office(Counter(), hostname="127.0.0.1", port=free_ports(1)[0])
    server.start()
    yield server
    server.stop()


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = BEFORE

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at


class Campaigning:
    """A study's campaign as the daemon carries it out, with a clock that tests set; it can be started again."""

    def __init__(self, study: Study, clock: Clock) -> None:
        self.study = study
        self.clock = clock
        self.document: Document = lay_out(study)
        self.data = study.study.data
        self.mailbox_read = True
        self.evidence = EvidenceFolder(evidence(_path(study)))
        self.writer = Writer(database(_path(study)), give_up=_never)
        self.courier: Courier
        self._arrived = 0
        self._starts = 0

    async def start(self, *, budget: int | None = None) -> None:
        """Begin, as after a start of the daemon."""
        self.writer = Writer(database(_path(self.study)), give_up=_never)
        self.writer.start()
        self._starts += 1
        session = Session(
            id=f"session-{self._starts}",
            agent="here",
            started_at=self.clock(),
            software="test",
            config_sha256="",
            boot_id="",
        )
        self.writer.keep(session)
        await self.writer.settled()
        campaign = self.study.campaign
        assert campaign is not None
        assert self.study.mail is not None
        ledger = CampaignLedger(database(_path(self.study)), self.evidence, human_seconds=60.0)
        tools = Tools(
            sink=self.writer,
            evidence=self.evidence,
            post=Post(
                study=self.study.study.id,
                domain=self.study.mail.domain,
                personas=(),
                questions=(),
                server=self.study.mail.relay,
                resolver=self.study.mail.resolver,
                exchanger_port=self.study.mail.exchanger_port,
                timezone=self.study.study.timezone,
            ),
            budget=Budget(ledger, per_week=budget or campaign.budget_per_week, now=self.clock),
            now=self.clock,
        )
        self.courier = Courier(
            self.document,
            ledger,
            tools,
            sender=Sender("here", session.id, self.clock()),
            tasks={task.name: task for task in self.study.task},
            mailbox_read_at=lambda: self.clock() if self.mailbox_read else None,
        )

    async def stop(self) -> None:
        """End."""
        await self.courier.stop(5)
        await asyncio.to_thread(self.writer.stop)

    def approve(self) -> None:
        """Print the plan and approve it."""
        store = Store.create(database(_path(self.study)))
        keep_plan(store, self.document, BEFORE)
        approve(store, self.document, self.document.sha256, by="Editor", now=BEFORE)
        store.close()

    async def at(self, moment: datetime, *, later: timedelta = timedelta(seconds=2)) -> None:
        """Let the courier work at *moment* and a little *later*, to the end of what it begins."""
        self.clock.at = moment + later
        await self.courier.work()
        await self.courier.settled()

    def kept(self, kind: type[_Kept]) -> list[_Kept]:
        """Return what is on disk of *kind*."""
        store = Store.read(database(_path(self.study)))
        try:
            return store.all(kind)
        finally:
            store.close()

    def keep(self, *records: Record) -> None:
        """Write *records*."""
        store = Store.create(database(_path(self.study)))
        store.keep(records)
        store.close()

    def observations(self) -> list[Observation]:
        """Return what was observed of questions."""
        contacts = self.document.contacts
        store = Store.read(database(_path(self.study)))
        try:
            return list(store.observations(contacts[0].at - timedelta(days=1), contacts[-1].at + timedelta(days=1)))
        finally:
            store.close()

    def receive(self, case: str, raw: bytes, at: datetime) -> None:
        """Let a message arrive in *case*."""
        self._arrived += 1
        self.keep(
            Message(
                id=f"maildir:{self._arrived}",
                case=case,
                matched_by=Match.ADDRESS,
                received_at=at,
                evidence=self.evidence.put(raw),
            )
        )


def _path(study: Study) -> Path:
    return Path(study.study.data)


def _never(error: Exception) -> None:
    raise error


@pytest.fixture
async def campaigning(study_file: Callable[..., Path], office: Office) -> AsyncIterator[Callable[..., Campaigning]]:
    """Return what sets up a campaign that sends to the mail server; it is ended after the test."""
    begun: list[Campaigning] = []

    async def begin(*, approved: bool = True, budget: int | None = None, **options: object) -> Campaigning:
        one = Campaigning(load(study_file(port=office.port, **options)).study, Clock())
        if approved:
            one.approve()
        await one.start(budget=budget)
        begun.append(one)
        return one

    yield begin  # type: ignore[misc]
    for one in begun:
        await one.stop()


@pytest.fixture
async def carrying_out() -> AsyncIterator[Callable[[Study], Awaitable[Campaigning]]]:
    """Return what approves and begins the campaign of a study; it is ended after the test."""
    begun: list[Campaigning] = []

    async def begin(study: Study) -> Campaigning:
        one = Campaigning(study, Clock())
        one.approve()
        await one.start()
        begun.append(one)
        return one

    yield begin
    for one in begun:
        await one.stop()
