"""Forms at the desk: what a person sends from their own browser, and the fields that a person confirms."""

import html
import re
import tomllib
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from waiting_forms import ALPHA_URL, BETA_URL, FORM, GUARDED, ODD, START, WaitingForms

from kaklet.desk.office import Office
from kaklet.desk.settings import DeskSettings
from kaklet.forms.desk import FormDesk
from kaklet.forms.mappings import Unconfirmed, unconfirmed
from results.keep import Store
from results.records import Case, Failure, FormDone, FormStart, Handover

if TYPE_CHECKING:
    from conftest import Browser, Clock

UNDERSTOOD = ODD.replace(b"<label>Zorgfrell <input name=zorg required></label>", b"")


@pytest.fixture
def forms(tmp_path: Path) -> WaitingForms:
    """Return the study of these tests."""
    return WaitingForms(tmp_path)


@pytest.fixture
def office(forms: WaitingForms, clock: "Clock") -> Office:
    """Return its desk, on the day after the last letter."""
    clock.now = forms.now
    return Office(forms.loaded, DeskSettings(), now=clock.read, monotonic=lambda: clock.seconds)


@pytest.fixture
def case(forms: WaitingForms) -> str:
    """Return the first case that waits."""
    return cases(forms)[0]


def cases(forms: WaitingForms) -> list[str]:
    """Return the cases that wait for a person."""
    with FormDesk(forms.loaded, forms.now) as desk:
        return [one.case for one in desk.queue().tasks]


def records(forms: WaitingForms) -> tuple[list[FormStart], list[FormDone], list[Case], list[Handover]]:
    """Return what was noted."""
    with closing(Store.read(forms.path)) as store:
        return store.all(FormStart), store.all(FormDone), store.all(Case), store.all(Handover)


def to_confirm(forms: WaitingForms) -> list[Unconfirmed]:
    """Return the forms whose fields are to be confirmed."""
    with closing(Store.read(forms.path)) as store:
        return list(unconfirmed(forms.loaded, store, store.newest_observations()))


async def test_today_counts_what_waits_and_leads_there(maja: "Browser") -> None:
    """Three questions behind a CAPTCHA and one form that is not understood, each with its page."""
    page = await maja.text("/")
    assert re.search(r'<b>3</b>\s*<a href="/forms">', page)
    assert re.search(r'<b>1</b>\s*<a href="/mappings">', page)


async def test_the_queue_lists_each_question(maja: "Browser", forms: WaitingForms) -> None:
    """With a page for each that waits, and none for what was done."""
    first, *others = cases(forms)
    await maja.send(f"/forms/{first}/done", sent="no", why="Too late.")
    page = await maja.text("/forms")
    assert f"/forms/{first}" not in page
    assert all(f"/forms/{one}" in page for one in others)


async def test_before_the_start_no_link_leads_to_the_form(maja: "Browser", case: str) -> None:
    """What goes in can be read, but nobody is led to a form that no button has timed."""
    page = await maja.text(f"/forms/{case}")
    assert f'href="{ALPHA_URL}"' not in page
    assert "Start now" in page
    assert "@brevlada.localhost" in page
    assert "I have sent it" not in page


async def test_what_the_form_demands_in_vain_is_told_before_the_start(maja: "Browser", case: str) -> None:
    """A start costs the provider a contact, so the phone number that nobody has is named before."""
    assert "nothing true is known for (Phone)" in await maja.text(f"/forms/{case}")


async def test_start_and_done_are_stamped_by_the_servers_clock(
    maja: "Browser", forms: WaitingForms, case: str, clock: "Clock"
) -> None:
    """And the case is open from the first press on, with the wait counted from the second."""
    response = await maja.send(f"/forms/{case}/start", at="1999-01-01T00:00:00Z")
    assert response.headers["Location"] == f"/forms/{case}?said=begun"
    clock.now += timedelta(minutes=4)
    assert (await maja.send(f"/forms/{case}/done", sent="yes")).headers["Location"] == "/forms?said=sent"
    starts, ends, opened, handovers = records(forms)
    assert starts == [FormStart(case=case, at=forms.now, by="Maja")]
    assert ends == [FormDone(case=case, at=clock.now, by="Maja", sent=True)]
    assert [(one.id, one.opened_at) for one in opened] == [(case, forms.now)]
    assert [(one.at, one.failure) for one in handovers] == [(clock.now, None)]
    assert re.search(r'<b>2</b>\s*<a href="/forms">', await maja.text("/"))


async def test_after_the_start_the_form_opens_in_the_persons_own_browser(maja: "Browser", case: str) -> None:
    """By a link that tells the form nothing of the desk; each field by its label, in the page's order."""
    await maja.send(f"/forms/{case}/start")
    page = await maja.text(f"/forms/{case}")
    assert f'<a href="{ALPHA_URL}" target="_blank" rel="noopener noreferrer">' in page
    labels = re.findall(r"<label[^>]*><bdi>([^<]*)</bdi>", page)
    assert labels == ["Your name", "E-mail", "Phone", "Message"]
    assert "do not invent it" in page


async def test_what_was_not_sent_needs_a_reason(maja: "Browser", forms: WaitingForms, case: str) -> None:
    """Neither silence nor half a form ends it; a reason does, and is kept."""
    await maja.send(f"/forms/{case}/start")
    for fields in ({"sent": "no"}, {"sent": "no", "why": "  "}, {"sent": "perhaps"}, {}):
        assert (await maja.send(f"/forms/{case}/done", **fields)).status == 422
    assert not records(forms)[1]
    assert (await maja.send(f"/forms/{case}/done", sent="no", why="It asks for a phone number.")).status == 303
    assert [(one.sent, one.why) for one in records(forms)[1]] == [(False, "It asks for a phone number.")]


async def test_a_spent_budget_is_told_in_one_sentence(maja: "Browser", forms: WaitingForms) -> None:
    """Two a week are allowed here: the third start is refused, and leaves no trace."""
    first, second, third = cases(forms)
    for one in (first, second):
        assert (await maja.send(f"/forms/{one}/start")).status == 303
    response = await maja.send(f"/forms/{third}/start")
    assert response.status == 422
    said = re.search(r'role="alert">([^<]*)<', await response.text())
    assert said
    assert html.unescape(said[1]) == "alpha has had its 2 contacts in seven days: start this later."
    assert {one.id for one in records(forms)[2]} == {first, second}


async def test_what_somebody_has_begun_leads_nobody_else_on(maja: "Browser", forms: WaitingForms, case: str) -> None:
    """Another person sees who has it, and may only end it."""
    with FormDesk(forms.loaded, forms.now) as desk:
        desk.start(case, by="Ola")
    page = await maja.text(f"/forms/{case}")
    assert "<bdi>Ola</bdi> has begun this" in page
    assert f'href="{ALPHA_URL}"' not in page
    assert (await maja.send(f"/forms/{case}/start")).status == 422


async def test_a_form_without_its_token_starts_nothing(maja: "Browser", forms: WaitingForms, case: str) -> None:
    """A page elsewhere cannot make a contact of it."""
    for path in (f"/forms/{case}/start", f"/forms/{case}/done"):
        assert (await maja.client.post(path, data={"sent": "no", "why": "x"})).status == 403
    assert records(forms) == ([], [], [], [])


async def test_a_mapping_is_proposed_with_its_evidence(maja: "Browser") -> None:
    """The page tells roles, fields and why, what is not understood, and that the desk writes nothing."""
    page = html.unescape(await maja.text("/mappings"))
    assert BETA_URL in page
    assert "it is not understood what 'zorg' asks for" in page
    assert "the desk does not write the study file" in page
    assert "<code>din text</code>" in page
    assert "<code>type=email</code>" in page
    assert "[provider.target.contact.form.fields]" in page
    assert ALPHA_URL not in page


@pytest.mark.parametrize(("form", "planned"), [(FORM, True), ("", False)])
def test_the_snippet_confirms_the_form(forms: WaitingForms, form: str, *, planned: bool) -> None:
    """Put below what the study has, with a role for what is demanded, it is taken, and nothing is left to confirm."""
    forms.write(form, planned=planned)
    (found,) = to_confirm(forms)
    snippet = "\n".join(found.proposals[0].snippet)
    fields = tomllib.loads(snippet)["provider"]["target"]["contact"]["form"]["fields"]
    assert fields == {"email": "post", "message": "din text"}
    forms.write(f'{form}{snippet}\ncompany = "zorg"\n', planned=planned)
    door = forms.loaded.study.provider[1].target["contact"].form
    assert door is not None
    assert door.submit == planned
    assert to_confirm(forms) == []


@pytest.mark.parametrize(("page", "failure"), [(UNDERSTOOD, None), (GUARDED, None), (ODD, Failure.NEEDS_PERSON)])
def test_what_no_confirmed_field_would_open_is_not_asked_for(
    forms: WaitingForms, page: bytes, failure: Failure | None
) -> None:
    """A form that is understood by now, one behind a CAPTCHA, and one that asked for a person."""
    assert len(to_confirm(forms)) == 1
    later = START + timedelta(hours=1)
    forms.saw("beta", page, later)
    if failure is not None:
        forms.observed("beta", "ask", later, failure=failure)
    assert to_confirm(forms) == []


def test_a_refusal_without_a_page_is_told_with_its_reason(forms: WaitingForms) -> None:
    """Where no look has kept a page there is nothing to propose, and the reason of the one that tried stands."""
    forms.saw("beta", UNDERSTOOD, START + timedelta(hours=1))
    forms.observed("beta", "ask", START + timedelta(hours=2), failure=Failure.FORM_NOT_UNDERSTOOD, detail="two forms")
    (found,) = to_confirm(forms)
    assert found.why == ("two forms",)
    assert found.proposals[0].missing == ()
    forms.observed("beta", "ask", START + timedelta(hours=3))
    assert to_confirm(forms) == []
