"""Letters straight to a provider's mail exchangers, found by DNS: real mail servers that take, refuse and put off."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from probes.contact.budget import Budget
from probes.contact.errand import Errand
from probes.probe import Target, Visit, observe
from probes.support_email import SupportEmailProbe
from results.records import Case, DeliveryAttempt, Failure, Handover

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from conftest import Desk
    from name_server import NameServer

    from results.records import Observation

    Open = Callable[..., "Exchanger"]

DOMAIN = "bjorkhost.localhost"
TO = f"mailto:support@{DOMAIN}"
QUICK = SupportEmailProbe(timeout_seconds=2, retry_seconds=(0.05, 0.05))


class Exchanger:
    """One mail exchanger: what it took, and what it says, call by call, to each command; the last word is repeated."""

    def __init__(self, port: int, **says: list[str]) -> None:
        self.port = port
        self.calls = 0
        self.taken: list[Envelope] = []
        self.encrypted: list[bool] = []
        self._says = says

    def _said(self, command: str) -> str:
        words = self._says.get(command, ["250 OK"])
        return words[min(self.calls, len(words)) - 1]

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        envelope.mail_from = address
        return self._said("mail")

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        said = self._said("rcpt")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer the message, or hang up on it."""
        said = self._said("data")
        if said == "hang up":
            server.transport.abort()
            return "250 nobody hears this"
        if said.startswith("250"):
            self.taken.append(envelope)
            self.encrypted.append(session.ssl is not None)
        return said


class World:
    """A name server and exchangers that all listen on one port, each at an address of its own."""

    def __init__(self, desk: Desk, names: NameServer) -> None:
        self.desk = desk
        self.names = names
        self.port = 0
        self.servers: list[asyncio.Server] = []

    async def exchanger(self, address: str = "127.0.0.1", **says: list[str]) -> Exchanger:
        """Open an exchanger at *address*."""
        one = Exchanger(self.port, **says)

        def talk() -> SMTP:
            one.calls += 1
            return SMTP(one, hostname="mx.localhost", loop=asyncio.get_running_loop())

        server = await asyncio.get_running_loop().create_server(talk, address, self.port)
        self.port = server.sockets[0].getsockname()[1]
        self.servers.append(server)
        return one

    def visit(self, url: str = TO, *, spare: float = 30.0) -> Visit:
        """Return the visit of an approved letter to *url*."""
        post = msgspec.structs.replace(
            self.desk.tools.post, resolver=self.names.place, exchanger_port=self.port or 1, server=None
        )
        budget = Budget(Nobody(), per_week=5, now=lambda: datetime.now(UTC))
        tools = msgspec.structs.replace(self.desk.tools, post=post, budget=budget)
        errand = Errand(
            plan="p", case="c1", url=url, question="q", persona="Anna Lind", address="anna@study.localhost",
            message_id="<m@study.localhost>", subject="TTL", text="Hello,\n\nHow short?\n\nAnna Lind\n",
        )  # fmt: skip
        return Visit(
            agent="here", session=None, task="task", slot=datetime(2026, 5, 3, 12, tzinfo=UTC), turn=0, tools=tools,
            target=Target(provider="bjorkhost", name="support", url=url), errand=errand, spare_seconds=spare,
        )  # fmt: skip

    async def send(self, url: str = TO, *, probe: SupportEmailProbe = QUICK, spare: float = 30.0) -> Observation:
        """Send the letter and return what was observed."""
        return await observe(probe, self.visit(url, spare=spare), kind="support_email")

    async def attempts(self) -> list[tuple[str, Failure | None]]:
        """Return each conversation on record: with which host, and what came of it."""
        return [(one.host, one.failure) for one in await self.desk.kept(DeliveryAttempt)]


class Nobody:
    """A database in which nobody was ever written to."""

    def contacts(self, _provider: str, _since: datetime) -> int:
        """None."""
        return 0

    def begun(self, _case: str, _number: int) -> bool:
        """Nothing."""
        return False


@pytest.fixture
async def world(desk: Desk, name_server: NameServer) -> AsyncIterator[World]:
    """Return a world without any exchanger yet."""
    one = World(desk, name_server)
    yield one
    for server in one.servers:
        server.close()
    await asyncio.sleep(0.01)


def mx(*hosts: tuple[int, str, str]) -> list[str]:
    """Return the zone of a domain whose exchangers have such preferences, names and addresses."""
    lines = [f"{DOMAIN} MX {preference} {name}.localhost." for preference, name, _ in hosts]
    return [*lines, *(f"{name}.localhost {'AAAA' if ':' in address else 'A'} {address}" for _, name, address in hosts)]


async def test_letter_goes_to_the_exchanger(world: World) -> None:
    """A letter goes to the host that the MX record names, and is sent when that host says 250."""
    one = await world.exchanger()
    world.names.lines = mx((10, "mx", "127.0.0.1"))
    before = datetime.now(UTC)
    found = await world.send()
    (handover,) = await world.desk.kept(Handover)
    (envelope,) = one.taken
    assert (found.failure, handover.failure) == (None, None)
    assert before - timedelta(seconds=0.01) <= handover.at <= datetime.now(UTC)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("anna@study.localhost", [f"support@{DOMAIN}"])
    assert await world.attempts() == [("mx.localhost", None)]
    assert found.address == "127.0.0.1"
    assert set(found.metrics) == {"connect_seconds", "accepted_seconds"}


async def test_preferred_exchanger_comes_first(world: World) -> None:
    """The lowest preference is asked first, whatever the order of the records."""
    spare, first = await world.exchanger("127.0.0.2"), await world.exchanger("127.0.0.3")
    world.names.lines = mx((20, "spare", "127.0.0.2"), (10, "first", "127.0.0.3"))
    await world.send()
    assert (len(first.taken), spare.calls) == (1, 0)


async def test_next_exchanger_where_nothing_was_handed_over(world: World) -> None:
    """A host that cannot be reached and one that refuses for now are passed over; the next takes the letter."""
    later = await world.exchanger("127.0.0.3", rcpt=["451 4.3.0 later"])
    last = await world.exchanger("127.0.0.4")
    world.names.lines = mx((5, "gone", "127.0.0.2"), (10, "later", "127.0.0.3"), (20, "last", "127.0.0.4"))
    found = await world.send()
    assert found.failure is None
    assert (later.calls, len(later.taken), len(last.taken)) == (1, 0, 1)
    assert await world.attempts() == [
        ("gone.localhost", Failure.CONNECTION_REFUSED),
        ("later.localhost", Failure.MAIL_DEFERRED),
        ("last.localhost", None),
    ]


async def test_never_twice(world: World) -> None:
    """A connection that is lost after the last dot leaves the outcome unknown: no other host and no retry follow."""
    lost = await world.exchanger("127.0.0.2", data=["hang up"])
    other = await world.exchanger("127.0.0.3")
    world.names.lines = mx((10, "lost", "127.0.0.2"), (20, "other", "127.0.0.3"))
    found = await world.send()
    (handover,) = await world.desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.OUTCOME_UNKNOWN, Failure.OUTCOME_UNKNOWN)
    assert (lost.calls, other.calls) == (1, 0)
    assert await world.attempts() == [("lost.localhost", Failure.OUTCOME_UNKNOWN)]


async def test_refusal_for_good_is_the_providers(world: World) -> None:
    """A 5yz to the recipient is final: the finding is the provider's, and no other of its hosts is asked."""
    first = await world.exchanger("127.0.0.2", rcpt=["550 5.1.1 no such mailbox"])
    other = await world.exchanger("127.0.0.3")
    world.names.lines = mx((10, "first", "127.0.0.2"), (20, "other", "127.0.0.3"))
    found = await world.send()
    assert found.failure is Failure.MAIL_REJECTED
    assert "no such mailbox" in found.detail
    assert (first.calls, other.calls) == (1, 0)


async def test_greylisting(world: World) -> None:
    """A server that says "later" is asked again, politely, and it stays one contact: one case, one letter."""
    one = await world.exchanger(rcpt=["450 4.2.0 greylisted", "450 4.2.0 greylisted", "250 OK"])
    world.names.lines = mx((10, "mx", "127.0.0.1"))
    found = await world.send()
    assert found.failure is None
    assert (one.calls, len(one.taken)) == (3, 1)
    assert [failure for _, failure in await world.attempts()] == [Failure.MAIL_DEFERRED, Failure.MAIL_DEFERRED, None]
    assert len(await world.desk.kept(Case)) == 1
    (handover,) = await world.desk.kept(Handover)
    assert handover.at >= (await world.desk.kept(DeliveryAttempt))[1].at


async def test_put_off_for_good(world: World) -> None:
    """Who only ever says "later" is told as that: not as a refusal, and not as the provider's silence."""
    one = await world.exchanger(rcpt=["450 4.2.0 greylisted"])
    world.names.lines = mx((10, "mx", "127.0.0.1"))
    found = await world.send()
    assert found.failure is Failure.MAIL_PUT_OFF
    assert found.detail == "450 4.2.0 greylisted (3 tries)"
    assert one.calls == 3


async def test_no_retry_beyond_the_moment(world: World) -> None:
    """A letter whose time is over is not tried again."""
    one = await world.exchanger(rcpt=["450 4.2.0 greylisted"])
    world.names.lines = mx((10, "mx", "127.0.0.1"))
    found = await world.send(spare=0.0)
    assert (found.failure, one.calls) == (Failure.MAIL_PUT_OFF, 1)


async def test_stopped_between_two_tries(world: World) -> None:
    """A daemon that is stopped while it waits leaves no doubt: the letter was put off, and is not unknown."""
    await world.exchanger(rcpt=["450 4.2.0 greylisted"])
    world.names.lines = mx((10, "mx", "127.0.0.1"))
    patient = SupportEmailProbe(timeout_seconds=2, retry_seconds=(20.0,))
    sending = asyncio.create_task(world.send(probe=patient, spare=60))
    while not await world.attempts():  # noqa: ASYNC110 -- it is looked for on disk
        await asyncio.sleep(0.02)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    (handover,) = await world.desk.kept(Handover)
    assert handover.failure is Failure.MAIL_PUT_OFF


async def test_null_mx(world: World) -> None:
    """A domain that says by a null MX that it takes no mail is undeliverable, and nobody is called."""
    one = await world.exchanger()
    world.names.lines = [f"{DOMAIN} MX 0 .", f"{DOMAIN} A 127.0.0.1"]
    found = await world.send()
    assert (found.failure, one.calls) == (Failure.MAIL_REJECTED, 0)
    assert found.detail == f"{DOMAIN} takes no mail: its MX is null (RFC 7505)"


async def test_domain_without_mx(world: World) -> None:
    """A domain without any MX record is its own exchanger, by its address."""
    one = await world.exchanger()
    world.names.lines = [f"{DOMAIN} A 127.0.0.1"]
    assert (await world.send()).failure is None
    assert len(one.taken) == 1


async def test_no_such_domain(world: World) -> None:
    """A domain that does not exist is undeliverable; a name server that is silent says nothing about it."""
    assert (await world.send()).failure is Failure.NAME_NOT_RESOLVED


async def test_silent_resolver_is_ours(world: World) -> None:
    """A name server that is silent says nothing about the provider."""
    world.names.silent = True
    found = await world.send(spare=0.0)
    assert found.failure is Failure.RESOLVER_SILENT


async def test_exchanger_in_a_private_network(world: World, dialled: list[str]) -> None:
    """A public domain whose exchanger is on this machine or in a private network is not connected to."""
    one = await world.exchanger()
    world.names.lines = [
        "bjorkhost.example MX 10 mx.bjorkhost.example.",
        "bjorkhost.example MX 20 mx2.bjorkhost.example.",
        "mx.bjorkhost.example A 127.0.0.1",
        "mx2.bjorkhost.example A 10.0.0.7",
    ]
    dialled.clear()
    found = await world.send("mailto:support@bjorkhost.example")
    assert (found.failure, one.calls) == (Failure.PRIVATE_ADDRESS, 0)
    assert found.detail == "mx.bjorkhost.example resolves to 127.0.0.1, which is not public"
    assert set(dialled) == {"127.0.0.1"}, "only the name server was asked"


async def test_exchanger_of_a_local_domain_elsewhere(world: World, dialled: list[str]) -> None:
    """A domain of this machine alone never leads to another one."""
    world.names.lines = mx((10, "mx", "192.0.2.1"))
    found = await world.send()
    assert found.failure is Failure.NOT_APPROVED
    assert "192.0.2.1" not in dialled


async def test_stranger_without_approval(world: World) -> None:
    """Without an approved letter no name is even looked up."""
    visit = msgspec.structs.replace(world.visit("mailto:support@bjorkhost.example"), errand=None)
    found = await observe(QUICK, visit, kind="support_email")
    assert found.failure is Failure.NOT_APPROVED
    assert world.names.asked == []


@asynccontextmanager
async def _breaking_tls(address: str, port: int) -> AsyncIterator[tuple[list[bytes], int]]:
    """Serve a host that offers STARTTLS and breaks it, but takes mail in the clear."""
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx\r\n")
        while line := await reader.readline():
            heard.append(line.strip())
            if line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
            elif line.startswith(b"STARTTLS"):
                writer.write(b"220 go on\r\nno handshake at all\r\n")
                break
            else:
                writer.write(b"250-mx\r\n250 STARTTLS\r\n" if line.startswith(b"EHLO") else b"250 OK\r\n")
        writer.close()

    server = await asyncio.start_server(talk, address, port)
    yield heard, server.sockets[0].getsockname()[1]
    server.close()


async def test_broken_encryption(world: World) -> None:
    """Between strangers encryption is opportunistic: where it is offered and broken, the letter goes in the clear."""
    world.names.lines = mx((10, "mx", "127.0.0.1"))
    async with _breaking_tls("127.0.0.1", 0) as (heard, port):
        world.port = port
        found = await world.send()
    assert found.failure is None
    assert heard.count(b"STARTTLS") == 1
    assert await world.attempts() == [("mx.localhost", Failure.TLS_FAILED), ("mx.localhost", None)]


async def test_silent_host_does_not_take_all_the_time(world: World) -> None:
    """A host that connects and says nothing leaves time for the next."""
    talks = []
    last = await world.exchanger("127.0.0.3")

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(writer)
        await reader.read()
        writer.close()

    world.servers.append(await asyncio.start_server(mute, "127.0.0.2", world.port))
    world.names.lines = mx((10, "mute", "127.0.0.2"), (20, "last", "127.0.0.3"))
    found = await world.send()
    assert (found.failure, len(last.taken)) == (None, 1), await world.attempts()
    assert (await world.attempts())[0] == ("mute.localhost", Failure.TIMEOUT)


def test_retries_stay_polite() -> None:
    """A study can neither ask a server every second nor a hundred times."""
    assert not list(SupportEmailProbe().mistakes())
    assert list(SupportEmailProbe(retry_seconds=(5.0,)).mistakes())
    assert list(SupportEmailProbe(retry_seconds=(60.0,) * 4).mistakes())
