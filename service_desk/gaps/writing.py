"""Turn an answer to a group, or a clerk's reply, into a draft of a guide, which then goes through review."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.states import WAITING, State
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import to_plain
from service_desk.audit import Action, record
from service_desk.errors import DeskError
from service_desk.gaps import reading
from service_desk.gaps.changes import (
    without,
)
from service_desk.gaps.drafting import Drafting, Written
from service_desk.gaps.groups import require, set_state
from service_desk.gaps.model import GapState, Placed, Way
from service_desk.gaps.tables import GapGroupRow
from service_desk.staff import Clerk
from service_desk.store import DeskStore

TAKEN = "同事刚给这一组写了另一个答复，请打开草稿看看"
WRITTEN_BEFORE = "这一组您已经写过答复，这次的没有写进去：请在草稿里改，或者先撤回草稿里的那一条"
SENT_ON = "草稿已经提交了：要撤回，请在那一版里退回或撤回"


@dataclass(frozen=True)
class Writing:
    """Use cases that write drafts.

    Who answers citizens may propose what is then finished, submitted and approved by those whose work that is.
    """

    store: DeskStore
    clock: Callable[[], datetime]
    record: Record
    in_force: Callable[[], Catalogue]

    @cached_property
    def drafting(self) -> Drafting:
        """What changes the drafts."""
        return Drafting(self.record, self.in_force)

    def answer(self, group_id: int, clerk: Clerk, written: Written) -> Placed:
        """Write the answer to a group as a FAQ into the draft of a guide; a second click changes nothing.

        Raises:
            NotYours: the group is another department's.
            DeskError: something is missing, or somebody has dealt with the group.
            MoveRefused: the guide is not this person's to edit.
        """
        self.drafting.require_whole(written)

        def place(tag: str) -> Placed:
            return self.drafting.faq(tag, clerk, written)

        def is_same(done: Placed) -> bool:
            title = written.question.strip()
            return (done.way, done.key, done.title) == (Way.FAQ, written.item_code, title)

        return self._placed(group_id, clerk, is_same, place)

    def attach(
        self, group_id: int, clerk: Clerk, item_code: str, statement: str, texts: Sequence[str]
    ) -> Placed:
        """Write wordings of a group as ways to ask for a statement that a guide has.

        Raises:
            NotYours, DeskError, MoveRefused: as for `answer`.
        """

        def is_same(done: Placed) -> bool:
            wanted = (Way.WORDING, item_code, statement)
            return (done.way, done.key, done.statement) == wanted

        def place(_tag: str) -> Placed:
            return self.drafting.wordings(clerk, item_code, statement, texts)

        return self._placed(group_id, clerk, is_same, place)

    def propose(self, tag: str, clerk: Clerk, written: Written) -> Placed:
        """Write a question with its answer into the draft of a guide; equal tags write once.

        Raises:
            DeskError: something is missing.
            MoveRefused: the guide is not this person's to edit.
        """
        self.drafting.require_whole(written)
        placed = self.drafting.faq(tag, clerk, written)
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
            state = self.record.versions.version(draft.version_id).state
            if state in (*WAITING, State.PUBLISHED):
                raise DeskError(SENT_ON)
        if placed is not None and draft is not None and draft.is_open:
            self.drafting.write(placed.kind, placed.key, clerk, without(placed))
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            if row.state == GapState.DRAFTED:
                row.placed = None
                self._settle(session, row, clerk, GapState.OPEN, "撤回草稿里的答复")

    def _placed(
        self,
        group_id: int,
        clerk: Clerk,
        is_same: Callable[[Placed], bool],
        place: Callable[[str], Placed],
    ) -> Placed:
        """Write what is to be written and put down where; the same again stays, what loses is taken out."""
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            done = reading.placed_of(row)
            if done is not None and row.state == GapState.DRAFTED and done.by == clerk.login:
                if not is_same(done):
                    raise DeskError(WRITTEN_BEFORE)
                return done
            require(row, GapState.OPEN)
            tag = f"g{group_id}c{clerk.id}t{int(row.touched_at.timestamp()) % 100_000}"
        placed = place(tag)
        try:
            return self._put_down(group_id, clerk, placed)
        except DeskError:
            self.drafting.write(placed.kind, placed.key, clerk, without(placed))
            raise

    def _put_down(self, group_id: int, clerk: Clerk, placed: Placed) -> Placed:
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            done = reading.placed_of(row)
            if row.state == GapState.DRAFTED and done is not None:
                if (done.key, done.statement) != (placed.key, placed.statement):
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
