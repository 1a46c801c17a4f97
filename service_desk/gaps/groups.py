"""The work list (待补知识) and every step with a group of it that writes no knowledge."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge_base.text import mask
from service_desk.audit import Action, record
from service_desk.errors import DeskError
from service_desk.gaps import reading
from service_desk.gaps.model import (
    GAP_LABELS,
    SET_ASIDE,
    GapFilter,
    GapGroup,
    GapState,
    UnansweredQuestion,
)
from service_desk.gaps.tables import GapGroupRow
from service_desk.staff import CENTRE, Clerk
from service_desk.store import DeskStore
from service_desk.tables import UnansweredRow
from service_desk.unanswered import MOST_ASKED_FIRST, digest_of, question_of

NOT_OPEN = "这一组现在是“{now}”，可能同事刚处理过：请刷新页面看最新状态"
GIVEN_BACK = "原来分到的部门认为不归本部门办，请看看归谁"
MOST_QUESTIONS = 200


@dataclass(frozen=True)
class Groups:
    """Use cases of groups; a clerk sees and changes those of the own department.

    Whoever does twice what was just done changes nothing more; two who decide differently are told of each other.
    """

    store: DeskStore
    clock: Callable[[], datetime]
    department_of: Callable[[str], str]

    def listed(self, wanted: GapFilter, clerk: Clerk | None = None) -> tuple[GapGroup, ...]:
        """Return the groups asked for that the clerk may see, most asked first."""
        with self.store.unit() as session:
            return reading.groups(session, wanted, clerk)

    def counted(self, wanted: GapFilter, clerk: Clerk | None = None) -> int:
        """Return how many groups were asked for, on all pages."""
        with self.store.unit() as session:
            return reading.count(session, wanted, clerk)

    def group(self, group_id: int, clerk: Clerk | None = None) -> GapGroup:
        """Return a group; NotYours where it is another department's, or not there."""
        with self.store.unit() as session:
            return reading.group(session, group_id, clerk)

    def questions(
        self, group_id: int, clerk: Clerk | None = None
    ) -> tuple[UnansweredQuestion, ...]:
        """Return the questions of a group, most asked first; NotYours for another department's."""
        query = select(UnansweredRow).where(UnansweredRow.group_id == group_id)
        with self.store.unit() as session:
            reading.group(session, group_id, clerk)
            found = session.scalars(query.order_by(*MOST_ASKED_FIRST).limit(MOST_QUESTIONS))
            return tuple(question_of(row) for row in found)

    def of_question(self, question: str, clerk: Clerk) -> int | None:
        """Return the group that a masked question lies in, where it is the clerk's and its answer not in force yet."""
        query = (
            select(GapGroupRow)
            .join(UnansweredRow, UnansweredRow.group_id == GapGroupRow.id)
            .where(UnansweredRow.digest == digest_of(question))
        )
        with self.store.unit() as session:
            row = session.scalars(query).first()
            waits = row is not None and row.state in (GapState.OPEN, GapState.DRAFTED)
            return row.id if row and waits and reading.may_act(clerk, row.department) else None

    def take_on(self, group_id: int, clerk: Clerk, *, mine: bool = True) -> None:
        """Let the clerk see to the group, or let go of what was the clerk's; NotYours for another department's."""
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            wanted = clerk.id if mine else None
            if row.clerk_id != wanted and (mine or row.clerk_id == clerk.id):
                row.clerk_id = wanted
                self._note(session, row, clerk, Action.GAP_ASSIGNED, "我来补" if mine else "放下")

    def assign(self, group_id: int, clerk: Clerk, department: str) -> None:
        """Hand the group to a department; there it is open again.

        Raises:
            NotYours: it is another department's.
            DeskError: there is no such department, or a draft was written.
        """
        target = self.department_of(department)
        if not target:
            raise DeskError("请选择一个部门再分派")
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            if row.department != target:
                require(row, GapState.OPEN, *SET_ASIDE)
                self._hand_on(session, row, clerk, target, "")

    def not_ours(self, group_id: int, clerk: Clerk) -> GapState:
        """Give the group to the service centre, which looks for whose it is; what the centre says so is nobody's.

        Raises:
            NotYours: it is another department's.
            DeskError: somebody has dealt with it.
        """
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            if row.state == GapState.NOT_OURS:
                return GapState.NOT_OURS
            require(row, GapState.OPEN)
            if clerk.sees_all or row.department == CENTRE:
                self._settle(session, row, clerk, GapState.NOT_OURS, "")
                return GapState.NOT_OURS
            self._hand_on(session, row, clerk, CENTRE, GIVEN_BACK)
            return GapState.OPEN

    def dismiss(self, group_id: int, clerk: Clerk, reason: str) -> None:
        """Put down that the group needs no answer.

        Raises:
            NotYours: it is another department's.
            DeskError: no reason is given, or somebody has dealt with it.
        """
        if not reason.strip():
            raise DeskError("请写明为什么不用补，再提交")
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            if row.state != GapState.DISMISSED:
                require(row, GapState.OPEN)
                self._settle(session, row, clerk, GapState.DISMISSED, reason)

    def dismiss_each(self, group_ids: Iterable[int], clerk: Clerk, reason: str) -> int:
        """Put down for each group that it needs no answer; return for how many, less those that cannot be.

        Raises:
            DeskError: no reason is given, or somebody has dealt with each.
            NotYours: all of them are other departments'.
        """
        done, refused = 0, DeskError("请先勾选不用补的问题")
        for group_id in dict.fromkeys(group_ids):
            try:
                self.dismiss(group_id, clerk, reason)
                done += 1
            except DeskError as error:
                refused = error
        if not done:
            raise refused
        return done

    def reopen(self, group_id: int, clerk: Clerk) -> None:
        """Take back what was decided: the group is open again; one that is open stays so.

        Raises:
            NotYours: it is another department's.
            DeskError: an answer was written.
        """
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            if row.state != GapState.OPEN:
                require(row, *SET_ASIDE)
                self._settle(session, row, clerk, GapState.OPEN, "")

    def _hand_on(
        self, session: Session, row: GapGroupRow, clerk: Clerk, target: str, reason: str
    ) -> None:
        before, row.department, row.clerk_id = row.department, target, None
        set_state(session, row, GapState.OPEN, reason, self.clock())
        of_group = update(UnansweredRow).where(UnansweredRow.group_id == row.id)
        session.execute(of_group.values(department=target))
        self._note(session, row, clerk, Action.GAP_ASSIGNED, f"{before or '无'}→{target}")

    def _settle(
        self, session: Session, row: GapGroupRow, clerk: Clerk, state: GapState, reason: str
    ) -> None:
        set_state(session, row, state, reason, self.clock())
        said = f"{GAP_LABELS[state]} {reason.strip()}".strip()
        self._note(session, row, clerk, Action.GAP_SETTLED, said)

    def _note(
        self, session: Session, row: GapGroupRow, clerk: Clerk, action: Action, said: str
    ) -> None:
        record(session, self.clock(), clerk, action, f"gap {row.id}", said)


def require(row: GapGroupRow, *states: GapState) -> None:
    """Raise DeskError unless the group is in one of these states."""
    if GapState(row.state) not in states:
        raise DeskError(NOT_OPEN.format(now=GAP_LABELS[GapState(row.state)]))


def set_state(
    session: Session, row: GapGroupRow, state: GapState, reason: str, now: datetime
) -> None:
    """Put a group and its questions into a state; those that were answered before stay so."""
    row.state, row.reason = state.value, mask(reason.strip())[:500]
    row.touched_at = now
    of_group = update(UnansweredRow).where(
        UnansweredRow.group_id == row.id, UnansweredRow.state != GapState.FILLED.value
    )
    session.execute(of_group.values(state=state.value, reason=row.reason))
    session.flush()
