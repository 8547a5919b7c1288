"""
Was it a person who wrote this?

Header rules alone are wrong in both directions: large help desks mark what their people type as automatic, others
mark their acknowledgements as nothing. So the rules are asked in this order, and the first that finds something
decides: delivery reports, the help desk's own marks, headers that no typed mail carries, the subject, the phrases
of the text, the same text in answer to another question, the time. A letter without any sign is a person's.
"""

from collections.abc import Callable, Sequence

from results.judge.mail import headers, sayings, signs
from results.judge.mail.answer import Asked, Finding, Judgement, Kind, Verdict
from results.judge.mail.reading import INHUMAN, QUICK, Reading
from results.judge.mail.template import MIN_BARE_WORDS, MIN_WORDS, template_of
from results.judge.mail.vendors import ticket_of
from results.judge.mail.wording import own_words
from results.records.letter import Letter

__all__ = ["RULES", "Asked", "Judgement", "Verdict", "classify", "fingerprint"]

RULES = "3"
"""The version of the rules: it is raised when any letter may be judged otherwise than before."""

_FEW = 8
"""Words of its own that a polite template may have."""

_Rule = Callable[[Reading], Finding | None]
_NO_SIGN = Finding(Verdict.HUMAN, ("no-sign-of-a-machine",))


def classify(letter: Letter, *, asked: Asked | None = None, others: Sequence[str] = ()) -> Judgement:
    """
    Judge *letter*.

    Args:
        letter: What came.
        asked: The question that it answers, if that is known.
        others: The `fingerprint` of letters that answer OTHER questions of the same provider; one that is equal
            shows a template.

    """
    case = Reading(letter, asked, others)
    finding = next((found for rule in _RULES if (found := rule(case))), _NO_SIGN)
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


def _template(case: Reading) -> Finding | None:
    """Ask whether the same words have answered another question: the strongest sign that needs no help desk's mark."""
    own = fingerprint(case.letter, case.asked) if case.others else ""
    enough = MIN_WORDS if set(case.speech.said) - {Kind.PERSON} else MIN_BARE_WORDS
    if own in case.others and len(own.split()) >= enough:
        return signs.sort(case, Finding(Verdict.AUTO_ACK, ("template:same-text-to-another-question",)))
    return None


def _time(case: Reading) -> Finding | None:
    if case.after is None or not case.faster_than(QUICK):
        return None
    said, speech = set(case.speech.said), case.speech
    # Politeness around a few words is a template; around more it proves nothing, for quick people are polite too.
    room = sayings.LITTLE if said & {Kind.RECEIVED, Kind.PROMISE} else _FEW if Kind.POLITE in said else -1
    if speech.specific <= room and not speech.person:
        return Finding(
            Verdict.AUTO_ACK, (f"time:{case.after:.0f}s", *case.phrase(Kind.RECEIVED, Kind.PROMISE, Kind.POLITE))
        )
    if case.faster_than(INHUMAN):
        return Finding(Verdict.UNDETERMINED, (f"time:{case.after:.0f}s",))
    return None


def _people_of_vendor(case: Reading) -> Finding | None:
    if case.vendor and case.vendor.people:
        return Finding(Verdict.HUMAN, (f"vendor:{case.vendor.name}:no-phrase-of-its-machine",))
    return None


def _unattended(case: Reading) -> Finding | None:
    """Doubt a letter whose sender wants no answer: nearly always it is a machine's, of a sort that no rule knows."""
    if headers.unattended(case.letter) and not case.speech.person:
        return Finding(Verdict.UNDETERMINED, (f"header:from={case.letter.sender.split('@')[0][:40]}",))
    return None


def _generated(case: Reading) -> Finding | None:
    mark = headers.generated(case.letter)
    if mark and not case.speech.person:
        return Finding(Verdict.UNDETERMINED, (f"header:{mark}",))
    return None


def _empty(case: Reading) -> Finding | None:
    if not case.own and not case.letter.attachments:
        return Finding(Verdict.UNDETERMINED, ("text:none",))
    return None


_RULES: tuple[_Rule, ...] = (
    signs.delivery,
    signs.receipt,
    signs.vendor_mark,
    signs.header,
    signs.campaign,
    signs.subject,
    sayings.bot,
    sayings.verification,
    sayings.closed,
    sayings.survey,
    _template,
    sayings.comment,
    sayings.absence,
    sayings.acknowledgement,
    _time,
    _people_of_vendor,
    _unattended,
    _generated,
    _empty,
)
"""In the order in which they are asked."""
