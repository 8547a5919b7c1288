"""The phases of an exchange in figures."""

import msgspec

from report_templates.language import Language
from report_templates.words import phase
from results.judge.comparison import Check


class PhaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """The median of one phase of an exchange."""

    name: str
    median: str


def phase_rows(language: Language, check: Check) -> tuple[PhaseRow, ...]:
    """List the phases of *check* as its records name them."""
    return tuple(
        PhaseRow(name=phase(language, name), median=language.duration(seconds))
        for name, seconds in check.phases.items()
    )
