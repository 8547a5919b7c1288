"""Strangers' words in a report: shown, never obeyed."""

from collections.abc import Iterator
from pathlib import Path

import html5lib
import msgspec
import pytest

from report_templates import LANGUAGES, render
from results.judge.comparison import Comparison

SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    SCRIPT,
    '" onmouseover="alert(1)" x="',
    "'><img src=x onerror=alert(1)>",
    "w" * 300,
    "\u202e\u2067gnitsoh desrever",
    "{{ 7 * 7 }}{% raw %}%(name)s %s & &amp;",
)


@pytest.fixture(scope="module")
def hostile(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render the study with a stranger's words wherever one may stand."""
    providers = tuple(replaced(provider, words) for provider, words in zip(comparison.providers, HOSTILE, strict=False))
    odd = msgspec.structs.replace(comparison, providers=providers, title={"en": HOSTILE[5]}, agents=(SCRIPT,))
    return render(odd, tmp_path_factory.mktemp("hostile") / "report", LANGUAGES).parent


def replaced(provider: msgspec.Struct, words: str) -> msgspec.Struct:
    """Put *words* into every text of a provider that others write."""
    put = msgspec.structs.replace
    return put(
        provider,
        name=words,
        about={"en": words},
        promises=tuple(put(p, promise=put(p.promise, quote=words, source=words)) for p in provider.promises),
        support=tuple(
            put(
                support,
                stories=tuple(
                    put(
                        story,
                        subject=words,
                        detail=words,
                        messages=tuple(put(message, reasons=(words,) * 30) for message in story.messages),
                    )
                    for story in support.stories
                ),
            )
            for support in provider.support
        ),
    )


def elements(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every element of every page, as a browser reads it: its name and its attributes."""
    for page in folder.rglob("*.html"):
        for element in html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False).iter():
            if isinstance(element.tag, str):
                yield element.tag.rpartition("}")[2], dict(element.attrib)


def test_no_word_becomes_an_element_or_an_attribute(hostile: Path) -> None:
    """There is no script but our own file, no image and no handler in the whole report."""
    for tag, attributes in elements(hostile):
        assert tag not in {"img", "iframe", "object", "embed", "form"}
        assert tag != "script" or attributes == {"src": "../weights.js", "defer": ""}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_hostile_words_are_shown_as_words(hostile: Path) -> None:
    """A reader sees what the stranger wrote."""
    page = (hostile / "en" / "provider-alkarr.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert SCRIPT not in page


def test_pages_with_hostile_words_are_still_html(hostile: Path) -> None:
    """The strict parser takes them all."""
    for page in hostile.rglob("*.html"):
        html5lib.HTMLParser(strict=True).parse(page.read_text("utf-8"))


def test_directions_cannot_be_overridden(hostile: Path) -> None:
    """No override or isolate of a stranger's is left in any page."""
    for page in hostile.rglob("*.html"):
        assert not set(page.read_text("utf-8")) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")


def test_long_words_are_cut(hostile: Path) -> None:
    """A name of 300 letters is shown with an ellipsis."""
    page = (hostile / "en" / "provider-drivved.html").read_text("utf-8")
    assert f"<h1><bdi>{'w' * 79}\N{HORIZONTAL ELLIPSIS}</bdi></h1>" in page


def test_placeholders_in_foreign_words_are_words(hostile: Path) -> None:
    """What looks like a template or a format is neither."""
    page = (hostile / "en" / "index.html").read_text("utf-8")
    assert "{{ 7 * 7 }}{% raw %}%(name)s %s &amp; &amp;amp;" in page
