"""The questions behind a figure: masked, with the first line of what was said, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from knowledge_base.text import mask
from service_desk.days import Days
from service_desk.kinds import Kind, kind_of, statuses
from service_desk.numbers import find_numbers
from service_desk.parts import Parts
from service_desk.staff import Clerk
from service_desk.statistics import Statistics, department_conditions
from service_desk.tables import MessageRow
from service_desk.turn_tables import TurnRow

LONGEST_LINE = 120
TRACKING = "（查自己的工单）"
"""Shown for what names a ticket: with its code beside it, it would open the answer to whoever reads the list."""


@dataclass(frozen=True)
class TurnFilter:
    """One cell of the figures; empty parts do not narrow. weekday: 0 for Monday."""

    days: Days
    kind: Kind | None = None
    door: str = ""
    department: str = ""
    item: str = ""
    hour: int | None = None
    weekday: int | None = None
    limit: int = 30
    offset: int = 0


@dataclass(frozen=True)
class Asked:
    """One question of a cell. answer: first line of the answer, empty where it speaks of a person's ticket."""

    question: str
    answer: str
    kind: Kind
    at: datetime
    door: str
    item_name: str
    department: str


@dataclass(frozen=True)
class AskedPage:
    """Some of the questions of a cell; how many have their text still, and how many there were."""

    asked: tuple[Asked, ...]
    kept: int
    total: int


@dataclass(frozen=True)
class TurnLists:
    """Use cases of the lists behind figures; who sees which is as for the figures."""

    parts: Parts

    def page(self, wanted: TurnFilter, clerk: Clerk) -> AskedPage:
        """Return the questions of the cell that the clerk may see."""
        reach = Statistics(self.parts).reach(clerk, wanted.department)
        where = [*_conditions(wanted), *department_conditions(self.parts, reach)]
        question, answer = aliased(MessageRow), aliased(MessageRow)
        columns = (TurnRow, question.text, answer.text)
        query = (
            select(*columns)
            .join(question, question.id == TurnRow.question_id)
            .outerjoin(answer, answer.id == TurnRow.answer_id)
            .where(*where)
            .order_by(TurnRow.at.desc(), TurnRow.id.desc())
        )
        with self.parts.store.unit() as session:
            count = select(func.count(), func.count(TurnRow.question_id)).where(*where)
            total, kept = session.execute(count).one()
            found = session.execute(query.limit(wanted.limit).offset(wanted.offset))
            return AskedPage(tuple(self._asked(*row) for row in found), kept, total)

    def _asked(self, turn: TurnRow, question: str, answer: str | None) -> Asked:
        kind = kind_of(turn.status) or Kind.FAILED
        return Asked(
            question=TRACKING if find_numbers(question) else question,
            answer="" if kind is Kind.HANDED else _first_line(answer or ""),
            kind=kind,
            at=turn.at,
            door=turn.door,
            item_name=turn.item_name,
            department=self.parts.department_of(turn.department),
        )


def _first_line(text: str) -> str:
    line = mask(next(iter(text.strip().splitlines()), ""))
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _conditions(wanted: TurnFilter) -> list[ColumnElement[bool]]:
    kinds = list(Kind) if wanted.kind is None else [wanted.kind]
    conditions: list[ColumnElement[bool]] = [
        TurnRow.day >= wanted.days.first,
        TurnRow.day <= wanted.days.last,
        TurnRow.status.in_(statuses(kinds)),
    ]
    if wanted.weekday is not None:
        conditions.append(
            TurnRow.day.in_([d for d in wanted.days if d.weekday() == wanted.weekday])
        )
    exact: tuple[tuple[Any, Any], ...] = (
        (TurnRow.door, wanted.door or None),
        (TurnRow.item, wanted.item or None),
        (TurnRow.hour, wanted.hour),
    )
    return conditions + [column == value for column, value in exact if value is not None]
