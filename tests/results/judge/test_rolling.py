"""Roll-ups tell what the samples tell: the same counts, and quantiles within the histogram's error."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from results.judge.histogram import RELATIVE_ERROR
from results.judge.latency import latency
from results.judge.rolling import add_up, merged, microseconds_of, roll_up
from results.records import Failure, Observation
from results.records.rollup import SeriesName, Timed

START = datetime(2026, 5, 3, tzinfo=UTC)
HTTP = SeriesName("se-1", "bjorkhost", "site", "front-page", "http")
SPEEDS = {"http": "total_seconds"}
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
            metrics={} if failure else {"total_seconds": dice.lognormvariate(-1.6, 0.7)},
        )
        for number in range(count)
    ]


def timed(observations: list[Observation]) -> list[Timed]:
    """Tell of samples what rolling up needs."""
    return [Timed(one.failure, microseconds_of(one, SPEEDS)) for one in observations]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_quantiles_of_roll_ups_are_those_of_the_samples(seed: int) -> None:
    """Within the stated error, with the failures censored in both."""
    samples = a_day(seed)
    truth = latency(samples, timeout_seconds=10.0, metric="total_seconds")
    hours = [roll_up(HTTP, START, 3_600, timed(samples[at : at + 60])) for at in range(0, 1_440, 60)]
    (found,) = add_up(hours, [], SPEEDS).values()
    told = found.quantiles(timeout_seconds=10.0)
    assert (told.n, told.censored) == (truth.n, truth.censored)
    for one, other in ((told.p50, truth.p50), (told.p95, truth.p95), (told.p99, truth.p99)):
        assert one == other if other is None else one == pytest.approx(other, rel=RELATIVE_ERROR + 1e-4)


def test_a_quantile_among_the_failures_is_beyond_the_timeout() -> None:
    """Where most visits failed, half of them took longer than the timeout."""
    samples = [Timed(None, 1_000), Timed(Failure.TIMEOUT, 0), Timed(Failure.TIMEOUT, 0)]
    (found,) = add_up([roll_up(HTTP, START, 3_600, samples)], [], SPEEDS).values()
    assert found.quantiles(timeout_seconds=10.0).p50 is None


def test_a_day_of_hours_is_the_day() -> None:
    """Merging leaves no trace of how the samples were divided."""
    samples = a_day(4)
    hours = [roll_up(HTTP, START, 3_600, timed(samples[at : at + 60])) for at in range(0, 1_440, 60)]
    assert merged(HTTP, START, 86_400, reversed(hours)) == roll_up(HTTP, START, 86_400, timed(samples))


def test_the_prober_s_own_failures_are_counted_and_are_neither_up_nor_down() -> None:
    """Each failure keeps its count; only those of the target are down."""
    samples = [Timed(None, 1_000), Timed(Failure.TIMEOUT, 0), Timed(Failure.MISSED_LATE, 0)]
    (found,) = add_up([roll_up(HTTP, START, 3_600, samples)], [], SPEEDS).values()
    assert (found.up, found.down) == (1, 1)
    assert found.failures == {Failure.TIMEOUT: 1, Failure.MISSED_LATE: 1}


def test_raw_edges_are_added_and_confirmations_are_not() -> None:
    """A period is roll-ups and raw samples together; asking again adds no weight."""
    samples = a_day(5, 120)
    again = msgspec.structs.replace(samples[0], attempt=1)
    (found,) = add_up([roll_up(HTTP, START, 3_600, timed(samples[:60]))], [*samples[60:], again], SPEEDS).values()
    (whole,) = add_up([], samples, SPEEDS).values()
    assert found == whole
