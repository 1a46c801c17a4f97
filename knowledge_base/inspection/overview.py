"""What rules look up across all records, worked out once for a catalogue."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge_base.inspection.places import texts_of
from knowledge_base.laws.register import Register
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Faq, Guide
from knowledge_base.model.material import Material

_KEPT = str.maketrans("", "", " 　，。？！、；：,.?!;:“”\"'（）()")


def squeezed(text: str) -> str:
    """Return a text without spaces and punctuation."""
    return text.translate(_KEPT)


@dataclass(frozen=True)
class Asked:
    """A FAQ with the guide it stands in."""

    guide: Guide
    faq: Faq


@dataclass(frozen=True)
class Overview:
    """A catalogue, looked up by what rules compare."""

    catalogue: Catalogue

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The item of each name and alias: the one that is called so, else the first that has it."""
        found: dict[str, str] = {}
        for code, guide in self.catalogue.guides.items():
            found.setdefault(guide.item.name, code)
        for code, guide in self.catalogue.guides.items():
            for alias in guide.item.aliases:
                found.setdefault(alias, code)
        return found

    @cached_property
    def register(self) -> Register:
        """The laws, by what guides call them."""
        return Register(self.catalogue.laws)

    def texts_of(self, guide: Guide) -> tuple[tuple[str, str], ...]:
        """Return every sentence of a guide, with its place; it is read once."""
        known = self._texts.get(id(guide))
        if known is None:
            known = self._texts[id(guide)] = texts_of(guide)
        return known

    @cached_property
    def _texts(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """By the identity of a guide, which the catalogue keeps alive."""
        return {}

    @cached_property
    def questions(self) -> Mapping[str, tuple[Asked, ...]]:
        """The FAQs by what is asked, without punctuation."""
        found: dict[str, list[Asked]] = defaultdict(list)
        for guide in self.catalogue.guides.values():
            for faq in guide.faq:
                for text in dict.fromkeys(map(squeezed, (faq.question, *faq.variants))):
                    found[text].append(Asked(guide, faq))
        return {text: tuple(asked) for text, asked in found.items()}

    @cached_property
    def wordings(self) -> Mapping[str, frozenset[str]]:
        """The items that each wording of citizens is written for, without punctuation."""
        found: dict[str, set[str]] = defaultdict(set)
        for code, guide in self.catalogue.guides.items():
            for text in (guide.item.name, *guide.item.aliases, *guide.item.keywords):
                found[squeezed(text)].add(code)
        for phrasing in self.catalogue.phrasings.values():
            for asked in phrasing.asked:
                for text in asked.texts:
                    found[squeezed(text)].add(phrasing.code)
        return {text: frozenset(codes) for text, codes in found.items()}

    @cached_property
    def fees(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The amounts of each fee by name, and which guides say them."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for code, guide in self.catalogue.guides.items():
            for row in guide.fee.rows:
                found[squeezed(row.name)][squeezed(row.amount)].add(code)
        return {n: {a: frozenset(c) for a, c in by.items()} for n, by in found.items()}

    @cached_property
    def remedies(self) -> Mapping[str, Mapping[str, int]]:
        """How often each way of redress is told with which words."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for guide in self.catalogue.guides.values():
            for row in guide.redress.remedies:
                found[row.way][squeezed(row.text)] += 1
        return found

    @cached_property
    def material_names(self) -> Mapping[str, str]:
        """The material of each name and alias: the one that is called so, else the first that has it."""
        found: dict[str, str] = {}
        for material in self.catalogue.materials.values():
            found.setdefault(material.name, material.id)
        for material in self.catalogue.materials.values():
            for alias in material.aliases:
                found.setdefault(alias, material.id)
        return found

    @cached_property
    def alike_materials(self) -> Mapping[str, tuple[Material, ...]]:
        """Materials whose names differ in signs alone."""
        found: dict[str, list[Material]] = defaultdict(list)
        for material in self.catalogue.materials.values():
            found[squeezed(material.name)].append(material)
        return {name: tuple(rows) for name, rows in found.items() if len(rows) > 1}

    @cached_property
    def material_codes(self) -> Mapping[str, str]:
        """The material of each code, the first that has it."""
        found: dict[str, str] = {}
        for material in self.catalogue.materials.values():
            found.setdefault(material.code, material.id)
        return found

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """The materials that some guide asks for."""
        return frozenset(
            row.material for guide in self.catalogue.guides.values() for row in guide.materials
        )
