"""Seeds: where our own mail did not get out, nobody is called silent."""

from datetime import UTC, datetime, timedelta

import msgspec
from made_records import made_case

from results.judge.seeds import unproven
from results.records import Case, Message

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
LATER = DAY + timedelta(days=3)


def case(name: str, *, seed: bool = False, at: datetime = DAY, plan: str | None = "p") -> Case:
    """Make a case, or a seed."""
    return made_case(name, at, provider="seed-box" if seed else "host", plan=plan, seed=seed)


def arrived(name: str) -> Message:
    """Make the message that proves a seed."""
    return Message(id=f"m-{name}", case=name, received_at=DAY, evidence="00")


def test_a_batch_whose_seeds_are_all_lost_proves_nothing() -> None:
    """Each question of that day and plan is named, and no seed."""
    cases = [case("c1"), case("c2"), case("s1", seed=True), case("s2", seed=True)]
    assert unproven(cases, [], LATER) == {"c1", "c2"}


def test_one_seed_that_arrives_is_enough() -> None:
    """What the other provider's spam filter does is not our line."""
    cases = [case("c1"), case("s1", seed=True), case("s2", seed=True)]
    assert unproven(cases, [arrived("s2")], LATER) == frozenset()


def test_other_days_and_plans_are_other_batches() -> None:
    """A lost batch says nothing about the next one."""
    cases = [case("c1"), case("c2", at=DAY + timedelta(days=1)), case("c3", plan=None), case("s1", seed=True)]
    assert unproven(cases, [], LATER) == {"c1"}


def test_a_batch_without_seeds_is_not_held_against_anyone() -> None:
    """Where no proof was planned, none is missing."""
    assert unproven([case("c1")], [], LATER) == frozenset()


def test_a_seed_has_an_hour() -> None:
    """Mail that is still under way is not lost."""
    cases = [case("c1"), case("s1", seed=True)]
    assert unproven(cases, [], DAY + timedelta(minutes=59)) == frozenset()
    assert unproven(cases, [], DAY + timedelta(minutes=60)) == {"c1"}


def test_an_answer_proves_nothing_for_its_batch() -> None:
    """Else a batch would be judged by those of its cases that were answered."""
    cases = [case("c1"), case("c2"), case("s1", seed=True)]
    answer = msgspec.structs.replace(arrived("c1"), id="answer")
    assert unproven(cases, [answer], LATER) == {"c1", "c2"}
