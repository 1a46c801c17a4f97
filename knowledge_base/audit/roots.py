"""Signed daily roots (每日签名): how far the chain went on a day, kept where nobody of this host can change it.

A chain alone shows what was changed within it. That its end was cut off, or all of it computed anew, shows only
against a root that lies elsewhere.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from knowledge_base.audit.signing import signature

ROOTED = "audit_rooted"
"""The action of the entry about a root."""
SUBJECT = "audit_root"
PUBLIC_KEY = "public_key.pem"


@dataclass(frozen=True)
class Root:
    """How far the chain went.

    day: in the city. seq, hash: of the last entry. count: of entries. time: when, in UTC. before: the digest of the
    root file before.
    """

    number: int
    day: str
    seq: int
    hash: str
    count: int
    algorithm: str
    time: str
    before: str

    @property
    def name(self) -> str:
        """The name of its file; names sort as numbers do."""
        return f"{self.number:06d}-{self.day}.json"

    def said(self) -> bytes:
        """Return what is signed."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class SignedRoot:
    """A root as it was read from its file, with the signature under it and the bytes of the file."""

    root: Root
    signature: str
    content: bytes

    def digest(self) -> str:
        """Return what the next root and the entry about this one hold of it."""
        return digest_of(self.root.algorithm, self.content)


def digest_of(algorithm: str, content: bytes) -> str:
    """Return the digest of a file."""
    return hashlib.new(algorithm, content).hexdigest()


def file_of(root: Root, key: Ed25519PrivateKey) -> bytes:
    """Return the file of a root."""
    signed = {**asdict(root), "signature": signature(key, root.said())}
    return (json.dumps(signed, indent=1) + "\n").encode()


def read_root(content: bytes) -> SignedRoot:
    """Return the root of a file.

    Raises:
        ValueError: it is no file of a root.
    """
    found: Any = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("no root")
    signed = found.pop("signature", None)
    if not isinstance(signed, str) or {k: type(v) for k, v in found.items()} != _form():
        raise ValueError("no root")
    return SignedRoot(Root(**found), signed, content)


def _form() -> dict[str, type]:
    return dict(Root.__annotations__)


def files_in(folder: Path) -> list[Path]:
    """Return the files of the roots, the oldest first."""
    return sorted(folder.glob("*-????-??-??.json"))
