"""What was promised at the sale, tied to the measurement that tests it."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from results.records.service.shapes import Address, Amount, Mistake, Name, Seen, Words


class Measure(StrEnum):
    """What tests a promise."""

    UPTIME = "uptime"
    """*value* per cent at least, of the task's slots."""
    RESPONSE = "response"
    """*value* seconds at most: the median, or the slowest of the stated *share*."""
    ANSWER_WITHIN = "answer_within"
    """*value* hours at most for an answer by a person, for *share* per cent of the questions."""
    PHONE_ANSWERED = "phone_answered"
    """*value* per cent of calls at least are answered in the published hours."""
    DONE_BY = "done_by"
    """By the day *due*: an installation, a delivery."""
    NONE = "none"
    """Nothing here can test it."""


class SoldPromise(Seen, frozen=True, kw_only=True, tag="promise"):
    """A claim made at the sale. What is paid for a broken one does not make it a kept one."""

    promise: Name
    """Its name among those of the provider."""
    quote: Words
    """The provider's own words."""
    source: Address
    """Where they stand: an address, a page, who said them."""
    made_on: date | None = None
    """When they were read or heard."""
    measure: Measure = Measure.NONE
    task: Words = ""
    """The study's task whose figure tests it; may be empty where only one can."""
    value: Amount | None = None
    """What is promised, in the measure's unit."""
    share: Amount | None = None
    """Per cent for which it is promised; empty for the middle (response) or for all (answer_within)."""
    due: date | None = None
    """For done_by: the promised day."""
    done_on: date | None = None
    """For done_by: the day on which it was done."""
    case: Words = ""
    """For done_by: the ledger whose step "worked" says when it was done, where done_on is empty."""
    compensation: Words = ""
    """What was paid or given because it was broken."""

    @property
    def key(self) -> tuple[str, ...]:
        """The promise of the provider."""
        return (self.provider, self.promise)

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the measure needs."""
        if not self.quote:
            yield "quote", "is empty: give the provider's own words"
        if not self.source:
            yield "source", "is empty: say where the words stand"
        if self.measure is Measure.DONE_BY and self.due is None:
            yield "due", "is empty: give the promised day"
        if self.measure not in {Measure.DONE_BY, Measure.NONE} and self.value is None:
            yield "value", f"is empty: say what is promised, in the unit of {self.measure}"
        if self.measure in {Measure.UPTIME, Measure.PHONE_ANSWERED} and (self.value or 0) > 100:  # noqa: PLR2004 -- per cent
            yield "value", "is more than 100 per cent"
        if self.share is not None and not 0 < self.share <= 100:  # noqa: PLR2004 -- per cent
            yield "share", "must be more than 0 and at most 100 per cent"
