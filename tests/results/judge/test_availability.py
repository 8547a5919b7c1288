"""Counting of due slots: the traps that other monitors fell into, one by one."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_records import made_visit

from results.judge.accounting import account
from results.judge.availability import Availability
from results.judge.matter import Question
from results.judge.outcome import Limits
from results.records import Blame, Failure, Observation

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
EVERY = timedelta(seconds=60)
OUTCOMES = [None, *Failure]
DOWN = [failure for failure in Failure if failure.blame is Blame.TARGET]
MISSED = [Failure.MISSED_LATE, Failure.MISSED_DOWN, Failure.MISSED_OVERRUN]
BLOCKED = [Failure.BLOCKED, Failure.NEEDS_PERSON]
VOID = [failure for failure in Failure if failure not in {*DOWN, *MISSED, *BLOCKED, Failure.PAUSED}]
QUESTION = Question(name="t", every_seconds=60.0, limits=Limits())

ABSENT = "absent"
"""Marks a slot of which there is no record at all."""


def observed(place: int, failure: Failure | None, attempt: int = 0) -> Observation:
    """Make what slot number *place* saw."""
    return made_visit(START + place * EVERY, failure, provider="p", task="t", attempt=attempt)


def availability(count: int, seen: Sequence[Observation]) -> Availability:
    """Account for the first *count* slots of one check."""
    books = account([QUESTION], seen, START, START + count * EVERY, offered={("p", "t")})
    return books.accounts["p", "t"].availability


def sum_of(found: Availability) -> Availability:
    """Leave out what confirmations may tell more exactly: the outages."""
    return msgspec.structs.replace(found, outages=())


def counted(*outcomes: Failure | str | None) -> Availability:
    """Count slots that saw *outcomes*, one each; "absent" leaves no record."""
    seen = [
        observed(place, outcome)
        for place, outcome in enumerate(outcomes)
        if outcome is None or isinstance(outcome, Failure)
    ]
    return availability(len(outcomes), seen)


def test_uptime_is_up_over_measured() -> None:
    """Three of four measured slots were up."""
    found = counted(None, None, Failure.TIMEOUT, None)
    assert (found.uptime, found.coverage, found.downtime_seconds) == (0.75, 1.0, 60.0)


def test_nothing_due_and_nothing_measured_is_no_figure() -> None:
    """No slot is no uptime: neither 0 nor 100 %."""
    assert counted().uptime is None
    assert counted().coverage == 0.0
    assert counted(ABSENT, Failure.PROBE_FAULT).uptime is None


@pytest.mark.parametrize("failure", DOWN)
def test_the_target_s_failures_count_as_down(failure: Failure) -> None:
    """Each failure that speaks about the target lowers its uptime."""
    found = counted(failure, None)
    assert (found.up, found.down, found.uptime) == (1, 1, 0.5)


@pytest.mark.parametrize("failure", VOID)
def test_the_prober_s_own_failures_are_void(failure: Failure) -> None:
    """Whatever was not the target's doing costs coverage and never uptime."""
    found = counted(failure, None)
    assert (found.void, found.down, found.uptime, found.coverage) == (1, 0, 1.0, 0.5)


@pytest.mark.parametrize("failure", BLOCKED)
def test_a_wall_against_machines_is_blocked(failure: Failure) -> None:
    """Trap T15: who turns a machine away is neither up nor down."""
    found = counted(failure, None)
    assert (found.blocked, found.down, found.uptime, found.coverage) == (1, 0, 1.0, 0.5)


def test_a_pause_is_told_apart_from_a_miss() -> None:
    """Asking that was paused on purpose costs coverage, under its own name."""
    found = counted(Failure.PAUSED, None)
    assert (found.paused, found.missed, found.uptime, found.coverage) == (1, 0, 1.0, 0.5)


@pytest.mark.parametrize("outcome", [*MISSED, ABSENT])
def test_a_gap_is_unknown(outcome: Failure | str) -> None:
    """Trap T2: a slot in which nobody measured is neither up nor down, recorded as missed or not recorded at all."""
    found = counted(None, outcome, outcome, Failure.TIMEOUT)
    assert (found.missed, found.up, found.down) == (2, 1, 1)
    assert (found.uptime, found.coverage) == (0.5, 0.5)


def test_confirmations_add_no_weight() -> None:
    """Trap T1: asking again during an outage does not make the outage weigh more."""
    plain = [observed(0, None), observed(1, Failure.TIMEOUT), observed(2, None)]
    confirmed = [*plain, *(observed(1, Failure.TIMEOUT, attempt) for attempt in (1, 2, 3)), observed(2, None, 1)]
    assert sum_of(availability(3, confirmed)) == sum_of(availability(3, plain))


def test_a_confirmation_alone_measures_nothing() -> None:
    """Trap T1: a slot whose scheduled asking is missing stays unmeasured, whatever a confirmation saw."""
    assert availability(1, [observed(0, None, 1)]).measured == 0


def test_the_denominator_is_what_was_measured() -> None:
    """Trap T8: a host that was down in all of the elapsed part of a month was up 0 %, not 54.8 %."""
    found = availability(31, [observed(place, Failure.TIMEOUT) for place in range(14)])
    assert (found.uptime, found.due, found.measured) == (0.0, 31, 14)


def test_observations_outside_the_due_slots_are_not_counted() -> None:
    """Trap T8: a window's ups are never divided by another window's checks."""
    found = availability(2, [observed(place, None) for place in range(50)])
    assert (found.due, found.measured, found.uptime) == (2, 2, 1.0)


def test_an_outage_has_the_bounds_of_the_samples_around_it() -> None:
    """Between two samples nobody knows: the earliest start and the latest end stand beside the failed slots."""
    (outage,) = counted(None, Failure.TIMEOUT, Failure.TIMEOUT, None).outages
    assert (outage.start, outage.end) == (START + EVERY, START + 3 * EVERY)
    assert (outage.start_earliest, outage.end_latest) == (START, START + 3 * EVERY)
    assert outage.samples == 2


def test_an_outage_at_the_edges_has_open_bounds() -> None:
    """Where no good sample stands before or after, no bound is claimed."""
    (outage,) = counted(Failure.TIMEOUT).outages
    assert (outage.start_earliest, outage.end_latest) == (None, None)


@pytest.mark.parametrize("between", [ABSENT, *MISSED, *VOID])
def test_an_unmeasured_slot_neither_ends_nor_lengthens_an_outage(between: Failure | str) -> None:
    """Failed before and failed after is one outage, of which only the measured slots are downtime."""
    found = counted(None, Failure.TIMEOUT, between, Failure.TIMEOUT, None)
    assert [outage.samples for outage in found.outages] == [2]
    assert found.downtime_seconds == 120.0


def test_two_outages_are_told_apart_by_one_good_slot() -> None:
    """A good slot ends one outage; the next begins after it."""
    first, second = counted(Failure.TIMEOUT, None, Failure.TLS_FAILED).outages
    assert (first.cause, first.end_latest) == (Failure.TIMEOUT, START + EVERY)
    assert (second.cause, second.start_earliest) == (Failure.TLS_FAILED, START + EVERY)


def test_the_cause_is_the_commonest_failure_and_the_earliest_of_equals() -> None:
    """One word stands for an outage, by a rule that does not depend on the order of the vocabulary."""
    (common,) = counted(Failure.TIMEOUT, Failure.CONNECTION_REFUSED, Failure.CONNECTION_REFUSED).outages
    (equal,) = counted(Failure.UNEXPECTED_STATUS, Failure.CONNECTION_REFUSED).outages
    assert (common.cause, equal.cause) == (Failure.CONNECTION_REFUSED, Failure.UNEXPECTED_STATUS)


@given(st.lists(st.sampled_from([*OUTCOMES, ABSENT]), max_size=40))
def test_the_counts_add_up(outcomes: list[Failure | str | None]) -> None:
    """Every due slot is counted once, in one class."""
    found = counted(*outcomes)
    unmeasured = found.blocked + found.disagree + found.void + found.missed + found.paused
    assert found.due == len(outcomes) == found.measured + unmeasured
    assert found.measured == found.up + found.degraded + found.down
    assert sum(outage.samples for outage in found.outages) == found.down
    assert found.uptime is None or 0.0 <= found.uptime <= 1.0


@given(st.lists(st.sampled_from(OUTCOMES), max_size=20).flatmap(lambda found: st.permutations(list(enumerate(found)))))
def test_the_order_of_records_does_not_matter(pairs: list[tuple[int, Failure | None]]) -> None:
    """Late, reordered or twice delivered records give the same count as those in order."""
    seen = [observed(place, outcome) for place, outcome in pairs]
    ordered = sorted(seen, key=lambda one: one.slot)
    assert availability(len(pairs), [*seen, *seen]) == availability(len(pairs), ordered)


@pytest.fixture
def longer() -> Callable[[int], Availability]:
    """Return what counts an outage of *length* slots among a hundred."""
    return lambda length: counted(*([Failure.TIMEOUT] * length + [None] * (100 - length)))


def test_downtime_grows_with_the_outage_alone(longer: Callable[[int], Availability]) -> None:
    """Twice the outage is twice the downtime: no sampling depends on the state of the target."""
    assert longer(10).downtime_seconds == 2 * longer(5).downtime_seconds == 600.0
