"""Whose certificate a mail server must show, where its address demands encryption."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
import trustme
from aiosmtpd.smtp import SMTP

from probes.probe import observe
from probes.support_email import SupportEmailProbe
from results.records import Blame, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session
    from conftest import Desk

    Open = Callable[[str, str], Awaitable["Counter"]]

TO = "mailto:support@bjorkhost.localhost"
SCHEMES = ("smtps", "smtp+starttls")
HERE = "mx.localhost"


class Counter(NamedTuple):
    """A mail server: how it is reached, and what it took."""

    scheme: str
    port: int
    taken: list[bytes]

    def at(self, host: str) -> str:
        """Return its address by the name *host*."""
        return f"{self.scheme}://{host}:{self.port}"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- its name
        """Take the message."""
        self.taken.append(envelope.original_content or b"")
        return "250 taken"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return an authority for certificates."""
    return trustme.CA()


@pytest.fixture
def asking(authority: trustme.CA, tmp_path: Path) -> SupportEmailProbe:
    """Return a probe that trusts the authority."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return SupportEmailProbe(timeout_seconds=5, ca_file=str(tmp_path / "ca.pem"))


def issued(authority: trustme.CA, papers: str) -> trustme.LeafCert:
    """Make the certificate that *papers* names."""
    now = datetime.now(UTC)
    if papers == "expired":
        return authority.issue_cert(HERE, not_before=now - timedelta(days=9), not_after=now - timedelta(days=1))
    names = {"right": HERE, "wrong_name": "elsewhere.example", "address_only": "127.0.0.1"}
    return (trustme.CA() if papers == "stranger" else authority).issue_cert(names.get(papers, HERE))


@pytest.fixture
async def opened(authority: trustme.CA) -> AsyncIterator[Open]:
    """Return a function that opens a mail server with certain papers."""
    servers: list[asyncio.Server] = []

    async def begin(scheme: str, papers: str) -> Counter:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued(authority, papers).configure_cert(context)
        taken: list[bytes] = []
        loop = asyncio.get_running_loop()
        offered = {"tls_context": context} if scheme != "smtps" else {}

        def counter() -> SMTP:
            return SMTP(Counter(scheme, 0, taken), hostname=HERE, loop=loop, **offered)

        server = await loop.create_server(counter, "127.0.0.1", 0, ssl=context if scheme == "smtps" else None)
        servers.append(server)
        return Counter(scheme, server.sockets[0].getsockname()[1], taken)

    yield begin
    for server in servers:
        server.close()
    await asyncio.sleep(0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_right_name_is_accepted(desk: Desk, opened: Open, asking: SupportEmailProbe, scheme: str) -> None:
    """A certificate for the name in the address is right, though the connection goes to a number."""
    counter = await opened(scheme, "right")
    found = await desk.ask(asking, TO, server=counter.at(HERE))
    assert (found.failure, found.address, len(counter.taken)) == (None, "127.0.0.1", 1)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("papers", "words"),
    [
        ("wrong_name", f"not valid for '{HERE}'"),
        ("address_only", f"not valid for '{HERE}'"),
        ("expired", "certificate has expired"),
        ("stranger", "unable to get local issuer certificate"),
    ],
)
async def test_any_other_certificate_is_refused(
    desk: Desk, opened: Open, asking: SupportEmailProbe, scheme: str, papers: str, words: str
) -> None:
    """One for another name, for the address alone, expired or by a stranger: nothing is handed over."""
    counter = await opened(scheme, papers)
    found = await desk.ask(asking, TO, server=counter.at(HERE))
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert words in found.detail
    assert counter.taken == []


async def test_an_address_is_a_name_where_it_is_all_there_is(
    desk: Desk, opened: Open, asking: SupportEmailProbe
) -> None:
    """A server that the study names by its address must show a certificate for that address."""
    counter = await opened("smtps", "address_only")
    assert (await desk.ask(asking, TO, server=counter.at("127.0.0.1"))).failure is None
    counter = await opened("smtps", "right")
    assert (await desk.ask(asking, TO, server=counter.at("127.0.0.1"))).failure is Failure.CERTIFICATE_INVALID


@pytest.mark.parametrize("papers", ["wrong_name", "expired", "stranger"])
async def test_between_mail_servers_any_certificate_will_do(
    desk: Desk, opened: Open, asking: SupportEmailProbe, papers: str
) -> None:
    """By smtp:// encryption is opportunistic: it is used, and proves nothing."""
    counter = await opened("smtp", papers)
    assert (await desk.ask(asking, TO, server=counter.at(HERE))).failure is None
    assert len(counter.taken) == 1


async def test_a_server_that_offers_no_encryption_is_told_nothing(desk: Desk, asking: SupportEmailProbe) -> None:
    """Where the address demands STARTTLS, a server without it gets no mail in the clear."""
    taken: list[bytes] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Counter("smtp", 0, taken), loop=loop), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found = await desk.ask(asking, TO, server=f"smtp+starttls://{HERE}:{port}")
    assert (found.failure, found.detail) == (Failure.TLS_FAILED, "the server offers no encryption")
    assert taken == []


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_studys_own_server_is_our_own_trouble(
    desk: Desk, opened: Open, asking: SupportEmailProbe, scheme: str
) -> None:
    """A certificate of our own mail server that proves nothing says nothing about the provider."""
    counter = await opened(scheme, "expired")
    post = msgspec.structs.replace(desk.tools.post, server=counter.at(HERE))
    tools = msgspec.structs.replace(desk.tools, post=post)
    found = await observe(asking, desk.visit(TO, tools=tools), kind="support_email")
    assert found.failure is Failure.PROBE_FAULT
    assert found.failure.blame is Blame.PROBE
    assert found.detail == "our own mail server: certificate has expired"
