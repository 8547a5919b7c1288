"""What the page's own script weighs anew: the grades, exactly, and by which weights the printed totals were made."""

from collections.abc import Mapping

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from results.judge.comparison import Comparison, Figure, ProviderResult
from results.judge.grading import weaknesses
from results.judge.weighing import Unit, grade_in, units

NOTHING = "-"
"""In the data of a row: the provider does not offer this, and is weighed without it."""


class WeighedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """One slider: a category, or a criterion that stands alone."""

    key: str
    title: str
    weight: str
    """The published one, as a program reads it."""
    told: str
    """The same as a reader does."""


class WeighedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider with a total."""

    name: str
    href: str
    grades: str
    """By the units, as a program reads them, with a blank between."""
    cap: str
    """The highest total that its weaknesses allow, as a program reads it; empty where none holds it down."""
    total: str
    """The published one."""


class Weighing(msgspec.Struct, frozen=True, kw_only=True):
    """All that the script needs."""

    units: tuple[WeighedUnit, ...]
    rows: tuple[WeighedRow, ...]
    left_out: str
    """A sentence where providers have no total; else empty."""


def weighing(language: Language, comparison: Comparison) -> Weighing | None:
    """Tell what can be weighed anew; None where there is one weight alone, or nobody has a total."""
    weighed = units(comparison.rules)
    ranked = [one for one in comparison.providers if one.total.value is not None]
    if len(weighed) == 1 or not ranked:
        return None
    without = len(comparison.providers) - len(ranked)
    return Weighing(
        units=tuple(_unit(language, one) for one in weighed),
        rows=tuple(_row(language, comparison, one) for one in ranked),
        left_out=language.count(
            "%(n)s provider without a total is not in it.", "%(n)s providers without a total are not in it.", without
        )
        if without
        else "",
    )


def _unit(language: Language, unit: Unit) -> WeighedUnit:
    return WeighedUnit(
        key=plain(unit.id),
        title=plain(language.pick(unit.title)),
        weight=repr(unit.weight),
        told=language.share(unit.weight),
    )


def _row(language: Language, comparison: Comparison, provider: ProviderResult) -> WeighedRow:
    figures: Mapping[str, Figure] = {one.criterion: one for one in provider.figures}
    grades = (grade_in(unit, figures) for unit in units(comparison.rules))
    caps = [comparison.rules.caps[at].total_at_most for at in weaknesses(figures, comparison.rules)]
    return WeighedRow(
        name=provider_name(provider),
        href=provider_file(provider),
        grades=" ".join(NOTHING if grade is None else repr(grade) for grade in grades),
        cap=repr(min(caps)) if caps else "",
        total=language.number(provider.total.value or 0.0, 1),
    )
