"""What was told to a question of a contract, whether it is right, and how it differs from what was told before."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge_base.lifecycle.contract import ContractQuestion
from knowledge_base.model.answer import Answer

ANSWERED = "answered"
LONGEST_LINE = 200
LEADS_ON = "："


class Verdict(StrEnum):
    """Whether an answer is what the guide promises."""

    RIGHT = "right"
    OTHER_STATEMENT = "other_statement"
    OTHER_ITEM = "other_item"
    NOT_ANSWERED = "not_answered"


class Change(StrEnum):
    """How an answer differs from the one before, the worst first."""

    OTHER_ITEM = "other_item"
    LOST = "lost"
    OTHER_STATEMENT = "other_statement"
    WORDING = "wording"
    GAINED = "gained"
    SAME = "same"


VERDICTS: Mapping[Verdict, str] = {
    Verdict.RIGHT: "答对",
    Verdict.OTHER_STATEMENT: "答了本事项的别的内容",
    Verdict.OTHER_ITEM: "答成了别的事项",
    Verdict.NOT_ANSWERED: "没有直接回答",
}

CHANGES: Mapping[Change, str] = {
    Change.OTHER_ITEM: "换成了别的事项",
    Change.LOST: "原来能答，现在答不出",
    Change.OTHER_STATEMENT: "换了另一条内容",
    Change.WORDING: "内容相同，文字变了",
    Change.GAINED: "原来答不出，现在能答",
    Change.SAME: "没有变化",
}


@dataclass(frozen=True)
class Told:
    """What a snapshot says to a question.

    statements: the ids of those it rests on, the first one first.
    line: its first line.
    """

    answered: bool
    item: str
    name: str
    statements: tuple[str, ...]
    line: str
    text: str

    @classmethod
    def of(cls, answer: Answer) -> "Told":
        """Return an answer as it is compared."""
        return cls(
            answered=answer.status.family == ANSWERED,
            item=answer.item.key if answer.item else "",
            name=answer.item.name if answer.item else "",
            statements=tuple(c.statement for c in answer.citations),
            line=_first_line(answer.text),
            text=answer.text,
        )


def _first_line(text: str) -> str:
    """Return the first line; one that only leads to the next (“您可能想知道：”) with that."""
    first, _, rest = text.partition("\n")
    return first + rest.partition("\n")[0] if first.endswith(LEADS_ON) else first


def verdict(question: ContractQuestion, told: Told) -> Verdict:
    """Return whether what is told is what the question asks for."""
    if told.answered and told.item != question.item_code:
        return Verdict.OTHER_ITEM
    if not told.answered:
        return Verdict.NOT_ANSWERED
    known = question.statement
    is_said = not known or known in told.statements
    return Verdict.RIGHT if is_said else Verdict.OTHER_STATEMENT


def change(before: Told, after: Told) -> Change:
    """Return how what is told differs from what was told before."""
    if before.answered != after.answered:
        return Change.GAINED if after.answered else Change.LOST
    if before.item != after.item:
        return Change.OTHER_ITEM
    if before.statements[:1] != after.statements[:1] and not _is_still_said(before, after):
        return Change.OTHER_STATEMENT
    return Change.SAME if before.text == after.text else Change.WORDING


def _is_still_said(before: Told, after: Told) -> bool:
    return bool(before.statements) and before.statements[0] in after.statements


@dataclass(frozen=True)
class Changed:
    """A question that would be answered differently.

    item_code, item_name: of the item it is asked of.
    was_right, is_right: whether the answer is the right one, before and after.
    before, after: the first line of each answer; the names tell whose they are.
    """

    text: str
    item_code: str
    item_name: str
    change: Change
    was_right: bool
    is_right: bool
    before: str
    before_name: str
    after: str
    after_name: str

    @property
    def is_worse(self) -> bool:
        """Whether a right answer is lost."""
        return self.was_right and not self.is_right


@dataclass(frozen=True)
class Report:
    """What asking a contract found.

    asked: how many questions; right_before, right_after: how many were and would be answered right.
    changed: those whose answer would be another one, the worst first.
    is_withdrawal: whether it was asked what would be answered without the record, not with the version.
    """

    asked: int = 0
    right_before: int = 0
    right_after: int = 0
    changed: tuple[Changed, ...] = field(default=())
    is_withdrawal: bool = False

    @property
    def worse(self) -> int:
        """How many right answers would be lost."""
        return sum(one.is_worse for one in self.changed)

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many answers change in which way, the worst first."""
        found = Counter(one.change for one in self.changed)
        return {kind: found[kind] for kind in Change if found[kind]}


Pair = tuple[ContractQuestion, Told, Told]
"""A question, and what is told to it before and after."""


def report(pairs: Iterable[Pair], names: Mapping[str, str]) -> Report:
    """Return what the answers before and after come to; `names` are those of the items by code."""
    asked = right_before = right_after = 0
    changed = []
    for question, before, after in pairs:
        was, now = (verdict(question, t) is Verdict.RIGHT for t in (before, after))
        asked, right_before, right_after = asked + 1, right_before + was, right_after + now
        kind = change(before, after)
        if kind is not Change.SAME:
            name = names.get(question.item_code, "")
            changed.append(_changed(question, name, kind, was, now, before, after))
    order = list(Change)
    changed.sort(key=lambda one: (not one.is_worse, order.index(one.change)))
    return Report(asked, right_before, right_after, tuple(changed))


def _changed(
    question: ContractQuestion,
    name: str,
    kind: Change,
    was: bool,
    now: bool,
    before: Told,
    after: Told,
) -> Changed:
    return Changed(
        text=question.text,
        item_code=question.item_code,
        item_name=name,
        change=kind,
        was_right=was,
        is_right=now,
        before=before.line[:LONGEST_LINE],
        before_name=before.name,
        after=after.line[:LONGEST_LINE],
        after_name=after.name,
    )
