"""The gettext catalogues. English is the source text; every other language is one .po file beside this module."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "kaklet"
SOURCE = "en"

_FOLDER = Path(__file__).parent / "locale"


def catalogue_file(code: str) -> Path:
    """Return where the catalogue of the language *code* is, or would be."""
    return _FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"


LANGUAGES: tuple[str, ...] = (
    SOURCE,
    *sorted(folder.name for folder in _FOLDER.iterdir() if catalogue_file(folder.name).is_file()),
)
"""The codes of the languages that a report can be written in, the source language first."""


@cache
def translations(code: str) -> NullTranslations:
    """Return the messages of the language *code*; raise `ValueError` if there is no such catalogue."""
    if code not in LANGUAGES:
        raise ValueError(f"There is no catalogue for the language {code!r}; choose from {', '.join(LANGUAGES)}.")
    if code == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    with catalogue_file(code).open("rb") as source:
        write_mo(compiled, read_po(source, locale=code, domain=DOMAIN))
    compiled.seek(0)
    return GNUTranslations(compiled)
