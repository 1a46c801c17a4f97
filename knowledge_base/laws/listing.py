"""The list of laws as it is read: each with what rests on it."""

from dataclasses import dataclass
from functools import cached_property

from knowledge_base.laws.citing import Citation, Citations
from knowledge_base.laws.register import key_of
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.law import Law


@dataclass(frozen=True)
class Listed:
    """A law with every citation of it, in the order of departments and items."""

    law: Law
    citations: tuple[Citation, ...]

    @property
    def items(self) -> int:
        """How many items cite it."""
        return len({one.guide.item.code for one in self.citations})

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """What nobody has filled in yet, as staff call it."""
        law = self.law
        facts = (
            ("文号", law.number),
            ("公布的日子", law.adopted_on),
            ("施行的日子", law.in_force_on),
        )
        return tuple(name for name, value in facts if not value)


class Laws:
    """The laws of one generation, with the use that its guides make of them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._citations = Citations(catalogue)

    @cached_property
    def all(self) -> tuple[Listed, ...]:
        """Every law, those that most items rest on first."""
        rows = (
            Listed(law, self._citations.by_law[name]) for name, law in self.catalogue.laws.items()
        )
        return tuple(sorted(rows, key=lambda row: (-row.items, row.law.name)))

    def one(self, title: str) -> Listed | None:
        """Return a law by what it is called, None where the list has none of that title."""
        law = self._citations.register.find(title)
        return Listed(law, self._citations.by_law[law.name]) if law else None

    def found(self, text: str, status: str = "") -> tuple[Listed, ...]:
        """Return the laws whose title or number holds the text, of one status or of any."""
        wanted = key_of(text)
        return tuple(
            row
            for row in self.all
            if (wanted in key_of(row.law.name) or (text and text in row.law.number))
            and status in ("", row.law.status)
        )
