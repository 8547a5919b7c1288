"""The accounting's acceptance tests: what must not change an uptime, what must, and who is believed."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.judge.accounting import Books, account
from results.judge.availability import Availability
from results.judge.maintenance import Maintenance
from results.judge.matter import Question
from results.judge.outcome import Limits
from results.judge.vantage import SharedFailure
from results.records import Failure, Observation

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
AGENTS = ("a", "b", "c")
PROVIDERS = ("alpha", "beta", "gamma", "delta")
PAGE = Question(name="page", every_seconds=60.0, limits=Limits(speed="total_seconds", acceptable_seconds=1.0))
NAME = Question(name="name", every_seconds=60.0, limits=Limits())
WALL = {"status": 403.0}

ANSWERS = [Failure.CONNECTION_REFUSED, Failure.CERTIFICATE_INVALID, Failure.UNEXPECTED_STATUS]

Outcome = Failure | None


def seen(
    place: float,
    failure: Outcome = None,
    *,
    agent: str = "a",
    provider: str = "alpha",
    task: str = "page",
    attempt: int = 0,
    after: float = 1.0,
    seconds: float = 0.2,
    **more: object,
) -> Observation:
    """Make the sample of minute *place*, begun *after* so many seconds and *seconds* long."""
    slot = START + place * MINUTE
    sample = Observation(
        agent=agent,
        provider=provider,
        target="site",
        task=task,
        kind="http",
        slot=slot,
        attempt=attempt,
        started_at=slot + timedelta(seconds=after),
        duration_seconds=seconds,
        failure=failure,
    )
    return msgspec.structs.replace(sample, **more)


def hour(down: Iterable[int] = (), **more: str) -> list[Observation]:
    """Make an hour of samples; those of the minutes *down* time out."""
    failed = set(down)
    return [seen(place, Failure.TIMEOUT if place in failed else None, **more) for place in range(60)]


def books(
    samples: Iterable[Observation],
    *,
    minutes: int = 60,
    controls: Iterable[str] = (),
    maintenance: tuple[Maintenance, ...] = (),
) -> Books:
    """Account for the first *minutes* of all providers and both tasks."""
    return account(
        [PAGE, NAME],
        samples,
        START,
        START + minutes * MINUTE,
        offered={(provider, task) for provider in PROVIDERS for task in ("page", "name")},
        controls=frozenset(controls),
        maintenance=maintenance,
    )


def of(samples: Iterable[Observation], provider: str = "alpha", **more: object) -> Availability:
    """Account for the page of one provider."""
    return books(samples, **more).accounts[provider, "page"].availability  # type: ignore[arg-type] -- passed through


# ---------------------------------------------------------------- what a sample says


def test_a_slow_right_answer_is_degraded_and_counts_as_up() -> None:
    """Slower than acceptable is told apart and costs no uptime; by the exchange's own time, where it is known."""
    slow = [
        seen(0, metrics={"total_seconds": 1.5}),
        seen(1, seconds=1.5),
        seen(2, seconds=1.5, metrics={"total_seconds": 0.9}),
    ]
    found = of(slow, minutes=3)
    assert (found.up, found.degraded, found.down, found.uptime) == (1, 2, 0, 1.0)


@pytest.mark.parametrize("status", [403.0, 429.0])
def test_a_403_or_429_is_a_wall_and_no_outage(status: float) -> None:
    """Note 18: a door shut to machines is BLOCKED; a 500 is down."""
    found = of([seen(0), seen(1, Failure.UNEXPECTED_STATUS, metrics={"status": status})], minutes=2)
    assert (found.blocked, found.down, found.uptime, found.coverage) == (1, 0, 1.0, 0.5)
    assert of([seen(0, Failure.UNEXPECTED_STATUS, metrics={"status": 500.0})], minutes=1).down == 1


@pytest.mark.parametrize("failure", [None, Failure.TIMEOUT])
def test_a_loop_that_was_behind_voids_what_it_saw(failure: Outcome) -> None:
    """Note 7: two seconds of a blocked loop void the sample, a success as well; half a second voids nothing."""
    assert of([seen(0, failure, loop_lag_seconds=2.0)], minutes=1).void == 1
    assert of([seen(0, failure, loop_lag_seconds=0.5)], minutes=1).measured == 1


def test_an_unsynchronised_clock_voids_nothing_but_a_step_does() -> None:
    """Note 6: the state of the clock is recorded; only a step during the sample makes it void."""
    found = of([seen(0, clock_synchronised=False), seen(1, Failure.CLOCK_STEPPED)], minutes=2)
    assert (found.up, found.void, found.down) == (1, 1, 0)


def test_a_clock_that_was_set_back_measures_no_slot_twice() -> None:
    """Note 6: an hour lived twice is still an hour, never more than 100 %."""
    found = of([*hour(), *hour([3])])
    assert (found.due, found.measured, found.measured_seconds) == (60, 60, 3600.0)
    assert found.uptime in {1.0, 59 / 60}


# ---------------------------------------------------------------- retries, gaps


@pytest.mark.parametrize(("first", "length"), [(10, 1), (10, 2), (20, 10)])
def test_retries_do_not_change_downtime(first: int, length: int) -> None:
    """Note 10: an outage of known length is as long with five confirmations a slot as with none."""
    down = range(first, first + length)
    retries = [
        seen(place, Failure.TIMEOUT, attempt=attempt, after=5.0 + 10 * attempt)
        for place in down
        for attempt in range(1, 6)
    ]
    plain, confirmed = of(hour(down)), of([*hour(down), *retries])
    assert confirmed.downtime_seconds == plain.downtime_seconds == 60.0 * length
    assert (confirmed.uptime, confirmed.measured) == (plain.uptime, plain.measured)


def test_a_good_confirmation_ends_an_outage_sooner_and_weighs_nothing() -> None:
    """The bounds come from the samples around an outage, whichever attempt they were."""
    late = seen(9, attempt=1, after=40.0)
    well = seen(10, attempt=2, after=31.0)
    (plain,), (tight,) = of(hour([10])).outages, of([*hour([10]), late, well]).outages
    assert (plain.start_earliest, plain.end_latest) == (START + timedelta(seconds=541), START + timedelta(seconds=661))
    assert (tight.start_earliest, tight.end_latest) == (START + timedelta(seconds=580), START + timedelta(seconds=631))
    assert (plain.end, tight.end) == (START + 11 * MINUTE, tight.end_latest)
    assert plain.downtime_seconds == tight.downtime_seconds == 60.0


def test_a_failure_after_a_good_confirmation_keeps_the_later_bound() -> None:
    """Where it failed once more, the first good confirmation was not the end."""
    flapping = [seen(10, attempt=1, after=20.0), seen(10, Failure.TIMEOUT, attempt=2, after=40.0)]
    (outage,) = of([*hour([10]), *flapping]).outages
    assert outage.end_latest == START + timedelta(seconds=661)


def test_an_outage_names_the_samples_that_prove_it() -> None:
    """Each failed sample can be found again, confirmations included; of very many the first and the last."""
    refused = seen(10, Failure.CONNECTION_REFUSED, attempt=1, after=20.0, detail="refused")
    (outage,) = of([*hour([10, 11]), refused]).outages
    assert [(one.slot, one.attempt, one.failure) for one in outage.proof] == [
        (START + 10 * MINUTE, 0, Failure.TIMEOUT),
        (START + 10 * MINUTE, 1, Failure.CONNECTION_REFUSED),
        (START + 11 * MINUTE, 0, Failure.TIMEOUT),
    ]
    (long,) = of([seen(place, Failure.TIMEOUT) for place in range(300)], minutes=300).outages
    assert (long.samples, len(long.proof), long.proof[-1].slot) == (300, 100, START + 299 * MINUTE)


def test_a_prober_that_was_killed_for_three_slots_changes_no_uptime() -> None:
    """Note 5: three slots without a record are three missed ones; the coverage drops and the uptime does not."""
    whole = hour(range(30, 36))
    killed = [one for one in whole if one.slot not in {START + place * MINUTE for place in (10, 11, 12)}]
    before, after = of(whole), of(killed)
    assert (after.missed, after.down, after.downtime_seconds) == (3, before.down, before.downtime_seconds)
    assert after.uptime == 51 / 57
    assert (before.coverage, after.coverage) == (1.0, 0.95)


# ---------------------------------------------------------------- vantage points


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ("u", "up"),
        ("d", "down"),
        ("uu", "up"),
        ("dd", "down"),
        ("ud", "disagree"),
        ("uuu", "up"),
        ("uud", "disagree"),
        ("udd", "down"),
        ("ddd", "down"),
        ("uddd", "down"),
        ("uudd", "disagree"),
        ("uuudd", "disagree"),
        ("uvv", "void"),
        ("dvv", "void"),
        ("duv", "disagree"),
        ("ddv", "down"),
        ("dmm", "missed"),
        ("dm", "down"),
        ("ubb", "blocked"),
        ("uub", "up"),
        ("sss", "degraded"),
        ("ssu", "degraded"),
        ("suu", "up"),
    ],
)
def test_vantage_points_vote(outcomes: str, expected: str) -> None:
    """One is believed, two must not differ, of more two must have measured and most must say so."""
    samples = {
        "u": lambda agent: seen(1, agent=agent),
        "s": lambda agent: seen(1, agent=agent, seconds=2.0),
        "d": lambda agent: seen(1, Failure.TIMEOUT, agent=agent),
        "v": lambda agent: seen(1, Failure.PROBE_FAULT, agent=agent),
        "m": lambda agent: seen(1, Failure.MISSED_DOWN, agent=agent),
        "b": lambda agent: seen(1, Failure.BLOCKED, agent=agent),
    }
    asked = [samples[letter](f"agent-{place}") for place, letter in enumerate(outcomes)]
    around = [seen(place, agent=one.agent) for one in asked for place in (0, 2)]
    found = of([*around, *asked], minutes=3)
    assert getattr(found, expected) == (3 if expected == "up" else 1)
    assert found.due == 3


def test_one_vantage_point_that_is_cut_off_disagrees_and_blames_nobody() -> None:
    """Note 9: of three agents one sees a target down that the others see up: not one slot is down."""
    samples = [*hour(range(10, 20), agent="a"), *hour(agent="b"), *hour(agent="c")]
    found = of(samples)
    assert (found.disagree, found.down, found.uptime, found.outages) == (10, 0, 1.0, ())
    assert found.coverage == pytest.approx(50 / 60)


def test_an_agent_that_came_later_is_no_vantage_point_before() -> None:
    """A study that grew from one agent to three is judged by one word first, and by three afterwards."""
    later = [seen(place, agent=agent) for agent in ("b", "c") for place in range(30, 60)]
    found = of([*hour([5]), *later])
    assert (found.measured, found.down) == (60, 1)


def test_the_bounds_of_an_outage_are_the_widest_of_those_who_saw_it() -> None:
    """Agents look at different moments; who never saw it down cannot narrow it."""
    samples = [
        *(seen(place, Failure.TIMEOUT if place == 10 else None, agent="a", after=2.0) for place in range(60)),
        *(seen(place, Failure.TIMEOUT if place == 10 else None, agent="b", after=9.0) for place in range(60)),
        *(seen(place, agent="c", after=5.0) for place in range(60)),
    ]
    (outage,) = of(samples).outages
    assert outage.start_earliest == START + timedelta(seconds=542)
    assert outage.end_latest == START + timedelta(seconds=669)


# ---------------------------------------------------------------- our own line


def controlled(failure: Outcome, control: Outcome, **more: object) -> Availability:
    """Account for minute 1, in which the target and the control saw what is told."""
    around = [seen(place, provider=name) for place in (0, 2) for name in ("alpha", "anchor")]
    samples = [seen(1, failure, **more), seen(1, control, provider="anchor")]  # type: ignore[arg-type] -- passed through
    return of([*around, *samples], minutes=3, controls=["anchor"])


def test_a_cut_line_voids_all_and_blames_nobody() -> None:
    """Note 8: targets and controls fall silent together for ten minutes: void, and nothing is down."""
    cut = range(20, 30)
    names = (*PROVIDERS, "anchor", "beacon")
    found = books([one for name in names for one in hour(cut, provider=name)], controls=["anchor", "beacon"])
    for provider in PROVIDERS:
        told = found.accounts[provider, "page"].availability
        assert (told.void, told.down, told.uptime) == (10, 0, 1.0)
    assert found.shared == ()


@pytest.mark.parametrize("control", [None, Failure.CONNECTION_REFUSED, Failure.UNEXPECTED_STATUS, Failure.BLOCKED])
def test_a_control_that_answered_in_any_way_proves_the_line(control: Outcome) -> None:
    """A refusal of the control came over our line: the target's silence is its own."""
    assert controlled(Failure.TIMEOUT, control).down == 1


@pytest.mark.parametrize("control", [Failure.MISSED_LATE, Failure.PROBE_FAULT])
def test_a_control_that_was_not_asked_excuses_nothing(control: Failure) -> None:
    """Without evidence against our line, a failure stands."""
    assert controlled(Failure.TIMEOUT, control).down == 1


@pytest.mark.parametrize(
    "failure", [Failure.CONNECTION_REFUSED, Failure.CERTIFICATE_INVALID, Failure.UNEXPECTED_STATUS]
)
def test_an_answer_of_the_target_is_never_excused(failure: Failure) -> None:
    """Who refuses has been reached, whatever the controls say."""
    assert controlled(failure, Failure.TIMEOUT).down == 1


def test_a_target_that_was_connected_to_is_not_silent() -> None:
    """A timeout after the connection stood is no cut line."""
    assert controlled(Failure.TIMEOUT, Failure.TIMEOUT, metrics={"connect_seconds": 0.01}).down == 1
    assert controlled(Failure.TIMEOUT, Failure.TIMEOUT).void == 1


def test_a_control_of_the_same_task_is_heard_before_others() -> None:
    """Our line may be dead for one kind of question alone, as with a family of addresses."""
    silent = [seen(0, Failure.UNREACHABLE), seen(0, Failure.UNREACHABLE, provider="anchor")]
    elsewhere = seen(0, provider="anchor", task="name")
    assert of([*silent, elsewhere], minutes=1, controls=["anchor"]).void == 1
    assert of([silent[0], elsewhere], minutes=1, controls=["anchor"]).down == 1


def test_a_confirmation_of_a_control_changes_nothing() -> None:
    """What a control says later says nothing about the slot."""
    samples = [seen(0, Failure.TIMEOUT), seen(0, Failure.TIMEOUT, provider="anchor")]
    again = seen(0, provider="anchor", attempt=1)
    assert of([*samples, again], minutes=1, controls=["anchor"]).void == 1


def test_a_control_is_compared_with_nobody() -> None:
    """A control that is down makes no shared failure and no account."""
    found = books([*hour(range(60), provider="anchor"), *hour()], controls=["anchor"])
    assert not [pair for pair in found.accounts if pair[0] == "anchor"]
    assert found.shared == ()


# ---------------------------------------------------------------- many at once


def test_a_vantage_point_for_which_many_fail_is_suspected() -> None:
    """Three of four fail for one agent while another sees them up: its word is void for that slot, the good one too."""
    samples = [one for name in PROVIDERS for one in hour(agent="b", provider=name)]
    samples += [one for name in PROVIDERS[:3] for one in hour([10], agent="a", provider=name)]
    samples += hour(agent="a", provider="delta")
    found = books(samples)
    for provider in PROVIDERS:
        told = found.accounts[provider, "page"].availability
        assert (told.down, told.disagree, told.up) == (0, 0, 60)
    # Of the 120 samples of two agents one is void, the good one of the agent that is suspected.
    assert sum(found.accounts["delta", "page"].taken.values()) == 119
    assert found.shared == ()


@pytest.mark.parametrize("agents", [("a",), ("a", "b"), AGENTS])
def test_many_failures_seen_from_everywhere_are_a_finding(agents: tuple[str, ...]) -> None:
    """They stay down, for the customers had nothing of them, and what they may share is told once."""
    samples = [one for agent in agents for name in PROVIDERS[:3] for one in hour([10, 11], agent=agent, provider=name)]
    samples += [one for agent in agents for one in hour(agent=agent, provider="delta")]
    found = books(samples)
    assert [found.accounts[name, "page"].availability.down for name in PROVIDERS] == [2, 2, 2, 0]
    assert found.shared == (
        SharedFailure(
            task="page",
            start=START + 10 * MINUTE,
            end=START + 12 * MINUTE,
            providers=("alpha", "beta", "gamma"),
            agents=agents,
            slots=2,
        ),
    )


def test_two_failures_at_once_are_no_sign() -> None:
    """Fewer than three competitors may fail together by chance."""
    found = books([one for name in PROVIDERS[:2] for one in hour([10], provider=name)])
    assert found.shared == ()


# ---------------------------------------------------------------- time


def changed(
    first: float, second: float, *, at: timedelta, length: timedelta, down: tuple[timedelta, timedelta]
) -> list[Observation]:
    """Sample a target that was *down* in between, at one interval and from *at* on at another."""
    samples, moment = [], timedelta()
    while moment < length:
        failed = down[0] <= moment < down[1]
        samples.append(seen(moment / MINUTE, Failure.TIMEOUT if failed else None))
        moment += timedelta(seconds=first if moment < at else second)
    return samples


@pytest.mark.parametrize(("first", "second"), [(60, 300), (300, 60), (60, 60), (300, 300), (60, 90), (20, 60)])
@pytest.mark.parametrize("hours", [1, 13])
def test_a_change_of_the_interval_re_weights_nothing(first: float, second: float, hours: int) -> None:
    """Note 11: an hour's outage of a day is an hour of a day, in the half that is sampled often or in the other."""
    down = (timedelta(hours=hours), timedelta(hours=hours + 1))
    length = timedelta(hours=24)
    samples = changed(first, second, at=timedelta(hours=12), length=length, down=down)
    found = of(samples, minutes=24 * 60)
    assert found.downtime_seconds == 3600.0
    assert found.uptime == 23 / 24
    assert (found.coverage, found.due_seconds, found.missed) == (1.0, 86_400.0, 0)


def test_a_slot_that_a_shorter_interval_cuts_stands_for_what_is_left() -> None:
    """The interval went from five minutes to one in the middle of a slot: no time is counted twice."""
    samples = changed(300, 60, at=timedelta(minutes=30), length=timedelta(minutes=28), down=(timedelta(), timedelta()))
    samples += [seen(place) for place in range(28, 60)]
    found = of(samples)
    assert (found.due_seconds, found.measured_seconds) == (3600.0, 3600.0)


def test_a_gap_is_no_other_interval() -> None:
    """Slots without a record are missed, also where some of the gaps are alike."""
    absent = {5, 6, 7, 8, 12, 13, 14, 15, 40}
    found = of([one for one in hour() if (one.slot - START) / MINUTE not in absent])
    assert (found.due, found.missed) == (60, 9)


@pytest.mark.parametrize(("month", "hours"), [(3, 743), (10, 745), (2, 672), (4, 720)])
def test_a_month_of_the_local_zone_has_its_own_hours(month: int, hours: int) -> None:
    """Note 14: the clocks change in March and October; each slot is due once, and an hour down is an hour."""
    zone = ZoneInfo("Europe/Stockholm")
    start = datetime(2026, month, 1, tzinfo=zone).astimezone(UTC)
    end = datetime(2026, month + 1, 1, tzinfo=zone).astimezone(UTC)
    first = (start - START) / MINUTE
    samples = [
        seen(first + place, Failure.TIMEOUT if 100 <= place < 160 else None) for place in range(-60, hours * 60 + 60)
    ]
    found = account([PAGE], samples, start, end, offered={("alpha", "page")}).accounts["alpha", "page"].availability
    assert (found.due, found.measured, found.downtime_seconds) == (hours * 60, hours * 60, 3600.0)


def test_an_outage_over_the_end_of_a_month_is_shared_between_the_months() -> None:
    """What lies before midnight is the one month's, what lies after it the other's, and nothing is lost."""
    samples = hour(range(25, 35))
    halves = [
        account([PAGE], samples, START + a * MINUTE, START + b * MINUTE, offered={("alpha", "page")})
        for a, b in ((0, 30), (30, 60))
    ]
    told = [half.accounts["alpha", "page"].availability for half in halves]
    assert [one.downtime_seconds for one in told] == [300.0, 300.0]
    assert (told[0].outages[0].end_latest, told[1].outages[0].start_earliest) == (None, None)


@pytest.mark.parametrize("edge", [10, 20])
def test_an_outage_at_the_edge_of_a_period_is_bounded_by_the_slot_beside_it(edge: int) -> None:
    """What was good one interval before the period, or after it, bounds the outage as if it lay inside."""
    samples = hour(range(10, 20))
    start, end = (START + 10 * MINUTE, START + HOUR) if edge == 10 else (START, START + 20 * MINUTE)
    (told,) = (
        account([PAGE], samples, start, end, offered={("alpha", "page")}).accounts["alpha", "page"].availability.outages
    )
    (whole,) = of(samples).outages
    assert told == whole


def test_a_slot_beside_the_period_is_not_counted() -> None:
    """It bounds an outage and weighs nothing, and what began or ended beyond it stays unknown."""
    found = account([PAGE], hour(range(60)), START + 10 * MINUTE, START + 20 * MINUTE, offered={("alpha", "page")})
    told = found.accounts["alpha", "page"].availability
    assert (told.due, told.down, told.downtime_seconds) == (10, 10, 600.0)
    assert (told.outages[0].start_earliest, told.outages[0].end_latest) == (None, None)


def test_a_part_of_a_month_is_divided_by_that_part() -> None:
    """Note 14: a host that was added half-way is judged by its own half, and the coverage tells."""
    found = of(hour([45])[30:])
    assert (found.uptime, found.coverage) == (29 / 30, 0.5)


def window(announced: timedelta, provider: str = "alpha") -> Maintenance:
    """Announce work for the minutes 10 to 20."""
    return Maintenance(
        provider=provider,
        start=START + 10 * MINUTE,
        end=START + 20 * MINUTE,
        announced=START + announced,
        source="status page",
    )


def test_announced_maintenance_stays_downtime_and_a_second_figure_leaves_it_out() -> None:
    """The customer had no site in it, and the provider had said so in time."""
    found = of(hour([*range(10, 20), 40]), maintenance=(window(-MINUTE),))
    assert (found.uptime, found.uptime_without_announced) == (49 / 60, 49 / 50)
    assert found.downtime_seconds == 660.0


@pytest.mark.parametrize("excuse", [window(10 * MINUTE), window(15 * MINUTE), window(-MINUTE, "beta")])
def test_maintenance_that_was_not_announced_before_is_left_in(excuse: Maintenance) -> None:
    """An announcement once it has begun, or of somebody else's work, excuses nothing."""
    found = of(hour(range(10, 20)), maintenance=(excuse,))
    assert found.uptime_without_announced == found.uptime == 50 / 60


# ---------------------------------------------------------------- properties

OUTCOMES = st.sampled_from([None, None, *Failure])
SAMPLES = st.lists(
    st.builds(
        seen,
        st.integers(0, 11),
        OUTCOMES,
        agent=st.sampled_from(AGENTS),
        provider=st.sampled_from([*PROVIDERS, "anchor"]),
        attempt=st.sampled_from([0, 0, 0, 1, 2]),
        after=st.integers(0, 50).map(float),
        loop_lag_seconds=st.sampled_from([None, 0.0, 2.0]),
        metrics=st.sampled_from([{}, WALL, {"connect_seconds": 0.01}]),
    ),
    max_size=60,
)
CONFIRMATIONS = st.lists(st.builds(seen, st.integers(0, 11), OUTCOMES, attempt=st.integers(3, 5)), min_size=1)


@pytest.fixture(scope="module")
def judge() -> Callable[[Iterable[Observation]], Books]:
    """Return what accounts for twelve minutes with a control."""
    return lambda samples: books(samples, minutes=12, controls=["anchor"])


@settings(max_examples=60, deadline=None)
@given(samples=SAMPLES, seed=st.integers(0, 99))
def test_order_and_duplicates_change_nothing(
    judge: Callable[[Iterable[Observation]], Books], samples: list[Observation], seed: int
) -> None:
    """Whatever is delivered late, twice or contradicting itself, the figures are the same."""
    shuffled = Random(seed).sample([*samples, *samples], 2 * len(samples))  # noqa: S311 -- an order, no secret
    assert judge(shuffled) == judge(samples)


@settings(max_examples=60, deadline=None)
@given(samples=SAMPLES)
def test_every_due_slot_is_in_one_class(
    judge: Callable[[Iterable[Observation]], Books], samples: list[Observation]
) -> None:
    """The classes add up to what was due, the outages to the downtime, and no share leaves 0 to 1."""
    for one in judge(samples).accounts.values():
        found = one.availability
        rest = found.blocked + found.disagree + found.void + found.missed + found.paused
        assert (
            found.up + found.degraded + found.down + rest
            == found.due
            == sum(stretch.slots for stretch in one.stretches)
        )
        assert sum(outage.downtime_seconds for outage in found.outages) == found.downtime_seconds
        assert 0.0 <= found.coverage <= 1.0
        assert found.uptime is None or 0.0 <= found.uptime <= 1.0
        for outage in found.outages:
            moments = [outage.start_earliest, outage.start, outage.end, outage.end_latest]
            assert sorted(at for at in moments if at) == [at for at in moments if at]


@settings(max_examples=60, deadline=None)
@given(
    samples=SAMPLES,
    again=st.lists(st.builds(seen, st.integers(0, 11), OUTCOMES, attempt=st.integers(3, 5)), min_size=1),
)
def test_a_confirmation_never_changes_what_is_counted(
    judge: Callable[[Iterable[Observation]], Books], samples: list[Observation], again: list[Observation]
) -> None:
    """Asking again moves bounds and nothing else: no count, no downtime, no number of outages."""
    plain, confirmed = judge(samples), judge([*samples, *again])
    for pair, before in plain.accounts.items():
        after = confirmed.accounts[pair]
        assert msgspec.structs.replace(after.availability, outages=()) == msgspec.structs.replace(
            before.availability, outages=()
        )
        assert [outage.downtime_seconds for outage in after.availability.outages] == [
            outage.downtime_seconds for outage in before.availability.outages
        ]
