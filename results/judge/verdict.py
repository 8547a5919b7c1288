"""
Was it a person who wrote this?

Header rules alone are wrong in both directions: large help desks mark what their people type as automatic, others
mark their acknowledgements as nothing. So the rules are asked in this order, and the first that finds something
decides: delivery reports, the help desk's own marks, headers that no typed mail carries, the subject, the phrases
of the text, the same text in answer to another question, the time. A letter without any sign is a person's.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from results.judge import headers
from results.judge.answer import Asked, Finding, Judgement, Kind, Verdict
from results.judge.bounces import undelivered
from results.judge.language import language
from results.judge.speech import Speech
from results.judge.template import MIN_WORDS, template_of
from results.judge.vendors import mark_of, ticket_of, vendor_of
from results.judge.wording import own_words
from results.records.letter import Letter

__all__ = ["RULES", "Asked", "Judgement", "Verdict", "classify", "fingerprint"]

RULES = "1"
"""The version of the rules: it is raised when any letter may be judged otherwise than before."""

_INHUMAN_SECONDS = 60.0
"""Faster than this nobody has read a question and typed an answer."""
_QUICK_SECONDS = 300.0
_SLOW_SECONDS = 4 * 3600.0
"""Slower than this an unmarked acknowledgement is as likely a person's holding reply."""


class _Case:
    """A letter, with what all the rules need to know of it; each is found out once, when it is first asked for."""

    def __init__(self, letter: Letter, asked: Asked | None, others: Sequence[str]) -> None:
        self.letter = letter
        self.asked = asked
        self.others = others
        self.vendor = vendor_of(letter)

    @cached_property
    def own(self) -> str:
        return own_words(self.letter, self.asked)

    @cached_property
    def language(self) -> str | None:
        return language(self.own)

    @cached_property
    def speech(self) -> Speech:
        return Speech(self.own, self.language)

    @cached_property
    def subject(self) -> str | None:
        return headers.subject_says(self.letter)

    @property
    def after(self) -> float | None:
        return self.asked.after_seconds if self.asked else None

    def phrase(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the reasons that the text gives with *kinds*."""
        said = self.speech.said
        return tuple(f"phrase:{self.language or 'en'}:{kind.value}:{said[kind]}" for kind in kinds if kind in said)


_Rule = Callable[[_Case], Finding | None]


def classify(letter: Letter, *, asked: Asked | None = None, others: Sequence[str] = ()) -> Judgement:
    """
    Judge *letter*.

    Args:
        letter: What came.
        asked: The question that it answers, if that is known.
        others: The `fingerprint` of letters that answer OTHER questions of the same provider; one that is equal
            shows a template.

    """
    case = _Case(letter, asked, others)
    finding = next(
        (found for rule in _RULES if (found := rule(case))), Finding(Verdict.HUMAN, ("no-sign-of-a-machine",))
    )
    return Judgement(
        verdict=finding.verdict,
        reasons=finding.reasons,
        vendor=case.vendor.name if case.vendor else None,
        ticket=ticket_of(letter),
        language=case.language,
    )


def fingerprint(letter: Letter, asked: Asked | None = None) -> str:
    """Return the text of *letter* without all that is specific to one question: equal ones show a template."""
    return template_of(letter, own_words(letter, asked), asked)


def _delivery(case: _Case) -> Finding | None:
    return undelivered(case.letter)


def _report(case: _Case) -> Finding | None:
    if "message/disposition-notification" in case.letter.content_types:
        return Finding(Verdict.AUTO_ACK, ("content-type:message/disposition-notification",))
    if "message/feedback-report" in case.letter.content_types:
        return Finding(Verdict.OTHER, ("content-type:message/feedback-report",))
    return None


def _vendor_mark(case: _Case) -> Finding | None:
    vendor = case.vendor
    if vendor is None:
        return None
    if mark := mark_of(case.letter, vendor.person):
        return Finding(Verdict.HUMAN, (f"vendor:{vendor.name}:person:{mark}",))
    if mark := mark_of(case.letter, vendor.machine):
        return _sort(case, Finding(Verdict.AUTO_ACK, (f"vendor:{vendor.name}:machine:{mark}",)))
    originator = case.letter.first("rt-originator") or case.letter.first("x-rt-originator")
    if case.asked and originator.strip().lower() == case.asked.address.lower():
        return _sort(case, Finding(Verdict.AUTO_ACK, (f"vendor:{vendor.name}:originator=asker",)))
    return None


def _header(case: _Case) -> Finding | None:
    mark = headers.automatic(case.letter)
    return _sort(case, Finding(Verdict.AUTO_ACK, (f"header:{mark}",))) if mark else None


def _campaign(case: _Case) -> Finding | None:
    mark = headers.campaign(case.letter)
    return Finding(Verdict.OTHER, (f"header:{mark}",)) if mark else None


def _subject(case: _Case) -> Finding | None:
    if case.subject is None or headers.replies(case.letter):
        return None
    said = case.speech.said
    reason = f"subject:{case.subject}"
    from_list = case.letter.has("list-id") or case.letter.has("list-post")
    if case.subject == "ack" and not {Kind.RECEIVED, Kind.PROMISE, Kind.MACHINE, Kind.VERIFY} & set(said):
        return None
    if from_list and not {Kind.MACHINE, Kind.ABSENCE, Kind.RECEIVED} & set(said):
        return None
    absent = case.subject == "absent" or (case.subject == "auto" and Kind.RECEIVED not in said and Kind.RETURN in said)
    return _sort(case, Finding(Verdict.OUT_OF_OFFICE if absent else Verdict.AUTO_ACK, (reason,)))


def _sort(case: _Case, found: Finding) -> Finding:
    """Tell which sort of machine's letter it is that *found* has shown to be one."""
    said = case.speech.said
    order = ((Kind.VERIFY, Verdict.VERIFICATION_REQUIRED), (Kind.BOT, Verdict.BOT_ANSWER))
    for kind, verdict in order:
        if kind in said:
            return Finding(verdict, (*found.reasons, *case.phrase(kind)))
    if case.subject == "absent" or found.verdict is Verdict.OUT_OF_OFFICE:
        return Finding(Verdict.OUT_OF_OFFICE, (*found.reasons, *case.phrase(Kind.ABSENCE)))
    if Kind.ABSENCE in said and (Kind.RECEIVED not in said or case.speech.early(Kind.ABSENCE, 3)):
        return Finding(Verdict.OUT_OF_OFFICE, (*found.reasons, *case.phrase(Kind.ABSENCE)))
    if Kind.CLOSED in said and Kind.PROMISE not in said:
        return Finding(Verdict.CLOSED_NOTICE, (*found.reasons, *case.phrase(Kind.CLOSED)))
    return Finding(found.verdict, (*found.reasons, *case.phrase(Kind.RECEIVED)))


def _verification(case: _Case) -> Finding | None:
    """Ask for more than the words: people explain in the same words how to confirm an address."""
    said, speech = case.speech.said, case.speech
    if Kind.VERIFY not in said or speech.person or headers.replies(case.letter):
        return None
    machine = Kind.MACHINE in said or Kind.RECEIVED in said or bool(headers.generated(case.letter))
    if speech.specific <= (80 if machine else 25):
        return Finding(Verdict.VERIFICATION_REQUIRED, case.phrase(Kind.VERIFY, Kind.MACHINE, Kind.RECEIVED))
    return None


def _bot(case: _Case) -> Finding | None:
    return Finding(Verdict.BOT_ANSWER, case.phrase(Kind.BOT)) if Kind.BOT in case.speech.said else None


def _comment(case: _Case) -> Finding | None:
    """Find a person's comment in a help desk's mail; what stands around it is the help desk's."""
    vendor = case.vendor
    if vendor is None or not vendor.comment or Kind.RECEIVED in case.speech.said:
        return None
    if vendor.commented(case.letter.text):
        return Finding(Verdict.HUMAN, (f"vendor:{vendor.name}:comment",))
    return None


def _closed(case: _Case) -> Finding | None:
    said, speech = case.speech.said, case.speech
    limit = 40 if case.vendor or Kind.MACHINE in said or headers.generated(case.letter) else 15
    if Kind.CLOSED not in said or speech.person or speech.specific > limit or speech.signed:
        return None
    return Finding(Verdict.CLOSED_NOTICE, case.phrase(Kind.CLOSED, Kind.MACHINE))


def _survey(case: _Case) -> Finding | None:
    speech = case.speech
    if Kind.SURVEY in speech.said and not speech.person and speech.specific <= _LITTLE:
        return Finding(Verdict.OTHER, case.phrase(Kind.SURVEY))
    return None


def _absence(case: _Case) -> Finding | None:
    said, speech = case.speech.said, case.speech
    if Kind.ABSENCE not in said or not speech.early(Kind.ABSENCE, 4):
        return None
    from_list = case.letter.has("list-id") or case.letter.has("list-post")
    sure = Kind.MACHINE in said or (Kind.RETURN in said and not from_list)
    if speech.specific <= (40 if sure else 0 if from_list else 8):
        return Finding(Verdict.OUT_OF_OFFICE, case.phrase(Kind.ABSENCE, Kind.RETURN, Kind.MACHINE))
    return None


_LITTLE = 40
_MEASURES: tuple[tuple[frozenset[Kind], int, int], ...] = (
    (frozenset({Kind.MACHINE, Kind.RECEIVED}), 150, 300),
    (frozenset({Kind.MACHINE, Kind.PROMISE}), 120, 200),
    (frozenset({Kind.MACHINE}), 40, 60),
    (frozenset({Kind.RECEIVED, Kind.PROMISE}), 80, 140),
    (frozenset({Kind.RECEIVED, Kind.POLITE}), 40, 60),
    (frozenset({Kind.RECEIVED}), 15, 30),
    (frozenset({Kind.PROMISE, Kind.POLITE}), 15, 25),
)
"""Which phrases together make an acknowledgement, up to how many words that are nobody's phrase; then: undetermined."""


def _acknowledgement(case: _Case) -> Finding | None:
    said, speech = case.speech.said, case.speech
    if speech.person and Kind.MACHINE not in said:
        return None
    for kinds, surely, maybe in _MEASURES:
        if kinds <= set(said):
            if speech.specific > maybe or (speech.person and speech.specific > _LITTLE):
                return None
            sure = speech.specific <= surely and not (Kind.MACHINE not in said and _personal(case))
            reasons = case.phrase(*sorted(kinds), Kind.PERSON)
            return Finding(Verdict.AUTO_ACK if sure else Verdict.UNDETERMINED, reasons)
    return None


def _personal(case: _Case) -> bool:
    """Whether an acknowledgement may as well be a person's holding reply."""
    slow = case.after is not None and case.after > _SLOW_SECONDS
    quick = case.after is not None and case.after < _QUICK_SECONDS
    return slow or (case.speech.signed and not quick)


def _template(case: _Case) -> Finding | None:
    own = fingerprint(case.letter, case.asked) if case.others else ""
    if own and own in case.others and len(own.split()) >= MIN_WORDS:
        return _sort(case, Finding(Verdict.AUTO_ACK, ("template:same-text-to-another-question",)))
    return None


def _time(case: _Case) -> Finding | None:
    if case.after is None or case.after >= _QUICK_SECONDS:
        return None
    said, speech = set(case.speech.said), case.speech
    if said & {Kind.RECEIVED, Kind.PROMISE, Kind.POLITE} and not speech.person and speech.specific <= _LITTLE:
        return Finding(
            Verdict.AUTO_ACK, (f"time:{case.after:.0f}s", *case.phrase(Kind.RECEIVED, Kind.PROMISE, Kind.POLITE))
        )
    if case.after < _INHUMAN_SECONDS:
        return Finding(Verdict.UNDETERMINED, (f"time:{case.after:.0f}s",))
    return None


def _people_of_vendor(case: _Case) -> Finding | None:
    if case.vendor and case.vendor.people:
        return Finding(Verdict.HUMAN, (f"vendor:{case.vendor.name}:no-phrase-of-its-machine",))
    return None


def _generated(case: _Case) -> Finding | None:
    mark = headers.generated(case.letter)
    if mark and not case.speech.person:
        return Finding(Verdict.UNDETERMINED, (f"header:{mark}",))
    return None


def _empty(case: _Case) -> Finding | None:
    if not case.own and not case.letter.attachments:
        return Finding(Verdict.UNDETERMINED, ("text:none",))
    return None


_RULES: tuple[_Rule, ...] = (
    _delivery,
    _report,
    _vendor_mark,
    _header,
    _campaign,
    _subject,
    _bot,
    _verification,
    _comment,
    _closed,
    _survey,
    _absence,
    _acknowledgement,
    _template,
    _time,
    _people_of_vendor,
    _generated,
    _empty,
)
