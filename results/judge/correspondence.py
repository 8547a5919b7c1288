"""From the raw mail of all cases, and what people have decided about it, to a verdict on each message."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from results.judge.decisions import Decided, Decisions, decide, placed
from results.judge.mail.answer import Judgement
from results.judge.mail.redaction import names_of, redact_reason
from results.judge.mail.verdict import Asked, classify, fingerprint
from results.judge.support import Received
from results.records import Case, Forgotten, Handover, Message, Verdict
from results.records.letter import Letter

__all__ = ["Decisions", "Heard", "judge_messages", "judgements", "placed"]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a case: what the rules say of it, and what people do."""

    message: Message
    after_seconds: float
    """From the handover; never negative."""
    machine: Verdict | None
    """None where no rule was asked, as for an import."""
    reasons: tuple[str, ...]
    """The rules', redacted."""
    template: str
    """SHA-256 of its text without all that is specific to one question; empty if that is not known."""
    decided: Decided

    @property
    def verdict(self) -> Verdict:
        """What holds."""
        return self.decided.verdict or self.machine or Verdict.UNDETERMINED


def judge_messages(
    cases: Sequence[Case],
    handovers: Mapping[str, Handover],
    messages: Sequence[Message],
    letters: Mapping[str, Letter],
    questions: Mapping[str, str],
    *,
    human_seconds: float = 60.0,
    decisions: Decisions | None = None,
) -> dict[str, list[Received]]:
    """
    Judge every message that belongs to a case, beside what the same provider wrote in its other cases.

    *letters* holds the read mail by message id (what is no mail is absent and stays out, unless a person has judged
    it), *questions* what was sent, by case id; *human_seconds* is the study's rule; *decisions* are people's.
    Returns the judged messages by case id, in the order of arrival.
    """
    heard = judgements(cases, handovers, messages, letters, questions, human_seconds=human_seconds, decisions=decisions)
    asked_at = {case.id: _asked_at(case, handovers) for case in cases}
    judged: dict[str, list[Received]] = defaultdict(list)
    for one in heard:
        case = one.message.case or ""
        judged[case].append(_received(one, asked_at[case]))
    return judged


def judgements(
    cases: Sequence[Case],
    handovers: Mapping[str, Handover],
    messages: Sequence[Message],
    letters: Mapping[str, Letter],
    questions: Mapping[str, str],
    *,
    human_seconds: float = 60.0,
    decisions: Decisions | None = None,
) -> list[Heard]:
    """Judge as `judge_messages` does, and tell of each message who says what, in the order of arrival."""
    people = decisions or Decisions()
    decided = decide(people)
    forgotten = {one.message: one for one in people.forgotten}
    by_id = {case.id: case for case in cases}
    known = [
        message
        for message in placed(messages, people.assignments)
        if message.case in by_id
        and (message.id in letters or message.id in forgotten or decided[message.id].verdict is not None)
    ]
    asked = {one.id: _asked(one, by_id[one.case or ""], handovers, questions, human_seconds) for one in known}
    texts = _Texts(known, by_id, letters, asked, forgotten)
    return [
        _heard(one, letters.get(one.id), asked[one.id], texts, forgotten.get(one.id), decided[one.id])
        for one in sorted(known, key=lambda one: one.received_at)
    ]


def _heard(
    message: Message,
    letter: Letter | None,
    asked: Asked,
    texts: "_Texts",
    left: Forgotten | None,
    decided: Decided,
) -> Heard:
    after = asked.after_seconds or 0.0
    if letter is None:
        return Heard(
            message=message,
            after_seconds=after,
            machine=left.verdict if left else None,
            reasons=tuple(left.reasons.splitlines()) if left else (),
            template=left.template if left else "",
            decided=decided,
        )
    judgement: Judgement = classify(letter, asked=asked, others=texts.others(message))
    names = names_of(letter)
    return Heard(
        message=message,
        after_seconds=after,
        machine=judgement.verdict,
        reasons=tuple(redact_reason(reason, names) for reason in judgement.reasons),
        template=_sha256(texts.of(message)),
        decided=decided,
    )


class _Texts:
    """The `fingerprint` of each message, and which of them answer other questions of the same provider."""

    def __init__(
        self,
        known: Iterable[Message],
        cases: Mapping[str, Case],
        letters: Mapping[str, Letter],
        asked: Mapping[str, Asked],
        forgotten: Mapping[str, Forgotten],
    ) -> None:
        self._cases = cases
        self._texts: dict[str, str] = {}
        self._found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._gone: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for message in known:
            case = cases[message.case or ""]
            if message.id in letters:
                text = self._texts[message.id] = fingerprint(letters[message.id], asked[message.id])
                self._found[case.provider][case.question].append(text)
            elif message.id in forgotten:
                self._gone[case.provider][case.question].add(forgotten[message.id].template)

    def of(self, message: Message) -> str:
        """Return the fingerprint of *message*."""
        return self._texts[message.id]

    def others(self, message: Message) -> list[str]:
        """
        Return the fingerprints of what answers other questions of the same provider.

        The same words in answer to another question are a template; to the same question they may be typed again.
        Of what was removed only a hash is left: it shows whether the words were the same.
        """
        case = self._cases[message.case or ""]
        found = [
            text
            for question, texts in self._found[case.provider].items()
            if question != case.question
            for text in texts
        ]
        own = self._texts[message.id]
        gone = self._gone[case.provider]
        if any(_sha256(own) in hashes for question, hashes in gone.items() if question != case.question):
            found.append(own)
        return found


def _received(one: Heard, asked_at: datetime) -> Received:
    decided = one.decided
    return Received(
        evidence=one.message.evidence,
        after_seconds=one.after_seconds,
        verdict=one.verdict,
        reasons=one.reasons,
        machine=one.machine,
        useful=decided.useful,
        promised_seconds=_seconds(decided.promised_until, asked_at),
        kept_seconds=_seconds(decided.kept_at, asked_at),
        broken=decided.broken,
    )


def _seconds(moment: datetime | None, asked_at: datetime) -> float | None:
    return None if moment is None else max(0.0, (moment - asked_at).total_seconds())


def _asked(
    message: Message, case: Case, handovers: Mapping[str, Handover], questions: Mapping[str, str], human_seconds: float
) -> Asked:
    after = (message.received_at - _asked_at(case, handovers)).total_seconds()
    return Asked(
        text=questions.get(case.id, ""),
        address=case.address,
        # Never less than 0, though two clocks may differ.
        after_seconds=max(0.0, after),
        human_seconds=human_seconds,
    )


def _asked_at(case: Case, handovers: Mapping[str, Handover]) -> datetime:
    handover = handovers.get(case.id)
    return handover.at if handover else case.opened_at


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
