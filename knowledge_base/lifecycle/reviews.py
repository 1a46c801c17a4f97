"""When what is in force has to be looked through again (复查), and what of it is due."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import Version, select_versions, version_of
from knowledge_base.store.kinds import GUIDE
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import MoveRow, RecordRow, StateRow, VersionRow
from knowledge_base.store.trouble import unit_of_work

USUAL_DAYS = 90
"""After so many days it is looked at again, where the guide names no day of its own."""
SOON_DAYS = 30


@dataclass(frozen=True)
class Due:
    """A version in force whose review is due; `is_late` once the day is over."""

    version: Version
    on: date
    is_late: bool


def review_day(version: Version, *, was_reviewed: bool = False) -> date:
    """Return when a version in force is to be looked through again.

    It is the day that the guide names, or 90 days after it was published; once it was looked through, 90 days after
    that, unless the named day is not near yet.
    """
    since = version.since.astimezone(CITY_TIME).date()
    usual = since + timedelta(days=USUAL_DAYS)
    if version.review_on is None:
        return usual
    is_settled = was_reviewed and version.review_on <= since + timedelta(days=SOON_DAYS)
    return usual if is_settled else version.review_on


@dataclass(frozen=True)
class Reviews:
    """What of the guides in force has to be looked through again."""

    store: GuideStore
    clock: Callable[[], datetime]

    def due(self, departments: Collection[str] = (), within: int = SOON_DAYS) -> tuple[Due, ...]:
        """Return what is overdue or due within so many days, the longest overdue first."""
        today = self.clock().astimezone(CITY_TIME).date()
        last = today + timedelta(days=within)
        unnamed = datetime.combine(last - timedelta(days=USUAL_DAYS - 1), time.min, CITY_TIME)
        wanted = select_versions().where(
            RecordRow.kind == GUIDE,
            StateRow.state == State.PUBLISHED,
            (VersionRow.review_on <= last) | (StateRow.since < unnamed),
        )
        if departments:
            wanted = wanted.where(VersionRow.department.in_(departments))
        with unit_of_work(self.store.engine) as session:
            found = [version_of(*row) for row in session.execute(wanted)]
            reviewed = _reviewed(session)
        days = ((review_day(v, was_reviewed=v.id in reviewed), v) for v in found)
        due = [Due(version, day, day < today) for day, version in days if day <= last]
        return tuple(sorted(due, key=lambda one: (one.on, one.version.key)))


def _reviewed(session: Session) -> frozenset[int]:
    """Return the ids of the versions that somebody looked through again."""
    again = (MoveRow.from_state == State.PUBLISHED) & (MoveRow.to_state == State.PUBLISHED)
    return frozenset(session.scalars(select(MoveRow.version_id).where(again)))
