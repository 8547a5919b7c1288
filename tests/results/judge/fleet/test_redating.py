"""What was recorded by a clock that was wrong is moved to when it was, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from results.judge.fleet.redating import SMALL, floor_to, redated
from results.records import Failure, FormSeen, Heartbeat, Observation, Session
from results.records.fleet import AgentRecord, OutboxRow, Redated

MINUTE = timedelta(minutes=1)
WRONG = datetime(2026, 1, 1, tzinfo=UTC)
"""The start of the machine, as its clock told it first."""
RIGHT = datetime(2026, 5, 3, 12, 0, 30, 250_000, tzinfo=UTC)
INTERVALS = {"page": MINUTE, "name": timedelta(seconds=7)}


def sample(number: int = 0, **changes: object) -> Observation:
    """Make the sample of a slot of the wrong clock."""
    slot = floor_to(WRONG, INTERVALS["page"]) + number * MINUTE
    usual = Observation(
        agent="a",
        provider="alpha",
        target="site",
        task="page",
        kind="tls",
        slot=slot,
        started_at=slot + timedelta(seconds=3),
        duration_seconds=0.5,
        clock_synchronised=False,
        booted_at=WRONG,
        session="s",
    )
    return replace(usual, **changes)


def done(*records: AgentRecord, boot_id: str = "b", right: datetime = RIGHT) -> list[Redated]:
    """Re-date *records*, all made in the start *boot_id*."""
    rows = [OutboxRow(seq, record, boot_id) for seq, record in enumerate(records, 1)]
    return list(redated(rows, "b", right, INTERVALS.get))


def only(found: list[Redated]) -> Observation:
    """Return the one sample that was re-dated."""
    (one,) = found
    assert isinstance(one.record, Observation)
    return one.record


def test_a_sample_is_moved_to_when_it_was_and_marked() -> None:
    """It begins at the same time since the machine's start, lies in a slot of the grid, and says what was done."""
    before = sample(5)
    after = only(done(before))
    assert after.started_monotonic_seconds == before.started_monotonic_seconds
    assert after.booted_at == RIGHT
    assert after.slot == datetime(2026, 5, 3, 12, 5, tzinfo=UTC)
    assert after.redated_by_seconds == (RIGHT - WRONG).total_seconds()
    assert after.duration_seconds == before.duration_seconds


steps = st.integers(-(10**9), 10**9).map(lambda ms: timedelta(milliseconds=ms))


@given(step=steps, numbers=st.lists(st.integers(0, 10_000), unique=True), task=st.sampled_from(sorted(INTERVALS)))
def test_slots_stay_apart_and_samples_stay_in_order(step: timedelta, numbers: list[int], task: str) -> None:
    """By whatever step the clock was put right: no two fall into one slot, and each is on the grid."""
    every = INTERVALS[task]
    first = floor_to(WRONG, every)
    before = [sample(task=task, slot=first + number * every, started_at=None) for number in sorted(numbers)]
    found = done(*before, right=WRONG + step)
    assert bool(found) == (bool(numbers) and abs(step) >= SMALL)
    slots = [one.record.slot for one in found if isinstance(one.record, Observation)]
    assert slots == sorted(set(slots))
    assert all(slot == floor_to(slot, every) for slot in slots)
    assert not any(one.second for one in found)
    for old, slot in zip(before, slots, strict=False):
        assert slot <= old.slot + step < slot + every


@given(step=steps)
def test_what_was_redated_is_not_redated_again(step: timedelta) -> None:
    """A start of the agent after the re-dating finds nothing to do."""
    once = [one.record for one in done(sample(1), right=WRONG + step)] or [sample(1)]
    assert done(*once, right=WRONG + step) == []


@given(first=steps, then=steps)
def test_two_shifts_are_marked_as_one(first: timedelta, then: timedelta) -> None:
    """Whoever takes the mark off the time has what the machine wrote."""
    for end in done(sample(), right=WRONG + first):
        for last in done(end.record, right=WRONG + first + then):
            assert isinstance(last.record, Observation)
            assert last.record.redated_by_seconds == pytest.approx((first + then).total_seconds())


@pytest.mark.parametrize("ms", [-999, -1, 0, 1, 999])
def test_a_small_shift_redates_nothing(ms: int) -> None:
    """Under a second the slot is right as it is."""
    assert done(sample(), right=WRONG + timedelta(milliseconds=ms)) == []


def test_another_start_of_the_machine_is_left_as_it_is() -> None:
    """How long it was switched off between nobody knows."""
    assert done(sample(), boot_id="before") == []
    assert done(sample(), boot_id="") == []


def test_nothing_is_redated_from_the_first_synchronisation_on() -> None:
    """Whatever becomes of the clock later: its times were right once, and are not touched."""
    later = [sample(1, clock_synchronised=True, booted_at=RIGHT), sample(2), sample(3)]
    assert [one.seq for one in done(sample(0), *later)] == [1]


def test_what_tells_nothing_of_its_clock_is_left_as_it_is() -> None:
    """Such as a record of an older version."""
    assert done(sample(booted_at=None)) == []


def test_a_task_that_is_not_known_has_no_grid_to_be_put_on() -> None:
    """Its samples are sent as they are, marked as of a clock that was not synchronised."""
    assert done(sample(task="gone")) == []


def test_all_moments_of_runs_heartbeats_and_forms_are_moved() -> None:
    """A form that was seen goes by the record before it."""
    by = RIGHT - WRONG
    clock = {"clock_synchronised": False, "booted_at": WRONG}
    session = Session(
        id="s", agent="a", started_at=WRONG, software="0", config_sha256="", boot_id="b", clock_synchronised=False
    )
    beat = Heartbeat(session="s", at=WRONG + MINUTE, mailbox_read_at=WRONG, clock_synchronised=False, booted_at=WRONG)
    form = FormSeen(provider="p", target="t", signature="1", at=WRONG + MINUTE, description="{}", evidence="")
    found = [one.record for one in done(replace(session, **clock), beat, form)]
    mark = {"booted_at": RIGHT, "redated_by_seconds": by.total_seconds()}
    assert found == [
        replace(session, started_at=RIGHT, **mark),
        replace(beat, at=RIGHT + MINUTE, mailbox_read_at=RIGHT, **mark),
        replace(form, at=RIGHT + MINUTE),
    ]


def test_the_second_in_a_slot_is_told() -> None:
    """The clock was set by hand in between, and both samples belong into one slot: the first stays."""
    by_hand = WRONG + timedelta(seconds=50)
    found = done(sample(1), sample(2, booted_at=by_hand), sample(2, booted_at=by_hand, provider="beta"))
    assert [one.second for one in found] == [False, True, False]


def test_a_certificate_that_a_wrong_clock_judged_is_not_the_targets_fault() -> None:
    """In 1970 every certificate is from the future."""
    after = only(done(sample(failure=Failure.CERTIFICATE_INVALID, detail="not yet valid")))
    assert after.failure is Failure.CLOCK_STEPPED
    assert after.detail == "not yet valid (judged by a clock that was wrong)"
    assert only(done(sample(failure=Failure.TIMEOUT))).failure is Failure.TIMEOUT


def test_the_days_that_a_certificate_has_left_are_counted_from_the_right_day() -> None:
    """The server's certificate ends when it ends."""
    before = sample(metrics={"days_left": 200.0, "tls_seconds": 0.01})
    after = only(done(before, right=WRONG + timedelta(days=30)))
    assert after.metrics == {"days_left": 170.0, "tls_seconds": 0.01}
