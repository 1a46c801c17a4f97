"""What a draft says once wordings or an answer were added to it, or taken out again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from knowledge_base.model.catalogue import LabelledQuestion, Questions
from knowledge_base.model.guide import Faq, Guide
from knowledge_base.model.statement import Statement
from knowledge_base.privacy.hiding import hidden
from knowledge_base.privacy.personal_data import find_personal_data
from knowledge_base.text import mask, prepared
from service_desk.errors import DeskError
from service_desk.gaps.model import Placed

MOST_WORDINGS = 20
GUIDE = "guide"


def require_publishable(label: str, text: str, longest: int) -> None:
    """Raise DeskError where a text cannot stand in a guide: empty, too long, or with personal data in it."""
    text = text.strip()
    if not text:
        raise DeskError(f"{label}是空的，请写好再提交")
    if len(text) > longest:
        raise DeskError(f"{label}请不超过 {longest} 字，现在是 {len(text)} 字")
    if found := find_personal_data(text):
        shown = "、".join(hidden(text[one.start : one.end], one.type) for one in found)
        raise DeskError(f"{label}里有像个人信息的内容（{shown}），发布后人人看得到，请先删去")


def usable(text: str) -> bool:
    """Whether a wording may stand in a guide: nothing in it was masked."""
    return "*" not in text and mask(text) == text


def clean(texts: Iterable[str]) -> tuple[str, ...]:
    """Return wordings that may stand in a guide, each once."""
    found = {prepared(text): text.strip() for text in reversed(list(texts)) if usable(text)}
    return tuple(text for text in reversed(found.values()) if text)[:MOST_WORDINGS]


def title_of(statement: Statement) -> str:
    """Return what a statement is called."""
    return next(iter(statement.wordings), "") or statement.text


def with_faq(faq: Faq) -> Callable[[Guide], Guide]:
    """Return what adds a FAQ to a guide; one with its id stays as it is."""

    def change(guide: Guide) -> Guide:
        if any(one.id == faq.id for one in guide.faq):
            return guide
        return replace(guide, faq=(*guide.faq, faq))

    return change


def labelled(statement: str, texts: Sequence[str]) -> Callable[[Questions], Questions]:
    """Return what adds questions that a statement answers."""

    def change(questions: Questions) -> Questions:
        known = {one.text for one in questions.labelled}
        new = (LabelledQuestion(text, ((statement,),)) for text in texts if text not in known)
        return replace(questions, labelled=(*questions.labelled, *new))

    return change


def without(placed: Placed) -> Callable[[Any], Any]:
    """Return what takes out of a draft what was placed there."""

    def of_guide(guide: Guide) -> Guide:
        return replace(guide, faq=tuple(f for f in guide.faq if f.id != placed.statement))

    def of_questions(questions: Questions) -> Questions:
        left = tuple(one for one in questions.labelled if one.text not in placed.texts)
        return replace(questions, labelled=left)

    return of_guide if placed.kind == GUIDE else of_questions
