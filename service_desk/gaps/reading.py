"""Read groups of questions from the database, within a unit of work."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from knowledge_base.model.codec import from_plain
from service_desk.errors import NotYours
from service_desk.gaps.model import Effect, GapFilter, GapGroup, GapState, Placed, Sum
from service_desk.gaps.tables import GapGroupRow
from service_desk.staff import Clerk, Right
from service_desk.tables import ClerkRow, UnansweredRow
from service_desk.unanswered import MOST_ASKED_FIRST, TIMES

SAMPLES = 3
NOT_THERE = "没有这一组问题，或者它不归您的部门处理"


def groups(session: Session, wanted: GapFilter, clerk: Clerk | None) -> tuple[GapGroup, ...]:
    """Return the groups asked for that the clerk may see, most asked first."""
    asked = func.sum(TIMES)
    query = (
        _joined(select(GapGroupRow.id))
        .where(*conditions(wanted, clerk))
        .group_by(GapGroupRow.id)
        .order_by(asked.desc(), GapGroupRow.id)
        .limit(wanted.limit)
        .offset(wanted.offset)
    )
    ids = list(session.scalars(query))
    found = dict(_read(session, ids))
    return tuple(found[number] for number in ids)


def count(session: Session, wanted: GapFilter, clerk: Clerk | None) -> int:
    """Return how many groups were asked for, on all pages."""
    query = _joined(select(func.count(func.distinct(GapGroupRow.id))))
    return session.scalar(query.where(*conditions(wanted, clerk))) or 0


def group(session: Session, group_id: int, clerk: Clerk | None) -> GapGroup:
    """Return a group; NotYours where it is another department's, or not there."""
    found = dict(_read(session, [group_id])).get(group_id)
    if found is None or not (clerk is None or clerk.may_list(found.department)):
        raise NotYours(NOT_THERE)
    return found


def for_a_step(session: Session, group_id: int, clerk: Clerk) -> GapGroupRow:
    """Return the row of a group that the clerk may do something with, locked; NotYours for any other."""
    row = session.get(GapGroupRow, group_id, with_for_update=True, populate_existing=True)
    if row is None or not may_act(clerk, row.department):
        raise NotYours(NOT_THERE)
    return row


def may_act(clerk: Clerk, department: str) -> bool:
    """Whether the clerk may do something with the groups of a department: who answers citizens, or writes guides."""
    works = clerk.may(Right.ANSWER_TICKETS) or clerk.may(Right.EDIT)
    return works and clerk.may_list(department)


def conditions(wanted: GapFilter, clerk: Clerk | None) -> list[ColumnElement[bool]]:
    """Return what narrows a query over groups joined with their questions."""
    found: list[ColumnElement[bool]] = []
    if clerk is not None and not clerk.sees_all:
        found.append(GapGroupRow.department == clerk.department)
    elif wanted.department:
        found.append(GapGroupRow.department == wanted.department)
    if wanted.state is not None:
        found.append(GapGroupRow.state == wanted.state.value)
    if wanted.clerk_id is not None:
        found.append(GapGroupRow.clerk_id == wanted.clerk_id)
    if wanted.text:
        columns = (UnansweredRow.question, GapGroupRow.reason)
        found.append(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    return found


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(GapGroupRow).join(
        UnansweredRow, UnansweredRow.group_id == GapGroupRow.id
    )


def _read(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, GapGroup]]:
    sums = dict(_sums(session, ids))
    words, items = _words(session, ids)
    query = select(GapGroupRow, ClerkRow.name).outerjoin(
        ClerkRow, ClerkRow.id == GapGroupRow.clerk_id
    )
    for row, name in session.execute(query.where(GapGroupRow.id.in_(ids))):
        if row.id in sums:
            said = words[row.id]
            yield row.id, _group(row, name or "", said, items[row.id], sums[row.id])


def _sums(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Sum]]:
    columns: tuple[Any, ...] = (
        func.count(),
        func.sum(UnansweredRow.times),
        func.sum(UnansweredRow.rated),
        func.sum(UnansweredRow.corrected),
        func.min(UnansweredRow.first_at, type_=UnansweredRow.first_at.type),
        func.max(UnansweredRow.last_at, type_=UnansweredRow.last_at.type),
    )
    number_of: Any = UnansweredRow.group_id
    query = select(number_of, *columns).where(UnansweredRow.group_id.in_(ids))
    for number, *values in session.execute(query.group_by(UnansweredRow.group_id)):
        yield number, Sum(*values)


def _words(
    session: Session, ids: Sequence[int]
) -> tuple[Mapping[int, list[str]], Mapping[int, str]]:
    """Return some wordings of each group, most asked first, and what most of it is understood to be about."""
    number_of: Any = UnansweredRow.group_id
    query = select(number_of, UnansweredRow.question, UnansweredRow.item, TIMES)
    query = query.where(UnansweredRow.group_id.in_(ids)).order_by(*MOST_ASKED_FIRST)
    words: dict[int, list[str]] = {number: [] for number in ids}
    items: dict[int, Counter[str]] = {number: Counter() for number in ids}
    for number, question, item, times in session.execute(query):
        if len(words[number]) <= SAMPLES:
            words[number].append(question)
        if item:
            items[number][item] += times
    return words, {n: next((i for i, _ in c.most_common(1)), "") for n, c in items.items()}


def placed_of(row: GapGroupRow) -> Placed | None:
    """Return where the answer to a group stands."""
    return from_plain(Placed, row.placed) if row.placed else None


def _group(row: GapGroupRow, name: str, words: Sequence[str], item: str, total: Sum) -> GapGroup:
    return GapGroup(
        id=row.id,
        department=row.department,
        state=GapState(row.state),
        clerk_id=row.clerk_id,
        clerk_name=name,
        reason=row.reason,
        title=words[0],
        samples=tuple(words[1:]),
        item=item,
        sum=total,
        placed=placed_of(row),
        effect=from_plain(Effect, row.effect) if row.effect else None,
    )
