"""Makes the correspondence of a made-up study: each question, its handover, and what came of it."""

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from kaklet.simulate import mail
from kaklet.simulate.aftermath import Aftermath
from kaklet.simulate.plan import Character, Plan
from kaklet.simulate.samples import AGENT, Sessions
from kaklet.simulate.seeds import is_lost
from kaklet.simulate.truth import Case as CaseTruth
from kaklet.simulate.truth import Mail
from kaklet.simulate.waits import SOONEST_SECONDS
from probes.contact.post import Letterhead, Post, letterhead
from results.judge.mail.verdict import Verdict
from results.judge.support import State
from results.records import Case, Channel, EvidenceStore, Failure, Handover, Match, Message, Observation, Record
from scheduler import EPOCH, Task

REFUSED_SHARE, BOUNCED_SHARE, ABSENT_SHARE = 0.03, 0.03, 0.08
_ACCEPTED, _REFUSED = "250 2.0.0 queued", "550 5.1.1 no such mailbox"


class Told(NamedTuple):
    """One case: the records that it leaves, and its truth."""

    records: list[Record]
    truth: CaseTruth


class Correspondence:
    """Asks one provider in each slot of a task, as the daemon would have."""

    def __init__(self, plan: Plan, who: Character, task: Task, post: Post, window: timedelta) -> None:
        self._plan = plan
        self._who = who
        self._task = task
        self._post = post
        self._window = window
        self._dice = plan.dice("cases", who.id)
        self._letters = 0
        self._aftermath = Aftermath(plan, post.domain)

    def tell(self, sessions: Sessions, evidence: EvidenceStore) -> Iterator[Told]:
        """Yield the cases in the order of their slots; a slot in a gap has none."""
        turn = -((EPOCH - self._plan.start) // self._task.every)
        while (slot := EPOCH + turn * self._task.every) + self._task.every <= self._plan.end:
            session = sessions.at(slot)
            if session is not None:
                yield self._case(slot, turn, session, evidence)
            turn += 1

    def _case(self, slot: datetime, turn: int, session: str, evidence: EvidenceStore) -> Told:
        head = letterhead(self._post, provider=self._who.id, task=self._task.name, slot=slot, turn=turn)
        opened_at = slot + timedelta(milliseconds=self._dice.randrange(1, 20_000))
        asked_at = opened_at + timedelta(milliseconds=self._dice.randrange(200, 2_000))
        sent = evidence.put(mail.question(head, f"support@{self._who.id}.example", opened_at))
        refused = self._dice.random() < REFUSED_SHARE
        records = self._opened(head, slot, opened_at, asked_at, sent, session, refused=refused)
        found = [] if refused else self._answers(head, asked_at, evidence)
        records += [message for message, _ in found]
        if not refused:
            case = next(one for one in records if isinstance(one, Case))
            said = [(truth.after_seconds, truth.verdict) for _, truth in found]
            records += self._aftermath.follow_ups(case, head, asked_at, said, evidence)
            records += self._aftermath.notes(
                head, [message for message, truth in found if truth.verdict is Verdict.HUMAN]
            )
        return Told(
            records,
            CaseTruth(
                id=head.case,
                state=self._state(found, asked_at, refused=refused, unproven=is_lost(self._plan, slot.date())),
                proven=not is_lost(self._plan, slot.date()),
                messages=tuple(truth for _, truth in found),
            ),
        )

    def _opened(
        self,
        head: Letterhead,
        slot: datetime,
        opened_at: datetime,
        asked_at: datetime,
        sent: str,
        session: str,
        *,
        refused: bool,
    ) -> list[Record]:
        failure = Failure.MAIL_REJECTED if refused else None
        seconds = (asked_at - opened_at).total_seconds()
        return [
            Case(
                agent=AGENT,
                provider=self._who.id,
                target=self._task.target,
                task=self._task.name,
                id=head.case,
                channel=Channel.EMAIL,
                slot=slot,
                opened_at=opened_at,
                question=head.question.id,
                persona=head.persona,
                address=head.address,
                message_id=head.message_id,
                subject=head.question.subject,
                evidence=sent,
            ),
            Handover(case=head.case, at=asked_at, failure=failure, detail=_REFUSED if refused else _ACCEPTED),
            Observation(
                agent=AGENT,
                provider=self._who.id,
                target=self._task.target,
                task=self._task.name,
                kind="support_email",
                slot=slot,
                started_at=opened_at,
                duration_seconds=seconds,
                failure=failure,
                detail=_REFUSED if refused else _ACCEPTED,
                metrics={"connect_seconds": 0.05}
                if refused
                else {"connect_seconds": 0.05, "accepted_seconds": seconds},
                session=session,
            ),
        ]

    def _answers(self, head: Letterhead, asked_at: datetime, evidence: EvidenceStore) -> list[tuple[Message, Mail]]:
        """Throw what comes back, until the end of the study; what comes later was never read."""
        found = []
        for seconds, verdict in self._aftermath.replies(head, sorted(_replies(self._dice, self._who))):
            after = round(seconds, 3)
            at = asked_at + timedelta(seconds=after)
            self._letters += 1
            if at >= self._plan.end:
                continue
            raw = mail.reply(head, self._who, verdict, at, number=self._letters)
            name = f"synthetic/{head.case}/{self._letters}"
            message = Message(
                id=name, case=head.case, matched_by=Match.ADDRESS, received_at=at, evidence=evidence.put(raw)
            )
            found.append((message, Mail(evidence=message.evidence, after_seconds=after, verdict=verdict)))
        return found

    def _state(self, found: list[tuple[Message, Mail]], asked_at: datetime, *, refused: bool, unproven: bool) -> State:
        inside = {one.verdict for _, one in found if one.after_seconds <= self._window.total_seconds()}
        if refused:
            return State.UNDELIVERABLE
        if Verdict.HUMAN in inside:
            return State.ANSWERED
        if Verdict.BOUNCE in inside:
            return State.UNDELIVERABLE
        if Verdict.UNDETERMINED in inside:
            return State.UNDETERMINED
        if unproven and not inside:
            return State.UNPROVEN
        return State.SILENT if asked_at + self._window <= self._plan.end else State.WAITING


def _replies(dice: random.Random, who: Character) -> Iterator[tuple[float, Verdict]]:
    """Throw the replies to one question: seconds after it, and what each is."""
    if dice.random() < BOUNCED_SHARE:
        yield dice.uniform(1.0, 30.0), Verdict.BOUNCE
        return
    if who.acknowledges:
        yield dice.uniform(2.0, 40.0), Verdict.AUTO_ACK
    if dice.random() < ABSENT_SHARE:
        yield dice.uniform(2.0, 60.0), Verdict.OUT_OF_OFFICE
    if dice.random() < who.answers:
        wait = dice.lognormvariate(math.log(who.answer_median_seconds), who.answer_sigma)
        yield max(SOONEST_SECONDS, wait), Verdict.HUMAN
