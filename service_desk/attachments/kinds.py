"""The kinds of files that may be sent, and what is known of one that was."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

KIB = 1024
MIB = 1024 * KIB


class FileKind(StrEnum):
    """A kind of file, by its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


KIND_LABELS: Mapping[FileKind, str] = {
    FileKind.PDF: "PDF",
    FileKind.PNG: "图片",
    FileKind.JPEG: "图片",
    FileKind.DOCX: "Word 文档",
    FileKind.XLSX: "Excel 表格",
}
EXTENSIONS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.PDF: ("pdf",),
    FileKind.PNG: ("png",),
    FileKind.JPEG: ("jpg", "jpeg"),
    FileKind.DOCX: ("docx",),
    FileKind.XLSX: ("xlsx",),
}
SHOWN_IN_PLACE = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG})
"""A browser shows these itself; the others it can only save."""


@dataclass(frozen=True)
class Attachment:
    """A file beside a message, as everybody may know it who reads the message; `size` in bytes."""

    id: int
    name: str
    kind: FileKind
    size: int

    @property
    def kind_label(self) -> str:
        """The kind in a citizen's words."""
        return KIND_LABELS[self.kind]

    @property
    def size_label(self) -> str:
        """The size as people say it, never less than it is."""
        return size_label(self.size)


def size_label(size: int) -> str:
    """Return a number of bytes in KB, from 1 MB on in MB with one decimal."""
    kibs = max(1, -(-size // KIB))
    if kibs < KIB:
        return f"{kibs} KB"
    tenths = -(-size * 10 // MIB)
    return f"{tenths // 10}.{tenths % 10} MB".replace(".0 MB", " MB")
