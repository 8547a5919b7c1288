"""Categories in the table, and the weights that a reader may move."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from chromium import chromium, needs_chromium
from playwright.sync_api import Page

from report_templates import render
from report_templates.big_table import big_table
from report_templates.language import Language
from report_templates.plain_text import plain_text
from report_templates.weighing import weighing
from results.judge.comparison import Comparison
from results.judge.grading import total_of
from results.judge.rules import Category
from results.judge.weighing import category_grades

DASH = "\N{EN DASH}"
WITHIN = {"uptime": 70.0, "speed": 30.0, "mail": 50.0, "wait": 30.0, "form": 20.0}


@pytest.fixture(scope="module")
def grouped(comparison: Comparison) -> Comparison:
    """Put the criteria of the five into two categories."""
    rules = msgspec.structs.replace(
        comparison.rules,
        criteria=tuple(msgspec.structs.replace(one, weight=WITHIN[one.id]) for one in comparison.criteria),
        categories=(
            Category(id="site", title={"en": "Site", "sv": "Sajt"}, criteria=("uptime", "speed"), weight=52.5),
            Category(id="support", title={"en": "Support"}, criteria=("mail", "wait", "form"), weight=47.5),
        ),
    )
    providers = tuple(
        msgspec.structs.replace(
            one,
            categories=category_grades({each.criterion: each for each in one.figures}, rules),
            total=total_of(one.figures, rules),
        )
        for one in comparison.providers
    )
    return msgspec.structs.replace(comparison, rules=rules, criteria=rules.criteria, providers=providers)


@pytest.fixture(scope="module")
def front(grouped: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render it in Swedish, whose decimals have commas."""
    return render(grouped, tmp_path_factory.mktemp("weighed") / "report", ["sv"]).parent / "sv" / "index.html"


@pytest.fixture(scope="module")
def opened(front: Path) -> Iterator[Page]:
    """Open the front page from its file."""
    with chromium() as browser:
        tab = browser.new_page()
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(front.as_uri())
        yield tab
        assert complaints == []


def test_a_category_has_its_weight_in_the_head_and_opens_into_its_criteria(grouped: Comparison) -> None:
    """Weights within it stand over its criteria, whose cells are those of the provider."""
    table = big_table(Language("en", grouped), grouped)
    assert [(one.title, one.weight) for one in table.categories] == [("Site", "52.5%"), ("Support", "47.5%")]
    assert [[column.weight for column in one.columns] for one in table.opened] == [
        ["70%", "30%"],
        ["50%", "30%", "20%"],
    ]
    assert table.opened[1].rows[0].cells == table.rows[0].cells[2:]


def test_a_category_is_told_by_dots_and_number(grouped: Comparison) -> None:
    """Where a grade in it is missing it is a dash, with the footnote of the reason."""
    rows = big_table(Language("en", grouped), grouped).rows
    drowned = rows[1].categories[0]
    assert (drowned.grade, drowned.dots) == ("1.2", "dots-1")
    unsure = rows[2]
    assert (unsure.categories[1].grade, unsure.categories[1].dots) == (DASH, "")
    assert unsure.categories[1].note == unsure.cells[2].note


def test_a_figure_has_its_interval_beside_it(grouped: Comparison) -> None:
    """Uptime by its outages, a share by its questions; where nothing failed nothing bounds it."""
    rows = big_table(Language("en", grouped), grouped).rows
    assert rows[1].cells[0].interval.count("%") == 2
    assert rows[0].cells[0].interval == ""
    assert rows[0].cells[2].interval == "65%\N{EN DASH}100%"


def test_one_weight_alone_cannot_be_moved(grouped: Comparison) -> None:
    """With one category there is no slider, and so no script."""
    whole = Category(id="all", title={"en": "All"}, criteria=tuple(WITHIN), weight=100.0)
    alone = msgspec.structs.replace(grouped, rules=msgspec.structs.replace(grouped.rules, categories=(whole,)))
    assert weighing(Language("en", alone), alone) is None


def totals(tab: Page) -> dict[str, tuple[str, str]]:
    """Read the table of the sliders: total by them and published one, by provider, in its order."""
    rows = tab.locator(".weighed tbody tr").all()
    return {
        row.locator("th").inner_text(): (row.locator("td b").inner_text(), row.locator("td").last.inner_text())
        for row in rows
    }


@needs_chromium
def test_the_published_weights_give_the_printed_totals(opened: Page, grouped: Comparison) -> None:
    """The script's sums are the report's, for each provider with a total, in the alphabet's order."""
    found = totals(opened)
    printed = [one for one in grouped.providers if one.total.value is not None]
    assert list(found) == [one.name for one in printed]
    assert found == {one.name: (told := f"{one.total.value:.1f}".replace(".", ","), told) for one in printed}


@needs_chromium
def test_moved_weights_change_totals_and_order_and_can_be_taken_back(opened: Page, grouped: Comparison) -> None:
    """All weight on the site: the totals are its grades, under the caps; one click brings the published ones back."""
    before = totals(opened)
    opened.locator("#w-support").fill("0")
    after = totals(opened)
    grades = {one.name: (one.categories[0].grade or 0.0, one.total.caps) for one in grouped.providers}
    assert all(
        abs(float(own.replace(",", ".")) - grades[name][0]) <= 0.05 + 1e-9 or grades[name][1]
        for name, (own, _) in after.items()
    )
    values = [float(own.replace(",", ".")) for own, _ in after.values()]
    assert values == sorted(values, reverse=True)
    assert opened.locator("[data-when=own]").is_visible()
    opened.locator(".back button").click()
    assert totals(opened) == before
    assert list(totals(opened)) == list(before)
    assert opened.locator("[data-when=published]").is_visible()


def test_without_a_script_there_are_no_sliders(front: Path) -> None:
    """They are hidden until the script shows them, and the script is one file that the page may load."""
    text = front.read_text("utf-8")
    assert '<div class="weighing" data-weighing hidden>' in text
    assert text.count("<script") == 1
    assert '<script src="../weights.js" defer></script>' in text
    assert "script-src 'self' file:;" in text
    assert all("<script" not in page.read_text("utf-8") for page in front.parent.glob("*.html") if page != front)
    assert (front.parents[1] / "weights.js").is_file()


def test_plain_text_tells_what_a_category_is_made_of(grouped: Comparison) -> None:
    """The weights over the columns are shares of categories, so these stand beneath with theirs."""
    assert "Site 52.5%: Uptime 70%, Response time 30%\n" in plain_text(Language("en", grouped), grouped)
