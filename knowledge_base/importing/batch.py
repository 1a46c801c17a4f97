"""Many files, one after the other: no file stops the others, and what was done is told even when it is broken off."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.document import Document
from knowledge_base.importing.limits import MIB, MOST_BYTES
from knowledge_base.importing.matching import Matcher, unknown_papers
from knowledge_base.importing.reading import read_document
from knowledge_base.importing.recognising import read_guides
from knowledge_base.importing.refusing import HUGE, UNREADABLE, Refused
from knowledge_base.importing.report import FileReport, Totals, to_json
from knowledge_base.model.catalogue import Catalogue

NO_GUIDE = "没有认出办事指南：里面没有“申请材料”“办理流程”这样的小标题或列名，请看“没看懂的”"
UNKNOWN_PAPERS = "材料目录里没有：{names}。请在草稿里逐份选，目录里确实没有的先加进目录"
STORED_EVERY = 50
"""Files after which the report is stored, so that a lost machine costs little."""


@dataclass(frozen=True)
class Importer:
    """Reads files with a dictionary, and finds papers and items in a catalogue."""

    dictionary: Dictionary
    catalogue: Catalogue

    def read(self, name: str, content: bytes) -> FileReport:
        """Return what is in a file, or why it is not read."""
        try:
            format_, document = read_document(name, content)
        except Refused as refusal:
            return FileReport(name, refused=str(refusal))
        return self.recognised(name, format_, document)

    def recognised(self, name: str, format_: str, document: Document) -> FileReport:
        """Return what is in a document that was read already."""
        found = read_guides(document, name, self.dictionary)
        matcher = Matcher(self.catalogue, self.dictionary)
        guides = tuple(matcher.matched(one) for one in found.guides)
        notes = [*found.notes, *([] if guides else [NO_GUIDE])]
        if unknown := unknown_papers(guides):
            notes.append(UNKNOWN_PAPERS.format(names="、".join(unknown)))
        return FileReport(
            name, "", format_, guides, found.not_understood, tuple(notes), found.scanned
        )

    def read_path(self, path: Path) -> FileReport:
        """Return what is in a file on the disk, or why it is not read; a huge one is not even opened."""
        try:
            size = path.stat().st_size
            if size > MOST_BYTES:
                refused = HUGE.format(size=-(-size // MIB), most=MOST_BYTES // MIB)
                return FileReport(str(path), refused=refused)
            content = path.read_bytes()
        except OSError as error:
            return FileReport(str(path), refused=UNREADABLE.format(reason=error.strerror))
        found = self.read(path.name, content)
        return FileReport(**{**vars(found), "path": str(path)})


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are named, and every file in the folders that are."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            if found.is_file() and not _is_hidden(found):
                yield found


def _is_hidden(path: Path) -> bool:
    """Whether a file is one that programs keep beside others (~$指南.docx, .~lock)."""
    return path.name.startswith((".", "~$"))


@dataclass
class ReportFile:
    """The report of a batch on the disk; it is whole at every moment."""

    path: Path | None
    dictionary: Dictionary
    total: int
    files: list[dict[str, Any]]

    def add(self, report: FileReport) -> None:
        """Add a file to the report."""
        self.files.append(to_json(report, self.dictionary))
        if len(self.files) % STORED_EVERY == 0:
            self.store()

    def store(self) -> None:
        """Write all that was done so far, in place of what was written before."""
        if self.path is None:
            return
        whole = {
            "total": self.total,
            "done": len(self.files),
            "is_complete": len(self.files) == self.total,
        }
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            beside.write_text(
                json.dumps({**whole, "files": self.files}, ensure_ascii=False, indent=1), "utf-8"
            )
            beside.replace(self.path)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()


def import_files(
    importer: Importer,
    files: list[Path],
    report: ReportFile,
    tell: Callable[[int, FileReport], None],
) -> Totals:
    """Read files one after the other, tell each, and leave a whole report however it ends."""
    totals = Totals()
    try:
        for number, path in enumerate(files, 1):
            found = importer.read_path(path)
            report.add(found)
            totals.add(found)
            tell(number, found)
    finally:
        report.store()
    return totals
