"""TLS handshakes with real servers on loopback, their certificates right and wrong."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from probes.tls import TlsProbe
from probes.wire.certificate import not_after
from results.records import Blame, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from conftest import Desk, Serve

    Shake = Callable[[ssl.SSLContext], Awaitable[str]]


def now() -> datetime:
    """Tell the time: certificates are made when their test runs, which may be long after this file was read."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return the authority that the probe trusts."""
    return trustme.CA()


@pytest.fixture
def probe(authority: trustme.CA, tmp_path: Path) -> TlsProbe:
    """Return a probe that trusts the authority."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return TlsProbe(ca_file=str(tmp_path / "ca.pem"), timeout_seconds=5)


@pytest.fixture
async def shake() -> AsyncIterator[Shake]:
    """Return a function that serves TLS by a context, and tells the address."""
    servers: list[asyncio.Server] = []

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def begin(context: ssl.SSLContext) -> str:
        server = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=context)
        servers.append(server)
        return f"tls://localhost:{server.sockets[0].getsockname()[1]}"

    yield begin
    for server in servers:
        server.close()
    await asyncio.sleep(0.01)


def serving(leaf: trustme.LeafCert) -> ssl.SSLContext:
    """Return the context of a server that shows *leaf*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


def from_pem(folder: Path, key: bytes, *certificates: bytes) -> ssl.SSLContext:
    """Return the context of a server that shows exactly *certificates*."""
    file = folder / "server.pem"
    file.write_bytes(key + b"".join(certificates))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def self_signed(
    *, until: datetime, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None
) -> tuple[bytes, bytes, bytes]:
    """Return a key and a certificate of its own for localhost, both PEM, and the certificate in DER."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret, made.public_bytes(serialization.Encoding.PEM), made.public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_right_certificate(
    desk: Desk, probe: TlsProbe, authority: trustme.CA, shake: Shake, version: ssl.TLSVersion
) -> None:
    """A right certificate is a success, with each phase, the days left and the version of TLS."""
    context = serving(authority.issue_cert("localhost", not_after=now() + timedelta(days=30)))
    context.minimum_version = context.maximum_version = version
    found = await desk.ask(probe, await shake(context))
    assert (found.failure, found.detail) == (None, version.name.replace("_", "."))
    assert set(found.metrics) == {"resolve_seconds", "connect_seconds", "tls_seconds", "days_left"}
    assert found.metrics["days_left"] == pytest.approx(30, abs=0.01)
    assert 0 < found.metrics["tls_seconds"] < found.duration_seconds


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_expired(
    desk: Desk, probe: TlsProbe, authority: trustme.CA, shake: Shake, version: ssl.TLSVersion
) -> None:
    """An expired certificate is refused, and the days since then are told as less than none."""
    leaf = authority.issue_cert("localhost", not_before=now() - timedelta(days=90), not_after=now() - timedelta(days=3))
    context = serving(leaf)
    context.minimum_version = context.maximum_version = version
    found = await desk.ask(probe, await shake(context))
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert found.failure.blame is Blame.TARGET
    assert found.detail == "certificate has expired"
    assert found.metrics["days_left"] == pytest.approx(-3, abs=0.01)
    assert "tls_seconds" not in found.metrics


async def test_wrong_name(desk: Desk, probe: TlsProbe, authority: trustme.CA, shake: Shake) -> None:
    """A certificate for another name is refused, and its days left are told all the same."""
    leaf = authority.issue_cert("elsewhere.example", not_after=now() + timedelta(days=9))
    found = await desk.ask(probe, await shake(serving(leaf)))
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert "not valid for 'localhost'" in found.detail
    assert found.metrics["days_left"] == pytest.approx(9, abs=0.01)


async def test_self_signed(desk: Desk, probe: TlsProbe, tmp_path: Path, shake: Shake) -> None:
    """A certificate that only vouches for itself is refused, and its days left are told all the same."""
    key, certificate, _ = self_signed(until=now() + timedelta(days=365))
    found = await desk.ask(probe, await shake(from_pem(tmp_path, key, certificate)))
    assert (found.failure, found.detail) == (Failure.CERTIFICATE_INVALID, "self-signed certificate")
    assert found.metrics["days_left"] == pytest.approx(365, abs=0.01)


async def test_missing_intermediate(
    desk: Desk, probe: TlsProbe, authority: trustme.CA, tmp_path: Path, shake: Shake
) -> None:
    """A chain that lacks its middle is refused, although the leaf is good."""
    leaf = authority.create_child_ca().issue_cert("localhost", not_after=now() + timedelta(days=20))
    context = from_pem(tmp_path, leaf.private_key_pem.bytes(), leaf.cert_chain_pems[0].bytes())
    found = await desk.ask(probe, await shake(context))
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert found.detail == "unable to get local issuer certificate"
    assert found.metrics["days_left"] == pytest.approx(20, abs=0.01)


async def test_weak_key(desk: Desk, probe: TlsProbe, tmp_path: Path, shake: Shake) -> None:
    """A key that is too short proves nothing, whoever signed it."""
    weak = rsa.generate_private_key(65_537, 1_024)  # noqa: S505 -- weak on purpose
    key, certificate, _ = self_signed(until=now() + timedelta(days=9), key=weak)
    (tmp_path / "weak.pem").write_bytes(key + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(tmp_path / "weak.pem")
    found = await desk.ask(probe, await shake(context))
    assert (found.failure, found.detail) == (Failure.CERTIFICATE_INVALID, "EE certificate key too weak")
    assert "tls_seconds" not in found.metrics


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
async def test_old_version(desk: Desk, probe: TlsProbe, authority: trustme.CA, shake: Shake) -> None:
    """A server that speaks no version of TLS from this side of 2008 has no handshake."""
    context = serving(authority.issue_cert("localhost"))
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    found = await desk.ask(probe, await shake(context))
    assert found.failure in {Failure.TLS_FAILED, Failure.CONNECTION_CLOSED}  # some servers say why, others hang up
    assert found.failure.blame is Blame.TARGET
    assert "tls_seconds" not in found.metrics


async def test_whole_chain(desk: Desk, probe: TlsProbe, authority: trustme.CA, tmp_path: Path, shake: Shake) -> None:
    """With its middle the same chain is a success, and the days left are the leaf's."""
    leaf = authority.create_child_ca().issue_cert("localhost", not_after=now() + timedelta(days=20))
    pems = [one.bytes() for one in leaf.cert_chain_pems]
    found = await desk.ask(probe, await shake(from_pem(tmp_path, leaf.private_key_pem.bytes(), *pems)))
    assert found.failure is None
    assert found.metrics["days_left"] == pytest.approx(20, abs=0.01)


async def test_two_at_once(desk: Desk, probe: TlsProbe, authority: trustme.CA, shake: Shake) -> None:
    """Handshakes that share a context do not mistake each other's certificates."""
    days = [5, 50, 500]
    urls = [
        await shake(serving(authority.issue_cert("localhost", not_after=now() + timedelta(days=one)))) for one in days
    ]
    found = await asyncio.gather(*(desk.ask(probe, url) for url in urls))
    assert [round(one.metrics["days_left"]) for one in found] == days


async def test_no_tls(desk: Desk, probe: TlsProbe, serve: Serve) -> None:
    """A server that speaks something else has no TLS, and shows no certificate."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()

    server = await serve(greet)
    found = await desk.ask(probe, f"tls://127.0.0.1:{server.port}")
    assert found.failure is Failure.TLS_FAILED
    assert set(found.metrics) == {"connect_seconds"}


async def test_stalled_handshake(desk: Desk, authority: trustme.CA, tmp_path: Path, serve: Serve) -> None:
    """A server that never answers the hello is a timeout after a connection that was timed."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")

    async def stall(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass

    server = await serve(stall)
    probe = TlsProbe(ca_file=str(tmp_path / "ca.pem"), timeout_seconds=1.5)
    found = await desk.ask(probe, f"tls://127.0.0.1:{server.port}")
    assert (found.failure, found.detail) == (Failure.TIMEOUT, "nothing within 1.5 s, while shaking hands over TLS")
    assert set(found.metrics) == {"connect_seconds"}


async def test_closed_in_the_handshake(desk: Desk, probe: TlsProbe, serve: Serve) -> None:
    """A server that hangs up on the hello has closed the connection, and is not asked a second time."""

    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(5000)

    server = await serve(hang_up)
    found = await desk.ask(probe, f"tls://127.0.0.1:{server.port}")
    assert found.failure is Failure.CONNECTION_CLOSED
    assert len(server.taken) == 1


async def test_missing_ca_file(desk: Desk, free_port: int) -> None:
    """A file of certificates that is not there is our own fault, not the target's."""
    found = await desk.ask(TlsProbe(ca_file="/nowhere/ca.pem"), f"tls://127.0.0.1:{free_port}")
    assert found.failure is Failure.PROBE_FAULT


@pytest.mark.parametrize("year", [1970, 2049, 2050, 9999])
def test_both_ways_to_write_a_date(year: int) -> None:
    """Dates are read to the second in both of their notations, and in both centuries of the short one."""
    until = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    if until < now():
        _, _, der = self_signed(until=now() + timedelta(days=1))
        end = f"{now() + timedelta(days=1):%y%m%d%H%M%SZ}".encode()
        der = der.replace(end, f"{until:%y%m%d%H%M%SZ}".encode())
    else:
        _, _, der = self_signed(until=until)
    assert not_after(der) == until


@given(st.data())
def test_hostile_certificate(data: st.DataObject) -> None:
    """However a certificate is damaged, it is read or refused as no certificate."""
    _, _, der = self_signed(until=now() + timedelta(days=1))
    damaged = bytearray(der[: data.draw(st.integers(0, 250))])
    for _ in range(data.draw(st.integers(0, 4))):
        if damaged:
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert not_after(bytes(damaged)).tzinfo is UTC
    except ValueError as error:
        assert str(error)  # noqa: PT017 -- one of the two outcomes that are right
