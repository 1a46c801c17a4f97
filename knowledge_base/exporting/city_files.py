"""Every record as the files of a city, which `hall seed` reads: nothing of the record is lost on the way."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge_base.exporting.guide_yaml import dumped, guide_yaml, plain
from knowledge_base.loading.catalogue import AND, COLUMNS, GUIDES, TEXTS
from knowledge_base.loading.laws import LAWS
from knowledge_base.loading.materials import MATERIALS
from knowledge_base.loading.questions import AGREED, BY_ROW, FOLDER
from knowledge_base.model.catalogue import (
    AgreedQuestion,
    CatalogEntry,
    Catalogue,
    LabelledQuestion,
    Phrasing,
)

ONE_FILE = "all.yml"
"""Where the records of one folder stand together."""


def write_files(catalogue: Catalogue, folder: Path) -> int:
    """Write every record into an empty folder, or one that is made; return how many files there are.

    Raises:
        FileExistsError: something lies in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} 里已经有文件，请换一个空目录")
    written = dict(files_of(catalogue))
    for name, content in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    return len(written)


def files_of(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the name below the folder and the content of each file."""
    yield "catalogue/departments.yml", dumped(_rows(catalogue.departments.values()))
    yield "catalogue/venues.yml", dumped(_rows(catalogue.venues.values()))
    yield "catalogue/catalogue.csv", _entries(tuple(catalogue.entries.values()))
    yield "catalogue/aliases.yml", dumped(_aliases(catalogue))
    yield f"{MATERIALS}/{ONE_FILE}", dumped(_rows(catalogue.materials.values()))
    for guide in catalogue.guides.values():
        yield f"{GUIDES}/{guide.item.department}/{guide.item.code}.yml", guide_yaml(guide)
    yield "not_covered.yml", dumped(_rows(catalogue.not_covered))
    yield f"phrasings/{ONE_FILE}", dumped({c: _asked(p) for c, p in catalogue.phrasings.items()})
    yield from _questions(catalogue)
    yield f"{LAWS}/{ONE_FILE}", dumped(_rows(catalogue.laws.values()))
    yield TEXTS, dumped({text.key: text.text for text in catalogue.texts.values()})


def _rows(values: Any) -> list[Any]:
    return [plain(value) for value in values]


def _entries(entries: Sequence[CatalogEntry]) -> str:
    """Return the table of the catalogue; other names stand in a file of their own, which takes any sign."""
    page = io.StringIO()
    write = csv.writer(page).writerow
    write(COLUMNS)
    for entry in entries:
        write("" if column == "aliases" else getattr(entry, column) for column in COLUMNS)
    return page.getvalue()


def _aliases(catalogue: Catalogue) -> dict[str, Any]:
    named = (entry for entry in catalogue.entries.values() if entry.aliases)
    return {entry.catalog_code: {"aliases": list(entry.aliases)} for entry in named}


def _asked(phrasing: Phrasing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for asked in phrasing.asked:
        found.setdefault(AND.join(asked.elements), []).extend(asked.texts)
    return found


def _questions(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the files of questions: those labelled, those labelled row by row, and those agreed upon."""
    every = catalogue.questions
    plain = {c: [_labelled(q) for q in one.labelled if not q.by_row] for c, one in every.items()}
    by_row = {c: [_labelled(q) for q in one.labelled if q.by_row] for c, one in every.items()}
    agreed = {c: [_agreed(q) for q in one.agreed] for c, one in every.items()}
    yield f"{FOLDER}/{ONE_FILE}", dumped(plain)
    yield f"{FOLDER}/{BY_ROW}/{ONE_FILE}", dumped(_filled(by_row))
    yield f"{FOLDER}/{AGREED}/{ONE_FILE}", dumped(_filled(agreed))


def _filled(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {code: found for code, found in rows.items() if found}


def _labelled(question: LabelledQuestion) -> dict[str, Any]:
    said = {"q": question.text, "asks": [" ".join(ids) for ids in question.asks]}
    return said | ({"case": dict(question.situation)} if question.situation else {})


def _agreed(question: AgreedQuestion) -> dict[str, str]:
    return {"q": question.text} | ({"answer": question.statement} if question.statement else {})
