"""Templates and the contexts that fill them."""

import itertools
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import html5lib
import msgspec
import pytest
from jinja2 import meta, nodes

from report_templates import LANGUAGES, render
from report_templates.charts.pictures import ChartPage
from report_templates.front import FrontPage
from report_templates.language import Language
from report_templates.method_page import MethodPage
from report_templates.page import LanguagesPage
from report_templates.press import TEMPLATES, environment
from report_templates.provider_page import ProviderPage
from report_templates.sections import TEMPLATES as SECTIONS
from results.judge.comparison import Comparison

CONTEXTS = {
    "front.html": FrontPage,
    "provider.html": ProviderPage,
    "method.html": MethodPage,
    "languages.html": LanguagesPage,
    **{template: context for context, template in SECTIONS.items()},
    "chart.html": ChartPage,
}
BUILT_IN = {"_", "gettext", "ngettext", "loop", "self"}


def parsed(comparison: Comparison, name: str) -> Iterator[nodes.Template]:
    """Yield the syntax trees of a template and of all that it is built on."""
    press = environment(Language("en", comparison))
    tree = press.parse((TEMPLATES / name).read_text("utf-8"))
    yield tree
    for other in meta.find_referenced_templates(tree):
        if other:
            yield from parsed(comparison, other)


def structs(kind: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    """Collect a context and every struct that its fields hold."""
    found = {kind}
    for hint in typing.get_type_hints(kind).values():
        for inner in (hint, *typing.get_args(hint)):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                found |= structs(inner)
    return found


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_context_has_exactly_what_its_template_names(comparison: Comparison, name: str) -> None:
    """No field of a context is unused, and no variable of a template is unknown."""
    trees = list(parsed(comparison, name))
    macros = {each.name for tree in trees for each in tree.find_all(nodes.Macro)}
    imports = {each.target for tree in trees for each in tree.find_all(nodes.Import)}
    used = set().union(*(meta.find_undeclared_variables(tree) for tree in trees)) - BUILT_IN - macros - imports
    assert used == set(CONTEXTS[name].__struct_fields__)


def test_every_field_within_a_context_is_used(comparison: Comparison) -> None:
    """Whatever a context carries is shown by some template."""
    trees = itertools.chain.from_iterable(parsed(comparison, name) for name in CONTEXTS)
    shown = {node.attr for tree in trees for node in tree.find_all(nodes.Getattr)}
    for kind in set().union(*(structs(context) for context in CONTEXTS.values())) - set(CONTEXTS.values()):
        assert set(kind.__struct_fields__) <= shown, kind.__name__


def test_templates_do_no_arithmetic(comparison: Comparison) -> None:
    """Positions and numbers come finished: no template adds, multiplies or rounds."""
    sums = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
    for name in CONTEXTS:
        for tree in parsed(comparison, name):
            assert not list(tree.find_all(sums))
            assert not {each.name for each in tree.find_all(nodes.Filter)} & {"round", "int", "float", "safe", "format"}


def test_every_page_is_html(comparison: Comparison, tmp_path: Path) -> None:
    """A strict HTML parser takes every page without one complaint."""
    folder = render(comparison, tmp_path / "report", LANGUAGES).parent
    pages = list(folder.rglob("*.html"))
    charts = len(list((folder / "en" / "chart").glob("*.html")))
    assert charts > len(comparison.criteria)
    assert len(pages) == 1 + len(LANGUAGES) * (5 + len(comparison.providers) + charts)
    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.read_text("utf-8"))


def test_ids_are_unique_and_references_lead_somewhere(comparison: Comparison, tmp_path: Path) -> None:
    """Each id stands once on its page, and what is referred to by id is there."""
    folder = render(comparison, tmp_path / "report", LANGUAGES).parent
    for page in folder.rglob("*.html"):
        tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), page.name
        named = {key for element in tree.iter() for key in (element.get("aria-labelledby") or "").split()}
        linked = {ref[1:] for element in tree.iter() if (ref := element.get("href") or "").startswith("#")}
        assert named | linked <= set(ids), page.name


def test_links_lead_to_pages_of_the_report(comparison: Comparison, tmp_path: Path) -> None:
    """Every link stays within the folder and leads to a file that is there."""
    folder = render(comparison, tmp_path / "report", LANGUAGES).parent
    for page in folder.rglob("*.html"):
        tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
        for element in tree.iter():
            target = (element.get("href") or "").partition("#")[0]
            if target:
                assert (page.parent / target).resolve().is_relative_to(folder.resolve())
                assert (page.parent / target).is_file(), target


def test_every_page_says_that_it_is_a_demonstration(comparison: Comparison, tmp_path: Path) -> None:
    """A demonstration is called so on every page of every language, and in its title."""
    folder = render(comparison, tmp_path / "report", LANGUAGES).parent
    words = {"en": "demonstration", "sv": "demonstration", "nb": "demonstrasjon", "nl": "demonstratie"}
    assert set(words) == set(LANGUAGES)
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        assert 'class="demo"' in text
        code = page.relative_to(folder).parts[0]
        assert f"({words.get(code, words['en'])})</title>" in text


def test_every_page_says_that_it_is_synthetic(comparison: Comparison, tmp_path: Path) -> None:
    """A synthetic study is called so, in red, on every page of every language, in its title and in its foot."""
    made_up = msgspec.structs.replace(comparison, demonstration=False, synthetic=True)
    folder = render(made_up, tmp_path / "report", LANGUAGES).parent
    words = {
        "en": ("(synthetic)</title>", "Synthetic data: nothing"),
        "sv": ("(syntetisk)</title>", "Syntetiska data"),
        "nb": ("(syntetisk)</title>", "Syntetiske data"),
        "nl": ("(synthetisch)</title>", "Synthetische gegevens"),
    }
    assert set(words) == set(LANGUAGES)
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        assert 'class="demo synthetic"' in text
        title, foot = words.get(page.relative_to(folder).parts[0], words["en"])
        assert title in text
        assert foot in text or page.parent == folder
    assert ".synthetic { background: #a3001b;" in (folder / "style.css").read_text("utf-8")


def test_a_measured_study_is_not_called_synthetic(comparison: Comparison, tmp_path: Path) -> None:
    """Without the flag no page has the label."""
    folder = render(comparison, tmp_path / "report", LANGUAGES).parent
    assert not [page for page in folder.rglob("*.html") if re.search("ynth?eti", page.read_text("utf-8"))]


def test_a_real_study_is_not_called_a_demonstration(comparison: Comparison, tmp_path: Path) -> None:
    """Without the flag no page has the label."""
    real = msgspec.structs.replace(comparison, demonstration=False)
    folder = render(real, tmp_path / "report", LANGUAGES).parent
    assert not [page for page in folder.rglob("*.html") if "emonstra" in page.read_text("utf-8")]
