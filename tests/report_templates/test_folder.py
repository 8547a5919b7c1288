"""The folder that a report is written as."""

from pathlib import Path

import msgspec
import pytest

from report_templates import LANGUAGES, render
from results.judge.comparison import Comparison


def test_every_page_is_written_in_every_language(comparison: Comparison, tmp_path: Path) -> None:
    """Each language has a front page, a method page and a page for each provider."""
    front = render(comparison, tmp_path / "report", LANGUAGES)
    assert front == tmp_path / "report" / "index.html"
    sections = {"uptime.html", "speed.html", "answers.html"}
    pages = {"chart", "index.html", "method.html", *(f"provider-{p.id}.html" for p in comparison.providers), *sections}
    for language in LANGUAGES:
        assert {page.name for page in (tmp_path / "report" / language).iterdir()} == pages


def test_the_data_are_the_comparison(comparison: Comparison, tmp_path: Path) -> None:
    """What is published as data can be read back as the very same comparison."""
    data = render(comparison, tmp_path / "report", ["en"]).with_name("comparison.json")
    assert msgspec.json.decode(data.read_bytes(), type=Comparison) == comparison


def test_the_data_are_linked_from_every_page(comparison: Comparison, tmp_path: Path) -> None:
    """Every page of a language leads to the data."""
    folder = render(comparison, tmp_path / "report", ["sv"]).parent
    assert all('href="../comparison.json"' in page.read_text("utf-8") for page in (folder / "sv").glob("*.html"))


def test_the_front_page_sends_to_the_first_language(comparison: Comparison, tmp_path: Path) -> None:
    """The folder's own page leads to the language that was named first, and lists all."""
    page = render(comparison, tmp_path / "report", ["sv", "en"]).read_text("utf-8")
    assert 'content="0; url=sv/index.html"' in page
    assert page.index('href="sv/index.html"') < page.index('href="en/index.html"')


def test_a_report_replaces_the_one_before(comparison: Comparison, tmp_path: Path) -> None:
    """Nothing of an older report stays in the folder, and nothing is left beside it."""
    render(comparison, tmp_path / "report", LANGUAGES)
    render(comparison, tmp_path / "report", ["en"])
    assert [entry.name for entry in tmp_path.iterdir()] == ["report"]
    assert not (tmp_path / "report" / "sv").exists()


def test_a_study_that_has_not_begun_can_be_rendered(unbegun: Comparison, tmp_path: Path) -> None:
    """Without one measurement or question there is a report, and it is full of dashes."""
    front = render(unbegun, tmp_path / "report", LANGUAGES).parent / "en" / "index.html"
    page = front.read_text("utf-8")
    assert ">100%<" not in page
    assert "Not measured in this period." in page


def test_a_study_without_providers_can_be_rendered(unbegun: Comparison, tmp_path: Path) -> None:
    """An empty comparison is a short report, not an error."""
    assert render(msgspec.structs.replace(unbegun, providers=()), tmp_path / "report", LANGUAGES).is_file()


def test_a_folder_of_something_else_is_not_replaced(comparison: Comparison, tmp_path: Path) -> None:
    """What is not a report is left alone, whatever it is."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("Dear Alva")
    with pytest.raises(FileExistsError, match="name another folder"):
        render(comparison, tmp_path / "home", ["en"])
    assert [entry.name for entry in tmp_path.rglob("*")] == ["home", "letter.txt"]


def test_an_empty_folder_is_filled(comparison: Comparison, tmp_path: Path) -> None:
    """A folder that was made beforehand is as good as none."""
    (tmp_path / "report").mkdir()
    assert render(comparison, tmp_path / "report", ["en"]).is_file()


def test_a_failed_render_leaves_the_old_report(comparison: Comparison, tmp_path: Path) -> None:
    """A provider that cannot have a page stops the new report, and the old one stays whole."""
    front = render(comparison, tmp_path / "report", ["en"])
    before = front.read_bytes()
    stray = msgspec.structs.replace(comparison.providers[0], id="../escape")
    with pytest.raises(ValueError, match="cannot be part of a file name"):
        render(
            msgspec.structs.replace(comparison, providers=(*comparison.providers, stray)), tmp_path / "report", ["sv"]
        )
    assert front.read_bytes() == before
    assert (tmp_path / "report" / "en").is_dir()
    assert [entry.name for entry in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("languages", [["tlh"], ["en", "../en"], []])
def test_a_language_without_catalogue_is_refused(comparison: Comparison, tmp_path: Path, languages: list[str]) -> None:
    """An unknown language, or none at all, is an error that names the known ones."""
    with pytest.raises(ValueError, match=", ".join(LANGUAGES)):
        render(comparison, tmp_path / "report", languages)
    assert not (tmp_path / "report").exists()


def test_the_same_comparison_gives_the_same_bytes(comparison: Comparison, tmp_path: Path) -> None:
    """Rendering reads no clock: two reports of one comparison are equal."""
    one, two = (render(comparison, tmp_path / name, LANGUAGES).parent for name in ("one", "two"))
    files = [file.relative_to(one) for file in one.rglob("*") if file.is_file()]
    assert files
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)
