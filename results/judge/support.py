"""Who answers, and how fast: what the cases of one channel add up to. The unanswered are censored, never dropped."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from results.judge.mail.verdict import Verdict
from results.judge.waiting import Wait, median_wait
from results.records import Blame, Case, Channel, Failure, Handover


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
    """It bounced, or was refused: a finding of its own, never "not answered"."""
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
    """First message by a machine that was not a bounce; None if none came."""
    answered_seconds: float | None
    """First message by a person within the window; None if none came."""
    maybe_seconds: float | None
    """First message within the window that a person wrote or may have written; None if none came."""
    complete: bool
    """Whether a whole window had passed since the handover when the records were read."""
    followed_seconds: float
    """How long it was followed: to the window's end, or to the reading if that came first."""
    messages: tuple[Received, ...]


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """One provider, one task that asks questions."""

    task: str
    title: dict[str, str] = {}
    """The task's name for readers, by language code; may be empty."""
    channel: Channel
    window_seconds: float
    asked: int
    """Handed over: taken by the provider's server or form."""
    closed: int
    """Of those asked and not undeliverable: how many were asked a whole window ago. The base of `answered_share`."""
    answered: int
    undetermined: int
    """Of those closed: no certain answer, but something that may be one."""
    waiting: int
    undeliverable: int
    needs_person: int
    """Slots in which the door asked for a person (a CAPTCHA). Never bypassed, never counted as silence."""
    failed: int
    """Slots in which the door was shut to anyone: the form gone, the mail server down."""
    acknowledged: int
    """Of those asked: a machine said that it had arrived."""
    answered_share: float | None
    """answered / closed, 0 to 1."""
    answered_share_high: float | None
    """The same with every undetermined one counted as an answer: the bound."""
    median_seconds: float | None
    """Kaplan-Meier median of the wait for a person; None where it is not reached within the window."""
    median_seconds_low: float | None
    """The same with every undetermined message counted as an answer: the bound."""
    stories: tuple[Story, ...]


def tell(
    case: Case,
    handover: Handover | None,
    received: Sequence[Received],
    *,
    window_seconds: float,
    as_of: datetime,
) -> Story:
    """Tell one case as it stood at *as_of*."""
    asked_at = handover.at if handover else case.opened_at
    elapsed = max(0.0, (as_of - asked_at).total_seconds())
    inside = [r for r in received if r.after_seconds <= window_seconds]
    answered = _first(inside, {Verdict.HUMAN})
    failure = handover.failure if handover else Failure.OUTCOME_UNKNOWN
    closed = elapsed >= window_seconds
    return Story(
        case=case.id,
        question=case.question,
        subject=case.subject,
        asked_at=asked_at,
        state=_state(failure, inside, answered, closed=closed),
        failure=failure,
        detail=handover.detail if handover else "",
        acknowledged_seconds=_first(inside, _ACKNOWLEDGEMENTS),
        answered_seconds=answered,
        maybe_seconds=_first(inside, {Verdict.HUMAN, Verdict.UNDETERMINED}),
        complete=closed,
        followed_seconds=min(elapsed, window_seconds),
        messages=tuple(received),
    )


_ACKNOWLEDGEMENTS = frozenset({Verdict.AUTO_ACK, Verdict.OUT_OF_OFFICE})


def _first(received: Sequence[Received], verdicts: frozenset[Verdict] | set[Verdict]) -> float | None:
    return min((r.after_seconds for r in received if r.verdict in verdicts), default=None)


def _state(failure: Failure | None, inside: Sequence[Received], answered: float | None, *, closed: bool) -> State:
    verdicts = {r.verdict for r in inside}
    if failure is not None:
        return State.UNDELIVERABLE if failure.blame is Blame.TARGET else State.UNKNOWN
    if answered is not None:
        return State.ANSWERED
    if Verdict.BOUNCE in verdicts:
        return State.UNDELIVERABLE
    if Verdict.UNDETERMINED in verdicts:
        return State.UNDETERMINED
    return State.SILENT if closed else State.WAITING


def support(
    task: str,
    channel: Channel,
    stories: Sequence[Story],
    attempts: Sequence[Failure | None],
    *,
    window_seconds: float,
    title: dict[str, str] | None = None,
) -> Support:
    """Add up the *stories* of one provider's cases, and the outcome of each of its *attempts* to open one."""
    asked = [s for s in stories if s.failure is None]
    heard = [s for s in asked if s.state is not State.UNDELIVERABLE]
    closed = [s for s in heard if s.complete]
    answered = sum(s.state is State.ANSWERED for s in closed)
    undetermined = sum(s.state is State.UNDETERMINED for s in closed)
    return Support(
        task=task,
        title=title or {},
        channel=channel,
        window_seconds=window_seconds,
        asked=len(asked),
        closed=len(closed),
        answered=answered,
        undetermined=undetermined,
        waiting=len(heard) - len(closed),
        undeliverable=sum(s.state is State.UNDELIVERABLE for s in stories),
        needs_person=sum(f is Failure.NEEDS_PERSON for f in attempts),
        failed=sum(f is not None and f.blame is Blame.TARGET for f in attempts),
        acknowledged=sum(s.acknowledged_seconds is not None for s in asked),
        answered_share=answered / len(closed) if closed else None,
        answered_share_high=(answered + undetermined) / len(closed) if closed else None,
        median_seconds=median_wait([_wait(s, s.answered_seconds) for s in heard]),
        median_seconds_low=median_wait([_wait(s, s.maybe_seconds) for s in heard]),
        stories=tuple(stories),
    )


def _wait(story: Story, until: float | None) -> Wait:
    return Wait(story.followed_seconds if until is None else until, answered=until is not None)
