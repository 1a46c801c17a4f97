"""Contacts (联系方式) of citizens: recognised, shown masked."""

from dataclasses import dataclass

from knowledge_base.privacy.hiding import hidden
from knowledge_base.privacy.personal_data import find_contact_value


@dataclass(frozen=True)
class Contact:
    """A phone number or an e-mail address; `repr` shows it masked only."""

    value: str

    @property
    def masked(self) -> str:
        """The contact as staff see it: 138****1234, zh***@example.com."""
        name, at, host = self.value.partition("@")
        return f"{name[:2]}***@{host}" if at else hidden(self.value, "phone")

    def __repr__(self) -> str:
        return f"Contact({self.masked!r})"


def find_contact(text: str) -> Contact | None:
    """Return the first phone number or e-mail address in a citizen's message, None without one."""
    value = find_contact_value(text)
    return None if value is None else Contact(value)
