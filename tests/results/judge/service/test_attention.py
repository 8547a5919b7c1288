"""Means of grades, and whether a printed one may be theirs."""

from fractions import Fraction

import pytest

from results.judge.service.attention import agrees, exact_mean, journeys
from results.records.service import Component, JourneyGrade


@pytest.mark.parametrize(
    ("mean", "stated", "agreed"),
    [
        ("5.4", "5.4", True),
        ("4", "4", True),
        ("3.5", "3.3", False),
        ("3.5", "4", True),
        ("3.5", "3", True),
        ("3.49", "4", False),
        ("5.349999", "5.4", False),
        ("5.35", "5.4", True),
        ("5.35", "5.3", True),
        ("3.3333", "3.33", True),
        ("3.3333", "3.30", False),
    ],
)
def test_a_printed_mean_is_held_against_its_own_decimals(mean: str, stated: str, agreed: bool) -> None:  # noqa: FBT001 -- the expected answer
    """It agrees within half a unit of its last decimal; a half may be rounded either way."""
    assert agrees(Fraction(mean), stated) is agreed


def test_means_are_of_decimals_and_not_of_floats() -> None:
    """Ten times 0.1 and the like do not drift: 7.1, 7.2 and 7.3 make 7.2."""
    assert exact_mean([7.1, 7.2, None, 7.3]) == Fraction("7.2")


def test_nothing_given_has_no_mean() -> None:
    """Only n/a is no grade of 0, and a printed mean cannot be held against it."""
    rows = [
        JourneyGrade(journey="j", provider="a", phase="use", component=Component.SERVICE),
        JourneyGrade(journey="j", provider="a", component=Component.SERVICE, stated_mean="4"),
    ]
    ((component,),) = [one.components for one in journeys(rows)]
    assert (component.n, component.not_applicable, component.mean, component.agrees) == (0, 1, None, None)
