"""Forms that live by scripts, in the real Chromium."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from chromium import needs_chromium
from scripted_forms import LETTER, ScriptedForms

from probes.forms import Role, fill
from probes.forms.browser import BrowserEngine
from probes.forms.browser_start import program_of
from probes.forms.choice import chosen
from probes.forms.engine import Reach, Sheet
from probes.forms.opening import visiting
from probes.forms.reading import read_page
from probes.probe import ProbeFailed
from results.judge.form_outcome import Outcome, OutcomeKind, judge
from results.records import Failure
from results.records.came_back import CameBack

ANSWERS = {Role.NAME: "Åsa Öberg", Role.EMAIL: "asa.oberg@example.net", Role.MESSAGE: LETTER}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less long for what never comes than with strangers."""
    monkeypatch.setattr("probes.forms.browser.IDLE_SECONDS", 1.5)
    monkeypatch.setattr("probes.forms.browser.LOADING_SECONDS", 4.0)
    monkeypatch.setattr("probes.forms.browser_page.QUIET_SECONDS", 0.5)
    monkeypatch.setattr("probes.forms.browser_guard.MAX_REQUESTS", 60)


@pytest.fixture
async def site() -> AsyncIterator[ScriptedForms]:
    """Serve the pages."""
    server = ScriptedForms()
    await server.start()
    yield server
    await server.stop()


async def sent(site: ScriptedForms, path: str, *, seconds: float = 0.0) -> tuple[str, Sheet, Sheet]:
    """Open the page, fill its contact form in, send it; return the engine's name, the page and the answer."""
    async with visiting(site.url(path), Reach()) as (engine, sheet):
        form = chosen(read_page(sheet.body, sheet.url, charset=sheet.charset, scripted=sheet.scripted))
        draft = await engine.fill(sheet, form.index, fill(form, ANSWERS), seconds=seconds)
        return engine.name, sheet, await engine.submit(draft)


def outcome(before: Sheet, after: Sheet) -> Outcome:
    """Judge what came back."""
    return judge(
        CameBack(
            url=after.url,
            status=after.status,
            body=after.body,
            content_type=after.content_type,
            charset=after.charset,
            before=before.body,
            before_url=before.url,
            before_charset=before.charset,
            sent={"melding": LETTER, "epost": ANSWERS[Role.EMAIL], "navn": ANSWERS[Role.NAME]},
        )
    )


@needs_chromium
async def test_a_form_that_a_script_sends_is_sent_and_its_json_kept(site: ScriptedForms) -> None:
    """The script's own request leaves, once, and its status is the outcome; the trap stays empty."""
    name, before, after = await sent(site, "/cf7")
    assert name == "browser"
    assert [one.path for one in site.got] == ["/wp-json/contact-form-7/v1/contact-forms/12/feedback"]
    assert site.got[0].fields == {
        "_wpcf7": "12",
        "navn": "Åsa Öberg",
        "epost": "asa.oberg@example.net",
        "melding": LETTER,
        "nettsted": "",
    }
    assert outcome(before, after).kind is OutcomeKind.CONFIRMED
    assert outcome(before, after).reasons == ("cf7:mail_sent",)


@needs_chromium
async def test_a_form_that_frameworks_draw_is_understood_and_sent(site: ScriptedForms) -> None:
    """Without form, names or a button that submits, and dead until all is filled in."""
    name, before, after = await sent(site, "/drawn")
    assert name == "browser"
    assert [one.path for one in site.got] == ["/api/messages"]
    assert "domenet?\\n\\nMed" in site.got[0].fields[""]
    judged = outcome(before, after)
    assert (judged.kind, judged.ticket) == (OutcomeKind.CONFIRMED, "SAK-20931")


@needs_chromium
async def test_a_form_of_several_steps_is_gone_through(site: ScriptedForms) -> None:
    """The next step's fields are filled in once they are shown."""
    name, before, after = await sent(site, "/steps")
    assert name == "browser"
    assert [one.fields for one in site.got] == [
        {"navn": "Åsa Öberg", "epost": "asa.oberg@example.net", "melding": LETTER}
    ]
    assert outcome(before, after).ticket == "774411"


@needs_chromium
async def test_a_form_in_a_frame_of_the_same_people_is_used(site: ScriptedForms) -> None:
    """The frame is what is read, filled in and listened to."""
    name, before, after = await sent(site, "/framed")
    assert (name, before.url) == ("browser", site.url("/inner"))
    assert len(site.got) == 1
    assert outcome(before, after).kind is OutcomeKind.CONFIRMED


async def test_a_plain_form_needs_no_browser(site: ScriptedForms) -> None:
    """The engine is chosen by itself."""
    name, _, _ = await sent(site, "/plain")
    assert name == "static"


@needs_chromium
async def test_nothing_goes_to_a_host_that_the_study_does_not_name(site: ScriptedForms) -> None:
    """A script that sends the letter elsewhere is stopped, and the record says where it would have gone."""
    with pytest.raises(ProbeFailed, match=r"192\.0\.2\.7, which the study does not name") as raised:
        await sent(site, "/elsewhere")
    assert raised.value.failure is Failure.NOT_APPROVED
    assert site.got == []


@needs_chromium
async def test_what_a_script_tries_again_is_not_sent_again(site: ScriptedForms) -> None:
    """The first attempt is the only one on the wire, and what came of it is unknown."""
    with pytest.raises(ProbeFailed) as raised:
        await sent(site, "/again")
    assert raised.value.failure is Failure.OUTCOME_UNKNOWN
    assert [one.path for one in site.got] == ["/broken"]


@needs_chromium
async def test_nothing_is_posted_before_the_button_is_pressed(site: ScriptedForms) -> None:
    """What a page tells others while it is filled in stays in the browser; the answer is the page that it leads to."""
    _, before, after = await sent(site, "/chatty")
    assert [one.path for one in site.got] == ["/api/messages"]
    assert after.url == site.url("/takk")
    assert outcome(before, after).kind is OutcomeKind.THANKED


@needs_chromium
async def test_a_button_that_does_nothing_has_sent_nothing(site: ScriptedForms) -> None:
    """It is told as such, and never as sent."""
    with pytest.raises(ProbeFailed, match="nothing was sent") as raised:
        await sent(site, "/silent")
    assert raised.value.failure is Failure.FORM_NOT_UNDERSTOOD


async def test_a_guarded_form_never_sees_a_browser(site: ScriptedForms) -> None:
    """A CAPTCHA is for a person: the page is not even opened again."""
    async with visiting(site.url("/guarded"), Reach()) as (engine, _):
        assert engine.name == "static"
    assert site.asked.count("/guarded") == 1


@needs_chromium
async def test_a_captcha_that_a_script_draws_is_left_alone(site: ScriptedForms) -> None:
    """It shows only in the browser, and ends the visit there."""
    with pytest.raises(ProbeFailed) as raised:
        await sent(site, "/late")
    assert raised.value.failure is Failure.NEEDS_PERSON
    assert site.got == []


@needs_chromium
async def test_an_embed_of_a_service_is_told_by_name_and_never_sent(site: ScriptedForms) -> None:
    """Nothing of a page on this machine is asked of others."""
    with pytest.raises(ProbeFailed, match="Typeform"):
        await sent(site, "/typeform")


@needs_chromium
async def test_a_redirect_into_a_private_network_is_not_followed(site: ScriptedForms) -> None:
    """The gate decides at the moment of connecting, also where the browser follows a redirect by itself."""
    engine = BrowserEngine(Reach())
    try:
        with pytest.raises(ProbeFailed) as raised:
            await engine.open(site.url("/inside"))
    finally:
        await engine.aclose()
    assert raised.value.failure is Failure.NOT_APPROVED


@needs_chromium
async def test_an_approved_host_with_a_private_address_is_not_asked() -> None:
    """What the plan names is judged by its address, too."""
    engine = BrowserEngine(Reach(stranger="10.0.0.1"))
    try:
        with pytest.raises(ProbeFailed) as raised:
            await engine.open("http://10.0.0.1/contact")
    finally:
        await engine.aclose()
    assert raised.value.failure is Failure.PRIVATE_ADDRESS


@needs_chromium
async def test_a_page_that_asks_without_end_is_bounded(site: ScriptedForms) -> None:
    """Requests are counted, and the visit ends."""
    engine = BrowserEngine(Reach())
    try:
        with pytest.raises(ProbeFailed) as raised:
            await engine.open(site.url("/endless"))
    finally:
        await engine.aclose()
    assert raised.value.failure is Failure.TOO_LARGE
    assert len(site.asked) <= 80


@needs_chromium
async def test_a_visit_that_is_cut_off_leaves_no_browser(site: ScriptedForms) -> None:
    """The caller's timeout ends it, and its process."""
    engine = BrowserEngine(Reach())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.4):
            await engine.open(site.url("/endless"))
    await engine.aclose()
    children = await asyncio.create_subprocess_exec("pgrep", "-P", str(os.getpid()), "-f", "playwright", stdout=-1)
    assert (await children.communicate())[0] == b""


async def test_without_a_browser_it_is_the_probers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    monkeypatch.setenv("KAKLET_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(ProbeFailed, match="KAKLET_CHROMIUM") as raised:
        program_of()
    assert raised.value.failure is Failure.PROBE_FAULT


async def test_without_the_extra_it_is_the_probers_fault(site: ScriptedForms, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence names the extra."""
    monkeypatch.setenv("KAKLET_CHROMIUM", sys.executable)
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with pytest.raises(ProbeFailed, match=r"pip install") as raised:
        await sent(site, "/cf7")
    assert raised.value.failure is Failure.PROBE_FAULT


def test_who_needs_no_browser_needs_no_extra() -> None:
    """The extra is imported when a browser is started, and not before."""
    program = "import sys, kaklet.command_line; sys.exit('playwright' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
