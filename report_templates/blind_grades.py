"""What people graded without knowing whose answer it was, and how far they agree."""

import msgspec

from report_templates.figures import DASH
from report_templates.language import Language
from report_templates.page import provider_name
from results.judge.comparison import Comparison
from results.judge.grades import Agreement


class BlindRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's grades."""

    provider: str
    answers: str
    mean: str


class BlindGrades(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the method page on blind grades."""

    agreement: str
    third: str
    """Empty where no answer waits for a third grader."""
    rows: tuple[BlindRow, ...]


def blind_grades(language: Language, comparison: Comparison) -> BlindGrades | None:
    """Tell of the blind grades; None where there are none."""
    found = comparison.grading
    if found is None:
        return None
    names = {provider.id: provider_name(provider) for provider in comparison.providers}
    third = language.count(
        "%(n)s answer waits for a third person and counts in no mean.",
        "%(n)s answers wait for a third person and count in no mean.",
        found.third,
    )
    return BlindGrades(
        agreement=_agreement(language, found.agreement),
        third=third if found.third else "",
        rows=tuple(
            BlindRow(
                provider=names.get(one.provider, one.provider),
                answers=language.number(one.answers),
                mean=DASH if one.mean is None else language.number(one.mean, 1),
            )
            for one in found.providers
        ),
    )


def _agreement(language: Language, found: Agreement) -> str:
    told = language.count(
        "%(n)s answer was graded by two people; the grades differ by two at most in %(near)s.",
        "%(n)s answers were graded by two people each; the grades differ by two at most in %(near)s.",
        found.answers,
        near=language.number(found.within_two),
    )
    if found.alpha is None:
        unknown = language.say("How far they agree beyond chance cannot be told from so few grades.")
        return f"{told} {unknown}"
    alpha = language.say(
        "Krippendorff's alpha of the grades is %(alpha)s (interval data; 1 is full agreement, 0 is chance).",
        alpha=language.number(found.alpha, 2),
    )
    return f"{told} {alpha}"
