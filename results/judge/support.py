"""Who answers, and how fast: what the cases of one channel add up to. The unanswered are censored, never dropped."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from results.judge.business_hours import Calendar
from results.judge.form_outcome import OutcomeKind
from results.judge.form_results import Answered, Outcomes, outcomes
from results.judge.story import Contact, Received, State, Story, tell
from results.judge.verification import Verifications, counted_proofs
from results.judge.waits import Waits, by_business_hours, by_the_wall, waits
from results.records import Blame, Channel, Failure, Verdict

__all__ = ["Cases", "Contact", "Received", "State", "Story", "Support", "counted", "support", "tell"]


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """
    What became of all cases of one door.

    ``n`` is the base of every figure: delivered, and not unproven. Each of these is answered, undetermined, silent or
    waiting.
    """

    n: int
    answered: int
    undetermined: int
    """No certain answer, but something that may be one."""
    silent: int
    waiting: int
    undeliverable: int
    """Refused or bounced, or imported as not delivered."""
    unproven: int
    """Left out because no seed message of their batch arrived."""
    unknown: int
    """Whether the provider has the question is not known: the prober was cut off."""
    acknowledged: int
    delayed: int
    """Of which a server said that they were not delivered yet."""
    verification_required: int
    """Of which the provider asked for an address to be proven first."""
    useful: int
    """Answered usefully, as a person graded it: solved."""
    not_useful: int
    """Answered and graded, and none of the answers was useful."""
    ungraded: int
    """Answered, and nobody has graded it."""
    contacts_until_solved: dict[int, int]
    """Of the solved: how many took so many letters of ours."""
    reminded: int
    """Cases that got a reminder."""
    complained: int
    """Cases that got a complaint."""
    promises_made: int
    promises_kept: int
    """In the promised time."""
    promises_broken: int
    """Late, or never; the rest of those made is open or was not looked at."""
    closed_without_answer: int
    """Called closed or solved before any person had answered."""


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
    """Of those asked and counted: how many were asked a whole window ago. The base of `answered_share`."""
    answered: int
    """Of those closed."""
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
    ranked: bool
    """Whether enough windows have closed for this provider to be held against others."""
    cases: Cases
    waits: tuple[Waits, ...]
    """By the wall clock, and by the provider's own where its hours are known."""
    calendar: Calendar | None
    """When the provider is open; None where the study does not say."""
    stories: tuple[Story, ...]
    outcomes: Outcomes | None = None
    """What the form said; None for mail."""
    verification: Verifications | None = None
    """Links that the form's software wanted opened first; None for mail."""


def counted(stories: Sequence[Story]) -> list[Story]:
    """Return those of *stories* that figures are made of: delivered, and not of a batch whose seeds were lost."""
    left_out = {State.UNDELIVERABLE, State.UNPROVEN, State.UNKNOWN}
    return [one for one in stories if one.state not in left_out and not one.unproven]


def support(
    task: str,
    channel: Channel,
    stories: Sequence[Story],
    attempts: Sequence[Failure | None],
    *,
    window_seconds: float,
    minimum_questions: int = 1,
    calendar: Calendar | None = None,
    title: dict[str, str] | None = None,
) -> Support:
    """Add up the *stories* of one provider's cases, and the outcome of each of its *attempts* to open one."""
    asked = [s for s in stories if s.failure is None]
    heard = counted(stories)
    closed = [s for s in heard if s.complete]
    answered = sum(s.state is State.ANSWERED for s in closed)
    undetermined = sum(s.state is State.UNDETERMINED for s in closed)
    cases = add_up(stories)
    wall = waits(heard, by_the_wall(window_seconds))
    own = () if calendar is None else (waits(heard, by_business_hours(calendar, window_seconds, heard)),)
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
        undeliverable=cases.undeliverable,
        needs_person=sum(f is Failure.NEEDS_PERSON for f in attempts),
        failed=sum(f is not None and f.blame is Blame.TARGET for f in attempts),
        acknowledged=sum(s.acknowledged_seconds is not None for s in asked),
        answered_share=answered / len(closed) if closed else None,
        answered_share_high=(answered + undetermined) / len(closed) if closed else None,
        median_seconds=wall.median_seconds,
        median_seconds_low=wall.median_with_undetermined,
        ranked=len(closed) >= max(1, minimum_questions),
        cases=cases,
        waits=(wall, *own),
        calendar=calendar,
        stories=tuple(stories),
        outcomes=outcomes(map(_answered, (one for one in stories if one.outcome))) if channel is Channel.FORM else None,
        verification=counted_proofs(one.proof for one in stories) if channel is Channel.FORM else None,
    )


def _answered(story: Story) -> Answered:
    silent = story.state is State.SILENT and not story.messages
    return Answered(story.outcome.kind if story.outcome else OutcomeKind.UNKNOWN, silent, story.robots)


def add_up(stories: Sequence[Story]) -> Cases:
    """Count what became of *stories*."""
    heard = counted(stories)
    states = Counter(one.state for one in heard)
    answered = [one for one in heard if one.state is State.ANSWERED]
    solved = [one.contacts_until_solved for one in heard if one.contacts_until_solved is not None]
    promises = [r for one in heard for r in one.messages if r.promised_seconds is not None]
    return Cases(
        n=len(heard),
        answered=states[State.ANSWERED],
        undetermined=states[State.UNDETERMINED],
        silent=states[State.SILENT],
        waiting=states[State.WAITING],
        undeliverable=sum(one.state is State.UNDELIVERABLE for one in stories),
        unproven=sum(one.unproven and one.state not in {State.UNDELIVERABLE, State.UNKNOWN} for one in stories),
        unknown=sum(one.state is State.UNKNOWN for one in stories),
        acknowledged=sum(one.acknowledged_seconds is not None for one in heard),
        delayed=_with(heard, Verdict.DELAY_NOTICE),
        verification_required=_with(heard, Verdict.VERIFICATION_REQUIRED),
        useful=len(solved),
        not_useful=sum(one.graded and one.useful_seconds is None for one in answered),
        ungraded=sum(not one.graded for one in answered),
        contacts_until_solved=dict(sorted(Counter(solved).items())),
        reminded=_contacted(heard, "reminder"),
        complained=_contacted(heard, "complaint"),
        promises_made=len(promises),
        promises_kept=sum(one.promise_kept is True for one in promises),
        promises_broken=sum(one.promise_kept is False for one in promises),
        closed_without_answer=sum(one.closed_unanswered for one in heard),
    )


def _with(stories: Sequence[Story], verdict: Verdict) -> int:
    return sum(any(r.verdict is verdict for r in one.messages) for one in stories)


def _contacted(stories: Sequence[Story], step: str) -> int:
    return sum(any(each.step == step and each.failure is None for each in one.contacts) for one in stories)
