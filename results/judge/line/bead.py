"""
The performance standard of the United States' BEAD programme.

Source: NTIA, Broadband Equity, Access, and Deployment: 80 % of a provider's tests must reach at least 80 % of the
required speed (80/16 for 100/20 Mbit/s). The advertised speed stands here for the required one, and tests of all hours
are counted.
"""

from collections.abc import Iterable

from results.judge.line.plan import Direction
from results.judge.line.ruling import Counted, Outcome, RuleSet, Ruling, Tally, least, names, ordered, place
from results.judge.line.samples import SpeedSample, reaches

RULE = RuleSet(
    id="bead", version="80/80", source="NTIA, Broadband Equity, Access, and Deployment, performance standard"
)
SHARE, PERCENT = 0.8, 80


def bead(samples: Iterable[SpeedSample], direction: Direction, advertised: float | None, minimum_tests: int) -> Ruling:
    """Judge all *samples* of a plan's lines together."""
    falling = ordered(samples)
    if advertised is None or len(falling) < max(1, minimum_tests):
        outcome = Outcome.NOT_PROMISED if advertised is None else Outcome.TOO_FEW
        return Ruling(rule=RULE, direction=direction, outcome=outcome, n=len(falling))
    deciding, bar = falling[place(len(falling), PERCENT)], SHARE * advertised
    return Ruling(
        rule=RULE,
        direction=direction,
        outcome=Outcome.MEETS if reaches(deciding.mbits, bar) else Outcome.FALLS_SHORT,
        n=len(falling),
        mbits=deciding.mbits,
        bar=bar,
        tallies=(
            Tally(
                of=Counted.TESTS,
                bar=bar,
                reached=sum(reaches(one.mbits, bar) for one in falling),
                n=len(falling),
                needed=least(len(falling), PERCENT),
            ),
        ),
        deciding=names([deciding]),
    )
