"""Publish: one generation in one transaction, or nothing at all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.errors import CannotPublish, MoveRefused, UnknownVersion
from knowledge_base.lifecycle.moves import move, state_of
from knowledge_base.lifecycle.overtaking import (
    Overtaken,
    give_up_their_day,
    in_state,
    overtaken_by,
    require_current,
    supersede,
)
from knowledge_base.lifecycle.people import SYSTEM, Person
from knowledge_base.lifecycle.registering import register_generation
from knowledge_base.lifecycle.seeing import Seen, require_seen
from knowledge_base.lifecycle.soundness import Check, faults_when_published
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.trial import Trial, builds_nothing
from knowledge_base.store.kinds import with_records
from knowledge_base.store.reading import in_force, newest_generation
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import RecordRow, VersionRow
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
        """What builds before it publishes."""
        return Trial(self.store.engine, self.build)

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
            return self._add(session, {record.id: None}, f"下线 {current.title}", by)

        return self.trial.do(withdrawn)

    def keep_time(self) -> int | None:
        """Publish what takes effect and withdraw what ends; return the generation, None if there was nothing to do.

        All that is due comes into force together, unless something has faults: then each by itself.

        Raises:
            CannotPublish: what has faults stays as it is; everything else was done.
        """
        due = _due(self.store, self.today)
        if not due:
            return None
        try:
            return self._keep_time_of(due)
        except CannotPublish as refused:
            if len(due) == 1:
                raise
            done, faults = self._keep_time_one_by_one(due)
            if faults:
                raise CannotPublish(faults) from refused
            return done

    def _keep_time_one_by_one(self, due: Iterable[int]) -> tuple[int | None, list[str]]:
        """Return the last generation that could be made, and the faults of the others."""
        done: int | None = None
        faults: list[str] = []
        for version_id in due:
            try:
                done = self._keep_time_of([version_id])
            except CannotPublish as refused:
                faults += refused.faults
        return done, faults

    def _keep_time_of(self, due: Iterable[int]) -> int | None:

        def kept(session: Session) -> int | None:
            changes: dict[int, int | None] = {}
            causes = []
            for row in (session.get_one(VersionRow, i) for i in due):
                state = state_of(session, row.id)
                if state is State.PUBLISHED:
                    move(session, row.id, State.WITHDRAWN, SYSTEM, self.clock(), "有效期已到")
                    changes[row.record_id] = None
                    causes.append(f"到期 {row.title}")
                elif state is State.SCHEDULED:
                    supersede(session, row, SYSTEM, self.clock())
                    move(session, row.id, State.PUBLISHED, SYSTEM, self.clock())
                    changes[row.record_id] = row.id
                    causes.append(f"生效 {row.title}")
            return self._add(session, changes, "；".join(causes), SYSTEM) if changes else None

        try:
            return self.trial.do(kept)
        except MoveRefused as refused:
            raise CannotPublish([str(refused)]) from refused

    def _publish(self, session: Session, version_ids: Iterable[int], by: Person) -> int | None:
        changes: dict[int, int | None] = {}
        causes = []
        for row in (session.get_one(VersionRow, i) for i in version_ids):
            if row.effective_from is not None and row.effective_from > self.today:
                give_up_their_day(session, row, by, self.clock())
                move(session, row.id, State.SCHEDULED, by, self.clock())
                self._require_sound(session, {row.record_id: row.id})
                continue
            supersede(session, row, by, self.clock())
            move(session, row.id, State.PUBLISHED, by, self.clock())
            changes[row.record_id] = row.id
            causes.append(f"发布 {row.title} 第 {row.no} 版")
        if not changes:
            return None
        return self._add(session, changes, "；".join(causes), by)

    def _add(
        self, session: Session, changes: Mapping[int, int | None], cause: str, by: Person
    ) -> int:
        self._require_sound(session, changes)
        no = add_generation(session, changes, self.clock(), cause)
        register_generation(session, no, by.login, self.clock())
        return no

    def _require_sound(self, session: Session, changes: Mapping[int, int | None]) -> None:
        """Raise unless everything together would be sound after the changes, and has been built."""
        no = newest_generation(session)
        published = self.store.read_generation(session, no)
        changed = {}
        for record_id, version_id in changes.items():
            record = session.get_one(RecordRow, record_id)
            changed[record.kind, record.key] = version_id and self.store.read_version(
                session, version_id
            )
        if faults := faults_when_published(self.check, published, changed):
            raise CannotPublish(faults)
        self.trial.require_built(no, changes, with_records(published, changed))


def _known(session: Session, version_id: int) -> VersionRow:
    row = session.get(VersionRow, version_id)
    if row is None:
        raise UnknownVersion(f"没有编号为 {version_id} 的版本")
    return row


def _due(store: GuideStore, day: date) -> list[int]:
    """Return the versions whose day has come: those that end first, for others take their place, and the newest first.

    Of two versions of a record whose days have both come, the older one gives way to the newer one unseen.
    """
    ending = in_state(State.PUBLISHED).where(VersionRow.effective_until < day)
    beginning = in_state(State.SCHEDULED).where(VersionRow.effective_from <= day)
    with unit_of_work(store.engine) as session:
        ended = [row.id for row in session.scalars(ending)]
        return ended + [row.id for row in session.scalars(beginning)][::-1]
