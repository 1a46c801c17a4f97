"""A document that was read, as its page shows it: what was found where, what was not understood, what is live otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hall.doors.console.knowledge.words import Shown
from hall.doors.console.knowledge.words import shown as in_words
from knowledge_base.importing.dictionary import LONGEST_LABEL, Dictionary, bare
from knowledge_base.importing.drafts import drift
from knowledge_base.importing.found import Row
from knowledge_base.importing.matching import MatchedGuide
from knowledge_base.importing.report import FileReport, parts_of
from knowledge_base.model.catalogue import Catalogue

GUIDES_A_PAGE, LOST_A_PAGE = 20, 200
MOST_NAMES = 50
"""Of what was not understood in one place, so much can be called a name; a page of thousands of forms opens nowhere."""
MOST_ROWS = 200
"""Rows of a part that are shown; the draft has all of them."""
MOST_DIFFERENCES = 100


@dataclass(frozen=True)
class PaperShown:
    """A paper that a row names, with its address in the catalogue; empty where the catalogue has none of that name."""

    name: str
    address: str


@dataclass(frozen=True)
class RowShown:
    """A row, where it stands, the papers it names, and what stands beside it."""

    text: str
    origin: str
    papers: tuple[PaperShown, ...] = ()
    beside: str = ""
    is_note: bool = False


@dataclass(frozen=True)
class PartShown:
    """A part of a guide as it was recognised."""

    name: str
    rows: tuple[RowShown, ...]
    left: int


@dataclass(frozen=True)
class Lost:
    """Something that was not understood; `may_be_name` where it may be the name of a field."""

    text: str
    origin: str
    may_be_name: bool


@dataclass(frozen=True)
class GuideShown:
    """A guide as it was recognised."""

    number: int
    title: str
    origin: str
    item: str
    item_name: str
    parts: tuple[PartShown, ...]
    missing: tuple[str, ...]
    lost: tuple[Lost, ...]
    differs: tuple[Shown, ...]


def pages_of(report: FileReport) -> int:
    """Return on how many pages a document is shown."""
    guides = -(-len(report.guides) // GUIDES_A_PAGE)
    return max(guides, -(-len(report.not_understood) // LOST_A_PAGE), 1)


def shown(
    report: FileReport,
    dictionary: Dictionary,
    catalogue: Catalogue,
    needed: Mapping[str, str],
    page: int = 1,
) -> list[GuideShown]:
    """Return a page of the guides of a report; `needed` are the parts that every guide must have."""
    first = (page - 1) * GUIDES_A_PAGE
    return [
        _guide(number, one, dictionary, catalogue, needed)
        for number, one in enumerate(report.guides[first : first + GUIDES_A_PAGE], first)
    ]


def lost_of(report: FileReport, dictionary: Dictionary, page: int = 1) -> tuple[Lost, ...]:
    """Return a page of what stands in none of the guides."""
    first = (page - 1) * LOST_A_PAGE
    return _lost(report.not_understood[first : first + LOST_A_PAGE], dictionary)


def _lost(rows: Sequence[Row], dictionary: Dictionary) -> tuple[Lost, ...]:
    return tuple(
        Lost(row.text, row.origin, number < MOST_NAMES and _may_be_name(row.text, dictionary))
        for number, row in enumerate(rows)
        if row.text
    )


def _may_be_name(text: str, dictionary: Dictionary) -> bool:
    name = bare(text.split("：")[0])
    return 1 < len(name) <= LONGEST_LABEL and not dictionary.fields_of(name)


def _guide(
    number: int,
    one: MatchedGuide,
    dictionary: Dictionary,
    catalogue: Catalogue,
    needed: Mapping[str, str],
) -> GuideShown:
    papers = {id(row): found for row, found in one.papers}
    parts = []
    for part in parts_of(one.guide, dictionary):
        rows = [
            RowShown(
                row.text,
                row.origin,
                tuple(
                    PaperShown(p.name, _address(p.material, catalogue))
                    for p in papers.get(id(row), ())
                ),
                "，".join(value for value in row.values.values() if value),
                row.is_note,
            )
            for row in (*part.notes, *part.rows)
        ]
        parts.append(PartShown(part.name, tuple(rows[:MOST_ROWS]), max(len(rows) - MOST_ROWS, 0)))
    there = {part.name for part in parts}
    live = catalogue.guides.get(one.item)
    return GuideShown(
        number,
        one.guide.title,
        one.guide.title_origin,
        one.item,
        live.item.name if live else "",
        tuple(parts),
        tuple(name for name in needed.values() if name not in there),
        _lost(one.guide.not_understood, dictionary),
        tuple(in_words(drift(one, catalogue)[:MOST_DIFFERENCES])),
    )


def _address(material: str, catalogue: Catalogue) -> str:
    found = catalogue.materials.get(material)
    return found.address if found else ""
