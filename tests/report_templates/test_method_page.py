"""What the method page says of the accounting."""

from pathlib import Path

import msgspec
import pytest

from report_templates import LANGUAGES, render
from report_templates.big_table import big_table
from report_templates.language import Language
from report_templates.method_page import method_page
from results.judge.comparison import Comparison, Withheld
from results.judge.fleet.completeness import Completeness
from results.judge.vantage import SharedFailure

FINE = Completeness(
    agent="lund-2",
    epochs=1,
    produced=5000,
    collected=5000,
    late=0,
    frozen=0,
    refused=0,
    lost=0,
    under_way=0,
    days=3,
    days_unlike=0,
)
POOR = msgspec.structs.replace(FINE, agent="<b>", produced=5030, late=7, frozen=11, lost=13, refused=6, days_unlike=1)


@pytest.fixture
def together(comparison: Comparison) -> Comparison:
    """Return a comparison in which three providers failed at once, seen from two places elsewhere."""
    found = SharedFailure(
        task="website",
        start=comparison.start,
        end=comparison.end,
        providers=("alkarr", "bergsund", "<b>"),
        agents=("a", "b"),
        slots=180,
    )
    return msgspec.structs.replace(comparison, shared_failures=(found,), collected=(FINE, POOR))


def test_a_shared_failure_is_told_with_its_providers(together: Comparison) -> None:
    """Who, for how long, and from how many places."""
    (row,) = method_page(Language("en", together), together, ["en"]).shared
    assert row.providers[:2] == ("Alkärr Webb", "Bergsunds Internet & Telefoni")
    assert (row.task, row.agents) == ("website", "2")


def test_a_shared_failure_stands_on_the_page(together: Comparison, comparison: Comparison, tmp_path: Path) -> None:
    """It has a table where there was one, and none where there was none."""
    pages = {
        name: render(told, tmp_path / name, LANGUAGES).parent
        for name, told in (("with", together), ("without", comparison))
    }
    words = "many providers failed at once"
    tables = [f'<th scope="col" class="num">{lost}</th>' for lost in ("Lost", "Förlorade", "Tapt", "Verloren")]
    told = {name: "".join(file.read_text("utf-8") for file in at.rglob("method.html")) for name, at in pages.items()}
    assert words in told["with"]
    assert [one in told["with"] for one in tables] == [True] * len(LANGUAGES)
    assert [one in told["without"] for one in tables] == [False] * len(LANGUAGES)
    assert words not in told["without"]
    assert "<b></bdi>" not in told["with"]


def test_each_class_stands_beside_what_was_due(comparison: Comparison) -> None:
    """The counts of the coverage table are those of the check."""
    provider = comparison.providers[0]
    check = provider.checks[0]
    counts = msgspec.structs.replace(check.availability, degraded=11, blocked=12, disagree=13, paused=14)
    checks = (msgspec.structs.replace(check, availability=counts), *provider.checks[1:])
    others = comparison.providers[1:]
    told = msgspec.structs.replace(comparison, providers=(msgspec.structs.replace(provider, checks=checks), *others))
    row = method_page(Language("en", told), told, ["en"]).coverage[0]
    assert (row.degraded, row.blocked, row.disagree, row.paused) == ("11", "12", "13", "14")


@pytest.mark.parametrize(("code", "words"), [("en", "90%"), ("sv", "90\N{NO-BREAK SPACE}%")])
def test_too_little_coverage_is_a_footnote(comparison: Comparison, code: str, words: str) -> None:
    """The reason for a grade that is withheld names the share that is demanded."""
    provider = comparison.providers[0]
    figures = (msgspec.structs.replace(provider.figures[0], grade=None, withheld=Withheld.LOW_COVERAGE),)
    told = msgspec.structs.replace(
        comparison,
        providers=(
            msgspec.structs.replace(provider, figures=figures + provider.figures[1:]),
            *comparison.providers[1:],
        ),
    )
    assert words in msgspec.json.encode(big_table(Language(code, told), told)).decode()


def test_the_methods_of_measuring_are_listed(comparison: Comparison) -> None:
    """All versions under which the samples were taken, and a dash where none was kept."""
    told = msgspec.structs.replace(comparison, measured_by=("1", "2"))
    for one, words in ((told, "1, 2"), (comparison, "–")):  # noqa: RUF001 -- the dash that reports use
        versions = {fact.name: fact.text for fact in method_page(Language("en", one), one, ["en"]).versions}
        assert versions["Method of measuring"] == words


@pytest.mark.parametrize(
    ("code", "mode", "words"),
    [
        ("en", "blind", "blind: the providers were told afterwards"),
        ("sv", "open", "öppet: leverantörerna visste om det i förväg"),
    ],
)
def test_it_says_whether_the_providers_knew(comparison: Comparison, code: str, mode: str, words: str) -> None:
    """A study with a campaign prints which way was chosen; one without says nothing of it."""
    told = msgspec.structs.replace(comparison, campaign_mode=mode)
    assert words in {fact.text for fact in method_page(Language(code, told), told, [code]).facts}
    without = {fact.text for fact in method_page(Language(code, comparison), comparison, [code]).facts}
    assert words not in without


def test_what_became_of_the_places_records_is_told(together: Comparison) -> None:
    """Produced, collected, late, too late, refused, lost and under way, by place."""
    told = method_page(Language("en", together), together, ["en"])
    row = told.collected[1]
    assert (row.produced, row.collected, row.late, row.frozen) == ("5,030", "5,000", "7", "11")
    assert (row.refused, row.lost, row.under_way) == ("6", "13", "0")
    assert told.unlike == "The records of 1 day are not those that the place says it made."
