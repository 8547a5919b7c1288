"""What the report says of blind grades."""

from pathlib import Path

import msgspec

from report_templates import render
from results.judge.comparison import Comparison
from results.judge.grades import Agreement, GradedProvider, Grading


def graded(comparison: Comparison, alpha: float | None, third: int) -> Comparison:
    """Return a comparison with grades of its first provider."""
    return msgspec.structs.replace(
        comparison,
        grading=Grading(
            agreement=Agreement(answers=12, graders=3, alpha=alpha, alpha_useful=None, within_two=9),
            third=third,
            providers=(GradedProvider(provider=comparison.providers[0].id, answers=11, mean=6.3),),
        ),
    )


def method_of(comparison: Comparison, folder: Path, language: str) -> str:
    """Return the method page."""
    return (render(comparison, folder, [language]).parent / language / "method.html").read_text(encoding="utf-8")


def test_the_method_page_prints_the_agreement(comparison: Comparison, tmp_path: Path) -> None:
    """Alpha with the sort of data, how many answers, and how many still wait for a third."""
    page = method_of(graded(comparison, 0.714, 2), tmp_path / "en", "en")
    assert "alpha of the grades is 0.71 (interval data; 1 is full agreement, 0 is chance)" in page
    assert "12 answers were graded by two people each; the grades differ by two at most in 9." in page
    assert "2 answers wait for a third person" in page
    assert ">6.3<" in page


def test_the_agreement_is_told_in_swedish(comparison: Comparison, tmp_path: Path) -> None:
    """With a decimal comma."""
    page = method_of(graded(comparison, 0.714, 0), tmp_path / "sv", "sv")
    assert "Krippendorffs alfa för betygen är 0,71" in page
    assert "väntar på en tredje" not in page


def test_an_alpha_that_is_not_defined_is_not_printed(comparison: Comparison, tmp_path: Path) -> None:
    """Nor is anything of grades where there are none."""
    page = method_of(graded(comparison, None, 0), tmp_path / "few", "en")
    assert "alpha" not in page
    assert "cannot be told from so few grades" in page
    assert "graded blind" not in method_of(comparison, tmp_path / "none", "en")
