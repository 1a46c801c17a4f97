"""Whether files may be sent: their kind is told by their content, and their name must say the same."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import puremagic

from service_desk.attachments import jpeg, office, pdf, png
from service_desk.attachments.kinds import (
    EXTENSIONS,
    KIND_LABELS,
    MIB,
    FileKind,
    size_label,
)
from service_desk.attachments.names import extension_of, safe_name
from service_desk.attachments.unfit import EMPTY, LOCKED, OLD_OFFICE, OTHER, Unfit
from service_desk.errors import AttachmentRefused

MOST_FILES = 5
USUAL_SIZE = 5 * MIB

CLEANED: Mapping[FileKind, Callable[[bytes], bytes]] = {
    FileKind.PDF: pdf.cleaned,
    FileKind.PNG: png.cleaned,
    FileKind.JPEG: jpeg.cleaned,
}


@dataclass(frozen=True)
class Upload:
    """A file as a clerk chose it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be sent: a safe name, its kind, and what a citizen gets."""

    name: str
    kind: FileKind
    content: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def check(uploads: Sequence[Upload], largest: int) -> tuple[CheckedFile, ...]:
    """Return the files as they may be sent.

    Args:
        uploads: in the order in which the citizen sees them.
        largest: bytes that one file may have.

    Raises:
        AttachmentRefused: there are too many, or one cannot be sent; the message names it.
    """
    if len(uploads) > MOST_FILES:
        raise AttachmentRefused(
            f"一次最多发 {MOST_FILES} 个附件，您选了 {len(uploads)} 个，请分几次发"
        )
    return tuple(_checked(upload, largest) for upload in uploads)


def _checked(upload: Upload, largest: int) -> CheckedFile:
    name = safe_name(upload.name)
    try:
        _require_size(len(upload.content), largest)
        kind, content = _identified(upload.content)
        _require_extension(name, kind)
    except Unfit as unfit:
        raise AttachmentRefused(f"附件“{name}”{unfit}") from unfit
    return CheckedFile(name, kind, content)


def _require_size(size: int, largest: int) -> None:
    if not size:
        raise Unfit(EMPTY)
    if size > largest:
        most = size_label(largest)
        raise Unfit(f"有 {size_label(size)}，一个附件最多 {most}，请压缩或者拆开再发")


def _identified(content: bytes) -> tuple[FileKind, bytes]:
    """Return what the content is, and the content as it is sent."""
    looks_like = _looks_like(content)
    if FileKind.DOCX in looks_like:
        return office.kind_of(content), content
    for kind, cleaned in CLEANED.items():
        if kind in looks_like:
            return kind, cleaned(content)
    if content.startswith(office.COMPOUND):
        raise Unfit(LOCKED if office.is_locked(content) else OLD_OFFICE)
    raise Unfit(OTHER)


def _looks_like(content: bytes) -> set[str]:
    """Return the media types of all that begins so."""
    try:
        return {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return set()


def _require_extension(name: str, kind: FileKind) -> None:
    if extension_of(name) not in EXTENSIONS[kind]:
        right = "或 .".join(EXTENSIONS[kind])
        raise Unfit(f"的内容是{KIND_LABELS[kind]}，扩展名却不是 .{right}，请改对名字再发")
