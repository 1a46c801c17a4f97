"""Whether what was approved has reached every door, and whether it did so within one working day.

The clock of a generation starts when it is published, which is when it was approved or when its day came. A door of a
hall has it once it was asked and showed it, or a later one (`kb_receipt`). Only halls that live are waited for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import WorkCalendar, due_at
from knowledge_base.lifecycle.people import SYSTEM
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import Version, select_versions, version_of
from knowledge_base.model.guide import TimeLimit
from knowledge_base.store.receipts import alive, first_seen
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import (
    CommentRow,
    GenerationRow,
    MemberRow,
    MoveRow,
    ReceiptRow,
    StateRow,
    VersionRow,
)
from knowledge_base.store.trouble import unit_of_work

LIMIT = TimeLimit(1, "工作日")
"""From approval to every door."""
UNKNOWN = ""
"""Stands for a hall that no receipt names yet."""

Place = tuple[str, str]
"""A door, and the replica of the hall whose door it is."""


@dataclass(frozen=True)
class Arrival:
    """When a door of a hall first showed a generation; None while it does not."""

    door: str
    replica: str
    at: datetime | None


@dataclass(frozen=True)
class Publication:
    """A generation on its way to the doors."""

    no: int
    cause: str
    published_at: datetime
    due_at: datetime
    approved_by: tuple[str, ...]
    arrivals: tuple[Arrival, ...]

    @property
    def missing(self) -> tuple[Arrival, ...]:
        """The doors that do not show it yet."""
        return tuple(one for one in self.arrivals if one.at is None)

    @property
    def live_at(self) -> datetime | None:
        """When the last door showed it."""
        moments = [one.at for one in self.arrivals]
        known = [at for at in moments if at is not None]
        return max(known) if known and len(known) == len(moments) else None

    def is_late(self, now: datetime) -> bool:
        """Whether it took, or has been taking, longer than one working day."""
        return (self.live_at or now) > self.due_at


@dataclass(frozen=True)
class Lateness:
    """What is still on its way: how many, how many of them late, and since when the longest."""

    on_the_way: int
    late: int
    longest: timedelta


@dataclass(frozen=True)
class Overdue:
    """A version whose day has come without it; `why` is what was found last, empty before it was tried."""

    version: Version
    why: str


@dataclass(frozen=True)
class Publications:
    """Look at generations and where they are shown; `doors` are the names of every door of a hall."""

    store: GuideStore
    clock: Callable[[], datetime]

    def listed(
        self, doors: Sequence[str], calendar: WorkCalendar, limit: int = 20, offset: int = 0
    ) -> tuple[Publication, ...]:
        """Return generations with their doors, the newest first."""
        wanted = select(GenerationRow).order_by(GenerationRow.no.desc())
        with unit_of_work(self.store.engine) as session:
            rows = session.scalars(wanted.limit(limit).offset(offset)).all()
            places = self._places(session, doors)
            approved = _approvers(session, [row.no for row in rows])
            return tuple(
                Publication(
                    no=row.no,
                    cause=row.cause,
                    published_at=row.published_at,
                    due_at=due_at(row.published_at, LIMIT, calendar).at,
                    approved_by=tuple(approved.get(row.no, ())),
                    arrivals=_arrivals(session, row.no, places),
                )
                for row in rows
            )

    def arrivals(self, no: int, doors: Sequence[str]) -> tuple[Arrival, ...]:
        """Return when each door of the halls that live first showed a generation, or a later one."""
        with unit_of_work(self.store.engine) as session:
            return _arrivals(session, no, self._places(session, doors))

    def counted(self) -> int:
        """Return how many generations there are."""
        with unit_of_work(self.store.engine) as session:
            return session.scalar(select(func.count()).select_from(GenerationRow)) or 0

    def lateness(self, doors: Sequence[str], calendar: WorkCalendar) -> Lateness:
        """Return what is on its way now, and what of it is late."""
        with unit_of_work(self.store.engine) as session:
            shown = min(_newest_shown(session, self._places(session, doors)).values())
            wanted = select(GenerationRow.published_at).where(GenerationRow.no > shown)
            began = list(session.scalars(wanted.order_by(GenerationRow.no)))
        now = self.clock()
        due = [due_at(at, LIMIT, calendar).at for at in began]
        late = [now - at for at in due if now > at]
        return Lateness(len(began), len(late), max(late, default=timedelta()))

    def overdue(self, today: date) -> tuple[Overdue, ...]:
        """Return versions whose day to begin or to end has come, and with which that could not be done."""
        begins = (StateRow.state == State.SCHEDULED) & (VersionRow.effective_from <= today)
        ends = (StateRow.state == State.PUBLISHED) & (VersionRow.effective_until < today)
        wanted = select_versions().where(begins | ends).order_by(VersionRow.id)
        with unit_of_work(self.store.engine) as session:
            found = [version_of(*row) for row in session.execute(wanted)]
            return tuple(Overdue(one, _why(session, one.id)) for one in found)

    def _places(self, session: Session, doors: Sequence[str]) -> tuple[Place, ...]:
        """Return every door of every hall that lives."""
        replicas = alive(session, self.clock()) or _last_replica(session)
        return tuple((door, replica) for replica in replicas for door in doors)


def _why(session: Session, version_id: int) -> str:
    said = select(CommentRow.text).where(
        CommentRow.version_id == version_id, CommentRow.author == SYSTEM.login
    )
    return session.scalars(said.order_by(CommentRow.id.desc()).limit(1)).first() or ""


def _last_replica(session: Session) -> tuple[str, ...]:
    """Return the hall that showed something last, where none lives."""
    wanted = select(ReceiptRow.replica).order_by(ReceiptRow.at.desc()).limit(1)
    return (session.scalars(wanted).first() or UNKNOWN,)


def _newest_shown(session: Session, places: Sequence[Place]) -> Mapping[Place, int]:
    wanted = select(ReceiptRow.door, ReceiptRow.replica, func.max(ReceiptRow.generation))
    grouped = wanted.group_by(ReceiptRow.door, ReceiptRow.replica)
    found = {(door, replica): no for door, replica, no in session.execute(grouped)}
    return {place: found.get(place, 0) for place in places}


def _arrivals(session: Session, no: int, places: Sequence[Place]) -> tuple[Arrival, ...]:
    found = first_seen(session, no)
    return tuple(Arrival(*place, found.get(place)) for place in places)


def _approvers(session: Session, numbers: Sequence[int]) -> Mapping[int, list[str]]:
    """Return who approved what each generation brought; nobody where files were imported."""
    wanted = (
        select(MemberRow.no, MoveRow.actor)
        .join(MoveRow, MoveRow.version_id == MemberRow.version_id)
        .where(MemberRow.no.in_(numbers), MoveRow.to_state == State.APPROVED)
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for no, actor in session.execute(wanted):
        found.setdefault(no, []).append(actor)
    return found
