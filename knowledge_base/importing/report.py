"""What came of a file, for people and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge_base.importing.dictionary import SECTIONS, Dictionary
from knowledge_base.importing.found import FoundGuide, Row
from knowledge_base.importing.matching import Matched, MatchedGuide

LIMIT_FIELDS = ("statutory", "promised", "time_limit")


@dataclass(frozen=True)
class FileReport:
    """A file as it was read, or why it was not.

    Attributes:
        path: its path or name.
        refused: why it was not read, in a sentence; empty where it was.
        format: what it is.
        guides: what was recognised in it.
        not_understood: what stands in none of the guides.
        notes: what to look at with care, in sentences.
        scanned: whether its words were read from pictures.
    """

    path: str
    refused: str = ""
    format: str = ""
    guides: tuple[MatchedGuide, ...] = ()
    not_understood: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    scanned: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a guide as it is shown: its name, its rows, the notes on them."""

    name: str
    rows: tuple[Row, ...]
    notes: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        """All that the part says."""
        return "\n".join(row.text for row in (*self.notes, *self.rows))


def parts_of(guide: FoundGuide, dictionary: Dictionary) -> tuple[Part, ...]:
    """Return the parts of a guide in the order of the dictionary, all limits in one."""
    by_name: dict[str, list[Row]] = {}
    for name in dictionary.labels:
        section = dictionary.sections.get(name, name)
        label = dictionary.labels[name]
        rows = guide.fields.get(name, ())
        called = SECTIONS.get(section, label)
        more = [_labelled(row, label) if section != name else row for row in rows]
        by_name.setdefault(called, []).extend(more)
    found = ((name, tuple(rows)) for name, rows in by_name.items() if rows)
    return tuple(
        Part(name, tuple(r for r in rows if not r.is_note), tuple(r for r in rows if r.is_note))
        for name, rows in found
    )


def _labelled(row: Row, label: str) -> Row:
    return Row(f"{label}：{row.text}", row.origin, row.values, row.is_note)


def to_json(report: FileReport, dictionary: Dictionary) -> dict[str, Any]:
    """Return a report as JSON: each guide with the title and the sections that were found."""
    guides = [_guide(one, dictionary) for one in report.guides]
    first: Mapping[str, Any] = guides[0] if guides else {"title": "", "sections": {}}
    return {
        "path": report.path,
        "refused": report.refused,
        "format": report.format,
        "title": first["title"],
        "sections": first["sections"],
        "guides": guides,
        "not_understood": [_row(row) for row in report.not_understood],
        "notes": list(report.notes),
        "scanned": report.scanned,
    }


def _guide(one: MatchedGuide, dictionary: Dictionary) -> dict[str, Any]:
    papers = {id(row): matched for row, matched in one.papers}
    return {
        "title": one.guide.title,
        "title_origin": one.guide.title_origin,
        "item": one.item,
        "sections": {
            part.name: {
                "text": part.text,
                "rows": [_row(row, papers.get(id(row), ())) for row in part.rows],
                "notes": [_row(row) for row in part.notes],
            }
            for part in parts_of(one.guide, dictionary)
        },
        "not_understood": [_row(row) for row in one.guide.not_understood],
    }


def _row(row: Row, papers: tuple[Matched, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {"text": row.text, "origin": row.origin}
    if row.values:
        found["values"] = dict(row.values)
    if papers:
        found["materials"] = [{"name": one.name, "material": one.material} for one in papers]
    return found


@dataclass
class Totals:
    """How many files came to what."""

    read: int = 0
    refused: int = 0
    guides: int = 0
    refusals: list[str] = field(default_factory=list)

    def add(self, report: FileReport) -> None:
        """Count a report."""
        if report.refused:
            self.refused += 1
            self.refusals.append(f"{report.path} {report.refused}")
        else:
            self.read += 1
            self.guides += len(report.guides)
