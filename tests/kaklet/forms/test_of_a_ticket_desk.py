"""Forms of real ticket applications: understood in each language that they speak."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kaklet.command_line import main

if TYPE_CHECKING:
    from help_desk import HelpDesk
    from ticket_desk import TicketDesk

ROLES = {
    "queue": "department",
    "title": "subject",
    "body": "message",
    "priority": "urgency",
    "due_date": "other",
    "attachment": "attachment",
    "submitter_email": "email",
    "homepage": "honeypot",
}


def inspected(url: str) -> list[dict[str, Any]]:
    """Return what `kaklet form inspect` says of the forms at *url*."""
    done = CliRunner().invoke(main, ["form", "inspect", url, "--json"])
    forms: list[dict[str, Any]] = json.loads(done.stdout)["forms"]
    return forms


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_public_form_is_understood(ticket_desk: TicketDesk, language: str) -> None:
    """Each field has its role, the trap is told as one, and nothing keeps a robot from sending it."""
    (form,) = inspected(ticket_desk.form(language))
    roles = {field["name"]: field["role"] for field in form["fields"] if field["name"] in ROLES}
    assert roles == ROLES
    assert (form["purpose"], form["method"], form["submittable"], form["reasons"]) == ("contact", "post", True, [])
    assert (form["honeypots"], form["captcha"]) == (["homepage"], None)
    assert "homepage" not in form["mapping"].values()


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_form_that_looks_a_ticket_up_is_no_door(ticket_desk: TicketDesk, language: str) -> None:
    """The front page has the form for questions, and one that shows a ticket to whoever names number and address."""
    asks, looks_up = inspected(ticket_desk.form(language).partition("tickets/")[0])
    assert asks["purpose"] == "contact"
    assert looks_up["purpose"] in {"search", "other"}


def test_the_agents_login_is_a_login(ticket_desk: TicketDesk) -> None:
    """Behind it are forms for the provider's own people."""
    (form,) = inspected(ticket_desk.form("en").replace("tickets/submit/?queue=1", "login/"))
    assert (form["purpose"], form["submittable"]) == ("login", False)


def test_the_self_service_of_request_tracker_is_understood(help_desk: HelpDesk) -> None:
    """Fields have names of its own, one is seen by nobody, and a button for files comes before the one that sends."""
    looks_up, form = inspected(help_desk.form)
    assert looks_up["purpose"] in {"search", "other"}
    roles = {field["name"]: field["role"] for field in form["fields"] if field["name"]}
    assert roles["Requestors"] == "email"
    assert (roles["Subject"], roles["Content"], roles["Attach"]) == ("subject", "message", "attachment")
    assert (form["purpose"], form["submittable"], form["reasons"]) == ("contact", True, [])
