"""What a store holds of cases reaches the judges: follow-ups, seeds, the end of following."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_records import made_case

from kaklet.config import load
from kaklet.daemon import database
from kaklet.reporting import compare_study
from results.judge.comparison import Comparison
from results.judge.support import State, Support
from results.keep import Store
from results.records import IMPORT, Followed, FollowUp, Handover, Message, Record, Review, Step, Verdict

ROOT = Path(__file__).parents[3]
ASKED = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def opened(name: str, *, provider: str = "bjorkhost", seed: bool = False, days: int = 0) -> list[Record]:
    """Make the records of a case that was taken at once, and followed for a month."""
    at = ASKED + timedelta(days=days)
    whose = "our-seed" if seed else provider
    case = made_case(name, at, provider=whose, task="ask-by-mail", evidence="", plan="p", seed=seed)
    return [case, Handover(case=name, at=at), Followed(case=name, until=at + 720 * HOUR)]


def answer(case: str, hours: float, *, useful: bool) -> list[Record]:
    """Make a person's answer, as an import brings it."""
    at = ASKED + hours * HOUR
    return [
        Message(id=f"m-{case}-{hours}", case=case, received_at=at, evidence=""),
        Review(message=f"m-{case}-{hours}", by=IMPORT, at=at, verdict=Verdict.HUMAN, useful=useful),
    ]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the demonstration's study with a window of two weeks, in a folder of its own."""
    text = (ROOT / "config.toml").read_text("utf-8")
    path = tmp_path / "config.toml"
    path.write_text(text.replace("answer_window_seconds = 14.0", "answer_window_seconds = 1209600"), "utf-8")
    return path


def compared(config: Path, *records: Record) -> Comparison:
    """Compare what a store of *records* holds."""
    loaded = load(config)
    store = Store.create(database(Path(loaded.study.study.data)))
    store.keep(list(records))
    store.close()
    return compare_study(loaded)


def door(comparison: Comparison) -> Support:
    """Return what was found about the mail of the provider that was asked."""
    (provider,) = [one for one in comparison.providers if one.id == "bjorkhost"]
    (found,) = [one for one in provider.support if one.task == "ask-by-mail"]
    return found


def test_follow_ups_and_their_handovers_are_told(config: Path) -> None:
    """A reminder that was taken before the useful answer makes it the second letter; the case begins at the first."""
    at = ASKED + 48 * HOUR
    reminder = FollowUp(
        case="c", number=1, step=Step.REMINDER, slot=at, opened_at=at, message_id="<1@x>", subject="s", evidence=""
    )
    sent = Handover(case="c", number=1, at=at)
    found = door(compared(config, *opened("c"), reminder, sent, *answer("c", 60, useful=True)))
    (story,) = found.stories
    assert (story.asked_at, story.answered_seconds) == (ASKED, 60 * 3600)
    assert story.contacts_until_solved == 2
    assert (found.cases.reminded, found.cases.contacts_until_solved) == (1, {2: 1})


def test_seeds_are_no_questions_and_their_loss_is_told(config: Path) -> None:
    """On the day whose seed arrived a case is silent; on the other it counts for nothing."""
    records = [*opened("c1"), *opened("s1", seed=True), *opened("c2", days=1), *opened("s2", seed=True, days=1)]
    proof = Message(id="proof", case="s1", received_at=ASKED + HOUR, evidence="")
    comparison = compared(config, *records, proof)
    found = door(comparison)
    assert {story.case: story.state for story in found.stories} == {"c1": State.SILENT, "c2": State.UNPROVEN}
    assert (found.cases.n, found.cases.unproven, found.cases.silent) == (1, 1, 1)
    assert comparison.counts.cases == 2


def test_the_latest_end_of_following_holds(config: Path) -> None:
    """An import that was followed for longer makes a longer wait."""
    later = Followed(case="c", until=ASKED + 800 * HOUR)
    earlier = Followed(case="c", until=ASKED + 10 * HOUR)
    (story,) = door(compared(config, *opened("c"), later, earlier)).stories
    assert story.elapsed_seconds == 800 * 3600


def test_a_persons_later_judgement_holds(config: Path) -> None:
    """Who looks again decides; a grade that was given before stays where the new judgement gives none."""
    first = answer("c", 5, useful=True)
    again = Review(message="m-c-5", by="another", at=ASKED + 90 * HOUR, verdict=Verdict.BOT_ANSWER)
    (story,) = door(compared(config, *opened("c"), *first, again)).stories
    assert story.state is State.SILENT
    assert (story.messages[0].verdict, story.messages[0].useful) == (Verdict.BOT_ANSWER, True)


@pytest.mark.parametrize(("questions", "tested"), [(2, False), (3, True)])
def test_pairs_are_tested_only_between_those_with_enough_questions(
    config: Path,
    questions: int,
    tested: bool,  # noqa: FBT001 -- an example's outcome
) -> None:
    """The demonstration asks for three: with two each there is nothing but figures, with three each a test."""
    records: list[Record] = []
    for who, wait in (("bjorkhost", 1), ("fjordnett", 50)):
        for n in range(questions):
            records += [*opened(f"{who}{n}", provider=who), *answer(f"{who}{n}", wait + n, useful=True)]
    comparison = compared(config, *records)
    assert door(comparison).ranked is tested
    assert [(one.first, one.second, one.clock) for one in comparison.pairs] == [
        ("bjorkhost", "fjordnett", "wall")
    ] * tested
    assert all((one.statistic or 0) > 2 and (one.p or 1) < 0.05 for one in comparison.pairs)
