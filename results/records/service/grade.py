"""Grades of a customer's journey, by the attention model (Model van Aandacht)."""

from collections.abc import Iterator
from enum import StrEnum

from results.records.service.shapes import Grade, Mistake, Name, Place, Printed, Seen, Words


class Component(StrEnum):
    """What is graded in each phase."""

    HOSPITALITY = "hospitality"
    SERVICE = "service"
    QUALITY = "quality"


class JourneyGrade(Seen, frozen=True, kw_only=True, tag="journey"):
    """
    One grade of one component in one phase of a journey, or the mean of a component as its author printed it.

    A phase that occurs several times in a journey (a contact that is repeated) has a grade for each occurrence.
    """

    journey: Name
    phase: Words = ""
    """Ordering, installation, use, after-sales, repeated contacts, or the author's own; empty for a stated mean."""
    component: Component
    grade: Grade | None = None
    """None is n/a: it was not to be graded, and no mean counts it."""
    reason: Words = ""
    """Why, in words."""
    stated_mean: Printed | None = None
    """The mean of the component over all phases as it was printed, with its decimals."""
    occurrence: Place = 1
    """1 for the first time that the phase occurs in the journey."""

    @property
    def key(self) -> tuple[str, ...]:
        """The place of the grade in the journey."""
        return (self.journey, self.provider, self.phase.casefold(), self.component, str(self.occurrence))

    def mistakes(self) -> Iterator[Mistake]:
        """Yield why the row is neither a grade nor a stated mean."""
        if self.phase and self.stated_mean is not None:
            yield "stated_mean", "belongs into a row of its own, whose phase is empty"
        if not self.phase and self.stated_mean is None:
            yield "phase", "is empty, which is for a stated mean: name the phase, or give stated_mean"
        if not self.phase and self.grade is not None:
            yield "grade", "has no phase: name the phase that it was given for"
