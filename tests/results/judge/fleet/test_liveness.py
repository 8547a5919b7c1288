"""Which word about an agent holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from results.judge.fleet.liveness import SILENT_AFTER, presence, taken
from results.records.fleet import AgentState, Presence

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def said(session: str, state: Presence, minute: int = 0, **more: object) -> AgentState:
    """Make what is said of a run, and came so many minutes after noon."""
    usual = AgentState(
        agent="a",
        session=session,
        state=state,
        at=NOON,
        started_at=NOON,
        software="0",
        backlog=0,
        seen_at=NOON + minute * MINUTE,
    )
    return replace(usual, **more)


def after(*words: AgentState) -> list[AgentState]:
    """Tell what is known when *words* have come, the run heard of last first."""
    runs: dict[str, AgentState] = {}
    for came in words:
        ordered = sorted(runs.values(), key=lambda one: one.seen_at or NOON, reverse=True)
        if found := taken(ordered, came):
            runs[found.session] = found
    return sorted(runs.values(), key=lambda one: one.seen_at or NOON, reverse=True)


def test_an_old_will_does_not_kill_a_new_run() -> None:
    """The broker finds the dead connection of the run before when the new one is long there."""
    (newest, older) = after(said("1", "here"), said("2", "here", 1), said("1", "lost", 2))
    assert (newest.session, newest.state) == ("2", "here")
    assert older.state == "here"


def test_an_old_will_does_not_kill_a_new_connection_of_the_same_run() -> None:
    """Nor does it where the agent reconnected before the broker noticed."""
    (one,) = after(
        said("1", "here", connection=1), said("1", "here", 1, connection=2), said("1", "lost", 2, connection=1)
    )
    assert one.state == "here"
    (one,) = after(said("1", "here", connection=2), said("1", "lost", 2, connection=2))
    assert one.state == "lost"


def test_a_run_with_a_wrong_clock_is_newer_all_the_same() -> None:
    """It began in 1970, as it says; and the broker kept its word for us, which tells no other time."""
    wrong = datetime(1970, 1, 1, tzinfo=UTC)
    (newest, _) = after(said("1", "here", 5), said("2", "here", at=wrong, started_at=wrong, seen_at=wrong))
    assert newest.session == "2"


def test_a_will_changes_when_it_was_lost_and_not_when_it_was_seen() -> None:
    """A will is the broker's word. All else that is known of the agent stays, such as its backlog."""
    (one,) = after(said("1", "here", backlog=7), said("1", "lost", 3, backlog=0))
    assert one == said("1", "lost", backlog=7, changed_at=NOON + 3 * MINUTE)


def test_a_lost_agent_that_speaks_is_here() -> None:
    """Since when is told too."""
    (one,) = after(said("1", "here"), said("1", "lost", 1), said("1", "here", 2), said("1", "here", 3))
    assert (one.state, one.changed_at, one.seen_at) == ("here", NOON + 2 * MINUTE, NOON + 3 * MINUTE)


def test_a_goodbye_is_the_last_word_of_a_run() -> None:
    """Neither a will nor a word that was delivered twice changes it."""
    (one,) = after(said("1", "here"), said("1", "gone", 1), said("1", "lost", 2), said("1", "here", 3))
    assert one.state == "gone"


def test_a_run_that_another_has_followed_says_nothing_any_more() -> None:
    """What it said and comes late does not bring it back."""
    (newest, older) = after(said("1", "here"), said("2", "here", 1), said("1", "here", 2))
    assert newest.session == "2"
    assert older.seen_at == NOON


def test_the_end_of_an_unknown_run_tells_that_there_is_such_an_agent() -> None:
    """Where nothing was known; else it changes nothing."""
    (one,) = after(said("1", "lost"))
    assert one.state == "lost"
    assert [one.session for one in after(said("2", "here"), said("1", "lost", 1))] == ["2"]


words = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from(["here", "lost", "gone"]), st.integers(0, 2)), max_size=12
)


@given(words)
def test_the_end_of_one_run_never_changes_another(many: list[tuple[str, Presence, int]]) -> None:
    """In whatever order births, wills and goodbyes of three runs come."""
    sofar: list[AgentState] = []
    for minute, (session, state, connection) in enumerate(many):
        before = after(*sofar)
        sofar.append(said(session, state, minute, connection=connection))
        now = after(*sofar)
        if state != "here" and before and session != before[0].session:
            assert now == before
        for one in before:
            if one.session != session:
                assert one in now


@pytest.mark.parametrize(
    ("state", "silent", "told"),
    [
        ("here", timedelta(0), "here"),
        ("here", SILENT_AFTER, "here"),
        ("here", SILENT_AFTER + MINUTE, "lost"),
        ("gone", SILENT_AFTER + MINUTE, "gone"),
        ("lost", timedelta(0), "lost"),
    ],
)
def test_silence_is_taken_for_a_loss(state: Presence, silent: timedelta, told: Presence) -> None:
    """A broker that was killed publishes no will."""
    assert presence(said("1", state), NOON + silent) == told
