"""Speeds, shares and names of lines in words, as every page and chart tells them."""

from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.line.found import DirectionFound, LineFound, Lines, PlanFound
from results.judge.line.plan import Line, Speeds

_LONGEST_NAME = 80
_DIGITS = 100
_NBSP = "\N{NO-BREAK SPACE}"


def figure(language: Language, mbits: float) -> str:
    """Tell a speed in Mbit/s to three digits or so, without its unit."""
    return language.number(round(mbits, 1), 0 if mbits >= _DIGITS or mbits == round(mbits) else 1)


def speed(language: Language, mbits: float) -> str:
    """Tell a speed with its unit."""
    return f"{figure(language, mbits)}{_NBSP}Mbit/s"


def capital(words: str) -> str:
    """Begin *words* as a sentence begins."""
    return words[:1].upper() + words[1:]


def reference(sold: Speeds) -> float | None:
    """Return what a delivered speed is held against in drawings: what was advertised, else the maximum."""
    return sold.advertised if sold.advertised is not None else sold.maximum


def seller(plan: PlanFound) -> str:
    """Name the provider of *plan*."""
    return plain(plan.name, at_most=_LONGEST_NAME)


def sellers_of(found: Lines) -> dict[str, str]:
    """Name those that sell the lines of *found*, by their ids."""
    return {one.plan.provider: seller(one) for one in found.plans}


def plan_name(plan: PlanFound) -> str:
    """Name *plan* without its provider."""
    return plain(plan.plan.name, at_most=_LONGEST_NAME)


def full_name(plan: PlanFound) -> str:
    """Name *plan* with its provider."""
    return f"{seller(plan)}: {plan_name(plan)}"


def line_name(language: Language, line: Line) -> str:
    """Name *line* by where it is and by its agent, which tells two of one place apart."""
    agent, place = plain(line.agent, at_most=_LONGEST_NAME), plain(language.pick(line.place), at_most=_LONGEST_NAME)
    return f"{place} ({agent})" if place else agent


def told_ways(plan: PlanFound) -> tuple[DirectionFound, ...]:
    """Return those directions of which the contract or the samples say anything."""
    return tuple(one for one in plan.directions if one.quantiles is not None or plan.plan.of(one.direction) != Speeds())


def lines_of(found: Lines, plan: PlanFound) -> tuple[LineFound, ...]:
    """Return the lines of *plan*."""
    return tuple(one for one in found.lines if one.line.plan == plan.plan.id)


def places_of(language: Language, lines: tuple[LineFound, ...]) -> str:
    """List where *lines* are, each place once; empty where nobody said it."""
    places = sorted({plain(language.pick(one.line.place), at_most=_LONGEST_NAME) for one in lines} - {""})
    return language.listing(places) if places else ""


def tests_of(found: Lines) -> int:
    """Count the tests that count in any direction of any line."""
    return sum(max((way.counted for way in one.directions), default=0) for one in found.lines)
