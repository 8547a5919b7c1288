"""What stands beside a verdict: the hours of a line's own clock, and what a rule counted."""

from datetime import timedelta

import pytest
from line_samples import BERLIN, CAMPAIGN, START, campaign, row, sample

from results.judge.line.bead import bead
from results.judge.line.bnetza import bnetza
from results.judge.line.directions import hours
from results.judge.line.plan import Direction, Speeds
from results.judge.line.ruling import Counted, Outcome, Reason
from results.judge.line.samples import Mark

SOLD = Speeds(minimum=50, normal=80, maximum=100, advertised=100)


def test_hours_are_those_of_the_lines_clock() -> None:
    """Noon in UTC is 13 o'clock in Berlin; what does not count is in no hour."""
    tests = [sample(speed, START + timedelta(minutes=place)) for place, speed in enumerate((10, 20, 30, 40, 50))]
    marked = sample(1000, START, mark=Mark.DEVICE_LIMITED)
    (found,) = hours([([*tests, marked], BERLIN)])
    assert (found.hour, found.n, found.p20, found.p50, found.p80) == (13, 5, 10, 30, 40)


def test_an_hour_without_a_test_is_not_told() -> None:
    """From midnight on, with gaps."""
    tests = row([90, 80], step=timedelta(hours=10))
    assert [one.hour for one in hours([(tests, BERLIN)])] == [13, 23]


@pytest.mark.parametrize(("slow", "outcome"), [(3, Outcome.CONFORMS), (4, Outcome.DEVIATES)])
def test_a_campaign_counts_what_it_asks_for(slow: int, outcome: Outcome) -> None:
    """27 of 30 tests for the normal speed, two of three days for the others; the tallies are the verdict."""
    days = ([79.0] * slow + [95.0] * (10 - slow), [95.0] * 10, [95.0] * 10)
    found = bnetza(campaign(*days), Direction.DOWN, SOLD, CAMPAIGN, BERLIN, wired=True)
    told = {one.about: (one.of, one.bar, one.reached, one.n, one.needed) for one in found.tallies}
    assert told == {
        Reason.MAXIMUM: (Counted.DAYS, 90, 3, 3, 2),
        Reason.NORMAL: (Counted.TESTS, 80, 30 - slow, 30, 27),
        Reason.MINIMUM: (Counted.DAYS, 50, 3, 3, 2),
    }
    assert found.outcome is outcome
    assert all(one.reached >= one.needed for one in found.tallies) == (outcome is Outcome.CONFORMS)


def test_no_campaign_counted_nothing() -> None:
    """Without measuring days there are no tallies."""
    assert bnetza([], Direction.DOWN, SOLD, (), BERLIN, wired=True).tallies == ()


@pytest.mark.parametrize(("slow", "outcome"), [(4, Outcome.MEETS), (5, Outcome.FALLS_SHORT)])
def test_bead_counts_tests(slow: int, outcome: Outcome) -> None:
    """Sixteen of twenty must reach four fifths of the advertised speed."""
    found = bead(row([10.0] * slow + [80.0] * (20 - slow)), Direction.DOWN, 100, 20)
    (tally,) = found.tallies
    assert (tally.of, tally.reached, tally.n, tally.needed) == (Counted.TESTS, 20 - slow, 20, 16)
    assert found.outcome is outcome
