"""The rules that need no reading of the text: reports, marks, headers, subjects."""

from results.judge.mail import headers
from results.judge.mail.answer import Finding, Kind, Verdict
from results.judge.mail.bounces import undelivered
from results.judge.mail.reading import Reading
from results.judge.mail.vendors import mark_of

_BORNE_OUT = frozenset({Kind.RECEIVED, Kind.PROMISE, Kind.MACHINE, Kind.VERIFY, Kind.ABSENCE})
_FEW = 20
"""Words of its own that a machine adds to its phrases."""


def delivery(case: Reading) -> Finding | None:
    """Ask whether a mail server reports on a mail that did not arrive."""
    return undelivered(case.letter)


def receipt(case: Reading) -> Finding | None:
    """Ask whether it is a receipt for the display of a mail (RFC 8098), or a complaint report (RFC 5965)."""
    if "message/disposition-notification" in case.letter.content_types:
        return Finding(Verdict.AUTO_ACK, ("content-type:message/disposition-notification",))
    if "message/feedback-report" in case.letter.content_types:
        return Finding(Verdict.OTHER, ("content-type:message/feedback-report",))
    return None


def vendor_mark(case: Reading) -> Finding | None:
    """Ask for the help desk's own marks, which tell its people from its machine where common headers cannot."""
    vendor = case.vendor
    if vendor is None:
        return None
    if mark := mark_of(case.letter, vendor.person):
        return Finding(Verdict.HUMAN, (f"vendor:{vendor.name}:person:{mark}",))
    if mark := mark_of(case.letter, vendor.machine):
        return sort(case, Finding(Verdict.AUTO_ACK, (f"vendor:{vendor.name}:machine:{mark}",)))
    originator = case.letter.first("rt-originator") or case.letter.first("x-rt-originator")
    if case.asked and originator.strip().lower() == case.asked.address.lower():
        return sort(case, Finding(Verdict.AUTO_ACK, (f"vendor:{vendor.name}:originator=asker",)))
    return None


def header(case: Reading) -> Finding | None:
    """Ask for a header that no typed mail carries."""
    mark = headers.automatic(case.letter)
    if mark == headers.NULL_PATH and case.speech.person and not _BORNE_OUT & set(case.speech.said):
        return Finding(Verdict.UNDETERMINED, (f"header:{mark}",))
    return sort(case, Finding(Verdict.AUTO_ACK, (f"header:{mark}",))) if mark else None


def campaign(case: Reading) -> Finding | None:
    """Ask whether it went to many at once."""
    mark = headers.campaign(case.letter)
    return Finding(Verdict.OTHER, (f"header:{mark}",)) if mark else None


def subject(case: Reading) -> Finding | None:
    """Ask whether the subject itself says that a machine answers, and for a word in the text that bears it out."""
    if case.subject is None or headers.replies(case.letter):
        return None
    said = case.speech.said
    reason = f"subject:{case.subject}"
    if case.subject in ("ack", "about") and not _BORNE_OUT & set(said):
        return None
    if case.subject == "about" and (case.speech.person or case.speech.specific > _FEW):
        return None
    if case.from_list and not {Kind.MACHINE, Kind.ABSENCE, Kind.RECEIVED} & set(said):
        return None
    absent = case.subject == "absent" or (case.subject == "auto" and Kind.RECEIVED not in said and Kind.RETURN in said)
    return sort(case, Finding(Verdict.OUT_OF_OFFICE if absent else Verdict.AUTO_ACK, (reason,)))


def sort(case: Reading, found: Finding) -> Finding:
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
