"""The report as a PDF that screen readers can read (tagged, PDF/UA-1). The one place that knows WeasyPrint."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from report_templates.language import Language
from report_templates.press import TEMPLATES
from report_templates.whole import whole
from results.judge.comparison import Comparison

VARIANT = "pdf/ua-1"


def pdf(language: Language, comparison: Comparison, pages: Mapping[str, str], style: str) -> bytes:
    """
    Print *pages*, HTML by file name in the order of reading, as one PDF; *style* is the report's own CSS.

    Raises `ModuleNotFoundError` without WeasyPrint, which is an extra, and `OSError` where the libraries that it
    stands on are not on the machine.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- an extra, and a second to import

    sheets = [style, (TEMPLATES / "pdf.css").read_text(encoding="utf-8"), _label(language, comparison)]
    document = HTML(string=whole(pages, style), media_type="print", url_fetcher=_nothing)
    with _quiet():
        made: bytes = document.write_pdf(
            stylesheets=[CSS(string=sheet, media_type="print", url_fetcher=_nothing) for sheet in sheets],
            pdf_variant=VARIANT,
            pdf_identifier=comparison.config_sha256.encode(),
        )
    return made


def _label(language: Language, comparison: Comparison) -> str:
    """Return the style that prints on every page what nobody may take for a real test."""
    if comparison.synthetic:
        said, colour = language.say("Synthetic data: nothing was measured."), "#a3001b"
    elif comparison.demonstration:
        said, colour = language.say("Demonstration with fictional providers."), "#4a3500"
    else:
        return ""
    quoted = said.replace("\\", "").replace('"', "")
    return f'@page {{ @top-center {{ content: "{quoted}"; color: {colour}; font: bold 8.5pt sans-serif; }} }}'


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """Fetch nothing: a report needs no network, and no file of the machine belongs into it."""
    raise ValueError(f"Not fetched: {url}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what WeasyPrint says of each rule that is meant for screens."""
    log = logging.getLogger("weasyprint")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
