"""What a document calls papers and items, and what the city's catalogue has by these names; nothing is guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.found import FoundGuide, Row
from knowledge_base.importing.naming import item_name
from knowledge_base.importing.numbering import narrowed, tidy
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import ITEM_CODE

KINDS_TOGETHER = re.compile(
    r"(?P<kinds>(?:原件|复印件|正本|副本)(?:[、和及与/](?:原件|复印件|正本|副本)){0,3})(?P<each>各)?(?P<count>[一二两三四五六七八九]|\d{1,2})?(?:份|张|套)?"
)
BRACKETS = re.compile(r"[（(][^（()）]{0,80}[)）]")
TAIL = re.compile(
    r"(?:的)?(?:原件|复印件|正本|副本)(?:[、和及与/](?:原件|复印件|正本|副本)){0,3}(?:各?[一二两三四五六七八九\d]{1,2}[份张套页])?$|[一二两三四五六七八九\d]{1,2}[份张套页]$|一式[一二两三四五六七八九\d]{1,2}[份张套]$"
)
ENDS = "。；;，,、 "
BETWEEN = re.compile(r"[、；;]|以及|和|及")
DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}


@dataclass(frozen=True)
class Matched:
    """A paper as the document calls it, and its id in the catalogue, empty where the catalogue has none of that name."""

    name: str
    material: str = ""


@dataclass(frozen=True)
class MatchedGuide:
    """A guide that was recognised, its papers as the catalogue has them, and the code of the item it is about.

    Attributes:
        guide: what the document says.
        papers: each row of materials with the papers that it names.
        item: code of the item of that name, empty where the record has none.
    """

    guide: FoundGuide
    papers: tuple[tuple[Row, tuple[Matched, ...]], ...] = ()
    item: str = ""


@dataclass(frozen=True)
class Matcher:
    """Finds papers and items of a catalogue by their names."""

    catalogue: Catalogue
    dictionary: Dictionary

    @cached_property
    def _materials(self) -> Mapping[str, str]:
        return {
            _key(name): one.id for one in self.catalogue.materials.values() for name in one.names
        }

    @cached_property
    def _items(self) -> Mapping[str, str]:
        """Name or alias → code of the item; a name that two items have points to neither."""
        found: dict[str, str] = {}
        for code, guide in self.catalogue.guides.items():
            for name in (guide.item.name, *guide.item.aliases):
                key = _key(name)
                found[key] = code if found.get(key, code) == code else ""
        return found

    def matched(self, guide: FoundGuide) -> MatchedGuide:
        """Return a guide with its papers and its item as the catalogue has them."""
        papers = tuple((row, self.papers(row.text)) for row in guide.rows("materials"))
        return MatchedGuide(guide, papers, self.item(guide))

    def item(self, guide: FoundGuide) -> str:
        """Return the code of the item that a guide is about, empty where that is not certain."""
        for name in ("code", "catalog_code"):
            code = ITEM_CODE.search(guide.first(name))
            if code is not None and code.group() in self.catalogue.guides:
                return code.group()
        names = (guide.title, item_name(guide.title, self.dictionary))
        return next((item for name in names if (item := self._items.get(_key(name), ""))), "")

    def papers(self, text: str) -> tuple[Matched, ...]:
        """Return the papers that a row names: one, or several where each of them is in the catalogue."""
        whole = paper_name(text)
        if material := self._materials.get(_key(whole), ""):
            return (Matched(whole, material),)
        parts = [paper_name(part) for part in BETWEEN.split(whole) if part.strip()]
        known = [self._materials.get(_key(part), "") for part in parts]
        if len(parts) > 1 and all(known):
            return tuple(
                Matched(part, material) for part, material in zip(parts, known, strict=True)
            )
        return (Matched(whole),)


def paper_name(text: str) -> str:
    """Return the name of a paper without how many of it are asked for and what is said in brackets behind it."""
    name = tidy(text).strip(ENDS)
    bare = BRACKETS.sub("", name) if BRACKETS.search(name) else name
    name = bare.strip(ENDS) or name
    while (shorter := TAIL.sub("", name).strip(ENDS)) != name and shorter:
        name = shorter
    return name.strip("《》“”")


def counts(row: Row) -> tuple[int, int]:
    """Return how many originals and copies a row asks for, 0 where it does not say."""
    beside = (row.values.get(role, "") for role in ("form", "count", "note"))
    text = narrowed("，".join((row.text, *beside)))
    found = {"原件": 0, "复印件": 0}
    for one in KINDS_TOGETHER.finditer(text):
        kinds = re.split(r"[、和及与/]", one["kinds"])
        for kind in kinds:
            name = {"正本": "原件", "副本": "复印件"}.get(kind, kind)
            found[name] = _number(one["count"] or "") or found[name]
    originals = _number(row.values.get("original", "")) or found["原件"]
    copies = _number(row.values.get("copies", "")) or found["复印件"]
    if not originals and not copies and (count := _number(row.values.get("count", ""))):
        form = row.values.get("form", "")
        return (0, count) if "复印件" in form and "原件" not in form else (count, 0)
    return originals, copies


def _number(text: str) -> int:
    digits = re.search(r"\d{1,2}", narrowed(text))
    if digits:
        return int(digits.group())
    return next((DIGITS[sign] for sign in text if sign in DIGITS), 0)


def _key(name: str) -> str:
    return tidy(name).replace("（", "(").replace("）", ")").replace(" ", "").lower()


def unknown_papers(guides: Sequence[MatchedGuide]) -> tuple[str, ...]:
    """Return the papers that the catalogue has no entry for, each once."""
    names = (
        one.name
        for guide in guides
        for _, papers in guide.papers
        for one in papers
        if not one.material
    )
    return tuple(dict.fromkeys(names))
