"""What became of a promise: its shape, for reports and programs."""

from enum import StrEnum

import msgspec

from results.records.service import Measure


class Held(StrEnum):
    """What the measurement says of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_MEASURABLE = "not_measurable"


class Unmeasured(StrEnum):
    """Why nothing is said of a promise."""

    NO_MEASURE = "no_measure"
    """Nothing here tests it."""
    NO_TASK = "no_task"
    """The study has no task that measures it at this provider."""
    WHICH_TASK = "which_task"
    """Several tasks could; the promise names none."""
    NOTHING_MEASURED = "nothing_measured"
    TOO_FEW = "too_few"
    LOW_COVERAGE = "low_coverage"
    UNDETERMINED = "undetermined"
    """It hangs on messages that may or may not be answers."""
    BEYOND_MEASURE = "beyond_measure"
    """It promises more than the study's timeout or window can see, or a quantile that is not told."""


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """One month of the study's zone, as far as the period reaches into it."""

    month: str
    """As 2026-05."""
    n: int
    """Measured slots or questions."""
    measured: float | None
    kept: bool | None
    """None where too little was measured."""


class PromiseHeld(msgspec.Struct, frozen=True, kw_only=True):
    """One promise beside what was measured, for the period and no longer."""

    provider: str
    promise: str
    quote: str
    source: str
    measure: Measure
    task: str
    promised: float | None
    """In the measure's unit: per cent, seconds, hours."""
    share: float | None
    """Per cent for which it is promised; for answer_within the promised share of answers."""
    due: str
    """The promised day, of what was to be done by one."""
    measured: float | None
    """In the unit of *promised*; of answer_within the share in per cent that was answered in time; of done_by days."""
    margin: float | None
    """How much better than promised; negative is worse. Percentage points, seconds, or days."""
    n: int
    held: Held
    why: Unmeasured | None
    """Why it is not measurable; None where it is."""
    stable: bool | None
    """Whether each month alone says the same; False is a mean with swings. None where there are less than two."""
    months: tuple[Month, ...]
    compensation: str
    """What was paid or given; it changes nothing."""
    evidence: str | None
    """SHA-256 of a copy of the promise."""
