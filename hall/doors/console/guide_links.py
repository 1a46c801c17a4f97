"""From a ticket to the guide: the page of its item, and the statements that an answer rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from hall.doors.console.show import element_name
from hall.doors.registration import shown_by
from knowledge_base.errors import UnknownItem
from knowledge_base.model.answer import Answer, Citation, ItemRef
from knowledge_base.services import KnowledgeBase

LONGEST = 60
"""Characters of a statement: enough to know which one it is."""


@dataclass(frozen=True)
class GuidePart:
    """What the guide in force says: its version, and its statements by id."""

    version: int
    statements: Mapping[str, str]


@dataclass
class GuideLinks:
    """Links for one page; each guide is looked up once.

    channel: by which the answers of the page were given. looks_back: whether the reader may see how they came about.
    """

    kb: KnowledgeBase
    channel: str = ""
    looks_back: bool = False
    _known: dict[str, GuidePart | None] = field(default_factory=dict)

    def of_answer(self, answer: Answer) -> list[dict[str, str]]:
        """Return what the answer cites: element and statement, the address of that part, and what has changed."""
        cited = {(c.item_code, c.field, c.statement): c for c in answer.citations}
        return [self._link(citation) for citation in cited.values()]

    def then(self, answer: Answer) -> str:
        """Return where one sees what the answer was made of and who had approved it; empty where there is nothing."""
        item = answer.item.item_code if answer.item else ""
        if not self.looks_back or not item or not answer.generation:
            return ""
        told: dict[str, Any] = {f"q-{name}": option for name, option in answer.situation.items()}
        return url_for(
            "console.said",
            generation=answer.generation,
            item=item,
            door=shown_by(self.channel),
            element=answer.element,
            **told,
        )

    def of_item(self, item: ItemRef | None) -> list[dict[str, str]]:
        """Return where the item's guide is read, by citizens and at the counter."""
        if item is None:
            return []
        if item.item_code and self._is_published(item.item_code):
            return [
                _named("办事指南", "pages.item", item_code=item.item_code),
                _named("窗口卡片", "counter.item", item_code=item.item_code),
            ]
        if item.catalog_code:
            return [_named("窗口卡片", "counter.entry", catalog_code=item.catalog_code)]
        return []

    def _link(self, citation: Citation) -> dict[str, str]:
        label = element_name(citation.field)
        if not self._is_published(citation.item_code):
            return {"text": label, "url": "", "note": "这份指南已下线"}
        part = self._part(citation.item_code)
        said = part.statements.get(citation.statement, "") if part else ""
        return {
            "text": f"{label}：{_short(said)}" if said else label,
            "url": url_for("pages.item", item_code=citation.item_code, _anchor=citation.field),
            "note": _changed(citation, part),
        }

    def _is_published(self, item_code: str) -> bool:
        """Whether the guide can be read; while nothing is built, nobody knows better."""
        return not self.kb.ready or self._part(item_code) is not None

    def _part(self, item_code: str) -> GuidePart | None:
        if item_code not in self._known:
            self._known[item_code] = self._read(item_code)
        return self._known[item_code]

    def _read(self, item_code: str) -> GuidePart | None:
        if not self.kb.ready:
            return None
        try:
            view = self.kb.view(item_code, {})
        except UnknownItem:
            return None
        return GuidePart(view.guide.version, {s.id: s.text for s in view.statements})


def _changed(citation: Citation, part: GuidePart | None) -> str:
    if part is None or part.version == citation.version:
        return ""
    return f"答复时是第{citation.version}版，现在是第{part.version}版"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _named(text: str, endpoint: str, **values: Any) -> dict[str, str]:
    return {"text": text, "url": url_for(endpoint, **values), "note": ""}
