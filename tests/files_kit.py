"""Small real files of every kind that may be sent, and of some that may not."""

import base64
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQ"
    "CgwSExIQEw8QEBD/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8A"
    "VN//2Q=="
)
"""One grey pixel."""


def pdf(inside: bytes = b"") -> bytes:
    """Return a PDF of one blank page."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )
    body, offsets = b"%PDF-1.4\n" + inside, []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 1, height: int = 1, beside: bytes = b"") -> bytes:
    """Return a PNG that is black; of a large one only the head tells the size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    drawn = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + beside + drawn + chunk(b"IEND", b"")


def jpeg(orientation: int = 0, order: str = ">", place: bytes = b"N47.65 E132.51") -> bytes:
    """Return a JPEG; with an orientation it carries Exif as phones write it, the place included."""
    if not orientation:
        return JPEG
    mark = b"MM" if order == ">" else b"II"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    ifd = struct.pack(f"{order}2sHIH", mark, 42, 8, 2) + entries + bytes(4) + place
    body = b"Exif\0\0" + ifd
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + JPEG[2:]


def xlsx() -> bytes:
    """Return a workbook with one cell, as Excel takes it."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("清单").write(0, 0, "材料")
    return made.getvalue()


def package(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive with these parts."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(kind: str = WORD, main: str = "word/document.xml", **more: str | bytes) -> bytes:
    """Return a Word file of one paragraph; `more` are further parts, with `__` for `/` in their names."""
    space = "http://schemas.openxmlformats.org/package/2006"
    types = (
        f'<?xml version="1.0"?><Types xmlns="{space}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    relations = (
        f'<?xml version="1.0"?><Relationships xmlns="{space}/relationships"><Relationship Id="a" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        f'Target="{main}"/></Relationships>'
    )
    word = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>申请表</w:t></w:r></w:p></w:body></w:document>"
    )
    named = {name.replace("__", "/") + ".bin": part for name, part in more.items()}
    return package({"[Content_Types].xml": types, "_rels/.rels": relations, main: word, **named})


def compound(inside: str) -> bytes:
    """Return the beginning of a compound file, as of old Office, that names one stream."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + inside.encode("utf-16-le") + bytes(512)
    )
