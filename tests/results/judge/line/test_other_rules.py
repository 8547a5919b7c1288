"""FCC, BEAD and Bredbandskollen, by hand and at their borders; and what holds for all rule sets."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_samples import BERLIN, CAMPAIGN, campaign, row

from results.judge.line.bead import bead
from results.judge.line.bnetza import bnetza
from results.judge.line.bredbandskollen import Grade, bredbandskollen, verdict
from results.judge.line.fcc import band, bands, bands_of_plan, consistent
from results.judge.line.plan import Direction, Speeds
from results.judge.line.ruling import Outcome, Ruling
from results.judge.line.samples import SpeedSample

DOWN = Direction.DOWN
SOLD = Speeds(minimum=50, normal=80, maximum=100, advertised=100)
WORST_FIRST = [Outcome.DEVIATES, Outcome.FALLS_SHORT, Outcome.BELOW, Outcome.BETWEEN, Outcome.ABOVE, Outcome.MEETS]
WORST_FIRST += [Outcome.CONFORMS]


@pytest.mark.parametrize(
    ("speed", "expected"),
    [(95.1, Outcome.ABOVE), (95.0, Outcome.BETWEEN), (80.0, Outcome.BETWEEN), (79.9, Outcome.BELOW)],
)
def test_the_bands_of_the_fcc(speed: float, expected: Outcome) -> None:
    """More than 95 %, 80 to 95 % with both ends, less than 80 %."""
    assert band(speed, 100) is expected


def test_the_band_is_that_of_the_median_which_two_samples_decide() -> None:
    """Of 70, 90, 96 and 99 the median is 93."""
    found = bands(row([99, 70, 96, 90]), DOWN, 100, 4)
    assert (found.outcome, found.mbits) == (Outcome.BETWEEN, 93)
    assert [one.mbits for one in found.deciding] == [96, 90]


def test_fewer_tests_than_demanded_give_no_band() -> None:
    """Three of four."""
    assert bands(row([99, 70, 96]), DOWN, 100, 4).outcome is Outcome.TOO_FEW


def test_a_plan_counts_its_lines_in_each_band() -> None:
    """Two lines above, one below, and one with too few tests in none."""
    lines = [bands(row(many), DOWN, 100, 2) for many in ([99, 99], [97, 98], [60, 70], [99])]
    found = bands_of_plan(lines, DOWN, 100)
    assert (found.n, found.counts) == (3, {"above_95": 2, "below_80": 1})


def test_consistent_speed_is_what_four_of_five_lines_have_in_four_of_five_tests() -> None:
    """Of five lines with 96, 90, 85, 82 and 40 at the fourth of five samples, four have 82."""
    lines = [row([100, 100, 100, steady, 1]) for steady in (96, 90, 85, 82, 40)]
    found = consistent(lines, DOWN, 100, 5)
    assert (found.mbits, found.outcome, found.n) == (82, Outcome.BETWEEN, 5)
    assert [one.mbits for one in found.deciding] == [82]


@pytest.mark.parametrize(
    ("speeds", "outcome"), [([80.0] * 8 + [10, 10], Outcome.MEETS), ([80.0] * 7 + [79.9] * 3, Outcome.FALLS_SHORT)]
)
def test_bead_wants_four_of_five_tests_at_four_fifths(speeds: list[float], outcome: Outcome) -> None:
    """Eight of ten at exactly 80 meet it, seven do not; the eighth fastest decides."""
    found = bead(row(speeds), DOWN, 100, 10)
    assert (found.outcome, [one.mbits for one in found.deciding]) == (outcome, [sorted(speeds)[2]])


@pytest.mark.parametrize(
    ("speed", "expected"),
    [(149.9, Grade.BAD), (150, Grade.ACCEPTABLE), (190, Grade.ACCEPTABLE), (190.1, Grade.GOOD)],
)
def test_bredbandskollens_own_example(speed: float, expected: Grade) -> None:
    """Of 150 to 250: below 150 bad, to 190 acceptable, above it good."""
    assert verdict(speed, 150, 250) is expected


def test_bredbandskollen_counts_tests_and_names_the_borders() -> None:
    """The slowest good, the slowest acceptable and the fastest bad one."""
    found = bredbandskollen(row([99, 75, 70, 55, 40, 10]), DOWN, SOLD)
    assert found.counts == {"good": 2, "acceptable": 2, "bad": 2}
    assert [one.mbits for one in found.deciding] == [75, 55, 40]


RULES: list[Callable[[Sequence[SpeedSample]], Ruling]] = [
    lambda many: bands(many, DOWN, 100, 1),
    lambda many: consistent([many[:15], many[15:]], DOWN, 100, 1),
    lambda many: bead(many, DOWN, 100, 1),
    lambda many: bnetza(many, DOWN, SOLD, CAMPAIGN, BERLIN, wired=True),
]
SPEEDS = st.lists(st.floats(1, 120).map(lambda speed: round(speed, 1)), min_size=30, max_size=30)


@given(speeds=SPEEDS, which=st.integers(0, 29), more=st.floats(0, 100))
def test_a_faster_sample_never_worsens_a_verdict(speeds: list[float], which: int, more: float) -> None:
    """Of no rule set, whichever of thirty tests it is."""
    faster = [speed + more if place == which else speed for place, speed in enumerate(speeds)]
    one, other = (campaign(many[:10], many[10:20], many[20:]) for many in (speeds, faster))
    for rule in RULES:
        assert WORST_FIRST.index(rule(other).outcome) >= WORST_FIRST.index(rule(one).outcome)
    good, better = (bredbandskollen(many, DOWN, SOLD).counts for many in (one, other))
    assert better["good"] >= good["good"]
    assert better["bad"] <= good["bad"]


@given(speeds=SPEEDS, order=st.permutations(range(30)))
def test_the_order_of_samples_changes_nothing(speeds: list[float], order: list[int]) -> None:
    """Neither a verdict nor the samples that decide it."""
    tests = campaign(speeds[:10], speeds[10:20], speeds[20:])
    mixed = [tests[place] for place in order]
    for rule in (RULES[0], RULES[2], RULES[3], lambda many: bredbandskollen(many, DOWN, SOLD)):
        assert rule(mixed) == rule(tests)


def test_without_any_sample_nothing_is_said() -> None:
    """No rule set gives a verdict out of nothing, even where one test would do."""
    nothing: list[SpeedSample] = []
    assert bands(nothing, DOWN, 100, 1).outcome is Outcome.TOO_FEW
    assert consistent([nothing], DOWN, 100, 1).outcome is Outcome.TOO_FEW
    assert bead(nothing, DOWN, 100, 1).outcome is Outcome.TOO_FEW
    assert bredbandskollen(nothing, DOWN, SOLD).outcome is Outcome.TOO_FEW
