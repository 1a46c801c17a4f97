"""Publish: one generation in one transaction, or nothing at all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.errors import UnknownVersion, no_version
from knowledge_base.lifecycle.moves import move
from knowledge_base.lifecycle.overtaking import (
    Overtaken,
    give_up_their_day,
    overtaken_by,
    require_current,
    supersede,
)
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.registering import register_generation
from knowledge_base.lifecycle.seeing import Seen, require_seen
from knowledge_base.lifecycle.soundness import Check
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.trial import Trial, builds_nothing
from knowledge_base.store.reading import in_force, newest_generation
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import VersionRow
from knowledge_base.store.trouble import unit_of_work
from knowledge_base.store.writing import add_generation, find_record

UNSEEN = Seen()
NOT_IN_FORCE = "“{title}”现在没有现行版，不用下线"


@dataclass(frozen=True)
class Publishing:
    """Use cases that change what citizens are told.

    check: looks at everything as it would be published; faults that are not there already refuse the publication.
    build: builds everything as it would be asked, and returns why that cannot be done.
    """

    store: GuideStore
    clock: Callable[[], datetime]
    check: Check
    build: Check = builds_nothing

    @cached_property
    def trial(self) -> Trial:
        """What checks and builds before it publishes."""
        return Trial(self.store, self.check, self.build)

    @property
    def today(self) -> date:
        """The day in the city, by which versions take effect."""
        return self.clock().astimezone(CITY_TIME).date()

    def approve(
        self, version_id: int, by: Person, comment: str = "", seen: Seen = UNSEEN
    ) -> int | None:
        """Approve a version and publish it, or schedule it for the day it takes effect.

        Args:
            version_id: the version.
            by: who approves.
            comment: kept with the move.
            seen: what this person has seen of what comes of it; kept with the move too.

        Returns:
            The number of the generation that shows it; None where it is scheduled.

        Raises:
            UnknownVersion: there is none with this id.
            MoveRefused: not to be approved now, not by this person, not before everything was seen that would be lost or
                replaced by it, or a newer version was published after it was written.
            CannotPublish: everything together would have faults with it, or cannot be built; nothing was changed.
        """

        def approved(session: Session) -> int | None:
            row = _known(session, version_id)
            looked = require_seen(session, row, seen, self.today)
            move(session, version_id, State.APPROVED, by, self.clock(), f"{comment}{looked}")
            require_current(session, row)
            return self._publish(session, [version_id], by)

        return self.trial.do(approved)

    def overtakes(self, version_id: int) -> tuple[Overtaken, ...]:
        """Return the versions that wait for their day and give way to this one once it is approved.

        Raises:
            UnknownVersion: there is none with this id.
        """
        with unit_of_work(self.store.engine) as session:
            return overtaken_by(session, _known(session, version_id), self.today)

    def withdraw(self, kind: str, key: str, by: Person, reason: str) -> int:
        """Take what is in force of a record out of force; return the number of the generation without it.

        Raises:
            UnknownVersion: there is no such record, or nothing of it is in force.
            MoveRefused: not by this person, or not without a reason.
            CannotPublish: something else still needs it, or the rest cannot be built.
        """

        def withdrawn(session: Session) -> int:
            record = find_record(session, kind, key)
            current = None if record is None else in_force(session, record.id)
            if record is None or current is None:
                raise UnknownVersion(NOT_IN_FORCE.format(title=key))
            move(session, current.id, State.WITHDRAWN, by, self.clock(), reason)
            return self.add(session, {record.id: None}, f"下线 {current.title}", by)

        return self.trial.do(withdrawn)

    def _publish(self, session: Session, version_ids: Iterable[int], by: Person) -> int | None:
        changes: dict[int, int | None] = {}
        causes = []
        for row in (session.get_one(VersionRow, i) for i in version_ids):
            if row.effective_from is not None and row.effective_from > self.today:
                give_up_their_day(session, row, by, self.clock())
                move(session, row.id, State.SCHEDULED, by, self.clock())
                no = newest_generation(session)
                self.trial.require_tried(no, {row.record_id: row.id})
                continue
            supersede(session, row, by, self.clock())
            move(session, row.id, State.PUBLISHED, by, self.clock())
            changes[row.record_id] = row.id
            causes.append(f"发布 {row.title} 第 {row.no} 版")
        if not changes:
            return None
        return self.add(session, changes, "；".join(causes), by)

    def add(
        self, session: Session, changes: Mapping[int, int | None], cause: str, by: Person
    ) -> int:
        """Add a generation that shows records in other versions, and return its number; for works of the trial alone."""
        self.trial.require_tried(newest_generation(session), changes)
        no = add_generation(session, changes, self.clock(), cause)
        register_generation(session, no, by.login, self.clock())
        return no


def _known(session: Session, version_id: int) -> VersionRow:
    row = session.get(VersionRow, version_id)
    if row is None:
        raise no_version(version_id)
    return row
