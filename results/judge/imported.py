"""Messages that were imported with a verdict: no mail is there to be judged, only what somebody said of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from results.judge.support import Received
from results.records import CallBack, Case, Handover, Message, Review, Verdict


def imported_answers(
    cases: Iterable[Case],
    handovers: Mapping[str, Handover],
    messages: Iterable[Message],
    reviews: Iterable[Review],
    call_backs: Iterable[CallBack] = (),
) -> dict[str, list[Received]]:
    """
    Tell the messages without evidence, by case in the order of arrival, as the newest of their *reviews* has them.

    The verdict, the grade and the promise are each the newest that was given. A message that nobody judged is
    undetermined.
    """
    by_id = {case.id: case for case in cases}
    judged: dict[str, list[Review]] = defaultdict(list)
    for review in sorted(reviews, key=lambda one: one.at):
        judged[review.message].append(review)
    noted = {note.message: note for note in sorted(call_backs, key=lambda one: one.at)}
    found: dict[str, list[Received]] = defaultdict(list)
    for message in sorted(messages, key=lambda one: one.received_at):
        case = by_id.get(message.case or "")
        if case is None or message.evidence:
            continue
        handover = handovers.get(case.id)
        found[case.id].append(
            _received(message, judged[message.id], noted.get(message.id), handover.at if handover else case.opened_at)
        )
    return found


def _received(message: Message, reviews: Sequence[Review], note: CallBack | None, asked_at: datetime) -> Received:
    verdicts = [one for one in reviews if one.verdict is not None]
    grades = [one.useful for one in reviews if one.useful is not None]
    promises = [one.promised_until for one in reviews if one.promised_until is not None]
    last = verdicts[-1] if verdicts else None
    return Received(
        evidence=message.evidence,
        after_seconds=max(0.0, (message.received_at - asked_at).total_seconds()),
        verdict=last.verdict if last and last.verdict else Verdict.UNDETERMINED,
        reasons=(f"said by {last.by}",) if last else (),
        useful=grades[-1] if grades else None,
        promised_seconds=(promises[-1] - asked_at).total_seconds() if promises else None,
        kept_seconds=(note.kept_at - asked_at).total_seconds() if note and note.kept_at else None,
        broken=note is not None and note.kept_at is None,
    )
