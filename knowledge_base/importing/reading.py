"""A file as a document: its format by its content, then the reader of that format."""

import logging
from collections.abc import Callable, Mapping

from knowledge_base.importing import delimited, doc, docx, html, pdf, structured, txt, xlsx
from knowledge_base.importing.document import Document
from knowledge_base.importing.formats import Format, format_of
from knowledge_base.importing.refusing import BROKEN, NOTHING, Refused

READERS: Mapping[Format, Callable[[bytes], Document]] = {
    Format.XLSX: xlsx.read,
    Format.CSV: delimited.read,
    Format.DOCX: docx.read,
    Format.DOC: doc.read,
    Format.HTML: html.read,
    Format.PDF: pdf.read,
    Format.JSON: structured.read_json,
    Format.YAML: structured.read_yaml,
    Format.TEXT: txt.read,
}
"""A new format is a module with a reader and a line here."""
_log = logging.getLogger(__name__)


def read_document(name: str, content: bytes) -> tuple[Format, Document]:
    """Return the format of a file and what it says.

    Raises:
        Refused: it is not read; the message says why and what to do.
    """
    format_ = format_of(name, content)
    try:
        document = READERS[format_](content)
    except Refused:
        raise
    except Exception as error:  # a reader of a hundred thousand lines must not end a batch
        _log.exception("cannot read %s", format_)
        raise Refused(BROKEN) from error
    if document.is_empty:
        raise Refused(NOTHING)
    return format_, document
