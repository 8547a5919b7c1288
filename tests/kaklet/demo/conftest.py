"""A running world on free ports, and a customer who writes to it and reads the study's Maildir."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import aiohttp
import aiosmtplib
import pytest
from real_servers import free_ports
from selectolax.lexbor import LexborHTMLParser

from kaklet.demo.houses import HOUSES
from kaklet.demo.world import Premises, WorldPlan, live

DOMAIN = "brevlada.localhost"


def planned(folder: Path, *, pace: float) -> WorldPlan:
    """Return a plan of all five providers on free ports."""
    exchanger, *ports = free_ports(1 + 2 * len(HOUSES))
    return WorldPlan(
        premises=tuple(
            Premises(
                id=name,
                name=house.name,
                site=f"https://localhost:{site}/",
                contact=f"https://localhost:{site}/contact",
                support=f"support@{name}.localhost",
                smtp=f"smtp://127.0.0.1:{smtp}",
            )
            for (name, house), site, smtp in zip(HOUSES.items(), ports[::2], ports[1::2], strict=True)
        ),
        mail_domain=DOMAIN,
        mail_exchanger=f"smtp://127.0.0.1:{exchanger}",
        maildir=str(folder / "maildir"),
        ca_file=str(folder / "ca.pem"),
        pace=pace,
    )


class Customer:
    """Talks to a running world as the study would."""

    def __init__(self, plan: WorldPlan, web: aiohttp.ClientSession) -> None:
        self.plan = plan
        self.web = web

    def premises(self, provider: str) -> Premises:
        """Return where *provider* lives."""
        return next(p for p in self.plan.premises if p.id == provider)

    async def ask(self, provider: str, subject: str, text: str, *, to: str = "anna", **headers: str) -> EmailMessage:
        """Send a question in a real SMTP conversation, and return it."""
        premises = self.premises(provider)
        mail = EmailMessage()
        mail["From"] = f"Anna Berg <{to}@{DOMAIN}>"
        mail["To"] = premises.support
        mail["Subject"] = subject
        mail["Message-ID"] = f"<question-{to}@{DOMAIN}>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text, cte="quoted-printable")
        await aiosmtplib.send(
            mail.as_bytes(),
            sender=f"{to}@{DOMAIN}",
            recipients=[premises.support],
            hostname="127.0.0.1",
            port=int(premises.smtp.rpartition(":")[2]),
            local_hostname=DOMAIN,
            start_tls=False,
        )
        return mail

    def letters(self, to: str = "anna") -> list[EmailMessage]:
        """Return what has been delivered to *to*, in the order of arrival."""
        files = sorted((Path(self.plan.maildir) / "new").iterdir(), key=lambda file: file.stat().st_mtime_ns)
        mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [mail for mail in mails if mail["Delivered-To"] == f"{to}@{DOMAIN}"]

    async def wait_for(self, count: int, to: str = "anna") -> list[EmailMessage]:
        """Return the first *count* letters to *to*, when they are there."""
        async with asyncio.timeout(5):
            while len(found := self.letters(to)) < count:  # noqa: ASYNC110 - a Maildir tells nobody of new mail
                await asyncio.sleep(0.02)
        return found

    async def form(self, provider: str) -> LexborHTMLParser:
        """Return the page with the provider's form."""
        async with self.web.get(self.premises(provider).contact) as answer:
            assert answer.status == 200
            return LexborHTMLParser(await answer.text())

    async def submit(self, provider: str, **fields: str) -> tuple[int, str]:
        """Fetch the form, fill in its hidden token and *fields*, send it, and return status and page."""
        (token,) = (await self.form(provider)).css("input[type=hidden]")
        data = {str(token.attributes["name"]): str(token.attributes["value"]), **fields}
        async with self.web.post(self.premises(provider).contact, data=data) as answer:
            return answer.status, await answer.text()


Plan = Callable[[float], WorldPlan]
Start = Callable[[float], Coroutine[None, None, Customer]]


@pytest.fixture
def plan_at(tmp_path: Path) -> Plan:
    """Return a function that plans a world at a pace, on free ports and in this test's folder."""
    return lambda pace: planned(tmp_path, pace=pace)


@pytest.fixture
async def start(plan_at: Plan) -> AsyncIterator[Start]:
    """Return a function that starts one world at a pace and returns its customer; it is stopped after the test."""
    stop, up = asyncio.Event(), asyncio.Event()
    running: list[tuple[asyncio.Task[None], aiohttp.ClientSession]] = []

    async def begin(pace: float) -> Customer:
        plan = plan_at(pace)
        task = asyncio.create_task(live(plan, ready=up.set, stop=stop))
        async with asyncio.timeout(5):
            await up.wait()
        trust = ssl.create_default_context(cafile=plan.ca_file)
        web = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust))
        running.append((task, web))
        return Customer(plan, web)

    yield begin
    stop.set()
    for task, web in running:
        await web.close()
        await task
