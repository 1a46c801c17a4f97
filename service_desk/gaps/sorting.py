"""Sort new questions into groups: beside those that ask for the same, else into groups of their own."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from knowledge_base.grouping import Encode, Wording, grouped
from service_desk.gaps.model import SET_ASIDE, GapState, UnansweredQuestion
from service_desk.gaps.tables import GapGroupRow
from service_desk.store import DeskStore
from service_desk.tables import UnansweredRow
from service_desk.unanswered import MOST_ASKED_FIRST, question_of

AT_ONCE = 3000
"""Questions that are compared with each other at once: a second or two of work."""
SAMPLES = 3
"""Wordings by which a group is known to new questions."""
MOST_SAMPLES = 3000
JOINABLE = frozenset({GapState.OPEN, GapState.DRAFTED, *SET_ASIDE})


@dataclass(frozen=True)
class Sorting:
    """Sorts questions in; `encode` returns the encoder of the knowledge base, None where it is not trained yet."""

    store: DeskStore
    clock: Callable[[], datetime]
    encode: Callable[[], Encode | None]

    def sort_in(self) -> int:
        """Give every question a group that has none, and return how many there were."""
        with self.store.unit() as session:
            new = _without_group(session)
            known = _samples(session) if new else {}
        for state, questions in _by_state(new):
            joined = known if state is GapState.OPEN else {}
            wordings = [Wording(one.question, one.item) for one in questions]
            found = grouped(wordings, joined, self.encode())
            with self.store.unit() as session:
                for number, places in found:
                    self._put(session, number, [questions[place] for place in places])
        return len(new)

    def _put(
        self, session: Session, number: int | None, questions: Sequence[UnansweredQuestion]
    ) -> None:
        """Put questions into a group; those that somebody else sorted in meanwhile stay where they are."""
        row = session.get(GapGroupRow, number, with_for_update=True) if number else None
        if row is None:
            row = self._add(session, questions)
        row.touched_at = self.clock()
        state = row.state if GapState(row.state) in SET_ASIDE else UnansweredRow.state
        moved = 0
        for one in questions:
            was = UnansweredRow.group_id
            same = was.is_(None) if one.group is None else was == one.group
            put = update(UnansweredRow).where(UnansweredRow.digest == one.id, same)
            put = put.values(group_id=row.id, department=row.department, state=state)
            put = put.returning(UnansweredRow.digest)
            moved += len(session.scalars(put.execution_options(synchronize_session=False)).all())
        if not moved and number is None:
            session.execute(delete(GapGroupRow).where(GapGroupRow.id == row.id))

    def _add(self, session: Session, questions: Sequence[UnansweredQuestion]) -> GapGroupRow:
        now = self.clock()
        row = GapGroupRow(
            department=_department(questions),
            state=questions[0].state.value,
            reason=questions[0].reason,
            made_at=now,
            touched_at=now,
        )
        session.add(row)
        session.flush()
        return row


def _without_group(session: Session) -> tuple[UnansweredQuestion, ...]:
    """Return the questions in no group, and those asked again after their group was thought answered."""
    again = and_(
        UnansweredRow.state == GapState.OPEN.value, GapGroupRow.state == GapState.FILLED.value
    )
    query = (
        select(UnansweredRow)
        .outerjoin(GapGroupRow, GapGroupRow.id == UnansweredRow.group_id)
        .where(or_(GapGroupRow.id.is_(None), again))
        .order_by(*MOST_ASKED_FIRST)
    )
    return tuple(question_of(row) for row in session.scalars(query.limit(AT_ONCE)))


def _samples(session: Session) -> dict[int, list[Wording]]:
    """Return the wordings asked most of each group that new questions may join."""
    query = (
        select(UnansweredRow)
        .join(GapGroupRow, GapGroupRow.id == UnansweredRow.group_id)
        .where(GapGroupRow.state.in_([state.value for state in sorted(JOINABLE)]))
        .order_by(*MOST_ASKED_FIRST)
        .limit(MOST_SAMPLES)
    )
    found: dict[int, list[Wording]] = defaultdict(list)
    for row in session.scalars(query):
        if row.group_id is not None and len(found[row.group_id]) < SAMPLES:
            found[row.group_id].append(Wording(row.question, row.item))
    return found


def _by_state(
    questions: Iterable[UnansweredQuestion],
) -> Iterable[tuple[GapState, list[UnansweredQuestion]]]:
    found: dict[GapState, list[UnansweredQuestion]] = defaultdict(list)
    for one in questions:
        found[one.state].append(one)
    return found.items()


def _department(questions: Sequence[UnansweredQuestion]) -> str:
    """Return the department that most of the questions were sent to."""
    times: dict[str, int] = defaultdict(int)
    for one in questions:
        times[one.department] += one.asked
    return max(times, key=lambda department: times[department])
