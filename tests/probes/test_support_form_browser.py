"""Questions by contact forms that need JavaScript: the same probe, the same records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chromium import needs_chromium
from scripted_forms import ScriptedForms

from kaklet.forms.answers import outcomes_of
from probes.support_form import SupportFormProbe
from results.judge.form_outcome import OutcomeKind
from results.keep import Store
from results.records import Case, Failure, FormAnswer, Handover

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import Desk

EAGER = SupportFormProbe(timeout_seconds=40, fill_seconds=0, letter_seconds=0)


@pytest.fixture
async def site() -> AsyncIterator[ScriptedForms]:
    """Serve the pages."""
    server = ScriptedForms()
    await server.start()
    yield server
    await server.stop()


@needs_chromium
async def test_a_form_that_needs_a_script_is_sent_and_recorded_as_any(desk: Desk, site: ScriptedForms) -> None:
    """Case, handover and answer are kept; what the script got is in the evidence and is judged."""
    seen = await desk.ask(EAGER, site.url("/cf7"))
    assert (seen.failure, seen.metrics["status"]) == (None, 200)
    assert len(site.got) == 1
    (answer,) = await desk.kept(FormAnswer)
    assert answer.engine == "browser"
    store = Store.read(desk.path)
    outcomes = outcomes_of(store, desk.evidence, store.all(Case))
    store.close()
    assert [(one.kind, one.mechanic) for one in outcomes.values()] == [(OutcomeKind.CONFIRMED, "cf7")]


async def test_without_a_browser_the_case_is_void(
    desk: Desk, site: ScriptedForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the prober's fault, no case is opened, and the sentence says what to do."""
    monkeypatch.setenv("KAKLET_CHROMIUM", "/nowhere/chromium")
    seen = await desk.ask(EAGER, site.url("/cf7"))
    assert seen.failure is Failure.PROBE_FAULT
    assert "KAKLET_CHROMIUM" in seen.detail
    assert await desk.kept(Handover) == []
    assert site.got == []
