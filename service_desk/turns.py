"""What is kept of every answered question for the figures: functions over an open unit of work, and a tally."""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.text import prepared
from service_desk import unanswered
from service_desk.model import Sender
from service_desk.store import DeskStore
from service_desk.tables import MessageRow
from service_desk.turn_tables import TurnRow

MOST_TALLIED = 20_000
"""Answers that wait in memory for the next minute; beyond that the oldest are not counted: some megabytes."""
LONGEST_NAME = 200

DepartmentOf = Callable[[str], str]
"""The id of the department with this name or id; empty where there is none."""


def fingerprint(question: str) -> int:
    """Return a number that equal questions share, whatever their spelling marks; fits 64 bits with a sign."""
    digest = hashlib.sha256(prepared(question).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def turn_of(
    door: str, answer: Mapping[str, Any], now: datetime, department_of: DepartmentOf
) -> TurnRow:
    """Return the row of an answer, given as JSON, that was said now."""
    local, item = now.astimezone(CITY_TIME), answer.get("item") or {}
    department = str(item.get("department") or "")
    key = item.get("item_code") or item.get("catalog_code") or item.get("name") or ""
    return TurnRow(
        at=now,
        day=local.date(),
        hour=local.hour,
        door=door,
        status=str(answer["status"]),
        department=(department_of(department) or department)[:LONGEST_NAME],
        item=str(key)[:LONGEST_NAME],
        item_name=str(item.get("name") or "")[:LONGEST_NAME],
    )


def note(
    session: Session,
    door: str,
    said: Sequence[MessageRow],
    now: datetime,
    department_of: DepartmentOf,
) -> None:
    """Store a row for each of the answers just said in one conversation; words without an answer are none."""
    answers = [row for row in said if row.answer]
    question = _asked_before(session, answers[0]) if answers else None
    for row in answers:
        turn = turn_of(door, row.answer or {}, now, department_of)
        turn.answer_id = row.id
        if question is not None:
            turn.question_id, turn.asked = question.id, fingerprint(question.text)
            turn.department = turn.department or unanswered.department_of(session, question.text)
        session.add(turn)


def _asked_before(session: Session, answer: MessageRow) -> MessageRow | None:
    """Return the message of the citizen that an answer is to."""
    query = select(MessageRow).where(
        MessageRow.conversation_id == answer.conversation_id,
        MessageRow.sender == Sender.CITIZEN.value,
        MessageRow.id < answer.id,
    )
    return session.scalars(query.order_by(MessageRow.id.desc()).limit(1)).first()


def hide_again(session: Session, question_id: int, shown: str) -> None:
    """Let the rows of a question know it by what may be shown of it."""
    hidden = update(TurnRow).where(TurnRow.question_id == question_id)
    session.execute(hidden.values(asked=fingerprint(shown)), _UNSYNCED)


def let_go(session: Session, question_ids: Sequence[int]) -> None:
    """Cut what leads from figures to these questions, whose text is being deleted."""
    linked = update(TurnRow).where(TurnRow.question_id.in_(question_ids))
    session.execute(linked.values(asked=None, question_id=None, answer_id=None), _UNSYNCED)


_UNSYNCED = {"execution_options": {"synchronize_session": False}}


@dataclass
class Tally:
    """Answers to questions outside a conversation: counted in memory at once, in the database by the minute.

    Nobody's text is kept of them, and a search does not wait for the database (ADR 0052).
    """

    _waiting: deque[TurnRow] = field(default_factory=lambda: deque(maxlen=MOST_TALLIED))
    _lock: Lock = field(default_factory=Lock)

    def note(self, turn: TurnRow) -> None:
        """Count an answer."""
        with self._lock:
            self._waiting.append(turn)

    def store(self, store: DeskStore) -> int:
        """Put down what was counted; return how many. What cannot be stored now is counted next time.

        Raises:
            StoreUnavailable: the database takes no writes now.
        """
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
        if not taken:
            return 0
        try:
            with store.unit() as session:
                session.add_all([_copy(turn) for turn in taken])
        except Exception:
            with self._lock:
                self._waiting.extendleft(reversed(taken))
            raise
        return len(taken)


def _copy(turn: TurnRow) -> TurnRow:
    """Return a fresh row: one that a failed unit of work has seen cannot be stored again."""
    return TurnRow(**{name: getattr(turn, name) for name in TALLIED})


TALLIED = ("at", "day", "hour", "door", "status", "department", "item", "item_name")
