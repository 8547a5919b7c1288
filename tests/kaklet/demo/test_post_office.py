"""The study's post office: what it takes, what it refuses, and how it delivers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aiosmtplib
import pytest

if TYPE_CHECKING:
    from conftest import Customer, Start


async def post(customer: Customer, *recipients: str) -> None:
    """Hand a mail to the post office."""
    await aiosmtplib.send(
        b"Subject: hello\r\n\r\nhello\r\n",
        sender="maj@lillsajten.localhost",
        recipients=list(recipients),
        hostname="127.0.0.1",
        port=int(customer.plan.mail_exchanger.rpartition(":")[2]),
        local_hostname="mx.lillsajten.localhost",
        start_tls=False,
    )


async def test_any_address_at_the_domain_is_delivered(start: Start) -> None:
    """Each recipient gets a file in new/ with the trace headers of final delivery on top."""
    customer = await start(0.05)
    await post(customer, "one@brevlada.localhost", "two@BREVLADA.localhost")
    (letter,) = customer.letters("one")
    assert letter.keys()[:3] == ["Return-Path", "Delivered-To", "Received"]
    assert letter["Return-Path"] == "<maj@lillsajten.localhost>"
    assert "from mx.lillsajten.localhost ([127.0.0.1])" in letter["Received"]
    assert "by mx.brevlada.localhost with ESMTP" in letter["Received"]
    folder = Path(customer.plan.maildir)
    assert {name: len(list((folder / name).iterdir())) for name in ("tmp", "new", "cur")} == {
        "tmp": 0,
        "new": 2,
        "cur": 0,
    }


async def test_other_domains_are_not_relayed(start: Start) -> None:
    """Mail for another domain is refused with 550 and nothing is delivered."""
    customer = await start(0.05)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await post(customer, "someone@elsewhere.example")
    assert refused.value.recipients[0].code == 550
    assert list((Path(customer.plan.maildir) / "new").iterdir()) == []
