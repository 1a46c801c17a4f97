"""How an entry is hashed: what stays for ever apart from what may be blanked when its time is over."""

import hashlib
import json
from typing import Any

from knowledge_base.errors import KnowledgeBaseError

ALGORITHMS = ("sha256", "sm3")
"""SHA-256, and SM3 (GB/T 32905-2016); both give 64 hexadecimal digits."""
BEGINNING = "0" * 64
"""Stands for the hash of the entry before the first."""


class UnknownAlgorithm(KnowledgeBaseError):
    """A hash that this machine cannot compute; the message says what to do."""


def require(algorithm: str) -> None:
    """Return where this machine can compute the hash.

    Raises:
        UnknownAlgorithm: it is none of `ALGORITHMS`, or OpenSSL was built without it.
    """
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithm(f"审计不认识的算法 {algorithm}：应为 {' 或 '.join(ALGORITHMS)}")
    if algorithm not in hashlib.algorithms_available:
        raise UnknownAlgorithm(
            f"这台机器的 OpenSSL 没有 {algorithm.upper()} 算法：请换用带国密算法的 OpenSSL，"
            "或把 AUDIT_HASH 设为 sha256"
        )


def hashed(algorithm: str, parts: list[Any]) -> str:
    """Return the hash of the parts, the same on every machine."""
    require(algorithm)
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.new(algorithm, text.encode()).hexdigest()


def hash_of_words(
    algorithm: str, salt: str, actor: str, subject: str, detail: str, address: str
) -> str:
    """Return the hash of what tells about a person; the salt keeps it from being guessed once they are blanked."""
    return hashed(algorithm, [salt, actor, subject, detail, address])


def hash_of_entry(
    algorithm: str, previous: str, seq: int, at: str, action: str, digest: str, words: str
) -> str:
    """Return the hash of an entry over the one before it; `words` is `hash_of_words`."""
    return hashed(algorithm, [previous, seq, at, action, digest, words, algorithm])
