"""From the raw mail of all cases to a verdict on each message."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from results.judge.mail.verdict import Asked, classify, fingerprint
from results.judge.support import Received
from results.records import Case, Handover, Message
from results.records.letter import Letter


def judge_messages(
    cases: Sequence[Case],
    handovers: Mapping[str, Handover],
    messages: Sequence[Message],
    letters: Mapping[str, Letter],
    questions: Mapping[str, str],
    *,
    human_seconds: float = 60.0,
) -> dict[str, list[Received]]:
    """
    Judge every message that belongs to a case, beside what the same provider wrote in its other cases.

    *letters* holds the read mail by message id (what is no mail is absent and stays out),
    *questions* what was sent, by case id; *human_seconds* is the study's rule.
    Returns the judged messages by case id, in the order of arrival.
    """
    by_id = {case.id: case for case in cases}
    asked: dict[str, Asked] = {}
    texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    known = [m for m in messages if m.case in by_id and m.id in letters]
    for message in known:
        case = by_id[message.case or ""]
        asked[message.id] = Asked(
            text=questions.get(case.id, ""),
            address=case.address,
            after_seconds=_after(message, case, handovers),
            human_seconds=human_seconds,
        )
        texts[case.provider][case.question].append(fingerprint(letters[message.id], asked[message.id]))
    judged: dict[str, list[Received]] = defaultdict(list)
    for message in sorted(known, key=lambda one: one.received_at):
        case = by_id[message.case or ""]
        # The same words in answer to another question are a template; to the same question they may be typed again.
        others = [
            text for question, found in texts[case.provider].items() if question != case.question for text in found
        ]
        judgement = classify(letters[message.id], asked=asked[message.id], others=others)
        judged[case.id].append(
            Received(
                evidence=message.evidence,
                after_seconds=asked[message.id].after_seconds or 0.0,
                verdict=judgement.verdict,
                reasons=judgement.reasons,
            )
        )
    return judged


def _after(message: Message, case: Case, handovers: Mapping[str, Handover]) -> float:
    """Tell how long after the handover *message* came: never less than 0, though two clocks may differ."""
    handover = handovers.get(case.id)
    asked_at = handover.at if handover else case.opened_at
    return max(0.0, (message.received_at - asked_at).total_seconds())
