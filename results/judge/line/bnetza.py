"""
Does a fixed line deviate from its contract, by the procedure of Germany's regulator?

Source: Bundesnetzagentur, Allgemeinverfuegung 99/2021, to section 57(4) TKG and Regulation (EU) 2015/2120, article
4(4). Thirty tests on three calendar days, ten a day; the days lie within fourteen, with a calendar day at least
between two of them; three hours at least between the fifth test of a day and the sixth, five minutes between all
others; by cable. It deviates if not on two of the three days at least one test reaches 90 % of the maximum, or if the
normal speed is not reached in 90 % of the tests, or if on two of the days the minimum is undershot at least once.
Times between tests are counted here from start to start.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from results.judge.line.plan import Direction, Speeds
from results.judge.line.ruling import Counted, Outcome, Reason, RuleSet, Ruling, Tally, least, names, ordered, place
from results.judge.line.samples import SpeedSample, reaches

RULE = RuleSet(
    id="bnetza",
    version="99/2021",
    source="Bundesnetzagentur, Allgemeinverfügung 99/2021 (§ 57 Abs. 4 TKG)",
)
DAYS, TESTS_A_DAY, WITHIN, HALF = 3, 10, timedelta(days=14), 5
BETWEEN_DAYS = timedelta(days=2)
BREAK, PAUSE = timedelta(hours=3), timedelta(minutes=5)
OF_MAXIMUM, NORMALLY, DAYS_WRONG = 0.9, 90, 2

Days = Mapping[date, Sequence[SpeedSample]]


def bnetza(
    samples: Sequence[SpeedSample],
    direction: Direction,
    sold: Speeds,
    measuring_days: Sequence[date],
    zone: ZoneInfo,
    *,
    wired: bool | None,
) -> Ruling:
    """Judge the *samples* of the *measuring_days* of a line in *zone*, whether they count or not."""
    found = _by_day(samples, measuring_days, zone)
    tests = [one for many in found.values() for one in many]
    if sold.minimum is None or sold.normal is None or sold.maximum is None:
        return Ruling(rule=RULE, direction=direction, outcome=Outcome.NOT_PROMISED, n=len(tests))
    if not_one := tuple(why_no_campaign(found, wired=wired)):
        return Ruling(rule=RULE, direction=direction, outcome=Outcome.NO_CAMPAIGN, n=len(tests), reasons=not_one)
    falling = ordered(tests)
    normal = falling[place(len(falling), NORMALLY)]
    best, worst = ([ordered(many)[end] for many in found.values()] for end in (0, -1))
    tallies = (
        _tally(Reason.MAXIMUM, Counted.DAYS, best, OF_MAXIMUM * sold.maximum, DAYS_WRONG),
        _tally(Reason.NORMAL, Counted.TESTS, falling, sold.normal, least(len(falling), NORMALLY)),
        _tally(Reason.MINIMUM, Counted.DAYS, worst, sold.minimum, DAYS - DAYS_WRONG + 1),
    )
    deciding = {Reason.MAXIMUM: best, Reason.NORMAL: [normal], Reason.MINIMUM: worst}
    reasons = tuple(one.about for one in tallies if one.about is not None and one.reached < one.needed)
    return Ruling(
        rule=RULE,
        direction=direction,
        outcome=Outcome.DEVIATES if reasons else Outcome.CONFORMS,
        n=len(tests),
        mbits=normal.mbits,
        bar=sold.normal,
        reasons=reasons,
        tallies=tallies,
        deciding=names(one for reason in reasons or deciding for one in deciding[reason]),
    )


def _tally(about: Reason, of: Counted, samples: Sequence[SpeedSample], bar: float, needed: int) -> Tally:
    """Count which of *samples*, one for each test or day, reach *bar*."""
    reached = sum(reaches(one.mbits, bar) for one in samples)
    return Tally(about=about, of=of, bar=bar, reached=reached, n=len(samples), needed=needed)


def _by_day(samples: Sequence[SpeedSample], days: Sequence[date], zone: ZoneInfo) -> Days:
    found: dict[date, list[SpeedSample]] = {day: [] for day in sorted(set(days))}
    for one in sorted(samples, key=lambda one: (one.at, one.task, one.provider)):
        if (day := one.at.astimezone(zone).date()) in found:
            found[day].append(one)
    return found


def why_no_campaign(found: Days, *, wired: bool | None) -> Iterator[Reason]:
    """Yield what the procedure demands and the tests *found* on the measuring days are not; nothing if all is well."""
    if not found:
        yield Reason.NO_DAYS
        return
    days = list(found)
    if not wired:
        yield Reason.NOT_WIRED
    if len(days) != DAYS:
        yield Reason.NOT_THREE_DAYS
    if any(later - earlier < BETWEEN_DAYS for earlier, later in pairwise(days)):
        yield Reason.DAYS_TOO_CLOSE
    if days[-1] - days[0] >= WITHIN:
        yield Reason.DAYS_TOO_FAR
    if any(len(tests) != TESTS_A_DAY for tests in found.values()):
        yield Reason.NOT_TEN_TESTS
    apart = [
        (place_of, later.at - earlier.at)
        for tests in found.values()
        for place_of, (earlier, later) in enumerate(pairwise(tests), 1)
    ]
    if any(place_of == HALF and time < BREAK for place_of, time in apart):
        yield Reason.SHORT_BREAK
    if any(place_of != HALF and time < PAUSE for place_of, time in apart):
        yield Reason.SHORT_PAUSE
    if any(one.mark for tests in found.values() for one in tests):
        yield Reason.MARKED
