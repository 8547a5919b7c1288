"""
The verdict per test of Sweden's Bredbandskollen.

Source: Internetstiftelsen, Bredbandskollen (README of bredbandskollen.se): bad below the lower end of the promised
range, acceptable above it but clearly below its middle, good otherwise; of 150 to 250 Mbit/s: below 150, 150 to 190,
above 190. That example is read as two fifths of the way through the range, which lies in every range. Its help pages
put "good" at about 80 to 85 % of the maximum instead. The range is here the contract's minimum to maximum.
"""

from collections.abc import Iterable
from enum import StrEnum

from results.judge.line.plan import Direction, Speeds
from results.judge.line.ruling import Outcome, RuleSet, Ruling, names, ordered
from results.judge.line.samples import SpeedSample, exceeds, reaches

RULE = RuleSet(
    id="bredbandskollen", version="readme", source="Internetstiftelsen, Bredbandskollen, verdict of a measurement"
)
WAY = 0.4


class Grade(StrEnum):
    """Of one test, from the best."""

    GOOD = "good"
    ACCEPTABLE = "acceptable"
    BAD = "bad"


def verdict(speed: float, low: float, high: float) -> Grade:
    """Judge one test of *speed* against the range *low* to *high*; exactly *low* is acceptable."""
    if not reaches(speed, low):
        return Grade.BAD
    return Grade.GOOD if exceeds(speed, low + WAY * (high - low)) else Grade.ACCEPTABLE


def bredbandskollen(samples: Iterable[SpeedSample], direction: Direction, sold: Speeds) -> Ruling:
    """Count the verdicts of *samples*; it names the samples between which one verdict becomes another."""
    falling = ordered(samples)
    if sold.minimum is None or sold.maximum is None:
        return Ruling(rule=RULE, direction=direction, outcome=Outcome.NOT_PROMISED, n=len(falling))
    if not falling:
        return Ruling(rule=RULE, direction=direction, outcome=Outcome.TOO_FEW, n=0)
    found: dict[str, list[SpeedSample]] = {one.value: [] for one in Grade}
    for one in falling:
        found[verdict(one.mbits, sold.minimum, sold.maximum)].append(one)
    borders = [one[-1] for name, one in found.items() if one and name != Grade.BAD]
    borders += found[Grade.BAD][:1]
    return Ruling(
        rule=RULE,
        direction=direction,
        outcome=Outcome.COUNTED,
        n=len(falling),
        counts={name: len(many) for name, many in found.items()},
        deciding=names(borders),
    )
