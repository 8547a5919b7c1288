"""
How grades are weighed: criteria make up categories, and categories the total.

The grade of a category is the mean of its criteria's grades by their weights within it, the total the mean of the
categories' grades by theirs. So a criterion weighs in the total as much as its category does, times its share in it.
What a provider does not offer is left out where it stands: the rest of its category takes its place.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from results.judge.comparison import CategoryGrade, Figure, Withheld
from results.judge.rules import Rules


class Unit(NamedTuple):
    """What has a weight of its own in the total: a category, or a criterion that stands alone."""

    id: str
    title: Mapping[str, str]
    weight: float
    """In per cent of the total."""
    criteria: Mapping[str, float]
    """The weights within it, by the criteria's ids."""


def units(rules: Rules) -> tuple[Unit, ...]:
    """List what is weighed in the total, in the order of the rules."""
    if not rules.categories:
        return tuple(Unit(one.id, one.title, one.weight, {one.id: 1.0}) for one in rules.criteria)
    weights = {one.id: one.weight for one in rules.criteria}
    return tuple(
        Unit(one.id, one.title, one.weight, {name: weights[name] for name in one.criteria}) for one in rules.categories
    )


def weights_in_total(rules: Rules, offered: Collection[str]) -> dict[str, float]:
    """Tell how much each of the criteria that are *offered* weighs in the total, by its id, of their sum."""
    found: dict[str, float] = {}
    for unit in units(rules):
        within = {name: weight for name, weight in unit.criteria.items() if name in offered}
        whole = sum(within.values())
        found |= {name: unit.weight * weight / whole for name, weight in within.items()}
    return found


def offered_of(figures: Mapping[str, Figure]) -> set[str]:
    """Name the criteria, of those that *figures* are about, that the provider has something to offer in."""
    return {name for name, one in figures.items() if one.withheld is not Withheld.NOT_OFFERED}


def grade_in(unit: Unit, figures: Mapping[str, Figure]) -> float | None:
    """Tell the mean grade in *unit*, not rounded; None where nothing is offered, or a grade is missing."""
    found = {name: figures[name] for name in unit.criteria if name in offered_of(figures)}
    if not found or any(one.grade is None for one in found.values()):
        return None
    whole = sum(unit.criteria[name] for name in found)
    return sum(unit.criteria[name] * (one.grade or 0) for name, one in found.items()) / whole


def category_grades(figures: Mapping[str, Figure], rules: Rules) -> tuple[CategoryGrade, ...]:
    """Grade one provider in each category of *rules*."""
    if not rules.categories:
        return ()
    return tuple(CategoryGrade(category=unit.id, grade=grade_in(unit, figures)) for unit in units(rules))
