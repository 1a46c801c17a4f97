"""Receipts (发布回执): which door of which hall was asked, and shows a generation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge_base.store.tables import MemberRow, ReceiptRow, RecordRow
from knowledge_base.store.trouble import unit_of_work

HALL = "hall"
"""The door whose receipt a hall renews as long as it lives; no door is called so."""
ALIVE = timedelta(minutes=3)
"""A hall that renewed no receipt for so long is gone, and nothing is missing of it."""


@dataclass(frozen=True)
class Receipt:
    """A door of one hall showed this generation at this moment, when it was first asked."""

    generation: int
    door: str
    replica: str
    at: datetime


@dataclass(frozen=True)
class Changed:
    """A record that a generation shows in another version than the one before, or no more."""

    kind: str
    key: str


@dataclass(frozen=True)
class Receipts:
    """Writes and reads receipts; whoever writes one has asked the door."""

    engine: Engine

    def write(self, generation: int, door: str, replica: str, now: datetime) -> None:
        """Put down that a door shows a generation; the first time counts."""
        with unit_of_work(self.engine) as session:
            if session.get(ReceiptRow, (generation, door, replica)) is None:
                session.add(ReceiptRow(generation=generation, door=door, replica=replica, at=now))

    def renew(self, generation: int, replica: str, now: datetime) -> None:
        """Put down that a hall lives, and which generation it has."""
        with unit_of_work(self.engine) as session:
            session.merge(ReceiptRow(generation=generation, door=HALL, replica=replica, at=now))

    def of(self, generation: int) -> tuple[Receipt, ...]:
        """Return the receipts of a generation, the first one first."""
        wanted = select(ReceiptRow).where(
            ReceiptRow.generation == generation, ReceiptRow.door != HALL
        )
        with unit_of_work(self.engine) as session:
            rows = session.scalars(wanted.order_by(ReceiptRow.at, ReceiptRow.door))
            return tuple(Receipt(r.generation, r.door, r.replica, r.at) for r in rows)

    def halls(self, now: datetime) -> tuple[str, ...]:
        """Return the halls that live."""
        with unit_of_work(self.engine) as session:
            return alive(session, now)

    def changed_by(self, generation: int) -> tuple[Changed, ...]:
        """Return what a generation changed."""
        wanted = (
            select(RecordRow)
            .join(MemberRow, MemberRow.record_id == RecordRow.id)
            .where(MemberRow.no == generation)
            .order_by(RecordRow.id)
        )
        with unit_of_work(self.engine) as session:
            return tuple(Changed(row.kind, row.key) for row in session.scalars(wanted))


def alive(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the halls that live: they renewed their receipt within the last minutes."""
    wanted = select(ReceiptRow.replica).where(ReceiptRow.door == HALL, ReceiptRow.at > now - ALIVE)
    return tuple(sorted(set(session.scalars(wanted))))


def first_seen(session: Session, generation: int) -> Mapping[tuple[str, str], datetime]:
    """Return when each door of each hall was first seen with a generation or a later one."""
    wanted = (
        select(ReceiptRow.door, ReceiptRow.replica, func.min(ReceiptRow.at))
        .where(ReceiptRow.generation >= generation)
        .group_by(ReceiptRow.door, ReceiptRow.replica)
    )
    return {(door, replica): at for door, replica, at in session.execute(wanted)}
