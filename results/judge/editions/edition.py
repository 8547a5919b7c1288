"""An edition: a report of a period with a number, and what has changed since the one before. Built by `compared`."""

from datetime import datetime
from enum import StrEnum

import msgspec

from results.judge.ranking.ranks import Method
from results.judge.rules import Metric


class Course(StrEnum):
    """What became of one figure of one provider."""

    BETTER = "better"
    """By more than noise."""
    WORSE = "worse"
    NOISE = "noise"
    """Chance, or less than anybody notices, explains the difference."""
    NOT_COMPARED = "not_compared"


class Hindrance(StrEnum):
    """Why a figure is not held against that of the edition before."""

    JUDGED = "judged"
    """Another method of judging: make the earlier report again with this version, and name that one."""
    MEASURED = "measured"
    """Another method of measuring."""
    PLACES = "places"
    """Measured from other places."""
    TASK = "task"
    """The task is new, or asks something else, in another way, at another interval or with another timeout."""
    RULE = "rule"
    """What counts as an answer, or as a sample, was another rule."""
    TOO_LITTLE = "too_little"
    """One of the two has no grade by the present rules."""
    PART = "part"
    """Of a total: one of its figures is not compared."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One figure in one edition, graded by the present rules. Of a total, `value` is the total."""

    value: float | None = None
    """In the metric's unit. None if there is none, or if it lies beyond `beyond`."""
    beyond: float | None = None
    n: int = 0
    grade: int | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How far apart the two editions are, in the metric's unit: of waits, by the restricted mean."""

    before: float
    after: float
    difference: float
    """*after* less *before*."""
    low: float | None
    """The 95 % interval of the difference, for this figure alone; None on both sides where nothing can be said."""
    high: float | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of one provider, then and now."""

    provider: str
    criterion: str
    """The id of the criterion, or `TOTAL`."""
    metric: Metric | None
    """None for the total."""
    then: Found
    now: Found
    course: Course
    hindrance: Hindrance | None = None
    """Why it was not compared; None where it was."""
    difference: Difference | None = None
    test: Method | None = None
    p: float | None = None
    """Two-sided, for this figure alone; None where it was not compared."""
    adjusted: float | None = None
    """The same by Holm over all that was compared with the edition before."""

    @property
    def proven(self) -> bool:
        """Whether a report may say that it changed."""
        return self.course in {Course.BETTER, Course.WORSE}


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was another in the edition before."""

    rule: str
    """Where it stands, such as ``criteria.uptime.weight``."""
    before: str
    """As JSON; a hyphen where there was none."""
    after: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that is in one edition alone."""

    id: str
    name: str


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """The edition before, by what finds it again."""

    number: int | None
    """None for a report that had no number."""
    revision: int
    start: datetime
    end: datetime
    made_at: datetime | None
    sha256: str
    """Of its ``comparison.json``."""
    software: str
    method: str


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """Which report of a row this is, and what has changed since the one before."""

    number: int
    """From 1."""
    revision: int = 1
    """One more for each time that its figures were corrected."""
    draft: bool = False
    """Whether it was not put on record: its figures may still change."""
    made_at: datetime
    """When it was made; when it was first made, if only its words were changed since."""
    since: Earlier | None = None
    changes: tuple[Change, ...] = ()
    """Of each provider that is in both, each criterion of the present rules, then the total."""
    one_way: tuple[str, ...] = ()
    """Criteria in which most of those that could be compared changed, and all of them the same way."""
    rules: tuple[RuleChange, ...] = ()
    joined: tuple[Named, ...] = ()
    left: tuple[Named, ...] = ()
