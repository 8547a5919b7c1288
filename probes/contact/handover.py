"""Opening a case: what a mail and a form have in common. Written down first, sent once, and its outcome kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from probes.contact.post import Letterhead, letterhead
from probes.probe import ProbeFailed, Visit, one_line, utc_now
from results.records import Case, Channel, Failure, Handover

TALK_SHARE = 0.95
"""The share of a visit's time that the talk itself may take, so that a timeout in it is still told apart."""


def letterhead_of(visit: Visit) -> Letterhead:
    """Work out the names of the case that *visit* opens."""
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
    if_cut: Failure = Failure.TIMEOUT
    """What a timeout means now: after the last byte is sent, the provider may have the question."""


@asynccontextmanager
async def handing_over(visit: Visit, channel: Channel, head: Letterhead, sent: bytes) -> AsyncIterator[Receipt]:
    """
    Open a case around the sending of *sent*.

    1. Keep the bytes and the case, and wait until they are on disk.
    2. Let the body send, once.
    3. Keep the handover, whatever happened: taken, refused, timed out or cut off.
    """
    sink = visit.tools.sink
    # Other visits must not wait for this disk.
    evidence = await asyncio.to_thread(visit.tools.evidence.put, sent)
    sink.keep(_case(visit, channel, head, evidence=evidence))
    await sink.settled()
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
        raise
    finally:
        sink.keep(
            Handover(
                case=head.case,
                at=receipt.at or utc_now(),
                failure=failure,
                detail=one_line(receipt.detail),
                evidence=receipt.evidence,
            )
        )


def _case(visit: Visit, channel: Channel, head: Letterhead, *, evidence: str) -> Case:
    return Case(
        id=head.case,
        agent=visit.agent,
        provider=visit.target.provider,
        target=visit.target.name,
        task=visit.task,
        channel=channel,
        slot=visit.slot,
        opened_at=utc_now(),
        question=head.question.id,
        persona=head.persona,
        address=head.address,
        message_id=head.message_id if channel is Channel.EMAIL else None,
        subject=head.question.subject,
        evidence=evidence,
    )
