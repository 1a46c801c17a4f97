"""The forms in which one guide is given out, by the ending of the file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge_base.exporting.cpsv import one_guide
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.guide_document import document_of
from knowledge_base.exporting.guide_docx import docx_of
from knowledge_base.exporting.guide_html import html_of
from knowledge_base.exporting.guide_yaml import guide_yaml
from knowledge_base.model.guide import Guide


@dataclass(frozen=True)
class Form:
    """A form: its media type, and what makes the file of a guide."""

    media: str
    make: Callable[[Edition, Guide], bytes]


def _linked(edition: Edition, guide: Guide) -> bytes:
    return json.dumps(one_guide(edition, guide), ensure_ascii=False, indent=1).encode()


FORMS: Mapping[str, Form] = {
    "yml": Form("application/yaml; charset=utf-8", lambda _, guide: guide_yaml(guide).encode()),
    "html": Form(
        "text/html; charset=utf-8", lambda e, guide: html_of(document_of(e, guide)).encode()
    ),
    "docx": Form(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_of
    ),
    "jsonld": Form("application/ld+json", _linked),
}
"""By the ending of the file."""
