"""What must be kept but not read in passing: sealed with a key whose id the sealed value carries."""

import hashlib
import re
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from service_desk.errors import ContactError

PURPOSE = b"onedoor contact key\n"
WITH_ID = re.compile(rb"([0-9a-f]{8})\.")
"""A bare Fernet token, as older versions sealed, holds no full stop."""


def key_id(key: str) -> str:
    """Return the name of a key, which tells nothing about it."""
    return hashlib.sha256(PURPOSE + key.encode()).hexdigest()[:8]


class Safe:
    """Seals contacts and WeChat openids with one key, and opens what that key or an earlier one sealed."""

    def __init__(self, key: str, previous: Sequence[str] = ()) -> None:
        ring = {key_id(one): _fernet(one) for one in (key, *previous)}
        self.id = key_id(key)
        self._ring = ring
        self._any = MultiFernet(list(ring.values()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the one in force first."""
        return tuple(self._ring)

    def seal(self, value: str) -> bytes:
        """Return the value encrypted; never twice the same."""
        return self.id.encode() + b"." + self._ring[self.id].encrypt(value.encode())

    def is_current(self, sealed: bytes) -> bool:
        """Return whether the value says that the key in force sealed it."""
        return id_of(sealed) == self.id

    def open(self, sealed: bytes) -> str:
        """Return what was sealed; a value without an id is tried with every key.

        Raises:
            ContactError: no key here sealed it, or it was changed since.
        """
        named = id_of(sealed)
        fernet = self._any if named is None else self._ring.get(named)
        if fernet is None:
            raise ContactError(
                f"联系方式解不开：它用编号 {named} 的密钥加密，而现有的密钥里没有这一把。"
                "请系统管理员找回当时的 CONTACT_KEY，写进 CONTACT_KEYS_PREVIOUS"
            )
        try:
            return fernet.decrypt(sealed.rpartition(b".")[2]).decode()
        except InvalidToken:
            raise ContactError(
                "联系方式解不开：密钥 CONTACT_KEY 与保存时不同，请找回原来的密钥"
            ) from None


def id_of(sealed: bytes) -> str | None:
    """Return the id of the key that a value says it was sealed with; None where it says nothing."""
    found = WITH_ID.match(sealed)
    return None if found is None else found[1].decode()


def _fernet(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise ContactError(
            "CONTACT_KEY: expected a Fernet key (32 bytes in URL-safe base64)"
        ) from None
