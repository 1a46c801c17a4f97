"""The one answer (答复) that every door renders."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class AnswerStatus(StrEnum):
    """How a question ended; the prefix is the family reports group by."""

    ANSWERED_GUIDE = "answered_guide"
    ANSWERED_FAQ = "answered_faq"
    ANSWERED_LIST = "answered_list"
    CLARIFY_ITEM = "clarify_item"
    CLARIFY_ELEMENT = "clarify_element"
    CLARIFY_SITUATION = "clarify_situation"
    CLARIFY_CONFIRM = "clarify_confirm"
    UNANSWERED_UNKNOWN = "unanswered_unknown"
    UNANSWERED_ELEMENT = "unanswered_element"
    ROUTED_DEPARTMENT = "routed_department"
    ROUTED_PLACE = "routed_place"
    ROUTED_PERSON = "routed_person"
    ROUTED_STAFF = "routed_staff"
    BLOCKED_EMERGENCY = "blocked_emergency"
    BLOCKED_SENSITIVE = "blocked_sensitive"
    BLOCKED_INJECTION = "blocked_injection"
    SMALLTALK = "smalltalk"
    ERROR_INTERNAL = "error_internal"

    @property
    def family(self) -> str:
        """The part before the first underscore."""
        return self.value.split("_", 1)[0]


@dataclass(frozen=True)
class ItemRef:
    """What an answer is about.

    `item_code` is empty for a catalogue row without a guide, `catalog_code` too for a service that is not covered.
    """

    item_code: str
    catalog_code: str
    name: str
    department: str

    @property
    def key(self) -> str:
        """The key of the subject."""
        return self.item_code or self.catalog_code or self.name


@dataclass(frozen=True)
class Option:
    """Something to tap: `send` is what the tap says in the citizen's place."""

    id: str
    label: str
    send: str
    item_code: str = ""
    catalog_code: str = ""
    element: str = ""
    question_id: str = ""
    option_id: str = ""


@dataclass(frozen=True)
class Citation:
    """Which field, and which statement (要点) of it, of which published version an answer rests on."""

    item_code: str
    version: int
    field: str
    effective_from: str
    source: str
    legal_basis: str = ""
    statement: str = ""


@dataclass(frozen=True)
class BlockItem:
    """One line of a block; which parts are filled depends on the kind of block."""

    text: str
    label: str = ""
    count: str = ""
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of an answer that a door lays out.

    kind: `text` (items are paragraphs) · `materials` (text = name, count = 原件1份, note, label = situation)
    · `steps` (label = name, text = detail) · `facts` (label, text) · `list` (text) · `link` (text = address, label).
    folded: shown only to who opens it under its title; not part of the answer's `text`.
    """

    kind: str
    title: str = ""
    items: tuple[BlockItem, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Answer:
    """What is said to one question, the same at every door."""

    status: AnswerStatus
    text: str
    probability: float | None = None
    blocks: tuple[Block, ...] = ()
    item: ItemRef | None = None
    element: str | None = None
    situation: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    alternatives: tuple[Option, ...] = ()
    citations: tuple[Citation, ...] = ()
    generation: int = 0
    notice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain JSON data (HTTP contract, version 1)."""
        data = asdict(self)
        data["status"] = self.status.value
        data["situation"] = dict(self.situation)
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Answer":
        """Return the answer that `to_dict` wrote."""
        item = data.get("item")
        return cls(
            status=AnswerStatus(data["status"]),
            text=data["text"],
            probability=data.get("probability"),
            blocks=tuple(
                Block(
                    b["kind"],
                    b.get("title", ""),
                    tuple(BlockItem(**i) for i in b["items"]),
                    b.get("folded", False),
                )
                for b in data.get("blocks", ())
            ),
            item=ItemRef(**item) if item else None,
            element=data.get("element"),
            situation=dict(data.get("situation") or {}),
            options=tuple(Option(**o) for o in data.get("options", ())),
            alternatives=tuple(Option(**o) for o in data.get("alternatives", ())),
            citations=tuple(Citation(**c) for c in data.get("citations", ())),
            generation=data.get("generation", 0),
            notice=data.get("notice", ""),
        )
