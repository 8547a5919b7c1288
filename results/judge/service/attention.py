"""
The attention model (Model van Aandacht): grades 1 to 10 for hospitality, service and quality in each phase.

A mean is that of the grades that were given: n/a is left out. A mean that an author printed is held against it as it
was printed: it agrees where the computed one lies within half a unit of its last decimal.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec

from results.records.service import Component, JourneyGrade


class ComponentMean(msgspec.Struct, frozen=True, kw_only=True):
    """One component over all phases of a journey."""

    component: Component
    n: int
    """Grades that were given."""
    not_applicable: int
    mean: float | None
    """None where none was given."""
    stated_mean: float | None = None
    """What the journey's author printed."""
    stated_as: str = ""
    """The same as it was printed."""
    agrees: bool | None = None
    """Whether the grades give the printed mean; None where none was printed, or there is nothing to hold it against."""


class GradeTold(msgspec.Struct, frozen=True, kw_only=True):
    """One grade with its reason."""

    component: Component
    grade: float | None
    """None is n/a."""
    reason: str
    occurrence: int


class PhaseMean(msgspec.Struct, frozen=True, kw_only=True):
    """One phase over its components."""

    phase: str
    n: int
    mean: float | None
    grades: tuple[GradeTold, ...]


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """One customer's journey with one provider."""

    journey: str
    provider: str
    components: tuple[ComponentMean, ...]
    phases: tuple[PhaseMean, ...]
    """In the order in which they were noted."""
    without_reason: int
    """Grades that have no reason in words."""


def journeys(grades: Iterable[JourneyGrade]) -> tuple[Journey, ...]:
    """Add up the grades of each journey, in the order in which they were noted."""
    found: dict[tuple[str, str], list[JourneyGrade]] = {}
    for one in grades:
        found.setdefault((one.journey, one.provider), []).append(one)
    return tuple(_journey(name, provider, rows) for (name, provider), rows in found.items())


def _journey(name: str, provider: str, rows: Sequence[JourneyGrade]) -> Journey:
    given = [row for row in rows if row.stated_mean is None]
    phases: dict[str, list[JourneyGrade]] = {}
    for row in given:
        phases.setdefault(row.phase.casefold(), []).append(row)
    present = [one for one in Component if any(row.component is one for row in rows)]
    return Journey(
        journey=name,
        provider=provider,
        components=tuple(_component(one, [row for row in rows if row.component is one]) for one in present),
        phases=tuple(map(_phase, phases.values())),
        without_reason=sum(row.grade is not None and not row.reason for row in given),
    )


def _component(component: Component, rows: Sequence[JourneyGrade]) -> ComponentMean:
    given = [row for row in rows if row.stated_mean is None]
    stated = next((row.stated_mean for row in rows if row.stated_mean is not None), None)
    exact = exact_mean([row.grade for row in given])
    return ComponentMean(
        component=component,
        n=sum(row.grade is not None for row in given),
        not_applicable=sum(row.grade is None for row in given),
        mean=None if exact is None else float(exact),
        stated_mean=None if stated is None else float(stated),
        stated_as=stated or "",
        agrees=None if stated is None or exact is None else agrees(exact, stated),
    )


def _phase(rows: Sequence[JourneyGrade]) -> PhaseMean:
    exact = exact_mean([row.grade for row in rows])
    return PhaseMean(
        phase=rows[0].phase,
        n=sum(row.grade is not None for row in rows),
        mean=None if exact is None else float(exact),
        grades=tuple(
            GradeTold(component=row.component, grade=row.grade, reason=row.reason, occurrence=row.occurrence)
            for row in rows
        ),
    )


def exact_mean(grades: Iterable[float | None]) -> Fraction | None:
    """Return the mean of the *grades* that were given, as they are written in decimals; None if none was."""
    given = [Fraction(repr(grade)) for grade in grades if grade is not None]
    return sum(given, Fraction(0)) / len(given) if given else None


def agrees(mean: Fraction, stated: str) -> bool:
    """Whether *mean*, rounded to as many decimals as *stated* has, may be printed so; halves either way."""
    decimals = len(stated.partition(".")[2])
    return abs(mean - Fraction(stated)) <= Fraction(1, 2 * 10**decimals)
