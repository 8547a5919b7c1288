"""What becomes of a case beside its first answer: solved, promised, closed, reminded, unproven, imported."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from made_records import made_case

from results.judge.support import Received, State, Story, Support, support, tell
from results.records import Case, Channel, Failure, FollowUp, Handover, Step, Verdict

ASKED = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HOUR = 3600.0
WINDOW = 100 * HOUR
CASE = made_case("c", ASKED)
IMPORTED = msgspec.structs.replace(CASE, evidence="")


def got(verdict: Verdict, hours: float, **more: object) -> Received:
    """Make a message that came so many hours after the question."""
    return msgspec.structs.replace(
        Received(evidence="", after_seconds=hours * HOUR, verdict=verdict, reasons=()), **more
    )


def human(hours: float, *, useful: bool | None = None) -> Received:
    """Make a person's answer."""
    return got(Verdict.HUMAN, hours, useful=useful)


def letter(number: int, hours: float, step: Step = Step.REMINDER, *, failure: Failure | None = None) -> tuple:
    """Make a follow-up with its handover."""
    at = ASKED + timedelta(hours=hours)
    made = FollowUp(case="c", number=number, step=step, slot=at, opened_at=at, subject="PHP", evidence="00")
    return made, Handover(case="c", number=number, at=at, failure=failure)


def told(*messages: Received, case: Case = CASE, handed: bool = True, **more: object) -> Story:
    """Tell a case with *messages*, read long after."""
    handover = Handover(case="c", at=ASKED) if handed else None
    return tell(case, handover, messages, window_seconds=WINDOW, as_of=ASKED + timedelta(days=30), **more)


def added(*stories: Story) -> Support:
    """Add up *stories*."""
    return support("ask", Channel.EMAIL, stories, (), window_seconds=WINDOW)


def test_the_first_useful_answer_is_a_persons_that_was_graded_so() -> None:
    """A holding reply is an answer and not useful; a robot's answer is neither, however useful."""
    story = told(got(Verdict.BOT_ANSWER, 0.1, useful=True), human(2, useful=False), human(9, useful=True), human(11))
    assert (story.answered_seconds, story.useful_seconds) == (2 * HOUR, 9 * HOUR)


def test_the_letters_until_it_was_solved_are_counted() -> None:
    """The question and each follow-up that was taken before the useful answer; later and refused ones are none."""
    letters = [letter(1, 24), letter(2, 30, failure=Failure.MAIL_DEFERRED), letter(3, 50), letter(4, 90)]
    assert told(human(60, useful=True), follow_ups=letters).contacts_until_solved == 3
    assert told(human(1, useful=True), follow_ups=letters).contacts_until_solved == 1
    assert told(human(60), follow_ups=letters).contacts_until_solved is None


def test_unsolved_cases_are_counted_beside_the_solved() -> None:
    """Never a mean over those that were solved: how many took how many letters, and how many never were."""
    solved = told(human(60, useful=True), follow_ups=[letter(1, 24)])
    found = added(solved, told(human(1, useful=True)), told(human(1, useful=False)), told(human(1)), told()).cases
    assert found.contacts_until_solved == {1: 1, 2: 1}
    assert (found.useful, found.not_useful, found.ungraded, found.silent) == (2, 1, 1, 1)
    assert (found.reminded, found.complained) == (1, 0)


@pytest.mark.parametrize(
    ("promise", "counts"),
    [
        ({"kept_seconds": 20 * HOUR}, (1, 1, 0)),
        ({"kept_seconds": 24 * HOUR}, (1, 1, 0)),
        ({"kept_seconds": 25 * HOUR}, (1, 0, 1)),
        ({"broken": True}, (1, 0, 1)),
        ({}, (1, 0, 0)),
    ],
)
def test_a_promise_is_kept_late_broken_or_not_known(promise: dict[str, object], counts: tuple[int, ...]) -> None:
    """What nobody has noted is neither kept nor broken."""
    found = added(told(got(Verdict.HUMAN, 1, promised_seconds=24 * HOUR, **promise))).cases
    assert (found.promises_made, found.promises_kept, found.promises_broken) == counts


@pytest.mark.parametrize(
    ("messages", "closed"),
    [
        ([got(Verdict.CLOSED_NOTICE, 5)], True),
        ([human(1), got(Verdict.CLOSED_NOTICE, 5)], False),
        ([got(Verdict.CLOSED_NOTICE, 5), human(9)], True),
        ([got(Verdict.UNDETERMINED, 1), got(Verdict.CLOSED_NOTICE, 5)], False),
        ([got(Verdict.AUTO_ACK, 1)], False),
    ],
)
def test_closed_without_an_answer(messages: list[Received], closed: bool) -> None:  # noqa: FBT001 -- an example's outcome
    """Only where no person had answered before, nor anything that may have been one."""
    assert told(*messages).closed_unanswered is closed


def test_an_unproven_case_counts_for_nothing() -> None:
    """It is neither silent nor waiting nor answered, and in no share."""
    found = added(told(), told(unproven=True), told(human(1), unproven=True), told(human(2)))
    assert told(unproven=True).state is State.UNPROVEN
    assert (found.cases.n, found.cases.silent, found.cases.unproven, found.answered_share) == (2, 1, 2, 0.5)


def test_an_imported_case_that_was_not_delivered_is_undeliverable() -> None:
    """Whoever recorded it says so; a bounce only confirms it."""
    assert told(case=IMPORTED, handed=False).state is State.UNDELIVERABLE
    assert told(got(Verdict.BOUNCE, 0.1), case=IMPORTED, handed=False).state is State.UNDELIVERABLE


def test_an_answer_proves_that_an_imported_case_was_delivered() -> None:
    """It counts from its opening then."""
    story = told(human(3), case=IMPORTED, handed=False)
    assert (story.state, story.answered_seconds) == (State.ANSWERED, 3 * HOUR)


def test_delay_and_verification_are_findings_of_their_own() -> None:
    """Neither is an answer; a demand for verification says that the question arrived."""
    found = added(told(got(Verdict.DELAY_NOTICE, 1)), told(got(Verdict.VERIFICATION_REQUIRED, 1))).cases
    assert (found.delayed, found.verification_required, found.acknowledged, found.silent) == (1, 1, 1, 2)


def test_every_counted_case_is_in_exactly_one_state() -> None:
    """Answered, undetermined, silent and waiting make n."""
    stories = [told(), told(human(1)), told(got(Verdict.UNDETERMINED, 1)), told(got(Verdict.BOUNCE, 1))]
    open_one = tell(CASE, Handover(case="c", at=ASKED), (), window_seconds=WINDOW, as_of=ASKED + timedelta(hours=1))
    found = added(*stories, open_one).cases
    assert (found.answered, found.undetermined, found.silent, found.waiting, found.n) == (1, 1, 1, 1, 4)
    assert found.undeliverable == 1
