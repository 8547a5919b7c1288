"""The letters of a made-up study to its own seed: on a few days not one arrives."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from kaklet.simulate import mail
from kaklet.simulate.plan import Plan
from kaklet.simulate.samples import AGENT, Sessions
from probes.contact.post import Post, letterhead
from results.records import Case, Channel, EvidenceStore, Handover, Match, Message, Record
from scheduler import EPOCH, Task

SEED = "elsewhere"
LOST_SHARE = 0.03


def is_lost(plan: Plan, day: date) -> bool:
    """Whether the letter of *day* never arrives."""
    return plan.dice("seed", day.isoformat()).random() < LOST_SHARE


def seed_letters(plan: Plan, task: Task, post: Post, sessions: Sessions, evidence: EvidenceStore) -> Iterator[Record]:
    """Yield a letter for each slot of *task* in which a daemon ran, and its arrival."""
    turn = -((EPOCH - plan.start) // task.every)
    while (slot := EPOCH + turn * task.every) + task.every <= plan.end:
        if sessions.at(slot) is not None:
            yield from _letter(plan, slot, turn, post, evidence)
        turn += 1


def _letter(plan: Plan, slot: datetime, turn: int, post: Post, evidence: EvidenceStore) -> Iterator[Record]:
    head = letterhead(post, provider=f"seed {SEED}", task="seed", slot=slot, turn=turn)
    at = slot + timedelta(minutes=3)
    raw = mail.question(head, f"ours@{SEED}.example", at)
    yield Case(
        agent=AGENT,
        provider=SEED,
        target="seed",
        task="seed",
        id=head.case,
        channel=Channel.EMAIL,
        slot=slot,
        opened_at=at,
        question=head.question.id,
        persona=head.persona,
        address=head.address,
        message_id=head.message_id,
        subject=head.question.subject,
        evidence=evidence.put(raw),
        seed=True,
    )
    yield Handover(case=head.case, at=at, detail="250 2.0.0 queued")
    arrived_at = at + timedelta(seconds=20)
    if not is_lost(plan, slot.date()) and arrived_at < plan.end:
        stamp = (
            f"Received: from mail.readers.example by mx.{SEED}.example; {arrived_at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
        )
        yield Message(
            id=f"synthetic/{head.case}",
            case=head.case,
            matched_by=Match.REFERENCE,
            received_at=arrived_at,
            folder="INBOX",
            evidence=evidence.put(stamp.encode() + raw),
        )
