"""The story of each question and what the stories add up to: nothing is dropped, nothing is counted twice."""

from datetime import UTC, datetime, timedelta

import pytest
from made_records import made_case

from results.judge.mail.verdict import Verdict
from results.judge.support import Received, State, Story, Support, support, tell
from results.records import Blame, Case, Channel, Failure, Handover

ASKED = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
HOUR = 3600.0
WINDOW = 24 * HOUR
MACHINES = [verdict for verdict in Verdict if verdict not in {Verdict.HUMAN, Verdict.UNDETERMINED}]
QUIET = [verdict for verdict in MACHINES if verdict is not Verdict.BOUNCE]


def case(name: str = "c") -> Case:
    """Make a case that was opened an instant before it was handed over."""
    return made_case(name, ASKED, opened_at=ASKED - timedelta(seconds=1))


def told(
    *messages: tuple[Verdict, float], hours: float = 48, failure: Failure | None = None, handed: bool = True
) -> Story:
    """Tell a case with *messages* (verdict, hours after the handover), read *hours* after it."""
    received = [
        Received(evidence=f"m{place}", after_seconds=after * HOUR, verdict=verdict, reasons=("test",))
        for place, (verdict, after) in enumerate(messages)
    ]
    handover = Handover(case="c", at=ASKED, failure=failure, detail="250 ok") if handed else None
    return tell(case(), handover, received, window_seconds=WINDOW, as_of=ASKED + timedelta(hours=hours))


def added(*stories: Story, attempts: tuple[Failure | None, ...] = ()) -> Support:
    """Add up *stories*."""
    return support("ask", Channel.EMAIL, stories, attempts, window_seconds=WINDOW)


def test_an_answer_by_a_person() -> None:
    """The first answer of a person counts, and the wait is told from the handover."""
    story = told((Verdict.HUMAN, 5), (Verdict.HUMAN, 2))
    assert (story.state, story.answered_seconds) == (State.ANSWERED, 2 * HOUR)


@pytest.mark.parametrize("verdict", QUIET)
def test_a_machine_is_no_answer(verdict: Verdict) -> None:
    """Whatever a machine sends, the question stays unanswered."""
    assert told((verdict, 1)).state is State.SILENT


def test_an_acknowledgement_is_told_apart() -> None:
    """That it arrived is a fact of its own, with its own time."""
    story = told((Verdict.AUTO_ACK, 0.01), (Verdict.HUMAN, 3))
    assert (story.acknowledged_seconds, story.answered_seconds) == (36.0, 3 * HOUR)


def test_an_answer_after_the_window_is_no_answer() -> None:
    """The rule was fixed before: what comes later is shown and does not count."""
    story = told((Verdict.HUMAN, 25))
    assert (story.state, story.answered_seconds, len(story.messages)) == (State.SILENT, None, 1)


def test_an_answer_on_the_last_instant_counts() -> None:
    """The window includes its end."""
    assert told((Verdict.HUMAN, 24)).state is State.ANSWERED


@pytest.mark.parametrize(("hours", "state"), [(23.9, State.WAITING), (24, State.SILENT)])
def test_silence_is_silence_only_when_the_window_has_closed(hours: float, state: State) -> None:
    """Before that, the question is censored, not unanswered."""
    assert told(hours=hours).state is state


def test_what_nobody_can_tell_is_undetermined_until_an_answer_comes() -> None:
    """A doubtful message is neither an answer nor silence."""
    assert told((Verdict.UNDETERMINED, 1)).state is State.UNDETERMINED
    assert told((Verdict.UNDETERMINED, 1), (Verdict.HUMAN, 2)).state is State.ANSWERED


def test_a_bounce_is_undeliverable_and_never_silence() -> None:
    """That mail does not arrive is a finding of its own."""
    assert told((Verdict.BOUNCE, 0.1)).state is State.UNDELIVERABLE
    assert told((Verdict.BOUNCE, 0.1), (Verdict.HUMAN, 2)).state is State.ANSWERED


@pytest.mark.parametrize("failure", list(Failure))
def test_a_failed_handover_speaks_about_whom_it_speaks(failure: Failure) -> None:
    """Refused, or turned away as a machine, is undeliverable; the prober's own trouble is unknown."""
    expected = State.UNKNOWN if failure.blame is Blame.PROBE else State.UNDELIVERABLE
    assert told(failure=failure).state is expected


def test_a_case_cut_off_before_its_handover_is_unknown() -> None:
    """Whether the provider has the question is not known, so nothing is said about it."""
    story = told(handed=False)
    assert (story.state, story.failure) == (State.UNKNOWN, Failure.OUTCOME_UNKNOWN)


def test_a_reading_before_the_handover_follows_for_no_time() -> None:
    """Clocks of two machines may differ, but nothing was ever followed for less than no time."""
    assert told(hours=-1).followed_seconds == 0.0


def test_the_share_is_of_closed_windows_only() -> None:
    """A question asked an hour ago is no silence, and an early answer is no bonus."""
    found = added(told((Verdict.HUMAN, 1)), told(), told(hours=1), told((Verdict.HUMAN, 0.5), hours=1))
    assert (found.asked, found.closed, found.answered, found.waiting) == (4, 2, 1, 2)
    assert found.answered_share == 0.5


def test_the_undetermined_make_a_bound() -> None:
    """The share is given without the doubtful ones, and with all of them."""
    found = added(told((Verdict.HUMAN, 1)), told((Verdict.UNDETERMINED, 1)), told(), told())
    assert (found.answered_share, found.answered_share_high, found.undetermined) == (0.25, 0.5, 1)


def test_the_undeliverable_are_not_in_the_share() -> None:
    """Undeliverable questions are counted apart, refused at once or bounced later."""
    found = added(told((Verdict.HUMAN, 1)), told((Verdict.BOUNCE, 1)), told(failure=Failure.MAIL_REJECTED))
    assert (found.undeliverable, found.asked, found.closed, found.answered_share) == (2, 2, 1, 1.0)


def test_the_unknown_are_nowhere() -> None:
    """What the prober does not know is no question that was asked."""
    found = added(told(handed=False), told(failure=Failure.OUTCOME_UNKNOWN))
    assert (found.asked, found.closed, found.undeliverable, found.answered_share) == (0, 0, 0, None)


def test_the_median_censors_those_who_wait() -> None:
    """Two answers and three silences have no median within the window; three answers have one."""
    answers = [told((Verdict.HUMAN, hour)) for hour in (1, 2, 3)]
    assert added(*answers[:2], told(), told(), told()).median_seconds is None
    assert added(*answers, told(), told()).median_seconds == 3 * HOUR


def test_the_door_that_asks_for_a_person_is_counted_apart() -> None:
    """A CAPTCHA is neither a failure nor a silence."""
    found = added(attempts=(Failure.NEEDS_PERSON, Failure.NEEDS_PERSON, Failure.FORM_MISSING, None))
    assert (found.needs_person, found.failed, found.asked, found.answered_share) == (2, 1, 0, None)


def test_acknowledgements_are_counted_among_the_asked() -> None:
    """How many were told that their question had arrived."""
    assert added(told((Verdict.AUTO_ACK, 0.1)), told((Verdict.OUT_OF_OFFICE, 0.1)), told()).acknowledged == 2
