"""The rules that read the text: what it says, and how much of it is nobody's phrase."""

import re

from results.judge.mail import headers
from results.judge.mail.answer import Finding, Kind, Verdict
from results.judge.mail.reading import INHUMAN, QUICK, SLOW, Reading

LITTLE = 40
"""Words: a machine may add so many of its own to its phrases."""
_EARLY = 3
_LINK = re.compile(r"https?://|\[image|www\.|\blink\b|button|knapp|länk|lenke|schaltfläche|knop", re.IGNORECASE)
_TALKS = 2
"""Sentences with an "I" that a machine which answers may say besides its name."""
_LAST_WORDS = 4
"""Words: with more before it, the wish to be rated is what stands under every answer of a help desk."""
_MEASURES: tuple[tuple[frozenset[Kind], int, int], ...] = (
    (frozenset({Kind.MACHINE, Kind.RECEIVED}), 150, 300),
    (frozenset({Kind.MACHINE, Kind.PROMISE}), 120, 200),
    (frozenset({Kind.MACHINE}), 20, 60),
    (frozenset({Kind.RECEIVED, Kind.PROMISE}), 80, 140),
    (frozenset({Kind.RECEIVED, Kind.POLITE}), 40, 60),
    (frozenset({Kind.RECEIVED, Kind.HOURS}), 30, 50),
    (frozenset({Kind.RECEIVED}), 8, 30),
    (frozenset({Kind.PROMISE, Kind.POLITE}), 15, 25),
)
"""Which phrases together make an acknowledgement, up to how many words that are nobody's phrase; then: undetermined."""


def verification(case: Reading) -> Finding | None:
    """Ask for more than the words: people explain in the same words how to confirm an address."""
    said, speech = case.speech.said, case.speech
    if Kind.VERIFY not in said or speech.person:
        return None
    machine = Kind.MACHINE in said or Kind.RECEIVED in said or bool(headers.generated(case.letter))
    if headers.replies(case.letter) and not machine:
        return None
    if speech.specific <= (80 if machine else 25 if _LINK.search(case.letter.text) else 0):
        return Finding(Verdict.VERIFICATION_REQUIRED, case.phrase(Kind.VERIFY, Kind.MACHINE, Kind.RECEIVED))
    return None


def bot(case: Reading) -> Finding | None:
    """Ask whether a machine that answers by itself says so; where people speak of such machines, much else is said."""
    said, speech = case.speech.said, case.speech
    if Kind.BOT in said and speech.person > _TALKS and Kind.MACHINE not in said:
        return Finding(Verdict.UNDETERMINED, case.phrase(Kind.BOT, Kind.PERSON))
    return Finding(Verdict.BOT_ANSWER, case.phrase(Kind.BOT)) if Kind.BOT in case.speech.said else None


def comment(case: Reading) -> Finding | None:
    """Find a person's comment in a help desk's mail; what stands around it is the help desk's."""
    vendor = case.vendor
    if vendor is None or Kind.RECEIVED in case.speech.said or case.faster_than(INHUMAN):
        return None
    if vendor.commented(case.letter.text):
        return Finding(Verdict.HUMAN, (f"vendor:{vendor.name}:comment",))
    return None


def closed(case: Reading) -> Finding | None:
    """Ask whether the question is held for answered, without a word of a person."""
    said, speech = case.speech.said, case.speech
    limit = 40 if case.vendor or Kind.MACHINE in said or headers.generated(case.letter) else 15
    if Kind.CLOSED not in said or speech.person or speech.specific > limit or speech.signed:
        return None
    marked = bool(case.vendor or Kind.MACHINE in said or headers.generated(case.letter))
    answered = case.vendor is not None and case.vendor.commented(case.letter.text)
    sure = not answered if marked else not headers.replies(case.letter)
    verdict = Verdict.CLOSED_NOTICE if sure or speech.specific <= _LAST_WORDS else Verdict.UNDETERMINED
    return Finding(verdict, case.phrase(Kind.CLOSED, Kind.MACHINE))


def survey(case: Reading) -> Finding | None:
    """Ask whether it only wants to know how the help was."""
    speech = case.speech
    asked = Kind.SURVEY in speech.said and (speech.early(Kind.SURVEY, _EARLY) or speech.specific <= _LAST_WORDS)
    if asked and speech.person <= 1 and speech.specific <= LITTLE:
        return Finding(Verdict.OTHER, case.phrase(Kind.SURVEY))
    return None


def absence(case: Reading) -> Finding | None:
    """Ask whether somebody is away, and the letter is about nothing else."""
    said, speech = case.speech.said, case.speech
    if Kind.ABSENCE not in said or not speech.early(Kind.ABSENCE, 4):
        return None
    sure = Kind.MACHINE in said or (Kind.RETURN in said and not case.from_list)
    if speech.specific <= (30 if sure else 0 if case.from_list else 5):
        return Finding(Verdict.OUT_OF_OFFICE, case.phrase(Kind.ABSENCE, Kind.RETURN, Kind.MACHINE))
    return None


def acknowledgement(case: Reading) -> Finding | None:
    """Ask whether the phrases of an acknowledgement leave room for an answer."""
    said, speech = case.speech.said, case.speech
    if speech.person and (Kind.MACHINE not in said or Kind.RECEIVED not in said):
        return None
    if case.from_list and not {Kind.MACHINE, Kind.RECEIVED} <= set(said):
        return None
    for kinds, surely, maybe in _MEASURES:
        if kinds <= set(said):
            if speech.specific > maybe or (speech.person and speech.specific > LITTLE):
                return None
            sure = speech.specific <= surely and not (Kind.MACHINE not in said and _personal(case))
            reasons = case.phrase(*sorted(kinds), Kind.PERSON)
            return Finding(Verdict.AUTO_ACK if sure else Verdict.UNDETERMINED, reasons)
    return None


def _personal(case: Reading) -> bool:
    """Whether an acknowledgement may as well be a person's holding reply."""
    return case.slower_than(SLOW) or (case.speech.signed and not case.faster_than(QUICK))
