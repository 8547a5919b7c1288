"""The help desks, asked by mail: what comes back, when, and how it is marked."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import aiosmtplib
import pytest

if TYPE_CHECKING:
    from conftest import Start

DNS = ("TTL for my domain", "Hi, what is the default TTL of a new DNS record, and how do I lower it?\n\nAnna")
BACKUP = ("Backup", "Hej! Hur länge sparar ni säkerhetskopior och kan jag återställa en fil själv?\n\nAnna")
AUTOMATIC = ("Auto-Submitted", "X-Autoreply", "X-Auto-Response-Suppress", "Precedence", "X-Loop", "List-Id")


async def test_bjorkhost_acknowledges_by_the_standard(start: Start) -> None:
    """The good host's acknowledgement has what RFC 3834 asks for: the mark, the empty sender, the reference."""
    customer = await start(0.05)
    question = await customer.ask("bjorkhost", *DNS)
    acknowledgement, _ = await customer.wait_for(2)
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert acknowledgement["Return-Path"] == "<>"
    assert acknowledgement["In-Reply-To"] == question["Message-ID"]
    assert acknowledgement["Subject"] == "Auto: TTL for my domain"
    assert "automatic reply" in acknowledgement.get_content()


async def test_bjorkhost_answers_in_a_persons_hand(start: Start) -> None:
    """The good host's answer carries no automatic header, names its facts and quotes the question."""
    customer = await start(0.05)
    await customer.ask("bjorkhost", *DNS)
    _, answer = await customer.wait_for(2)
    assert not [name for name in AUTOMATIC if name in answer]
    assert answer["Return-Path"] == "<support@bjorkhost.localhost>"
    text = answer.get_content()
    assert "Hi Anna," in text
    assert "3600 seconds" in text
    assert "> Hi, what is the default TTL" in text


async def test_swedish_is_answered_in_swedish(start: Start) -> None:
    """A question in Swedish gets an answer in Swedish about what was asked."""
    customer = await start(0.05)
    await customer.ask("bjorkhost", *BACKUP)
    _, answer = await customer.wait_for(2)
    assert "Hej Anna!" in answer.get_content()
    assert "30 dagar" in answer.get_content()


async def test_fjordnett_marks_people_like_machines(start: Start) -> None:
    """The help desk's software puts the same automatic headers on the acknowledgement and on a person's answer."""
    customer = await start(0.05)
    await customer.ask("fjordnett", *DNS)
    for letter in await customer.wait_for(2):
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["X-Auto-Response-Suppress"] == "All"
        assert letter["X-Mailer"] == "Zendesk Mailer"
        assert letter["Message-ID"].endswith("_sprut@fjordnett.localhost>")


async def test_fjordnetts_answer_is_framed(start: Start) -> None:
    """A person's answer from there has a banner, a line with name and date, the answer and the question."""
    customer = await start(0.05)
    await customer.ask("fjordnett", *BACKUP)
    _, answer = await customer.wait_for(2)
    plain = answer.get_body(("plain",))
    assert plain is not None
    banner, rule, who, *rest = plain.get_content().split("\n\n")
    assert "er oppdatert" in banner
    assert set(rule) == {"-"}
    assert who.startswith("Magnus Haugland, ")
    assert any("sikkerhetskopi" in block for block in rest)
    assert any("Hur länge sparar ni" in block for block in rest)
    assert answer.get_body(("html",)) is not None


async def test_kvickserver_acknowledges_without_a_mark_and_falls_silent(start: Start) -> None:
    """One acknowledgement comes at once without any automatic header, and no second letter ever."""
    customer = await start(0.05)
    await customer.ask("kvickserver", *DNS)
    (acknowledgement,) = await customer.wait_for(1)
    assert not [name for name in AUTOMATIC if name in acknowledgement]
    assert "ticket #40713" in acknowledgement.get_content()
    await asyncio.sleep(0.7)
    assert len(customer.letters()) == 1


async def test_lillsajten_answers_is_away_and_bounces(start: Start) -> None:
    """The first question is answered, the second meets an absence, the third comes back undelivered."""
    customer = await start(0.05)
    for ordinal in ("first", "second", "third"):
        await customer.ask("lillsajten", *BACKUP, to=ordinal)
    (answer,) = await customer.wait_for(1, "first")
    (absence,) = await customer.wait_for(1, "second")
    (bounce,) = await customer.wait_for(1, "third")
    assert answer["Subject"] == "SV: Backup"
    assert absence["Subject"] == "Frånvaro: Backup"
    assert (absence["X-Autoreply"], absence["Auto-Submitted"]) == ("yes", "auto-replied")
    assert bounce.get_content_type() == "multipart/report"


async def test_a_bounce_is_a_delivery_status_notification(start: Start) -> None:
    """The bounce has the three parts of RFC 3464: words, status, and the header of what was sent."""
    customer = await start(0.05)
    for ordinal in ("first", "second"):
        await customer.ask("lillsajten", *BACKUP, to=ordinal)
    question = await customer.ask("lillsajten", *BACKUP, to="third")
    (bounce,) = await customer.wait_for(1, "third")
    words, status, header = bounce.iter_parts()
    assert bounce["Return-Path"] == "<>"
    assert bounce.get_param("report-type") == "delivery-status"
    assert "could not be delivered" in words.get_content()
    whole, recipient = status.get_payload()
    assert whole["Reporting-MTA"] == "dns; mx.lillsajten.localhost"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.2.2")
    assert header.get_content_type() == "text/rfc822-headers"
    sent = message_from_bytes(header.get_payload(decode=True), policy=default)
    assert sent["Message-ID"] == question["Message-ID"]


async def test_polderweb_answers_some(start: Start) -> None:
    """The first question is answered, in Dutch where its people have the words; the second never is."""
    customer = await start(0.05)
    text = "Hello, how long do you keep a backup of my site, and can I restore it?"
    await customer.ask("polderweb", "Backup", text, to="first")
    await customer.ask("polderweb", *DNS, to="second")
    (answer,) = await customer.wait_for(1, "first")
    assert "back-up" in answer.get_content()
    await asyncio.sleep(0.3)
    assert customer.letters("second") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("Auto_Submitted", "auto-replied"), ("Auto_Submitted", "auto-generated; x=y"), ("Precedence", "bulk")],
)
async def test_machines_are_not_answered(start: Start, name: str, value: str) -> None:
    """Mail that a machine marked as its own is taken and never answered."""
    customer = await start(0.02)
    await customer.ask("bjorkhost", *DNS, to="machine", **{name: value})
    await customer.ask("bjorkhost", *DNS, to="anna", Auto_Submitted="no")
    await customer.wait_for(2, "anna")
    assert customer.letters("machine") == []


async def test_an_empty_sender_is_not_answered(start: Start) -> None:
    """A mail with the empty envelope sender is a machine's, whatever its headers say."""
    customer = await start(0.02)
    premises = customer.premises("bjorkhost")
    mail = f"From: machine@brevlada.localhost\r\nTo: {premises.support}\r\nSubject: TTL\r\n\r\nWhat TTL?\r\n"
    port = int(premises.smtp.rpartition(":")[2])
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, local_hostname="x", start_tls=False) as client:
        await client.sendmail("", [premises.support], mail)
    await customer.ask("bjorkhost", *DNS)
    await customer.wait_for(2)
    assert customer.letters("machine") == []


async def test_only_the_support_address_is_known(start: Start) -> None:
    """A help desk's server refuses mail for anybody else."""
    customer = await start(0.05)
    port = int(customer.premises("polderweb").smtp.rpartition(":")[2])
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await aiosmtplib.send(
            b"Subject: x\r\n\r\nx\r\n",
            sender="anna@brevlada.localhost",
            recipients=["sales@polderweb.localhost"],
            hostname="127.0.0.1",
            port=port,
            local_hostname="x",
        )
    assert refused.value.recipients[0].code == 550
