"""Signatures of the daily roots: Ed25519, a private key in `.env`, its public key beside the roots."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

KEY_BYTES = 32


def new_key() -> str:
    """Return a new private key as it stands in `.env`."""
    return base64.urlsafe_b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def private_key(text: str) -> Ed25519PrivateKey:
    """Return the key of its text.

    Raises:
        ValueError: it is none.
    """
    try:
        raw = base64.urlsafe_b64decode(text)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public key as it is handed out."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public(pem: bytes) -> Ed25519PublicKey:
    """Return a public key that was handed out.

    Raises:
        ValueError: it is none of Ed25519.
    """
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")
    return key


def signature(key: Ed25519PrivateKey, said: bytes) -> str:
    """Return the signature under what is said."""
    return base64.b64encode(key.sign(said)).decode()


def fits(key: Ed25519PublicKey, said: bytes, signed: str) -> bool:
    """Whether the holder of the key signed this."""
    try:
        key.verify(base64.b64decode(signed, validate=True), said)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
