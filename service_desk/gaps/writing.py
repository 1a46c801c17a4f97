"""Turn an answer to a group, or a clerk's reply, into a draft of a guide, which then goes through review."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge_base.answering.wording import shipped_wording
from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.catalogue import Catalogue, Questions
from knowledge_base.model.codec import to_plain
from knowledge_base.model.guide import Faq, Guide
from knowledge_base.model.statement import Statement
from knowledge_base.stating import derive_statements
from service_desk.audit import Action, record
from service_desk.duties import person_of
from service_desk.errors import DeskError
from service_desk.gaps import reading
from service_desk.gaps.changes import (
    GUIDE,
    clean,
    labelled,
    title_of,
    with_faq,
    without,
)
from service_desk.gaps.groups import require, set_state
from service_desk.gaps.model import GapState, Placed, Way
from service_desk.gaps.tables import GapGroupRow
from service_desk.staff import Clerk, Right
from service_desk.store import DeskStore

LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000
TRIES = 3
QUESTIONS = "questions"
NO_GUIDE = "请选择写进哪份办事指南"
NO_STATEMENT = "请选择这些说法问的是指南里的哪一条"
NO_WORDINGS = "请至少勾选一个说法"
NOT_WRITTEN = "同事也在改这份草稿，没有写进去：请再点一次"
TAKEN = "同事刚给这一组写了另一个答复，请打开草稿看看"
SENT_ON = "草稿已经提交了：要撤回，请在那一版里退回或撤回"


@dataclass(frozen=True)
class Written:
    """A question with its answer, as somebody wrote it; `texts` are further ways to ask."""

    item_code: str
    question: str
    answer: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Writing:
    """Use cases that write drafts.

    Who answers citizens may propose what is then finished, submitted and approved by those whose work that is.
    """

    store: DeskStore
    clock: Callable[[], datetime]
    record: Record
    in_force: Callable[[], Catalogue]

    def answer(self, group_id: int, clerk: Clerk, written: Written) -> Placed:
        """Write the answer to a group as a FAQ into the draft of a guide; a second click changes nothing.

        Raises:
            NotYours: the group is another department's.
            DeskError: something is missing, or somebody has dealt with the group.
            MoveRefused: the guide is not this person's to edit.
        """
        self._require_whole(written)

        def place(tag: str) -> Placed:
            return self._faq(tag, clerk, written)

        return self._placed(group_id, clerk, place)

    def attach(
        self, group_id: int, clerk: Clerk, item_code: str, statement: str, texts: Sequence[str]
    ) -> Placed:
        """Write wordings of a group as ways to ask for a statement that a guide has.

        Raises:
            NotYours, DeskError, MoveRefused: as for `answer`.
        """

        def place(_tag: str) -> Placed:
            added = clean(texts)
            known = {one.id: one for one in self.statements(item_code)}
            if statement not in known:
                raise DeskError(NO_STATEMENT)
            if not added:
                raise DeskError(NO_WORDINGS)
            draft = self._write(QUESTIONS, item_code, clerk, labelled(statement, added))
            title = title_of(known[statement])
            return Placed(
                Way.WORDING,
                QUESTIONS,
                item_code,
                item_code,
                statement,
                title,
                added,
                draft,
                clerk.login,
            )

        return self._placed(group_id, clerk, place)

    def propose(self, tag: str, clerk: Clerk, written: Written) -> Placed:
        """Write a question with its answer into the draft of a guide; equal tags write once.

        Raises:
            DeskError: something is missing.
            MoveRefused: the guide is not this person's to edit.
        """
        self._require_whole(written)
        placed = self._faq(tag, clerk, written)
        with self.store.unit() as session:
            said = f"{placed.item_code} {placed.title}"
            record(session, self.clock(), clerk, Action.GAP_SETTLED, tag, f"写成草稿 {said}")
        return placed

    def take_back(self, group_id: int, clerk: Clerk) -> None:
        """Take what was written for a group out of the draft again; the group is open as before.

        Raises:
            NotYours: the group is another department's.
            DeskError: there is nothing to take back, or the draft was submitted.
        """
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            require(row, GapState.DRAFTED)
            placed = reading.placed_of(row)
        draft = self.record.drafts.draft(placed.draft) if placed else None
        if draft is not None and draft.version_id is not None:
            raise DeskError(SENT_ON)
        if placed is not None and draft is not None and draft.is_open:
            self._write(placed.kind, placed.key, clerk, without(placed))
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            if row.state == GapState.DRAFTED:
                row.placed = None
                self._settle(session, row, clerk, GapState.OPEN, "撤回草稿里的答复")

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

    def _require_whole(self, written: Written) -> None:
        self._guide(written.item_code)
        for label, text, longest in (
            ("问题", written.question, LONGEST_QUESTION),
            ("答复", written.answer, LONGEST_ANSWER),
        ):
            if not text.strip():
                raise DeskError(f"{label}是空的，请写好再提交")
            if len(text.strip()) > longest:
                raise DeskError(f"{label}请不超过 {longest} 字，现在是 {len(text.strip())} 字")

    def _placed(self, group_id: int, clerk: Clerk, place: Callable[[str], Placed]) -> Placed:
        """Write what is to be written and put down where; what stands there already stays."""
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            done = reading.placed_of(row)
            if done is not None and row.state == GapState.DRAFTED and done.by == clerk.login:
                return done
            require(row, GapState.OPEN)
            tag = f"g{group_id}t{int(row.touched_at.timestamp()) % 100_000}"
        placed = place(tag)
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            done = reading.placed_of(row)
            if row.state == GapState.DRAFTED and done is not None:
                if done.statement != placed.statement:
                    raise DeskError(TAKEN)
                return done
            require(row, GapState.OPEN)
            row.placed, row.clerk_id = to_plain(placed), row.clerk_id or clerk.id
            said = f"写成草稿 {placed.item_code} {placed.title}"
            self._settle(session, row, clerk, GapState.DRAFTED, said)
        return placed

    def _settle(
        self, session: Session, row: GapGroupRow, clerk: Clerk, state: GapState, said: str
    ) -> None:
        set_state(session, row, state, "", self.clock())
        record(session, self.clock(), clerk, Action.GAP_SETTLED, f"gap {row.id}", said)

    def _faq(self, tag: str, clerk: Clerk, written: Written) -> Placed:
        question = written.question.strip()
        texts = tuple(text for text in clean(written.texts) if text != question)
        faq = Faq(id=tag, question=question, variants=texts, answer=written.answer.strip())
        code = written.item_code
        draft = self._write(GUIDE, code, clerk, with_faq(faq))
        return Placed(Way.FAQ, GUIDE, code, code, tag, question, texts, draft, clerk.login)

    def _write(self, kind: str, key: str, clerk: Clerk, change: Callable[[Any], Any]) -> int:
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
