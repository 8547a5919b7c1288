"""What a form said, held against what came of it: thanks are no delivery, and a rejection is no silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from made_records import made_case

from results.judge.form_outcome import Outcome, OutcomeKind
from results.judge.form_results import FormSaid, turned_away
from results.judge.story import Received, State, Story, tell
from results.judge.support import Support, support
from results.judge.support_summary import support_summaries
from results.judge.verification import Verifications
from results.records import Channel, Failure, Handover, Verdict

ASKED = datetime(2026, 5, 3, 12, tzinfo=UTC)
WINDOW = 86_400.0


def outcome(kind: OutcomeKind, *reasons: str) -> Outcome:
    """Return what a form said."""
    return Outcome(kind=kind, reasons=reasons or ("words",), quoted=("Fyll i namn.",))


def story(
    kind: OutcomeKind | None, *verdicts: Verdict, failure: Failure | None = None, days: float = 2, name: str = "c"
) -> Story:
    """Tell a case whose form said *kind*, after an hour something of each of *verdicts* came."""
    case = made_case(name, ASKED, target="contact", channel=Channel.FORM)
    received = [Received(evidence="", after_seconds=3_600, verdict=one, reasons=()) for one in verdicts]
    return tell(
        case,
        Handover(case=name, at=ASKED, failure=failure),
        received,
        window_seconds=WINDOW,
        as_of=ASKED + timedelta(days=days),
        said=FormSaid(outcome=outcome(kind)) if kind else None,
    )


def added(*stories: Story, channel: Channel = Channel.FORM) -> Support:
    """Add up *stories*."""
    return support("ask", channel, stories, (), window_seconds=WINDOW)


def test_thanked_and_silent() -> None:
    """A form that thanked, and nothing ever came, is counted as such, beside what was never answered."""
    found = added(
        story(OutcomeKind.THANKED),
        story(OutcomeKind.THANKED, Verdict.AUTO_ACK),
        story(OutcomeKind.THANKED, Verdict.HUMAN),
        story(OutcomeKind.THANKED, days=0.5),
        story(OutcomeKind.CONFIRMED),
        story(OutcomeKind.UNKNOWN),
        story(None),
    )
    assert found.outcomes is not None
    assert (found.outcomes.thanked, found.outcomes.thanked_and_silent) == (4, 1)
    assert (found.outcomes.confirmed, found.outcomes.confirmed_and_silent) == (1, 1)
    assert (found.outcomes.unknown, found.outcomes.rejected) == (1, 0)
    assert found.cases.silent == 5


@pytest.mark.parametrize(
    ("kind", "failure"), [(OutcomeKind.REJECTED, Failure.FORM_REJECTED), (OutcomeKind.BLOCKED, Failure.BLOCKED)]
)
def test_turned_away_is_no_silence(kind: OutcomeKind, failure: Failure) -> None:
    """A question that the form did not take is in no base: it was never asked."""
    told = story(kind)
    assert (told.state, told.failure) == (State.UNDELIVERABLE, failure)
    found = added(told, story(OutcomeKind.CONFIRMED, Verdict.HUMAN))
    assert (found.cases.n, found.cases.undeliverable, found.answered_share) == (1, 1, 1.0)


def test_an_answer_proves_the_form_wrong() -> None:
    """Where an answer came all the same, the form took the question, whatever it said."""
    told = story(OutcomeKind.REJECTED, Verdict.HUMAN)
    assert (told.state, told.failure) == (State.ANSWERED, None)


def test_a_bounce_proves_nothing_about_a_form() -> None:
    """What comes from the post before the door does not overrule what the form said."""
    assert story(OutcomeKind.REJECTED, Verdict.BOUNCE).failure is Failure.FORM_REJECTED


@pytest.mark.parametrize(
    ("failure", "reasons", "expected"),
    [
        (Failure.UNEXPECTED_STATUS, ("status=404",), Failure.UNEXPECTED_STATUS),
        (Failure.UNEXPECTED_STATUS, ("words:wrong=sv",), Failure.FORM_REJECTED),
        (Failure.OUTCOME_UNKNOWN, ("words:wrong=sv",), Failure.OUTCOME_UNKNOWN),
        (None, ("status=422",), Failure.FORM_REJECTED),
        (None, ("cf7:validation_failed",), Failure.FORM_REJECTED),
    ],
)
def test_which_failure_holds(failure: Failure | None, reasons: tuple[str, ...], expected: Failure) -> None:
    """A bare error stays the target's; only the words of a rejection make it one."""
    assert turned_away(failure, outcome(OutcomeKind.REJECTED, *reasons), heard=False) is expected


def test_mail_has_no_outcomes() -> None:
    """Of mail the summary says nothing about forms; of a form it counts every kind, those of none too."""
    (mail,) = support_summaries(added(story(None), channel=Channel.EMAIL))
    (form,) = support_summaries(added(story(OutcomeKind.THANKED)))
    assert mail.outcomes is None
    assert form.outcomes is not None
    assert (form.outcomes.thanked, form.outcomes.blocked) == (1, 0)


@pytest.mark.parametrize(
    "failure", [Failure.UNEXPECTED_STATUS, Failure.TOO_LARGE, Failure.NOT_APPROVED, Failure.OUTCOME_UNKNOWN]
)
def test_what_came_from_behind_the_form_proves_that_it_took_the_question(failure: Failure) -> None:
    """Forms answer with errors, or not at all, and have made a ticket; a bounce alone proves nothing of the kind."""
    assert story(None, Verdict.AUTO_ACK, Verdict.HUMAN, failure=failure).state is State.ANSWERED
    assert story(OutcomeKind.UNKNOWN, Verdict.AUTO_ACK, failure=failure).state is State.SILENT
    assert story(None, Verdict.BOUNCE, failure=failure).state in {State.UNDELIVERABLE, State.UNKNOWN}
    assert story(None, failure=failure).state in {State.UNDELIVERABLE, State.UNKNOWN}


def test_a_link_that_was_left_is_no_silence() -> None:
    """Nobody was given the question, so it is in no share; whatever else comes proves that it was taken."""
    left = story(OutcomeKind.THANKED, Verdict.VERIFICATION_REQUIRED)
    taken = story(OutcomeKind.THANKED, Verdict.VERIFICATION_REQUIRED, Verdict.HUMAN)
    assert (left.state, taken.state) == (State.UNDELIVERABLE, State.ANSWERED)
    found = added(left, taken)
    assert (found.cases.n, found.cases.undeliverable, found.answered_share) == (1, 1, 1.0)
    assert next(iter(support_summaries(found))).verification == Verifications(asked=2, opened=0, left=2, unclear=0)
