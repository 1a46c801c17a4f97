"""A guide seen in one situation: which rows apply, what ends the matter, which statements stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.note import Note
from knowledge_base.model.situation import Answers, Conditional, Ending, When, ending_of
from knowledge_base.model.statement import Statement, StatementKind
from knowledge_base.stating import derive_statements

ENDED = frozenset(
    {
        Element.OVERVIEW,
        Element.MATERIALS,
        Element.ONE_VISIT,
        Element.STEPS,
        Element.TIME_LIMIT,
        Element.FEE,
        Element.PLACE,
        Element.ONLINE,
        Element.AGENT,
        Element.RESULT,
    }
)
"""How a matter is done: nothing of it is said where the situation ends it."""

R = TypeVar("R", bound=Conditional)


@dataclass(frozen=True)
class Seen:
    """A guide seen in one situation: `answers` hold the settled situation questions."""

    guide: Guide
    catalogue: Catalogue
    answers: Answers
    wording: Wording

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Everything the guide says."""
        return derive_statements(self.guide, self.catalogue, self.wording.statement)

    @property
    def ending(self) -> Ending | None:
        """What ends the matter in this situation, if anything does."""
        return ending_of(self.guide.endings, self.answers)

    def stands(self, statement: Statement) -> bool:
        """Whether a statement may be said: it holds, or may, and is not of a matter that has ended."""
        if self.holds(statement.when) is False:
            return False
        return statement.kind is StatementKind.FAQ or not self.is_ended(statement.element)

    def holds(self, when: When) -> bool | None:
        """Return whether a row applies; it does not where it looks at a question that no longer arises."""
        asked = (q for q in self.guide.situations if q.id in when.question_ids)
        ruled_out = any(q.when.holds(self.answers) is False for q in asked)
        return False if ruled_out else when.holds(self.answers)

    def is_ended(self, element: Element) -> bool:
        """Whether what ends the matter is said in the place of an element."""
        return element in ENDED and self.ending is not None

    def when_label(self, when: When) -> str:
        """Return the open part of a condition in words: “丢了补办的”."""
        questions = {q.id: q for q in self.guide.situations}
        parts = []
        for question_id, option_ids in when.choices:
            if question_id not in self.answers:
                options = (questions[question_id].option(o) for o in option_ids)
                parts.append("、".join(o.label for o in options if o))
        return "，".join(parts)

    def applying(self, rows: Iterable[R]) -> tuple[list[R], list[R]]:
        """Return the rows that apply for certain, and those that depend on an open question."""
        certain: list[R] = []
        open_: list[R] = []
        for row in rows:
            verdict = self.holds(row.when)
            if verdict is not False:
                (certain if verdict else open_).append(row)
        return certain, open_

    def notes(self, rows: Sequence[Note | Ending]) -> list[BlockItem]:
        """Return notes that apply, then those that depend, with their situation as label."""
        certain, open_ = self.applying(rows)
        return [BlockItem(s.text) for s in certain] + [
            BlockItem(s.text, label=self.when_label(s.when)) for s in open_
        ]


def notes(view: Seen, rows: Sequence[Note | Ending], title: str = "") -> Block:
    """Return notes as a list."""
    return Block("list", title, tuple(view.notes(rows)))


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Return labels and texts, without those that say nothing."""
    return Block("facts", items=tuple(BlockItem(text, label=label) for label, text in rows if text))


def text_block(text: str, title: str = "") -> Block:
    """Return a paragraph."""
    return Block("text", title, (BlockItem(text),))
