"""Where guides cite laws: in their legal basis, and in what a question, a fee or an ending rests on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from knowledge_base.laws.articles import ARTICLE, NUMERAL, articles_in, said
from knowledge_base.laws.comparing import cited_text
from knowledge_base.laws.register import Register
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide, LegalBasis, rows_of
from knowledge_base.model.law import Law

_PARTS = re.compile("[；;]")
_JOINTS = re.compile(f"^[、，,和及与]|第[{NUMERAL}]{{1,9}}[款项]|的规定$")
"""What stands between articles and before a title, and is none."""
SHORTEST_TITLE = 3
BASES = ("basis", "legal_basis")
"""Fields of rows that say in words what the row rests on."""
ROWS = {
    "materials": "申请材料",
    "fee": "收费",
    "endings": "不用往下办的情形",
    "redress": "投诉和救济",
    "faq": "常见问题",
}
"""In which rows such fields stand, as staff call them."""


@dataclass(frozen=True)
class Citation:
    """A law as one row of a guide cites it.

    law: None where the list has none of this title.
    title: as it is written. number: the 文号 beside it, empty where none is written.
    path: the field and the id of the row. articles: those it names; claim: what it says the law says.
    """

    guide: Guide
    law: Law | None
    title: str
    path: str
    articles: tuple[int, ...]
    number: str = ""
    claim: str = ""

    @property
    def is_basis(self) -> bool:
        """Whether it stands in the legal basis, where each law has to be one of the list."""
        return self.path.startswith("legal_basis")

    @property
    def said(self) -> str:
        """The articles as people read them."""
        return said(self.articles)

    @property
    def text(self) -> str:
        """What the cited articles say; empty where one of them is not known."""
        return cited_text(self.law, self.articles) if self.law and self.articles else ""

    @property
    def where(self) -> str:
        """In which part of the guide it stands, as staff call it."""
        return ROWS.get(self.path.partition(".")[0], "政策依据")


def citations_of(guide: Guide, register: Register) -> Iterator[Citation]:
    """Yield every citation of a guide; texts that name no law of the list count in the legal basis alone."""
    for field, row in rows_of(guide):
        path = f"{field}.{row.id}"
        if isinstance(row, LegalBasis):
            yield Citation(
                guide,
                register.find(row.law),
                row.law,
                path,
                articles_in(row.article),
                row.number,
                row.text,
            )
            continue
        for name in BASES:
            yield from _named(guide, register, getattr(row, name, ""), path)


def _named(guide: Guide, register: Register, text: str, path: str) -> Iterator[Citation]:
    """Yield what a text such as 社会保险法第四十五条、失业保险条例第十四条 cites."""
    for title, articles in parts_of(text):
        law = register.find(title)
        if law is not None:
            yield Citation(guide, law, title, path, articles)


def parts_of(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each title of a text with the articles that follow it."""
    for part in _PARTS.split(text):
        found = [match.span() for match in ARTICLE.finditer(part)]
        ends = (0, *(end for _, end in found))
        starts = (*(start for start, _ in found), len(part))
        titles = [
            (end, title)
            for end, start in zip(ends, starts, strict=True)
            if len(title := _JOINTS.sub("", part[end:start])) >= SHORTEST_TITLE
        ]
        for (begun, title), (end, _) in pairwise((*titles, (len(part), ""))):
            yield title, articles_in(part[begun:end])


class Citations:
    """Every citation of a catalogue, by law."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.register = Register(catalogue.laws)

    @cached_property
    def all(self) -> tuple[Citation, ...]:
        """Every citation, in the order of departments and items."""
        order = {name: at for at, name in enumerate(self.catalogue.departments)}
        guides = sorted(
            self.catalogue.guides.values(),
            key=lambda g: (order.get(g.item.department, len(order)), g.item.code),
        )
        return tuple(one for guide in guides for one in citations_of(guide, self.register))

    @cached_property
    def by_law(self) -> dict[str, tuple[Citation, ...]]:
        """Those of each law, by its title in the list."""
        found: dict[str, list[Citation]] = {name: [] for name in self.catalogue.laws}
        for one in self.all:
            if one.law is not None:
                found[one.law.name].append(one)
        return {name: tuple(rows) for name, rows in found.items()}
