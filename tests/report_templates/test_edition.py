"""What a report says of the edition before."""

from datetime import UTC, datetime
from pathlib import Path

import html5lib
import msgspec
import pytest

from report_templates import LANGUAGES, render
from report_templates.edition import MOST_ROWS, EditionPart, dateline, edition_part
from report_templates.finding import Tone
from report_templates.findings import provider_findings
from report_templates.language import Language
from report_templates.plain_text import COLUMNS, plain_text
from results.judge.comparison import Comparison
from results.judge.editions.compared import edition
from results.judge.editions.edition import Change, Course, Difference, Edition, Found, Hindrance, Named, RuleChange
from results.judge.ranking.ranks import TOTAL, Rung
from results.judge.rules import Metric
from results.judge.tidy import tables

MADE = datetime(2026, 6, 1, tzinfo=UTC)
METRICS: tuple[tuple[str, Metric | None, float, float], ...] = (
    ("uptime", Metric.UPTIME_PERCENT, 99.0, 99.9),
    ("speed", Metric.RESPONSE_SECONDS, 0.2, 0.1),
    ("mail", Metric.ANSWERED_PERCENT, 50.0, 90.0),
    ("wait", Metric.ANSWER_SECONDS, 15.0, 5.0),
    (TOTAL, None, 3.0, 4.2),
)


def change(provider: str, criterion: str, metric: Metric | None, before: float, after: float, course: Course) -> Change:
    """Make a change whose interval is half as wide as it is large."""
    apart = after - before
    return Change(
        provider=provider,
        criterion=criterion,
        metric=metric,
        then=Found(value=before, n=9, grade=2),
        now=Found(value=after, n=9, grade=3),
        course=course,
        difference=Difference(before=before, after=after, difference=apart, low=apart / 2, high=2 * apart),
        p=0.001,
        adjusted=0.01,
    )


@pytest.fixture
def second(comparison: Comparison) -> Comparison:
    """Return the comparison as edition 2: one provider got better in everything, one worse, and more happened."""
    first = edition(comparison, None, number=1, made_at=MADE)
    held = edition(comparison, first, sha256="ab" * 32, number=2, made_at=MADE)
    better = [change("alkarr", *one, Course.BETTER) for one in METRICS]
    worse = [change("bergsund", name, metric, then, now, Course.WORSE) for name, metric, now, then in METRICS]
    noise = change("cirrus", *METRICS[0], Course.NOISE)
    left_out = msgspec.structs.replace(noise, course=Course.NOT_COMPARED, difference=None)
    hindered = [msgspec.structs.replace(left_out, hindrance=one) for one in Hindrance]
    return with_(
        held,
        changes=(*better, *worse, noise, *hindered),
        one_way=("speed",),
        rules=(RuleChange(rule="criteria.uptime.weight", before="30.0", after="35.0"),),
        joined=(Named(id="alkarr", name="Alkärr <b>Webb</b>"),),
        left=(Named(id="old", name="Old Host"),),
    )


def with_(comparison: Comparison, **changed: object) -> Comparison:
    """Change the edition of *comparison*."""
    assert comparison.edition is not None
    own: Edition = msgspec.structs.replace(comparison.edition, **changed)
    return msgspec.structs.replace(comparison, edition=own)


def part(comparison: Comparison, code: str = "en") -> EditionPart:
    """Return the section."""
    found = edition_part(Language(code, comparison), comparison)
    assert found is not None
    return found


def plainly(text: str) -> str:
    """Return *text* with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_report_without_a_number_says_nothing_of_editions(comparison: Comparison) -> None:
    """The dateline is the period alone."""
    language = Language("en", comparison)
    assert edition_part(language, comparison) is None
    assert dateline(language, comparison) == language.period


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "Edition 2, made on 1 June 2026."),
        ({"draft": True}, "Draft of edition 2"),
        ({"revision": 2}, "Edition 2, corrected on 1 June 2026."),
    ],
)
def test_the_dateline_has_number_and_day(second: Comparison, changed: dict[str, object], says: str) -> None:
    """A draft is called one, and a correction too."""
    told = with_(second, **changed)
    assert dateline(Language("en", told), told).startswith(says)


def test_each_change_is_a_sentence_on_the_rung_of_pairs(second: Comparison) -> None:
    """Then and now stand in it; how many changed is a fact."""
    claims = part(second).claims
    assert [one.rung for one in claims] == [Rung.PAIR] * 10 + [Rung.FACT]
    said = [plainly(one.sentence) for one in claims]
    assert (
        said[0] == "Uptime: Alkärr Webb was down less than in edition 1, 43 min 12 s in 30 days instead of 7 h 12 min."
    )
    assert said[4] == "Alkärr Webb has a better total than in edition 1, 4.2 instead of 3.0."
    assert "was down more than in edition 1, 7 h 12 min in 30 days instead of 43 min 12 s." in said[5]
    assert said[10] == "Changed by more than chance can explain: 10 of 11 figures that could be compared."


def test_a_difference_has_a_sign_and_an_interval(second: Comparison) -> None:
    """More uptime is told as less downtime, and the interval goes from the smaller to the larger."""
    rows = [row for group in part(second).groups for row in group.rows]
    assert [plainly(one.difference) for one in rows[:5]] == [
        "\N{MINUS SIGN}6 h 29 min",
        "\N{MINUS SIGN}100 ms",
        "+40 percentage points",
        "\N{MINUS SIGN}10 s",
        "+1.2",
    ]
    assert plainly(rows[0].interval) == "\N{MINUS SIGN}12 h 58 min to \N{MINUS SIGN}3 h 14 min"
    assert [one.course for one in rows[4:6]] == ["better", "worse"]
    assert rows[10].proven is False


def test_what_was_not_compared_has_its_reason(second: Comparison) -> None:
    """One sentence for each reason, and who joined and left."""
    notes = " ".join(part(second).notes)
    assert notes.count("Not compared, because") == len(Hindrance)
    assert "Uptime (Cirrus Norden)" in notes
    assert "No longer in the test: Old Host." in notes
    assert "all of it the same way: Response time." in notes


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_tells_all_of_it(second: Comparison, code: str, tmp_path: Path) -> None:
    """In the page, which is valid, and in the text, which fits a terminal; names are escaped."""
    page = render(second, tmp_path / "report", [code], ["html", "txt"]).parent / code / "index.html"
    text = page.read_text("utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert "ab" * 32 in text
    assert "Alkärr &lt;b&gt;" in text
    lines = plain_text(Language(code, second), second)
    assert "ab" * 32 in lines
    assert max(map(len, lines.splitlines())) <= COLUMNS
    told = part(second, code)
    assert all(one.sentence in text.replace("&#39;", "'").replace("&amp;", "&") for one in told.claims)
    assert len({one.sentence for one in told.claims}) == len(told.claims)


def test_a_providers_page_has_its_own_changes(second: Comparison) -> None:
    """On the side that they belong to, and nobody else's."""
    language = Language("en", second)
    pages = {one.id: provider_findings(language, second, one) for one in second.providers}
    found = {who: [one for one in told if "edition 1" in one.sentence] for who, told in pages.items()}
    assert [one.tone for one in found["alkarr"]] == [Tone.PLUS] * 5
    assert [one.tone for one in found["bergsund"]] == [Tone.MINUS] * 5
    assert not found["cirrus"]


def test_of_many_figures_those_that_changed_are_listed(second: Comparison) -> None:
    """And a sentence says where the others are."""
    assert second.edition is not None
    many = with_(second, changes=second.edition.changes * 6)
    told = part(many)
    assert sum(group.span for group in told.groups) == 60
    assert all(row.proven for group in told.groups for row in group.rows)
    assert "changes.csv" in told.left_out
    assert MOST_ROWS < 66


def test_the_table_of_changes_is_there_where_there_is_an_edition_before(
    second: Comparison, comparison: Comparison
) -> None:
    """With one row for each figure, compared or not."""
    (table,) = [one for one in tables(second) if one.name == "changes"]
    assert second.edition is not None
    assert len(table.rows) == len(second.edition.changes)
    assert {len(row) for row in table.rows} == {len(table.fields)}
    assert not [one for one in tables(comparison) if one.name == "changes"]
