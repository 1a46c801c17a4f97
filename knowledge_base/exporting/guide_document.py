"""One guide as a document to take along: what every form of it (docx, html) lays out, in one order."""

from dataclasses import dataclass

from knowledge_base.answering.views import View
from knowledge_base.answering.wording import shipped_wording
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.schema_org import UNCHECKED
from knowledge_base.model.answer import Block
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide

ORDER = (
    Element.CONDITIONS,
    Element.MATERIALS,
    Element.STEPS,
    Element.TIME_LIMIT,
    Element.FEE,
    Element.PLACE,
    Element.HOURS,
    Element.CONTACT,
    Element.ONLINE,
    Element.AGENT,
    Element.RESULT,
    Element.LEGAL_BASIS,
    Element.FAQ,
)
"""As GB/T 39554.2 orders a guide: who may, what with, how, how long, how much, where."""


@dataclass(frozen=True)
class Section:
    """One element under its heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class GuideDocument:
    """A guide in all its situations; warning: that nobody has confirmed it, empty where somebody has.

    source: version, generation and day, without which a printed copy could not be told from a newer one.
    """

    title: str
    about: str
    warning: str
    summary: str
    sections: tuple[Section, ...]
    source: tuple[str, ...]


def document_of(edition: Edition, guide: Guide) -> GuideDocument:
    """Return the document of a guide."""
    words = shipped_wording().with_texts(edition.catalogue.texts)
    view = View(guide, edition.catalogue, {}, words)
    sections = ((element, view.blocks(element)) for element in ORDER)
    department = edition.catalogue.departments[guide.item.department]
    return GuideDocument(
        title=guide.item.name,
        about=f"{department.name}　事项编码 {guide.item.code}",
        warning="" if guide.verified else UNCHECKED,
        summary=guide.summary,
        sections=tuple(Section(LABELS[element], blocks) for element, blocks in sections if blocks),
        source=_source(edition, guide),
    )


def _source(edition: Edition, guide: Guide) -> tuple[str, ...]:
    return (
        f"第{guide.version}版，{guide.effective_from}起执行，{guide.checked_on}核对。",
        f"第{edition.no}次发布（{edition.published_at:%Y-%m-%d}），校验码 {edition.digest}。",
        f"来源：{'；'.join(guide.sources)}" if guide.sources else "",
        f"最新内容：{edition.page_of(guide.item.code)}",
    )
