"""The procedure of BNetzA 99/2021, at its borders."""

from datetime import date, timedelta

import msgspec
import pytest
from line_samples import BERLIN, CAMPAIGN, campaign, sample

from results.judge.line.bnetza import bnetza
from results.judge.line.plan import Direction, Speeds
from results.judge.line.ruling import Outcome, Reason, Ruling
from results.judge.line.samples import Mark, SpeedSample

SOLD = Speeds(minimum=50, normal=80, maximum=100, advertised=100)
FAST = [95.0] * 10


def judged(tests: list[SpeedSample], days: tuple[date, ...] = CAMPAIGN, *, wired: bool | None = True) -> Ruling:
    """Judge *tests* of the *days*."""
    return bnetza(tests, Direction.DOWN, SOLD, days, BERLIN, wired=wired)


def test_a_fast_line_conforms() -> None:
    """Thirty tests above all three speeds are no deviation."""
    assert judged(campaign(FAST, FAST, FAST)).outcome is Outcome.CONFORMS


@pytest.mark.parametrize(("best", "outcome"), [(90.0, Outcome.CONFORMS), (89.9, Outcome.DEVIATES)])
def test_ninety_per_cent_of_the_maximum_on_two_of_three_days(best: float, outcome: Outcome) -> None:
    """One test of exactly 90 % on a second day is enough; a little less deviates, and the days' best ones decide."""
    slow = [80.0] * 10
    found = judged(campaign(FAST, [best, *slow[1:]], slow))
    assert found.outcome is outcome
    if outcome is Outcome.DEVIATES:
        assert found.reasons == (Reason.MAXIMUM,)
        assert [one.mbits for one in found.deciding] == [95.0, best, 80.0]


@pytest.mark.parametrize(("below", "outcome"), [(3, Outcome.CONFORMS), (4, Outcome.DEVIATES)])
def test_the_normal_speed_in_ninety_per_cent_of_tests(below: int, outcome: Outcome) -> None:
    """Of thirty tests three may be slower than the normal speed; the twenty-seventh fastest decides."""
    found = judged(campaign([79.0] * below + FAST[below:], FAST, FAST))
    assert found.outcome is outcome
    if outcome is Outcome.DEVIATES:
        assert found.reasons == (Reason.NORMAL,)
        assert [one.mbits for one in found.deciding] == [79.0]


@pytest.mark.parametrize(("lows", "outcome"), [((49.9, 50.0), Outcome.CONFORMS), ((49.9, 49.9), Outcome.DEVIATES)])
def test_the_minimum_on_two_of_three_days(lows: tuple[float, float], outcome: Outcome) -> None:
    """Undershot on one day is none; exactly the minimum is no undershooting; on two days it deviates."""
    found = judged(campaign([lows[0], *FAST[1:]], [lows[1], *FAST[1:]], FAST))
    assert found.outcome is outcome
    assert found.reasons == ((Reason.MINIMUM,) if outcome is Outcome.DEVIATES else ())


def shifted(tests: list[SpeedSample], which: int, by: timedelta) -> list[SpeedSample]:
    """Move all tests of the first day from the one at *which* on."""
    return [
        msgspec.structs.replace(one, at=one.at + by) if which <= place < 10 else one for place, one in enumerate(tests)
    ]


SECOND = timedelta(seconds=1)
WHOLE = campaign(FAST, FAST, FAST)


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        (shifted(WHOLE, 5, -SECOND), Reason.SHORT_BREAK),
        (shifted(WHOLE, 9, -SECOND), Reason.SHORT_PAUSE),
        (WHOLE[:-1], Reason.NOT_TEN_TESTS),
        ([*WHOLE, sample(95, WHOLE[9].at + timedelta(minutes=5))], Reason.NOT_TEN_TESTS),
        ([msgspec.structs.replace(WHOLE[0], mark=Mark.DEVICE_LIMITED), *WHOLE[1:]], Reason.MARKED),
    ],
)
def test_what_is_not_as_prescribed_is_no_campaign(tests: list[SpeedSample], reason: Reason) -> None:
    """Three hours less a second, five minutes less a second, nine tests, eleven, one held down by the device."""
    found = judged(tests)
    assert (found.outcome, found.reasons) == (Outcome.NO_CAMPAIGN, (reason,))


@pytest.mark.parametrize(
    ("days", "reasons"),
    [
        ((11, 13, 24), ()),
        ((11, 13, 25), (Reason.DAYS_TOO_FAR,)),
        ((11, 12, 14), (Reason.DAYS_TOO_CLOSE,)),
    ],
)
def test_days_lie_within_fourteen_with_one_between(days: tuple[int, int, int], reasons: tuple[Reason, ...]) -> None:
    """The 11th to the 24th are fourteen days; neighbouring days are too close."""
    chosen = tuple(date(2027, 1, day) for day in days)
    assert judged(campaign(FAST, FAST, FAST, days=chosen), chosen).reasons == reasons


def test_two_days_are_no_campaign() -> None:
    """Three days are demanded."""
    assert judged(campaign(FAST, FAST, days=CAMPAIGN[:2]), CAMPAIGN[:2]).reasons == (Reason.NOT_THREE_DAYS,)


@pytest.mark.parametrize("wired", [False, None])
def test_a_line_that_is_not_known_to_be_wired_is_no_campaign(wired: bool | None) -> None:  # noqa: FBT001 -- the parameter of the test
    """By radio, or nobody said how: the procedure demands a cable."""
    assert judged(WHOLE, wired=wired).reasons == (Reason.NOT_WIRED,)


def test_without_measuring_days_there_is_no_campaign() -> None:
    """Days are not picked afterwards: the study names them."""
    assert judged(WHOLE, ()).reasons == (Reason.NO_DAYS,)


def test_a_contract_without_the_three_speeds_cannot_be_judged() -> None:
    """Nothing is made up where the contract is silent."""
    found = bnetza(WHOLE, Direction.UP, Speeds(maximum=100), CAMPAIGN, BERLIN, wired=True)
    assert found.outcome is Outcome.NOT_PROMISED
