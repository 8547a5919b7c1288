"""
The certificate that a server shows, also where it is not accepted.

The ssl module keeps no certificate of a handshake that failed. What it offers for debugging, a look at each message,
lets us read it in the same handshake: one attempt on the wire, judged by OpenSSL, and the date is known all the same.
"""

import ssl
from datetime import UTC, datetime
from functools import cache

_HANDSHAKE, _CERTIFICATE = 22, 11  # RFC 8446, 5.1 and 4
_TLS_1_3 = 0x0304
_SEQUENCE, _VERSION, _UTC_TIME, _GENERALIZED_TIME = 0x30, 0xA0, 0x17, 0x18
_PIVOT = "50"  # RFC 5280, 4.1.2.5.1: two digits from 50 on are of the 1900s


class Handshake(ssl.SSLObject):
    """A TLS handshake that remembers the leaf certificate it was shown."""

    shown: bytes | None = None
    """In DER, as it came and before anything was verified; None until then."""


@cache
def witnessing_context(ca_file: str | None) -> ssl.SSLContext:
    """Make the context that verifies servers by the system's authorities and *ca_file*'s, once for each file."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.sslobject_class = Handshake
    # There is no public way in Python 3.11: SSLObject.get_unverified_chain came with 3.13, and knows no failed one.
    context._msg_callback = _witness  # type: ignore[attr-defined]  # noqa: SLF001 -- see above
    return context


def _witness(
    handshake: object, direction: str, version: int, content_type: int, message_type: int, message: bytes
) -> None:
    if (direction, content_type, message_type) == ("read", _HANDSHAKE, _CERTIFICATE) and isinstance(
        handshake, Handshake
    ):
        handshake.shown = _leaf(message, tls_1_3=version == _TLS_1_3)


def _leaf(message: bytes, *, tls_1_3: bool) -> bytes:
    """Cut the first certificate out of a Certificate message (RFC 5246, 7.4.2; RFC 8446, 4.4.2)."""
    at = 4  # type and length
    if tls_1_3:
        at += 1 + int.from_bytes(message[at : at + 1], "big")  # the request's context
    at += 3  # length of the list
    return message[at + 3 : at + 3 + int.from_bytes(message[at : at + 3], "big")]


def not_after(certificate: bytes) -> datetime:
    """Read until when a *certificate* in DER is valid (RFC 5280, 4.1.2.5). Raises `ValueError` if it cannot be read."""
    inside, _ = _element(certificate, 0, {_SEQUENCE})
    at, _ = _element(certificate, inside, {_SEQUENCE})
    if certificate[at : at + 1] == bytes([_VERSION]):
        _, at = _element(certificate, at, {_VERSION})
    for _field in ("serial number", "signature algorithm", "issuer"):
        _, at = _element(certificate, at)
    validity, _ = _element(certificate, at, {_SEQUENCE})
    _, second = _element(certificate, validity)
    start, end = _element(certificate, second, {_UTC_TIME, _GENERALIZED_TIME})
    text = certificate[start:end].decode("ascii")
    if certificate[second] == _UTC_TIME:
        text = ("19" if text[:2] >= _PIVOT else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _element(der: bytes, at: int, tags: set[int] | None = None) -> tuple[int, int]:
    """Tell where the content of the element at *at* starts and ends; *tags* are those that it may have."""
    head = der[at : at + 2]
    if len(head) < 2 or (tags is not None and head[0] not in tags):  # noqa: PLR2004 -- a tag and a length
        raise ValueError("This is no certificate.")
    long = head[1] & 0x7F if head[1] & 0x80 else 0
    start = at + 2 + long
    length = int.from_bytes(der[at + 2 : start], "big") if long else head[1]
    if start + length > len(der):
        raise ValueError("The certificate is cut short.")
    return start, start + length
