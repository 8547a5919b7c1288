"""
Carries out an approved plan: each letter at its moment, or not at all.

Letters that fell due while no daemon ran, or that could not begin in time, are recorded as missed; nothing is ever
sent late. What was begun is on record before its first byte leaves, and is never begun again.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from kaklet.campaign.document import Document
from kaklet.campaign.errands import Due, dues, quoting
from kaklet.campaign.ledger import CampaignLedger
from probes import AnyProbe, kind_of
from probes.probe import Target, Tools, Visit, observe
from probes.support_email import SupportEmailProbe
from results.keep import StoreError
from results.records import Channel, Failure, Observation, Withheld, Withholding
from scheduler import Task

PAUSE_SECONDS = 5.0
"""How often it is looked whether something is due."""
APPROVAL_SECONDS = 60.0
"""How often it is looked whether the plan has been approved meanwhile."""

log = logging.getLogger(__name__)


class Sender(NamedTuple):
    """Who sends: the daemon's names."""

    agent: str
    session: str
    started_at: datetime


class Courier:
    """
    Sends the letters of *document* as they fall due, if that very plan is approved.

    *tools* must have a budget; *tasks* are the study's, by name; *mailbox_read_at* tells when the mailbox was last read
    to its end, without which no follow-up is sent.
    """

    def __init__(
        self,
        document: Document,
        ledger: CampaignLedger,
        tools: Tools,
        *,
        sender: Sender,
        tasks: Mapping[str, Task],
        mailbox_read_at: Callable[[], datetime | None],
    ) -> None:
        self._document = document
        self._sha256 = document.sha256
        self._ledger = ledger
        self._tools = tools
        self._sender = sender
        self._tasks = tasks
        self._mailbox_read_at = mailbox_read_at
        self._waiting: list[Due] | None = None
        """What is not over yet, in the order of time; None until the plan is known to be approved."""
        self._running: dict[tuple[str, int], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        told = False
        while True:
            await _told(self.work())
            if self._waiting is None and not told:
                told = True
                log.warning(
                    "The plan %s of this study is not approved: nothing is sent to anybody. "
                    "Read it with `kaklet plan`, then approve it.",
                    self._sha256,
                )
            await asyncio.sleep(PAUSE_SECONDS if self._waiting is not None else APPROVAL_SECONDS)

    async def work(self) -> None:
        """Begin what is due at this moment, and record what was missed; what is begun goes on beside this."""
        if self._waiting is None:
            if not await asyncio.to_thread(self._ledger.approved, self._sha256):
                return
            await self._take_up()
        now = self._tools.now()
        due = [one for one in self._waiting or () if one.at <= now]
        for one in due:
            if self._is_late(one, now):
                self._miss(one, now)
            elif one.follow_up and not self._heard_since(one.at):
                continue
            else:
                self._aside(one, self._send(one))
            (self._waiting or []).remove(one)

    async def settled(self) -> None:
        """Return when everything that was begun has ended and is on disk."""
        await asyncio.gather(*self._running.values())
        await self._tools.sink.settled()

    async def stop(self, grace_seconds: float) -> None:
        """Give what is under way *grace_seconds* to end, then cut it off."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _take_up(self) -> None:
        """Leave out what is over: the database knows it from before."""
        now = self._tools.now()
        over = await asyncio.to_thread(self._ledger.settled, now, self._document.lateness_seconds)
        self._waiting = [
            one
            for one in dues(self._document)
            if (one.errand.case, one.errand.number) not in over.letters
            and (one.follow_up or (one.provider, one.task, one.at) not in over.slots)
        ]
        log.info("The plan %s is approved: %d letters are ahead.", self._sha256, sum(d.at > now for d in self._waiting))

    def _is_late(self, due: Due, now: datetime) -> bool:
        return (now - due.at).total_seconds() > self._document.lateness_seconds

    def _heard_since(self, at: datetime) -> bool:
        read_at = self._mailbox_read_at()
        return read_at is not None and read_at >= at

    def _miss(self, due: Due, now: datetime) -> None:
        """Record that *due* was not sent. Of a question that was never asked there is nothing to follow up."""
        down = due.at < self._sender.started_at
        if due.follow_up:
            why = Withholding.MISSED_DOWN if down else Withholding.MISSED_LATE
            if not down and not self._heard_since(due.at):
                why = Withholding.UNREAD_MAILBOX
            self._aside(due, self._withhold(due, why, now))
        elif not due.errand.seed:
            self._tools.sink.keep(self._missed(due, Failure.MISSED_DOWN if down else Failure.MISSED_LATE))

    def _aside(self, due: Due, work: Coroutine[None, None, None]) -> None:
        name = due.errand.case, due.errand.number
        self._running[name] = task = asyncio.create_task(_told(work))
        task.add_done_callback(lambda _: self._running.pop(name, None))

    async def _send(self, due: Due) -> None:
        if due.follow_up is None or due.contact is None:
            await self._visit(due)
            return
        question = await asyncio.to_thread(self._ledger.question, due.contact)
        why = await asyncio.to_thread(self._ledger.objection, due.contact, due.follow_up)
        if question is None or why is not None:
            await self._withhold(due, why or Withholding.NOT_HANDED_OVER, self._tools.now())
            return
        _, handover = question
        found = await self._visit(
            msgspec.structs.replace(due, errand=quoting(due, self._document, handover.at)),
        )
        if found.failure is not None and not await asyncio.to_thread(
            self._ledger.begun, due.errand.case, due.errand.number
        ):
            spent = found.failure is Failure.CONTACT_BUDGET
            await self._withhold(due, Withholding.BUDGET if spent else Withholding.PROBER, self._tools.now())

    async def _withhold(self, due: Due, why: Withholding, now: datetime) -> None:
        """Record why a follow-up is not sent, if its question was ever written down."""
        errand = due.errand
        if await asyncio.to_thread(self._ledger.begun, errand.case, 0):
            self._tools.sink.keep(
                Withheld(case=errand.case, number=errand.number, step=errand.step, slot=due.at, at=now, why=why)
            )

    async def _visit(self, due: Due) -> Observation:
        """Send one letter. Of questions the visit is recorded; of follow-ups and seeds the handover tells all."""
        probe = self._probe(due)
        visit = Visit(
            agent=self._sender.agent,
            session=self._sender.session,
            task=due.task,
            slot=due.at,
            turn=0,
            target=Target(
                provider=due.provider,
                name=due.target,
                url=due.errand.url,
                server=due.errand.server,
                form=due.errand.form,
            ),
            tools=self._tools,
            spare_seconds=self._spare_seconds(due),
            errand=due.errand,
        )
        found = await observe(probe, visit, kind=kind_of(probe), now=self._tools.now)
        if due.contact and not due.follow_up:
            self._tools.sink.keep(found)
        return found

    def _spare_seconds(self, due: Due) -> float:
        """Tell how long a letter may be tried again: until its moment is over, and only where no server queues it."""
        if due.channel is not Channel.EMAIL or due.errand.server or self._document.server:
            return 0.0
        return max(0.0, self._document.lateness_seconds - (self._tools.now() - due.at).total_seconds())

    def _probe(self, due: Due) -> AnyProbe:
        task = self._tasks.get(due.task)
        return task.probe if task else SupportEmailProbe()

    def _missed(self, due: Due, failure: Failure) -> Observation:
        return Observation(
            agent=self._sender.agent,
            provider=due.provider,
            target=due.target,
            task=due.task,
            kind=kind_of(self._probe(due)),
            slot=due.at,
            failure=failure,
            session=self._sender.session,
        )


async def _told(work: Coroutine[None, None, None]) -> None:
    """Do *work*; trouble with the store is told, and ends neither the daemon nor what else is due."""
    try:
        await work
    except StoreError as error:
        log.warning("%s What was due then is not sent late.", error)
