"""Opening a case: what a mail and a form have in common. Written down first, sent once, and its outcome kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime

import msgspec

from probes.contact.budget import BudgetSpent
from probes.contact.manners import approved
from probes.contact.post import Letterhead, Question, letterhead
from probes.probe import ProbeFailed, Visit, one_line
from results.records import Case, Channel, Failure, FollowUp, Handover

TALK_SHARE = 0.95
"""The share of a visit's time that the talk itself may take, so that a timeout in it is still told apart."""


class Approved(Letterhead, frozen=True, kw_only=True):
    """The names of an approved letter, which is whole already."""

    @property
    def letter(self) -> str:
        """The letter, word by word as it was approved."""
        return self.question.body


def letterhead_of(visit: Visit) -> Letterhead:
    """Work out the names of the case that *visit* opens: those of the approved letter that it carries, if any."""
    if errand := approved(visit):
        return Approved(
            case=errand.case,
            question=Question(id=errand.question, subject=errand.subject, body=errand.text),
            persona=errand.persona,
            address=errand.address,
            message_id=errand.message_id,
        )
    if visit.tools.post is None:
        raise ProbeFailed(Failure.PROBE_FAULT, "the study has no [mail] section, so it cannot ask questions")
    return letterhead(
        visit.tools.post, provider=visit.target.provider, task=visit.task, slot=visit.slot, turn=visit.turn
    )


class Receipt(msgspec.Struct):
    """What is known of a handover while it goes on."""

    at: datetime | None = None
    """When it was taken or refused; None until then."""
    detail: str = ""
    evidence: str | None = None
    taken: bool = False
    """Whether the other side said that it has it."""
    if_cut: Failure = Failure.TIMEOUT
    """What a timeout means now: after the last byte is sent, the provider may have the question."""


@asynccontextmanager
async def handing_over(visit: Visit, channel: Channel, head: Letterhead, sent: bytes) -> AsyncIterator[Receipt]:
    """
    Open a case around the sending of *sent*.

    1. Keep the bytes and the case, and wait until they are on disk; for an approved letter, if the budget has room.
    2. Let the body send, once.
    3. Keep the handover, whatever happened: taken, refused, timed out or cut off.
    """
    sink = visit.tools.sink
    # Other visits must not wait for this disk.
    evidence = await asyncio.to_thread(visit.tools.evidence.put, sent)
    try:
        async with _room(visit):
            sink.keep(_opening(visit, channel, head, evidence=evidence))
            await sink.settled()
    except BudgetSpent as spent:
        raise ProbeFailed(spent.failure, str(spent)) from spent
    receipt = Receipt()
    failure: Failure | None = Failure.OUTCOME_UNKNOWN
    try:
        yield receipt
        failure = None
    except ProbeFailed as failed:
        failure, receipt.detail = failed.failure, failed.detail
        raise
    except TimeoutError:
        failure = receipt.if_cut
        if failure is Failure.PROBE_FAULT:
            raise ProbeFailed(failure, "our own side was silent") from None
        raise
    except asyncio.CancelledError:
        if receipt.if_cut is Failure.MAIL_PUT_OFF:
            failure, receipt.detail = receipt.if_cut, "stopped while it waited for another try"
        raise
    finally:
        sink.keep(
            Handover(
                case=head.case,
                number=visit.errand.number if visit.errand else 0,
                at=receipt.at or visit.tools.now(),
                failure=failure,
                detail=one_line(receipt.detail),
                evidence=receipt.evidence,
            )
        )


def _room(visit: Visit) -> AbstractAsyncContextManager[None]:
    """Ask the budget for room; without an approved letter nobody but this machine is written to, and none is needed."""
    if visit.errand is None:
        return nullcontext()
    if visit.tools.budget is None:
        raise ProbeFailed(Failure.PROBE_FAULT, "an approved letter is sent under a budget, and there is none")
    return visit.tools.budget.room_for(visit.errand, visit.target.provider)


def _opening(visit: Visit, channel: Channel, head: Letterhead, *, evidence: str) -> Case | FollowUp:
    """Write down what is about to be sent."""
    errand, opened_at = visit.errand, visit.tools.now()
    if errand and errand.number:
        return FollowUp(
            case=errand.case,
            number=errand.number,
            step=errand.step,
            slot=visit.slot,
            opened_at=opened_at,
            message_id=errand.message_id,
            subject=errand.subject,
            evidence=evidence,
        )
    return Case(
        id=head.case,
        agent=visit.agent,
        provider=visit.target.provider,
        target=visit.target.name,
        task=visit.task,
        channel=channel,
        slot=visit.slot,
        opened_at=opened_at,
        question=head.question.id,
        persona=head.persona,
        address=head.address,
        message_id=head.message_id if channel is Channel.EMAIL else None,
        subject=head.question.subject,
        evidence=evidence,
        plan=errand.plan if errand else None,
        seed=errand.seed if errand else False,
    )
