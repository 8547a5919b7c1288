"""One case, told: what was asked, what came back and when, and where that leaves it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from results.judge.form_outcome import Outcome
from results.judge.form_results import FormSaid, turned_away
from results.judge.verification import Proof, asked_first
from results.records import Blame, Case, Channel, Failure, FollowUp, Handover, Step, Verdict


class State(StrEnum):
    """Where a case stands at the moment of reading, by what its provider did."""

    ANSWERED = "answered"
    """A person answered within the window."""
    UNDETERMINED = "undetermined"
    """Something came that neither a rule nor, until now, a person could tell from an answer."""
    SILENT = "silent"
    """The window has closed without an answer from a person."""
    WAITING = "waiting"
    """The window is still open: censored."""
    UNDELIVERABLE = "undeliverable"
    """It bounced, or was refused, or the form turned it away: a finding of its own, never "not answered"."""
    UNPROVEN = "unproven"
    """Nothing came, and the seed messages of its batch did not arrive either: perhaps our own mail did not get out."""
    UNKNOWN = "unknown"
    """The prober failed between writing it down and hearing whether it was taken."""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a case, judged."""

    evidence: str
    """SHA-256 of its raw bytes: what is published names the mail and tells nothing of the mailbox that it lay in."""
    after_seconds: float
    """From the handover; never negative."""
    verdict: Verdict
    """What holds: a person's decision where there is one, the machine's otherwise."""
    reasons: tuple[str, ...]
    machine: Verdict | None = None
    """What the rules said; None where no rule was asked, as for an import."""
    useful: bool | None = None
    """Whether it answers what was asked, graded by a person; None if not graded."""
    promised_seconds: float | None = None
    """Until when, from the handover, it promises a call-back or a further answer; None if it promises none."""
    kept_seconds: float | None = None
    """When, from the handover, the promise was kept; None if it was not, or is not known yet."""
    broken: bool = False
    """Whether a person has noted that the promise was not kept."""

    @property
    def promise_kept(self) -> bool | None:
        """Whether what it promised was kept in time; None if it promises nothing, or if nobody has noted it yet."""
        if self.promised_seconds is None or (self.kept_seconds is None and not self.broken):
            return None
        return self.kept_seconds is not None and self.kept_seconds <= self.promised_seconds


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A further letter of ours within the case."""

    step: Step
    after_seconds: float
    """From the handover of the question to its own."""
    failure: Failure | None


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One case, told."""

    case: str
    question: str
    subject: str
    asked_at: datetime
    """When the provider took it (or when that failed)."""
    state: State
    failure: Failure | None
    detail: str
    acknowledged_seconds: float | None
    """First message by a machine that says that it arrived, or that someone is away; None if none came."""
    answered_seconds: float | None
    """First message by a person within the window; None if none came."""
    maybe_seconds: float | None
    """First message within the window that a person wrote or may have written; None if none came."""
    useful_seconds: float | None
    """First message by a person within the window that was graded useful; None if none came, or none was graded."""
    graded: bool
    """Whether a person has graded any of the answers."""
    contacts: tuple[Contact, ...]
    """Our follow-ups, in order."""
    contacts_until_solved: int | None
    """The question and the follow-ups taken before the first useful answer; None if there is none."""
    closed_unanswered: bool
    """Whether it was called closed or solved before any person had answered."""
    complete: bool
    """Whether a whole window had passed since the handover when the records were read."""
    followed_seconds: float
    """How long it was followed: to the window's end, or to the reading if that came first."""
    elapsed_seconds: float
    """The same without the window's end: from the handover to the reading."""
    unproven: bool
    """Whether the seed messages of its batch did not arrive: then no figure counts it, whatever came."""
    messages: tuple[Received, ...]
    outcome: Outcome | None = None
    """What the form said; None for mail, and where no answer of a form is known."""
    robots: str | None = None
    """What the site's robots rules said of the form's page: ``allowed``, ``disallowed`` or ``unknown``."""
    in_hand: bool = False
    """Whether a person has begun to put it into the form, and has not said yet what came of that."""
    proof: Proof | None = None
    """What became of the link by which a form's software wanted an address proven first; None if none was sent."""

    def first(self, verdicts: frozenset[Verdict]) -> float | None:
        """Tell after how many seconds the first message of *verdicts* came, within the window or after it."""
        return _first(self.messages, verdicts)


PERSON = frozenset({Verdict.HUMAN})
PERHAPS = frozenset({Verdict.HUMAN, Verdict.UNDETERMINED})
_ACKNOWLEDGEMENTS = frozenset({Verdict.AUTO_ACK, Verdict.OUT_OF_OFFICE, Verdict.VERIFICATION_REQUIRED})
_OF_THE_POST = frozenset({Verdict.BOUNCE, Verdict.DELAY_NOTICE})


def tell(
    case: Case,
    handover: Handover | None,
    received: Sequence[Received],
    *,
    window_seconds: float,
    as_of: datetime,
    follow_ups: Sequence[tuple[FollowUp, Handover | None]] = (),
    unproven: bool = False,
    said: FormSaid | None = None,
) -> Story:
    """
    Tell one case as it stood at *as_of*; *follow_ups* are our further letters with what became of their sending.

    *said* is what a form said: one that rejected the question, or took us for a machine, has not taken it. Nor has one
    that mailed a link to be opened first, which was not opened, unless something else came from behind it.

    An imported case (one without evidence) has no handover where whoever recorded it says that it was not delivered:
    it is undeliverable, unless something came back that proves the contrary; then it counts from its opening.
    """
    asked_at = handover.at if handover else case.opened_at
    elapsed = max(0.0, (as_of - asked_at).total_seconds())
    inside = [r for r in received if r.after_seconds <= window_seconds]
    useful = min((r.after_seconds for r in inside if r.verdict is Verdict.HUMAN and r.useful), default=None)
    outcome = said.outcome if said else None
    failure = _failure(case, handover)
    if case.channel is Channel.FORM:
        failure = turned_away(failure, outcome, heard=_something(received))
    proof = _proof(case, said, received)
    contacts = tuple(
        Contact(
            step=letter.step,
            after_seconds=max(0.0, ((sent.at if sent else letter.opened_at) - asked_at).total_seconds()),
            failure=sent.failure if sent else Failure.OUTCOME_UNKNOWN,
        )
        for letter, sent in sorted(follow_ups, key=lambda one: one[0].number)
    )
    closed = elapsed >= window_seconds
    undelivered = not case.evidence and handover is None and not _something(received)
    return Story(
        case=case.id,
        question=case.question,
        subject=case.subject,
        asked_at=asked_at,
        state=State.UNDELIVERABLE
        if undelivered
        else _unread(failure, proof, received) or _state(failure, inside, closed=closed, unproven=unproven),
        failure=failure,
        detail=handover.detail if handover else "",
        acknowledged_seconds=_first(inside, _ACKNOWLEDGEMENTS),
        answered_seconds=_first(inside, PERSON),
        maybe_seconds=_first(inside, PERHAPS),
        useful_seconds=useful,
        graded=any(r.verdict is Verdict.HUMAN and r.useful is not None for r in inside),
        contacts=contacts,
        contacts_until_solved=None if useful is None else 1 + _taken_before(contacts, useful),
        closed_unanswered=_closed_unanswered(received),
        complete=closed,
        followed_seconds=min(elapsed, window_seconds),
        elapsed_seconds=elapsed,
        unproven=unproven,
        messages=tuple(received),
        outcome=outcome,
        robots=said.robots if said else None,
        in_hand=said is not None and said.in_hand and handover is None,
        proof=proof,
    )


def _failure(case: Case, handover: Handover | None) -> Failure | None:
    if handover is not None:
        return handover.failure
    return Failure.OUTCOME_UNKNOWN if case.evidence else None


def _proof(case: Case, said: FormSaid | None, received: Sequence[Received]) -> Proof | None:
    if case.channel is not Channel.FORM or not asked_first({r.verdict for r in received}):
        return None
    return said.proof if said else Proof.LEFT


def _unread(failure: Failure | None, proof: Proof | None, received: Sequence[Received]) -> State | None:
    """Tell the state of a question that nobody was given, or perhaps nobody, since its link was not surely opened."""
    rest = [r for r in received if r.verdict is not Verdict.VERIFICATION_REQUIRED]
    if failure is not None or _something(rest):
        return None
    return {Proof.LEFT: State.UNDELIVERABLE, Proof.UNCLEAR: State.UNKNOWN}.get(proof) if proof else None


def _something(received: Sequence[Received]) -> bool:
    """Tell whether anything came from behind the door: a bounce and a notice of delay come from before it."""
    return any(r.verdict not in _OF_THE_POST for r in received)


def _first(received: Sequence[Received], verdicts: frozenset[Verdict]) -> float | None:
    return min((r.after_seconds for r in received if r.verdict in verdicts), default=None)


def _taken_before(contacts: Sequence[Contact], seconds: float) -> int:
    return sum(one.failure is None and one.after_seconds < seconds for one in contacts)


def _closed_unanswered(received: Sequence[Received]) -> bool:
    closed = _first(received, frozenset({Verdict.CLOSED_NOTICE}))
    answered = _first(received, PERHAPS)
    return closed is not None and (answered is None or answered > closed)


def _state(failure: Failure | None, inside: Sequence[Received], *, closed: bool, unproven: bool) -> State:
    verdicts = {r.verdict for r in inside}
    if failure is not None:
        return State.UNKNOWN if failure.blame is Blame.PROBE else State.UNDELIVERABLE
    if Verdict.HUMAN in verdicts:
        return State.ANSWERED
    if Verdict.BOUNCE in verdicts:
        return State.UNDELIVERABLE
    if Verdict.UNDETERMINED in verdicts:
        return State.UNDETERMINED
    if unproven and not _something(inside):
        return State.UNPROVEN
    return State.SILENT if closed else State.WAITING
