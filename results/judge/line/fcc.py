"""
The bands and the consistent speed of the FCC's Measuring Broadband America.

Source: FCC, Measuring Broadband America, Fixed Broadband Report: charts 5 and 13 (share of consumers whose median
speed in peak hours is more than 95 %, 80 to 95 % or less than 80 % of the advertised one) and chart 6 (80/80
consistent speed: the speed that at least 80 % of subscribers have at least 80 % of the time in peak hours, against
the advertised one). The chart's title was seen, and not the appendix that defines it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean

from results.judge.line.plan import Direction
from results.judge.line.ruling import Outcome, RuleSet, Ruling, middle, names, ordered, place
from results.judge.line.samples import SpeedSample, exceeds, reaches

SOURCE = "FCC, Measuring Broadband America, Fixed Broadband Report"
BANDS = RuleSet(id="fcc_bands", version="mba-9", source=f"{SOURCE}, charts 5 and 13")
CONSISTENT = RuleSet(id="fcc_80_80", version="mba-9", source=f"{SOURCE}, chart 6")
UPPER, LOWER = 0.95, 0.8
PERCENT = 80


def band(speed: float, advertised: float) -> Outcome:
    """Tell the band of *speed*: exactly 95 % and exactly 80 % are in the one between."""
    if exceeds(speed, UPPER * advertised):
        return Outcome.ABOVE
    return Outcome.BETWEEN if reaches(speed, LOWER * advertised) else Outcome.BELOW


def bands(peak: Iterable[SpeedSample], direction: Direction, advertised: float | None, minimum_tests: int) -> Ruling:
    """Tell the band of the median of a line's *peak* samples."""
    falling = ordered(peak)
    if advertised is None or len(falling) < max(1, minimum_tests):
        return _none(BANDS, direction, advertised, len(falling))
    deciding = middle(falling)
    median = fmean(one.mbits for one in deciding)
    return Ruling(
        rule=BANDS,
        direction=direction,
        outcome=band(median, advertised),
        n=len(falling),
        mbits=median,
        bar=advertised,
        deciding=names(deciding),
    )


def bands_of_plan(lines: Sequence[Ruling], direction: Direction, advertised: float | None) -> Ruling:
    """Count the lines of a plan in each band; those with too few tests are in none."""
    known = [one for one in lines if one.mbits is not None]
    if advertised is None or not known:
        return _none(BANDS, direction, advertised, 0)
    return Ruling(
        rule=BANDS,
        direction=direction,
        outcome=Outcome.COUNTED,
        n=len(known),
        bar=advertised,
        counts=dict(sorted(Counter(one.outcome.value for one in known).items())),
        deciding=tuple(named for one in known for named in one.deciding),
    )


def consistent(
    lines: Iterable[Iterable[SpeedSample]], direction: Direction, advertised: float | None, minimum_tests: int
) -> Ruling:
    """Tell the speed that 80 % of *lines*, each its peak samples, have in 80 % of them, and its band."""
    fallings = [ordered(line) for line in lines]
    steady = ordered(
        falling[place(len(falling), PERCENT)] for falling in fallings if len(falling) >= max(1, minimum_tests)
    )
    if advertised is None or not steady:
        return _none(CONSISTENT, direction, advertised, len(steady))
    deciding = steady[place(len(steady), PERCENT)]
    return Ruling(
        rule=CONSISTENT,
        direction=direction,
        outcome=band(deciding.mbits, advertised),
        n=len(steady),
        mbits=deciding.mbits,
        bar=advertised,
        deciding=names([deciding]),
    )


def _none(rule: RuleSet, direction: Direction, advertised: float | None, n: int) -> Ruling:
    outcome = Outcome.NOT_PROMISED if advertised is None else Outcome.TOO_FEW
    return Ruling(rule=rule, direction=direction, outcome=outcome, n=n)
