"""Quantiles with failures in them: a host that is broken never looks fast."""

import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_records import made_visit

from results.judge.accounting import account
from results.judge.histogram import RELATIVE_ERROR, bucket_of
from results.judge.latency import Latency, latency, quantile
from results.judge.matter import Question
from results.judge.outcome import Limits
from results.records import Blame, Failure, Observation

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
EVERY = timedelta(seconds=60)
MICROSECOND = 1e-6


def observed(place: int, duration: float | None, failure: Failure | None = None, attempt: int = 0) -> Observation:
    """Make an observation that took *duration* seconds."""
    at = START + place * EVERY
    return made_visit(at, failure, provider="p", task="t", attempt=attempt, duration_seconds=duration)


def latency_of(seen: Sequence[Observation], timeout_seconds: float = 10.0) -> Latency:
    """Account for the observations *seen* and tell their latency."""
    question = Question(name="t", every_seconds=60.0, limits=Limits())
    found = account([question], seen, START, START + 200 * EVERY, offered={("p", "t")}).accounts["p", "t"]
    return latency(found.taken, found.censored, timeout_seconds=timeout_seconds)


def told(*durations: float | None) -> Latency:
    """Tell the latency of successes; None stands for a timeout."""
    return latency_of(
        [
            observed(place, 10.0, Failure.TIMEOUT) if duration is None else observed(place, duration)
            for place, duration in enumerate(durations)
        ]
    )


def histogram(values: Sequence[float]) -> Counter[int]:
    """Count *values* in seconds by bucket."""
    return Counter(bucket_of(round(value * 1e6)) for value in values)


def near(seconds: float) -> object:
    """Return what equals *seconds* within the histogram's error."""
    return pytest.approx(seconds, rel=RELATIVE_ERROR, abs=MICROSECOND)


def test_quantiles_of_a_hundred() -> None:
    """Of 1 to 100 s the median is 50, and 95 and 99 per cent do not exceed 95 and 99."""
    found = latency_of([observed(n, float(n)) for n in range(1, 101)], timeout_seconds=200.0)
    assert (found.p50, found.p95, found.p99) == (near(50.0), near(95.0), near(99.0))


def test_nothing_measured_has_no_quantile() -> None:
    """No sample is no figure, and certainly not 0."""
    found = told()
    assert (found.n, found.p50, found.p95, found.p99) == (0, None, None, None)


def test_a_failure_is_censored_not_left_out() -> None:
    """Trap T6: with every second asking timing out, the 95th percentile is beyond the timeout, not the survivors'."""
    found = told(0.1, None, 0.1, None)
    assert (found.n, found.censored, found.censored_at) == (4, 2, 10.0)
    assert (found.p50, found.p95) == (near(0.1), None)


@pytest.mark.parametrize("failure", [failure for failure in Failure if failure.blame is Blame.TARGET])
def test_a_quick_failure_is_no_quick_answer(failure: Failure) -> None:
    """Trap T6: a refused connection after a millisecond counts as longer than the timeout."""
    found = latency_of([observed(0, 0.001, failure)])
    assert (found.n, found.censored, found.p50) == (1, 1, None)


@pytest.mark.parametrize("failure", [failure for failure in Failure if failure.blame is not Blame.TARGET])
def test_what_does_not_speak_about_the_target_is_not_in_the_sample(failure: Failure) -> None:
    """A slot that was missed or void is neither fast nor slow."""
    found = latency_of([observed(0, 0.5), observed(1, None, failure)])
    assert (found.n, found.censored, found.p99) == (1, 0, near(0.5))


def test_confirmations_are_not_in_the_sample() -> None:
    """Trap T1: asking again adds no weight to the response time either."""
    found = latency_of([observed(0, 0.5), observed(0, 9.0, attempt=1)])
    assert (found.n, found.p99) == (1, near(0.5))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0]))
def test_a_quantile_is_the_smallest_value_that_the_share_does_not_exceed(values: list[float], share: float) -> None:
    """Definition 1 of Hyndman and Fan (1996): a measured value, and no smaller one would do."""
    found = quantile(histogram(values), len(values), share)
    (one, *_) = (value for value in values if bucket_of(round(value * 1e6)) == bucket_of(round((found or 0.0) * 1e6)))
    assert found == near(one)
    buckets = [bucket_of(round(value * 1e6)) for value in values]
    own = bucket_of(round(one * 1e6))
    assert sum(bucket <= own for bucket in buckets) >= share * len(values) - 1e-9
    assert sum(bucket < own for bucket in buckets) < share * len(values) + 1e-9


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_the_median_agrees_with_the_standard_library(values: list[float]) -> None:
    """The lower median of Python's statistics module is the same value."""
    assert quantile(histogram(values), len(values), 0.5) == near(statistics.median_low(values))


@given(st.lists(st.none() | st.floats(0, 9.9), min_size=1, max_size=40))
def test_a_failure_never_makes_it_look_faster(durations: list[float | None]) -> None:
    """Turning any success into a failure never lowers a quantile."""
    before, after = told(*durations), told(*durations[1:], None)
    for name in ("p50", "p95", "p99"):
        slow, slower = getattr(before, name), getattr(after, name)
        assert (float("inf") if slower is None else slower) >= (float("inf") if slow is None else slow)
