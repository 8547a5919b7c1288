"""
Signatures of the study's documents: Ed25519 (RFC 8032), keys in PEM.

A signed document is a line with the mark and the signature in base64, and after it the document's bytes as they were
signed. So nothing but the signature is looked at before it is known who wrote it.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kaklet.fleet.errors import FleetError

MARK = b"kaklet-study-1 "
"""Begins each signed document, and is signed with it: nothing else that the key may sign is one."""


class SignatureError(Exception):
    """A document is not what the key's holder signed; the text continues "the study"."""


def new_signing_key() -> tuple[bytes, bytes]:
    """Make a key to sign with; return it, and the public key to verify with."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public


def signed(document: bytes, key: bytes) -> bytes:
    """Sign *document* with the private *key*."""
    try:
        private = serialization.load_pem_private_key(key, password=None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise FleetError("The study's key cannot be read: restore study.key in the fleet's folder.")
    return MARK + base64.b64encode(private.sign(MARK + document)) + b"\n" + document


def opened(content: bytes, key: bytes) -> bytes:
    """Return the document in *content* if the public *key* verifies it. Raises `SignatureError` if it does not."""
    head, newline, document = content.partition(b"\n")
    if not newline or not head.startswith(MARK):
        raise SignatureError("is no signed study")
    try:
        signature = base64.b64decode(head.removeprefix(MARK), validate=True)
    except binascii.Error:
        signature = b""
    try:
        verifier(key).verify(signature, MARK + document)
    except InvalidSignature:
        raise SignatureError("was not signed by the study's key") from None
    return document


def verifier(key: bytes) -> Ed25519PublicKey:
    """Read a public *key*. Raises `FleetError` if it is none."""
    try:
        public = serialization.load_pem_public_key(key)
    except ValueError:
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise FleetError("The key that verifies the study cannot be read: take study.pub from the agent's folder.")
    return public
