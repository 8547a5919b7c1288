"""The report: a finished comparison as a folder of pages that need no network and no script."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp

import msgspec

from report_templates.catalogue import LANGUAGES
from report_templates.charts import charts_of
from report_templates.charts.pictures import FOLDER as CHARTS
from report_templates.charts.pictures import ChartFiles, Figure, chart_page, figure_of
from report_templates.drawn import graded
from report_templates.front import front_page
from report_templates.language import Language
from report_templates.method_page import method_page
from report_templates.page import DATA, FRONT, METHOD, SCRIPT, STYLE, languages_page, provider_file
from report_templates.pdf import pdf
from report_templates.plain_text import plain_text
from report_templates.press import TEMPLATES, Press, environment, printed
from report_templates.provider_page import provider_page, seller_pages
from report_templates.sections import TEMPLATES as SECTION_TEMPLATES
from report_templates.sections import section_pages
from report_templates.tidy_csv import dictionary_csv, table_csv
from results.judge.comparison import Comparison
from results.judge.summary import summarise
from results.judge.tidy import tables

__all__ = ["FORMATS", "LANGUAGES", "printed_files", "render"]

PDF, TEXT = "report.pdf", "report.txt"
SUMMARY, DICTIONARY = "summary.json", "data-dictionary.csv"

FORMATS = ("html", "pdf", "txt", "json", "csv")
"""What a report can be written as; `comparison.json` is always beside it."""


def render(
    comparison: Comparison,
    folder: Path,
    languages: Sequence[str],
    formats: Sequence[str] = FORMATS[:1],
    *,
    beside: Callable[[Path], None] | None = None,
) -> Path:
    """
    Write the report on *comparison* as *folder*, in each of *languages* and *formats*, and return where it begins.

    What *folder* held before is replaced, and only once the new report is complete, with what *beside* adds to it.
    Raise `ValueError` for a language without catalogue, for none at all, for a format that there is not, and for what
    cannot be named in a file name; `FileExistsError` where *folder* holds something else than a report;
    `ModuleNotFoundError` for a PDF without WeasyPrint.
    """
    if not languages:
        raise ValueError(f"Name at least one language for the report; there are {', '.join(LANGUAGES)}.")
    if not formats or set(formats) - set(FORMATS):
        raise ValueError(f"Name at least one format of the report; there are {', '.join(FORMATS)}.")
    _check_replaceable(folder)
    speakers = [Language(code, comparison) for code in dict.fromkeys(languages)]
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh.chmod(0o755)
        for name, content in printed_files(comparison, speakers, formats, downloadable=beside is not None):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        if beside is not None:
            beside(fresh)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder / _begins(speakers[0].code, formats)


def _begins(code: str, formats: Sequence[str]) -> str:
    where = {"html": FRONT, "pdf": f"{code}/{PDF}", "txt": f"{code}/{TEXT}", "json": SUMMARY, "csv": "figures.csv"}
    return next(where[one] for one in FORMATS if one in formats)


def _check_replaceable(folder: Path) -> None:
    """Guard what is not ours: a report is replaced as a whole, so a wrong name would take everything with it."""
    if not folder.exists() or (folder / DATA).is_file() or (folder.is_dir() and not any(folder.iterdir())):
        return
    raise FileExistsError(f"{folder} holds something that is not a report; name another folder.")


def printed_files(
    comparison: Comparison, speakers: Sequence[Language], formats: Sequence[str], *, downloadable: bool = False
) -> Iterator[tuple[str, bytes]]:
    """
    Yield every file of the report by its name in the folder: the same bytes for the same comparison.

    Where it is *downloadable*, the front page leads to what is put beside it.
    """
    style = (TEMPLATES / STYLE).read_text(encoding="utf-8")
    codes = [one.code for one in speakers]
    for language in speakers:
        if {"html", "pdf"} & set(formats):
            press = environment(language)
            charts = [(chart, *figure_of(chart)) for chart in charts_of(language, graded(comparison))]
            figures = [figure for _, figure, _ in charts]
            pages = _pages(press, language, comparison, codes, figures, downloadable=downloadable)
            if "html" in formats:
                yield from ((f"{language.code}/{name}", text.encode()) for name, text in pages.items())
                for chart, figure, files in charts:
                    name = f"{language.code}/{CHARTS}/{chart.id}"
                    own = printed(press, "chart.html", chart_page(language, comparison, figure))
                    yield f"{name}.html", own.encode()
                    yield from _chart_files(name, files)
            if "pdf" in formats:
                yield f"{language.code}/{PDF}", pdf(language, comparison, pages, style)
        if "txt" in formats:
            yield f"{language.code}/{TEXT}", plain_text(language, comparison).encode()
    if "html" in formats:
        first = printed(environment(speakers[0]), "languages.html", languages_page(comparison, speakers))
        yield FRONT, first.encode()
        yield STYLE, style.encode()
        yield SCRIPT, (TEMPLATES / SCRIPT).read_bytes()
    if "json" in formats:
        yield SUMMARY, msgspec.json.format(msgspec.json.encode(summarise(comparison)))
    if "csv" in formats:
        made = tables(comparison)
        yield DICTIONARY, dictionary_csv(made)
        yield from ((f"{table.name}.csv", table_csv(table)) for table in made)
    yield DATA, msgspec.json.encode(comparison)


def _pages(
    press: Press,
    language: Language,
    comparison: Comparison,
    codes: Sequence[str],
    figures: Sequence[Figure],
    *,
    downloadable: bool,
) -> dict[str, str]:
    """Print the pages of one language, in the order of reading."""
    front = front_page(language, comparison, codes, figures, downloadable=downloadable)
    pages = {FRONT: printed(press, "front.html", front)}
    for file, section in section_pages(language, comparison, codes, figures).items():
        pages[file] = printed(press, SECTION_TEMPLATES[type(section)], section)
    for provider in comparison.providers:
        made = provider_page(language, comparison, codes, provider)
        pages[provider_file(provider)] = printed(press, "provider.html", made)
    for file, seller in seller_pages(language, comparison, codes).items():
        pages[file] = printed(press, "seller.html", seller)
    pages[METHOD] = printed(press, "method.html", method_page(language, comparison, codes))
    return pages


def _chart_files(name: str, files: ChartFiles) -> Iterator[tuple[str, bytes]]:
    """Yield what lies beside a chart's own page: its figures, its specification and its picture."""
    yield f"{name}.csv", files.csv.encode()
    yield f"{name}.vl.json", files.specification.encode()
    yield f"{name}.png", files.png


def _swap(fresh: Path, folder: Path) -> None:
    """Two renames: between them the report is absent for an instant, but never half there."""
    old = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        if folder.exists():
            folder.rename(old / folder.name)
        try:
            fresh.rename(folder)
        except OSError:
            if (old / folder.name).exists():
                (old / folder.name).rename(folder)
            raise
    finally:
        shutil.rmtree(old)
