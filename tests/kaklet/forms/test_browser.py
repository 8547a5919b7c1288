"""`kaklet form inspect --browser`: forms that scripts draw."""

import asyncio
import json

import pytest
from chromium import needs_chromium
from click.testing import CliRunner, Result
from scripted_forms import ScriptedForms

from kaklet.command_line import main


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["form", "inspect", *arguments])


@needs_chromium
async def test_a_form_that_scripts_draw_is_told_with_its_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person confirms for such a form is read from the page as scripts have left it, and nothing is sent."""
    monkeypatch.setattr("probes.forms.browser.LOADING_SECONDS", 4.0)
    site = ScriptedForms()
    await site.start()
    try:
        result = await asyncio.to_thread(run, site.url("/drawn"), "--browser", "--json")
    finally:
        await site.stop()
    told = json.loads(result.stdout)
    (form,) = told["forms"]
    assert told["robots"] == "allowed"
    assert (form["purpose"], form["submittable"]) == ("contact", True)
    assert form["mapping"] == {"name": "name", "email": "mail", "message": "words"}
    assert site.got == []


def test_a_file_is_not_opened_in_a_browser() -> None:
    """The error says what to give."""
    result = run("contact.html", "--browser")
    assert result.exit_code != 0
    assert "https://" in result.output


def test_a_missing_browser_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install or to name."""
    monkeypatch.setenv("KAKLET_CHROMIUM", "/nowhere/chromium")
    result = run("http://127.0.0.1:9/contact", "--browser")
    assert result.exit_code == 1
    assert "KAKLET_CHROMIUM" in result.output
