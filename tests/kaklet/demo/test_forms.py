"""The contact forms: what they demand, what they say, and what becomes of a message."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Start

ADDRESS = "anna@brevlada.localhost"
TEXT = "Can you move my site from another host, and how long does the migration take?"
POLDERWEB = {"name": "Anna Berg", "email": ADDRESS, "subject": "Moving", "message": TEXT}


async def test_bjorkhost_confirms_with_a_ticket_and_answers(start: Start) -> None:
    """The good form names the ticket, and then an acknowledgement and a person's answer come by mail."""
    customer = await start(0.05)
    status, page = await customer.submit("bjorkhost", name="Anna Berg", email=ADDRESS, subject="Moving", message=TEXT)
    assert status == 200
    assert "BH-1042" in page
    acknowledgement, answer = await customer.wait_for(2)
    assert "BH-1042" in acknowledgement.get_content()
    assert answer["In-Reply-To"] is None
    assert "move" in answer.get_content()


async def test_a_form_without_its_token_is_refused(start: Start) -> None:
    """A POST whose token does not belong to the cookie is refused and shows the form again."""
    customer = await start(0.05)
    await customer.form("bjorkhost")
    fields = {"csrf_token": "0" * 64, "name": "Anna", "email": ADDRESS, "subject": "x", "message": TEXT}
    async with customer.web.post(customer.premises("bjorkhost").contact, data=fields) as answer:
        assert answer.status == 403
        assert "<form" in await answer.text()


async def test_fjordnett_redirects_to_its_thanks(start: Start) -> None:
    """Its form with prefixed field names ends on a page of its own, and is answered by mail."""
    customer = await start(0.2)
    fields = {"your-name": "Anna", "your-email": ADDRESS, "your-subject": "Moving", "your-message": TEXT}
    status, page = await customer.submit("fjordnett", **fields)
    assert status == 200
    assert "Takk for henvendelsen" in page
    assert len(await customer.wait_for(2)) == 2


async def test_kvickserver_thanks_and_loses(start: Start) -> None:
    """The message is thanked for, and nothing ever comes."""
    customer = await start(0.02)
    status, page = await customer.submit("kvickserver", name="Anna", email=ADDRESS, message=TEXT)
    assert status == 200
    assert "Thank you!" in page
    await asyncio.sleep(0.5)
    assert customer.letters() == []


async def test_lillsajten_has_a_captcha(start: Start) -> None:
    """Its form shows the CAPTCHA's element and field, loads no script, and lets no machine through."""
    customer = await start(0.05)
    form = await customer.form("lillsajten")
    assert form.css_matches("form div.g-recaptcha")
    assert form.css_matches("form textarea[name=g-recaptcha-response]")
    assert not form.css_matches("script")
    status, page = await customer.submit("lillsajten", namn="Anna", epost=ADDRESS, meddelande=TEXT)
    assert status == 422
    assert "CAPTCHA" in page


async def test_polderweb_answers_late(start: Start) -> None:
    """With a department and consent the message is taken, and answered by mail."""
    customer = await start(0.02)
    status, page = await customer.submit("polderweb", **POLDERWEB, department="sales", consent="yes", website="")
    assert status == 200
    assert "Bedankt" in page
    (answer,) = await customer.wait_for(1)
    assert "move" in answer.get_content()


@pytest.mark.parametrize("given", [{"department": "sales"}, {"consent": "yes"}])
async def test_polderweb_demands_department_and_consent(start: Start, given: dict[str, str]) -> None:
    """Without either of the two the form comes back with what was entered."""
    customer = await start(0.02)
    status, page = await customer.submit("polderweb", **POLDERWEB, **given)
    assert status == 422
    assert 'role="alert"' in page
    assert TEXT in page


async def test_polderwebs_honeypot_swallows(start: Start) -> None:
    """Whoever fills in the hidden field is thanked like everybody and never heard."""
    customer = await start(0.02)
    full = {**POLDERWEB, "department": "sales", "consent": "yes"}
    status, page = await customer.submit("polderweb", **full, website="https://spam.example/")
    assert (status, "Bedankt" in page) == (200, True)
    await customer.submit("polderweb", **{**full, "email": "second@brevlada.localhost"})
    await customer.wait_for(1, "second")
    assert customer.letters() == []


async def test_the_honeypot_is_hidden_by_css_alone(start: Start) -> None:
    """The trap is an ordinary text field inside an element that only the stylesheet moves away."""
    form = await (await start(0.02)).form("polderweb")
    trap = form.css_first(".more-about-you input[name=website]")
    assert trap.attributes["type"] == "text"
    assert ".more-about-you { position: absolute; left: -6000px" in form.css_first("style").text()


async def test_what_was_entered_is_shown_escaped(start: Start) -> None:
    """A form that comes back never lets a stranger's markup through."""
    customer = await start(0.02)
    fields = {**POLDERWEB, "message": "</textarea><script>alert(1)</script>"}
    _, page = await customer.submit("polderweb", **fields)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_a_huge_form_is_refused(start: Start) -> None:
    """A message beyond the limit is refused with 413."""
    customer = await start(0.02)
    status, _ = await customer.submit("kvickserver", name="Anna", email=ADDRESS, message="x" * 100_000)
    assert status == 413
