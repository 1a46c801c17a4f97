"""Contacts (联系方式) of citizens: recognised, encrypted, shown masked."""

import re
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from knowledge_base.text import normalise
from service_desk.errors import ContactError

MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}[- ]?\d{7,8})(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


@dataclass(frozen=True)
class Contact:
    """A phone number or an e-mail address; `repr` shows it masked only."""

    value: str

    @property
    def masked(self) -> str:
        """The contact as staff see it: 138****1234, zh***@example.com."""
        name, at, host = self.value.partition("@")
        if at:
            return f"{name[:2]}***@{host}"
        return f"{self.value[:3]}{'*' * max(len(self.value) - 7, 1)}{self.value[-4:]}"

    def __repr__(self) -> str:
        return f"Contact({self.masked!r})"


def find_contact(text: str) -> Contact | None:
    """Return the first phone number or e-mail address in a citizen's message, None without one."""
    text = normalise(text)
    for pattern in (MOBILE, LANDLINE):
        if found := pattern.search(text):
            return Contact(re.sub(r"\D", "", found[1]))
    found = EMAIL.search(text)
    return Contact(found[0]) if found else None


class Safe:
    """Encrypts what must be kept but not read in passing: contacts and WeChat openids."""

    def __init__(self, key: str) -> None:
        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise ContactError(
                "CONTACT_KEY: expected a Fernet key (32 bytes in URL-safe base64)"
            ) from None

    def seal(self, value: str) -> bytes:
        """Return the value encrypted; never twice the same."""
        return self._fernet.encrypt(value.encode())

    def open(self, sealed: bytes) -> str:
        """Return what was sealed.

        Raises:
            ContactError: it was sealed with another key, or changed since.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise ContactError(
                "联系方式解不开：密钥 CONTACT_KEY 与保存时不同，请找回原来的密钥"
            ) from None
