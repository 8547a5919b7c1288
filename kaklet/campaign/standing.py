"""How a campaign stands: what is ahead, what was not sent, and which letters to our own seeds have not come."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from kaklet.campaign.approval import approvals_of
from kaklet.campaign.errands import dues
from kaklet.campaign.layout import PlanError, lay_out
from kaklet.study import Study
from results.keep import Store
from results.records import Case, Handover, Message, Withheld


class SeedLetterStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One letter to a seed: whether it left, and when it came."""

    case: str
    seed: str
    sent_at: datetime | None
    """When our server took it; None if it did not."""
    came_at: datetime | None
    """When it lay in a mailbox of ours; None if it has not come."""
    folder: str = ""
    """Where it lay: a junk folder is told, too."""


def seed_letters(
    cases: Sequence[Case], handovers: Sequence[Handover], messages: Sequence[Message]
) -> list[SeedLetterStanding]:
    """Tell of each letter to a seed whether it came."""
    taken = {one.case: one.at for one in handovers if not one.number and one.failure is None}
    came: dict[str, Message] = {}
    for message in sorted(messages, key=lambda one: one.received_at):
        came.setdefault(message.case or "", message)
    return [
        SeedLetterStanding(
            case=case.id,
            seed=case.provider,
            sent_at=taken.get(case.id),
            came_at=came[case.id].received_at if case.id in came else None,
            folder=came[case.id].folder if case.id in came else "",
        )
        for case in cases
        if case.seed
    ]


def campaign_lines(study: Study, store: Store, now: datetime) -> Iterator[str]:
    """Yield how the campaign of *study* stands; nothing for a study without one."""
    if study.campaign is None:
        return
    yield ""
    try:
        document = lay_out(study)
    except PlanError as error:
        yield str(error)
        return
    ahead = [one for one in dues(document) if one.at > now]
    approved = approvals_of(store, document.sha256)
    told = f"approved by {approved[-1].by}" if approved else "not approved, so nothing of it is sent"
    yield f"The plan {document.sha256[:12]}… is {told}; {len(ahead)} of its letters are ahead."
    questions = [one for one in ahead if one.contact and not one.follow_up]
    if approved and questions:
        yield f"The next question leaves at {questions[0].at:%Y-%m-%d %H:%M} UTC, to {questions[0].provider}."
    withheld = Counter(one.why for one in store.all(Withheld))
    if withheld:
        yield f"Follow-ups not sent: {', '.join(f'{count} {why}' for why, count in sorted(withheld.items()))}."
    yield from _seeds(store)


def _seeds(store: Store) -> Iterator[str]:
    letters = seed_letters(store.all(Case), store.all(Handover), store.all(Message))
    sent = [one for one in letters if one.sent_at]
    if not letters:
        return
    yield f"Letters to our own seeds: {len(sent)} sent, {sum(one.came_at is not None for one in sent)} have come."
    for one in (one for one in sent if one.came_at is None):
        yield f"  has not come: {one.seed}, sent {one.sent_at:%Y-%m-%d %H:%M} UTC"
