"""Contacts (联系方式) of citizens: recognised, shown masked."""

import re
from dataclasses import dataclass

from knowledge_base.text import normalise

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
