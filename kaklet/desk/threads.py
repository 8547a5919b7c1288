"""A case as a thread: our letters and theirs in the order of time, redacted, with verdicts, reasons and waits."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from kaklet.mail.case_records import follow_ups_of
from kaklet.mail.desk import Desk
from kaklet.mail.hearing import sent_text, without_addresses
from kaklet.mail.shapes import Looked
from kaklet.mail.showing import MAX_SHOWN, harmless
from results.judge.correspondence import Heard
from results.judge.grades import blind_grades, wanted
from results.judge.mail.redaction import redact
from results.keep import EvidenceFolder, Store
from results.records import Case, Handover, Review, Verdict


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case in the list."""

    case: Case
    handover: Handover | None
    messages: int
    best: Verdict | None
    """The verdict that tells most: a person's answer if there is one; None where nothing came."""
    wait_seconds: float | None
    """Until a person answered, else how long it has been waited for; None if it was not handed over."""


class Ours(msgspec.Struct, frozen=True, kw_only=True):
    """A letter of ours."""

    at: datetime
    step: str
    text: str
    handover: Handover | None


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """A message that came back."""

    at: datetime
    looked: Looked
    sender: str
    subject: str
    text: str
    cut: int
    """Characters that are not shown."""
    reviews: tuple[Review, ...]
    """Those that may be seen: blind grades are shown once nobody has to grade any more."""
    hidden: int


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """One case."""

    case: Case
    entries: tuple[Ours | Theirs, ...]


def case_lines(desk: Desk, now: datetime) -> list[CaseLine]:
    """List all cases but those that went to our own seeds, the newest first."""
    heard: dict[str, list[Heard]] = {}
    for one in desk.all_heard():
        heard.setdefault(one.message.case or "", []).append(one)
    cases = [case for case in desk.post.cases if not case.seed]
    lines = (_line(case, desk.post.handovers.get(case.id), heard.get(case.id, []), now) for case in cases)
    return sorted(lines, key=lambda line: line.case.opened_at, reverse=True)


def _line(case: Case, handover: Handover | None, heard: Sequence[Heard], now: datetime) -> CaseLine:
    verdicts = [one.verdict for one in heard]
    best = next((one for one in (Verdict.HUMAN, Verdict.UNDETERMINED, Verdict.BOUNCE) if one in verdicts), None)
    answers = [one.after_seconds for one in heard if one.verdict is Verdict.HUMAN]
    wait = min(answers, default=None)
    if wait is None and handover is not None and handover.failure is None:
        wait = (now - handover.at).total_seconds()
    return CaseLine(
        case=case,
        handover=handover,
        messages=len(heard),
        best=best or (verdicts[0] if verdicts else None),
        wait_seconds=wait,
    )


def thread_of(desk: Desk, store: Store, folder: EvidenceFolder, case: Case) -> Thread:
    """Tell *case* from its question on. *store* is open for reading."""
    entries: list[Ours | Theirs] = [*_ours(desk, store, folder, case), *_theirs(desk, case)]
    return Thread(case=case, entries=tuple(sorted(entries, key=lambda one: one.at)))


def _ours(desk: Desk, store: Store, folder: EvidenceFolder, case: Case) -> Iterator[Ours]:
    handover = desk.post.handovers.get(case.id)
    yield Ours(at=case.opened_at, step="question", text=harmless(desk.asked(case)), handover=handover)
    for letter, taken in follow_ups_of(store).get(case.id, ()):
        text = sent_text(letter.evidence, case.channel, folder)
        yield Ours(
            at=letter.opened_at,
            step=letter.step,
            text=harmless(redact(text, [case.persona])),
            handover=without_addresses(taken) if taken else None,
        )


def _theirs(desk: Desk, case: Case) -> Iterator[Theirs]:
    for message in desk.post.messages:
        if message.case == case.id:
            yield theirs(desk.look(message))


def theirs(looked: Looked) -> Theirs:
    """Make what is shown of the message that was *looked* at."""
    letter = looked.letter
    host = letter.sender.rpartition("@")[2] if letter else ""
    shown = tuple(visible(looked.reviews))
    return Theirs(
        at=looked.message.received_at,
        looked=looked,
        sender=harmless(f"{redact(letter.sender_name, looked.names, host)} · {host}") if letter else "",
        subject=harmless(redact(letter.subject, looked.names, host)) if letter else "",
        text=harmless(redact(letter.text[:MAX_SHOWN], looked.names, host)) if letter else "",
        cut=max(0, len(letter.text) - MAX_SHOWN) if letter else 0,
        reviews=shown,
        hidden=len(looked.reviews) - len(shown),
    )


def visible(reviews: Sequence[Review]) -> Iterator[Review]:
    """Yield those of the *reviews* of one message that may be shown while others still grade it."""
    grades = blind_grades(reviews)
    closed = all(not wanted(given) for given in grades.values())
    yield from (one for one in reviews if closed or not one.blind)
