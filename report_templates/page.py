"""What every page of a report shares: its head, its demonstration label and its foot."""

import re
from collections.abc import Sequence

import msgspec
from babel import Locale

from report_templates.contents import contents
from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.comparison import Comparison, ProviderResult

STYLE = "style.css"
DATA = "comparison.json"
FRONT = "index.html"
METHOD = "method.html"
SCRIPT = "weights.js"

_LONGEST_NAME = 80
_FILE_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link to another page of the report."""

    text: str
    href: str
    """Relative to the page."""
    lang: str
    """The language of what it leads to."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The frame of one page."""

    lang: str
    direction: str
    """"ltr" or "rtl", as the language is written."""
    title: str
    """For the browser's window."""
    running: str
    """The comparison's title, in the head of every page."""
    demonstration: bool
    """Whether the label that says so must be shown."""
    synthetic: bool
    """Whether the red label must be shown that says that nothing was measured."""
    alternates: tuple[Link, ...]
    """The same page in the other languages."""
    sections: tuple[Link, ...]
    """The pages of all sections, as the head of every page lists them."""
    here: str
    """The file of this page."""
    script: str
    """The one script that this page may load, relative to it; empty for none."""
    front: str
    method: str
    style: str
    data: str
    colophon: tuple[str, ...]
    """The last lines: when it was read, by which software, with which rules."""


class LanguagesPage(msgspec.Struct, frozen=True, kw_only=True):
    """The page that sends to the first language."""

    lang: str
    title: str
    first: str
    style: str
    links: tuple[Link, ...]
    demonstration: bool
    """Whether the label that says so must be shown."""
    synthetic: bool
    """Whether the red label must be shown that says that nothing was measured."""


def provider_name(provider: ProviderResult) -> str:
    """Return a provider's name as pages show it: one line, and not longer than a heading can be."""
    return plain(provider.name, at_most=_LONGEST_NAME)


def anchor(provider: ProviderResult, task: str) -> str:
    """Return what tells the drawings of one provider and task apart from all others on a page; without spaces."""
    return "-".join((plain(provider.id), *plain(task).split()))


def provider_file(provider: ProviderResult) -> str:
    """Return the file name of a provider's page; raise `ValueError` if its id cannot be part of one."""
    return file_of_provider(provider.id, provider.name)


def file_of_provider(key: str, name: str) -> str:
    """Return the file name of the page of the provider *key*; raise `ValueError` if that cannot be part of one."""
    if not _FILE_PART.fullmatch(key):
        raise ValueError(
            f"Give the provider {name!r} an id of at most 100 letters, digits, dots, hyphens and underscores:"
            f" {key!r} cannot be part of a file name."
        )
    return f"provider-{key}.html"


def name_of(code: str) -> str:
    """Return what the language *code* calls itself."""
    locale = Locale.parse(code)
    return (locale.get_display_name(locale) or code).capitalize()


def page(
    language: Language,
    comparison: Comparison,
    languages: Sequence[str],
    *,
    file: str,
    title: str | None = None,
    script: str = "",
) -> Page:
    """Frame the page *file*; *title* is its own, the comparison's where there is none."""
    running = plain(language.pick(comparison.title))
    return Page(
        lang=language.code,
        direction=language.locale.text_direction,
        title=f"{title} | {running}" if title else running,
        running=running,
        demonstration=comparison.demonstration,
        synthetic=comparison.synthetic,
        alternates=tuple(
            Link(text=name_of(code), href=f"../{code}/{file}", lang=code) for code in languages if code != language.code
        ),
        sections=tuple(
            Link(text=one.title, href=one.file, lang=language.code) for one in contents(language, comparison)
        ),
        here=file,
        script=f"../{script}" if script else "",
        front=FRONT,
        method=METHOD,
        style=f"../{STYLE}",
        data=f"../{DATA}",
        colophon=(
            language.say("Records read on %(instant)s.", instant=language.instant(comparison.as_of)),
            language.say("All times: %(zone)s.", zone=language.zone_name),
            language.say(
                "Kaklet %(software)s, method %(method)s, study file %(hash)s.",
                software=plain(comparison.software),
                method=plain(comparison.method),
                hash=plain(comparison.config_sha256)[:12],
            ),
        ),
    )


def languages_page(comparison: Comparison, speakers: Sequence[Language]) -> LanguagesPage:
    """List the report's languages, of which there is at least one, the first one first."""
    first = speakers[0]
    return LanguagesPage(
        lang=first.code,
        title=plain(first.pick(comparison.title)),
        first=f"{first.code}/{FRONT}",
        style=STYLE,
        demonstration=comparison.demonstration,
        synthetic=comparison.synthetic,
        links=tuple(
            Link(text=f"{name_of(s.code)}: {plain(s.pick(comparison.title))}", href=f"{s.code}/{FRONT}", lang=s.code)
            for s in speakers
        ),
    )
