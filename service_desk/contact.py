"""Contacts (联系方式) of citizens: recognised, shown masked."""

from dataclasses import dataclass

from knowledge_base.privacy.hiding import hidden
from knowledge_base.privacy.personal_data import find_contact_value, find_personal_data

ACCOUNTS = {"wechat": "微信", "qq": "QQ"}
"""Accounts by which staff may reach a citizen, with the word that is put before them."""


@dataclass(frozen=True)
class Contact:
    """A phone number, an e-mail address, or an account after its word (微信 abc_12); `repr` shows it masked only."""

    value: str

    @property
    def masked(self) -> str:
        """The contact as staff see it: 138****1234, zh***@example.com, 微信 a*****."""
        for kind, word in ACCOUNTS.items():
            if self.value.startswith(f"{word} "):
                return f"{word} {hidden(self.value.removeprefix(f'{word} '), kind)}"
        name, at, host = self.value.partition("@")
        return f"{name[:2]}***@{host}" if at else hidden(self.value, "phone")

    def __repr__(self) -> str:
        return f"Contact({self.masked!r})"


def find_contact(text: str) -> Contact | None:
    """Return the first phone number or e-mail address in a citizen's message, else an account; None without one."""
    value = find_contact_value(text)
    return Contact(value) if value is not None else _account(text)


def _account(text: str) -> Contact | None:
    for span in find_personal_data(text):
        if word := ACCOUNTS.get(span.type):
            return Contact(f"{word} {text[span.start : span.end]}")
    return None
