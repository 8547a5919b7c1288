"""The ranking number: never flattering to whoever does not answer, and sure of itself no more than it may be."""

import math
import random
from statistics import NormalDist, fmean

import pytest

from results.judge.restricted_mean import restricted_mean
from results.judge.waiting import Wait

SEED = 20_260_503
HOUR = 3600.0
WINDOW = 240 * HOUR


def wait(hours: float) -> Wait:
    """Make a wait of so many hours, not over if it exceeds the window."""
    return Wait(min(hours * HOUR, WINDOW), answered=hours * HOUR <= WINDOW)


def test_with_all_followed_it_is_the_mean_of_what_was_waited_in_the_window() -> None:
    """An answer after an hour, one after 39 and a silence of 240 make 280 hours for three."""
    found = restricted_mean([wait(1), wait(39), wait(math.inf)], WINDOW)
    assert found is not None
    assert found.seconds == pytest.approx(280 / 3 * HOUR)


def test_silence_is_the_worst_wait() -> None:
    """Where nobody is ever answered, it is the window; where all are at once, nothing."""
    silent, instant = (restricted_mean([wait(hours)] * 20, WINDOW) for hours in (math.inf, 0))
    assert silent is not None
    assert instant is not None
    assert (silent.seconds, instant.seconds) == (WINDOW, 0.0)
    assert (silent.high, instant.low) == (WINDOW, 0.0)
    assert silent.low > 0.7 * WINDOW
    assert instant.high < 0.3 * WINDOW


def test_the_fast_silent_do_not_beat_the_slow_who_answer() -> None:
    """A: 95 % after 6 h. B: 40 % after 2 h. Over repliers alone B would win; here A does."""
    reliable = restricted_mean([wait(6)] * 38 + [wait(math.inf)] * 2, WINDOW)
    picky = restricted_mean([wait(2)] * 16 + [wait(math.inf)] * 24, WINDOW)
    assert reliable is not None
    assert picky is not None
    assert reliable.high < picky.low


def test_who_is_still_waiting_is_censored_not_silent() -> None:
    """One followed for two hours of the window adds what it saw, and no wait of the whole window."""
    sure = [wait(1), wait(39), wait(math.inf)]
    found, without = restricted_mean([*sure, Wait(2 * HOUR, answered=False)], WINDOW), restricted_mean(sure, WINDOW)
    assert found is not None
    assert without is not None
    # The four: 1/4 answered after 1 h; the other 3/4 of which one was lost share 39 h and silence as 3/8 each.
    assert found.seconds == pytest.approx((1 / 4 * 1 + 3 / 8 * 39 + 3 / 8 * 240) * HOUR)
    assert found.seconds < (sum((1, 39, 240)) + 240) / 4 * HOUR


@pytest.mark.parametrize("waits", [[], [Wait(HOUR, answered=False)], [wait(1), Wait(5 * HOUR, answered=False)]])
def test_it_is_not_told_before_the_window_was_seen(waits: list[Wait]) -> None:
    """Nobody was followed to its end, and not all were answered: what would have come is not known."""
    assert restricted_mean(waits, WINDOW) is None


def test_it_is_told_once_all_are_answered() -> None:
    """Then nothing is left that the rest of the window could bring."""
    found = restricted_mean([Wait(HOUR, answered=True), Wait(3 * HOUR, answered=True)], WINDOW)
    assert found is not None
    assert found.seconds == 2 * HOUR


def test_the_standard_error_is_greenwoods() -> None:
    """Without censoring it is that of a mean: the spread over the root of n, with m / (m - 1) for m answers."""
    hours = (1, 5, 9, 30, 100)
    found = restricted_mean([wait(one) for one in hours], WINDOW)
    mean = fmean(hours)
    assert found is not None
    assert found.standard_error == pytest.approx(HOUR * math.sqrt(sum((one - mean) ** 2 for one in hours) / 25 * 5 / 4))


@pytest.mark.parametrize(
    ("never", "median", "sigma"), [(0.05, 6, 1.0), (0.1, 1, 1.3), (0.4, 2, 1.3), (0.0, 40, 1.0), (0.02, 3, 0.5)]
)
@pytest.mark.parametrize("n", [5, 10, 25, 80])
def test_the_interval_covers_the_truth(n: int, never: float, median: float, sigma: float) -> None:
    """In at least 93 of 100 made-up studies, with few cases, rare silences and a third of the cases in flight."""
    points = [(number + 0.5) / 4_000 for number in range(4_000)]
    quantile = NormalDist().inv_cdf
    truth = never * 240 + (1 - never) * fmean(min(240, median * math.exp(sigma * quantile(p))) for p in points)
    dice = random.Random(f"{SEED}/{n}/{never}/{median}")  # noqa: S311 -- repeatable on purpose
    covered = told = 0
    for _ in range(200):
        waits = []
        for _ in range(n):
            hours = math.inf if dice.random() < never else dice.lognormvariate(math.log(median), sigma)
            followed = 240.0 if dice.random() < 2 / 3 else dice.uniform(0, 240)
            waits.append(Wait(min(hours, followed) * HOUR, answered=hours <= followed))
        found = restricted_mean(waits, WINDOW)
        if found is not None:
            told += 1
            covered += found.low <= truth * HOUR <= found.high
            assert found.low <= found.seconds <= found.high
    print(f"seed {SEED}, n {n}, never {never}: covered {covered} of {told}")  # noqa: T201 -- shown where it fails
    assert told >= 100
    assert covered / told >= 0.93
