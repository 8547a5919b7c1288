"""The report in a real browser: no script but its own, no request, no sideways scrolling, nobody shut out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium, needs_chromium
from playwright.sync_api import Browser, Page

from report_templates import LANGUAGES, render
from results.judge.comparison import Comparison

PAGES = ("index.html", "answers.html", "uptime.html", "provider-bergsund.html", "provider-enhet.html", "method.html")

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def folder(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render the study of the five."""
    return render(comparison, tmp_path_factory.mktemp("browser") / "report", LANGUAGES).parent


@pytest.fixture(scope="module")
def crowd(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render twelve providers, of which some have very long names."""
    names = ("Ö", "Fjällräven Webbhotell och Internettjänster i Norra Norrland Aktiebolag", "w" * 300, "Åkesson & Co")
    twelve = tuple(
        msgspec.structs.replace(
            comparison.providers[n % 5],
            id=f"host{n}",
            name=f"{names[n % 4]} {n}",
        )
        for n in range(12)
    )
    many = msgspec.structs.replace(comparison, providers=twelve)
    return render(many, tmp_path_factory.mktemp("crowd") / "report", ["sv"]).parent


def opened(browser: Browser, page: Path, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
    """Open a page and fail on any complaint in the console or request beyond files."""
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
    tab.goto(page.as_uri())
    assert complaints == []
    return tab


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways(browser: Browser, folder: Path, language: str, width: int) -> None:
    """On desk, tablet and phone the page is as wide as the window."""
    for name in PAGES:
        tab = opened(browser, folder / language / name, width)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
        tab.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_twelve_providers_with_long_names_fit(browser: Browser, crowd: Path, width: int) -> None:
    """Neither many providers nor a name without a space breaks the layout."""
    for page in (crowd / "sv" / "index.html", crowd / "sv" / "provider-host2.html"):
        tab = opened(browser, page, width)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_is_shut_out(browser: Browser, folder: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    """Axe finds nothing serious or critical, contrast included, in light and dark."""
    for name in PAGES:
        tab = opened(browser, folder / "sv" / name, width, scheme)
        violations = Axe().run(tab).response["violations"]
        assert [
            (v["id"], [node["target"] for node in v["nodes"]][:3])
            for v in violations
            if v["impact"] in {"serious", "critical"}
        ] == []
        tab.close()


def test_the_folders_front_page_leads_into_the_report(browser: Browser, folder: Path) -> None:
    """Opening the folder shows the first language, without a script."""
    tab = opened(browser, folder / "index.html", 1280)
    tab.wait_for_url(f"**/{LANGUAGES[0]}/index.html")
    assert tab.locator("html").get_attribute("lang") == LANGUAGES[0]
    tab.close()


def test_the_style_is_loaded(browser: Browser, folder: Path) -> None:
    """The one style sheet is found and allowed, also from a file."""
    tab = opened(browser, folder / "en" / "index.html", 1280)
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert tab.evaluate("getComputedStyle(document.querySelector('.demo')).textAlign") == "center"
    tab.close()
