"""Questions by mail, handed to real mail servers that take, refuse, stall and hang up."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from probes.contact.post import Login
from probes.probe import observe
from probes.support_email import SupportEmailProbe
from results.records import Blame, Case, Channel, Failure, Handover

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from email.message import EmailMessage

    from conftest import Authority, Desk, Serve

    Open = Callable[..., Awaitable["Clerk"]]

TO = "mailto:support@bjorkhost.localhost"
EAGER = SupportEmailProbe(timeout_seconds=5)


class Clerk:
    """What a mail server's counter saw, and what it says where it is told to refuse."""

    def __init__(self, desk: Desk, refusals: dict[str, str]) -> None:
        self.port = 0
        self.connections = 0
        self.known_at_connect: list[Case] = []
        self.envelopes: list[Envelope] = []
        self.encrypted = False
        self.taken_at: datetime | None = None
        self._desk = desk
        self._refusals = refusals

    @property
    def server(self) -> str:
        """Its address, as a study names it."""
        return f"smtp://127.0.0.1:{self.port}"

    def connected(self) -> None:
        """Note what the study had on disk when the conversation began."""
        self.connections += 1
        self.known_at_connect = self._desk.on_disk(Case)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        envelope.mail_from = address
        return self._refusals.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        envelope.rcpt_tos.append(address)
        return self._refusals.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer the message."""
        self.envelopes.append(envelope)
        self.encrypted = session.ssl is not None
        self.taken_at = datetime.now(UTC)
        return self._refusals.get("DATA", "250 Queued as 4711")

    def letter(self) -> EmailMessage:
        """Return the one letter that was taken."""
        (envelope,) = self.envelopes
        return message_from_bytes(bytes(envelope.content), policy=default)  # type: ignore[return-value]


@pytest.fixture
async def opened(desk: Desk) -> AsyncIterator[Open]:
    """Return a function that opens a mail server, and closes it after the test."""
    servers: list[asyncio.Server] = []

    async def begin(refusals: dict[str, str] | None = None, **options: object) -> Clerk:
        clerk = Clerk(desk, refusals or {})

        def counter() -> SMTP:
            clerk.connected()
            return SMTP(clerk, hostname="mx.bjorkhost.localhost", loop=asyncio.get_running_loop(), **options)

        server = await asyncio.get_running_loop().create_server(counter, "127.0.0.1", 0)
        servers.append(server)
        clerk.port = server.sockets[0].getsockname()[1]
        return clerk

    yield begin
    for server in servers:
        server.close()
    await asyncio.sleep(0.01)  # the connections that were closed are taken down in the loop's next turns


async def test_question_is_ordinary_mail(desk: Desk, opened: Open) -> None:
    """The question arrives as a person's program would send it, signed, dated and from its own address."""
    clerk = await opened()
    found = await desk.ask(EAGER, TO, server=clerk.server)
    letter = clerk.letter()
    assert found.failure is None
    assert letter["To"] == "support@bjorkhost.localhost"
    assert letter["Subject"] == "How short may a TTL be?"
    assert letter["From"].addresses[0].display_name in letter.get_content()
    assert letter.get_content().splitlines()[:3] == ["Hello,", "", "How short may a TTL be?"]
    assert abs(letter["Date"].datetime - datetime.now(UTC)) < timedelta(seconds=5)
    assert letter.get_content_type() == "text/plain"


async def test_no_header_gives_the_study_away(desk: Desk, opened: Open) -> None:
    """No header asks for silence or names a machine: it would suppress the answers that are to be measured."""
    clerk = await opened()
    await desk.ask(EAGER, TO, server=clerk.server)
    names = {name.lower() for name in clerk.letter().keys()}  # noqa: SIM118 - a letter iterates over its parts
    assert not names & {"auto-submitted", "precedence", "x-auto-response-suppress", "x-mailer", "user-agent"}
    assert not [name for name in names if name.startswith(("list-", "x-"))]
    assert "kaklet" not in bytes(clerk.envelopes[0].content).decode().lower()


async def test_reply_address_is_the_cases_own(desk: Desk, opened: Open) -> None:
    """Sender of the envelope, From and the case on record are one address, and the Message-ID is the case's."""
    clerk = await opened()
    await desk.ask(EAGER, TO, server=clerk.server)
    (case,) = await desk.kept(Case)
    assert clerk.envelopes[0].mail_from == case.address
    assert clerk.letter()["From"].addresses[0].addr_spec == case.address
    assert clerk.letter()["Message-ID"] == case.message_id


async def test_case_is_on_disk_before_the_conversation(desk: Desk, opened: Open) -> None:
    """When the mail server is called, the case and the very bytes of its question are on disk already."""
    clerk = await opened()
    await desk.ask(EAGER, TO, server=clerk.server)
    (case,) = clerk.known_at_connect
    assert (case.provider, case.channel, case.question) == ("bjorkhost", Channel.EMAIL, "ttl")
    assert desk.evidence.get(case.evidence).strip() == bytes(clerk.envelopes[0].content).strip()


async def test_handover_is_at_the_250(desk: Desk, opened: Open) -> None:
    """The handover is dated when the server took the message, and keeps its words."""
    clerk = await opened()
    found = await desk.ask(EAGER, TO, server=clerk.server)
    (handover,) = await desk.kept(Handover)
    (case,) = await desk.kept(Case)
    assert (handover.case, handover.failure, handover.detail) == (case.id, None, "250 Queued as 4711")
    assert clerk.taken_at is not None
    assert abs(handover.at - clerk.taken_at) < timedelta(seconds=0.5)
    assert case.opened_at <= handover.at
    assert found.detail == "250 Queued as 4711"
    assert 0 < found.metrics["connect_seconds"] < found.metrics["accepted_seconds"]
    assert found.address == "127.0.0.1"


async def test_letters_of_other_languages(desk: Desk, opened: Open) -> None:
    """A question with letters beyond ASCII arrives as it was written."""
    clerk = await opened()
    await desk.ask(EAGER, TO, server=clerk.server, turn=1)
    assert clerk.letter()["Subject"] == "Säkerhetskopior"
    assert "Hur ofta tar ni säkerhetskopior?" in clerk.letter().get_content()


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("said", "failure"),
    [("550 5.1.1 No such person", Failure.MAIL_REJECTED), ("451 4.7.1 Try later", Failure.MAIL_DEFERRED)],
)
async def test_refused(desk: Desk, opened: Open, stage: str, said: str, failure: Failure) -> None:
    """A refusal for good and one for now are told apart, wherever in the conversation they come."""
    clerk = await opened({stage: said})
    found = await desk.ask(EAGER, TO, server=clerk.server)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, found.detail) == (failure, said)
    assert (handover.failure, handover.detail) == (failure, said)
    assert "accepted_seconds" not in found.metrics
    assert clerk.connections == 1


async def test_sent_once(desk: Desk, opened: Open) -> None:
    """One visit is one conversation with one message."""
    clerk = await opened()
    await desk.ask(EAGER, TO, server=clerk.server)
    assert (clerk.connections, len(clerk.envelopes)) == (1, 1)


async def test_encrypted_where_offered(desk: Desk, opened: Open, authority: Authority) -> None:
    """Where the server offers STARTTLS it is used, whatever its certificate proves."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.chain("self_signed"), authority.key("self_signed"))
    clerk = await opened(tls_context=context)
    assert (await desk.ask(EAGER, TO, server=clerk.server)).failure is None
    assert clerk.encrypted


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("password", "failure"), [("right", None), ("wrong", Failure.PROBE_FAULT)])
async def test_login_at_the_studys_own_server(desk: Desk, opened: Open, password: str, failure: Failure | None) -> None:
    """The study logs in at its own server; a refused login is our own fault, and is not the provider's."""

    def known(_server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"study", b"right"), handled=False)

    clerk = await opened(authenticator=known, auth_required=True, auth_require_tls=False)
    post = msgspec.structs.replace(desk.tools.post, server=clerk.server, login=Login(user="study", password=password))
    tools = msgspec.structs.replace(desk.tools, post=post)
    found = await observe(EAGER, desk.visit(TO, tools=tools), kind="support_email")
    assert found.failure is failure
    assert "right" not in found.detail
    assert len(clerk.envelopes) == (failure is None)


async def test_server_without_a_name(desk: Desk) -> None:
    """A mail server whose address names no host is our own mistake, and the target is not blamed."""
    found = await desk.ask(EAGER, TO, server="smtp://:25")
    assert found.failure is Failure.PROBE_FAULT
    assert found.detail == "the mail server has no name: correct mail.server, or the target's"


async def test_study_without_mail(desk: Desk, opened: Open) -> None:
    """A study that writes to nobody opens no case and calls nobody."""
    clerk = await opened()
    tools = msgspec.structs.replace(desk.tools, post=None)
    found = await observe(EAGER, desk.visit(TO, server=clerk.server, tools=tools), kind="support_email")
    assert (found.failure, clerk.connections) == (Failure.PROBE_FAULT, 0)
    assert await desk.kept(Case) == []


@pytest.mark.parametrize("to", ["support@bjorkhost.se", "support@localhost.evil.example", "x@[192.0.2.1]"])
async def test_stranger_is_not_written_to(desk: Desk, opened: Open, dialled: list[str], to: str) -> None:
    """A stranger's address is refused before anything is opened or sent, whichever server is named."""
    clerk = await opened()
    found = await desk.ask(EAGER, f"mailto:{to}", server=clerk.server)
    assert found.failure is Failure.NOT_APPROVED
    assert found.failure.blame is Blame.PROBE
    assert (clerk.connections, dialled) == (0, [])
    assert await desk.kept(Case) == []


@pytest.mark.parametrize("server", ["smtp://192.0.2.1:25", "smtp://mx.example:25", "smtps://localhost.example"])
async def test_strangers_server_is_not_called(desk: Desk, dialled: list[str], server: str) -> None:
    """A mail server that is not on this machine is neither looked up nor called."""
    found = await desk.ask(EAGER, TO, server=server)
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.NOT_APPROVED, Failure.NOT_APPROVED)
    assert dialled == []


async def test_refused_port(desk: Desk, free_port: int) -> None:
    """A port that nobody listens on is refused, and the handover says so."""
    found = await desk.ask(EAGER, TO, server=f"smtp://localhost:{free_port}")
    (handover,) = await desk.kept(Handover)
    assert (found.failure, handover.failure) == (Failure.CONNECTION_REFUSED, Failure.CONNECTION_REFUSED)
    assert found.metrics == {}


async def test_bad_certificate_where_encryption_is_demanded(desk: Desk, serve: Serve) -> None:
    """Where the address demands TLS, a server without it fails there, and is sent nothing."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx.bjorkhost.localhost ESMTP\r\n")
        await reader.read()

    server = await serve(plain)
    found = await desk.ask(EAGER, TO, server=f"smtps://127.0.0.1:{server.port}")
    assert found.failure is Failure.TLS_FAILED


async def test_what_our_own_server_refuses_is_ours(desk: Desk, opened: Open) -> None:
    """A relay of the study that refuses a letter says nothing about the provider; its own server does."""
    clerk = await opened({"RCPT": "550 relaying denied"})
    tools = msgspec.structs.replace(desk.tools, post=msgspec.structs.replace(desk.tools.post, server=clerk.server))
    found = await observe(EAGER, desk.visit(TO, tools=tools), kind="support_email")
    assert (found.failure, found.detail) == (Failure.PROBE_FAULT, "our own mail server: 550 relaying denied")
    (handover,) = await desk.kept(Handover)
    assert handover.failure is Failure.PROBE_FAULT
