"""No two labels of a chart lie on each other, measured in a real browser."""

from collections.abc import Iterator

import msgspec
import pytest
from chromium import chromium, needs_chromium
from playwright.sync_api import Browser

from report_templates.charts import charts_of
from report_templates.charts.drawing import drawn
from report_templates.charts.svg import for_the_page
from report_templates.language import Language
from results.judge.comparison import Comparison
from results.judge.ranking.ranks import Column, Ranking, Standing

NAMES = ("Ö", "Fjällräven Webbhotell och Internettjänster i Norra Norrland Aktiebolag", "w" * 300, "Åkesson & Co")
MEASURE = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const all = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  const whole = svg.getBoundingClientRect();
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 ||
    a.bottom <= b.top + 2 || b.bottom <= a.top + 2;
  return [
    ...all.flatMap(([one, a], at) => all.slice(at + 1).filter(([, b]) => !apart(a, b)).map(([other]) => [one, other])),
    ...all.filter(([, a]) => a.left < whole.left - 2 || a.right > whole.right + 2).map(([one]) => [one, 'outside']),
  ];
})"""

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with chromium() as started:
        yield started


def crowd(comparison: Comparison, number: int) -> Comparison:
    """Make a comparison of *number* providers, some of them with very long names, all of them ranked alike."""
    many = tuple(
        msgspec.structs.replace(comparison.providers[at % 5], id=f"host{at}", name=f"{NAMES[at % 4]} {at}")
        for at in range(number)
    )
    standings = tuple(Standing(provider=one.id, best=1, worst=number) for one in many)
    ranking = Ranking(columns=(Column(id="total", ranked=number, standings=standings),))
    return msgspec.structs.replace(comparison, providers=many, ranking=ranking)


@pytest.mark.parametrize("number", [3, 12, 40])
def test_labels_do_not_collide(comparison: Comparison, browser: Browser, number: int) -> None:
    """Neither among 3 providers nor among 40, on the desk nor on the phone, and none leaves the drawing."""
    many = crowd(comparison, number)
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    for chart in charts_of(Language("sv", many), many):
        for name, spec in (("wide", chart.wide), ("narrow", chart.narrow)):
            svg = for_the_page(drawn(spec), key=name, title=chart.title, message=chart.message)
            tab.set_content(f"<!doctype html><body>{svg}</body>")
            assert tab.evaluate(MEASURE) == [], (chart.id, name)
    tab.close()
