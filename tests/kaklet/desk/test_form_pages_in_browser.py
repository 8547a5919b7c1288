"""The pages of forms in a real browser: copied, opened, stamped, and shutting nobody out."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium, needs_chromium
from playwright.sync_api import Browser, Page, expect
from real_servers import free_ports, wait_for
from waiting_forms import ALPHA_URL, WaitingForms

from kaklet.forms.desk import FormDesk
from results.keep import Store
from results.records import FormDone, FormStart

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> WaitingForms:
    """Return the study of these tests."""
    return WaitingForms(tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def url(forms: WaitingForms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve its desk by the real command."""
    (port,) = free_ports(1)
    said = tmp_path_factory.mktemp("said") / "said.txt"
    command = [sys.executable, "-m", "kaklet", "desk", str(forms.file), "--port", str(port)]
    with said.open("w") as log, subprocess.Popen(command, stderr=log) as process:
        wait_for(port, process, said)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with chromium() as started:
        yield started


def came_in(browser: Browser, url: str, width: int, scheme: Literal["light", "dark"], *, scripts: bool = True) -> Page:
    """Open the desk and say who one is."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    tab = context.new_page()
    tab.goto(url)
    tab.get_by_label("Name").fill("Maja")
    tab.get_by_role("button", name="Go on").click()
    return tab


def waiting(forms: WaitingForms) -> list[str]:
    """Return the cases that wait."""
    with FormDesk(forms.loaded, forms.now) as desk:
        return [one.case for one in desk.queue().tasks]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_of_forms_shuts_anybody_out(
    browser: Browser, url: str, forms: WaitingForms, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing serious, and no page scrolls sideways; before a start and after it."""
    tab = came_in(browser, url, width, scheme)
    first, second, *_ = waiting(forms)
    tab.goto(f"{url}/forms/{second}")
    if tab.get_by_role("button", name="Start now").is_visible():
        tab.get_by_role("button", name="Start now").click()
    for path in ("/", "/forms", f"/forms/{first}", f"/forms/{second}", "/mappings"):
        tab.goto(url + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(tab).response["violations"]
        assert [(v["id"], v["impact"]) for v in found if v["impact"] in {"serious", "critical"}] == [], path
    tab.context.close()


def test_a_person_copies_opens_sends_and_says_so(browser: Browser, url: str, forms: WaitingForms) -> None:
    """The copy is the field's whole text, the form opens beside the desk and knows nothing of it; all is timed."""
    tab = came_in(browser, url, 1280, "light")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    tab.context.route(
        ALPHA_URL, lambda route: route.fulfill(body="<title>Contact us</title>", content_type="text/html")
    )
    case = waiting(forms)[0]
    tab.goto(f"{url}/forms/{case}")
    tab.get_by_role("button", name="Start now").click()
    expect(tab.get_by_text("Begun: the time runs")).to_be_visible()
    tab.get_by_role("button", name="Copy Message").click()
    expect(tab.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.get_by_label("Message").input_value()
    assert len(copied.splitlines()) > 2
    with tab.expect_popup() as opened:
        tab.get_by_role("link", name=ALPHA_URL).click()
    form = opened.value
    expect(form).to_have_title("Contact us")
    assert form.evaluate("window.opener === null && document.referrer === ''")
    tab.get_by_role("button", name="I have sent it just now").click()
    expect(tab.get_by_text("Noted: sent just now.")).to_be_visible()
    with closing(Store.read(forms.path)) as store:
        (start,) = [one for one in store.all(FormStart) if one.case == case]
        (end,) = [one for one in store.all(FormDone) if one.case == case]
    assert (start.by, end.by, end.sent) == ("Maja", "Maja", True)
    assert start.at < end.at
    tab.context.close()


def test_all_of_it_works_without_a_script(browser: Browser, url: str, forms: WaitingForms) -> None:
    """Texts stand in fields that can be selected, no dead button is shown, and a reason puts the question aside."""
    tab = came_in(browser, url, 390, "light", scripts=False)
    case = waiting(forms)[-1]
    tab.goto(f"{url}/forms/{case}")
    assert tab.get_by_label("E-mail").input_value().endswith("@brevlada.localhost")
    expect(tab.locator("[data-copies]").first).to_be_hidden()
    tab.get_by_label("Why it was not sent").fill("It demands a phone number.")
    tab.get_by_role("button", name="Not sent").click()
    expect(tab.get_by_text("Noted.")).to_be_visible()
    assert case not in waiting(forms)
    tab.context.close()
