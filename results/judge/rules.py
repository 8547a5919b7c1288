"""The rules of a comparison: fixed before it begins, published with it, and the same for every provider."""

from enum import StrEnum

import msgspec


class Metric(StrEnum):
    """What a criterion may be graded on. ``docs/method.md`` defines each."""

    UPTIME_PERCENT = "uptime_percent"
    RESPONSE_SECONDS = "response_seconds"
    ANSWERED_PERCENT = "answered_percent"
    ANSWER_SECONDS = "answer_seconds"

    @property
    def of_support(self) -> bool:
        """Whether this is measured on cases (and counted in questions), not on observations."""
        return self in {Metric.ANSWERED_PERCENT, Metric.ANSWER_SECONDS}

    @property
    def higher_is_better(self) -> bool:
        """Which way is better for the customer."""
        return self in {Metric.UPTIME_PERCENT, Metric.ANSWERED_PERCENT}


GRADES = 5
"""Grades go from 0 to 5 in whole steps; a total has one decimal."""

Thresholds = tuple[float, float, float, float, float]
"""What must be reached for the grades 1, 2, 3, 4 and 5, in the metric's own unit."""


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One graded figure: a column of the table."""

    id: str
    metric: Metric
    task: str
    """The task whose records it is computed from."""
    title: dict[str, str]
    """The column's head, by language code."""
    weight: float
    """Its share in its category, in per cent; in the total where the study has no categories. All of them make 100."""
    thresholds: Thresholds


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Criteria that are about one thing: a column of the table that opens into theirs."""

    id: str
    title: dict[str, str]
    """The column's head, by language code."""
    criteria: tuple[str, ...]
    """The ids of those that belong to it."""
    weight: float
    """Its share in the total, in per cent; all categories of a study make 100."""


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A weakness that good marks elsewhere may not buy back."""

    criterion: str
    worse_than: float
    """In the metric's unit: the cap holds for a figure worse than this."""
    total_at_most: float


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a study demands before it says anything, and how it grades."""

    minimum_samples: int
    """Fewer measured slots than this give no grade for uptime or response time."""
    minimum_coverage: float = 0.9
    """The share of the due time, 0 to 1, that must have been measured for a grade on uptime or response time."""
    maximum_lag_seconds: float = 1.0
    """A sample during which the prober's event loop was further behind than this is void."""
    minimum_questions: int
    """Fewer questions whose window has closed than this give no grade for answers."""
    minimum_respondents: int = 30
    """Fewer respondents of a survey than this give no index and no score."""
    answer_window_seconds: float
    """How long each question is given. No answer by then is "not answered", whatever comes later."""
    human_seconds: float = 60.0
    """The soonest that a person can have read a question and typed an answer; what comes sooner is a machine's."""
    criteria: tuple[Criterion, ...]
    caps: tuple[Cap, ...] = ()
    categories: tuple[Category, ...] = ()
    """Each criterion is in one of them; without any, each stands alone."""


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a provider promises in public, to be held against what was measured."""

    criterion: str
    """The criterion whose figure it is about."""
    value: float
    """What is promised, in the metric's unit: at least this, or at most, as the metric has it."""
    quote: str
    """The provider's own words."""
    source: str
    """Where they stand: an address, with the day on which they were read."""
