"""All that was heard: cases, messages, their mail and what people decided, read from the store and the evidence."""

from collections.abc import Mapping, Sequence

import msgspec

from probes.forms.posted import posted_words
from results.judge.correspondence import Decisions, Heard, judge_messages, judgements
from results.judge.decisions import placed
from results.judge.mail.redaction import redact
from results.judge.support import Received
from results.keep import EvidenceFolder, Store
from results.records import Assignment, CallBack, Case, Channel, Forgotten, Handover, Message, Placement, Review
from results.records.letter import Letter, NotMail, read_letter


class Correspondence(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that are looked at, and everything that came."""

    cases: Sequence[Case]
    handovers: Mapping[str, Handover]
    """Of the questions, by case; what servers said is redacted."""
    messages: Sequence[Message]
    """All, each in the case that a person has placed it in, if one has."""
    letters: Mapping[str, Letter]
    """By message; what is no mail, or was removed, is absent."""
    questions: Mapping[str, str]
    """What was asked, by case."""
    decisions: Decisions

    def judged(self, *, human_seconds: float) -> dict[str, list[Received]]:
        """Judge the messages of the cases: by case, in the order of arrival."""
        return judge_messages(
            self.cases,
            self.handovers,
            self.messages,
            self.letters,
            self.questions,
            human_seconds=human_seconds,
            decisions=self.decisions,
        )

    def heard(self, *, human_seconds: float) -> list[Heard]:
        """Judge them likewise, and tell who says what."""
        return judgements(
            self.cases,
            self.handovers,
            self.messages,
            self.letters,
            self.questions,
            human_seconds=human_seconds,
            decisions=self.decisions,
        )


def read_correspondence(store: Store, folder: EvidenceFolder, cases: Sequence[Case] | None = None) -> Correspondence:
    """Read what there is beside all cases, or beside *cases* alone: then no other mail is read."""
    judged = None if cases is None else {case.id for case in cases}
    cases = store.all(Case) if cases is None else cases
    decisions = Decisions(
        reviews=store.all(Review),
        assignments=store.all(Assignment),
        call_backs=store.all(CallBack),
        forgotten=store.all(Forgotten),
    )
    messages = placed(store.all(Message), decisions.assignments, store.all(Placement))
    return Correspondence(
        cases=cases,
        handovers={one.case: without_addresses(one) for one in store.all(Handover) if not one.number},
        messages=messages,
        letters={
            one.id: letter
            for one in messages
            if (judged is None or one.case in judged) and (letter := letter_of(one, folder)) is not None
        },
        questions={case.id: sent_text(case.evidence, case.channel, folder) for case in cases},
        decisions=decisions,
    )


def without_addresses(handover: Handover) -> Handover:
    """Redact what a server said: its words repeat addresses."""
    return msgspec.structs.replace(handover, detail=redact(handover.detail))


def letter_of(message: Message, folder: EvidenceFolder) -> Letter | None:
    """Read the mail of *message*; None if it is none, or if its bytes are not there (imported, or removed)."""
    try:
        return read_letter(folder.get(message.evidence)) if message.evidence else None
    except (KeyError, NotMail):
        return None


def sent_text(evidence: str, channel: Channel, folder: EvidenceFolder) -> str:
    """
    Tell the words of a letter of ours, so that they are known where they are quoted.

    Empty if its bytes are not there, as for an import.
    """
    try:
        sent = folder.get(evidence) if evidence else b""
        if channel is Channel.EMAIL:
            return read_letter(sent).text
        return posted_words(sent)
    except (KeyError, NotMail):
        return ""
