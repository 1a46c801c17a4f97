"""One guide as a Word document: headings, a table of papers, numbered steps."""

import io
from collections.abc import Iterable
from datetime import UTC

import docx
from docx.document import Document

from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.guide_document import GuideDocument, document_of
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.guide import Guide

PAPER_HEADINGS = ("材料", "份数", "哪种情况", "说明")
STYLES = {"steps": "List Number", "list": "List Bullet"}
"""Of the paragraphs of a block, by its kind; others are plain."""


def docx_of(edition: Edition, guide: Guide) -> bytes:
    """Return the Word file of a guide."""
    said, page = document_of(edition, guide), docx.Document()
    _describe(page, edition, said)
    page.add_heading(said.title, level=0)
    page.add_paragraph(said.about)
    if said.warning:
        page.add_paragraph().add_run(said.warning).bold = True
    page.add_paragraph(said.summary)
    for section in said.sections:
        page.add_heading(section.title, level=1)
        for block in section.blocks:
            _add(page, block)
    page.add_heading("来源和版本", level=1)
    for line in said.source:
        if line:
            page.add_paragraph(line)
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def _describe(page: Document, edition: Edition, said: GuideDocument) -> None:
    """Put down in the file itself what it is, and no name of a person."""
    core = page.core_properties
    core.title, core.author, core.language = said.title, f"{edition.city}政务服务", "zh-CN"
    core.comments = f"第{edition.no}次发布"
    core.created = core.modified = edition.published_at.astimezone(UTC).replace(tzinfo=None)


def _add(page: Document, block: Block) -> None:
    if block.title:
        page.add_heading(block.title, level=2)
    if block.kind == "materials":
        _add_papers(page, block.items)
        return
    for item in block.items:
        paragraph = page.add_paragraph(style=STYLES.get(block.kind))
        if item.label:
            paragraph.add_run(f"{item.label}　").bold = True
        paragraph.add_run(item.text + (f"（{item.note}）" if item.note else ""))


def _add_papers(page: Document, items: Iterable[BlockItem]) -> None:
    table = page.add_table(rows=1, cols=len(PAPER_HEADINGS), style="Table Grid")
    _fill(table.rows[0].cells, PAPER_HEADINGS)
    for item in items:
        _fill(table.add_row().cells, (item.text, item.count, item.label or "都要", item.note))


def _fill(cells: Iterable[docx.table._Cell], texts: Iterable[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text
