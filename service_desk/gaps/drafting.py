"""Write questions, answers and wordings into the drafts of guides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge_base.answering.wording import shipped_wording
from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.catalogue import Catalogue, Questions
from knowledge_base.model.guide import Faq, Guide
from knowledge_base.model.statement import Statement
from knowledge_base.stating import derive_statements
from service_desk.duties import person_of
from service_desk.errors import DeskError
from service_desk.gaps.changes import (
    GUIDE,
    clean,
    labelled,
    require_publishable,
    title_of,
    with_faq,
)
from service_desk.gaps.model import Placed, Way
from service_desk.staff import Clerk, Right

LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000
TRIES = 3
QUESTIONS = "questions"
NO_GUIDE = "请选择写进哪份办事指南"
NO_STATEMENT = "请选择这些说法问的是指南里的哪一条"
NO_WORDINGS = "请至少勾选一个说法"
NOT_WRITTEN = "同事也在改这份草稿，没有写进去：请再点一次"
ALL_KNOWN = "勾选的问法都已经约定过答哪一条了：请在“约定问题”里改，或者写成问答"


@dataclass(frozen=True)
class Written:
    """A question with its answer, as somebody wrote it; `texts` are further ways to ask."""

    item_code: str
    question: str
    answer: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drafting:
    """Changes drafts, whoever wrote in them last."""

    record: Record
    in_force: Callable[[], Catalogue]

    def statements(self, item_code: str) -> tuple[Statement, ...]:
        """Return what a guide in force says, row by row.

        Raises:
            DeskError: there is no such guide.
        """
        catalogue, words = self.in_force(), shipped_wording().statement
        return derive_statements(self._guide(item_code), catalogue, words)

    def _guide(self, item_code: str) -> Guide:
        guide = self.in_force().guides.get(item_code)
        if guide is None:
            raise DeskError(NO_GUIDE)
        return guide

    def require_whole(self, written: Written) -> None:
        """Raise DeskError where something is missing, or must not stand in a guide."""
        self._guide(written.item_code)
        require_publishable("问题", written.question, LONGEST_QUESTION)
        require_publishable("答复", written.answer, LONGEST_ANSWER)

    def faq(self, tag: str, clerk: Clerk, written: Written) -> Placed:
        """Write a FAQ, whose id is the tag, into the draft of a guide; one with its id stays as it is."""
        question = written.question.strip()
        texts = tuple(text for text in clean(written.texts) if text != question)
        faq = Faq(id=tag, question=question, variants=texts, answer=written.answer.strip())
        code = written.item_code
        draft = self.write(GUIDE, code, clerk, with_faq(faq))
        return Placed(Way.FAQ, GUIDE, code, code, tag, question, texts, draft, clerk.login)

    def wordings(
        self, clerk: Clerk, item_code: str, statement: str, texts: Sequence[str]
    ) -> Placed:
        """Write wordings into the draft; those that stand there already are not ours to take out again."""
        stated = {one.id: one for one in self.statements(item_code)}
        if statement not in stated:
            raise DeskError(NO_STATEMENT)
        in_force = self.in_force().questions.get(item_code)
        known = {one.text for one in in_force.labelled} if in_force else set()

        def change(questions: Questions) -> Questions:
            known.update(one.text for one in questions.labelled)
            return labelled(statement, wanted)(questions)

        wanted = clean(texts)
        if not wanted:
            raise DeskError(NO_WORDINGS)
        if known.issuperset(wanted):
            raise DeskError(ALL_KNOWN)
        draft = self.write(QUESTIONS, item_code, clerk, change)
        added = tuple(text for text in wanted if text not in known)
        if not added:
            raise DeskError(ALL_KNOWN)
        title, key = title_of(stated[statement]), item_code
        return Placed(Way.WORDING, QUESTIONS, key, key, statement, title, added, draft, clerk.login)

    def write(self, kind: str, key: str, clerk: Clerk, change: Callable[[Any], Any]) -> int:
        """Save the change on what the draft says, whoever wrote last, and return the draft's id."""
        drafts, by = self.record.drafts, proposer(clerk)
        for _try in range(TRIES):
            try:
                draft = drafts.open(kind, key, by)
            except UnknownVersion:
                if kind != QUESTIONS:
                    raise DeskError(NO_GUIDE) from None
                draft = drafts.create(kind, key, Questions(key), by)
            before = drafts.newest(draft.id)
            after = change(before.value)
            if after == before.value:
                return draft.id
            if not isinstance(drafts.save(draft.id, after, by, before.id), Conflict):
                return draft.id
        raise MoveRefused(NOT_WRITTEN)


def proposer(clerk: Clerk) -> Person:
    """Return who writes a draft of an answer: whoever answers citizens of a department may write for its guides."""
    person = person_of(clerk)
    extra = {Duty.EDIT} if clerk.may(Right.ANSWER_TICKETS) else set()
    return replace(person, duties=person.duties | extra)
