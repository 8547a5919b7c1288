"""Roll-ups tell what the samples tell: the same counts, and quantiles within the histogram's error."""

import random
from datetime import UTC, datetime, timedelta
from math import ceil

import msgspec
import pytest

from results.judge.histogram import RELATIVE_ERROR
from results.judge.latency import latency
from results.judge.ledger import SeriesLedger, ledgers
from results.judge.rolling import fold, merged, microseconds_of, phases_of, roll_up
from results.records import Failure, Observation
from results.records.rollup import Rollup, SeriesName, Timed

START = datetime(2026, 5, 3, tzinfo=UTC)
HTTP = SeriesName("se-1", "bjorkhost", "site", "front-page", "http")
SPEED = "total_seconds"
FAILURES = [None] * 90 + [Failure.TIMEOUT] * 6 + [Failure.PROBE_FAULT] * 2 + [Failure.MISSED_DOWN] * 2


def a_day(seed: int, count: int = 1_440) -> list[Observation]:
    """Make a day of samples, some of them failures."""
    dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    return [
        Observation(
            **HTTP._asdict(),
            slot=START + timedelta(minutes=number),
            duration_seconds=dice.lognormvariate(-1.5, 0.7),
            failure=(failure := dice.choice(FAILURES)),
            metrics={} if failure else {name: dice.lognormvariate(-1.6, 0.7) for name in (SPEED, "ttfb_seconds")},
            loop_lag_seconds=dice.expovariate(1_000),
        )
        for number in range(count)
    ]


def timed(observations: list[Observation]) -> list[Timed]:
    """Tell of samples what rolling up needs."""
    return [
        Timed(
            (one.slot - START) // timedelta(milliseconds=1),
            one.failure,
            microseconds_of(one, SPEED),
            round((one.loop_lag_seconds or 0.0) * 1e6),
            phases_of(one),
        )
        for one in observations
    ]


def hours_of(samples: list[Observation]) -> list[Rollup]:
    """Roll a day up by hours."""
    return list(fold(samples, lambda _: SPEED))


def of(rollups: list[Rollup]) -> SeriesLedger:
    """Add the roll-ups of one series up."""
    (found,) = ledgers(rollups)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_quantiles_of_roll_ups_are_those_of_the_samples(seed: int) -> None:
    """Within the stated error of the sample at their place, with the failures behind all successes."""
    samples = a_day(seed)
    taken = sorted(one.metrics[SPEED] for one in samples if one.failure is None)
    censored = sum(one.failure is Failure.TIMEOUT for one in samples)
    told = latency(of(hours_of(samples)).taken, censored, timeout_seconds=10.0)
    assert (told.n, told.censored) == (len(taken) + censored, censored)
    for value, share in ((told.p50, 0.5), (told.p95, 0.95), (told.p99, 0.99)):
        place = ceil(share * told.n) - 1
        if place >= len(taken):
            assert value is None
        else:
            assert value == pytest.approx(taken[place], rel=RELATIVE_ERROR + 1e-4)


def test_a_day_of_hours_is_the_day() -> None:
    """Merging leaves no trace of how the samples were divided."""
    samples = a_day(4)
    assert merged(HTTP, START, 86_400, hours_of(samples)) == roll_up(HTTP, START, 86_400, timed(samples))


def test_a_day_in_which_nothing_happened_is_a_single_run() -> None:
    """So that it takes a few bytes, whatever the interval."""
    plain = [msgspec.structs.replace(one, failure=None) for one in a_day(5)]
    (run,) = merged(HTTP, START, 86_400, hours_of(plain)).slots
    assert run == (0, 60_000, 1_440, None)


def test_every_slot_is_told_with_its_failure() -> None:
    """What failed, was missed or is not there at all can be told from the runs, slot by slot."""
    samples = [one for place, one in enumerate(a_day(6)) if place % 97]
    told = of(hours_of(samples))
    first = round(START.timestamp() * 1000)
    assert [(slot - first, run.failure) for run in told.runs for slot in run.slots] == [
        ((one.slot - START) // timedelta(milliseconds=1), one.failure) for one in samples
    ]
    assert told.count == len(samples)


def test_the_extremes_are_those_of_the_successes() -> None:
    """What a failure took, and the prober's lag during it, make no hour suspicious: failures are all looked at."""
    samples = a_day(7, 60)
    (hour,) = hours_of(samples)
    good = [one for one in samples if one.failure is None]
    assert hour.slowest_us == max(round(one.metrics[SPEED] * 1e6) for one in good)
    assert hour.lag_us == max(round((one.loop_lag_seconds or 0.0) * 1e6) for one in good)
    assert (hour.up, sum(hour.failures.values())) == (len(good), 60 - len(good))
