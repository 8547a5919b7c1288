"""
The certificates of a fleet: an authority of its own, and what it vouches for (RFC 5280).

Keys are on the curve P-256, in PEM without a password. Times are aware, UTC.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kaklet.fleet.errors import FleetError

AUTHORITY_DAYS = 20 * 365
"""How long the authority itself lasts, and its revocation list: one that has run out would shut everybody out."""
EARLIER = timedelta(days=1)
"""So much before its making a certificate is valid, for a machine whose clock is behind."""


class Pair:
    """A certificate with its key, both in PEM."""

    def __init__(self, certificate: bytes, key: bytes) -> None:
        self.certificate = certificate
        self.key = key

    def __repr__(self) -> str:
        # A key must not reach a log or a traceback.
        return "Pair(certificate=..., key=...)"


class Authority:
    """Vouches for the broker, the collector and the agents of one fleet, and for nobody else."""

    def __init__(self, pair: Pair) -> None:
        try:
            self._certificate = x509.load_pem_x509_certificate(pair.certificate)
            key = serialization.load_pem_private_key(pair.key, password=None)
        except (ValueError, TypeError):
            raise FleetError("The fleet's own certificate or key cannot be read: restore ca.crt and ca.key.") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != self._certificate.public_key():
            raise FleetError("The fleet's own key is not that of its certificate: restore ca.crt and ca.key.")
        self._key = key

    @property
    def until(self) -> datetime:
        """When it ends, and with it everything that it vouches for."""
        return self._certificate.not_valid_after_utc

    def for_agent(self, name: str, *, now: datetime, days: int) -> Pair:
        """Make a certificate by which whoever holds it is *name* at the broker."""
        return self._leaf(name, ExtendedKeyUsageOID.CLIENT_AUTH, (), now=now, days=days)

    def for_broker(self, names: Sequence[str], *, now: datetime, days: int) -> Pair:
        """Make a certificate for the broker that is called by *names*, host names and addresses."""
        return self._leaf(names[0], ExtendedKeyUsageOID.SERVER_AUTH, names, now=now, days=days)

    def revoking(self, revoked: Iterable[tuple[int, datetime]], *, number: int, now: datetime) -> bytes:
        """
        Make the *number*-th list of what is *revoked* (serial number, since when), in PEM.

        A broker that reads it beside earlier ones goes by the latest, so no two are of the same second.
        """
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - EARLIER + timedelta(seconds=number))
            .next_update(self.until)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(self._issuer_key(), critical=False)
        )
        for serial, since in revoked:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
            builder = builder.add_revoked_certificate(one)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _leaf(self, name: str, usage: x509.ObjectIdentifier, hosts: Sequence[str], *, now: datetime, days: int) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            _begun(_named(name[:64]), self._certificate.subject, key, now, min(now + timedelta(days=days), self.until))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signing_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(self._issuer_key(), critical=False)
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_host, hosts))), critical=False)
        return _signed(builder, self._key, key)

    def _issuer_key(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def new_authority(name: str, *, now: datetime) -> Pair:
    """Make the certificate and the key of an authority that is called *name*."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(name)
    builder = (
        _begun(subject, subject, key, now, now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signing_certificates=True), critical=True)
    )
    return _signed(builder, key, key)


def serial_of(certificate: bytes) -> int:
    """Tell the serial number of a certificate in PEM."""
    return x509.load_pem_x509_certificate(certificate).serial_number


def end_of(certificate: bytes) -> datetime:
    """Tell when a certificate in PEM ends. Raises `FleetError` if it is none."""
    try:
        return x509.load_pem_x509_certificate(certificate).not_valid_after_utc
    except ValueError:
        raise FleetError("A certificate cannot be read: name a file in PEM.") from None


def hosts_of(certificate: bytes) -> list[str]:
    """Tell the host names and addresses that a certificate in PEM is for. Raises `FleetError` if it is none."""
    try:
        names = x509.load_pem_x509_certificate(certificate).extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    except (ValueError, x509.ExtensionNotFound):
        raise FleetError("The broker's certificate cannot be read: run `kaklet fleet init` with --renew.") from None
    return [str(one.value) for one in names.value]


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, until) - EARLIER)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signing_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signing_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signing_certificates,
        crl_sign=signing_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(
    builder: x509.CertificateBuilder, issuer: ec.EllipticCurvePrivateKey, key: ec.EllipticCurvePrivateKey
) -> Pair:
    certificate = builder.sign(issuer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Pair(certificate, private)
