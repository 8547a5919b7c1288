"""What a rule set says, and the places in an order that decide it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from results.judge.line.plan import Direction
from results.judge.line.samples import Named, SpeedSample


class Outcome(StrEnum):
    """All that a rule set can say."""

    CONFORMS = "conforms"
    DEVIATES = "deviates"
    NO_CAMPAIGN = "no_campaign"
    """The tests are not what the procedure demands; the reasons say why."""
    ABOVE = "above_95"
    BETWEEN = "80_to_95"
    BELOW = "below_80"
    MEETS = "meets"
    FALLS_SHORT = "falls_short"
    COUNTED = "counted"
    """It has a verdict for each test or line alone: see the counts."""
    TOO_FEW = "too_few"
    NOT_PROMISED = "not_promised"
    """The contract does not name the speed that the rule is about."""


class Reason(StrEnum):
    """Why something is no campaign, or deviates."""

    NO_DAYS = "no_days"
    NOT_WIRED = "not_wired"
    NOT_THREE_DAYS = "not_three_days"
    DAYS_TOO_CLOSE = "days_too_close"
    DAYS_TOO_FAR = "days_too_far"
    NOT_TEN_TESTS = "not_ten_tests"
    SHORT_BREAK = "short_break"
    SHORT_PAUSE = "short_pause"
    MARKED = "marked"
    MAXIMUM = "maximum"
    NORMAL = "normal"
    MINIMUM = "minimum"


class Counted(StrEnum):
    """What a rule counts."""

    TESTS = "tests"
    DAYS = "days"
    LINES = "lines"


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """Who made a rule, and where it stands."""

    id: str
    version: str
    source: str


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many of those that a rule counts reach what it asks of each: "27 of 30 tests"."""

    of: Counted
    bar: float
    """In Mbit/s."""
    reached: int
    n: int
    """Of so many."""
    needed: int
    """So many must reach it."""
    about: Reason | None = None
    """Which part of the rule, where it has several."""


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule set says of one direction of a line, or of all lines of a plan."""

    rule: RuleSet
    direction: Direction
    outcome: Outcome
    n: int
    """Tests that it stands on; lines, where it counts these."""
    mbits: float | None = None
    """The speed that decides, in Mbit/s; None where it is not one."""
    bar: float | None = None
    """The speed that it is held against."""
    counts: dict[str, int] = {}
    """How many tests or lines have each verdict, where the outcome is `COUNTED`."""
    reasons: tuple[Reason, ...] = ()
    tallies: tuple[Tally, ...] = ()
    """What it counted, and what it asks for."""
    deciding: tuple[Named, ...] = ()
    """The samples that decide it: had they been faster or slower, it could be another."""


def ordered(samples: Iterable[SpeedSample]) -> list[SpeedSample]:
    """Return *samples* from the fastest to the slowest; equal ones by their names, whatever order they came in."""
    return sorted(samples, key=lambda one: (-one.mbits, one.slot, one.agent, one.task, one.provider))


def place(n: int, percent: int) -> int:
    """
    Tell which of *n* samples, from the fastest on and from 0, is the one that *percent* of them are as fast as.

    So many per cent of samples reach a bar if, and only if, this one does.
    """
    return max(0, least(n, percent) - 1)


def least(n: int, percent: int) -> int:
    """Tell how many of *n* are at least *percent* of them."""
    return -(-n * percent // 100)


def middle(falling: Sequence[SpeedSample]) -> Sequence[SpeedSample]:
    """Return the one or two samples in the middle of *falling*: their mean is the median."""
    n = len(falling)
    return falling[(n - 1) // 2 : n // 2 + 1]


def names(samples: Iterable[SpeedSample]) -> tuple[Named, ...]:
    """Name *samples*."""
    return tuple(one.named for one in samples)
