"""The catalogues hold what the code and the templates say, no more and no less."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import report_templates
from report_templates import LANGUAGES
from report_templates.catalogue import SOURCE, catalogue_file, translations
from report_templates.verdict_meanings import MEANINGS
from report_templates.words import DOORS, FAILURES, KEPT, MEASURES, METRICS, STATES, VERDICTS, WITHHELD
from results.judge.comparison import PromiseKept, Withheld
from results.judge.mail.verdict import Verdict
from results.judge.rules import Metric
from results.judge.support import State
from results.records import Channel, Failure

OTHERS = [code for code in LANGUAGES if code != SOURCE]
PLACES = re.compile(r"%\((\w+)\)s")


def said() -> set[str | tuple[str, ...]]:
    """Extract every message of code and templates; of one with a plural, both forms."""
    found = extract_from_dir(
        Path(report_templates.__file__).parent,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"trimmed": "true", "silent": "false"}},
        keywords={"say": None, "count": (1, 2), "mark": None, "_": None},
    )
    return {message for _, _, message, _, _ in found}


def catalogue(code: str) -> Catalog:
    """Read one catalogue."""
    with catalogue_file(code).open("rb") as source:
        return read_po(source, locale=code, abort_invalid=True)


def forms(message: Message) -> tuple[str, ...]:
    """Return all translated forms of a message."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_reports_come_in_four_languages() -> None:
    """English is the source and comes first; Norwegian, Dutch and Swedish have catalogues."""
    assert LANGUAGES == ("en", "nb", "nl", "sv")


def test_what_is_said_is_found() -> None:
    """The extractor does not look into f-strings, nor always into a call within a call: nothing may be said there."""
    extracted = {one if isinstance(one, str) else one[0] for one in said()}
    calls = [
        call
        for file in Path(report_templates.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"say", "count"} and call.args
    ]
    literals = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert {one for one in literals if isinstance(one, str) and one.strip()} <= extracted


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_no_gap(code: str) -> None:
    """Every message that can be said is in the catalogue, in all its forms."""
    read = catalogue(code)
    have = {m.id: m for m in read if m.id}
    assert said() == set(have)
    for message in have.values():
        assert all(forms(message)), message.id
        assert len(forms(message)) == (read.num_plurals if message.pluralizable else 1)


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_nothing_doubtful(code: str) -> None:
    """No message is fuzzy and none is obsolete."""
    read = catalogue(code)
    assert not [m.id for m in read if m.id and m.fuzzy]
    assert not read.obsolete


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_fills_in_the_same_places(code: str) -> None:
    """A translation names what its source names, so that no figure is lost."""
    for message in catalogue(code):
        if message.id:
            sources = message.id if isinstance(message.id, tuple) else (message.id,)
            for form in forms(message):
                assert set(PLACES.findall(form)) in [set(PLACES.findall(source)) for source in sources], form


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_ends_as_its_source_does(code: str) -> None:
    """A sentence stays a sentence, and a heading stays without a full stop, because what follows it counts on it."""
    for message in catalogue(code):
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[-1]
            for form in forms(message):
                assert form.endswith(".") == source.endswith("."), form
                assert form == form.strip()


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_compiled_in_memory(code: str) -> None:
    """A translated word is found without a compiled file on disk."""
    assert translations(code).gettext("Provider") != "Provider"
    assert not list(catalogue_file(code).parent.glob("*.mo"))


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (FAILURES, Failure),
        (VERDICTS, Verdict),
        (MEANINGS, Verdict),
        (STATES, State),
        (WITHHELD, Withheld),
        (KEPT, PromiseKept),
        (METRICS, Metric),
        (MEASURES, Metric),
        (DOORS, Channel),
    ],
)
def test_every_member_of_a_vocabulary_has_words(words: dict[str, str], vocabulary: type) -> None:
    """Nothing that the judging room can say is without words."""
    assert set(words) == set(vocabulary)
