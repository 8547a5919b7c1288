"""The report: a finished comparison as a folder of pages that need no network and no script."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

import msgspec

from report_templates.catalogue import LANGUAGES
from report_templates.charts import charts_of
from report_templates.charts.pictures import FOLDER as CHARTS
from report_templates.charts.pictures import Figure, chart_page, figure_of
from report_templates.front import front_page
from report_templates.language import Language
from report_templates.method_page import method_page
from report_templates.page import DATA, FRONT, METHOD, STYLE, languages_page, provider_file
from report_templates.press import TEMPLATES, environment, printed
from report_templates.provider_page import provider_page
from results.judge.comparison import Comparison

__all__ = ["LANGUAGES", "render"]


def render(comparison: Comparison, folder: Path, languages: Sequence[str]) -> Path:
    """
    Write the report on *comparison* as *folder*, in each of *languages*, and return the path of its front page.

    What *folder* held before is replaced, and only once the new report is complete.
    Raise `ValueError` for a language without catalogue, for none at all, and for what cannot be named in a file name;
    `FileExistsError` where *folder* holds something else than a report.
    """
    if not languages:
        raise ValueError(f"Name at least one language for the report; there are {', '.join(LANGUAGES)}.")
    _check_replaceable(folder)
    speakers = [Language(code, comparison) for code in dict.fromkeys(languages)]
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh.chmod(0o755)
        _write(comparison, fresh, speakers)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder / FRONT


def _check_replaceable(folder: Path) -> None:
    """Guard what is not ours: a report is replaced as a whole, so a wrong name would take everything with it."""
    if not folder.exists() or (folder / DATA).is_file() or (folder.is_dir() and not any(folder.iterdir())):
        return
    raise FileExistsError(f"{folder} holds something that is not a report; name another folder.")


def _write(comparison: Comparison, folder: Path, speakers: Sequence[Language]) -> None:
    codes = [speaker.code for speaker in speakers]
    for language in speakers:
        pages = folder / language.code
        pages.mkdir()
        press = environment(language)
        figures = _write_charts(comparison, pages / CHARTS, language)
        (pages / FRONT).write_text(
            printed(press, "front.html", front_page(language, comparison, codes, figures)), encoding="utf-8"
        )
        (pages / METHOD).write_text(
            printed(press, "method.html", method_page(language, comparison, codes)), encoding="utf-8"
        )
        for provider in comparison.providers:
            made = provider_page(language, comparison, codes, provider)
            (pages / provider_file(provider)).write_text(printed(press, "provider.html", made), encoding="utf-8")
    languages = printed(environment(speakers[0]), "languages.html", languages_page(comparison, speakers))
    (folder / FRONT).write_text(languages, encoding="utf-8")
    (folder / STYLE).write_bytes((TEMPLATES / STYLE).read_bytes())
    (folder / DATA).write_bytes(msgspec.json.encode(comparison))


def _write_charts(comparison: Comparison, folder: Path, language: Language) -> list[Figure]:
    """Write for each chart its page, its picture and its figures, and return what the front page shows of it."""
    folder.mkdir()
    press = environment(language)
    shown = []
    for chart in charts_of(language, comparison):
        figure, files = figure_of(chart)
        page = printed(press, "chart.html", chart_page(language, comparison, figure))
        (folder / f"{chart.id}.html").write_text(page, encoding="utf-8")
        (folder / f"{chart.id}.csv").write_text(files.csv, encoding="utf-8", newline="")
        (folder / f"{chart.id}.vl.json").write_text(files.specification, encoding="utf-8")
        (folder / f"{chart.id}.png").write_bytes(files.png)
        shown.append(figure)
    return shown


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
