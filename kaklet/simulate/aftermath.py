"""What follows in a made-up case: further letters of ours, second answers, closing notices, and what a person notes."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kaklet.simulate import mail
from kaklet.simulate.plan import Plan
from probes.contact.post import Letterhead, message_id_of
from results.judge.mail.verdict import Verdict
from results.records import CallBack, Case, EvidenceStore, FollowUp, Handover, Message, Record, Review, Step

HOUR, DAY = 3_600.0, 86_400.0
REMINDED_AFTER = 2 * DAY
CLOSED_SHARE, UNCLEAR_SHARE, SECOND_SHARE = 0.15, 0.08, 0.5
GRADED_SHARE, USEFUL_SHARE, PROMISED_SHARE, KEPT_SHARE = 0.9, 0.8, 0.1, 0.7
GRADER = "synthetic grader"

Replies = list[tuple[float, Verdict]]
"""Seconds after the question, and what each is; in order."""


class Aftermath:
    """Throws what follows in the cases of *plan*, by dice of each case's own: what else is thrown stays as it is."""

    def __init__(self, plan: Plan, domain: str) -> None:
        self._plan = plan
        self._domain = domain

    def _dice(self, head: Letterhead) -> random.Random:
        return self._plan.dice("aftermath", head.case)

    def replies(self, head: Letterhead, before: Replies) -> Replies:
        """
        Add to the replies *before* what comes of them.

        Half of the answers that do not help are followed by one that does; some cases of which only a machine has
        spoken are closed by it; in some of the rest comes a message that nobody can judge.
        """
        dice, found = self._dice(head), list(before)
        people = [seconds for seconds, verdict in before if verdict is Verdict.HUMAN]
        if people and not self._useful(head) and dice.random() < SECOND_SHARE:
            found.append((people[0] + dice.uniform(HOUR, DAY), Verdict.HUMAN))
        elif not people and all(verdict is not Verdict.BOUNCE for _, verdict in before):
            if dice.random() < UNCLEAR_SHARE:
                found.append((dice.uniform(HOUR, DAY), Verdict.UNDETERMINED))
            elif before and dice.random() < CLOSED_SHARE:
                found.append((dice.uniform(1.2 * DAY, 2.8 * DAY), Verdict.CLOSED_NOTICE))
        return sorted(found)

    def _useful(self, head: Letterhead) -> bool:
        """Whether the first answer helps."""
        return self._plan.dice("useful", head.case).random() < USEFUL_SHARE

    def follow_ups(
        self, case: Case, head: Letterhead, asked_at: datetime, found: Replies, evidence: EvidenceStore
    ) -> Iterator[Record]:
        """Yield the reminder, where nobody may have answered after two days."""
        at = asked_at + timedelta(seconds=REMINDED_AFTER)
        silent = all(
            verdict in {Verdict.AUTO_ACK, Verdict.OUT_OF_OFFICE, Verdict.CLOSED_NOTICE} or seconds > REMINDED_AFTER
            for seconds, verdict in found
        )
        if not silent or at >= self._plan.end:
            return
        recipient = f"support@{case.provider}.example"
        yield FollowUp(
            case=case.id,
            number=1,
            step=Step.REMINDER,
            slot=at,
            opened_at=at,
            message_id=message_id_of(case.id, 1, self._domain),
            subject=f"Re: {head.question.subject}",
            evidence=evidence.put(mail.reminder(head, recipient, at)),
        )
        yield Handover(case=case.id, number=1, at=at + timedelta(seconds=1), detail="250 2.0.0 queued")

    def notes(self, head: Letterhead, people: Sequence[Message]) -> Iterator[Review | CallBack]:
        """Yield grades of the answers of *people*, in order, and promises with what became of them."""
        dice = self._plan.dice("notes", head.case)
        for place, message in enumerate(people):
            at = message.received_at + timedelta(hours=20)
            if at >= self._plan.end or dice.random() >= GRADED_SHARE:
                continue
            useful = place > 0 or self._useful(head)
            promised = message.received_at + timedelta(days=1) if dice.random() < PROMISED_SHARE else None
            yield Review(message=message.id, by=GRADER, at=at, useful=useful, promised_until=promised)
            if promised is not None and promised + timedelta(days=1) < self._plan.end:
                kept = dice.random() < KEPT_SHARE
                yield CallBack(
                    message=message.id,
                    kept_at=promised - timedelta(hours=1) if kept else None,
                    by=GRADER,
                    at=promised + timedelta(hours=2),
                )
