"""The desk in a real browser: each of its pages played through, fit for a phone, and shutting nobody out."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium, needs_chromium
from playwright.sync_api import Browser, Page, expect
from real_servers import free_ports, wait_for

from kaklet.config import load
from kaklet.daemon import database
from kaklet.desk.calls import Placed, placed_calls
from results.keep import Store
from results.records import CallStep, Case, Message, PressClock, Review

Kind = TypeVar("Kind", Case, Message, Review)
SIZES = ((1280, "light"), (390, "dark"))

pytestmark = needs_chromium


class Served(NamedTuple):
    """A desk that is served by the real command."""

    url: str
    database: Path
    provider: str


@pytest.fixture(scope="module")
def served(made_up_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the desk of a made-up study."""
    folder = tmp_path_factory.mktemp("served") / "study"
    shutil.copytree(made_up_study.parent, folder)
    file = folder / made_up_study.name
    (port,) = free_ports(1)
    said = folder / "said.txt"
    command = [sys.executable, "-m", "kaklet", "desk", str(file), "--port", str(port)]
    with said.open("w") as log, subprocess.Popen(command, stderr=log) as process:
        wait_for(port, process, said)
        study = load(file).study
        yield Served(f"http://127.0.0.1:{port}", database(Path(study.study.data)), study.provider[0].id)
        process.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with chromium() as started:
        yield started


def came_in(
    browser: Browser, served: Served, name: str, width: int = 1280, scheme: Literal["light", "dark"] = "light"
) -> Page:
    """Open the desk and say who one is."""
    tab = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    tab.goto(served.url)
    tab.get_by_label("Name").fill(name)
    tab.get_by_role("button", name="Go on").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Today")
    return tab


def read(served: Served, kind: type[Kind]) -> list[Kind]:
    """Return records that are kept by now."""
    store = Store.read(served.database)
    try:
        return store.all(kind)
    finally:
        store.close()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_page_shuts_anybody_out(
    browser: Browser, served: Served, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing serious, no page scrolls sideways or asks for anything from elsewhere, no script complains."""
    tab = came_in(browser, served, "Maja", width, scheme)
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda one: complaints.append(one.url) if not one.url.startswith(f"{served.url}/") else None)
    case, message = read(served, Case)[0], read(served, Message)[0]
    pages = ("/", "/mail", "/cases", "/grading", "/calls", "/plan", "/agents", "/login", "/record", "/record/ledger")
    for path in (*pages, f"/calls/to/{served.provider}", f"/cases/{case.id}", f"/mail/{message.evidence[:16]}"):
        tab.goto(served.url + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(tab).response["violations"]
        serious = [
            (v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found if v["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path
    assert complaints == []
    tab.context.close()


def test_a_call_is_timed_by_keyboard(browser: Browser, served: Served) -> None:
    """Space and Enter press the next step, digits any, Backspace takes one back; all of it is on the call's page."""
    tab = came_in(browser, served, "Kim")
    tab.goto(f"{served.url}/calls/to/{served.provider}")
    expect(tab.get_by_text("+46 8 123 456")).to_be_visible()
    expect(tab.locator("blockquote")).to_contain_text("?")
    for key in ("Space", "Enter", "4", "Backspace", "4", "6"):
        tab.keyboard.press(key)
        tab.wait_for_timeout(120)
    tab.get_by_role("link", name="Say how it went").click()
    expect(tab.get_by_role("row", name=re.compile("Taken back"))).to_have_count(1)
    tab.get_by_label("Yes").check()
    tab.locator("input[name=friendliness][value='8']").check()
    tab.get_by_role("button", name="Note it").click()
    expect(tab.get_by_text(re.compile("Solved, a person answered after .*friendliness 8 of 10"))).to_be_visible()
    store = Store.read(served.database)
    placed = next(one for one in placed_calls(store) if one.dialling.by == "Kim")
    store.close()
    steps = [one.step for one in placed.presses]
    assert steps == ["dial", "menu", "answered", "undo", "answered", "ended"]
    assert {one.clock for one in placed.presses} == {PressClock.MONOTONIC}
    assert placed.told.answered_seconds is not None
    assert 0.4 < placed.told.answered_seconds < 5
    tab.context.close()


def test_a_lost_line_loses_no_press(browser: Browser, served: Served) -> None:
    """What is pressed without a line is kept in the page, outlives a reload, and comes with its own times."""
    tab = came_in(browser, served, "Lo", 390, "dark")
    tab.goto(f"{served.url}/calls/to/{served.provider}")
    tab.get_by_role("button", name="Dial").click()
    expect(tab.get_by_role("status")).to_have_text("1 press is kept.")
    tab.route("**/calls/presses.json", lambda route: route.abort())
    tab.get_by_role("button", name="Queue").click()
    expect(tab.get_by_role("status")).to_have_text(re.compile("No connection"))
    tab.wait_for_timeout(400)
    tab.get_by_role("button", name="Answered").click()
    tab.wait_for_timeout(300)
    (begun,) = calls_of(served, "Lo")
    assert [one.step for one in begun.presses] == [CallStep.DIAL]
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.reload()
    expect(tab.get_by_role("status")).to_have_text(re.compile("No connection"))
    tab.unroute("**/calls/presses.json")
    expect(tab.get_by_role("status")).to_have_text(re.compile("3 presses are kept"), timeout=8000)
    tab.get_by_role("button", name="End").click()
    expect(tab.get_by_role("link", name="Say how it went")).to_be_visible()
    (placed,) = calls_of(served, "Lo")
    assert [one.step for one in placed.presses] == ["dial", "queue", "answered", "ended"]
    assert placed.presses[-1].clock is PressClock.WALL
    queue, answered = placed.presses[1:3]
    assert answered.after_ms - queue.after_ms >= 400
    assert (answered.came_at - answered.at).total_seconds() >= 0.3
    assert abs((answered.at - placed.dialling.opened_at).total_seconds() * 1000 - answered.after_ms) < 500
    tab.context.close()


def calls_of(served: Served, who: str) -> list[Placed]:
    """Return the calls that *who* made."""
    store = Store.read(served.database)
    try:
        return [one for one in placed_calls(store) if one.dialling.by == who]
    finally:
        store.close()


def test_an_answer_is_graded_and_a_verdict_corrected(browser: Browser, served: Served) -> None:
    """Both by what is on the pages alone, without a script."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(served.url)
    tab.get_by_label("Name").fill("Ada")
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_role("link", name="answers to grade blind").click()
    tab.get_by_label("Yes: one can act on it").check()
    tab.locator("input[name=grade][value='7']").check()
    tab.get_by_label("Reason, in a few words").fill("It says which.")
    tab.get_by_role("button", name="Keep the grade").click()
    expect(tab.get_by_text("Graded. Here is the next.")).to_be_visible()
    tab.get_by_role("link", name="Cases", exact=True).click()
    tab.get_by_role("row").filter(has_text="acknowledgement").first.get_by_role("link").click()
    tab.locator("li.theirs").first.get_by_role("button", name="other machine").click()
    expect(tab.get_by_text("Noted.")).to_be_visible()
    expect(tab.locator("li.theirs").first.locator(".verdict")).to_have_text("other machine")
    own = [one for one in read(served, Review) if one.by == "Ada"]
    assert [(one.grade, one.blind, one.why) for one in own if one.blind] == [(7, True, "It says which.")]
    assert [one.verdict for one in own if not one.blind] == ["other"]
    context.close()
