"""The help desks: they take questions by SMTP or from a form, and answer by SMTP as their habits have it."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from kaklet.demo.addresses import LOOPBACK, Address
from kaklet.demo.habits import Habit, Reply, dice
from kaklet.demo.letters import Desk, Post, Ticket, write
from kaklet.demo.questions import Question
from kaklet.demo.reception import question_in
from kaklet.demo.smtp_door import smtp_door

_SIZE_LIMIT = 256 * 1024
_SEND_SECONDS = 20
_logger = logging.getLogger(__name__)


class HelpDesk:
    """One provider's help desk, with aiosmtpd's hooks for its mail server."""

    def __init__(self, desk: Desk, habit: Habit, *, exchanger: Address, pace: float) -> None:
        self._desk = desk
        self._habit = habit
        self._exchanger = exchanger
        self._pace = pace
        self._asked: Counter[str] = Counter()
        self._replies: set[asyncio.Task[None]] = set()

    def take(self, question: Question) -> str:
        """Enter *question* in the books, see to the replies that its turn brings, and return the ticket's name."""
        self._asked[question.door] += 1
        house = self._desk.house
        ticket = Ticket(
            question=question,
            ordinal=self._asked[question.door],
            name=house.ticket.format(number=house.first_ticket + self._asked.total()),
        )
        for reply in self._habit.turn(question.door, ticket.ordinal):
            task = asyncio.create_task(self._reply(reply, ticket))
            self._replies.add(task)
            task.add_done_callback(self._replies.discard)
        return ticket.name

    async def drop_everything(self) -> None:
        """Forget the replies that are not sent yet."""
        replies = tuple(self._replies)
        for task in replies:
            task.cancel()
        await asyncio.gather(*replies, return_exceptions=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks this hook up by its name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail for the support address only."""
        del server, session
        if address.casefold() != self._desk.address.casefold():
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks this hook up by its name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail; a machine's is taken too, and thrown away."""
        del server, session
        if not isinstance(envelope.content, bytes):
            return "554 5.6.0 No mail in it"
        question = question_in(envelope.content, envelope_sender=envelope.mail_from or "", at=datetime.now(UTC))
        if question is not None:
            self.take(question)
        return "250 2.0.0 Queued"

    async def _reply(self, reply: Reply, ticket: Ticket) -> None:
        question = ticket.question
        rng = dice(self._desk.provider, question.door, ticket.ordinal, reply.kind)
        await asyncio.sleep(rng.uniform(reply.soonest, reply.latest) * self._pace)
        post = write(self._desk, reply.kind, ticket, at=datetime.now(UTC))
        try:
            await self._send(post)
        except (aiosmtplib.SMTPException, OSError) as error:
            _logger.warning("%s could not send its %s: %s", self._desk.house.name, reply.kind, error)

    async def _send(self, post: Post) -> None:
        line = aiosmtplib.SMTP(
            hostname=LOOPBACK,
            port=self._exchanger.port,
            local_hostname=f"mx.{self._desk.domain}",
            use_tls=False,
            start_tls=False,
            timeout=_SEND_SECONDS,
        )
        # aiosmtplib.send() would refuse the empty envelope sender of automatic mail.
        async with line:
            await line.sendmail(post.sender, [post.recipient], post.content)


@asynccontextmanager
async def help_desk(
    desk: Desk, habit: Habit, address: Address, *, exchanger: Address, pace: float
) -> AsyncIterator[HelpDesk]:
    """Run the help desk of one provider: its mail server at *address*, its replies to *exchanger*."""
    staff = HelpDesk(desk, habit, exchanger=exchanger, pace=pace)
    try:
        async with smtp_door(staff, address, hostname=f"mx.{desk.domain}", size_limit=_SIZE_LIMIT):
            yield staff
    finally:
        await staff.drop_everything()
